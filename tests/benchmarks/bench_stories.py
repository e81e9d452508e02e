"""How good the copies are and what grouping costs, on a corpus of your own.

Set STORY_BENCH_CORPUS to a (gzipped) JSONL file of articles with ``id``, ``text`` and, where known, ``title``,
``outlet`` and ``date``; without it nothing runs. Names are stood in for by capitalised words, because annotating a
whole corpus takes many times longer than grouping it. Run ``python -m pytest tests/benchmarks/bench_stories.py -s``.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lib.stories.copies import CopyFinder
from lib.stories.grouper import Grouper
from lib.stories.record import Report, day_of
from tests.benchmarks.altered_copies import altered_copies

CORPUS = os.environ.get("STORY_BENCH_CORPUS")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CORPUS, reason="STORY_BENCH_CORPUS names no corpus")]
NAME = re.compile(r"(?<![.!?\"“]\s)(?<!^)(?<!\n)\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    path = Path(CORPUS or "")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return list({r["id"]: _report(r) for r in records}.values())


def _report(record: dict) -> Report:
    names = tuple((name, name) for name in NAME.findall(record["text"]))
    day = day_of(record.get("date"))
    return Report(record["id"], record.get("title") or "", record["text"], day, record.get("outlet"), names)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _said(what: str, started: float) -> None:
    """Print processor time, which a busy machine does not stretch."""
    print(f"{what}: {time.process_time() - started:.1f} s of processor time, peak {_megabytes():,.0f} MB", flush=True)


def _family(copies: dict[str, str], article: str) -> str:
    return copies.get(article, article)


def test_copies(reports: list[Report]) -> None:
    """Precision: a found copy of ours is in the family of what it was made from. Recall: of those 300, the found."""
    made = list(altered_copies(reports))
    source = {report.id: original for report, original in made}
    started = time.process_time()
    found = CopyFinder().add([*reports, *(report for report, _ in made)])
    _said(f"copies among {len(reports) + len(made):,}", started)
    copy_of = {copy.id: copy.copy_of for copy in found}
    ours = [copy for copy in source if copy in copy_of or copy in set(copy_of.values())]
    right = [copy for copy in ours if _family(copy_of, copy) == _family(copy_of, source[copy])]
    others = [copy for copy in found if copy.id not in source and copy.copy_of not in source]
    print(f"precision {len(right)}/{len(ours)}, recall {len(right)}/{len(source)}, {len(others)} natural copies")
    assert len(right) >= 0.99 * len(ours)
    assert len(right) >= 0.97 * len(source)


def test_grouping(reports: list[Report]) -> None:
    started = time.process_time()
    grouped = Grouper().add(reports)
    _said(f"grouping {len(reports):,} into {len({a.story for a in grouped.assignments}):,} stories", started)
    assert time.process_time() - started < 180
    assert _megabytes() < 1536


@pytest.mark.parametrize("n", [1_000, 10_000, 100_000])
def test_adding_a_thousand(reports: list[Report], n: int) -> None:
    """The corpus is repeated, each time a year later, until it is large enough."""
    rounds = [_shifted(r, k) for k in range(-(-(n + 1_000) // len(reports))) for r in reports][: n + 1_000]
    started = time.process_time()
    grouper = Grouper()
    grouper.add(rounds[:n])
    _said(f"grouping {n:,}", started)
    state = grouper.save()
    started = time.process_time()
    grouper = Grouper.load(state)
    _said(f"loading the state of {n:,} ({sum(a.nbytes for a in state.values()) / 1e6:,.0f} MB)", started)
    started = time.process_time()
    grouper.add(rounds[n:])
    _said(f"adding 1,000 to {n:,}", started)
    assert time.process_time() - started < 10


def _shifted(report: Report, k: int) -> Report:
    """Return the report as another one, ``k`` years later."""
    day = None if report.day is None else report.day + 365 * k
    return report if k == 0 else replace(report, id=f"{report.id} {k}", day=day)
