"""A store of made-up annotated articles of any size, for measuring what a million do.

    python -m tests.benchmarks.synthetic FOLDER --articles 100000 [--seed 7] [--commit-size 10000] [--no-build]

Writes ledger commits straight from Arrow columns (a million articles with 25M mentions and 4M quotes in some
minutes, memory bounded by a commit) and publishes. The same options give the same articles, byte for byte.
Not real: words are drawn one by one, so there is no grammar, and annotations are true by construction.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.store.build import rebuild
from lib.store.ledger import Ledger, writer_lock
from lib.store.records import ARTICLE, SCHEMA, STORY
from tests.benchmarks.synthetic_world import (
    DAYS,
    GPE,
    LABELS,
    LAST_DAY,
    N_WORDS,
    PERSON,
    QUANTILES,
    SAID,
    World,
    world,
)

PIPELINE = "synthetic"
#: Words between two names, two quotes, two full stops; names that an article draws its mentions from.
NAME_EVERY, QUOTE_EVERY, STOP_EVERY, NAMES = 18, 110, 18, 14
SPOKEN = np.array(["direct", "direct", "mixed", "indirect"])
ROLES = np.array(["mentioned", "mentioned", "mentioned", "in_quote", "dateline"])
STATUSES = np.array(["resolved"] * 17 + ["ambiguous", "country", "unknown"])
COUNTRIES = np.array([a + b for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJKLMNOPQRST"])


class Text(NamedTuple):
    """The bodies of one commit, flat: token ``i`` belongs to body ``body[i]`` and is ``token[i]`` in the pool."""

    sizes: np.ndarray
    first: np.ndarray
    body: np.ndarray
    token: np.ndarray


class Marks(NamedTuple):
    """The names of one commit, in order: where, whose, and which tokens a quote covers (``-1``: no speaker)."""

    place: np.ndarray
    entity: np.ndarray
    quote_first: np.ndarray
    quote_last: np.ndarray
    quote_speaker: np.ndarray


def commits(about: World, n_articles: int, commit_size: int, seed: int) -> Iterator[pa.Table]:
    """Yield the rows of each commit, in order of time; ``seq`` and ``at`` are left for the ledger's writer."""
    for number, start in enumerate(range(0, n_articles, commit_size)):
        rng = np.random.default_rng([seed, number + 1])
        yield _rows(about, np.arange(start, min(start + commit_size, n_articles)), rng)


def _rows(about: World, articles: np.ndarray, rng: np.random.Generator) -> pa.Table:
    n = len(articles)
    casts = _casts(about, articles, rng)
    text = _words(about, articles, rng)
    marks = _marks(about, text, casts, rng)
    _write_names(about, text, marks, rng)
    length = about.pool_length[text.token] + 1
    ends = np.cumsum(length)
    span = _Spans(text, ends - length, ends - 1, (ends - length)[text.first])
    body = {
        "text": _joined(about.pool, text.token, text.sizes),
        "mentions": _mentions(about, span, marks),
        "entities": _entities(about, span, marks),
        "quotes": _quotes(about, span, marks, rng),
        "places": _places(about, span, marks, rng),
        "zones": _zones(span, rng),
        "n_words": pa.array(text.sizes, pa.int32()),
    }
    copied = _copied(about.stories[articles], rng)
    same = pa.array(copied)
    columns = _about(about, articles, casts, rng) | {name: column.take(same) for name, column in body.items()}
    return pa.concat_tables([_table(columns, n), _table(_placed(about, articles, copied), n)])


def _table(columns: dict[str, pa.Array], n: int) -> pa.Table:
    return pa.table([_column(columns.get(f.name), f.type, n) for f in SCHEMA], schema=SCHEMA)


def _placed(about: World, articles: np.ndarray, copied: np.ndarray) -> dict[str, pa.Array]:
    """Return the rows that say which story each article is in, and whose text it has where that is another's."""
    ids, n = _ids(articles), len(articles)
    founder = np.where(about.stories[articles] >= 0, about.founders[about.stories[articles]], articles)
    own = copied == np.arange(n)
    return {
        "kind": pa.array([STORY] * n),
        "id": pa.array(ids),
        "story": pa.array(_ids(founder)),
        "story_score": pa.array(np.full(n, 0.8)),
        "story_reason": pa.array(["made up"] * n),
        "copy_of": pc.if_else(pa.array(own), None, pa.array(ids).take(pa.array(copied))),
        "copy_shared": pc.if_else(pa.array(own), None, pa.array(np.ones(n))),
    }


