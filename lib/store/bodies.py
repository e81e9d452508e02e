"""The texts of a version with all their annotations: Parquet files in which an article's number is its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.footers import MAGIC, Footer


class Bodies:
    """The files of one version, the second of which goes on where the first ends; safe to share between threads."""

    def __init__(self, paths: Sequence[Path]) -> None:
        # mapped once: the version stays readable even if a writer deletes its files
        self._parts = [pa.memory_map(str(path)).read_buffer() for path in paths]
        if any(bytes(part[-len(MAGIC) :]) != MAGIC for part in self._parts):
            raise pa.ArrowInvalid(f"{' or '.join(path.name for path in paths)} is no whole Parquet file")

    @cached_property
    def _footers(self) -> list[Footer]:
        return [Footer(part) for part in self._parts]

    @cached_property
    def _firsts(self) -> list[int]:
        return [0, *accumulate(footer.starts[-1] for footer in self._footers)]

    def rows(self, articles: Sequence[int], columns: list[str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of these article numbers, ascending; a number that there is not has none."""
        wanted = sorted({int(a) for a in articles})
        found = []
        for part, (first, end) in enumerate(pairwise(self._firsts)):
            if places := [a - first for a in wanted if first <= a < end]:
                found += self._of_part(part, places, columns)
        return found

    def _of_part(self, part: int, places: list[int], columns: list[str] | None) -> list[dict[str, Any]]:
        footer, rows = self._footers[part], []
        own = {group: list(there) for group, there in groupby(places, footer.group_of)}
        layout, where = footer.of(list(own))
        # a file of its own for each call: one that threads share can block for ever
        file = pq.ParquetFile(pa.BufferReader(self._parts[part]), metadata=layout, pre_buffer=False)
        for at, (group, there) in zip(where, own.items(), strict=True):
            within = [place - footer.starts[group] for place in there]
            rows += file.read_row_group(at, columns=columns, use_threads=False).take(within).to_pylist()
        return rows
