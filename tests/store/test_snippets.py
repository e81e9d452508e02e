import pytest

from lib.store.snippets import LENGTH, LOOKED_THROUGH, marks, parts, passage, within
from lib.store.syntax import parse

FIELDS = (None, "text")


def marked(text: str, query: str) -> list[str]:
    return [piece for piece, on in parts(text, marks(text, parse(query), FIELDS)) if on]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Rome, ROME and Romeo", "rome", ["Rome", "ROME"]),
        ("Rome, ROME and Romeo", "rom*", ["Rome", "ROME", "Romeo"]),
        ("Erdoğan’s naïve straße", "erdogan naive strasse", ["Erdoğan", "naïve", "straße"]),
        ("a tax cut, no tax, a cut", '"tax cut"', ["tax", "cut"]),
        ("tax on a cut", '"tax cut"~2', ["tax", "cut"]),
        ("tax on a cut", '"tax cut"~', []),
        ("the U.S. and us", "u.s.", ["U", "S"]),
        ("prime ministers of the prime", '"of the"', ["of", "the"]),
        ("U.S. Steelworkers", "u.s.steel*", ["U", "S", "Steelworkers"]),
        ("Merkle met Merkel", "merkel~", ["Merkle", "Merkel"]),
        ("war and peace", "war -peace", ["war"]),
        ("war and peace", "title:war speaker:and", []),
        ("Œuvre and oeuvre of the œuvre", '"the oeuvre"', ["the", "œuvre"]),
        ("the war_room, the İzmir war", '"izmir war"', ["İzmir", "war"]),
        ("war_room, postwar, war2", "war", ["war"]),
        ("Ａ ﬁne day for a ﬁnè", "fine", ["ﬁne", "ﬁnè"]),
        ("x" * (LOOKED_THROUGH + 1) + " war", "war", []),
    ],
)
def test_marks(text: str, query: str, found: list[str]) -> None:
    assert marked(text, query) == found


def test_parts_are_the_whole_text() -> None:
    text = "In Rome,\n\nRome. "
    assert parts(text, marks(text, parse("rome"), FIELDS)) == [
        ("In ", False), ("Rome", True), (",\n\n", False), ("Rome", True), (". ", False),
    ]  # fmt: skip
    assert parts("nothing", []) == [("nothing", False)]


def test_a_passage_shows_the_most_different_words() -> None:
    text = "Rome rome rome. " + "filler " * 200 + "\n\nThe bank of Rome fell.\n\n" + "filler " * 200
    found = passage(text, marks(text, parse("rome bank"), FIELDS))
    line = "".join(piece for piece, _ in found)
    assert [piece for piece, on in found if on] == ["bank", "Rome"]
    assert line.startswith("… filler")
    assert line.endswith("filler …")
    assert "\n" not in line
    assert "The bank of Rome fell. filler" in line
    assert len(line) < LENGTH + 60


def test_short_texts_and_texts_without_blanks_are_whole() -> None:
    assert passage("Rome.", marks("Rome.", parse("rome"), FIELDS)) == [("Rome", True), (".", False)]
    assert passage("Rome.", []) == []
    long = "-".join(["Rome"] * 400)
    assert len("".join(piece for piece, _ in passage(long, marks(long, parse("rome"), FIELDS)))) < LENGTH + 60


@pytest.mark.parametrize(
    ("one", "other", "edits", "near"),
    [
        ("abc", "abc", 1, True),
        ("abc", "ab", 1, True),
        ("abc", "acb", 1, True),
        ("abcd", "badc", 1, False),
        ("abcd", "badc", 2, True),
        ("abc", "xyz", 2, False),
        ("abc", "abcdef", 2, False),
    ],
)
def test_within(one: str, other: str, edits: int, near: bool) -> None:
    assert within(one, other, edits) is within(other, one, edits) is near