def _ids(articles: np.ndarray) -> list[str]:
    return [f"{int(a) * 0x9E3779B97F4A7C15 % 2**64:016x}" for a in articles + 1]


def _column(given: pa.Array | None, kind: pa.DataType, n: int) -> pa.Array:
    """Return the column, in the ledger's type; one that is not made up is empty."""
    if given is not None:
        return given.cast(kind)
    return pa.array([[]] * n, kind) if pa.types.is_list(kind) else pa.nulls(n, kind)


def _casts(about: World, articles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return (articles, NAMES) names; the articles of a story share most of its cast."""
    cast = about.name_draws[rng.integers(0, QUANTILES, (len(articles), NAMES))]
    story = about.stories[articles]
    own = about.story_casts[story]
    shared = (rng.random(own.shape) < 0.8) & (story >= 0)[:, None]
    cast[:, : own.shape[1]] = np.where(shared, own, cast[:, : own.shape[1]])
    return cast


def _words(about: World, articles: np.ndarray, rng: np.random.Generator) -> Text:
    sizes = np.clip(rng.lognormal(np.log(430), 0.35, len(articles)), 60, 1_800).astype(np.int64)
    first = np.cumsum(sizes) - sizes
    body = np.repeat(np.arange(len(articles)), sizes)
    token = about.word_draws[rng.integers(0, QUANTILES, len(body))]
    story = about.stories[articles][body]
    own = np.flatnonzero((story >= 0) & (rng.random(len(body)) < 0.06))
    token[own] = about.story_words[story[own], rng.integers(0, about.story_words.shape[1], len(own))]
    token[rng.random(len(body)) < 1 / STOP_EVERY] += N_WORDS
    return Text(sizes, first, body, token)


def _marks(about: World, text: Text, casts: np.ndarray, rng: np.random.Generator) -> Marks:
    """Draw which tokens are names and which are quoted; a quote is followed by "said" and its speaker's name."""
    owner, at = _slots(text.sizes, NAME_EVERY)
    place = text.first[owner] + at + rng.integers(0, NAME_EVERY, len(owner))
    which = (NAMES * rng.random(len(owner)) ** 1.6).astype(np.int64)
    entity = casts[owner, which]
    quoted_in, at = _slots(text.sizes, QUOTE_EVERY)
    first = text.first[quoted_in] + at + rng.integers(10, 40, len(quoted_in))
    last = first + rng.integers(8, 35, len(quoted_in))
    speaker = _speakers(about, casts, rng)[quoted_in]
    speaker[rng.random(len(speaker)) < 0.3] = -1
    said = np.flatnonzero(speaker >= 0)
    text.token[last + 1] = SAID
    entity, place = (own[~np.isin(place, last + 1)] for own in (entity, place))
    places, own = np.unique(np.concatenate([last[said] + 2, place]), return_index=True)
    return Marks(places, np.concatenate([speaker[said], entity])[own], first, last, speaker)


def _slots(sizes: np.ndarray, every: int) -> tuple[np.ndarray, np.ndarray]:
    """Return owner and first position of each whole stretch of ``every`` tokens."""
    counts = sizes // every
    owner = np.repeat(np.arange(len(sizes)), counts)
    return owner, (np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)) * every


