"""Annotation on a real Dask scheduler with two worker processes, one of which is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import settings
from lib.errors import ModelError
from lib.ingest import annotate_all, ingest
from lib.model import Article, Mention, Processed
from lib.readers import read
from lib.store.ledger import Ledger
from lib.store.verify import verify

pytest.importorskip("distributed", reason="Dask is not installed (requirements-dev.txt)")
from lib.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = [Article(f"a{i}", f"Anna{i} left.") for i in range(24)]


def careful(articles: list[Article]) -> list[Processed]:
    """Annotate the first word of each article."""
    return [
        Processed(a, mentions=(Mention(0, a.text.index(" "), "PERSON", None, 0.5, "test"),), pipeline="test+1")
        for a in articles
    ]


class Deadly:
    """Annotate like ``careful``, but die on ``at``: once, leaving a ``mark``, or (without one) every time."""

    def __init__(self, at: str, mark: Path | None) -> None:
        self.at, self.mark = at, mark

    def __call__(self, articles: list[Article]) -> list[Processed]:
        if self.at in {a.id for a in articles} and not (self.mark and self.mark.exists()):
            if self.mark:
                self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return careful(articles)


def by_process(articles: list[Article]) -> list[Processed]:
    """Annotate as another pipeline in every process."""
    time.sleep(0.2)  # so that both workers get some
    return [Processed(a, pipeline=f"test+{os.getpid()}") for a in articles]


def start(*command: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False"}
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    beside = ("--scheduler-file", str(told), "--no-dashboard")
    started = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *beside)]
    worker = ("--nthreads", "1", "--nworkers", "2", "--memory-limit", "0", "--local-directory", str(folder))
    started.append(start("distributed.cli.dask_worker", *worker, *beside))
    try:
        from distributed import Client  # noqa: PLC0415

        while not told.exists():
            assert all(process.poll() is None for process in started)
            time.sleep(0.05)
        with Client(scheduler_file=str(told), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(20)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BATCH", 3)


def test_a_killed_worker_costs_nothing_and_the_result_is_that_of_one_process(cluster: str, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    report = ingest(ARTICLES, tmp_path / "many", cluster=cluster, annotate=Deadly("a10", mark))
    assert mark.exists()
    assert (report.added, report.failed) == (24, [])
    ingest(ARTICLES, tmp_path / "one", annotate=careful)
    many, one = (Ledger.open(tmp_path / name) for name in ("many", "one"))
    assert many.known() == one.known()
    assert list(many.articles(many.live())) == list(one.articles(one.live()))
    assert verify(tmp_path / "many") == []


@pytest.mark.slow
def test_a_batch_that_kills_every_worker_is_given_up_alone(cluster: str) -> None:
    found = list(annotate_all(ARTICLES, cluster=cluster, annotate=Deadly("a4", None)))
    bare = [own.article.id for own in found if isinstance(own, Processed) and own.notes]
    assert bare == ["a3", "a4", "a5"]
    assert [own.article for own in found if isinstance(own, Processed)] == ARTICLES


@pytest.mark.slow
def test_workers_that_differ_are_not_mixed(cluster: str) -> None:
    with pytest.raises(ModelError, match="do not annotate alike"):
        list(annotate_all(ARTICLES, cluster=cluster, annotate=by_process))


@pytest.mark.slow
def test_the_real_pipeline_gives_the_same_annotations_there_as_here(cluster: str) -> None:
    articles = [own for own in read(settings.SAMPLE) if isinstance(own, Article)][:12]
    assert len(articles) == 12
    assert list(annotate_all(articles, cluster=cluster)) == list(annotate_all(articles))


def test_no_scheduler_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.cluster.PATIENCE", 1)
    with pytest.raises(ModelError, match="no Dask scheduler"), Cluster("tcp://127.0.0.1:9"):
        pass
