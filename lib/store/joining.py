"""The joins of a version: what the articles say of each entity id, given to lib.joins, as rows of the table joins.

A layer decides anew for the names that its articles have and those that share a block with them (lib.joins.blocks);
the other joins are those of its base. So they are the same as if all had been decided anew.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
import gc
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import duckdb
import pyarrow as pa

from lib.joins.blocks import blocks_of
from lib.joins.find import find_joins
from lib.joins.record import Known

#: Spellings and roles of a name that are looked at, the most frequent first.
MOST = 20
#: Only ids as this program makes them; those of other programs are theirs to join.
OWN = "split_part(id, '/', 1) IN ('person', 'org')"
#: What all articles say of the ids in ``asked``.
KNOWN = f"""WITH own AS (SELECT id, what, word, sum(n)::INTEGER AS n FROM (
            SELECT id, what, word, n FROM words_found UNION ALL SELECT id, what, word, n FROM words_lost
            UNION ALL SELECT id, what, word, n FROM base.entity_words)
        WHERE id IN (SELECT id FROM asked) GROUP BY ALL HAVING sum(n) > 0),
    listed AS (SELECT id, what, list([word, n::VARCHAR] ORDER BY n DESC, length(word) DESC, word)[1:{MOST}] AS words
        FROM own GROUP BY id, what),
    counted AS (SELECT id, sum(n)::INTEGER AS n FROM own WHERE what = 'label' GROUP BY id)
    SELECT id, split_part(id, '/', 1), names.words[1][1], n, coalesce(aliases.words, []), coalesce(roles.words, [])
    FROM counted JOIN (FROM listed WHERE what = 'name') names USING (id)
    LEFT JOIN (FROM listed WHERE what = 'alias') aliases USING (id)
    LEFT JOIN (FROM listed WHERE what = 'role') roles USING (id)"""
NEW = f"SELECT DISTINCT id FROM (SELECT id FROM words_found UNION ALL SELECT id FROM words_lost) WHERE {OWN}"
ROWS = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "other", "name")),
        ("n_articles", pa.int32()),
        ("score", pa.float64()),
        *((name, pa.string()) for name in ("reason", "status")),
    ]
)
BLOCKS = pa.schema([("block", pa.string()), ("id", pa.string())])
#: Articles of the base that name an id which is now found under another than before.
MOVED = """WITH gone AS (SELECT entity FROM base.entities WHERE id IN (SELECT before FROM moved_names)),
        near AS (SELECT article FROM base.mentions WHERE entity IN (FROM gone)
            UNION SELECT article FROM base.quote_speakers WHERE speaker IN (FROM gone))
    SELECT DISTINCT id FROM (SELECT id, unnest(list_concat(list_transform(coalesce(mentions, []), lambda m: m.entity),
            list_transform(coalesce(quotes, []), lambda q: q.speaker_entity),
            flatten(list_transform(coalesce(quotes, []), lambda q: coalesce(q.speaker_entities, []))))) AS named
        FROM read_parquet($texts) WHERE article IN (FROM near) AND article NOT IN (SELECT article FROM replaced))
    WHERE named IN (SELECT id FROM moved_names)"""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Have Python look for no cycles of objects while the block runs; counting references frees all that it makes.

    Looking through the names of a million articles again and again was a third of the time (13.1 s, 8.7 without).
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Decided(NamedTuple):
    """Which names are one: the rows of the table joins, the blocks of the names that were decided anew, and their ids.

    It stays so for a layer that replaces further articles, since these call nothing otherwise than before.
    """

    joins: pa.Table
    blocks_found: pa.Table
    named_now: pa.Table


def decide(db: duckdb.DuckDBPyConnection) -> Decided:
    """Fill the table joins from words_found, words_lost and base, and return what was decided."""
    with _uncollected():
        _insert(db, _found(_in_question(db)))
    return Decided(*(db.table(name).to_arrow_table() for name in Decided._fields))


def take(db: duckdb.DuckDBPyConnection, decided: Decided) -> None:
    """Fill the table joins, and the others that ``decide`` leaves, with what was ``decided``."""
    _insert(db, decided.joins)
    _run(db, "CREATE TEMP TABLE blocks_found AS FROM given", decided.blocks_found)
    _run(db, "CREATE TEMP TABLE named_now AS FROM given", decided.named_now)


@contextmanager
def joined(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Fill the table joins from words_found, words_lost and base when the block ends.

    Which names are one is worked out while it runs: that is Python's, and a block of SQL leaves Python to it.
    """
    with _uncollected(), ThreadPoolExecutor(1, "joins") as aside:
        found = aside.submit(_found, _in_question(db))
        yield
        _insert(db, found.result())