def _speakers(about: World, casts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return for each article the first person of its cast, or else some person."""
    people = about.labels[casts] == PERSON
    first = casts[np.arange(len(casts)), people.argmax(axis=1)]
    draws = about.person_draws
    return np.where(people.any(axis=1), first, draws[rng.integers(0, len(draws), len(casts))])


def _write_names(about: World, text: Text, marks: Marks, rng: np.random.Generator) -> None:
    short = rng.random(len(marks.place)) < 0.5
    text.token[marks.place] = np.where(short, about.short_at, about.full_at) + marks.entity


class _Spans(NamedTuple):
    """Where tokens begin and end, in characters of their commit, and where each body begins there."""

    text: Text
    starts: np.ndarray
    ends: np.ndarray
    base: np.ndarray

    def of(self, first: np.ndarray, last: np.ndarray) -> dict[str, pa.Array]:
        """Return start and end within the body of the stretches from token to token."""
        base = self.base[self.text.body[first]]
        return {"start": pa.array(self.starts[first] - base), "end": pa.array(self.ends[last] - base)}

    def lists(self, column: str, owners: np.ndarray, /, **fields: pa.Array) -> pa.ListArray:
        """Return a nested column of the ledger from flat ``fields``, whose bodies are ``owners``, ascending."""
        kind = SCHEMA.field(column).type
        counts = np.bincount(owners, minlength=len(self.text.sizes))
        offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
        children = [_column(fields.get(f.name), f.type, len(owners)) for f in kind.value_type]
        return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(children, fields=list(kind.value_type)))


def _joined(pool: pa.Array, token: np.ndarray, sizes: np.ndarray) -> pa.Array:
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, pool.take(pa.array(token))), " ")


def _labels(about: World, entity: np.ndarray) -> pa.Array:
    return pa.array(np.array(LABELS)[about.labels[entity]])


def _mentions(about: World, span: _Spans, marks: Marks) -> pa.Array:
    n = len(marks.place)
    return span.lists(
        "mentions",
        span.text.body[marks.place],
        **span.of(marks.place, marks.place),
        label=_labels(about, marks.entity),
        entity=about.ids.take(pa.array(marks.entity)),
        score=pa.array(np.full(n, 0.9)),
        method=pa.array(["model"] * n),
    )


def _entities(about: World, span: _Spans, marks: Marks) -> pa.Array:
    n_names = len(about.labels)
    pairs = np.unique(span.text.body[marks.place].astype(np.int64) * n_names + marks.entity)
    owner, entity = np.divmod(pairs, n_names)
    short = about.pool.take(pa.array(about.short_at + entity))
    return span.lists(
        "entities",
        owner,
        id=about.ids.take(pa.array(entity)),
        label=_labels(about, entity),
        name=about.pool.take(pa.array(about.full_at + entity)),
        aliases=pa.ListArray.from_arrays(pa.array(np.arange(len(entity) + 1), pa.int32()), short),
    )


def _quotes(about: World, span: _Spans, marks: Marks, rng: np.random.Generator) -> pa.Array:
    n, last = len(marks.quote_first), marks.quote_last
    nobody = pa.array(marks.quote_speaker < 0)
    entity = pa.array(np.maximum(marks.quote_speaker, 0))
    return span.lists(
        "quotes",
        span.text.body[marks.quote_first],
        **span.of(marks.quote_first, last),
        kind=pa.array(SPOKEN[rng.integers(0, len(SPOKEN), n)]),
        cue=_range(span.of(last + 1, last + 1)),
        speaker=_range(span.of(last + 2, last + 2), nobody),
        speaker_entity=pc.if_else(nobody, None, about.ids.take(entity)),
        score=pa.array(np.round(rng.uniform(0.5, 1.0, n), 2)),
        method=pa.array(["cue"] * n),
    )


def _range(ends: dict[str, pa.Array], missing: pa.Array | None = None) -> pa.Array:
    parts = [ends[name].cast(pa.int32()) for name in ("start", "end")]
    return pa.StructArray.from_arrays(parts, names=["start", "end"], mask=missing)


def _places(about: World, span: _Spans, marks: Marks, rng: np.random.Generator) -> pa.Array:
    """Return a toponym for each mention of a GPE; one in twenty has no answer, one is only a guess."""
    there = np.flatnonzero(about.labels[marks.entity] == GPE)
    place, entity, n = marks.place[there], marks.entity[there], len(there)
    status = STATUSES[rng.integers(0, len(STATUSES), n)]
    unknown = pa.array(status == "unknown")
    code = pa.array(COUNTRIES[(entity * 7) % len(COUNTRIES)])
    return span.lists(
        "places",
        span.text.body[place],
        **span.of(place, place),
        geonameid=pc.if_else(unknown, None, pa.array(entity.astype(np.int64) + 1_000)),
        name=pc.if_else(unknown, None, about.pool.take(pa.array(about.full_at + entity))),
        country=pc.if_else(unknown, None, code),
        lat=pc.if_else(unknown, None, pa.array((entity * 37) % 140 - 60.0)),
        lon=pc.if_else(unknown, None, pa.array((entity * 59) % 360 - 180.0)),
        score=pa.array(np.where(status == "resolved", 0.9, 0.5)),
        candidates=pa.array(1 + entity % 9, pa.int32()),
        role=pa.array(ROLES[rng.integers(0, len(ROLES), n)]),
        status=pa.array(status),
        method=pa.array(["gazetteer"] * n),
        countries=pa.ListArray.from_arrays(pa.array(np.arange(n + 1), pa.int32()), code),
    )


def _zones(span: _Spans, rng: np.random.Generator) -> pa.Array:
    """Return a stretch of furniture at the end of one body in twenty."""
    owner = np.flatnonzero(rng.random(len(span.text.sizes)) < 0.05)
    last = span.text.first[owner] + span.text.sizes[owner] - 1
    return span.lists("zones", owner, **span.of(last - 15, last), kind=pa.array(["boilerplate"] * len(owner)))


def _copied(stories: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return whose text each article has: one in twelve of a story's has that of the first of it in the commit."""
    _, first, number = np.unique(stories, return_index=True, return_inverse=True)
    copied = (stories >= 0) & (rng.random(len(stories)) < 1 / 12)
    return np.where(copied, first[number], np.arange(len(stories)))


def _about(about: World, articles: np.ndarray, casts: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Return what is known of each article besides its text."""
    n = len(articles)
    words = about.word_draws[rng.integers(0, QUANTILES, (n, 7))]
    titles = np.concatenate([about.full_at + casts[:, :1], words], axis=1).ravel()
    ids = _ids(articles)
    outlet = about.outlets.take(pa.array(about.outlet_draws[rng.integers(0, QUANTILES, n)]))
    first = (LAST_DAY - np.timedelta64(DAYS - 1, "D")).astype("datetime64[s]")
    when = pa.array(first + (about.times[articles] * 86_400).astype("timedelta64[s]"))
    return {
        "kind": pa.array([ARTICLE] * n),
        "id": pa.array(ids),
        "content": pa.array([i[::-1] for i in ids]),
        "annotations": pa.array([PIPELINE] * n),
        "pipeline": pa.array([PIPELINE] * n),
        "sample": pa.array([False] * n),
        "url": pa.array([f"https://news.example/{i}" for i in ids]),
        "outlet": pc.if_else(pa.array(rng.random(n) < 0.01), None, outlet),
        "title": _joined(about.pool, titles, np.full(n, 8)),
        "published_at": pc.if_else(pa.array(rng.random(n) < 0.005), None, pc.strftime(when, "%Y-%m-%dT%H:%M:%SZ")),
        "language": pa.array(["en"] * n),
    }


def write(folder: Path, n_articles: int, *, seed: int = 7, commit_size: int = 10_000) -> int:
    """Append the articles to the store's ledger, unpublished, and return its version."""
    about = world(n_articles, seed)
    with writer_lock(folder):
        ledger = Ledger.create(folder)
        for rows in commits(about, n_articles, commit_size, seed):
            ledger.commit(_numbered(rows, ledger.version + 1))
    return ledger.version


def _numbered(rows: pa.Table, seq: int) -> pa.Table:
    own = {"seq": [seq] * len(rows), "at": [datetime.now(UTC)] * len(rows)}
    for name, values in own.items():
        rows = rows.set_column(
            SCHEMA.get_field_index(name), SCHEMA.field(name), pa.array(values, SCHEMA.field(name).type)
        )
    return rows


def main() -> None:
    """Write, publish and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--commit-size", type=int, default=10_000)
    parser.add_argument("--no-build", action="store_true", help="only the ledger")
    given = parser.parse_args()
    began = time.perf_counter()
    write(given.folder, given.articles, seed=given.seed, commit_size=given.commit_size)
    print(f"ledger of {given.articles:,} articles: {time.perf_counter() - began:.1f} s", flush=True)
    if not given.no_build:
        began = time.perf_counter()
        rebuild(given.folder)
        print(f"published: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
