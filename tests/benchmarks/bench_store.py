"""Time and memory of the store: ``python -m tests.benchmarks.bench_store NEWS.jsonl[.gz] [--jobs N] [--limit N]``.

Ingests into a store of its own, with the real pipeline, then times appends, builds and single reads. Prints one
JSON object. Not a test: numbers depend on what else the machine does, so CPU seconds stand beside wall seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from lib.ingest import ingest
from lib.readers import read_all
from lib.store.build import rebuild
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.records import article_record


def measured(what: Callable[[], Any]) -> dict[str, float]:
    """Return wall and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    what()
    return {"wall": round(time.perf_counter() - wall, 4), "cpu": round(time.process_time() - cpu, 4)}


def peak_mb(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def append_seconds(store: Path, scratch: Path) -> float:
    """Return the median seconds of five commits of the same articles, up to 1,000, to a ledger of its own."""
    opened = open_store(store)
    ids = [row[0] for row in opened.rows("SELECT id FROM articles LIMIT 1000")]
    records = [article_record(opened.processed(ident)) for ident in ids]
    with writer_lock(scratch):
        ledger = Ledger.create(scratch)
        return statistics.median(measured(lambda: ledger.append(records))["wall"] for _ in range(5))


def run(paths: list[str], folder: Path, jobs: int, limit: int | None) -> dict[str, Any]:
    """Return every number for one corpus."""
    store = folder / "store"
    report = ingest(islice(read_all(paths), limit), store, jobs=jobs)
    told: dict[str, Any] = {
        "articles": report.added,
        "failed": len(report.failed),
        "words": report.n_words,
        "jobs": jobs,
        "ingest_seconds": round(report.seconds, 1),
        "words_per_second": round(report.n_words / report.seconds),
        "peak_mb": peak_mb(resource.RUSAGE_SELF),
        "peak_mb_worker": peak_mb(resource.RUSAGE_CHILDREN),
        "append_1000": append_seconds(store, folder / "scratch"),
        "build": measured(lambda: rebuild(store)),
        "unchanged": measured(lambda: ingest(islice(read_all(paths), limit), store)),
    }
    opened = open_store(store)
    ids = [row[0] for row in opened.rows("SELECT id FROM articles USING SAMPLE 50 ROWS (reservoir, 7)")]
    told["article"] = statistics.median(measured(lambda own=own: opened.processed(own))["wall"] for own in ids)
    told["search"] = statistics.median(measured(lambda: opened.search("the government"))["wall"] for _ in range(20))
    return told


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("paths", nargs="+")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--limit", type=int)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(given.paths, Path(folder), given.jobs, given.limit), indent=1))


if __name__ == "__main__":
    main()
