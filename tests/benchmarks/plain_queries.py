"""The pages' questions answered the plain way: joins over articles, mentions, quotes and place names, nothing prepared.

What every answer of lib.queries is compared with, in time and in numbers. In each statement ``v`` are the articles of
the view; its rows are those that the answer's must be among, and their last column is what is counted.
"""

from __future__ import annotations

# ruff: noqa: S608 - statements are put together from this file's own pieces, values are bound
from typing import Any

import pyarrow as pa

from lib import settings
from lib.store.read import Store
from lib.view import View

#: What joins over all mentions need at a million articles; the pages' own questions must do with SERVE_MEMORY.
MEMORY = "2GB"
_MENTIONS = "(SELECT * FROM mentions WHERE counted AND article IN (SELECT article FROM v))"
_TOPONYMS = """(SELECT t.*, p.geonameid, p.country FROM toponyms t JOIN places p USING (place)
    WHERE counted AND article IN (SELECT article FROM v))"""
_QUOTES = "(SELECT * FROM quotes WHERE article IN (SELECT article FROM v))"
_SAID = """(SELECT s.*, e.id FROM (SELECT *, unnest(CASE WHEN speaker IS NULL THEN [NULL] ELSE speakers END) AS entity
    FROM quotes WHERE article IN (SELECT article FROM v)) s LEFT JOIN entities e USING (entity))"""

STATEMENTS = {
    "totals": f"""SELECT (SELECT count(*) FROM v), (SELECT count(DISTINCT outlet) FROM v), (SELECT min(day) FROM v),
        (SELECT max(day) FROM v), (SELECT count(*) FROM {_QUOTES}),
        (SELECT count(*) FROM {_QUOTES} WHERE speaker IS NULL),
        (SELECT count(*) FROM toponyms WHERE counted AND status IN ('ambiguous', 'unknown')
            AND article IN (SELECT article FROM v))""",
    "variety": f"""SELECT
        (SELECT count(DISTINCT entity) FROM {_MENTIONS} JOIN entities USING (entity) WHERE kind = 'person'),
        (SELECT count(DISTINCT entity) FROM {_MENTIONS} JOIN entities USING (entity) WHERE kind = 'org'),
        (SELECT count(DISTINCT place) FROM {_TOPONYMS})""",
    "days": "SELECT min(day), max(day) FROM v",
    "coverage": "SELECT date_trunc('week', day)::DATE, name, count(*) FROM v WHERE day IS NOT NULL GROUP BY 1, 2",
    "newest": "SELECT id FROM v ORDER BY day DESC NULLS LAST, article DESC LIMIT 50",
    "ranking": f"""SELECT id, count(*), count(DISTINCT article) FROM {_MENTIONS} JOIN entities USING (entity)
        WHERE kind = $kind GROUP BY 1""",
    "over_time": f"""SELECT date_trunc('week', day)::DATE, e.id, count(DISTINCT article) FROM {_MENTIONS}
        JOIN entities e USING (entity) JOIN v USING (article)
        WHERE day IS NOT NULL AND e.id IN (SELECT unnest($ids)) GROUP BY 1, 2""",
    "by_outlet": f"""SELECT e.id, v.name, count(DISTINCT article) FROM {_MENTIONS} JOIN entities e USING (entity)
        JOIN v USING (article) WHERE e.kind = $kind GROUP BY 1, 2""",
    "beside": f"""SELECT o.id, count(DISTINCT article) FROM {_MENTIONS} m
        JOIN (SELECT entity FROM entities WHERE id = $id) s USING (entity) JOIN {_MENTIONS} n USING (article)
        JOIN entities o ON o.entity = n.entity
        WHERE o.id <> $id AND o.kind IN ('person', 'org', 'place') GROUP BY 1""",
    "pairs": f"""SELECT a.id, b.id, count(*) FROM
        (SELECT DISTINCT article, entity FROM {_MENTIONS} WHERE entity IN (FROM pool)) one
        JOIN (SELECT DISTINCT article, entity FROM {_MENTIONS} WHERE entity IN (FROM pool)) two
            ON one.article = two.article AND one.entity < two.entity
        JOIN entities a ON a.entity = one.entity JOIN entities b ON b.entity = two.entity GROUP BY 1, 2""",
    "card": """SELECT count(DISTINCT article), count(*), count(DISTINCT outlet) FROM mentions
        JOIN entities USING (entity) JOIN v USING (article) WHERE counted AND entities.id = $id""",
    "sentences": f"""SELECT v.id, "start" FROM {_MENTIONS} JOIN entities e USING (entity) JOIN v USING (article)
        WHERE e.id = $id ORDER BY day DESC NULLS LAST, article DESC, "start" LIMIT 20""",
    "places": f"SELECT geonameid, count(*), count(DISTINCT article) FROM {_TOPONYMS} GROUP BY 1",
    "countries": f"SELECT country, count(DISTINCT article) FROM {_TOPONYMS} WHERE country IS NOT NULL GROUP BY 1",
    "places by outlet": f"""SELECT geonameid, v.name, count(DISTINCT article) FROM {_TOPONYMS}
        JOIN v USING (article) GROUP BY 1, 2""",
    "places over time": f"""SELECT date_trunc('week', day)::DATE, geonameid, count(DISTINCT article) FROM {_TOPONYMS}
        JOIN v USING (article) WHERE day IS NOT NULL AND geonameid IN (SELECT unnest($ids)) GROUP BY 1, 2""",
    "names at": f"""SELECT e.id, count(DISTINCT article) FROM {_MENTIONS} JOIN entities e USING (entity)
        WHERE kind IN ('person', 'org') AND article IN (SELECT article FROM {_TOPONYMS} WHERE geonameid = $place)
        GROUP BY 1""",
    "place sentences": f"""SELECT v.id, "start" FROM {_TOPONYMS} JOIN v USING (article) WHERE geonameid = $place
        ORDER BY day DESC NULLS LAST, article DESC, "start" LIMIT 20""",
    "quotes": f'SELECT quote FROM {_QUOTES} ORDER BY day DESC NULLS LAST, article DESC, "start" LIMIT 50',
    "quotes with": f"""SELECT quote FROM {_QUOTES} WHERE regexp_matches(lower(content), $word)
        ORDER BY day DESC NULLS LAST, article DESC, "start" LIMIT 50""",
    "n quotes": f"SELECT count(*) FROM {_QUOTES}",
    "speakers": f"""SELECT coalesce(id, 'unattributed'), count(DISTINCT article), count(*) FROM {_SAID} GROUP BY 1""",
    "kinds": f"SELECT kind, count(*) FROM {_QUOTES} GROUP BY 1",
    "quotes over time": f"""SELECT date_trunc('week', day)::DATE, id, count(*) FROM {_SAID}
        WHERE day IS NOT NULL AND id IN (SELECT unnest($ids)) GROUP BY 1, 2""",
}


