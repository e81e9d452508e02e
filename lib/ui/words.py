"""What the screen says in English: numbers, days, and the sentence of what is shown and out of how many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from lib.queries.changes import Changes
from lib.queries.totals import Totals
from lib.view import View, describe, side

NO_OUTLET = "no outlet given"
NO_TITLE = "Untitled article"
#: Scores at which a find is called sure, and below which it is called unsure.
SURE, UNSURE = 0.85, 0.5
#: What words in quotation marks are that nobody says.
MARKED_KINDS = {
    "title": "the title of a work",
    "term": "a term or a name given",
    "scare": "held at arm's length",
    "other": "nobody could be given",
}
#: The speaker shown for a quote that nobody could be given.
NOBODY = "Unattributed"
KIND_NAMES = {
    "person": "People",
    "org": "Organisations",
    "place": "Places",
    "group": "Nationalities and groups",
    "event": "Events",
    "work": "Works",
    "law": "Laws",
    "product": "Products",
    "language": "Languages",
}
#: What is counted (lib.view.UNITS): one of it, and several.
NOUNS = {
    "articles": ("article", "articles"),
    "stories": ("story", "stories"),
    "texts": ("independent text", "independent texts"),
}
QUOTE_KINDS = {
    "direct": "in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "reported in the article's words",
}
PLACE_STATUS = {
    "resolved": "found",
    "ambiguous": "several places have this name",
    "country": "only the country is sure",
    "area": "an area without one point",
    "unknown": "not in the gazetteer",
}

#: Why a place was chosen, and why that is in doubt: the parts of lib.model.Toponym.method behind the first.
PLACE_REASONS = {
    "container": "the text says what it lies in",
    "told": "the text says which",
    "only": "the only place of this name",
    "known": "the best known of this name",
    "home": "the one near the outlet's readers",
    "others": "the one that the article's other places speak for",
    "even": "another is almost as likely",
    "two": "the text uses the name for two places",
    "abroad": "a little place in a country that nothing else in the article names",
    "dwarfed": "another of this name is far larger",
    "rivals": "many towns have this name",
}


def place_reason(method: str) -> str:
    """Return in words why a place was chosen and what makes it doubtful; "" where the method does not say."""
    said = [PLACE_REASONS[part] for part in method.split("+")[1:] if part in PLACE_REASONS]
    return ", but ".join(said)


def count(n: int, one: str, many: str | None = None) -> str:
    """Return the number with its noun: ``count(1200, "article") == "1,200 articles"``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def counted(n: int, view: View) -> str:
    """Return the number with the noun of what ``view`` counts: "1 story", "1,200 articles"."""
    return count(n, *NOUNS[view.unit])


def noun(view: View) -> str:
    """Return what ``view`` counts, to begin a heading: "Articles", "Stories", "Independent texts"."""
    return NOUNS[view.unit][1].capitalize()


def day(value: Any) -> str:
    """Return a day as "9 May 2026"; "no date" for None and not-a-time."""
    if pd.isna(value):
        return "no date"
    return f"{value.day} {value:%B %Y}"


def moment(published_at: str | None) -> str:
    """Return when an article was published as "9 May 2026, 14:30 UTC"; the time only where it is known."""
    if not published_at:
        return "no date"
    try:
        at = datetime.fromisoformat(published_at)
    except ValueError:
        return published_at
    if len(published_at) <= len("2026-05-09"):
        return day(at)
    zone = at.tzname() or ""
    return f"{day(at)}, {at:%H:%M}{' ' + zone if zone else ''}"


def days(first: date | None, last: date | None) -> str:
    """Return "1 March to 30 April 2016", the year once where it is the same; "" without days."""
    if not first or not last:
        return ""
    if first == last:
        return day(first)
    return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} to {day(last)}"


def sentence(view: View, totals: Totals, labels: Mapping[Any, str]) -> str:
    """Return what is on the screen, out of how many, and what the numbers leave out."""
    what = describe(view, labels)
    outlets = "" if view.outlets or not totals.n_articles else f" from {count(totals.n_outlets, 'outlet')}"
    among = f", in {count(totals.n_articles, 'article')}" if view.unit != "articles" else ""
    of_all = counted(totals.n_of(view.unit), view) + among + outlets
    if what:
        join = " " if what.startswith(("from ", "that ", "about ", "datelined ", "with ", "in the ")) else ", "
        shown = f"{totals.n(view.unit):,} of {of_all}{join}{what}."
    else:
        period = days(totals.first_day, totals.last_day)
        shown = f"all {of_all}{', ' + period if period else ''}."
    if view.unit == "articles":
        shown = f"Showing {shown}" if what else f"A{shown[1:]}"
    else:
        shown = f"Counting {NOUNS[view.unit][1]}: {shown}"
    return " ".join(part for part in (shown, undated(view, totals)) if part)


def undated(view: View, totals: Totals) -> str:
    """Return what happens to the articles that have no date; "" where every article has one."""
    n = totals.n_undated
    if not n:
        return ""
    has, are = ("has", "is") if n == 1 else ("have", "are")
    if view.start or view.end:
        return f"{count(n, 'more article')} that would fit {has} no date and {are} left out."
    return f"{count(n, 'article')} {has} no date and {are} in no chart over time."


def side_name(spelled: str, labels: Mapping[Any, str]) -> str:
    """Return what one side of a comparison is called (lib.view.side spells them)."""
    kind, _, value = spelled.partition(":")
    if kind == "outlet":
        return value or NO_OUTLET
    if kind == "days":
        one = side(View(), spelled)
        return days(one.start, one.end)
    if kind == "place":
        return labels.get(int(value), f"place {value}")
    return labels.get(value if kind in ("country", "story") else spelled, value or spelled)


def title(text: str | None, lead: str | None = None) -> str:
    """Return an article's title, else the beginning of its text."""
    if text and text.strip():
        return text
    start = " ".join((lead or "").split())
    return (start[:90].rsplit(" ", 1)[0] + " ..." if len(start) > 90 else start) or NO_TITLE


def certainty(score: float) -> str:
    """Return a score in words with the number: the words are for reading, the number for checking."""
    words = "sure" if score >= SURE else "likely" if score >= UNSURE else "unsure"
    return f"{words} ({score:.2f})"


def since(n_then: int, n_now: int, version: int, changes: Changes) -> str:
    """Return that a link shows older numbers, and what came, changed and went since."""
    parts = []
    for what, (added, changed, gone) in zip(("article", "name", "quote"), changes, strict=True):
        said = [f"{n:,} {word}" for n, word in ((added, "new"), (changed, "changed"), (gone, "gone")) if n]
        parts += [f"{what}s: {', '.join(said)}"] if said else []
    here = f"This view had {count(n_then, 'article')} then and has {n_now:,} now."
    came = f" Since then, {'; '.join(parts)}." if parts else ""
    return f"This link is pinned to data version {version}. {here}{came}"
