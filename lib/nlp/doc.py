"""What the components write on a Doc, and the records they write it in.

One article is one Doc whose ``text`` has the article's length, character for character, so that
``token.idx`` and every offset are true for the article as it was read. Components run in the order ``names, linker,
quotes, speakers, marked_words, toponyms`` on what lib.layout found; each reads what earlier ones wrote:

========================  =====================================================================
``doc._.article``         lib.model.Article or None: title, outlet and date, where known
``doc._.zones``           tuple of lib.model.Zone, in order
``doc._.paragraphs``      tuple of Paragraph (token ranges), all of the text in order
``doc._.names``           tuple of Name, in order, not overlapping              (names)
``doc._.clusters``        tuple of Cluster; every Name belongs to exactly one   (linker)
``doc._.speech``          tuple of Speech, in order                             (quotes, speakers)
``doc._.marked``          tuple of lib.nlp.marked_words.Marked, in order    (marked_words)
``doc._.located``         tuple of Located, in order                            (toponyms)
========================  =====================================================================
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc, Span

from lib.model import Range, Zone


class Paragraph(NamedTuple):
    """Tokens ``[start, end)``; ``kind`` is "body" or one of lib.model.ZONE_KINDS."""

    start: int
    end: int
    kind: str


class Name(NamedTuple):
    """One mention of a name. ``label`` is an OntoNotes label, ``score`` in 0..1, ``method`` says how found."""

    span: Span
    label: str
    score: float
    method: str


class Cluster(NamedTuple):
    """The names of one person or body: ``members`` are indexes into ``doc._.names``.

    ``role`` is the role or affiliation as the text gives it; ``reasons`` say what joined each spelling
    ("Berg: surname of Ada Berg").
    """

    id: str
    label: str
    name: str
    aliases: tuple[str, ...]
    role: str | None
    members: tuple[int, ...]
    reasons: tuple[str, ...] = ()


class Speech(NamedTuple):
    """A quote: character offsets of the content, cue and speaker as spans, who the speaker is.

    ``parts`` are the pieces where the cue splits the content, else empty. ``chain`` leads from
    ``speaker`` as written to a name of ``entity`` (a Cluster id). Of several who say it together, ``entities``
    are all, ``entity`` the first; of one it is empty.
    """

    start: int
    end: int
    kind: str
    cue: Span | None = None
    speaker: Span | None = None
    entity: str | None = None
    chain: tuple[Span, ...] = ()
    score: float = 0.0
    method: str = ""
    parts: tuple[Range, ...] = ()
    entities: tuple[str, ...] = ()


class Located(NamedTuple):
    """A place name and the gazetteer's answer; the fields are those of lib.model.Toponym."""

    span: Span
    geonameid: int | None
    name: str | None
    country: str | None
    lat: float | None
    lon: float | None
    score: float
    candidates: int
    role: str
    status: str
    method: str
    countries: tuple[str, ...] = ()
    alternatives: tuple[dict, ...] = ()


for _name in ("zones", "paragraphs", "names", "clusters", "speech", "marked", "located"):
    Doc.set_extension(_name, default=(), force=True)
Doc.set_extension("article", default=None, force=True)


def paragraphs_of(doc: Doc, *kinds: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the given kinds; the whole Doc as one body paragraph where none were found."""
    known: tuple[Paragraph, ...] = doc._.paragraphs or ((Paragraph(0, len(doc), "body"),) if len(doc) else ())
    return tuple(p for p in known if not kinds or p.kind in kinds)


def zones_as_paragraphs(doc: Doc, zones: tuple[Zone, ...], starts: list[int]) -> tuple[Paragraph, ...]:
    """Return one Paragraph for each character offset in ``starts``, typed by the zone it lies in; both ascend."""
    found = []
    token = behind = 0
    for begin, end in pairwise([*starts, len(doc.text) + 1]):
        first = token
        while token < len(doc) and doc[token].idx < end:
            token += 1
        while behind < len(zones) and zones[behind].end <= begin:
            behind += 1
        inside = behind < len(zones) and zones[behind].start < end
        if token > first:
            found.append(Paragraph(first, token, zones[behind].kind if inside else "body"))
    return tuple(found)
