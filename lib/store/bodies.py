"""The texts of a version with all their annotations: Parquet files in which an article's number is its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

#: How a Parquet file ends.
MAGIC = b"PAR1"


class Bodies:
    """The files of one version, the second of which goes on where the first ends; safe to share between threads."""

    def __init__(self, paths: Sequence[Path]) -> None:
        # mapped once: the version stays readable even if a writer deletes its files
        self._parts = [pa.memory_map(str(path)).read_buffer() for path in paths]
        if any(bytes(part[-len(MAGIC) :]) != MAGIC for part in self._parts):
            raise pa.ArrowInvalid(f"{' or '.join(path.name for path in paths)} is no whole Parquet file")

    @cached_property
    def _layouts(self) -> list[pq.FileMetaData]:
        # where what lies in each file: 26 MB and 200 ms of a million articles, which most questions need not
        return [pq.read_metadata(pa.BufferReader(part)) for part in self._parts]

    @cached_property
    def _firsts(self) -> list[int]:
        return [0, *accumulate(layout.num_rows for layout in self._layouts)]

    @cached_property
    def _starts(self) -> list[list[int]]:
        # with how many rows before it each group of rows begins
        sizes = [[layout.row_group(i).num_rows for i in range(layout.num_row_groups)] for layout in self._layouts]
        return [[0, *accumulate(own)] for own in sizes]

    def rows(self, articles: Sequence[int], columns: list[str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of these article numbers, ascending; a number that there is not has none."""
        wanted = sorted({int(a) for a in articles})
        found = []
        for part, (first, end) in enumerate(pairwise(self._firsts)):
            if places := [a - first for a in wanted if first <= a < end]:
                found += self._of_part(part, places, columns)
        return found

    def _of_part(self, part: int, places: list[int], columns: list[str] | None) -> list[dict[str, Any]]:
        layout = self._layouts[part]
        # a file of its own for each call: one that threads share can block for ever
        file = pq.ParquetFile(pa.BufferReader(self._parts[part]), metadata=layout, pre_buffer=False)
        starts, rows = self._starts[part], []
        for group, own in groupby(places, lambda place: bisect_right(starts, place) - 1):
            there = [place - starts[group] for place in own]
            rows += file.read_row_group(group, columns=columns, use_threads=False).take(there).to_pylist()
        return rows