def rows(store: Store, view: View, statement: str, **params: Any) -> list[tuple]:
    """Return the rows of the named statement for ``view``."""
    condition, own, tables = _articles(store, view)
    sql = f"""WITH v AS (SELECT a.*, o.name FROM articles a JOIN outlets o USING (outlet) WHERE {condition}),
        pool AS (SELECT entity FROM mentions JOIN entities USING (entity)
            WHERE counted AND kind = 'person' AND article IN (SELECT article FROM v)
            GROUP BY 1 ORDER BY count(DISTINCT article) DESC, 1 LIMIT 60)
        {STATEMENTS[statement]}"""
    values = {name: value for name, value in (own | params).items() if f"${name}" in sql}
    store.rows(f"SET memory_limit = '{MEMORY}'")
    try:
        return store.rows(sql, values, **tables)
    finally:
        store.rows(f"SET memory_limit = '{settings.SERVE_MEMORY}'")


def _articles(store: Store, view: View) -> tuple[str, dict[str, Any], dict[str, pa.Table]]:
    """Return the condition that an article is in the view, its parameters, and the hits of a search."""
    own = {"start": view.start, "end": view.end, "outlets": list(view.outlets)}
    parts = [f"a.day {sign} ${name}" for name, sign in (("start", ">="), ("end", "<=")) if own[name]]
    parts += ["o.name IN (SELECT unnest($outlets))"] if view.outlets else []
    named = "a.article IN (SELECT article FROM mentions JOIN entities USING (entity) WHERE counted AND id = ${})"
    there = "a.article IN (SELECT t.article FROM toponyms t JOIN places p USING (place) WHERE t.counted AND p.{} = ${})"
    for i, name in enumerate(view.names):
        own[f"own{i}"] = name
        parts.append(named.format(f"own{i}"))
    for column, values in (("geonameid", view.places), ("country", view.countries)):
        for i, value in enumerate(values):
            own[f"{column}{i}"] = value
            parts.append(there.format(column, f"{column}{i}"))
    if not view.words:
        return " AND ".join(parts) or "TRUE", own, {}
    hits = pa.table({"article": store.search(view.words)})
    return " AND ".join([*parts, "a.article IN (SELECT article FROM hits)"]), own, {"hits": hits}
