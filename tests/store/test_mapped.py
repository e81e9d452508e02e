"""A few rows of a file: the same as of the table that was written, and no page of the file is left to be waited for."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lib.store import mapped

WORDS = ["", None, "Grüße", "a" * 9_000, "", "last"]
COLUMNS = ["words", "own", "score", "empty", "number"]


def table(numbers: list[int]) -> pa.Table:
    lists = pa.array([[], [1], None, [2, 3], [4], []], pa.list_(pa.int32()))
    part = {"number": pa.array(numbers, pa.int32()), "words": WORDS, "own": lists}
    return pa.table(part | {"score": pa.array([0.5, None, 1, 2, 3, 4], pa.float32()), "empty": [""] * 6})


def in_file(folder: Path, own: pa.Table) -> mapped.Rows:
    mapped.write(folder / "own.arrow", own.schema, own.to_batches(max_chunksize=5))
    return mapped.read(folder / "own.arrow")


@pytest.fixture(params=[1, 2, 4, 100])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(mapped, "ROWS", request.param)
    return request.param


@pytest.mark.parametrize("numbers", [[3, 4, 5, 6, 7, 8], [3, 4, 5, 17, 18, 90]])
def test_rows_are_found_by_number(tmp_path: Path, small: int, numbers: list[int]) -> None:
    own = table(numbers)
    rows = in_file(tmp_path, own)
    for wanted in ([], numbers, [2, 3, 9, 18, 90, 91], [0], [1000], [4, 5, 6, 7], [5]):
        told, there = rows.taken(np.array(wanted, np.int32), COLUMNS)
        assert there.tolist() == [n in numbers for n in wanted]
        places = [numbers.index(n) for n in wanted if n in numbers]
        assert told.to_pylist() == own.select(COLUMNS).take(pa.array(places, pa.int64())).to_pylist()
        assert told.schema == own.select(COLUMNS).schema


def test_a_file_without_rows_has_none(tmp_path: Path) -> None:
    rows = in_file(tmp_path, table([0] * 6).slice(0, 0))
    rows.ask(np.array([0, 1]))
    told, there = rows.taken(np.array([0, 1]), ["words"])
    assert (told.num_rows, told.column_names, there.tolist()) == (0, ["words"], [False, False])


def test_files_are_joined(tmp_path: Path, small: int) -> None:
    parts = [table(list(range(6))), table(list(range(10, 16))), table([0] * 6).slice(0, 0)]
    for i, part in enumerate(parts):
        mapped.write(tmp_path / f"{i}.arrow", part.schema, part.to_batches())
    mapped.join([tmp_path / f"{i}.arrow" for i in range(3)], tmp_path / "all.arrow")
    told, there = mapped.read(tmp_path / "all.arrow").taken(np.arange(20), ["number", "words"])
    assert told.to_pylist() == pa.concat_tables(parts).select(["number", "words"]).to_pylist()
    assert np.flatnonzero(there).tolist() == [*range(6), *range(10, 16)]


def test_any_program_reads_the_file(tmp_path: Path, small: int) -> None:
    own = table(list(range(6)))
    in_file(tmp_path, own)
    assert pa.ipc.open_file(str(tmp_path / "own.arrow")).read_all() == own


def test_what_is_moved_or_removed_is_so_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    in_file(tmp_path, table(list(range(6))))
    own, moved = tmp_path / "own.arrow", tmp_path / "moved.arrow"
    mapped.move(own, moved)
    assert (mapped.is_there(own), mapped.is_there(moved)) == (False, True)
    assert mapped.read(moved).taken(np.array([5]), ["words"])[0].to_pylist() == [{"words": "last"}]
    mapped.remove(moved)
    assert not any(tmp_path.iterdir())


class Noting:
    """What is asked for of a mapped file."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def madvise(self, advice: int, start: int, length: int) -> None:
        assert advice == mmap.MADV_WILLNEED
        assert start % mmap.PAGESIZE == 0
        self.spans.append((start, start + length))


def test_every_page_of_what_is_asked_for_is_read_and_no_gap_but_a_small_one() -> None:
    page, noted = mmap.PAGESIZE, Noting()
    starts = np.array([100 * page + 5, 3, 20 * page - 1, page, 0])
    ends = np.array([100 * page + 5, 4, 20 * page + 1, 3 * page, 2 * page])
    mapped.ask_for(noted, starts, ends)
    assert noted.spans == [(0, 3 * page), (19 * page, 21 * page), (100 * page, 101 * page)]


def test_what_is_more_than_the_system_reads_ahead_is_asked_for_bit_by_bit() -> None:
    noted = Noting()
    end = 2 * mapped.AT_ONCE + mmap.PAGESIZE
    mapped.ask_for(noted, np.array([0]), np.array([end]))
    assert noted.spans == [(0, mapped.AT_ONCE), (mapped.AT_ONCE, 2 * mapped.AT_ONCE), (2 * mapped.AT_ONCE, end)]


def test_whole_pieces_are_asked_for_and_all_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "ROWS", 2)
    rows, asked = in_file(tmp_path, table([3, 4, 5, 17, 18, 90])), []
    monkeypatch.setattr(mapped, "ask_for", lambda _, starts, ends: asked.extend(zip(starts, ends, strict=True)))
    rows.ask(np.array([4, 18]))
    data = (tmp_path / "own.arrow").read_bytes()
    pieces = [pa.ipc.read_message(data[start:end]) for start, end in asked]
    assert len(pieces) == 2
    found = [pa.ipc.read_record_batch(piece, table([0] * 6).schema)["number"].to_pylist() for piece in pieces]
    assert found == [[3, 4], [18]]
