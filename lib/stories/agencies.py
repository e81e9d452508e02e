"""The news agency that an article's credit line names."""

from __future__ import annotations

import csv
import re
from functools import cache

from lib import settings
from lib.stories.record import Report

#: A credit stands in the dateline, before the text, or in the last lines after it.
HEAD, TAIL = 200, 300
#: "GENEVA (Corvane) - ...", "(Reuters) –": any short name in brackets before a dash at the head is a credit.
_DATELINE = re.compile(r"\(([A-Z][\w&.' -]{1,30})\) ?(?:--|[-–—])")
_NOT_AGENCIES = re.compile(r"\d|^(?:updated?|photo|file|video|opinion|analysis|live|exclusive)\b", re.IGNORECASE)


def agency_of(report: Report) -> str | None:
    """Return the agency named by the byline, the dateline or a credit line at either end; None without one."""
    for author in report.authors:
        if known := _known(author):
            return known
    head = report.text[:HEAD]
    for match in _DATELINE.finditer(head):
        if not _NOT_AGENCIES.search(match[1]):
            return _known(match[1]) or match[1]
    for line in [*head.split("\n"), *report.text[-TAIL:].split("\n")[1:]]:
        if match := _credit_line().match(line.strip()):
            return _known(match["agency"])
    return None


def _known(written: str) -> str | None:
    """Return the agency's usual name for a credit that is nothing but an agency ("AP", "Reuters/Jane Doe")."""
    first = re.split(r" ?[/,;|] ?", written.strip())[0]
    return next((name for name, pattern in agencies() if pattern.fullmatch(first)), None)


@cache
def agencies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (usual name, pattern of its credits) for each agency of data/rules/stories/agencies.csv."""
    with (settings.RULES / "stories" / "agencies.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], re.compile(row["pattern"])) for row in csv.DictReader(file))


@cache
def _credit_line() -> re.Pattern[str]:
    """Return the pattern of a line that is, or opens with, a credit."""
    names = "|".join(pattern.pattern for _, pattern in agencies())
    lead = r"(?:(?:[A-Z][\w.,' ]{0,50})(?:--|[-–—/]) ?|(?:Source|Via|By): ?|©.{0,12}?|[(\[])?"
    return re.compile(rf"{lead}(?P<agency>{names})(?:[)\]]? ?(?:--|[-–—])|[)\].]?$)")
