"""Publishing: a serving file, bodies and search indexes from the ledger at one version, then CURRENT."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lib import settings
from lib.errors import StoreError
from lib.store import columns, counting, remote, search, steps, versions
from lib.store.cleaning import prune
from lib.store.disk import sync
from lib.store.ledger import Ledger, plain_errors, writer_lock
from lib.store.schema import TABLES
from lib.store.versions import Manifest
from lib.store.work import Told

log = logging.getLogger(__name__)
#: Reading one article reads its row group: 44 ms of CPU with 2,048 rows, 7 with 256, which make the file 7 % larger
#: and opening it slower (a million articles: 0.3 s). 512 lies between.
BODY_ROWS = 512
_FEED = 1_000
_REPEATED = pa.schema([("article", pa.int32()), ("start", pa.int32()), ("end", pa.int32())])


@cache
def schema_digest() -> str:
    """Return a hash of the layout; a file with another one was made by another version of the program."""
    return hashlib.sha256(repr((TABLES, search.LAYOUT)).encode()).hexdigest()[:12]


def rebuild(folder: Path) -> int:
    """Build and publish the ledger's last version even if it is published already, and return it."""
    with writer_lock(folder):
        return publish(folder, again=True)


def publish(folder: Path, *, again: bool = False) -> int:
    """Publish the ledger's last version unless it is, whole, already; return it. Needs the writer lock."""
    ledger = Ledger.open(folder)
    if ledger is None:
        raise StoreError(f"There is no store in {folder} yet. `python -m lib ingest FILE` makes one.")
    if not again and is_published(folder, ledger.version):
        return ledger.version
    with plain_errors(folder, "has its articles, but they could not be published"):
        prune(folder)
        manifest = build(folder, ledger)
        remote.push_version(folder, manifest)
        versions.make_current(folder, manifest)
        prune(folder)
    return ledger.version


def is_published(folder: Path, version: int) -> bool:
    """Return whether CURRENT names a whole build of ``version`` in the layout of this program."""
    named, found = versions.current(folder), versions.newest(folder)
    if named is None or found is None:
        return False
    return (found.tag, found.version, found.schema) == (named[1], version, schema_digest())


def build(folder: Path, ledger: Ledger, *, asked: int = 0, told: Told | None = None) -> Manifest:
    """Write every file of the ledger's version under a new name and return its manifest, itself written.

    ``asked`` is for the manifest; ``told`` hears of each step.
    """
    build_number = versions.next_build(folder, ledger.version, remote.names(folder))
    draft = Manifest(ledger.version, build_number, schema_digest(), "", {})
    paths = {kind: draft.path(folder, kind) for kind in ("serving", "bodies", "search", "columns")}
    new = {kind: path.with_name(path.name + ".tmp") for kind, path in paths.items()}
    with duckdb.connect(str(new["serving"]), config=_limits(folder)) as db:
        fill(db, ledger, new["bodies"], _counted(told))
        digest = articles_digest(db, "SELECT id, content FROM bodies")
        write_meta(db, ledger, digest)
        search.write_index(new["search"] / "articles", _articles(new["bodies"]))
        search.write_index(new["search"] / "quotes", _quotes(db))
        columns.write(db, new["columns"])
        db.execute("CHECKPOINT")  # closing does it too, but keeps silent when the disk is full
    for kind, path in new.items():
        sync(*[p for p in path.rglob("*") if p.is_file()], path)
        path.replace(paths[kind])
    sync(folder)
    files = versions.file_sums(folder, *paths.values())
    manifest = Manifest(ledger.version, build_number, schema_digest(), digest, files, asked)
    versions.complete(folder, manifest)
    return manifest


def _counted(told: Told | None) -> Callable[[], None]:
    """Return what is called before each step; the indexes, nearly half of the work, are half of the steps."""
    steps_in_all = len(steps.STAGES | steps.ANNOTATIONS | steps.FILLS | steps.COUNTS | steps.KEPT)
    done = count()
    return lambda: told and told(next(done), 2 * steps_in_all)


