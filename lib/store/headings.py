"""What lists show of articles and stories, by number, and an article's number by its id; in files beside the arrays.

DuckDB reads every id to find one among a million (47 ms of the processor), and 256 kB for each column of each row of a
list, one after the other.
These are Arrow tables, mapped. A layer writes its own rows only: they come before those of its base, which stay where
they are. What is no longer there is in them all the same, so that who asks must know which numbers and ids there are.
An id is found by a hash of it: looking for it among all ids in their order reads forty places of the disk, this two.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but names of SOURCES is put into the statements
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from lib.store import mapped
from lib.store.disk import write_table
from lib.store.mapped import Rows

#: Of each table its number and what is told of it.
SOURCES = {
    "articles": ("article", "id", "title", "published_at", "lead", "n_words", "n_quotes", "url"),
    "stories": ("story", "id", "n_articles", "title", "lead"),
}
#: Rows that are written at a time.
BATCH = 100_000
#: The hashes of the ids, ascending, and the articles that have them.
HASHED = "SELECT md5_number_lower(id) AS hash, article FROM {own} ORDER BY hash"
#: Bits of a hash, and how many hashes are looked at on both sides of the place where one should be.
BITS, NEAR = 64, 256


class Hashed(NamedTuple):
    """The hashes of one part, and the articles that have them."""

    hashes: np.ndarray
    articles: np.ndarray

    def having(self, hash: int) -> list[int]:
        """Return the articles with this hash."""
        n = len(self.hashes)
        if not n:
            return []
        first = hash * n >> BITS
        first += (hash - int(self.hashes[first])) * n >> BITS  # nearer, from what is there
        first, end = max(0, first - NEAR), min(n, first + NEAR)
        if first >= end or (first and self.hashes[first] >= hash) or (end < n and self.hashes[end - 1] <= hash):
            first, end = 0, n
        at = first + np.searchsorted(self.hashes[first:end], np.uint64(hash))
        last = at + np.searchsorted(self.hashes[at:end], np.uint64(hash), "right")
        return self.articles[at:last].tolist()


class Headings(ABC):
    """The rows of one of SOURCES, of a whole version."""

    def rows(self, numbers: np.ndarray, columns: Sequence[str]) -> dict[int, tuple]:
        """Return ``columns`` of each of ``numbers`` that there is, by number."""
        wanted, told = self._found(np.unique(numbers), columns)
        return dict(zip(wanted.tolist(), zip(*(own.to_pylist() for own in told.columns), strict=True), strict=True))

    def table(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return ``columns`` of ``numbers``, in this order; raises LookupError where one is missing."""
        wanted, told = self._found(np.unique(numbers), columns)
        order = np.argsort(wanted)
        at = np.searchsorted(wanted, numbers, sorter=order)
        if missing := np.setdiff1d(numbers, wanted).tolist():
            raise LookupError(f"Number {missing[0]} of a list is not there")
        return told.take(pa.array(order[at]))

    @abstractmethod
    def _found(self, wanted: np.ndarray, columns: Sequence[str]) -> tuple[np.ndarray, pa.Table]:
        """Return those of the ascending numbers ``wanted`` that there are, in any order, and their ``columns``."""

    @abstractmethod
    def numbered(self, id: str) -> Iterator[int]:
        """Yield the numbers that have the ``id`` of an article, that of the newest part first."""


class Filed(Headings):
    """Those in files, a layer's before its base's; ``hashed``: the ids of the articles."""

    def __init__(self, parts: Sequence[Rows], hashed: Sequence[Hashed]) -> None:
        self._parts, self._hashed = parts, hashed

    def _found(self, wanted: np.ndarray, columns: Sequence[str]) -> tuple[np.ndarray, pa.Table]:
        found, told = [], []
        for part in self._parts:
            part.ask(wanted)
            own, there = part.taken(wanted, columns)
            found.append(wanted[there])
            told.append(own)
            wanted = wanted[~there]
        return np.concatenate(found), pa.concat_tables(told)

    def numbered(self, id: str) -> Iterator[int]:
        for part in self._hashed:
            own = part.having(hash_of(id))
            told = self.rows(np.array(own, np.int64), ("id",)) if own else {}
            yield from (number for number in own if told[number] == (id,))


class Asked(Headings):
    """Those of a version without the files: each is asked of its tables."""

    def __init__(self, ask: Callable[..., pa.Table], name: str) -> None:
        self._ask, self._name = ask, name

    def _found(self, wanted: np.ndarray, columns: Sequence[str]) -> tuple[np.ndarray, pa.Table]:
        number, own = SOURCES[self._name][0], [f"t.{name} AS at_{i}" for i, name in enumerate(columns)]
        sql = f"SELECT {', '.join(('wanted.number', *own))} FROM {self._name} t JOIN wanted ON number = t.{number}"
        told = self._ask(sql, wanted=pa.table({"number": pa.array(wanted, pa.int32())}))
        return told.column(0).to_numpy(), told.select(range(1, told.num_columns)).rename_columns(list(columns))

    def numbered(self, id: str) -> Iterator[int]:
        told = self._ask("SELECT article FROM articles SEMI JOIN wanted USING (id)", wanted=pa.table({"id": [id]}))
        yield from told.column(0).to_pylist()


def hash_of(id: str) -> int:
    """Return the hash by which an article is found: the half of its id's MD5 that DuckDB's md5_number_lower gives."""
    return int.from_bytes(hashlib.md5(id.encode("utf-8"), usedforsecurity=False).digest()[8:], "little")


def asked(ask: Callable[..., pa.Table]) -> dict[str, Headings]:
    """Return all of SOURCES from the tables, as ``ask`` returns the rows of a statement."""
    return {name: Asked(ask, name) for name in SOURCES}


def write(db: duckdb.DuckDBPyConnection, folder: Path, schema: str = "main") -> None:
    """Write what the tables of ``schema``, that of a base or of a layer alone, hold of them into ``folder``."""
    for name, columns in SOURCES.items():
        sql = f"SELECT {', '.join(columns)} FROM {schema}.{name} ORDER BY {columns[0]}"
        rows = db.sql(sql).to_arrow_reader(BATCH)
        mapped.write(_path(folder, name), rows.schema, rows)
    write_table(_path(folder, "ids"), db.sql(HASHED.format(own=f"{schema}.articles")).to_arrow_table())


def read(folders: Sequence[Path]) -> dict[str, Headings] | None:
    """Return what ``write`` left in ``folders``, that of the base first, mapped; None where one has nothing."""
    newest = folders[::-1]
    paths = {name: [_path(folder, name) for folder in newest] for name in SOURCES}
    ids = [_path(folder, "ids") for folder in newest]
    if not all(mapped.is_there(path) for own in paths.values() for path in own) or not all(p.is_file() for p in ids):
        return None
    tables = [pa.ipc.open_file(pa.py_buffer(mapped.scattered_map(path))).read_all() for path in ids]
    hashed = [Hashed(*(column.to_numpy() for column in own.columns)) for own in tables]
    return {name: Filed([mapped.read(path) for path in own], hashed) for name, own in paths.items()}


def _path(folder: Path, name: str) -> Path:
    return folder / f"headings-{name}.arrow"
