"""Versions: listed, pinned, kept, made again from the ledger, cleaned away."""

import fcntl
import shutil
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from lib.errors import StoreError
from lib.store import old
from lib.store.cleaning import vacuum
from lib.store.history import history
from lib.store.ledger import Ledger, writer_lock
from lib.store.pins import pin, pins, unpin
from lib.store.read import open_store
from lib.store.records import FAILURE, REMOVAL, Record, article_record
from lib.store.verify import verify
from lib.store.work import being_built, building
from tests.store.fixtures import article, build_store


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    for i in range(5):
        build_store(folder, [article(f"Rome {i}.", id=f"a{i}")])
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A store of five versions, each with one article more; version 1 and 2 are no longer kept."""
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


def test_history_tells_what_each_commit_did(tmp_path: Path) -> None:
    build_store(tmp_path, [article("One.", id="a"), article("Two.", id="b")])
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        ledger.append([article_record(article("New.", id="a")), Record(REMOVAL, "b")])
        ledger.append([article_record(article("Back.", id="b")), Record(FAILURE, "x.txt", problem="is empty")])
        ledger.append([Record(FAILURE, "x.txt")])
    pin(tmp_path, 2, "for the report")
    found = history(tmp_path)
    assert [own[2:6] for own in found] == [(0, 0, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0), (2, 0, 0, 0)]
    assert [(own.version, own.kept, own.current, own.note) for own in found] == [
        (4, False, False, None),
        (3, False, False, None),
        (2, False, False, "for the report"),
        (1, True, True, None),
    ]
    assert [own.version for own in history(tmp_path, 2)] == [4, 3]
    assert history(tmp_path / "none") == []


class Past(datetime):
    """A clock that somebody has set back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime(1999, 1, 1, tzinfo=tz)


def test_versions_follow_each_other_though_the_clock_jumps_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, [article("Rome, as it was.", id="a")])
    monkeypatch.setattr("lib.store.ledger.datetime", Past)
    monkeypatch.setattr("lib.store.filling.datetime", Past)
    monkeypatch.setattr("lib.store.ledger.time.time", lambda: 0.0)
    build_store(tmp_path, [article("Rome, as it is.", id="a")])
    found = open_store(tmp_path)
    assert (found.version, list(found.texts([*range(9)]).values())) == (2, ["Rome, as it is."])
    assert [(own.version, own.current) for own in history(tmp_path)] == [(2, True), (1, False)]
    assert found.rows("SELECT value FROM meta WHERE key = 'built_at'")[0][0].startswith("1999")
    assert verify(tmp_path) == []


def test_a_version_that_is_not_kept_is_made_again(store: Path) -> None:
    assert old.kept(store, 2) is None
    again = open_store(store, 2)
    assert again.rows("SELECT id FROM articles") == [("a0",), ("a1",)]
    assert (again.version, open_store(store).version) == (2, 5)
    assert old.kept(store, 2)


def test_what_was_made_again_stays_for_the_next_click_and_only_the_last_few_of_it(store: Path) -> None:
    build_store(store, [article("More.", id=f"b{i}") for i in range(3)])
    for version in (3, 2, 1, 3):
        open_store(store, version).close()
    build_store(store, [article("And more.")])
    assert [v for v in range(1, 4) if old.kept(store, v)] == [1, 2, 3]
    vacuum(store)
    assert [v for v in range(1, 8) if old.kept(store, v)] == [7]


def test_there_is_no_version_that_never_was(store: Path) -> None:
    for ask in (open_store, pin, old.prepare):
        with pytest.raises(StoreError, match=r"no version 6 of the data .*versions: 1 to 5"):
            ask(store, 6)


def test_pins_are_kept_through_publishing_and_vacuum(store: Path) -> None:
    pin(store, 3, " the court case ")
    pin(store, 1)
    assert pins(store) == {1: "", 3: "the court case"}
    build_store(store, [article("Later.")])
    build_store(store, [article("Latest.")])
    freed = vacuum(store)
    assert [v for v in range(1, 8) if old.kept(store, v)] == [3, 7]
    assert any(name.startswith("serving-6") for name in freed.names)
    assert freed.n_bytes > 1000
    unpin(store, 3)
    vacuum(store)
    assert old.kept(store, 3) is None
    assert open_store(store, 3).rows("SELECT count(*) FROM articles") == [(3,)]
    with pytest.raises(StoreError, match=r"Version 3 is not pinned \(pinned: 1\)"):
        unpin(store, 3)


def test_vacuum_deletes_what_a_killed_append_left_in_the_ledger(store: Path) -> None:
    (store / "ledger" / "part-0000000009-dead.parquet").write_bytes(b"half")
    assert "ledger/part-0000000009-dead.parquet" in vacuum(store).names
    assert vacuum(store) == ([], 0)
    assert len(Ledger.create(store).known()) == 5


def test_a_version_in_the_making_is_told_and_left_alone(store: Path) -> None:
    with building(store, 2) as told:
        (store / "serving-2.duckdb.tmp").write_bytes(b"half")
        told(3, 40)
        assert being_built(store) == (2, 3, 40)
        assert "step 4 of 40" in old.prepare(store, 2)
        vacuum(store)
        assert (store / "serving-2.duckdb.tmp").exists()
    assert being_built(store) is None
    vacuum(store)
    assert not (store / "serving-2.duckdb.tmp").exists()


def test_a_page_starts_the_making_in_a_process_of_its_own_and_goes_on(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old.prepare(store, 4) is None
    started = []
    monkeypatch.setattr(old, "_start", lambda folder, version: started.append(version))
    assert "being made again" in old.prepare(store, 2)
    with building(store, 1):
        old.prepare(store, 2)
    assert started == [2]  # beside another one nothing is started


def test_the_process_of_its_own_makes_it(store: Path) -> None:
    old.prepare(store, 2)
    assert old._STARTED[-1].wait(60) == 0
    assert old.prepare(store, 2) is None


def test_two_readers_do_not_make_it_twice(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fcntl.flock

    def first_the_other(handle, how: int) -> None:
        monkeypatch.setattr("lib.store.work.fcntl.flock", real)
        old.make(store, 1)
        real(handle, how)

    monkeypatch.setattr("lib.store.work.fcntl.flock", first_the_other)
    old.make(store, 1)
    assert len(list(store.glob("serving-1*"))) == 1
