"""Whether ledger, serving file, bodies and search indexes say the same, and what a store holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from lib.errors import StoreError
from lib.store import versions
from lib.store.build import schema_digest
from lib.store.filling import content_sums, digest_of
from lib.store.ledger import FOLDER, Ledger, damaged
from lib.store.read import REBUILD, Store, open_store
from lib.store.schema import TABLES
from lib.store.versions import Manifest

#: How many ids of a difference are named.
SHOWN = 3


def verify(folder: Path) -> list[str]:
    """Return every problem found, each with what to do; [] when all parts agree. Reads all files once."""
    ledger = Ledger.open(folder)
    if ledger is None:
        return [f"There is no ledger in {folder}: nothing has been stored there yet."]
    manifest = versions.newest(folder)
    named = versions.current(folder)
    if ledger.version == 0 and manifest is None:
        return []
    problems = list(_broken(folder, ledger)) or list(_pointer(folder, named, manifest, ledger))
    if manifest is None or problems:
        return problems
    problems = list(_files(folder, manifest))
    if problems:
        return problems
    try:
        store = open_store(folder)
        try:
            return [f"{problem}. {REBUILD}." for problem in _agreement(store, ledger, manifest)]
        finally:
            store.close()
    except (StoreError, duckdb.Error, OSError, pa.ArrowException, ValueError) as error:
        return [f"{error} {REBUILD}."]


#: A damaged ledger is the one thing that nothing can be made from.
RESTORE = "Restore the folder `ledger` from a backup; building the tables anew cannot bring it back"


def _broken(folder: Path, ledger: Ledger) -> Iterator[str]:
    """Yield each file of the ledger that is missing, or is not as it was written."""
    place = folder / FOLDER
    for name in damaged(place):
        yield f"ledger/{name} has been changed or damaged since it was written. {RESTORE}."
    for name in ledger.missing():
        yield f"ledger/{name} is missing or has another size than was written. {RESTORE}."


def _pointer(folder: Path, named: tuple[int, str] | None, manifest: Manifest | None, ledger: Ledger) -> Iterator[str]:
    """Yield what is wrong with CURRENT and the version that it names."""
    if manifest is None:
        yield f"No version in {folder} is whole; the articles are safe in the ledger. {REBUILD}."
    elif named is None:
        yield f"CURRENT is missing or damaged; version {manifest.version} is shown meanwhile. {REBUILD}."
    elif manifest.tag != named[1]:
        yield f"Version {named[0]}, which CURRENT names, is damaged; version {manifest.version} is shown. {REBUILD}."
    elif manifest.version != ledger.version:
        yield f"Version {manifest.version} is published, but the ledger is at {ledger.version}. {REBUILD}."
    elif manifest.schema != schema_digest():
        yield f"The tables were made by another version of this program. {REBUILD}."


def _files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield each file whose contents are not what was written."""
    for name, (_, wanted) in manifest.files.items():
        with (folder / name).open("rb") as handle:
            if hashlib.file_digest(handle, "sha256").hexdigest() != wanted:
                yield f"{name} has been changed or damaged since it was written. {REBUILD}."


def _agreement(store: Store, ledger: Ledger, manifest: Manifest) -> Iterator[str]:
    """Yield where ledger, tables, bodies and indexes disagree."""
    meta = dict(store.rows("SELECT key, value FROM meta"))
    if meta.get("version") != str(manifest.version) or meta.get("digest") != manifest.digest:
        yield "The serving file is not the one that its manifest names"
    for table in TABLES:
        count = store.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 - names of TABLES
        if table != "meta" and meta.get(f"rows_{table}") != str(count):
            yield f"Table {table} has {count:,} rows, and had {meta.get(f'rows_{table}')} when it was written"
    yield from _ids(store, ledger, manifest)
    if not versions.now(store.folder, manifest).searchable:
        yield "The search indexes have not been made yet"
        return
    for what, index in (("articles", store.search_index("articles")), ("quotes", store.search_index("quotes"))):
        count = store.rows(f"SELECT count(*) FROM {what}")[0][0]  # noqa: S608 - two names written here
        numbers = store.frame(f"SELECT {what[:-1]} AS number FROM {what} ORDER BY 1")["number"].to_numpy()  # noqa: S608
        if index is not None and not np.array_equal(index.everything(), numbers):
            yield f"The search index of the {what} does not hold each of the {count:,} once"


def _ids(store: Store, ledger: Ledger, manifest: Manifest) -> Iterator[str]:
    """Yield where the articles of the ledger, of the tables and of the bodies are not the same."""
    held = {ident: content for ident, (content,) in ledger.known().articles("content").items()}
    served = {row[0] for row in store.rows("SELECT id FROM articles")}
    for what, ids in (
        ("not published", held.keys() - served),
        ("published, but not in the ledger", served - held.keys()),
    ):
        if ids:
            yield f"{len(ids):,} articles are {what} ({', '.join(sorted(ids)[:SHOWN])} ...)"
    bodies = [str(path) for path in manifest.paths(store.folder, "bodies")]
    live = store.frame("SELECT article, id FROM articles ORDER BY article")
    with duckdb.connect() as db:
        db.register("held", pa.table({"id": list(held), "content": list(held.values())}))
        db.register("live", live)
        db.read_parquet(bodies).create_view("bodies")
        texts = "SELECT id, content FROM bodies SEMI JOIN live USING (article, id)"
        digests = {digest_of(*content_sums(db, sql)) for sql in ("FROM held", texts)}
        numbers = db.execute("SELECT article FROM bodies").fetchnumpy()["article"]
    if not np.array_equal(numbers, np.arange(len(numbers))):
        yield "The bodies are not in the order of their numbers"
    if digests != {manifest.digest}:
        yield "The contents of the articles are not those of the ledger"


@dataclass(frozen=True, slots=True)
class Status:
    """What a store holds, for the command line and the Method page."""

    folder: Path
    version: int
    ledger_version: int
    articles: int
    samples: int
    outlets: int
    first_day: str | None
    last_day: str | None
    undated: int
    unannotated: int
    failed: int
    pipeline: str
    bytes: int


def status(folder: Path) -> Status:
    """Return what the published version holds, and the room that the folder takes."""
    store = open_store(folder)
    ledger = Ledger.open(folder)
    try:
        counts = store.rows(
            """SELECT count(*), count(*) FILTER (sample), count(*) FILTER (day IS NULL),
            count(*) FILTER (NOT annotated), min(day)::VARCHAR, max(day)::VARCHAR, count(DISTINCT outlet)
            FROM articles"""
        )[0]
        failed = store.rows("SELECT count(*) FROM failures")[0][0]
        meta = dict(store.rows("SELECT key, value FROM meta"))
    finally:
        store.close()
    return Status(
        folder=folder,
        version=store.version,
        ledger_version=ledger.version if ledger else 0,
        articles=counts[0],
        samples=counts[1],
        outlets=counts[6],
        first_day=counts[4],
        last_day=counts[5],
        undated=counts[2],
        unannotated=counts[3],
        failed=failed,
        pipeline=meta.get("pipeline", ""),
        bytes=sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else 0,
    )
