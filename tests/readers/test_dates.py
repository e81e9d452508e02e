"""Dates: kept where they are sure, left out with a reason where only their writer could tell."""

from __future__ import annotations

import random
from datetime import date

import pytest

from lib.readers.dates import parse_date

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-01-05", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00+00:00"),
        ("2026-01-05 10:00", "2026-01-05T10:00:00"),
        ("Mon, 05 Jan 2026 10:00:00 GMT", "2026-01-05T10:00:00+00:00"),
        ("5 January 2026", "2026-01-05"),
        ("January 5, 2026", "2026-01-05"),
        ("03 February, 2016", "2016-02-03"),
        ("Jan 5th, 2026 3:04 pm", "2026-01-05T15:04:00"),
        ("5 mars 2025", "2025-03-05"),
        ("25/12/2025", "2025-12-25"),
        ("12/25/2025", "2025-12-25"),
        ("4.4.2025", "2025-04-04"),
        ("2025/12/25", "2025-12-25"),
        ("13/05/2024 9:05", "2024-05-13T09:05:00"),
        (1450000000, "2015-12-13T09:46:40+00:00"),
        ("2026-06-02", "2026-06-02"),
    ],
)
def test_sure_dates(written: object, iso: str) -> None:
    assert parse_date(written, today=TODAY) == (iso, None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("03/04/2026", "told apart"),
        ("yesterday", "no day"),
        ("today", "no day"),
        ("in 3 days", "no day"),
        ("2 days ago", "no day"),
        ("Monday", "no day"),
        ("March 2026", "no day"),
        ("2026", "no day"),
        ("31/02/2026", "no day"),
        ("13/05/2024 25:05", "no day"),
        ("2026-02-30", "no day"),
        ("soon", "no day"),
        ("2026-06-03", "future"),
        ("3 July 2031", "future"),
        ("1650-01-01", "before 1800"),
        (["2026-01-05"], "neither text nor"),
        (True, "neither text nor"),
    ],
)
def test_dates_left_out_with_a_reason(written: object, reason: str) -> None:
    found, problem = parse_date(written, today=TODAY)
    assert found is None
    assert reason in (problem or "")


@pytest.mark.parametrize("written", [None, "", "  "])
def test_no_date_is_no_problem(written: object) -> None:
    assert parse_date(written, today=TODAY) == (None, None)


def test_any_text_is_survived() -> None:
    chance = random.Random(3)  # noqa: S311 - not for secrets
    for _ in range(500):
        written = "".join(chance.choices("0123456789/-.: ,TZ+JanMayé年\x00\ud800", k=chance.randrange(24)))
        found, problem = parse_date(written, today=TODAY)
        assert found is None or problem is None
