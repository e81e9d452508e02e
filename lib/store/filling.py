"""Filling the texts and tables of a version from the ledger, statement by statement (lib.store.steps)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from lib.store import counting, joining, layers, steps, texts
from lib.store.schema import SUPPORT, TABLES

_FEED = 1_000
_REPEATED = pa.schema([("article", pa.int32()), ("start", pa.int32()), ("end", pa.int32())])


def choose(
    db: duckdb.DuckDBPyConnection,
    step: Callable[[], None],
    more: Iterable[str] = (),
    old: Path | None = None,
    before: tuple[Path, int] | None = None,
) -> None:
    """Find out which rows of the view ledger in ``db`` are to be written.

    ``more`` are the ids of further articles to write anew; ``old`` are the base's texts, and ``before`` those of an
    earlier layer on it with its version, where there is one.
    """
    db.register("more", pa.table({"id": pa.array(more, pa.string())}))
    db.execute(f"BEGIN; {'; '.join(TABLES.values())}; COMMIT")
    layers.texts_before(db, before)
    _stage(db, steps.CONCERNED, step)
    layers.base_texts(db, old, has_before=before is not None)
    _stage(db, steps.STAGES, step)
    layers.together(db)


def chosen(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return (id, content) of each article in the order in which they are written."""
    with _in_order(db):
        return db.sql(f"SELECT id, content FROM ({steps.BODIES})").to_arrow_table()  # noqa: S608


def write_texts(
    db: duckdb.DuckDBPyConnection,
    bodies: Path,
    offer: Callable[[pa.RecordBatch], None] | None = None,
    given: tuple[pa.Table, np.ndarray] | None = None,
) -> None:
    """Write the articles chosen to the Parquet file ``bodies``, each at the place that is its number from now on.

    ``offer`` hears of what is written. Where what is ``chosen`` is ``given`` with the numbers, ascending, that these
    are to have, a number of none is a row without an id; else they are numbered one after the other.
    """
    ((first,),) = db.execute(steps.FIRST_ARTICLE).fetchall()
    with _in_order(db):
        rows = db.sql(steps.BODIES).to_arrow_reader(texts.BATCH)
        placed = texts.spread(rows, given[0]["id"], given[1]) if given else texts.counted(rows, first)
        texts.write(bodies, texts.schema_of(rows.schema), _heard(placed, offer) if offer else placed)
    layers.parquet_view(db, "bodies", bodies)


def _heard(batches: Iterable[pa.RecordBatch], offer: Callable[[pa.RecordBatch], None]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        offer(batch)
        yield batch


def decide(db: duckdb.DuckDBPyConnection, step: Callable[[], None], known: joining.Decided | None) -> joining.Decided:
    """Find out which names are one, before the texts are written, or take what is ``known``; return it."""
    _stage(db, steps.words_of("records"), step)
    decided = known or joining.decide(db)
    if known:
        joining.take(db, known)
    _stage(db, steps.JOINED, step)
    return decided


def fill(db: duckdb.DuckDBPyConnection, step: Callable[[], None], *, decided: bool = False) -> None:
    """Fill every table of lib.store.schema in ``db`` from its bodies; ``decided`` says that ``decide`` has run."""
    _stage(db, steps.NUMBERED, step)
    db.register("repeated", _repeated(db))
    _stage(db, steps.SILENT, step)
    if decided:
        _fill_places(db, step)
    else:
        _stage(db, steps.words_of("bodies"), step)
        with joining.joined(db):
            _fill_places(db, step)
        _stage(db, steps.JOINED, step)
    _stage(db, steps.ANNOTATIONS, step)
    _keep(db, steps.FILLS, step)
    _stage(db, steps.COUNTS, step)
    _keep(db, steps.KEPT, step)


def _fill_places(db: duckdb.DuckDBPyConnection, step: Callable[[], None]) -> None:
    _stage(db, steps.PLACES, step)
    _keep(db, steps.PLACES_KEPT, step)


def fill_support(db: duckdb.DuckDBPyConnection, step: Callable[[], None]) -> None:
    """Fill the tables of a base that only the next build on top of it needs."""
    for sql in SUPPORT.values():
        db.execute(sql)
    _keep(db, steps.SUPPORTED, step)


@contextmanager
def _in_order(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have rows come in the order of the files: read by one thread, the left side of each join passing through.

    Were the sides of a join exchanged, every text would be kept in memory besides.
    """
    db.execute("SET threads = 1; SET disabled_optimizers = 'join_order,build_side_probe_side'")
    yield
    db.execute("RESET threads; RESET disabled_optimizers")


def _stage(db: duckdb.DuckDBPyConnection, stages: dict[str, str], step: Callable[[], None]) -> None:
    for name, sql in stages.items():
        step()
        db.execute(f"CREATE TEMP {'VIEW' if name in steps.VIEWS else 'TABLE'} {name} AS {sql}")


def _keep(db: duckdb.DuckDBPyConnection, fills: dict[str, str], step: Callable[[], None]) -> None:
    for name, sql in fills.items():
        step()
        db.execute(f"INSERT INTO {name} {sql}")


def _repeated(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return (article, start, end) of each pull quote whose words stand in the article's text as well."""
    rows = []
    cursor = db.execute(steps.PULL_QUOTES)
    while batch := cursor.fetchmany(_FEED):
        for article, text, ranges in batch:
            rows += [(article, *own) for own in counting.repeated(text, ranges)]
    columns = list(zip(*rows, strict=True)) or [[], [], []]
    return pa.table([pa.array(c, pa.int32()) for c in columns], schema=_REPEATED)


def content_sums(db: duckdb.DuckDBPyConnection, pairs: str) -> tuple[int, int]:
    """Return how many (id, content) the query ``pairs`` gives, and a sum over them, whatever their order."""
    total = db.execute(f"SELECT count(*), sum(md5_number(id || ' ' || content) % 1000000007) FROM ({pairs})")  # noqa: S608
    count, added_up = total.fetchone()
    return count, int(added_up or 0)


def digest_of(n_articles: int, added_up: int) -> str:
    """Return the digest of the articles with these sums (see ``content_sums``)."""
    return hashlib.sha256(f"{n_articles} {added_up}".encode()).hexdigest()[:16]


def write_meta(
    db: duckdb.DuckDBPyConnection,
    version: int,
    schema: str,
    sums: tuple[int, int],
    *,
    table: str = "meta",
    size: Callable[[str], str] = "SELECT count(*) FROM {}".format,
) -> int:
    """Fill ``table`` (version, digest, when, by which pipeline, rows of every table); return n of articles.

    ``size`` gives the statement that counts the rows of a table.
    """
    pipeline = db.execute(steps.PIPELINE).fetchone()
    rows = [
        ("version", str(version)),
        ("digest", digest_of(*sums)),
        ("sums", f"{sums[0]} {sums[1]}"),
        ("schema", schema),
        ("built_at", datetime.now(UTC).isoformat(timespec="seconds")),
        ("pipeline", (pipeline and pipeline[0]) or ""),
    ]
    counts = {name: db.execute(size(name)).fetchone()[0] for name in TABLES if name != "meta"}
    rows += [(f"rows_{name}", str(count)) for name, count in counts.items()]
    # in one statement: DuckDB waits for the disk after each
    db.execute(f"INSERT INTO {table} SELECT unnest(?), unnest(?)", [list(column) for column in zip(*rows, strict=True)])
    return counts["articles"]
