"""A writer killed (SIGKILL) at any step loses nothing it acknowledged, and readers always find a whole version."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.store.build import rebuild
from lib.store.ledger import Ledger
from lib.store.read import open_store
from lib.store.verify import verify
from tests.store.fixtures import article, build_store

ROOT = Path(__file__).resolve().parents[2]
#: Appends and publishes for ever; says what is acknowledged; kills itself before step number argv[2] (0: never).
#: Every version is a layer on the first, or (argv[3] = 0) everything is built anew each time, or (-1) all is merged, or
#: (-2) a layer first and then merged.
WRITER = """
import os, sys
from pathlib import Path
from lib.store.build import publish
from lib.store.ledger import Ledger, writer_lock
from lib.store.records import article_record
from tests.store.fixtures import article
from tests.store.killing import kill_before

from lib import settings

folder, last = Path(sys.argv[1]), int(sys.argv[2])
settings.LAYER_SHARE = int(sys.argv[3])
if settings.LAYER_SHARE < 0:
    settings.MERGED_FROM, settings.MERGED_SHARE = 0, 1000
    settings.LAYER_FIRST = 1000 if settings.LAYER_SHARE < -1 else 0

kill_before(last)
with writer_lock(folder):
    ledger = Ledger.create(folder)
    for i in range(1000):
        own = [article(f"Rome {os.getpid()} {i} {k}.", names=[("GPE", "Rome")]) for k in range(3)]
        ledger.append([article_record(p) for p in own])
        print(*(p.article.id for p in own), flush=True)
        publish(folder)
"""


def run_writer(folder: Path, last: int, seconds: float | None = None, *, share: int = 0) -> set[str]:
    """Return the ids that a writer acknowledged before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(last), str(share)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    if seconds is not None:
        time.sleep(seconds)
        writer.kill()
    told, _ = writer.communicate(timeout=60)
    assert writer.returncode == -9
    whole_lines = told[: told.rfind("\n") + 1]
    return set(whole_lines.split())


def check(folder: Path, acknowledged: set[str], published: int) -> None:
    """Assert that nothing acknowledged is lost, that readers see a whole version, and that the next run heals all."""
    ledger = Ledger.open(folder)
    assert ledger is not None
    assert {"a", *acknowledged} <= {ident for _, ident in ledger.known()}
    store = open_store(folder)
    assert store.version >= published
    shown = store.rows("SELECT count(*) FROM articles")[0][0]
    assert len(store.search("rome")) == len(store.texts(range(shown))) == shown
    build_store(folder, [article("Rome, the next run.")])
    assert verify(folder) == []
    assert not list(folder.glob("*.tmp"))
    assert acknowledged <= {row[0] for row in open_store(folder).rows("SELECT id FROM articles")}


#: 1-4 are in the first append, 5-25 in writing and naming the files, then manifest, CURRENT, deletions, next append.
@pytest.mark.parametrize(
    ("last", "share"), [(3, 0), (14, 0), (28, 0), (8, 1000), (24, 1000), (60, 1000), (30, -1), (80, -2)]
)
def test_killed_at_a_step(tmp_path: Path, last: int, share: int) -> None:
    build_store(tmp_path, [article("Rome.", id="a")])
    check(tmp_path, run_writer(tmp_path, last, share=share), 1)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 1000, -1, -2])
@pytest.mark.parametrize("last", range(1, 130))
def test_killed_at_every_step(tmp_path: Path, last: int, share: int) -> None:
    build_store(tmp_path, [article("Rome.", id="a")])
    check(tmp_path, run_writer(tmp_path, last, share=share), 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_killed_at_a_random_moment(tmp_path: Path, seed: int) -> None:
    build_store(tmp_path, [article("Rome.", id="a")])
    check(tmp_path, run_writer(tmp_path, 0, 0.8 + 0.1 * seed, share=(0, 1000, -1, -2)[seed % 4]), 1)


def test_killed_while_the_first_ledger_is_made(tmp_path: Path) -> None:
    run_writer(tmp_path, 1)
    assert open_store(tmp_path).version == 0
    build_store(tmp_path, [article("Rome.")])
    assert verify(tmp_path) == []


@pytest.mark.parametrize("share", [0, 1000, -2])
def test_readers_beside_a_writer_always_see_whole_versions(tmp_path: Path, share: int) -> None:
    build_store(tmp_path, [article("Rome.", id="a")])
    command = [sys.executable, "-c", WRITER, str(tmp_path), "0", str(share)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        seen, end = [], time.monotonic() + 60
        while len(set(seen)) < 4 and time.monotonic() < end:
            store = open_store(tmp_path)
            count = store.rows("SELECT count(*) FROM articles")[0][0]
            assert count == 1 + 3 * (store.version - 1) == len(store.search("rome"))
            seen.append(store.version)
            store.close()
    finally:
        writer.kill()
        writer.wait()
    assert seen == sorted(seen)
    assert len(set(seen)) > 1
    assert rebuild(tmp_path) >= seen[-1]
    assert verify(tmp_path) == []
