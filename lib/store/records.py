"""The ledger's columns, and the way from a processed article to a row and back.

The nested columns are lists of structs with the names of lib.model, so that Spark, ClickHouse or
DuckDB read the table as it is. Character ranges are structs ``{start, end}``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import pyarrow as pa

from lib.model import LISTS, Article, Entity, Placement, Processed, Quote

ARTICLE, REMOVAL, FAILURE, STORY = "article", "removal", "failure", "story"
#: How the note of an article without annotations begins (lib.nlp.pipeline.NOT_ENGLISH is one).
NOT_ANNOTATED = "not annotated"

_RANGE = pa.struct([("start", pa.int32()), ("end", pa.int32())])
_ALTERNATIVE = pa.struct(
    [
        ("geonameid", pa.int64()),
        ("name", pa.string()),
        ("country", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("score", pa.float64()),
    ]
)
_TYPES: dict[str, pa.DataType] = {
    "start": pa.int32(),
    "end": pa.int32(),
    "score": pa.float64(),
    "aliases": pa.list_(pa.string()),
    "reasons": pa.list_(pa.string()),
    "cue": _RANGE,
    "speaker": _RANGE,
    "chain": pa.list_(_RANGE),
    "parts": pa.list_(_RANGE),
    "geonameid": pa.int64(),
    "lat": pa.float64(),
    "lon": pa.float64(),
    "candidates": pa.int32(),
    "countries": pa.list_(pa.string()),
    "speaker_entities": pa.list_(pa.string()),
    "alternatives": pa.list_(_ALTERNATIVE),
}
#: Lists that annotations did not always have: an empty one leaves the hash of the others as it was.
_LATER = ("marked_words",)


def _struct(record: type) -> pa.StructType:
    return pa.struct([(f.name, _TYPES.get(f.name, pa.string())) for f in fields(record)])


#: The columns of a placement, in the order of lib.model.Placement after its id.
PLACEMENT: dict[str, pa.DataType] = {
    "story": pa.string(),
    "story_score": pa.float64(),
    "story_reason": pa.string(),
    "copy_of": pa.string(),
    "copy_shared": pa.float64(),
    "agency": pa.string(),
}

#: ``seq`` is the table version that added the row; the row of an id with the highest one is the one that holds.
#: ``content`` is a hash of what the source gave, ``annotations`` of annotations made elsewhere (else "").
#: ``file`` is the absolute path of an article that is a file of its own: the changed file replaces it.
#: A new column, or a new field of a nested one, goes last; a ledger made before gets it when it is next written.
#: ``story`` and what follows are the columns of a row of kind "story": lib.model.Placement of the article ``id``.
SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("id", pa.string()),
        ("seq", pa.int64()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("content", pa.string()),
        ("annotations", pa.string()),
        ("pipeline", pa.string()),
        ("sample", pa.bool_()),
        ("file", pa.string()),
        ("origin", pa.string()),
        ("problem", pa.string()),
        ("url", pa.string()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("published_at", pa.string()),
        ("language", pa.string()),
        ("n_words", pa.int32()),
        ("text", pa.string()),
        *((name, pa.list_(_struct(record))) for name, record in LISTS.items() if name not in _LATER),
        ("notes", pa.list_(pa.string())),
        *((name, pa.list_(_struct(LISTS[name]))) for name in _LATER),
        *PLACEMENT.items(),
    ]
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the ledger before it is written; an article brings ``processed``, a failure ``problem``, a story
    row ``placement``.

    The ``id`` of a failure is where it happened; a failure without a problem says that it is solved.
    """

    kind: str
    id: str
    processed: Processed | None = None
    content: str = ""
    annotations: str = ""
    file: str | None = None
    problem: str | None = None
    placement: Placement | None = None

    @property
    def space(self) -> str:
        """Among which rows the newest of this id holds: failures, story rows, or articles and their removals."""
        return self.kind if self.kind in (FAILURE, STORY) else ARTICLE


def article_record(processed: Processed, *, external: bool = False, file: str | None = None) -> Record:
    """Return the row of an article; ``external`` says that its annotations were not made by this program."""
    article = processed.article
    made = annotations_hash(processed) if external else ""
    return Record(ARTICLE, article.id, processed, content_hash(article), made, file)


def story_record(placement: Placement) -> Record:
    """Return the row that says which story an article is in."""
    return Record(STORY, placement.id, placement=placement)


def content_hash(article: Article) -> str:
    """Return 16 hex digits of what the source gave; where the file lies does not count."""
    given = (
        article.text,
        article.title,
        article.url,
        article.outlet,
        article.authors,
        article.published_at,
        article.language,
    )
    return _hash(given)


