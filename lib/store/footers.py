"""What a Parquet file says of some of its groups of rows, without reading what it says of all others.

A file ends with a description of every column of every group: 12 MB for a million articles, which pyarrow takes apart
in 175 ms of the processor and keeps as over 100 MB. It is one Thrift structure in the compact protocol
(https://github.com/apache/parquet-format, FileMetaData): a schema, how many rows there are, the groups, and some more.
So the same bytes with a few of the groups describe the file as if it had no others. Where each group is described is
found by how it begins, in 6 ms, and believed only where rows and places in the file add up; else all is read.
"""

from __future__ import annotations

import mmap
import re
import struct
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.mapped import ask_for

#: How a Parquet file begins, and how it ends, after the length of the description in four bytes.
MAGIC = b"PAR1"
_TAIL = len(MAGIC) + 4
#: A whole number: seven bits a byte, the lowest first, all but the last byte with the highest bit.
_N = rb"([\x80-\xff]*[\x00-\x7f])"
#: How many rows; then how many groups, 15 or more, each of which begins with a list of 15 columns or more. Where there
#: are fewer, all is read soon enough.
_BEGINNING = re.compile(rb"\x16%b\x19\xfc%b(?=(\x19\xfc%b&))" % (_N, _N, _N), re.DOTALL)
#: The end of a group: its bytes uncompressed, its rows, where in the file it begins, its bytes; and in how many bytes.
_END = re.compile(rb"\x16%b\x16%b&%b\x16%b\x00" % (_N, _N, _N, _N), re.DOTALL)
_WITHIN = 48


@dataclass(frozen=True)
class _Group:
    """A group of ``rows``: from where to where it is described, and from where to where it lies in the file."""

    described: slice
    rows: int
    first: int
    end: int


class Footer:
    """The description at the end of a Parquet file that is mapped as ``file``."""

    def __init__(self, file: mmap.mmap) -> None:
        end = len(file) - _TAIL
        start = end - struct.unpack("<I", file[end : end + 4])[0]
        ask_for(file, np.array([start]), np.array([end]))
        self._told = memoryview(file)[start:end]
        self._before, self._groups = _groups(self._told)
        self._whole = None if self._groups else pq.read_metadata(pa.BufferReader(pa.py_buffer(file)))
        rows = [group.rows for group in self._groups] if self._whole is None else _rows(self._whole)
        #: How many rows there are before each group, and in all.
        self.starts = [0, *accumulate(rows)]

    def group_of(self, row: int) -> int:
        """Return in which group the ``row`` is."""
        return bisect_right(self.starts, row) - 1

    def of(self, groups: Sequence[int]) -> tuple[pq.FileMetaData, Sequence[int]]:
        """Return a description that has ``groups``, and where each of these is in it."""
        if self._whole is not None:
            return self._whole, groups
        own = [self._groups[group] for group in groups]
        n_rows = sum(group.rows for group in own)
        parts = [
            self._told[: self._before],
            _counted(n_rows, len(own)),
            *(self._told[group.described] for group in own),
        ]
        told = b"".join([*parts, self._told[self._groups[-1].described.stop :]])
        file = b"".join([MAGIC, told, struct.pack("<I", len(told)), MAGIC])
        return pq.read_metadata(pa.BufferReader(file)), range(len(own))


def _rows(whole: pq.FileMetaData) -> list[int]:
    return [whole.row_group(i).num_rows for i in range(whole.num_row_groups)]


def _groups(told: memoryview) -> tuple[int, list[_Group]]:
    """Return where it is said how many rows there are, and the groups; none where it is doubtful what they are."""
    beginning = _BEGINNING.search(told)
    if not beginning:
        return 0, []
    starts = [found.start() for found in re.finditer(re.escape(beginning[3]), told)]
    ends = [_END.search(told, start - _WITHIN, start) for start in starts[1:]]
    if len(starts) != _number(beginning[2]) or None in ends:
        return 0, []
    last = (end for end in _END.finditer(told, starts[-1]) if _place(end)[0] == _place(ends[-1])[1])
    ends += islice(last, 1)
    if len(ends) != len(starts):
        return 0, []
    found = [
        _Group(slice(start, end.end()), _whole_number(end[2]), *_place(end))
        for start, end in zip(starts, ends, strict=True)
    ]
    return beginning.start(), found if _add_up(beginning, found) else []


def _add_up(beginning: re.Match[bytes], found: Sequence[_Group]) -> bool:
    """Return whether these are all groups and rows that are said to be there, one right after the other."""
    return (
        found[0].described.start == beginning.end()
        and len(found) == _number(beginning[2])
        and sum(group.rows for group in found) == _whole_number(beginning[1])
        and all(a.described.stop == b.described.start and a.end == b.first for a, b in pairwise(found))
    )


def _place(end: re.Match[bytes]) -> tuple[int, int]:
    """Return from where to where a group lies in the file."""
    first = _whole_number(end[3])
    return first, first + _whole_number(end[4])


def _number(written: bytes) -> int:
    return sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(written))


def _whole_number(written: bytes) -> int:
    """Return a number that could be negative, and is not: they alternate in how they are written."""
    return _number(written) // 2


def _counted(n_rows: int, n_groups: int) -> bytes:
    """Return the bytes that say how many rows there are, and begin a list of so many groups."""
    return b"\x16" + _written(2 * n_rows) + b"\x19\xfc" + _written(n_groups)


def _written(number: int) -> bytes:
    """Return a number as ``_number`` reads it."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
