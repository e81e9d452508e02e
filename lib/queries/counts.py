"""How many articles mention each name, read from the smallest table that gives the exact answer.

Everything here counts what the view counts (lib.view.UNITS): articles, or the stories or texts that they belong to;
the column is called n_articles in either case. An article counts once for a name, however often it mentions it. Names
inside furniture, and names in a pull quote that the text repeats, are in no table used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from lib.queries.scope import Scope, bind

#: Kinds of entity that article_entities.others lists.
LISTED_KINDS = ("person", "org", "place")


def entity_counts(scope: Scope, kind: str) -> str:
    """Return SQL for (entity, n_articles, n_mentions) of every entity of $kind in the view.

    n_mentions is NULL where counting it takes another look at the table (see ``top_entities``).
    """
    if scope.unfiltered and scope.plain:
        return "SELECT entity, n_articles, n_mentions FROM entities WHERE kind = $kind AND n_articles > 0"
    if scope.plain and not scope.far and not scope.view.outlets:
        return _from_rollups(scope)
    if scope.names and kind in LISTED_KINDS:
        return _from_companions(scope)
    return f"""SELECT o.entity, {scope.count("o")} AS n_articles, sum(o.n)::BIGINT AS n_mentions
               FROM outlet_entities o WHERE {scope.where("o", "o.kind = $kind")} GROUP BY 1"""


def top_entities(scope: Scope, kind: str, limit: int) -> pd.DataFrame:
    """Return the frame (entity, n_articles, n_mentions) of the ``limit`` entities with the most articles."""
    top = scope.frame(
        f"""SELECT entity, n_articles::BIGINT AS n_articles, n_mentions::BIGINT AS n_mentions
            FROM ({entity_counts(scope, kind)}) ORDER BY n_articles DESC, entity LIMIT $limit""",
        kind=kind,
        limit=limit,
        pivot=scope.names[0] if scope.names else None,
        **_month_edges(scope),
    )
    if top["n_mentions"].isna().any():
        top["n_mentions"] = _mentions(scope, top["entity"].tolist())
    return top


def all_entities(scope: Scope, kind: str) -> pd.Series:
    """Return the number of the view's articles that mention each entity of ``kind``, by entity number."""
    pivot = scope.names[0] if scope.names else None
    found = scope.frame(entity_counts(scope, kind), kind=kind, pivot=pivot, **_month_edges(scope))
    return found.set_index("entity")["n_articles"]


def n_entities(scope: Scope, kinds: Sequence[str]) -> dict[str, int]:
    """Return how many different entities of each of ``kinds`` the view's articles mention."""
    if scope.names and set(kinds) <= set(LISTED_KINDS):
        found = scope.frame(
            f"""SELECT e.kind, count(*) AS n FROM (
                    SELECT DISTINCT unnest(list_append(p.others, p.entity)) AS entity FROM article_entities p
                    WHERE p.entity = $pivot AND {scope.where("p")})
                JOIN entities e USING (entity) GROUP BY 1""",
            pivot=scope.names[0],
        )
        return dict.fromkeys(kinds, 0) | {k: int(n) for k, n in found.itertuples(index=False) if k in kinds}
    edges = _month_edges(scope)
    counts = {kind: f"SELECT count(DISTINCT entity) AS n FROM ({entity_counts(scope, kind)})" for kind in kinds}
    return {kind: int(scope.frame(sql, kind=kind, **edges)["n"].iloc[0]) for kind, sql in counts.items()}


def articles_in_view(scope: Scope) -> int:
    """Return how many are in the view, those without a date included where no date is asked for."""
    return int(scope.frame(f"SELECT {scope.count('a')} AS n FROM articles a WHERE {scope.where('a')}")["n"].iloc[0])


def _from_rollups(scope: Scope) -> str:
    """Sum whole months from entity_months and the days at either edge from entity_days (dates only)."""
    if not _month_edges(scope):
        days = f"SELECT entity, n_articles, n_mentions FROM entity_days d WHERE d.kind = $kind AND {scope.where('d')}"
    else:
        days = """
            SELECT entity, n_articles, n_mentions FROM entity_months
                WHERE kind = $kind AND month >= $month_from AND month < $month_to
            UNION ALL SELECT entity, n_articles, n_mentions FROM entity_days
                WHERE kind = $kind AND day >= $edge_from AND day < $month_from
            UNION ALL SELECT entity, n_articles, n_mentions FROM entity_days
                WHERE kind = $kind AND day >= $month_to AND day < $edge_to"""
    return f"""SELECT entity, sum(n_articles)::BIGINT AS n_articles, sum(n_mentions)::BIGINT AS n_mentions
               FROM ({days}) GROUP BY 1"""


def _month_edges(scope: Scope) -> dict[str, date]:
    """Return the whole months of a dates-only view and its outer days; {} where there is no whole month."""
    start, end = scope.view.start, scope.view.end
    if not (start or end):
        return {}
    first, stop = start or date(1, 1, 1), (end + timedelta(days=1)) if end and end < date.max else date.max
    month_from = first if first.day == 1 else _next_month(first)
    month_to = stop.replace(day=1)
    if month_from >= month_to:
        return {}
    return {"month_from": month_from, "month_to": month_to, "edge_from": first, "edge_to": stop}


def _next_month(day: date) -> date:
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _from_companions(scope: Scope) -> str:
    """Count the names beside a name of the view, from the lists that its own rows carry."""
    return f"""
        SELECT beside.entity, beside.n_articles, NULL::BIGINT AS n_mentions
        FROM (SELECT unnest(list_append(p.others, p.entity)) AS entity, {scope.count("p")} AS n_articles
              FROM article_entities p WHERE p.entity = $pivot AND {scope.where("p")} GROUP BY 1) beside
        JOIN entities e ON e.entity = beside.entity AND e.kind = $kind"""


def _mentions(scope: Scope, entities: list[int]) -> list[int]:
    """Return how often the view's articles mention each of ``entities``, in order."""
    params: dict[str, int] = {}
    marks = bind(params, "top", entities)
    found = scope.frame(
        f"""SELECT m.entity, sum(m.n)::BIGINT AS n FROM article_entities m
            WHERE {scope.where("m", f"m.entity IN ({marks})")} GROUP BY 1""",
        **params,
    )
    n = dict(zip(found["entity"], found["n"], strict=True))
    return [int(n[entity]) for entity in entities]
