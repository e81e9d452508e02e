"""Which files of a version are read ahead, and when no more are."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from lib import settings
from lib.store import versions, warming
from tests.store.fixtures import article, build_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_store(tmp_path / "store", [article("Ada Berg sailed.", id="a")])


def always() -> bool:
    return True


def test_all_files_of_the_newest_version_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    build_store(folder, [article("Bo Chan came.", id="b")])
    newest = versions.newest(folder)
    assert newest.base
    assert warming.read_ahead(folder, always) == sum(size for size, _ in newest.files.values())
    assert {str(path.relative_to(folder)) for path in warming.files(folder)} == set(newest.files)


def test_arrays_are_read_before_tables_texts_and_indexes_and_small_ones_first(folder: Path) -> None:
    order = [path.relative_to(folder).parts[0].partition("-")[0] for path in warming.files(folder)]
    assert list(dict.fromkeys(order)) == list(warming.ORDER)
    sizes = [path.stat().st_size for path in warming.files(folder) if path.parent.name.startswith("columns-")]
    assert sizes == sorted(sizes)


def test_nothing_is_read_that_there_is_no_room_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [path.stat().st_size for path in warming.files(folder)]
    for n in [n for n, size in enumerate(sizes) if size]:
        most = sum(sizes[: n + 1])
        monkeypatch.setattr(warming, "room", lambda most=most: 2 * most - 1)
        assert warming.read_ahead(folder, always) == sum(sizes[:n])


def test_reading_stops_when_it_is_told_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "AT_ONCE", 8)
    asked = count(1)
    assert warming.read_ahead(folder, lambda: next(asked) <= 3) == 24


def test_without_a_version_nothing_is_read(tmp_path: Path) -> None:
    assert warming.read_ahead(tmp_path / "none", always) == 0


def test_there_is_room_where_the_system_says_so() -> None:
    assert (warming.room() > 0) is Path("/proc/meminfo").exists()
