"""The sentence around a name."""

from __future__ import annotations

import pytest

from lib.queries.context import SIDE, around


def cut(text: str, words: str) -> str:
    start = text.index(words)
    before, after = around(text, start, start + len(words))
    return f"{before}[{words}]{after}"


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One came. Two saw Ada Berg there. Three left.", "Ada Berg", "Two saw [Ada Berg] there."),
        ("A heading\nAda Berg spoke.\nMore", "Ada Berg", "[Ada Berg] spoke."),
        ("He met Sen. Ada Berg in the U.S. Senate. Then home.", "Berg", "He met Sen. Ada [Berg] in the U.S. Senate."),
        ("“Go!” said Ada Berg. No.", "Ada Berg", "said [Ada Berg]."),
        ("“Never.” Ada Berg left", "Ada Berg", "[Ada Berg] left"),
        ("Ada Berg", "Ada Berg", "[Ada Berg]"),
        ("It was J. R. Berg. He left.", "Berg", "It was J. R. [Berg]."),
    ],
)
def test_sentence_around_a_name(text: str, words: str, sentence: str) -> None:
    assert cut(text, words) == sentence


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "word " * 200 + "Ada Berg" + " more" * 200
    start = text.index("Ada")
    before, after = around(text, start, start + 8)
    assert before.startswith("…word ")
    assert after.endswith(" more…")
    assert len(before) <= SIDE + 1
    assert len(after) <= SIDE + 1
