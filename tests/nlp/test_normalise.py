"""Normalising changes typography and line ends, never the length."""

from __future__ import annotations

import random

import pytest

from lib.nlp.normalise import normalise

#: Everything that the rules look at, plus characters of two UTF-16 units, marks, controls and halves of characters.
ALPHABET = (
    "aB9 .,:;-—–_'\"“”‘’«»`´\n\r\t\v\f\x00\x1c\x85\x91\x93\x97"
    "\u00a0\u00ad\u200b\u2028\u2029\u2060\ufeff\ud800é́ß北😀🇰🇪[]()"
)


@pytest.mark.parametrize("seed", range(300))
def test_length_is_kept_for_any_text(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    pool = ALPHABET if seed % 2 else "".join(chr(chance.randrange(0x110000)) for _ in range(200)) + "\n\n\r "
    text = "".join(chance.choices(pool, k=chance.randrange(400)))
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("read", "plain"),
    [
        ("the\u00a0mayor", "the mayor"),
        ("“Yes,” she said", '"Yes," she said'),
        ("the mayor’s office", "the mayor's office"),
        ("``Yes,'' she said", ' "Yes,"  she said'),
        ("OSLO _ The mayor", "OSLO — The mayor"),
        ("OSLO \x97 The \x93old\x94 bridge", 'OSLO — The "old" bridge'),
        ("Mixed\u2028Lines", "Mixed\nLines"),
    ],
)
def test_typography_is_mapped(read: str, plain: str) -> None:
    assert normalise(read) == plain


def test_windows_line_ends_make_no_blank_lines() -> None:
    assert normalise("One ends.\r\nTwo ends.\r\n\r\nThree.") == "One ends. \nTwo ends. \n \nThree."


def test_a_name_across_a_wrapped_line_is_in_one_piece() -> None:
    text = (
        "The council voted on Monday to close the bridge, as Anna\n"
        "Lind and the other members of the party that runs the town\n"
        "had asked for in a letter which was read out by the clerk\n"
        "before the meeting began.\n"
    )
    plain = normalise(text)
    assert "as Anna Lind and" in plain
    assert len(plain) == len(text)
