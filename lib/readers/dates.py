"""Dates as the press writes them to ISO 8601; what only its writer could place is not guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

import dateparser

#: Older than any newspaper archive that a newsroom would load; a date before it is a typing error.
FIRST_YEAR = 1800
#: A date ahead by more is not a matter of time zones.
AHEAD = timedelta(days=1)
#: Languages whose month names are known; each costs time to load, so they are tried after English.
LANGUAGES = ("fr", "de", "es", "it", "pt", "nl")

_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(\d{1,2}:\d\d(?::\d\d)?))?")
_NAMED = re.compile(r"(?=.*[^\W\d_]{3})(?=.*(?<!\d)\d{4}(?!\d))(?=.*(?<!\d)\d{1,2}(?!\d))")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_YEAR = re.compile(r"\d{4}")


def parse_date(value: object, *, today: date | None = None) -> tuple[str | None, str | None]:
    """Return ``value`` as an ISO date (with its time where given), and what is wrong where it is none."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None, "the date was left out: it is neither text nor a number"
    text = " ".join(str(value).split())
    found, problem = _parsed(text[:80])
    if found is None:
        return None, problem or f"the date {text[:40]!r} was left out: no day, month and year can be read from it"
    day = found.date() if isinstance(found, datetime) else found
    if day > (today or datetime.now(tz=UTC).date()) + AHEAD:
        return None, f"the date {text[:40]!r} was left out: it lies in the future"
    if day.year < FIRST_YEAR:
        return None, f"the date {text[:40]!r} was left out: it lies before {FIRST_YEAR}"
    return found.isoformat(), None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[date | None, str | None]:
    for parse in (_iso, _mail, _epoch):
        if found := parse(text):
            return found, None
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match)
    return (_named(text), None) if _NAMED.match(text) else (None, None)


def _iso(text: str) -> date | None:
    if _YEAR.fullmatch(text) or not text[:4].isdigit():
        return None
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    """Return the date of a feed or mail header ("Mon, 05 Jan 2026 10:00:00 GMT")."""
    if "," not in text[:5]:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)


def _numeric(match: re.Match[str]) -> tuple[date | None, str | None]:
    """Return the date of "25/12/2025"; "03/04/2026" could be March or April, so it is none."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    elif len(match[4]) == 4 and (first > 12 or second > 12 or first == second):
        year, (day, month) = third, ((first, second) if first > 12 else (second, first))
    elif len(match[4]) == 4:
        return None, f"the date {match[0]!r} was left out: day and month cannot be told apart (year-month-day is safe)"
    else:
        return None, None
    try:
        found = date(year, month, day)
        return (datetime.fromisoformat(f"{found} {match[5]:0>5}") if match[5] else found), None
    except ValueError:
        return None, None


def _named(text: str) -> date | None:
    """Return a date with its month in letters; day, month and year must all be there."""
    strict = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_TIME_AS_PERIOD": True}
    for languages in (["en"], list(LANGUAGES)):
        found = dateparser.parse(text, languages=languages, settings=strict)
        if found:
            midnight = (found.hour, found.minute, found.second) == (0, 0, 0) and ":" not in text
            return found.date() if midnight else found
    return None
