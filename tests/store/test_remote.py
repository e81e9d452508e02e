"""A store on a real S3-compatible server: nothing acknowledged is lost, and readers follow whole versions only."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lib import settings
from lib.errors import StoreError
from lib.store import lease, remote
from lib.store.ledger import Ledger, writer_lock
from lib.store.objects import Objects
from lib.store.pins import pin, pins
from lib.store.read import current_version, open_store
from lib.store.records import article_record
from lib.store.verify import verify
from tests.store.fixtures import article, build_store
from tests.store.objects_server import serving

pytest.importorskip("obstore", reason="obstore is not installed (requirements-dev.txt)")
pytest.importorskip("moto", reason="moto is not installed (requirements-dev.txt)")
ROOT = Path(__file__).resolve().parents[2]
Computer = Callable[[str], Path]


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with serving() as environment:
        yield environment


@pytest.fixture
def computer(server: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Return what gives the working folder of a computer, by its name, for a store of this test's own."""
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(lease, "DEAD", 0.6)
    monkeypatch.setattr(lease, "RENEW", 0.1)
    monkeypatch.setattr(lease, "LOOK", 0.05)
    monkeypatch.setattr(remote, "EVERY", 0.0)

    def named(name: str) -> Path:
        monkeypatch.setenv("STORY_CACHE", str(tmp_path / name))
        return settings.store_at(f"s3://bucket/{tmp_path.name}")

    return named


def objects(folder: Path) -> Objects:
    return remote.of(folder).objects


def seen(folder: Path) -> list[str]:
    return [row[0] for row in open_store(folder).rows("SELECT id FROM articles ORDER BY id")]


def test_what_one_computer_stores_another_one_reads_and_goes_on_with(computer: Computer) -> None:
    build_store(computer("one"), [article("Rome.", id="a")])
    assert seen(computer("two")) == ["a"]
    assert open_store(computer("two")).search("rome").tolist() == [0]
    build_store(computer("two"), [article("Rome again.", id="b")])
    build_store(computer("one"), [article("Rome for ever.", id="c")])
    assert seen(computer("one")) == seen(computer("three")) == ["a", "b", "c"]
    for name in ("one", "three"):
        assert verify(computer(name)) == []


def test_a_dashboard_follows_what_is_current(computer: Computer) -> None:
    build_store(computer("one"), [article("Rome.", id="a")])
    reader = computer("reader")
    old = open_store(reader)
    build_store(computer("one"), [article("Rome again.", id="b")])
    assert current_version(reader) == 1
    for thread in threading.enumerate():
        if thread.name == "follow":
            thread.join()
    assert current_version(reader) == 2
    assert seen(reader) == ["a", "b"]
    assert old.rows("SELECT count(*) FROM articles") == [(1,)]


