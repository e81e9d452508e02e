"""CPU milliseconds per 1,000 place names found and placed, beside a lookup of the best known place, in one run.

    python -m tests.benchmarks.bench_places ARTICLES.jsonl[.gz] [--articles 200] [--repeats 5]

The baseline is given the spans and takes the most populous place of each name, without looking at the article. The
two take turns, so that a busy machine slows both. "cold" starts with nothing in memory, as a fresh process does.
Memory is what the process grows by from before the gazetteer is opened to after the last article.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, keys
from lib.model import Article
from lib.nlp.pipeline import Annotator
from lib.nlp.toponym_choice import prior_of
from lib.nlp.toponym_lexicon import lexicon_of
from lib.nlp.toponym_senses import meanings
from lib.nlp.toponyms import find_toponyms
from lib.readers import read

PAGE_MB = 4096 / 1e6


def resident_mb() -> float:
    """Return the process's resident memory."""
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * PAGE_MB


def docs_of(articles: list[Article]) -> list[Doc]:
    """Return the articles with everything annotated but their places."""
    annotator = Annotator()
    annotator.rules.remove_pipe("toponyms")
    return list(annotator.docs(articles))


def cpu_ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def forget(gazetteer: Gazetteer) -> None:
    """Empty what was kept of earlier lookups."""
    keys.name_key.cache_clear()
    lexicon_of.cache_clear()
    prior_of.cache_clear()
    meanings.cache_clear()
    for name in ("by_key", "demonym", "division"):
        getattr(gazetteer, name).cache_clear()


def compare(docs: list[Doc], repeats: int) -> None:
    """Print milliseconds per 1,000 names, cold and warm, of the rules and of the baseline."""
    # a run lets each article go; kept here, they are not for the garbage collector to walk again and again
    gc.collect()
    gc.freeze()
    before = resident_mb()
    gazetteer = Gazetteer()
    spans = [place.span.text for doc in docs for place in find_toponyms(doc, gazetteer)]
    grown = resident_mb() - before
    jobs = {
        "rules": lambda: [list(find_toponyms(doc, gazetteer)) for doc in docs],
        "baseline": lambda: [gazetteer.best(text) for text in spans],
    }
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        for name, job in jobs.items():
            forget(gazetteer)
            times[f"{name}, cold"].append(cpu_ms(job))
            times[f"{name}, warm"].append(cpu_ms(job))
    print(f"{len(docs)} articles, {sum(map(len, docs)):,} words, {len(spans):,} place names, {repeats} repeats")
    for name, found in times.items():
        per = 1000 / len(spans)
        print(f"{name:15} {statistics.median(found) * per:6.0f} ms per 1,000 (least {min(found) * per:.0f})")
    print(f"memory {grown:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    found = (item for item in read(options.path) if isinstance(item, Article))
    compare(docs_of(list(islice(found, options.articles))), options.repeats)


if __name__ == "__main__":
    main()
