"""Paragraphs: blank lines, lines that are paragraphs, and columns that old wires set by hand."""

from __future__ import annotations

import random

import pytest

from lib.layout.blocks import find_blocks, unwrap

WIRE = (
    "\t   The council voted on Monday to close the old bridge over the\n"
    "river, which has carried the mail since the railway came to Anna\n"
    "Harbour.\n"
    "\t   Nobody spoke against the plan, although the shops on the east\n"
    "bank had asked for more time.\n"
)
PASTED = "The bridge will close.\nMayor Anna Lind said so on Monday.\nShops had asked for more time.\n"


def texts(text: str) -> list[str]:
    return [block.text for block in find_blocks(text)]


def test_blank_lines_separate_paragraphs() -> None:
    assert texts("One.\n\nTwo.\n \t\n\n Three. \n") == ["One.", "Two.", "Three."]


def test_pasted_lines_are_paragraphs() -> None:
    assert len(texts(PASTED)) == 3
    assert unwrap(PASTED) == PASTED


def test_wrapped_lines_are_joined_and_indents_start_paragraphs() -> None:
    first, second = texts(WIRE)
    assert first.endswith("came to Anna Harbour.")
    assert second.startswith("Nobody spoke")


def test_a_full_stop_at_the_column_s_edge_ends_no_paragraph() -> None:
    wrapped = (
        "The council voted on Monday to close the bridge over the river.\n"
        "Nobody spoke against the plan, although the shops on the east\n"
        "bank had asked for more time and the mayor had promised it to\n"
        "them in writing.\n"
        "The bridge was built long ago by the company that then ran the\n"
        "ferry across the river.\n"
    )
    assert [t.split()[0] for t in texts(wrapped)] == ["The", "The"]


def test_a_stray_break_in_a_sentence_is_joined() -> None:
    assert texts("The mayor of the town said on\nmonday that she would go.\nShe left.") == [
        "The mayor of the town said on monday that she would go.",
        "She left.",
    ]


def test_indents_on_every_line_mean_nothing() -> None:
    page = "The mayor said on Monday that the\n        Harbour Bridge would close.\n        She gave no date.\n"
    assert texts(page) == ["The mayor said on Monday that the Harbour Bridge would close.", "She gave no date."]


@pytest.mark.parametrize(
    "line", ["on 3 February 2026", "posted Feb 3, 2026", "- no bridge", "• a ferry", "— Anna Lind"]
)
def test_dates_and_list_items_begin_a_paragraph(line: str) -> None:
    assert texts(f"Old bridge to close,\n{line}\nThe end.") == ["Old bridge to close,", line, "The end."]


def test_offsets_are_those_of_the_text() -> None:
    text = " \n  One line.  \n\n\tAnother one."
    assert [text[b.start : b.end] for b in find_blocks(text)] == ["One line.", "Another one."]


def test_unwrap_keeps_length_and_every_other_character() -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for _ in range(300):
        text = "".join(chance.choices("ab C.,\n\r\t\u2028\u00a0\x0b“ü", k=chance.randrange(120)))
        plain = unwrap(text)
        assert len(plain) == len(text)
        assert all(a == b or (a in "\r\n" and b == " ") for a, b in zip(text, plain, strict=True))
