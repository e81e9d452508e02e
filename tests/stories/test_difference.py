from __future__ import annotations

import pytest

from lib.stories.difference import difference

OLD = "The lake rose 3 km inland. “We left at night,” said Ada Obi. Nobody was hurt. The market is shut."


def changed(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(c.kind, old[slice(*c.old)], new[slice(*c.new)]) for c in difference(old, new) if c.kind != "equal"]


def test_a_word_replaced() -> None:
    assert changed(OLD, OLD.replace("3 km", "2 miles")) == [("replaced", "3 km", "2 miles")]


def test_a_sentence_put_in_and_one_taken_out() -> None:
    new = OLD.replace(" Nobody was hurt.", "") + " In Geneva, Alabama, the mayor sent socks."
    assert changed(OLD, new) == [
        ("deleted", "Nobody was hurt.", ""),
        ("inserted", "", "In Geneva, Alabama, the mayor sent socks."),
    ]


def test_other_quotation_marks_and_dashes_are_no_change() -> None:
    assert changed(OLD, OLD.replace("“", '"').replace("”", '"')) == []
    assert changed("A – b.", "A — b.") == []


@pytest.mark.parametrize("new", ["", OLD, "Quite another text. It shares nothing.", OLD[30:], OLD * 2])
def test_ranges_are_in_order_and_cover_all_words(new: str) -> None:
    changes = difference(OLD, new)
    for side, text in (("old", OLD), ("new", new)):
        ranges = [getattr(c, side) for c in changes]
        assert ranges == sorted(ranges)
        covered = "".join(text[start:end] for start, end in ranges)
        assert "".join(covered.split()) == "".join(text.split())
