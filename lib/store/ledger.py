"""The ledger: every article, removal, failure and story decision ever stored, as one append-only Delta table.

One commit is one Parquet file and one log entry: it is there as a whole or not at all, and what
``append`` returned from survives a kill. Nothing is changed in place: the latest row of an id holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction

from lib.errors import StoreError
from lib.model import Placement, Processed
from lib.store import remote
from lib.store.disk import sync
from lib.store.holdings import Holdings, Known
from lib.store.records import ARTICLE, PLACEMENT, SCHEMA, STORY, Record, to_processed, to_table

FOLDER = "ledger"
LOCK = "writer.lock"
#: The whole history stays readable at any version, so the log is never cleaned up behind our back.
CONFIGURATION = {"delta.appendOnly": "true", "delta.logRetentionDuration": "interval 36500 days"}
#: A commit of 1,000 articles and their stories is one: in groups of 512 rows, each of 80 columns, writing it took up to
#: half as long again. Small enough that a commit of many is read piece by piece.
ROW_GROUP = 2_048
#: What says which row holds.
KEYS = ("kind", "id", "seq")
#: With dictionaries and statistics of all columns, appending took a quarter longer.
_WRITTEN = {"compression": "zstd", "row_group_size": ROW_GROUP, "use_dictionary": False, "write_statistics": list(KEYS)}
#: Hexadecimal digits of the sha256 in the name of a Parquet file; names of the first release have others in its place.
DIGEST = 32


@contextmanager
def plain_errors(folder: Path, what: str = "was not changed") -> Iterator[None]:
    """Turn what the disk says into a StoreError that says what to do; nothing acknowledged is lost by it."""
    try:
        yield
    except (OSError, DeltaError, duckdb.Error, pa.ArrowException) as error:
        raise StoreError(explain(folder, what, error)) from error


def explain(folder: Path, what: str, error: Exception) -> str:
    """Return in plain words why the store could not be written."""
    text = f"{error}".lower()
    number = getattr(error, "errno", None)
    if number in (28, 27, 122) or any(word in text for word in ("no space left", "file too large", "quota")):
        why = "the disk is full. Free some space and run the command again; what was stored before is kept"
    elif number in (1, 13, 30) or any(word in text for word in ("permission denied", "read-only file system")):
        why = "the folder cannot be written. Check who owns it, or name another with --store or STORY_STORE"
    else:
        why = f"{error}. What was stored before is kept; `python -m lib verify` checks it"
    return f"The store in {folder} {what}: {why}."


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the store for writing; raises StoreError when another process does. A kill releases it."""
    with plain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / LOCK).open("a+", encoding="utf-8")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read(200).strip() or "another process"
            message = f"The store in {folder} is being written by {holder}. Wait until it is done, then run this again."
            raise StoreError(message) from None
        with plain_errors(folder):
            handle.truncate(0)
            handle.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
            handle.flush()
        try:
            with remote.writing(folder):
                yield
        finally:
            handle.truncate(0)