def test_one_process_at_a_time_fetches_into_a_folder(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    build_store(computer("one"), [article("Rome.", id="a")])
    real, free, fetched = Objects.fetch, [], set()

    def fetch(self: Objects, name: str, path: Path) -> None:
        folder = next(above for above in path.parents if (above / settings.REMOTE).exists())
        with (folder / remote.FETCHING).open("a") as other, suppress(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free.append(name)
        fetched.add(name.partition("-")[0].partition("/")[0])
        real(self, name, path)

    monkeypatch.setattr(Objects, "fetch", fetch)
    assert seen(computer("two")) == ["a"]  # as a dashboard does
    build_store(computer("two"), [article("Rome again.", id="b")])  # a writer
    remote.pull_ledger(computer("three"))  # and who asks for an old version
    assert fetched >= {"serving", "ledger"}
    assert free == []


@pytest.mark.slow
def test_a_dashboard_goes_on_with_what_it_has_when_the_object_store_is_away(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(computer("one"), [article("Rome.", id="a")])
    reader = computer("reader")
    assert seen(reader) == ["a"]

    def away(*_: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(Objects, "read", away)
    remote.of(reader).looked = None
    assert seen(reader) == ["a"]
    with pytest.raises(StoreError, match="away"):
        open_store(computer("new"))


def test_two_writers_at_once_are_told_so(computer: Computer) -> None:
    one, two = computer("one"), computer("two")
    with writer_lock(one), pytest.raises(StoreError, match="is being written by process"), writer_lock(two):
        pass
    assert objects(one).read(lease.NAME) is None


def test_a_dead_writers_lease_is_taken_over_and_its_late_commit_refused(computer: Computer) -> None:
    one, two = computer("one"), computer("two")
    build_store(one, [article("Rome.", id="a")])
    with writer_lock(one):
        ledger = Ledger.open(one)
        remote.of(one).lease._done.set()  # it stops renewing, as a computer that sleeps
        build_store(two, [article("Paris.", id="b")])
        with pytest.raises(StoreError, match="at the same moment"):
            ledger.append([article_record(article("Late.", id="late"))])
    build_store(one, [article("Oslo.", id="c")])
    assert seen(one) == seen(computer("three")) == ["a", "b", "c"]


WRITER = """
import os, signal, sys
from pathlib import Path
from lib import settings
from lib.store import lease
from lib.store.objects import Objects
from tests.store.fixtures import article, build_store

lease.DEAD, lease.RENEW, lease.LOOK = 0.6, 0.1, 0.05
last, steps = int(sys.argv[1]), 0

def counted(real):
    def step(self, name, *rest):
        global steps
        steps += name != lease.NAME
        if steps == last and name != lease.NAME:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, name, *rest)
    return step

Objects.create, Objects.swap, Objects.write = map(counted, (Objects.create, Objects.swap, Objects.write))
build_store(settings.store_dir(), [article("Paris.", id="b")])
"""


def killed_at(step: int, address: str, cache: Path) -> bool:
    """Return whether a writer was killed before its object number ``step`` went up; else it had fewer."""
    environment = {**os.environ, "STORY_STORE": address, "STORY_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", WRITER, str(step)], cwd=ROOT, env=environment, check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


#: 1 rows, 2 log entry, 3 ... the files of the version, then its manifest and CURRENT.
@pytest.mark.parametrize(("step", "goes_on"), [(2, "victim"), (12, "another")])
def test_a_kill_while_uploading_leaves_the_last_version_whole(
    computer: Computer, tmp_path: Path, step: int, goes_on: str
) -> None:
    one = computer("one")
    build_store(one, [article("Rome.", id="a")])
    assert killed_at(step, (one / settings.REMOTE).read_text(), tmp_path / "victim")
    assert seen(computer("reader")) == ["a"]
    build_store(computer(goes_on), [])
    wanted = ["a"] if step <= 2 else ["a", "b"]  # acknowledged once the log entry is there
    assert seen(computer(goes_on)) == seen(computer("fresh")) == wanted
    assert verify(computer("fresh")) == []
    assert {name.split("/")[0] for name in objects(one).sizes() if name.startswith("search-2")} <= {"search-2-2"}


@pytest.mark.slow
def test_a_kill_at_every_step(computer: Computer, tmp_path: Path) -> None:
    step = 1
    build_store(computer("one"), [article("Rome.", id="a")])
    address = (computer("one") / settings.REMOTE).read_text()
    while killed_at(step, address, tmp_path / f"victim{step}"):
        assert set(seen(computer(f"reader{step}"))) <= {"a", "b"}
        assert verify(computer("one")) == [] or build_store(computer("one"), [])
        step += 1
    assert step > 12
    assert seen(computer("last")) == ["a", "b"]


@pytest.mark.slow
def test_only_the_newest_versions_and_the_pinned_stay_there(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "KEEP_VERSIONS", 1)
    one = computer("one")
    for i in range(1, 4):
        build_store(one, [article(f"Rome {i}.")])
        if i == 1:
            pin(one, 1, "budget day")
    there = objects(one).sizes()
    assert sorted(name for name in there if name.startswith("manifest-")) == ["manifest-1.json", "manifest-3.json"]
    assert {name.split("/")[0] for name in there if name.startswith("search-")} == {"search-1", "search-3"}
    open_store(computer("two"))
    assert pins(computer("two")) == {1: "budget day"}
    assert open_store(computer("two"), 2).rows("SELECT count(*) FROM articles") == [(2,)]


def test_a_folder_is_no_remote_store(tmp_path: Path) -> None:
    assert settings.store_at(str(tmp_path)) == tmp_path
    assert remote.of(tmp_path) is None


def test_a_store_that_cannot_be_reached_is_said_plainly(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match="cannot be reached"):
        Objects("s3://bucket/x").read("CURRENT")
