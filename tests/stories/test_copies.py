from __future__ import annotations

import random

from lib.stories.agencies import agency_of
from lib.stories.copies import Copy, CopyFinder
from lib.stories.record import Report

WORDS = [
    "harbour",
    "council",
    "ferry",
    "winter",
    "ledger",
    "orchard",
    "signal",
    "copper",
    "meadow",
    "lantern",
    "bridge",
    "ticket",
    "barrel",
    "garden",
    "market",
]


def text(seed: int, n_sentences: int = 12) -> str:
    chance = random.Random(seed)  # noqa: S311
    return " ".join(" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(n_sentences))


def report(id_: str, text: str, day: int | None = None, **more) -> Report:
    return Report(id_, "", text, day, **more)


def pairs(copies: list[Copy]) -> dict[str, str]:
    return {copy.id: copy.copy_of for copy in copies}


def test_cut_and_added_to_is_still_a_copy() -> None:
    whole = text(1)
    cut = " ".join(whole.split()[:80]) + " " + text(2, 2)
    found = CopyFinder().add([report("whole", whole, 5), report("cut", cut, 6), report("other", text(3), 6)])
    assert pairs(found) == {"cut": "whole"}
    assert 0.6 < found[0].similarity < 1


def test_the_earliest_is_the_original_whatever_the_order() -> None:
    late_first = [report("late", text(1), 9), report("early", text(1), 7), report("undated", text(1))]
    assert pairs(CopyFinder().add(late_first)) == {"late": "early", "undated": "early"}


def test_an_agency_credit_makes_the_original() -> None:
    wire = report("wire", f"GENEVA (Corvane) - {text(4)}", 9)
    found = CopyFinder().add([report("early", text(4), 8), wire])
    assert pairs(found) == {"early": "wire"}
    assert found[0].agency == "Corvane"


def test_an_original_that_comes_late_changes_what_was_said() -> None:
    finder = CopyFinder()
    assert pairs(finder.add([report("a", text(5), 8), report("b", text(5), 9)])) == {"b": "a"}
    assert pairs(finder.add([report("first", text(5), 7)])) == {"a": "first", "b": "first"}


def test_a_passage_in_common_is_no_copy() -> None:
    passage = text(6, 2)
    long = [report(name, f"{text(seed)} {passage} {text(seed + 1)}", 1) for name, seed in (("a", 10), ("b", 20))]
    assert CopyFinder().add(long) == []


def test_an_item_written_to_a_pattern_with_other_figures_is_no_copy() -> None:
    pattern = (
        "The central bank said it gave the money market a further {} million in help in the afternoon session, "
        "which takes its help so far today to {} million against a shortage of around {} million, and that it bought "
        "bills in the first two bands at {} per cent, as dealers in the city of Tarnsk had expected since the morning."
    )
    days = [pattern.format(14, 31, 450, 9.25), pattern.format(27, 66, 800, 10.5)]
    assert CopyFinder().add([report(str(n), day, n) for n, day in enumerate(days)]) == []
    assert len(CopyFinder().add([report("x", days[0], 1), report("y", days[0], 2)])) == 1


def test_the_local_part_of_a_copy_makes_no_family_with_its_source() -> None:
    wire, local = text(7), text(8, 5)
    mixed = report("mixed", f"{wire} {local}", 2)
    found = CopyFinder().add([report("wire", wire, 1), mixed, report("local", local, 3)])
    assert pairs(found) == {"mixed": "wire"}


def test_forty_copies_have_one_original_and_state_is_carried() -> None:
    finder = CopyFinder()
    finder.add([report(f"c{n:02}", text(9), n) for n in range(70)])
    loaded = CopyFinder.load(finder.save())
    assert pairs(loaded.add([report("last", text(9), 99)])) == {"last": "c00"}
    assert loaded.add([report("last", text(9), 99)]) == []


def test_the_texts_that_came_first_are_let_go_and_what_is_left_of_a_group_stays_one(monkeypatch) -> None:
    monkeypatch.setattr("lib.stories.copies.MAX_HELD", 20)
    finder = CopyFinder()
    finder.add([report("wire", text(0), 0, outlet="A"), report("other", text(99), 0), report("third", text(98), 0)])
    assert pairs(finder.add([report(f"copy{n}", text(0), n, outlet="B") for n in (1, 2)])) == dict.fromkeys(
        ("copy1", "copy2"), "wire"
    )
    for n in range(1, 15):
        finder.add([report(f"more{n}", text(n), n)])
    assert finder.ids[0] == "wire"
    finder.add([report(f"last{n}", text(20 + n), 20) for n in range(2)])
    assert finder.ids[:2] == ["copy1", "copy2"]
    assert len(finder.ids) == 18
    assert finder.group[:3].tolist() == [0, 0, 2]
    # a copy that comes now leads to the same text over the oldest copy that is left; of what is gone nothing is found
    found = finder.add([report("late", text(0), 40, outlet="C"), report("again", text(99), 41)])
    assert pairs(found) == {"late": "copy1"}
    assert pairs(finder.add([report("news", text(14), 42)])) == {"news": "more14"}
    loaded = CopyFinder.load(finder.save())
    assert (loaded.index_keys.tolist(), loaded.index_rows.tolist()) == (
        finder.index_keys.tolist(),
        finder.index_rows.tolist(),
    )


def test_credit_lines() -> None:
    def credited(text: str, *authors: str) -> str | None:
        return agency_of(Report("x", "", text, authors=authors))

    assert credited("GENEVA (Corvane) - Two groups agreed.") == "Corvane"
    assert credited("TARNSK, Poland (Nordwire) — A river rose.") == "Nordwire"
    assert credited("PARIS, March 3 - AFP\nA tower closed.") == "Agence France-Presse"
    assert credited("A tower closed.", "Associated Press") == "Associated Press"
    assert credited("A tower closed.\nReporting from the street.\n(Reuters)") == "Reuters"
    assert credited("A tower closed.\nAP chemistry is taught in schools.") is None
    assert credited("The Greens (AP) were asked about the AP.") is None
    assert credited("LONDON (2016) - A year in pictures.") is None
    assert credited("A tower closed.", "Ann Reuters") is None
