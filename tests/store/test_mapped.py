"""A few rows of a file: the same as of the table that was written, and no page of the file is left to be waited for."""

from __future__ import annotations

import mmap

import numpy as np
import pyarrow as pa
import pytest

from lib.store import mapped
from lib.store.disk import write_table

WORDS = ["", None, "Grüße", "a" * 9_000, "", "last"]
PLACES = [5, 0, 3, 3, 1, 2]


def table(numbers: list[int]) -> pa.Table:
    lists = pa.array([[], [1], None, [2, 3], [4], []], pa.list_(pa.int32()))
    part = {"number": pa.array(numbers, pa.int32()), "words": WORDS, "own": lists}
    return pa.table(part | {"score": pa.array([0.5, None, 1, 2, 3, 4], pa.float32()), "empty": [""] * 6})


def in_file(tmp_path, own: pa.Table) -> list[mapped.Rows]:
    write_table(tmp_path / "own.arrow", own)
    return mapped.read(tmp_path / "own.arrow")


@pytest.mark.parametrize("numbers", [[3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 90]])
def test_rows_are_found_by_number_and_taken_in_any_order(tmp_path, numbers):
    own = table(numbers)
    for (rows,) in (mapped.made(own), in_file(tmp_path, own)):
        assert rows.ends == (numbers[0], numbers[-1] + 1)
        places, there = rows.find(np.array([2, 3, 9, numbers[-1], 91, 5], np.int32))
        assert there.tolist() == [False, True, False, True, False, True]
        assert places[there].tolist() == [0, 5, 2]
        assert rows.taken(own.column_names, np.array(PLACES)).to_pylist() == own.take(PLACES).to_pylist()


def test_a_file_without_rows_has_none(tmp_path):
    for rows in in_file(tmp_path, table([0] * 6).slice(0, 0)):
        assert rows.find(np.array([0, 1]))[1].tolist() == [False, False]
        assert rows.taken(["words"], np.empty(0, np.int64)).num_rows == 0


class Noting:
    """What is asked for of a mapped file."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def madvise(self, advice: int, start: int, length: int) -> None:
        assert advice == mmap.MADV_WILLNEED
        assert start % mmap.PAGESIZE == 0
        self.spans.append((start, start + length))


def test_every_page_of_what_is_asked_for_is_read_and_no_gap_but_a_small_one():
    page, noted = mmap.PAGESIZE, Noting()
    starts = np.array([100 * page + 5, 3, 20 * page - 1, page, 0])
    ends = np.array([100 * page + 5, 4, 20 * page + 1, 3 * page, 2 * page])
    mapped.ask_for(noted, starts, ends)
    assert noted.spans == [(0, 3 * page), (19 * page, 21 * page), (100 * page, 101 * page)]


def test_where_rows_lie_is_asked_for_before_the_rows(tmp_path, monkeypatch):
    (rows,) = in_file(tmp_path, table(list(range(6))))
    asked = []
    monkeypatch.setattr(mapped, "ask_for", lambda data, starts, ends: asked.append((starts, ends)))
    rows.taken(["words"], np.array([3]))
    data = (tmp_path / "own.arrow").read_bytes()
    assert len(asked) == 2
    (start,), (end,) = asked[1]
    assert data[start:end] == b"a" * 9_000


def test_rows_of_several_pieces_and_files_are_asked_for_in_two_goes(tmp_path, monkeypatch):
    (one,), (other,) = (in_file(folder, table(list(range(6)))) for folder in _folders(tmp_path))
    asked = []
    monkeypatch.setattr(mapped, "ask_for", lambda data, starts, ends: asked.append(data))
    places = [np.array(PLACES), np.array([3, 4])]
    found = mapped.taken([(one, places[0]), (other, places[1]), (one, places[1])], ["words", "own"])
    own = table(list(range(6))).select(["words", "own"])
    assert [part.to_pylist() for part in found] == [own.take(some).to_pylist() for some in (*places, places[1])]
    assert (len(asked), len(set(asked))) == (4, 2)


def _folders(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        yield tmp_path / name


def test_what_is_more_than_the_system_reads_ahead_is_asked_for_piece_by_piece():
    noted = Noting()
    end = 2 * mapped.PIECE + mmap.PAGESIZE
    mapped.ask_for(noted, np.array([0]), np.array([end]))
    assert noted.spans == [(0, mapped.PIECE), (mapped.PIECE, 2 * mapped.PIECE), (2 * mapped.PIECE, end)]
