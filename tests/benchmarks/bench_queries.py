"""How long every question of the pages takes on a store: warm, cold, and beside the plain way of asking it.

    python -m tests.benchmarks.bench_queries FOLDER [--only NAME] [--view NAME] [--each] [--no-cold] [--no-plain]

``warm`` is p50 and p95 in milliseconds over all kinds of view, what the store remembers between calls forgotten
before each; ``cpu`` is the p50 of processor time, which other work on the machine disturbs less; ``cold`` a new
process, the files dropped from the page cache, opening included; ``plain`` joins over articles, mentions, quotes and
place names, in the same run, whose numbers must be the same: "differs" names the views where they are not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lib.queries import articles, entities, places, quotes
from lib.queries.periods import pick
from lib.queries.totals import labels, outlets, totals, variety
from lib.store.read import Store, open_store
from lib.view import View
from tests.benchmarks import plain_queries

COMMON, RARER = "the", "government"


@dataclass(frozen=True)
class Question:
    """One query as a page asks it; ``plain`` names the statement with the rows that ``rows`` takes from its answer."""

    name: str
    ask: Callable[[Store, View], Any]
    plain: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    rows: Callable[[Any], list[tuple]] = lambda answer: [tuple(r) for r in answer.itertuples(index=False)]


@dataclass(frozen=True)
class Heads:
    """The names, places and outlets with the most articles, which are the slowest to ask about."""

    people: list[str]
    orgs: list[str]
    places: list[int]
    outlet: str
    last: Any

    @classmethod
    def of(cls, store: Store) -> Heads:
        people, orgs = (entities.ranking(store, View(), kind, limit=100)["id"].tolist() for kind in ("person", "org"))
        spots = [int(p) for p in places.ranking(store, View(), limit=10)["geonameid"]]
        found = store.rows("SELECT max(day) FROM articles")[0][0]
        return cls(people, orgs, spots, outlets(store)["name"].iloc[0], found)


def views(heads: Heads) -> dict[str, View]:
    """Return a view of each kind that takes another way through the tables."""
    quarter = {"start": heads.last - timedelta(days=97), "end": heads.last - timedelta(days=7)}
    top = max(heads.people[:1] + heads.orgs[:1])
    return {
        "all": View(),
        "90 days": View(**quarter),
        "since": View(start=heads.last - timedelta(days=700)),
        "outlet": View(outlets=(heads.outlet,)),
        "outlet, 90 days": View(outlets=(heads.outlet,), **quarter),
        "org": View(names=(heads.orgs[0],)),
        "person": View(names=(heads.people[min(60, len(heads.people) - 1)],)),
        "two names": View(names=(heads.people[0], heads.orgs[0])),
        "name, 90 days": View(names=(top,), **quarter),
        "place": View(places=(heads.places[0],)),
        "country": View(countries=("AA",)),
        "the": View(words=COMMON),
        "word": View(words=RARER),
        "phrase": View(words='"police said"'),
        "at once": View(words=RARER, names=(heads.people[0],), outlets=(heads.outlet,), start=quarter["start"]),
    }


def _columns(*names: str) -> Callable[[pd.DataFrame], list[tuple]]:
    def take(answer: pd.DataFrame) -> list[tuple]:
        frame = answer[answer[names[-1]] > 0] if names[-1].startswith("n_") else answer
        own = [[v.date() if isinstance(v, pd.Timestamp) else v for v in frame[name].tolist()] for name in names]
        return list(zip(*own, strict=True))

    return take


def _sizes(answer: Any) -> list[tuple]:
    names = "n_articles n_outlets first_day last_day n_quotes n_unattributed n_doubtful_places"
    return [tuple(getattr(answer, name) for name in names.split())]


def _of_articles() -> list[Question]:
    """Return what is asked of articles and of the view itself."""
    return [
        Question("totals", totals, "totals", rows=_sizes),
        Question("totals.variety", variety, "variety", rows=lambda n: [(n.n_people, n.n_orgs, n.n_places)]),
        Question("labels", labels),
        Question("articles.pick_interval", articles.pick_interval, "days", rows=lambda interval: [(interval,)]),
        Question(
            "articles.coverage",
            lambda s, v: articles.coverage(s, v, "week"),
            "coverage",
            rows=_columns("period", "outlet", "n_articles"),
        ),
        Question("articles.listing", articles.listing, "newest", rows=_columns("id")),
        Question("articles page 40", lambda s, v: articles.listing(s, v.with_(page=40))),
    ]


def _of_names(heads: Heads) -> list[Question]:
    """Return what is asked of people and bodies."""
    top = heads.people[:5]
    return [
        *(
            Question(
                f"entities.ranking {kind}",
                lambda s, v, kind=kind: entities.ranking(s, v, kind),
                "ranking",
                {"kind": kind},
                _columns("id", "n_mentions", "n_articles"),
            )
            for kind in ("person", "org")
        ),
        Question(
            "entities.over_time",
            lambda s, v: entities.over_time(s, v, top, "week"),
            "over_time",
            {"ids": top},
            _columns("period", "id", "n_articles"),
        ),
        Question(
            "entities.by_outlet",
            lambda s, v: entities.by_outlet(s, v, "org"),
            "by_outlet",
            {"kind": "org"},
            _columns("id", "outlet", "n_articles"),
        ),
        Question(
            "entities.together",
            lambda s, v: entities.together(s, v, kind="person"),
            "pairs",
            rows=_columns("id_a", "id_b", "n_articles"),
        ),
        Question(
            "entities.together, of one",
            lambda s, v: entities.together(s, v, subject=heads.orgs[0]),
            "beside",
            {"id": heads.orgs[0]},
            _columns("id_b", "n_articles"),
        ),
        Question("entities.card", lambda s, v: entities.card(s, heads.orgs[0])),
        Question(
            "entities.sentences",
            lambda s, v: entities.sentences(s, v, heads.orgs[0]),
            "sentences",
            {"id": heads.orgs[0]},
            _columns("article_id", "start"),
        ),
        Question("entities.find", lambda s, v: entities.find(s, "be")),
    ]


def _of_places(heads: Heads) -> list[Question]:
    """Return what is asked of places."""
    spots = heads.places[:5]
    return [
        Question(
            "places.ranking",
            lambda s, v: places.ranking(s, v, limit=300),
            "places",
            rows=_columns("geonameid", "n_mentions", "n_articles"),
        ),
        Question("places.countries", places.countries, "countries", rows=_columns("country", "n_articles")),
        Question(
            "places.by_outlet",
            places.by_outlet,
            "places by outlet",
            rows=_columns("geonameid", "outlet", "n_articles"),
        ),
        Question(
            "places.over_time",
            lambda s, v: places.over_time(s, v, spots, "week"),
            "places over time",
            {"ids": spots},
            _columns("period", "geonameid", "n_articles"),
        ),
        Question(
            "places.names_at",
            lambda s, v: places.names_at(s, v, spots[0]),
            "names at",
            {"place": spots[0]},
            _columns("id", "n_articles"),
        ),
        Question(
            "places.sentences",
            lambda s, v: places.sentences(s, v, spots[0]),
            "place sentences",
            {"place": spots[0]},
            _columns("article_id", "start"),
        ),
        Question("places.doubtful", places.doubtful),
    ]


def _of_quotes(heads: Heads) -> list[Question]:
    """Return what is asked of quotes."""
    top = heads.people[:5]
    return [
        Question("quotes.listing", quotes.listing, "quotes", rows=_columns("quote")),
        Question(
            "quotes.listing says",
            lambda s, v: quotes.listing(s, v.with_(says=RARER)),
            "quotes with",
            {"word": rf"(^|[^\pL]){RARER}([^\pL]|$)"},
            _columns("quote"),
        ),
        Question("quotes.listing speaker", lambda s, v: quotes.listing(s, v.with_(speakers=(heads.people[0],)))),
        Question("quotes.count", quotes.count, "n quotes", rows=lambda n: [(n,)]),
        Question("quotes.speakers", quotes.speakers, "speakers", rows=_columns("id", "n_articles", "n_quotes")),
        Question("quotes.by_kind", quotes.by_kind, "kinds", rows=_columns("kind", "n_quotes")),
        Question(
            "quotes.by_speaker_over_time",
            lambda s, v: quotes.by_speaker_over_time(s, v, top, "week"),
            "quotes over time",
            {"ids": top},
            _columns("period", "id", "n_quotes"),
        ),
    ]


def questions(heads: Heads) -> list[Question]:
    """Return every question, asked as the pages ask it."""
    return [*_of_articles(), *_of_names(heads), *_of_places(heads), *_of_quotes(heads)]


def same(question: Question, answer: Any, plain: list[tuple]) -> bool:
    """Return whether the answer's rows are among the plain ones and, where it was cut, are those that count most."""
    own = question.rows(answer)
    if question.plain == "days":
        return own == [(pick(*plain[0]),)]
    if not set(own) <= set(plain):
        return False
    if len(own) == len(plain) or question.plain in ("by_outlet", "places by outlet", "pairs"):
        return bool(own) or not plain
    largest = sorted((row[-1] for row in plain), reverse=True)[: len(own)]
    return sorted((row[-1] for row in own), reverse=True) == largest


