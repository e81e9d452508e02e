"""Stores and articles for tests: ``build_store(tmp_path, [article(...), ...])`` publishes them, no model needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lib.model import Article, Entity, Mention, Processed, Quote, Toponym, Zone, article_id, entity_id
from lib.store.build import publish
from lib.store.ledger import Ledger, writer_lock
from lib.store.records import article_record


def article(text: str, *, names: Iterable[tuple[str, str]] = (), **own) -> Processed:
    """Return an article in which every occurrence of each (label, name) is a mention.

    ``own`` are fields of Article, or of Processed (zones, quotes, places, notes, pipeline).
    """
    later = {k: own.pop(k) for k in ("zones", "quotes", "places", "notes", "pipeline") if k in own}
    ident = own.pop("id", None) or article_id(text, outlet=own.get("outlet"), url=own.get("url"))
    mentions, entities = [], []
    for label, name in names:
        entities.append(Entity(entity_id(label, name), label, name, (name,)))
        start = text.find(name)
        while start >= 0:
            mentions.append(Mention(start, start + len(name), label, entity_id(label, name), 0.9, "test"))
            start = text.find(name, start + 1)
    mentions.sort(key=lambda m: m.start)
    own["authors"] = tuple(own.get("authors") or ())
    record = {"pipeline": "test+1", **later}
    return Processed(Article(ident, text, **own), mentions=tuple(mentions), entities=tuple(entities), **record)


def quote(
    text: str, content: str, *, speaker: str | None = None, cue: str | None = None, label: str = "PERSON", **own
) -> Quote:
    """Return a quote of ``content`` in ``text``, spoken by the person with the name ``speaker``."""
    start = text.index(content)
    span = _span(text, speaker)
    who = entity_id(label, speaker) if speaker else None
    fields = {"kind": "direct", "score": 0.9, "method": "test", **own}
    return Quote(start, start + len(content), cue=_span(text, cue), speaker=span, speaker_entity=who, **fields)


def toponym(text: str, name: str, geonameid: int | None, country: str, lat: float, lon: float, **own) -> Toponym:  # noqa: PLR0917 - as a row reads
    """Return the place ``name`` in ``text``."""
    start = text.index(name)
    return Toponym(start, start + len(name), geonameid, name, country, lat, lon, 0.9, 2, **own)


def zone(text: str, part: str, kind: str) -> Zone:
    """Return the zone that ``part`` of ``text`` is."""
    start = text.index(part)
    return Zone(start, start + len(part), kind)


def _span(text: str, part: str | None) -> tuple[int, int] | None:
    return None if part is None else (text.index(part), text.index(part) + len(part))


def build_store(folder: Path, articles: Iterable[Processed]) -> Path:
    """Return ``folder`` as a published store that holds ``articles`` (added to what it held)."""
    with writer_lock(folder):
        ledger = Ledger.create(folder)
        records = {p.article.id: article_record(p) for p in articles}
        if records:
            ledger.append(list(records.values()))
        publish(folder)
    return folder


def garbled(data: bytes) -> bytes:
    """Return the bytes of an index's file with most of them changed, but for the end that opens it."""
    return data[:40] + b"\xff" * (len(data) - 400) + data[len(data) - 360 :]
