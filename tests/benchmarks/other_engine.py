"""The ledger read as it is by ClickHouse, and its numbers beside ours.

    pip install -r tests/benchmarks/requirements-clickhouse.txt      (560 MB, not part of any other install)
    python -m tests.benchmarks.other_engine STORE

ClickHouse (in this process, as chDB) reads the Delta table of the store through its own table function; for a
store on s3:// the function is ``deltaLakeS3``. Prints, for each question, whether all rows agree with what the
dashboard shows, and the seconds that each engine took; ends with 1 where they do not.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program and a path are put into the statements
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lib.model import FURNITURE, ROLE
from lib.store.ledger import FOLDER
from lib.store.read import open_store

_FURNITURE = ", ".join(f"'{kind}'" for kind in sorted(FURNITURE))
#: The articles as they hold now: the newest row of each id.
_LATEST = """SELECT * FROM {table} WHERE kind NOT IN ('failure', 'story')
    QUALIFY kind = 'article' AND row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1"""
_OUTSIDE = f"NOT arrayExists(z -> z.kind IN ({_FURNITURE}) AND {{at}} >= z.start AND {{at}} < z.end, zones)"
#: Each question in ClickHouse's SQL over the ledger, and in ours over the serving file. Rows are (key, number).
QUESTIONS = {
    "articles by outlet": (
        "SELECT coalesce(outlet, '') AS key, count() AS n FROM latest GROUP BY key",
        "SELECT name, n_articles FROM outlets",
    ),
    "articles by month": (
        "SELECT substring(published_at, 1, 7) AS key, count() AS n FROM latest WHERE published_at <> '' GROUP BY key",
        "SELECT strftime(day, '%Y-%m'), count(*) FROM articles WHERE day IS NOT NULL GROUP BY 1",
    ),
    "articles by name": (
        f"""SELECT m.entity AS key, uniqExact(id) AS n FROM (SELECT id, zones, arrayJoin(mentions) AS m FROM latest)
            WHERE m.entity <> '' AND m.label <> '{ROLE}' AND {_OUTSIDE.format(at="m.start")} GROUP BY key""",
        "SELECT id, n_articles FROM entities WHERE n_articles > 0",
    ),
    "articles by place": (
        f"""SELECT p.geonameid AS key, uniqExact(id) AS n FROM (SELECT id, zones, arrayJoin(places) AS p FROM latest)
            WHERE p.geonameid > 0 AND {_OUTSIDE.format(at="p.start")} GROUP BY key""",
        "SELECT geonameid, n_articles FROM places WHERE n_articles > 0",
    ),
}


def timed(ask: Callable[[], dict[str, int]]) -> tuple[dict[str, int], float]:
    """Return the answer and the seconds that it took."""
    start = time.perf_counter()
    return ask(), time.perf_counter() - start


def main(folder: Path) -> int:
    """Print the table; return 1 where a number differs."""
    import chdb  # noqa: PLC0415 - installed for this alone

    folder = folder.resolve()
    table, store, wrong = f"deltaLakeLocal('{folder / FOLDER}/')", open_store(folder), 0
    os.chdir(folder)  # it reads no files outside the working directory
    print(f"{'question':<20}{'rows':>9}{'differ':>8}{'ClickHouse s':>14}{'ours s':>9}")
    for name, (theirs, ours) in QUESTIONS.items():
        sql = f"WITH latest AS ({_LATEST.format(table=table)}) {theirs}"

        def there(sql: str = sql) -> dict[str, int]:
            lines = str(chdb.query(sql, "JSONEachRow")).splitlines()
            return {str(row["key"]): int(row["n"]) for row in map(json.loads, lines)}

        def here(sql: str = ours) -> dict[str, int]:
            return {str(key): n for key, n in store.rows(sql)}

        (found, seconds), (shown, own) = timed(there), timed(here)
        differ = sum(found.get(key) != shown.get(key) for key in found.keys() | shown.keys())
        wrong += differ
        print(f"{name:<20}{len(shown):>9,}{differ:>8,}{seconds:>14.2f}{own:>9.3f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
