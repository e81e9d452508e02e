"""An article's text cut into pieces that say what each is: name, quote, speaker, cue, zone.

The browser gets the pieces, not offsets, so nothing has to be converted to the UTF-16 units of JavaScript:
joined, and with the line breaks between blocks, they are the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from lib.model import KINDS, ROLE, Mention, Processed, Quote, Toponym

_BREAK = re.compile(r"[ \t\r]*\n[ \t\r]*\n\s*")
_LINE = re.compile(r"\s*\n\s*")


class Name(NamedTuple):
    """A name in the text: where, of which kind, the id that its page is under, and what to say about it."""

    start: int
    end: int
    kind: str
    id: str
    label: str
    entity: str | None = None


def names(article: Processed) -> list[Name]:
    """Return the article's names in order, a place under its gazetteer id where it has one, without overlaps."""
    by_id = {e.id: e for e in article.entities}
    places = {(t.start, t.end): t for t in article.places}
    found = []
    for mention in article.mentions:
        entity = by_id.get(mention.entity)
        toponym = places.pop((mention.start, mention.end), None)
        found.append(_name(mention, entity.name if entity else mention.entity, toponym))
    text = article.article.text
    for t in places.values():
        found.append(Name(t.start, t.end, "place", _place_id(t) or "", place_label(t, text[t.start : t.end])))
    return list(_apart(sorted(found, key=lambda n: (n.start, -n.end))))


def place_label(toponym: Toponym, written: str) -> str:
    """Return the place that was chosen for a place name, or the name as ``written`` where none was."""
    if toponym.geonameid is None:
        return f"{written} (not located)"
    where = f"{toponym.name}, {toponym.country}" if toponym.country else str(toponym.name)
    return f"{where} (in doubt)" if toponym.status == "ambiguous" else where


def blocks(
    article: Processed, address: Callable[[Name], str], searched: Sequence[tuple[int, int]] = ()
) -> list[dict[str, Any]]:
    """Return the text as blocks ``{"start", "zone"?, "runs": [{"t": text, ...}]}`` for the reader in the browser.

    ``searched`` are the ranges of the words that were searched for.
    """
    text = article.article.text
    covers = _covers(article, names(article)) + [_Cover(*span, "found", i, None) for i, span in enumerate(searched)]
    result = []
    for start, end in paragraphs(text, [z.start for z in article.zones] + [z.end for z in article.zones]):
        zone = next((z.kind for z in article.zones if z.start <= start and end <= z.end), None)
        runs = list(_runs(text, start, end, covers, address))
        result.append({"start": start, "runs": runs} | ({"zone": zone} if zone else {}))
    return result


def paragraphs(text: str, cuts: list[int] = ()) -> list[tuple[int, int]]:
    """Return the ranges between blank lines (between lines, where the text has no blank line), cut at ``cuts``."""
    pattern = _BREAK if _BREAK.search(text.strip()) else _LINE
    gaps = [(m.start(), m.end()) for m in pattern.finditer(text)]
    edges = sorted({(c, c) for c in cuts if 0 < c < len(text) and not any(a < c < b for a, b in gaps)} | set(gaps))
    ranges, begin = [], 0
    for left, right in [*edges, (len(text), len(text))]:
        if text[begin:left].strip():
            ranges.append((begin, left))
        begin = max(begin, right)
    return ranges


def hits(article: Processed, subject: str | None) -> list[int]:
    """Return where the article names ``subject``, an entity id or a gazetteer id, in order."""
    return [n.start for n in names(article) if subject and subject in (n.id, n.entity) and n.kind != "role"]


def _name(mention: Mention, name: str, toponym: Toponym | None) -> Name:
    kind = "role" if mention.label == ROLE else KINDS.get(mention.label, "other")
    place = _place_id(toponym) if kind == "place" else None
    label = place_label(toponym, name) if toponym and kind == "place" else name
    return Name(mention.start, mention.end, kind, place or mention.entity, label, mention.entity)


def _place_id(toponym: Toponym | None) -> str | None:
    return None if toponym is None or toponym.geonameid is None else str(toponym.geonameid)


def _apart(found: list[Name]) -> Iterator[Name]:
    end = -1
    for name in found:
        if name.start >= end:
            yield name
            end = name.end


class _Cover(NamedTuple):
    start: int
    end: int
    what: str
    number: int
    record: Any


def _covers(article: Processed, found: list[Name]) -> list[_Cover]:
    covers = [_Cover(n.start, n.end, "name", i, n) for i, n in enumerate(found)]
    for i, quote in enumerate(article.quotes):
        covers += [_Cover(a, b, "quote", i, quote) for a, b in quote.parts or ((quote.start, quote.end),)]
        covers += [
            _Cover(*span, what, i, quote) for what, span in (("speaker", quote.speaker), ("cue", quote.cue)) if span
        ]
    return covers + [_Cover(m.start, m.end, "marked", i, m) for i, m in enumerate(article.marked_words)]


def _runs(
    text: str, start: int, end: int, covers: list[_Cover], address: Callable[[Name], str]
) -> Iterator[dict[str, Any]]:
    own = [c for c in covers if c.start < end and c.end > start]
    edges = sorted({start, end, *(e for c in own for e in (c.start, c.end) if start < e < end)})
    for a, b in pairwise(edges):
        over = {c.what: c for c in own if c.start <= a and b <= c.end}
        yield _run(text[a:b], a, over, address)


def _run(piece: str, start: int, over: dict[str, _Cover], address: Callable[[Name], str]) -> dict[str, Any]:
    run: dict[str, Any] = {"t": piece}
    if quote := over.get("quote"):
        record: Quote = quote.record
        run |= {"q": quote.number, "qk": record.kind, "qs": record.start}
    if name := over.get("name"):
        record_name: Name = name.record
        run |= {"k": record_name.kind, "l": record_name.label, "s": record_name.start}
        run |= {"h": address(record_name)} if record_name.id else {}
    if found := over.get("found"):
        run["f"] = found.start
    role = next((what for what in ("speaker", "cue", "marked") if what in over), None)
    return run | ({"r": role} if role else {})