def annotations_hash(processed: Processed) -> str:
    """Return 16 hex digits of every annotation of the article."""
    lists = [own for name in LISTS if (own := getattr(processed, name)) or name not in _LATER]
    return _hash((*lists, processed.notes))


def _hash(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, default=_told).encode(), digest_size=8).hexdigest()


def _told(record: Any) -> dict[str, Any]:
    """Return the record's fields, without later ones that say no more than the others."""
    own = asdict(record)
    if isinstance(record, Quote) and len(record.speaker_entities) < 2:
        del own["speaker_entities"]
    if isinstance(record, Entity) and not record.reasons:
        del own["reasons"]
    return own


def to_table(records: Sequence[Record], seq: int, at: Any) -> pa.Table:
    """Return the rows of one commit as an Arrow table of SCHEMA, in the order given."""
    done = [r.processed for r in records]
    columns: dict[str, Iterable] = {
        "kind": [r.kind for r in records],
        "id": [r.id for r in records],
        "seq": [seq] * len(records),
        "at": [at] * len(records),
        "content": [r.content for r in records],
        "annotations": [r.annotations for r in records],
        "pipeline": [p.pipeline if p else None for p in done],
        "file": [r.file for r in records],
        "problem": [r.problem for r in records],
        "n_words": [len(p.article.text.split()) if p else None for p in done],
        "notes": [p.notes if p else () for p in done],
    }
    for name in ("sample", "origin", "url", "outlet", "title", "authors", "published_at", "language", "text"):
        columns[name] = [getattr(p.article, name) if p else None for p in done]
    for name, own in zip(PLACEMENT, [f.name for f in fields(Placement)][1:], strict=True):
        columns[name] = [r.placement and getattr(r.placement, own) for r in records]
    arrays = {name: pa.array(values, SCHEMA.field(name).type) for name, values in columns.items()}
    for name in LISTS:
        arrays[name] = _list_column([getattr(p, name) if p else () for p in done], SCHEMA.field(name).type)
    return pa.table([arrays[name] for name in SCHEMA.names], schema=SCHEMA)


def _list_column(lists: Sequence[Sequence], kind: pa.ListType) -> pa.ListArray:
    """Return a list column, filled by field and not by record: ten times faster than from dicts."""
    offsets = [0]
    for own in lists:
        offsets.append(offsets[-1] + len(own))
    flat = [record for own in lists for record in own]
    children = [_field_column([getattr(r, f.name) for r in flat], f.type) for f in kind.value_type]
    structs = pa.StructArray.from_arrays(children, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _field_column(values: list, kind: pa.DataType) -> pa.Array:
    if kind == _RANGE:
        values = [_range(v) for v in values]
    elif kind == pa.list_(_RANGE):
        values = [[_range(v) for v in own] for own in values]
    return pa.array(values, kind)


def _range(pair: Sequence[int] | None) -> dict[str, int] | None:
    return None if pair is None else {"start": pair[0], "end": pair[1]}


def to_processed(row: dict[str, Any]) -> Processed:
    """Return the processed article of one row, as ``Table.to_pylist`` gives it; an older file lacks later lists."""
    own = {f.name: row[f.name] for f in fields(Article)}
    own["authors"] = tuple(own["authors"] or ())
    lists = {
        name: tuple(record(**{k: _value(k, v) for k, v in element.items()}) for element in row.get(name) or ())
        for name, record in LISTS.items()
    }
    return Processed(Article(**own), pipeline=row["pipeline"] or "", notes=tuple(row["notes"] or ()), **lists)


def renamed(article: Processed, ids: Mapping[str, str]) -> Processed:
    """Return ``article`` with the entity ids in ``ids`` replaced; of entities that become one, the first stays."""
    if not ids:
        return article
    entities = {e.id: e for e in reversed([replace(e, id=ids.get(e.id, e.id)) for e in article.entities])}
    return replace(
        article,
        mentions=tuple(replace(m, entity=ids.get(m.entity, m.entity)) for m in article.mentions),
        entities=tuple(reversed(entities.values())),
        quotes=tuple(_said_by(q, ids) for q in article.quotes),
    )


def _said_by(quote: Quote, ids: Mapping[str, str]) -> Quote:
    speakers = tuple(dict.fromkeys(ids.get(id, id) for id in quote.speaker_entities))
    return replace(quote, speaker_entity=speakers[0] if speakers else None, speaker_entities=speakers)


def _value(name: str, value: Any) -> Any:
    """Return a nested value as lib.model spells it: ranges as pairs, lists as tuples."""
    if name in ("cue", "speaker"):
        return value and (value["start"], value["end"])
    if name in ("chain", "parts"):
        return tuple((pair["start"], pair["end"]) for pair in value or ())
    lists = ("aliases", "reasons", "countries", "alternatives", "speaker_entities")
    return tuple(value or ()) if name in lists else value
