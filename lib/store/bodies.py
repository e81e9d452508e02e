"""The texts of a version with all their annotations: Parquet files in which an article's number is its place.

What is read of them is asked for all at once (lib.store.mapped): as files are mapped by default, the first look at each
column of each group reads as much as the system reads ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.footers import MAGIC, Footer
from lib.store.mapped import ask_for, scattered_map


class Bodies:
    """The files of one version, the second of which goes on where the first ends; safe to share between threads."""

    def __init__(self, paths: Sequence[Path]) -> None:
        # mapped once: the version stays readable even if a writer deletes its files
        self._maps = [scattered_map(path) for path in paths]
        self._parts = [pa.py_buffer(own) for own in self._maps]
        if any(own[-len(MAGIC) :] != MAGIC for own in self._maps):
            raise pa.ArrowInvalid(f"{' or '.join(path.name for path in paths)} is no whole Parquet file")

    @cached_property
    def _footers(self) -> list[Footer]:
        return [Footer(own) for own in self._maps]

    @cached_property
    def _firsts(self) -> list[int]:
        return [0, *accumulate(footer.starts[-1] for footer in self._footers)]

    def rows(self, articles: Sequence[int], columns: list[str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of these article numbers, ascending; a number that there is not has none."""
        return [row for found in self.tables(articles, columns) for row in found.to_pylist()]

    def tables(self, articles: Sequence[int], columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Yield the like, a table for each group of rows that has some."""
        wanted = sorted({int(a) for a in articles})
        for part, (first, end) in enumerate(pairwise(self._firsts)):
            if places := [a - first for a in wanted if first <= a < end]:
                yield from self._of_part(part, places, columns)

    def _of_part(self, part: int, places: list[int], columns: list[str] | None) -> Iterator[pa.Table]:
        footer = self._footers[part]
        own = {group: list(there) for group, there in groupby(places, footer.group_of)}
        layout, where = footer.of(list(own))
        ask_for(self._maps[part], *_places(layout, where, columns))
        # a file of its own for each call: one that threads share can block for ever
        file = pq.ParquetFile(pa.BufferReader(self._parts[part]), metadata=layout, pre_buffer=False)
        for at, (group, there) in zip(where, own.items(), strict=True):
            within = [place - footer.starts[group] for place in there]
            yield file.read_row_group(at, columns=columns, use_threads=False).take(within)


def _places(layout: pq.FileMetaData, groups: Iterable[int], columns: list[str] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return from where to where ``columns`` of ``groups`` lie in the file; of lists and records all parts."""
    whose = [layout.schema.column(i).path.partition(".")[0] for i in range(layout.num_columns)]
    wanted = [i for i, name in enumerate(whose) if columns is None or name in columns]
    found = [layout.row_group(group).column(i) for group in groups for i in wanted]
    starts = [own.dictionary_page_offset or own.data_page_offset for own in found]
    sizes = [own.total_compressed_size for own in found]
    return np.array(starts, np.int64), np.array(starts, np.int64) + np.array(sizes, np.int64)