def warm(question: Question, store: Store, view: View, rounds: int) -> list[tuple[float, float]]:
    """Return wall and processor milliseconds of each round but the first."""
    taken = []
    for _ in range(rounds + 1):
        store.columns.forget()
        wall, cpu = time.perf_counter(), time.process_time()
        question.ask(store, view)
        taken.append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
    return taken[1:]


def forget_files(folder: Path) -> None:
    """Ask the system to drop the store's files from its page cache."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _cold(folder: Path, heads: Heads, number: int, view: View, result: Any) -> None:
    began = time.perf_counter()
    questions(heads)[number].ask(open_store(folder), view)
    result.send((time.perf_counter() - began) * 1000)


def cold(folder: Path, heads: Heads, number: int, view: View) -> float:
    """Return the milliseconds of opening the store and asking once, in a new process that has its imports."""
    context = multiprocessing.get_context("forkserver")
    # what this module needs, and not it itself: each process reads it as its main one, and would warn that it is there
    context.set_forkserver_preload(["lib.queries", "lib.queries.periods", "tests.benchmarks.plain_queries"])
    receiver, sender = context.Pipe(duplex=False)
    forget_files(folder)
    process = context.Process(target=_cold, args=(folder, heads, number, view, sender))
    process.start()
    taken = receiver.recv()
    process.join()
    return taken


@dataclass
class Row:
    """What was measured of one question under one view, in milliseconds."""

    question: str
    view: str
    warm: list[tuple[float, float]]
    cold: float
    plain: float
    same: bool

    @property
    def cells(self) -> list[str]:
        wall, cpu = np.array(self.warm).T
        numbers = [np.median(wall), np.percentile(wall, 95), np.median(cpu), self.cold, self.plain]
        return [self.question, self.view, *(f"{n:,.0f}" for n in numbers), "" if self.same else "DIFFERS"]


def measure(store: Store, given: argparse.Namespace) -> Iterator[Row]:
    """Yield a row for each question and view that was asked for."""
    heads = Heads.of(store)
    for number, question in enumerate(questions(heads)):
        if given.only and not re.search(given.only, question.name):
            continue
        for name, view in views(heads).items():
            if given.view and given.view != name:
                continue
            taken = warm(question, store, view, given.rounds)
            plain, agrees = float("nan"), True
            if question.plain and not given.no_plain:
                began = time.perf_counter()
                rows = plain_queries.rows(store, view, question.plain, **question.params)
                plain = (time.perf_counter() - began) * 1000
                agrees = same(question, question.ask(store, view), rows)
            chilled = float("nan") if given.no_cold else cold(given.folder, heads, number, view)
            yield Row(question.name, name, taken, chilled, plain, agrees)


def summary(rows: list[Row]) -> Iterator[list[str]]:
    """Yield the cells of the table: one line for each question over all views."""
    for name in dict.fromkeys(row.question for row in rows):
        own = [row for row in rows if row.question == name]
        wall, cpu = np.array([pair for row in own for pair in row.warm]).T
        slowest = max(own, key=lambda row: np.median(np.array(row.warm)[:, 0]))
        numbers = [np.median(wall), np.percentile(wall, 95), np.median(cpu), np.percentile(cpu, 95)]
        numbers += [np.median([r.cold for r in own]), max(r.cold for r in own), np.median([r.plain for r in own])]
        differs = ", ".join(row.view for row in own if not row.same)
        yield [name, *(f"{n:,.0f}" for n in numbers), slowest.view, differs]


def show(lines: Iterator[list[str]], heads: list[str]) -> None:
    for line in [heads, *lines]:
        print(
            f"{line[0]:28}" + "".join(f"{cell:>11}" for cell in line[1:-2]) + f"  {line[-2]:16} {line[-1]}", flush=True
        )


def main() -> None:
    """Print the table; exit with 1 where an answer differs from the plain one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="questions whose name matches")
    parser.add_argument("--view", help="one kind of view")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", action="store_true", help="a line for each question and view as well")
    parser.add_argument("--no-cold", action="store_true")
    parser.add_argument("--no-plain", action="store_true")
    given = parser.parse_args()
    rows = []
    for row in measure(open_store(given.folder), given):
        rows.append(row)
        if given.each:
            print(f"{row.cells[0]:28} {row.cells[1]:16}" + "".join(f"{c:>9}" for c in row.cells[2:]), flush=True)
    show(
        summary(rows),
        ["ms", "warm p50", "p95", "cpu p50", "cpu p95", "cold p50", "cold max", "plain p50", "slowest", "differs"],
    )
    raise SystemExit(any(not row.same for row in rows))


if __name__ == "__main__":
    main()