def _insert(db: duckdb.DuckDBPyConnection, found: pa.Table) -> None:
    _run(db, "INSERT INTO joins FROM given", found)


def _run(db: duckdb.DuckDBPyConnection, sql: str, given: pa.Table) -> None:
    """Run a statement that speaks of ``given``."""
    db.register("given", given)
    db.execute(sql)
    db.unregister("given")


def _in_question(db: duckdb.DuckDBPyConnection) -> dict[str, Known]:
    """Return what is known of the names that are decided anew.

    Of the others the table joins gets what the base says; blocks_found (block, id), of the names in named_now (id), is
    made for the next layer.
    """
    db.execute(f"CREATE TEMP TABLE named_now AS {NEW}")
    new = {row[0] for row in db.execute("FROM named_now").fetchall()}
    known = _known(db, new)
    blocks = _table(BLOCKS, ((block, id) for id, one in known.items() for block in set(blocks_of(one))))
    _run(db, "CREATE TEMP TABLE blocks_found AS FROM given", blocks)
    if db.execute("SELECT 1 FROM base.articles LIMIT 1").fetchone():
        linked = _linked(db, new)
        known |= _known(db, linked - new)
        new |= linked
        db.register("asked", _table(pa.schema([("id", pa.string())]), ((id,) for id in new)))
        db.execute("INSERT INTO joins FROM base.joins ANTI JOIN asked USING (id)")
    db.unregister("asked")
    return known


def _found(known: Mapping[str, Known]) -> pa.Table:
    found = find_joins(known.values())
    return _table(ROWS, ((j.id, j.other, known[j.id].name, known[j.id].n, j.score, j.reason, j.status) for j in found))


def moved(db: duckdb.DuckDBPyConnection, texts: str) -> set[str]:
    """Return the ids of articles of the base, none of them replaced, which name what is now found under another id.

    ``texts`` is the file of the base's texts.
    """
    if db.execute("SELECT 1 FROM moved_names LIMIT 1").fetchone() is None:
        return set()
    return {row[0] for row in db.execute(MOVED, {"texts": texts}).fetchall()}


def _known(db: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Known]:
    """Return what is known of those of ``ids`` that any article has."""
    db.register("asked", _table(pa.schema([("id", pa.string())]), ((id,) for id in ids)))
    return {row[0]: Known(*row[:4], *(_counted(own) for own in row[4:])) for row in db.execute(KNOWN).fetchall()}


def _linked(db: duckdb.DuckDBPyConnection, new: set[str]) -> set[str]:
    """Return the ids of the base that blocks link, over however many, to the ids ``new`` as they were or are."""
    rows = db.execute(
        """WITH RECURSIVE pairs AS (FROM blocks_found UNION ALL FROM base.name_blocks),
            linked AS (SELECT unnest($new) AS id
                UNION SELECT b.id FROM linked JOIN pairs a USING (id) JOIN pairs b USING (block))
        FROM linked""",
        {"new": list(new)},
    )
    return {row[0] for row in rows.fetchall()}


def _table(schema: pa.Schema, rows: Iterable[tuple]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [[] for _ in schema]
    return pa.table([pa.array(own, field.type) for own, field in zip(columns, schema, strict=True)], schema=schema)


def _counted(pairs: list[list[str]]) -> tuple[tuple[str, int], ...]:
    return tuple((text, int(n)) for text, n in pairs)
