from __future__ import annotations

from lib.ui.changes import SIDE, parts


def said(old: str, new: str, **how) -> list[tuple[str, str]]:
    return [(p["kind"], p["text"]) for p in parts(old, new, **how)]


def test_a_changed_word_is_left_out_and_added() -> None:
    found = said("The last boat has left.", "The final boat has left.")
    assert found == [("equal", "The"), ("deleted", "last"), ("inserted", "final"), ("equal", "boat has left.")]


def test_a_cut_sentence_and_a_new_one() -> None:
    found = said("One stays here. Two goes away.", "One stays here. Nothing of the kind was ever said before!")
    assert ("deleted", "Two goes away.") in found
    assert ("inserted", "Nothing of the kind was ever said before!") in found


def test_long_equal_stretches_are_cut_away_from_the_change() -> None:
    same = "word " * 200
    found = said(f"{same}\nOld end here.", f"{same}\nNew end here.", cut=True)
    assert found[0][1].startswith("… ")
    assert len(found[0][1]) <= SIDE + 2
    assert {kind for kind, _ in found} >= {"deleted", "inserted"}
