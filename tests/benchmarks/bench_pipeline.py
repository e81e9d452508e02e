"""Words per CPU second of the whole pipeline beside bare spaCy, in one run, and two processes over one.

    python -m tests.benchmarks.bench_pipeline ARTICLES.jsonl[.gz] [--articles 200] [--repeats 3]

Bare spaCy is the same weights with every component that en_core_web_sm comes with, on whole articles. The two
take turns, so that a busy machine slows both; the ratio of the medians is the number to quote.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import spacy

from lib import settings
from lib.model import Article
from lib.nlp.pipeline import Annotator
from lib.readers import read


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that ``work`` takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def exhaust(items: Iterable[object]) -> None:
    for _ in items:
        pass


def compare(articles: list[Article], repeats: int) -> None:
    """Print the medians of both pipelines and their ratio, then where the rules' time goes."""
    bare, ours = spacy.load(settings.model_name()), Annotator()
    texts, words = [a.text for a in articles], sum(len(a.text.split()) for a in articles)
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        times["bare"].append(cpu_seconds(lambda: exhaust(bare.pipe(texts, batch_size=32))))
        times["ours"].append(cpu_seconds(lambda: exhaust(ours.pipe(articles))))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{len(articles)} articles, {words:,} words, median of {repeats}")
    for name, seconds in medians.items():
        print(f"{name:5} {words / seconds:8,.0f} words per CPU second")
    print(f"ratio {medians['bare'] / medians['ours']:.2f}")
    components(ours, articles)


def components(annotator: Annotator, articles: list[Article]) -> None:
    """Print the share of the pipeline's CPU time that each rule component takes."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, component: Callable) -> Callable:
        def run(doc):
            start = time.process_time()
            doc = component(doc)
            spent[name] += time.process_time() - start
            return doc

        return run

    rules = annotator.rules
    annotator.rules = type("Timed", (), {"pipeline": [(n, timed(n, c)) for n, c in rules.pipeline]})()
    total = cpu_seconds(lambda: exhaust(annotator.pipe(articles)))
    annotator.rules = rules
    for name, seconds in spent.items():
        print(f"  {name:10} {seconds / total:6.1%}")


def processes(articles: list[Article], jobs: int) -> None:
    """Print how much faster ``annotate`` is with ``jobs`` processes than with one, by the clock.

    As commands of their own, for the command line keeps NumPy to one thread in each process.
    """
    seconds = {}
    with TemporaryDirectory() as folder:
        given = Path(folder, "articles.jsonl")
        given.write_text("".join(json.dumps({"text": a.text}) + "\n" for a in articles), encoding="utf-8")
        for n in (1, jobs):
            command = [sys.executable, "-m", "lib", "annotate", str(given), "--jobs", str(n)]
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds[n] = time.perf_counter() - start
    print(f"{jobs} processes over one, start-up included: {seconds[1] / seconds[jobs]:.2f} ({seconds[1]:.0f} s)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=0, help="compare this many processes with one, too")
    options = parser.parse_args()
    articles = [a for a in islice(read(options.path), options.articles) if isinstance(a, Article)]
    compare(articles, options.repeats)
    if options.jobs:
        processes(articles, options.jobs)


if __name__ == "__main__":
    main()
