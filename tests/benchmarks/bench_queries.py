"""How long every query takes, on a real store or on a made-up one of any size.

    python -m tests.benchmarks.bench_queries --store FOLDER
    python -m tests.benchmarks.bench_queries --synthetic 100000

Prints p50 and p95 in milliseconds for each query and kind of view, the first (cold) call left out.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but numbers of this program is put into the statements
import argparse
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from lib.queries import articles, entities, places, quotes
from lib.queries.totals import labels, outlets, totals
from lib.store.read import Store, open_store
from lib.store.schema import TABLES
from lib.view import View

Query = Callable[[Any, View], Any]
ROUNDS = 9


class Synthetic(Store):
    """A store in memory whose searches hit one article in twenty; its texts say nothing."""

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(fill(n), Path("synthetic"))

    def search(self, words: str) -> np.ndarray:
        return np.arange(0, self.n, 20, dtype=np.int32)

    def search_quotes(self, words: str) -> np.ndarray:
        return np.arange(0, 4 * self.n, 20, dtype=np.int32)

    def texts(self, articles: list[int]) -> dict[int, str]:
        return dict.fromkeys(articles, "A sentence. " * 400)


def fill(n: int) -> duckdb.DuckDBPyConnection:
    """Return serving tables of ``n`` articles over three years, 40 outlets, about ten names and four quotes each."""
    db = duckdb.connect()
    for statement in TABLES.values():
        db.execute(statement)
    n_entities, n_places, day = n * 2 // 5, max(n // 16, 100), f"DATE '2023-01-01' + (a * 1095 // {n})::INTEGER"
    kind = "CASE WHEN e % 5 < 2 THEN 'person' WHEN e % 5 < 4 THEN 'org' ELSE 'place' END"
    db.execute("SELECT setseed(0.7)")
    db.execute(f"""CREATE TEMP TABLE art AS SELECT a::INTEGER AS a, {day} AS day,
                   floor(40 * random() ** 3)::INTEGER AS o FROM range({n}) r(a)""")
    db.execute(f"""CREATE TEMP TABLE ae AS SELECT DISTINCT ON (a, e) a, day, o, e, 1 + e % 3 AS n FROM (
                   SELECT a, day, o, floor({n_entities} * random() ** 6)::INTEGER AS e FROM art, range(11))""")
    statements = (
        """articles SELECT a, 'a' || a, o, 'Title', NULL, [], day::VARCHAR, day, 'en', 450, 20, 4, 3, TRUE, NULL, FALSE,
           '', 'Lead' FROM art""",
        "outlets SELECT o, 'Outlet ' || o, count(*), min(day), max(day) FROM art GROUP BY o",
        f"""article_entities SELECT e, day, a, o, {kind}, n, list_filter(everyone, lambda x: x <> e)
            FROM ae JOIN (SELECT a, list(e) AS everyone FROM ae GROUP BY a) USING (a) ORDER BY e, day, a""",
        "outlet_entities SELECT outlet, kind, day, entity, article, n FROM article_entities ORDER BY ALL",
        "entity_days SELECT kind, day, entity, count(*), sum(n) FROM article_entities GROUP BY ALL ORDER BY ALL",
        """entity_months SELECT kind, date_trunc('month', day), entity, sum(n_articles), sum(n_mentions)
           FROM entity_days GROUP BY ALL ORDER BY ALL""",
        f"""quotes SELECT row_number() OVER (ORDER BY s, day DESC, a) - 1, s, day, a, o, k, 0.9, '', 0, 9,
            '', '', '', 'said', '', 0 FROM (
                SELECT *, CASE WHEN random() < 0.7 THEN floor({n_entities} * random() ** 6)::INTEGER END AS s,
                    ['direct', 'mixed', 'indirect'][1 + (a % 3)] AS k FROM art, range(4))
            ORDER BY s, day DESC, a""",
        f"""entities SELECT e, 'person/' || e, {kind}, 'PERSON', 'Name ' || e, [], NULL, count(*), sum(n),
            0, min(day), max(day) FROM ae GROUP BY e ORDER BY e""",
        """mentions SELECT article, 0, 9, entity, 'PERSON', 0.9, '', TRUE, 0 FROM article_entities
           ORDER BY article, entity""",
        f"""article_places SELECT DISTINCT ON (p, a) p, day, a, o, chr(65 + p % 20) || chr(65 + p % 7), 2,
            a % 9 = 0, TRUE, a % 4 = 0, a % 7 = 0
            FROM (SELECT *, floor({n_places} * random() ** 5)::INTEGER AS p FROM art, range(4))
            ORDER BY p, day, a""",
        """places SELECT place, place + 1000, 'Place ' || place, first(country), 1.0, 2.0, count(*), sum(n), min(day),
           max(day) FROM article_places GROUP BY place""",
        """toponyms SELECT article, 0, 9, 'Place', place, 0.7, 3, 'mentioned',
           CASE WHEN doubtful THEN 'ambiguous' ELSE 'resolved' END, '', [], '[]', TRUE, 0
           FROM article_places ORDER BY article, place""",
    )
    for statement in statements:
        db.execute(f"INSERT INTO {statement}")
    return db


def views(store: Store) -> dict[str, View]:
    """Return a view of each kind that takes another way through the tables."""
    size = totals(store, View())
    names = entities.ranking(store, View(), "person", limit=3)["id"].tolist()
    spots = places.ranking(store, View(), limit=1)["geonameid"].tolist()
    end = size.last_day or date(2026, 1, 1)
    found = {
        "all": View(),
        "90 days": View(start=end - timedelta(days=90), end=end - timedelta(days=3)),
        "outlet": View(outlets=(outlets(store)["name"].iloc[0],), start=end - timedelta(days=365)),
        "name": View(names=(names[0],)),
        "name, 90 days": View(names=(names[1],), start=end - timedelta(days=90)),
        "words": View(words="government"),
    }
    return found | ({"place": View(places=tuple(int(p) for p in spots))} if spots else {})


def queries(store: Store) -> dict[str, Query]:
    """Return every query by name, asked as a page asks it."""
    top = entities.ranking(store, View(), "person", limit=5)["id"].tolist()
    spots = [int(p) for p in places.ranking(store, View(), limit=5)["geonameid"]]
    found: dict[str, Query] = {
        "totals": totals,
        "labels": labels,
        "coverage": lambda s, v: articles.coverage(s, v, "week"),
        "pick_interval": articles.pick_interval,
        "articles.listing": articles.listing,
        "ranking person": lambda s, v: entities.ranking(s, v, "person"),
        "ranking org": lambda s, v: entities.ranking(s, v, "org"),
        "over_time": lambda s, v: entities.over_time(s, v, top, "week"),
        "by_outlet": lambda s, v: entities.by_outlet(s, v, "org"),
        "together": lambda s, v: entities.together(s, v, kind="person"),
        "together, one": lambda s, v: entities.together(s, v, subject=top[0]),
        "card": lambda s, v: entities.card(s, top[0]),
        "sentences": lambda s, v: entities.sentences(s, v, top[0]),
        "find": lambda s, v: entities.find(s, "ma"),
        "places.ranking": places.ranking,
        "places.countries": places.countries,
        "places.by_outlet": places.by_outlet,
        "places.doubtful": places.doubtful,
        "quotes.listing": quotes.listing,
        "quotes.says": lambda s, v: quotes.listing(s, v.with_(says="war")),
        "quotes.speakers": quotes.speakers,
        "quotes.by_kind": quotes.by_kind,
        "quotes over time": lambda s, v: quotes.by_speaker_over_time(s, v, top, "week"),
    }
    if spots:
        found["places.names_at"] = lambda s, v: places.names_at(s, v, spots[0])
        found["places.sentences"] = lambda s, v: places.sentences(s, v, spots[0])
        found["places.over_time"] = lambda s, v: places.over_time(s, v, spots, "week")
    return found


def timed(query: Query, store: Store, view: View) -> tuple[float, float]:
    """Return the median and the 95th percentile of ROUNDS calls, in milliseconds."""
    query(store, view)
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        query(store, view)
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.median(taken)), float(np.percentile(taken, 95))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--synthetic", type=int, metavar="ARTICLES")
    options = parser.parse_args()
    store = Synthetic(options.synthetic) if options.synthetic else open_store(options.store)
    tried = views(store)
    print(f"{'p50/p95 ms':20}" + "".join(f"{name:>15}" for name in tried))
    for name, query in queries(store).items():
        cells = ["{:.0f}/{:.0f}".format(*timed(query, store, view)) for view in tried.values()]
        print(f"{name:20}" + "".join(f"{cell:>15}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
