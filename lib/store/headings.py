"""Ids of articles and stories and headlines, by number, and an article's number by its id; in files beside the arrays.

DuckDB reads every id to find one among a million (47 ms of the processor), and 5 ms for the headlines of ten articles.
These are Arrow tables, mapped. A layer writes its own rows only: they come before those of its base, which stay where
they are. What is no longer there is in them all the same, so that who asks must know which numbers and ids there are.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but names of SOURCES is put into the statements
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from lib.store import mapped
from lib.store.disk import write_table
from lib.store.mapped import Rows

#: Of each table its number and what is told of it.
SOURCES = {"articles": ("article", "id", "title"), "stories": ("story", "id", "n_articles")}
#: The table with a column ``by_id`` besides: the places of the rows in the order of their ids.
FOUND = "articles"


class Headings:
    """The rows of one of SOURCES, those of a layer before those of its base."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        self._parts = parts

    def rows(self, numbers: np.ndarray, columns: Sequence[str]) -> dict[int, tuple]:
        """Return ``columns`` of each of ``numbers``, by number."""
        found: dict[int, tuple] = {}
        wanted = np.unique(numbers)
        for part in self._parts:
            places, there = part.find(wanted)
            told = part.taken(columns, places[there]).columns
            values = zip(*(own.to_pylist() for own in told), strict=True)
            found |= zip(wanted[there].tolist(), values, strict=True)
            wanted = wanted[~there]
        return found

    def numbered(self, id: str) -> list[int]:
        """Return the numbers that have ``id``, that of the newest part first."""
        return [number for part in self._parts for number in _numbered(part, id)]


def _numbered(part: Rows, id: str) -> list[int]:
    """Return the number of ``id`` in a list of one, [] where it is not in ``part``."""
    ids, order = part.column("id"), part.column("by_id")
    at = bisect_left(range(len(ids)), id, key=lambda place: ids[order[place].as_py()].as_py())
    row = order[at].as_py() if at < len(ids) else None
    return [part.number(row)] if row is not None and ids[row].as_py() == id else []


def collect(db: duckdb.DuckDBPyConnection) -> dict[str, Headings]:
    """Return all of SOURCES, made from the tables of ``db``, of whichever parts."""
    return {name: Headings(mapped.made(_made(db, name, name))) for name in SOURCES}


def write(db: duckdb.DuckDBPyConnection, folder: Path, schema: str = "main") -> None:
    """Write what the tables of ``schema``, that of a base or of a layer alone, hold of them into ``folder``."""
    for name in SOURCES:
        write_table(_path(folder, name), _made(db, name, f"{schema}.{name}"))


def _made(db: duckdb.DuckDBPyConnection, name: str, own: str) -> pa.Table:
    """Return the rows of the table ``own`` in the order of their numbers, in one piece."""
    number, *columns = SOURCES[name]
    sql = f"SELECT {', '.join((number, *columns))} FROM {own} ORDER BY {number}"
    table = db.sql(sql).to_arrow_table().combine_chunks()
    if name != FOUND:
        return table
    ordered = db.sql(f"SELECT {number} FROM {own} ORDER BY id").to_arrow_table().column(0).to_numpy()
    places = np.searchsorted(table.column(0).to_numpy(), ordered).astype(np.int32)
    return table.append_column("by_id", pa.array(places))


def read(folders: Sequence[Path]) -> dict[str, Headings] | None:
    """Return what ``write`` left in ``folders``, that of the base first, mapped; None where one has nothing."""
    paths = {name: [_path(folder, name) for folder in reversed(folders)] for name in SOURCES}
    if not all(path.is_file() for own in paths.values() for path in own):
        return None
    return {name: Headings([rows for path in own for rows in mapped.read(path)]) for name, own in paths.items()}


def _path(folder: Path, name: str) -> Path:
    return folder / f"headings-{name}.arrow"
