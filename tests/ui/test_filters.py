"""What a browser says of the filters becomes a change of the view, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lib.ui.filters import changes, clean
from lib.view import MAX_VALUES, MAX_WORDS

KNOWN = ("Beta", "Harbour Post", "odd\x07name", " ")


def test_words_are_one_line_as_the_address_has_them() -> None:
    assert changes({"words": "ferry  \n OR\x00 strike "}, KNOWN) == {"words": "ferry OR strike"}
    assert len(clean("a" * (MAX_WORDS + 10))) == MAX_WORDS


def test_days_are_set_and_taken_away() -> None:
    assert changes({"start": "2026-03-05"}, KNOWN) == {"start": date(2026, 3, 5)}
    assert changes({"end": ""}, KNOWN) == {"end": None}


def test_outlets_are_those_offered_by_the_name_they_were_shown_under() -> None:
    assert changes({"outlets": ["Harbour Post", "Beta", "Beta"]}, KNOWN) == {"outlets": ("Harbour Post", "Beta")}
    assert changes({"outlets": ["odd\ufffdname"]}, KNOWN) == {"outlets": ("odd\x07name",)}
    many = [f"Outlet {i}" for i in range(MAX_VALUES + 1)]
    assert len(changes({"outlets": many}, many)["outlets"]) == MAX_VALUES


def test_the_unit_is_one_of_three() -> None:
    assert changes({"unit": "texts"}, KNOWN) == {"unit": "texts"}


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "words",
        {"words": 7},
        {"words": None},
        {"start": "yesterday"},
        {"start": "2026-02-30"},
        {"end": 20260305},
        {"outlets": ["Nobody's Gazette"]},
        {"outlets": [["Beta"]]},
        {"outlets": None},
        {"unit": "words"},
        {"version": "3"},
        {"__class__": "View"},
    ],
)
def test_what_no_filter_says_changes_nothing(said: Any) -> None:
    assert changes(said, KNOWN) == {}
