"""What the numbers of a version stand for: its names, places and outlets, with what a list shows of each.

Asked of the tables, twenty-five names among 200,000 take 20 ms of the processor, for DuckDB reads every row. These are
Arrow tables, written beside the arrays of lib.store.columns and mapped: a row is where its number is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.store.disk import mapped_table, write_table

#: Each statement gives one row for each number (its first column), in their order, or for each id of "joins".
SOURCES = {
    "entities": "SELECT entity, id, name, kind, role FROM entities ORDER BY entity",
    "places": "SELECT place, geonameid, name, country, lat, lon FROM places ORDER BY place",
    "outlets": "SELECT outlet, name FROM outlets ORDER BY outlet",
    "joins": "SELECT id, other FROM joins WHERE status = 'same' ORDER BY id",
}
#: Up to so many texts are compared one after the other with all of a column, more with its values at once.
FEW = 4
#: Texts of which it is kept where they are: a page asks for its names once for every figure.
KEPT = 5_000
#: No number of a place in an address is looked for that is as large.
BEYOND = 2**31


class Known:
    """The rows of one of SOURCES."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._at: dict[tuple[str, Any], np.ndarray] = {}

    def rows(self, key: str, wanted: Sequence[Any], columns: Sequence[str]) -> pa.Table:
        """Return ``columns`` of the rows whose ``key`` is one of ``wanted``, each once, in the table's order."""
        where = self._where(key, wanted)
        found = self.table.select(list(columns)).take(pa.array(where))
        if "id" in columns and key != "id":  # a page that shows a name asks for it by its id next
            self._keep((("id", id), at) for id, at in zip(found["id"].to_pylist(), where[:, None], strict=True))
        return found

    def pairs(self, key: str, wanted: Sequence[Any], column: str) -> dict[Any, Any]:
        """Return ``column`` of those rows by their ``key``."""
        found = self.rows(key, wanted, (key, column))
        return dict(zip(found[key].to_pylist(), found[column].to_pylist(), strict=True))

    def named(self) -> dict[int, str]:
        """Return the name of every number."""
        return dict(zip(self.table.column(0).to_pylist(), self.table["name"].to_pylist(), strict=True))

    def _where(self, key: str, wanted: Sequence[Any]) -> np.ndarray:
        """Return the positions of those rows, ascending."""
        own, kind = self.table[key], self.table.schema.field(key).type
        if not pa.types.is_string(kind):
            wanted = [n for n in wanted if abs(n) < BEYOND]
        if key == self.table.column_names[0] and not pa.types.is_string(kind):
            given = np.unique(np.array(wanted, self._numbers.dtype))
            first, last = (np.searchsorted(self._numbers, given, side) for side in ("left", "right"))
            return first[last > first]
        missing = [one for one in wanted if (key, one) not in self._at]
        if len(missing) > FEW:
            return np.flatnonzero(pc.is_in(own, value_set=pa.array(wanted, kind)))
        hits = [self._at.get((key, one)) for one in wanted]
        hits = [_positions(own, one) if at is None else at for one, at in zip(wanted, hits, strict=True)]
        self._keep(((key, one), at) for one, at in zip(wanted, hits, strict=True))
        return np.unique(np.concatenate(hits)) if hits else np.empty(0, np.int64)

    def _keep(self, found: Iterable[tuple[tuple[str, Any], np.ndarray]]) -> None:
        if len(self._at) > KEPT:
            self._at = {}
        self._at.update(found)

    @cached_property
    def _numbers(self) -> np.ndarray:
        return self.table.column(0).to_numpy()


def _positions(own: pa.ChunkedArray, one: Any) -> np.ndarray:
    """Return where a column is ``one``, ascending."""
    return np.flatnonzero(pc.fill_null(pc.equal(own, pa.scalar(one, own.type)), False))


def collect(db: duckdb.DuckDBPyConnection) -> dict[str, Known]:
    """Return all of SOURCES, made from the tables of ``db``."""
    return {name: Known(db.sql(sql).to_arrow_table()) for name, sql in SOURCES.items()}


def write(known: Mapping[str, Known], folder: Path) -> None:
    """Write all into ``folder``."""
    for name, own in known.items():
        write_table(folder / f"{name}.arrow", own.table)


def read(folder: Path) -> dict[str, Known] | None:
    """Return what ``write`` left in ``folder``, mapped; None where it has nothing."""
    paths = {name: folder / f"{name}.arrow" for name in SOURCES}
    if not all(path.is_file() for path in paths.values()):
        return None
    return {name: Known(mapped_table(path)) for name, path in paths.items()}
