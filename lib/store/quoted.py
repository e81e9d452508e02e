"""What is shown of quotes besides whose they are and where, in a file beside the arrays, in the order of their numbers.

Quotes are numbered as they stand in the articles, so that those of one article, and of articles that came together,
lie together. DuckDB reads a whole piece of 2,048 rows for one quote, and of a page of fifty a dozen pieces or more
(180 to 600 ms and 60 to 180 MB where nothing is in memory yet); of this file a piece of some 30 kB for each, or for
several that are together.
A layer has its own quotes only, with numbers above those of its base. What is no longer there is in it all the same.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from lib.store import mapped
from lib.store.mapped import Rows

FILE = "quoted.arrow"
#: Rows that are written at a time, 50 MB: twice as many took three times as long, for the memory was new each time.
BATCH = 100_000
#: The columns of the file, as the table quotes has them.
COLUMNS = {name: name for name in ("quote", "score", "speakers", "before", "content", "after", "speaker_text")}
COLUMNS |= {name: name for name in ("kind", "method")} | {"cue": "cue_text"}
COLUMNS |= {name: f'"{name}"' for name in ("start", "end", "at")}


def _told(columns: Iterable[str]) -> str:
    """Return the SQL for ``columns`` of the table quotes."""
    return ", ".join(f'{COLUMNS[name]} AS "{name}"' for name in columns)


class Quoted:
    """The rows of all parts of a version."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        self._parts = [part for part in parts if len(part.first)] or parts[:1]
        self._first = np.array([part.first[:1] for part in self._parts]).ravel()

    def rows(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return ``columns`` of the quotes ``numbers``, in this order; raises LookupError where one is missing."""
        wanted, order = np.unique(numbers, return_inverse=True)
        whose = np.maximum(np.searchsorted(self._first, wanted, "right") - 1, 0)
        asked = [(part, wanted[whose == place]) for place, part in enumerate(self._parts)]
        for part, own in asked:
            part.ask(own)
        return pa.concat_tables(self._found(part, own, columns) for part, own in asked).take(pa.array(order))

    @staticmethod
    def _found(part: Rows, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        found, there = part.taken(numbers, columns)
        if not there.all():
            raise LookupError(f"There is no quote {numbers[~there][0]} in {FILE}")
        return found


def asked(ask: Callable[..., pa.Table], numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
    """Return the like of ``Quoted.rows`` from the table quotes, of a version without the file.

    A join reads only where a row of the page can be: four times as quick as a list of fifty numbers.
    """
    wanted = pa.table({"quote": pa.array(numbers, pa.int32()), "place": np.arange(len(numbers))})
    rows = ask(f"SELECT place, {_told(columns)} FROM quotes JOIN wanted USING (quote)", wanted=wanted)
    return rows.sort_by("place").select(list(columns))


def write(db: duckdb.DuckDBPyConnection, folder: Path, schema: str = "main") -> None:
    """Write the quotes of the table of ``schema``, in which they are in order, into ``folder``."""
    rows = db.sql(f"SELECT {_told(COLUMNS)} FROM {schema}.quotes").to_arrow_reader(BATCH)
    mapped.write(folder / FILE, rows.schema, rows)


def join(base: Path, folder: Path) -> None:
    """Put the quotes of the folder ``base`` before those of a layer in ``folder``; none where it has no file."""
    own, new = folder / FILE, folder / f"new-{FILE}"
    if mapped.is_there(base / FILE):
        mapped.join((base / FILE, own), new)
        mapped.move(new, own)
    else:
        mapped.remove(own)


def read(folders: Sequence[Path]) -> Quoted | None:
    """Return what is in the files of ``folders``, that of the base first; None where one has none."""
    paths = [folder / FILE for folder in folders]
    if not paths or not all(map(mapped.is_there, paths)):
        return None
    return Quoted([mapped.read(path) for path in paths])