class Ledger:
    """The Delta table of one store. Reading needs no lock; ``append`` belongs under ``writer_lock``."""

    def __init__(self, folder: Path, table: DeltaTable, past: int | None = None) -> None:
        self.folder = folder
        self.table = table
        self.past = past
        self._keys: dict[str, pa.Table] = {}

    @classmethod
    def open(cls, folder: Path) -> Ledger | None:
        """Return the ledger of a store, or None where there is none yet."""
        remote.pull_ledger(folder)
        place = folder / FOLDER
        if not (place / "_delta_log").is_dir():
            return None
        try:
            if not DeltaTable.is_deltatable(str(place)):
                return None  # a kill while the table was being made: nothing was stored
            return cls(folder, DeltaTable(str(place)))
        except (DeltaError, OSError) as error:
            raise StoreError(
                f"The ledger in {place} cannot be read ({error}). Restore the folder from a backup."
            ) from error

    @classmethod
    def create(cls, folder: Path) -> Ledger:
        """Return the ledger of a store, made where there is none and brought up to SCHEMA; version 0 is empty."""
        found = cls.open(folder)
        if found:
            found.evolve()
            return found
        with plain_errors(folder):
            place = folder / FOLDER
            table = DeltaTable.create(str(place), SCHEMA, configuration=CONFIGURATION, name="story_explorer")
            sync(place / "_delta_log", *(place / "_delta_log").glob("*.json"), place, folder)
            remote.push_ledger(folder, 0)
        return cls(folder, table)

    def evolve(self) -> None:
        """Add the columns and nested fields that SCHEMA has and the table lacks: one commit without rows, if any."""
        if _paths(SCHEMA) <= _paths(pa.schema(self.table.schema())):
            return
        with plain_errors(self.folder):
            self.table.alter.add_columns(Schema.from_arrow(SCHEMA).fields)
            log = self.folder / FOLDER / "_delta_log"
            sync(log / f"{self.version:020d}.json", log)
            remote.push_ledger(self.folder, self.version)

    @property
    def version(self) -> int:
        """The number of the last commit, or of the one that ``at`` asked for; 0 = empty."""
        return self.table.version() if self.past is None else self.past

    def at(self, version: int) -> Ledger:
        """Return the ledger as it was after commit ``version``, for reading.

        Every row says which commit brought it, so a past version needs none of the files that made it up then.
        Raises StoreError where there was no such commit.
        """
        if not 1 <= version <= self.version:
            known = f"1 to {self.version}" if self.version else "none yet"
            raise StoreError(f"There is no version {version} of the data in {self.folder} (versions: {known}).")
        return Ledger(self.folder, self.table, version)

    def files(self, since: int = 0) -> list[str]:
        """Return the paths of the Parquet files that make up the table now and may hold rows after ``since``, oldest
        first.
        """
        return sorted((uri for uri in self.table.file_uris() if not since or _last(uri) > since), key=_last)

    def missing(self) -> list[str]:
        """Return the files of the table that are not there in the size that the log says."""
        told = pa.table(self.table.get_add_actions(flatten=True)).select(["path", "size_bytes"]).to_pylist()
        place = self.folder / FOLDER
        sizes = {path.name: path.stat().st_size for path in place.glob("*.parquet")}
        return [row["path"] for row in told if sizes.get(row["path"]) != row["size_bytes"]]

    def n_since(self, version: int) -> int:
        """Return how many rows came after ``version``; reads no rows."""
        return sum(pq.read_metadata(name).num_rows for name in self.files(version))

    def make_view(self, db: duckdb.DuckDBPyConnection, since: int = 0) -> None:
        """Make the view ``ledger`` of the rows after ``since`` up to this version; what a file lacks is NULL."""
        db.register("no_rows", SCHEMA.empty_table())
        db.execute("CREATE TEMP TABLE ledger_columns AS FROM no_rows")
        found = "ledger_columns"
        if files := self.files(since):
            db.read_parquet(files, union_by_name=True).create_view("ledger_files")
            found = "(FROM ledger_columns UNION ALL BY NAME FROM ledger_files)"
        some = since or self.past is not None
        which = f" WHERE seq > {int(since)} AND seq <= {int(self.version)}" if some else ""
        db.execute(f"CREATE TEMP VIEW ledger AS FROM {found}{which}")

    def append(self, records: Sequence[Record]) -> int:
        """Commit ``records``, all or nothing, and return the new version; an id may be in it once only."""
        if len({(r.space, r.id) for r in records}) != len(records):
            raise ValueError("two rows of one id in a commit: which of them holds would be chance")
        return self.commit(to_table(records, self.version + 1, datetime.now(UTC)))

    def commit(self, rows: pa.Table) -> int:
        """Commit ``rows`` of SCHEMA, whose ``seq`` is the version that they make, and return it."""
        with plain_errors(self.folder):
            self.table.create_write_transaction([self._write(rows)], "append", SCHEMA)
            log = self.folder / FOLDER / "_delta_log"
            sync(log / f"{self.version + 1:020d}.json", log)
            remote.push_ledger(self.folder, self.version + 1)
            self.table.update_incremental()
        return self.version

    def _write(self, rows: pa.Table) -> AddAction:
        """Write one Parquet file to the disk for good and return the action that would add it."""
        new = self.folder / FOLDER / f"part-{uuid4().hex}.tmp"
        pq.write_table(rows, new, **_WRITTEN)
        name = f"part-{self.version + 1:010d}-{_digest(new)}.parquet"
        path = new.rename(new.with_name(name))
        sync(path, path.parent)
        stats = json.dumps({"numRecords": rows.num_rows})
        return AddAction(name, path.stat().st_size, {}, int(time.time() * 1000), True, stats)

    def known(self) -> Holdings:
        """Return what holds under each (kind, id); reads no bodies. The kind is "failure" or "article"."""
        rows = self._columns(tuple(dict.fromkeys((*KEYS, *Known._fields))))
        rows = rows.filter(pc.not_equal(rows["kind"], STORY))
        seqs = rows["seq"].to_numpy()
        if (seqs[1:] < seqs[:-1]).any():
            rows = rows.take(pa.array(np.argsort(seqs, kind="stable")))
        return Holdings(rows)

    def placed_at(self) -> int:
        """Return the version that last said which story an article is in; 0 where none did."""
        return self._rows("SELECT coalesce(max(seq), 0) FROM ledger WHERE kind = 'story'")[0][0]

    def placed(self) -> set[str]:
        """Return the ids of the articles, gone ones too, that some row puts into a story."""
        return {row[0] for row in self._rows("SELECT DISTINCT id FROM ledger WHERE kind = 'story'")}

    def live(self) -> list[str]:
        """Return the ids of the articles that are there now, in the order in which they came to be as they are."""
        return [row[0] for row in self._rows(f"{_LATEST} ORDER BY seq, id")]

    def placements(self, *, stories: Iterable[str] = (), ids: Iterable[str] = ()) -> list[Placement]:
        """Return the placements that hold of the articles ``ids``, and of all that are in ``stories``."""
        wanted = {"stories": list(stories), "ids": list(ids)}
        if not any(wanted.values()):
            return []
        chosen = f"""FROM ({_PLACED}) WHERE story IN (SELECT unnest($stories::VARCHAR[]))
            OR id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY id"""
        return [Placement(*row) for row in self._rows(chosen, (*KEYS, *PLACEMENT), **wanted)]

    def articles(self, ids: Collection[str]) -> Iterator[Processed]:
        """Yield those of the articles ``ids`` that there are, as they hold now, in the order they were stored in."""
        if not ids:
            return  # else the keys of all files would be looked through
        seqs = {ident: seq for ident, seq in self._rows(_LATEST) if ident in ids}
        for name in sorted(self.files()):
            file = pq.ParquetFile(name)
            for group in range(file.num_row_groups):
                keys = file.read_row_group(group, columns=["kind", "id", "seq"]).to_pylist()
                wanted = [i for i, k in enumerate(keys) if k["kind"] == ARTICLE and seqs.get(k["id"]) == k["seq"]]
                if wanted:
                    yield from map(to_processed, file.read_row_group(group).take(wanted).to_pylist())

    def _rows(self, sql: str, columns: Sequence[str] = KEYS, **params: object) -> list[tuple]:
        """Return what ``sql`` finds in the view ledger of these columns."""
        with duckdb.connect() as db:
            db.register("ledger", self._columns(columns))
            return db.execute(sql, params).fetchall()

    def _columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all rows up to this version. DuckDB takes three times as long to open the files of a
        million articles; the keys are kept, since an ingest asks for them several times.
        """
        read = self._keys_of if names == KEYS else partial(_read, names=names)
        parts = [read(path) for path in self.files()]
        found = pa.concat_tables(parts) if parts else pa.schema([SCHEMA.field(n) for n in names]).empty_table()
        return found if self.past is None else found.filter(pc.less_equal(found["seq"], self.past))

    def _keys_of(self, path: str) -> pa.Table:
        if path not in self._keys:
            self._keys[path] = _read(path, KEYS)
        return self._keys[path]


def _read(path: str, names: Sequence[str]) -> pa.Table:
    """Return some columns of one file; what it lacks is null."""
    with pq.ParquetFile(path) as file:
        there = file.read([name for name in names if name in file.schema_arrow.names], use_threads=False)
    columns = [there[n] if n in there.column_names else pa.nulls(len(there), SCHEMA.field(n).type) for n in names]
    return pa.table(columns, names).cast(pa.schema([SCHEMA.field(n) for n in names]))


#: (id, seq) of the articles that are there now, and (id, placement ...) of those that are in a story.
_LATEST = """SELECT id, seq FROM (SELECT kind, id, seq FROM ledger WHERE kind NOT IN ('failure', 'story'))
    QUALIFY kind = 'article' AND row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1"""
_PLACED = f"""SELECT id, {", ".join(PLACEMENT)} FROM ledger WHERE kind = 'story'
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1"""  # noqa: S608 - names of lib.store.records


def damaged(place: Path) -> Iterator[str]:
    """Yield the name of each Parquet file in the folder ``place`` that does not hold what its name says was written."""
    for path in sorted(place.glob("part-*.parquet")):
        told = path.stem.split("-")[-1]
        if len(told) == DIGEST and _digest(path) != told:
            yield path.name


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()[:DIGEST]


def _last(uri: str) -> int:
    """Return the last version that brought rows to a file, which its name says; every version for a foreign name."""
    words = uri.rpartition("/")[2].split("-")
    return int(words[1]) if len(words) > 2 and words[0] == "part" and words[1].isdecimal() else 2**62


def _paths(fields: Iterable[pa.Field], inside: str = "") -> set[str]:
    """Return the names of all fields, nested ones with those they stand in before them ("quotes.cue.start")."""
    found = set()
    for field in fields:
        name, kind = f"{inside}{field.name}", field.type
        kind = kind.value_type if pa.types.is_list(kind) or pa.types.is_large_list(kind) else kind
        found |= {name, *(_paths(kind, f"{name}.") if pa.types.is_struct(kind) else ())}
    return found