def _limits(folder: Path) -> dict[str, str]:
    return {"memory_limit": settings.BUILD_MEMORY, "temp_directory": str(folder / "serving-spill.tmp")}


def fill(db: duckdb.DuckDBPyConnection, ledger: Ledger, bodies: Path, step: Callable[[], None]) -> None:
    """Make every table of lib.store.schema in ``db``, and the Parquet file ``bodies``."""
    ledger.make_view(db)
    for sql in TABLES.values():
        db.execute(sql)
    _stage(db, steps.STAGES, step)
    _write_bodies(db, bodies)
    db.read_parquet(str(bodies)).create_view("bodies")
    db.register("repeated", _repeated(db))
    _stage(db, steps.ANNOTATIONS, step)
    _keep(db, steps.FILLS, step)
    _stage(db, steps.COUNTS, step)
    _keep(db, steps.KEPT, step)


def _write_bodies(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    rows = db.sql(steps.BODIES).to_arrow_reader(4 * BODY_ROWS)
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as file:
        for batch in rows:
            file.write_batch(batch, row_group_size=BODY_ROWS)


def _stage(db: duckdb.DuckDBPyConnection, stages: dict[str, str], step: Callable[[], None]) -> None:
    for name, sql in stages.items():
        step()
        db.execute(f"CREATE TEMP TABLE {name} AS {sql}")


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


def articles_digest(db: duckdb.DuckDBPyConnection, pairs: str) -> str:
    """Return a digest of all (id, content) that the query ``pairs`` gives, whatever their order."""
    total = db.execute(f"SELECT count(*), sum(md5_number(id || ' ' || content) % 1000000007) FROM ({pairs})")  # noqa: S608
    return hashlib.sha256(repr(total.fetchone()).encode()).hexdigest()[:16]


def write_meta(db: duckdb.DuckDBPyConnection, ledger: Ledger, digest: str) -> None:
    """Fill the table ``meta``: version, digest, when, by which pipeline, and the rows of every table."""
    pipeline = db.execute(
        "SELECT pipeline FROM bodies GROUP BY pipeline ORDER BY count(*) DESC, pipeline LIMIT 1"
    ).fetchone()
    rows = [
        ("version", str(ledger.version)),
        ("digest", digest),
        ("schema", schema_digest()),
        ("built_at", datetime.now(UTC).isoformat(timespec="seconds")),
        ("pipeline", (pipeline and pipeline[0]) or ""),
    ]
    for table in TABLES:
        if table != "meta":
            count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of TABLES
            rows.append((f"rows_{table}", str(count)))
    db.executemany("INSERT INTO meta VALUES (?, ?)", rows)


def _articles(bodies: Path) -> Iterator[search.Fields]:
    """Yield each article as the index takes it."""
    names = {"article": "number", "title": "title", "text": "text", "outlet": "outlet", "authors": "author"}
    with pq.ParquetFile(bodies) as file:
        for batch in file.iter_batches(_FEED, columns=[*names, "day"]):
            yield from batch.select([*names, "day"]).rename_columns([*names.values(), "day"]).to_pylist()


def _quotes(db: duckdb.DuckDBPyConnection) -> Iterator[search.Fields]:
    """Yield each quote as the index takes it; its speakers under the words of the text and under their names."""
    rows = db.sql(
        """SELECT quote AS number, q.article, content AS said, o.name AS outlet, q.day,
            list_prepend(speaker_text, coalesce(names, [])) AS speaker
        FROM quotes q JOIN outlets o USING (outlet) LEFT JOIN (SELECT quote, list(e.name) AS names
            FROM quote_speakers s JOIN entities e ON e.entity = s.speaker GROUP BY quote) USING (quote)"""
    )
    for batch in rows.to_arrow_reader(_FEED):
        yield from batch.to_pylist()
