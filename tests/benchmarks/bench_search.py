"""How long searches take that editors type, in the bodies of articles and in quotes, beside reading all of them.

    python -m tests.benchmarks.bench_search FOLDER [--plain N] [--rounds N]

``find`` is a first ask, nothing kept: all that fits, as a mask that every figure of the page is counted with. ``page``
is what the list then shows: its first fifty rows, for articles with the passages in which the words stand. Both are
milliseconds of processor time, the median of the rounds. ``plain`` looks through the texts in the tables with regular
expressions, for the first N searches of each list; it must find as many.
"""

from __future__ import annotations

# ruff: noqa: S608 - the searches of this file are put into the statements
import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lib.queries import articles, entities, found, mask, quotes
from lib.store import versions
from lib.store.columns import UNDATED
from lib.store.read import Store, open_store
from lib.store.syntax import Every, Node, Not, Some, Words, parse
from lib.view import View

#: Frequent, middling and rare words, alone and joined, as they are typed. {since} is the day that a tenth comes after;
#: {first}, {middle} and {rare} are names of people of the store, of which {last} is the last word of the first.
BODIES = """
police said | government | election 2024 | "police said" | war | the | crisis talks | climate OR energy | strike -police
| "climate crisis" | "border security" | govern* | offic* | minster~ | title:election | title:(bank OR oil)
| (tax OR trade) government -party | court from:{since} | {last} | {last} government | "{first}" | "{middle}"
| "{rare}" | "{rare}" OR "{middle}" | author:{last} | said:war | said:tax speaker:{last}
"""
QUOTES = """
government | will | war | the | tax | "the government" | "will be" | health OR school | military -war | govern* | crisi~
| court from:{since} | speaker:{last} | speaker:"{first}" tax | {last} | "{middle}" | bank (oil OR tax) | strike
| border talks | speaker:"{rare}"
"""


class Row(NamedTuple):
    """What was measured of one search: how many fit, and milliseconds; ``plain`` is none where it was not asked."""

    words: str
    n: int
    find: float
    page: float
    plain: tuple[int, float] | None


def searches(store: Store, lines: str) -> list[str]:
    """Return the searches of ``lines`` with names of the store."""
    ranked = entities.ranking(store, View(), "person", limit=1000)["name"]
    people = [name for name in ranked if " " in name]
    days = store.columns.day[store.columns.there & (store.columns.day != UNDATED)]
    names = {"first": people[0], "middle": people[len(people) // 20], "rare": people[-1], "last": people[0].split()[-1]}
    return [line.strip().format(**names, since=mask.day_of(int(np.quantile(days, 0.9)))) for line in lines.split("|")]


def cpu(ask: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that ``ask`` takes."""
    began = time.process_time()
    ask()
    return 1000 * (time.process_time() - began)


def forget(store: Store) -> None:
    """Let go of what a page keeps between its questions."""
    store.columns.forget()
    store._hits.clear()


def of_articles(store: Store, words: str, rounds: int, *, plain: bool) -> Row:
    """Return what a search of articles takes."""
    view, find, page, n = View(words=words), [], [], 0
    for _ in range(rounds):
        forget(store)
        find.append(cpu(lambda: mask.searched(store, words)))
        page.append(cpu(lambda: (articles.listing(store, view), found.passages(store, view))))
        n = int(np.count_nonzero(mask.searched(store, words)))
    told = looked_through(store, words, {"title": "title", "text": "text"}, "bodies") if plain else None
    return Row(words, n, statistics.median(find), statistics.median(page), told)


def of_quotes(store: Store, words: str, rounds: int, *, plain: bool) -> Row:
    """Return what a search inside quotes takes."""
    view, find, page, n = View(says=words), [], [], 0
    for _ in range(rounds):
        forget(store)
        find.append(cpu(lambda: mask.said(store, words)))
        page.append(cpu(lambda: quotes.listing(store, view)))
        n = len(mask.said(store, words))
    told = looked_through(store, words, {"said": "content"}, "quotes") if plain else None
    return Row(words, n, statistics.median(find), statistics.median(page), told)


def looked_through(store: Store, words: str, columns: dict[str, str], table: str) -> tuple[int, float] | None:
    """Return how many rows of ``table`` fit ``words`` and what it takes; None for what this cannot say."""
    tree = parse(words, quotes=table == "quotes")
    # accents count for nothing, and taking them off takes longer than all else: only where some were typed
    condition = _condition(tree, columns if words.isascii() else {f: f"strip_accents({c})" for f, c in columns.items()})
    if condition is None:
        return None
    files = [str(path) for path in versions.newest(store.folder).paths(store.folder, "bodies")]
    source = f"read_parquet({files}) SEMI JOIN articles USING (article)" if table == "bodies" else table
    own: list[tuple] = []
    taken = cpu(lambda: own.extend(store.rows(f"SELECT count(*) FROM {source} WHERE {condition}")))
    return own[0][0], taken


def _condition(node: Node, columns: dict[str, str]) -> str | None:
    """Return ``node`` in SQL; None for fuzzy words, dates and fields that the table does not have."""
    if isinstance(node, Words):
        return _has(node, columns)
    parts = [_condition(part, columns) for part in getattr(node, "parts", ())]
    if isinstance(node, Not):
        inner = _condition(node.part, columns)
        return inner and f"NOT {inner}"
    if not isinstance(node, Every | Some) or None in parts:
        return None
    return f"({(' AND ' if isinstance(node, Every) else ' OR ').join(parts)})"


def _has(words: Words, columns: dict[str, str]) -> str | None:
    if words.kind == "fuzzy" or words.loose or (words.field and words.field not in columns):
        return None
    edge = r"([^\pL\pN]|$)" if words.kind != "prefix" else ""
    pattern = r"(^|[^\pL\pN])" + r"[^\pL\pN]+".join(words.terms) + edge
    own = [columns[words.field]] if words.field else columns.values()
    tests = [f"coalesce(regexp_matches({name}, '(?i){pattern}'), false)" for name in own]
    return f"({' OR '.join(tests)})"


def show(what: str, rows: Iterable[Row]) -> bool:
    """Print a line for each search and those of all; return whether all found as many as ``plain``."""
    print(f"{what:44}{'n':>10}{'find':>8}{'page':>8}{'plain':>10}")
    kept = []
    for row in rows:
        kept.append(row)
        plain = "" if row.plain is None else f"{row.plain[1]:,.0f}"
        differs = "" if row.plain is None or row.plain[0] == row.n else f"  plain finds {row.plain[0]:,}"
        print(f"{row.words:44}{row.n:10,}{row.find:8.1f}{row.page:8.1f}{plain:>10}{differs}", flush=True)
    for name, of in (("p50", np.median), ("max", np.max)):
        print(f"{name:44}{'':10}{of([r.find for r in kept]):8.1f}{of([r.page for r in kept]):8.1f}")
    return all(row.plain is None or row.plain[0] == row.n for row in kept)


def main() -> None:
    """Print the tables; exit with 1 where a search does not find what is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plain", type=int, default=2, help="searches of each list that are asked the plain way too")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    store = open_store(given.folder)
    right = True
    for what, lines, of in (("articles", BODIES, of_articles), ("quotes", QUOTES, of_quotes)):
        typed = searches(store, lines)
        rows = (of(store, words, given.rounds, plain=i < given.plain) for i, words in enumerate(typed))
        right &= show(what, rows)
    raise SystemExit(not right)


if __name__ == "__main__":
    main()
