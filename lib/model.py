"""The records that every part of the program shares.

All offsets are half-open character ranges ``[start, end)`` into ``Article.text`` exactly as it was
read (Python code points). Nothing here imports another module of the project.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import asdict, dataclass, field, fields
from typing import Any

Range = tuple[int, int]

#: spaCy's OntoNotes labels that are kept as names, and the kind of entity each one makes.
KINDS: dict[str, str] = {
    "PERSON": "person",
    "ORG": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "LAW": "law",
    "PRODUCT": "product",
    "LANGUAGE": "language",
}
#: The label of a title or description that stands for a name ("the minister"): marked, but counted nowhere.
ROLE = "ROLE"
QUOTE_KINDS = ("direct", "mixed", "indirect")
#: What words in quotation marks are that nobody says: the title of a work, words held at arm's length, a term as such.
MARKED_KINDS = ("title", "scare", "term", "other")
ZONE_KINDS = ("headline", "standfirst", "dateline", "caption", "subhead", "pull_quote", "boilerplate")
PLACE_ROLES = ("dateline", "mentioned", "in_quote")
#: Zones that no count may include; a pull quote is left out only where the text repeats it.
FURNITURE = frozenset({"boilerplate"})


def slug(name: str) -> str:
    """Return ``name`` as lower-case ASCII words joined by hyphens ("Sergey Lavrov" -> "sergey-lavrov").

    A name without a single ASCII letter or digit ("北京") keeps its own letters.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "-".join(re.findall(r"\w+", name.lower()))


def entity_id(label: str, name: str) -> str:
    """Return the stable id of a name: ``entity_id("PERSON", "Sergey Lavrov") == "person/sergey-lavrov"``."""
    return f"{KINDS.get(label, 'other')}/{slug(name)}"


def article_id(text: str, *, outlet: str | None = None, url: str | None = None) -> str:
    """Return 16 hex digits from outlet and url, or from the text where there is no url."""
    key = f"{outlet or ''}\n{url}" if url else text
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader found it; ``text`` is never changed afterwards.

    ``published_at`` is ISO 8601 (date, or date and time) or None. ``origin`` says which file, and
    which record of it, the article came from ("press/week3.jsonl:7"); ``sample`` marks fiction.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    language: str | None = None
    origin: str | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the article that is not running text; ``kind`` is one of ZONE_KINDS."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in one place of one article; ``entity`` is the id of the Entity behind it.

    With the label ROLE it is a title or description that stands for the entity without naming it.
    """

    start: int
    end: int
    label: str
    entity: str
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class Entity:
    """The one person, body or place behind the mentions of an article.

    ``reasons`` say why a spelling is taken to mean it, as "Lavrov: surname of Sergey Lavrov".
    """

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Who is given as saying what. ``parts`` are the pieces of a quote that its cue splits, else empty.

    ``speaker`` is the span as written, ``speaker_entity`` who that is, ``chain`` the mentions that
    lead from one to the other. All three may be empty: nobody is invented. Where several say it together,
    ``speaker_entities`` are all of them, ``speaker_entity`` the first.
    """

    start: int
    end: int
    kind: str
    cue: Range | None = None
    speaker: Range | None = None
    speaker_entity: str | None = None
    chain: tuple[Range, ...] = ()
    score: float = 0.0
    method: str = ""
    parts: tuple[Range, ...] = ()
    speaker_entities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Let one speaker, given in either field, stand in both: older records have only the first."""
        if self.speaker_entity and not self.speaker_entities:
            object.__setattr__(self, "speaker_entities", (self.speaker_entity,))
        elif self.speaker_entities and not self.speaker_entity:
            object.__setattr__(self, "speaker_entity", self.speaker_entities[0])


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words in quotation marks that are no speech; ``kind`` is one of MARKED_KINDS."""

    start: int
    end: int
    kind: str
    score: float = 0.0
    method: str = ""


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in one place of one article, and the gazetteer entry chosen for it, if any.

    ``candidates`` places have the name; the best that were not chosen are in ``alternatives`` (geonameid, name,
    country, lat, lon, score). ``status`` is "resolved", "ambiguous" (the point is the best guess), "country" (only
    the country is sure), "area" (a region or sea that has no one point) or "unknown". A ``geonameid`` from
    1,000,000,000 up is the project's own, for a place of data/rules that GeoNames lacks.
    """

    start: int
    end: int
    geonameid: int | None = None
    name: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    score: float = 0.0
    candidates: int = 0
    role: str = "mentioned"
    status: str = "resolved"
    method: str = ""
    countries: tuple[str, ...] = ()
    alternatives: tuple[dict, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Which story an article is in and whose text it repeats: decided when it comes, and kept from then on.

    ``story`` is the id of the article that founded the story; ``score`` and ``reason`` say why it is in it.
    ``copy_of`` is the id of the original, or None, and ``shared`` how much of the shorter text is in the longer one;
    ``agency`` is the news agency that the article, or its original, credits.
    """

    id: str
    story: str
    score: float = 0.0
    reason: str = ""
    copy_of: str | None = None
    shared: float | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Processed:
    """An article with its annotations: one line of ``annotate``, one row of the ledger."""

    article: Article
    zones: tuple[Zone, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    places: tuple[Toponym, ...] = ()
    pipeline: str = ""
    notes: tuple[str, ...] = field(default=())
    marked_words: tuple[MarkedWords, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the processed-article contract as plain dicts and lists, ready for ``json.dumps``."""
        own = {k: v for k, v in asdict(self).items() if k != "article"}
        return {**asdict(self.article), **own}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Processed:
        """Return the record of one contract line; raises KeyError or TypeError where a field is missing."""
        pick = {f.name: record[f.name] for f in fields(Article) if f.name in record}
        pick["authors"] = tuple(pick.get("authors") or ())
        lists = {name: tuple(_build(kind, row) for row in record.get(name) or ()) for name, kind in LISTS.items()}
        notes = tuple(record.get("notes") or ())
        return cls(article=Article(**pick), pipeline=record.get("pipeline") or "", notes=notes, **lists)


#: The lists of an annotated article and the record that each of their elements is.
LISTS: dict[str, type] = {
    "zones": Zone,
    "mentions": Mention,
    "entities": Entity,
    "quotes": Quote,
    "places": Toponym,
    "marked_words": MarkedWords,
}


def _build(kind: type, row: dict[str, Any]) -> Any:
    """Return ``kind(**row)`` with JSON's lists as tuples and unknown keys dropped."""
    known = {f.name for f in fields(kind)}
    return kind(**{k: _frozen(v) for k, v in row.items() if k in known})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value
