"""What the engine needs to know of an article, taken from its annotated record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lib.model import FURNITURE, Processed

#: Kinds of names that tell one event from another; "American", "first" or "English" are on too many pages.
TELLING = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART"})


@dataclass(frozen=True, slots=True)
class Report:
    """One article as evidence: ``day`` is a proleptic ordinal or None; ``authors`` may name an agency.

    ``names`` are (as written, full name) of the people, bodies, places, events and works mentioned, once a mention.
    """

    id: str
    title: str
    text: str
    day: int | None = None
    outlet: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()

    @classmethod
    def of(cls, processed: Processed) -> Report:
        """Return the evidence of an annotated article; furniture ("4 min read") is left out of its text."""
        article = processed.article
        full = {e.id: e.name for e in processed.entities}
        names = ((article.text[m.start : m.end], full.get(m.entity)) for m in processed.mentions if m.label in TELLING)
        return cls(
            id=article.id,
            title=article.title or "",
            text=running_text(processed),
            day=day_of(article.published_at),
            outlet=article.outlet,
            names=tuple((written, name or written) for written, name in names),
            authors=article.authors,
        )


def running_text(processed: Processed) -> str:
    """Return the article's text without its furniture."""
    kept, position = [], 0
    for zone in sorted(processed.zones, key=lambda z: z.start):
        if zone.kind in FURNITURE:
            kept.append(processed.article.text[position : zone.start])
            position = max(position, zone.end)
    return "".join([*kept, processed.article.text[position:]])


def day_of(published_at: str | None) -> int | None:
    """Return the day as a proleptic ordinal; None where there is no date or it is not ISO 8601."""
    try:
        return date.fromisoformat((published_at or "")[:10]).toordinal()
    except ValueError:
        return None
