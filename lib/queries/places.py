"""Places: what the view's articles are about on the map, over time and by outlet; the doubtful listed.

Figures count articles, or the stories or texts that these belong to (lib.view.UNITS). An article counts once for a
place, however often it names it. With a place role in the view ("dateline", "in_quote"), only places in that role are
counted, so that a click gives as many articles as the circle said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.queries.counts import articles_in_view, top_entities
from lib.queries.entities import SENTENCE_COLUMNS, with_sentence
from lib.queries.periods import period_of, spine
from lib.queries.scope import ROLE_COLUMNS, Scope, bind, numbers, scope
from lib.queries.totals import DOUBTFUL
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store


@dataclass(frozen=True, slots=True)
class Card:
    """What the whole store knows of one place, whatever the view."""

    geonameid: int
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    n_articles: int
    n_mentions: int
    first_day: date | None
    last_day: date | None


def ranking(store: Store, view: View, *, limit: int = 25, country: str | None = None) -> pd.DataFrame:
    """Return (geonameid, name, country, lat, lon, n_articles, n_mentions, n_doubtful, share), most articles first.

    ``n_articles`` counts articles of the view with the place, ``n_doubtful`` those of them where it is only a
    guess, ``n_mentions`` all its names in those articles; ``share`` is of all articles in the view. ``country``
    keeps the places of one country (ISO 3166 two letters).
    """
    own = scope(store, view)
    return own.frame(
        f"""WITH found AS (SELECT x.place, {own.count("x")} AS n_articles, sum(x.n)::BIGINT AS n_mentions,
                                  {own.count("x")} FILTER (x.doubtful) AS n_doubtful
                           FROM article_places x
                           WHERE {_where(own, "x", "($country IS NULL OR x.country = $country)")} GROUP BY 1)
            SELECT p.geonameid, p.name, p.country, p.lat, p.lon, found.n_articles::BIGINT AS n_articles,
                   found.n_mentions, found.n_doubtful::BIGINT AS n_doubtful,
                   found.n_articles / $all_articles AS share
            FROM found JOIN places p USING (place)
            ORDER BY found.n_articles DESC, found.n_mentions DESC, p.name, p.geonameid LIMIT $limit""",
        all_articles=articles_in_view(own),
        country=country,
        limit=limit,
    )


def countries(store: Store, view: View) -> pd.DataFrame:
    """Return (country, n_articles, share): articles of the view with any place in that country, most first.

    The country itself, its cities and its regions all count; a region that no one country holds does not.
    """
    own = scope(store, view)
    return own.frame(
        f"""SELECT x.country, {own.count("x", repeated=True)}::BIGINT AS n_articles, n_articles / $all_articles AS share
            FROM article_places x WHERE {_where(own, "x", "x.country IS NOT NULL")}
            GROUP BY 1 ORDER BY 2 DESC, 1""",
        all_articles=articles_in_view(own),
    )


def over_time(store: Store, view: View, ids: Sequence[int], interval: str) -> pd.DataFrame:
    """Return (period, geonameid, name, n_articles, share) for each place and period, 0 where it is not named.

    Periods and ``share`` as in entities.over_time.
    """
    own = scope(store, view)
    params: dict[str, Any] = {}
    marks = bind(params, "id", [n for n in numbers(store, "places", "place", "geonameid", ids) if n is not None])
    return own.frame(
        f"""WITH {spine(own, interval)},
            found AS (SELECT {period_of("x.day", interval)} AS period, x.place, {own.count("x")} AS n
                      FROM article_places x WHERE {_where(own, "x", f"x.place IN ({marks})", "x.day IS NOT NULL")}
                      GROUP BY 1, 2)
            SELECT spine.period, p.geonameid, p.name, coalesce(found.n, 0)::BIGINT AS n_articles,
                   coalesce(found.n, 0) / in_view.n AS share
            FROM spine CROSS JOIN (SELECT * FROM places WHERE place IN ({marks})) p
            LEFT JOIN in_view USING (period)
            LEFT JOIN found ON found.period = spine.period AND found.place = p.place
            ORDER BY p.name, p.geonameid, 1""",
        **params,
    )


def by_outlet(store: Store, view: View, *, limit: int = 15) -> pd.DataFrame:
    """Return (geonameid, name, outlet, n_articles, share) of the top places in each outlet that names them.

    ``share`` is of that outlet's articles in the view.
    """
    own = scope(store, view)
    return own.frame(
        f"""WITH published AS (SELECT a.outlet, {own.count("a")} AS n FROM articles a
                               WHERE {own.where("a")} GROUP BY 1),
            found AS (SELECT x.place, x.outlet, {own.count("x")} AS n FROM article_places x
                      WHERE {_where(own, "x")} GROUP BY 1, 2),
            top AS (SELECT place, sum(n) AS n FROM found GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $limit)
            SELECT p.geonameid, p.name, o.name AS outlet, found.n::BIGINT AS n_articles, found.n / published.n AS share
            FROM found JOIN top USING (place) JOIN places p USING (place) JOIN outlets o USING (outlet)
                 JOIN published USING (outlet)
            ORDER BY top.n DESC, p.name, p.geonameid, n_articles DESC, o.name""",
        limit=limit,
    )


def names_at(store: Store, view: View, geonameid: int, *, kind: str | None = None, limit: int = 25) -> pd.DataFrame:
    """Return (id, name, kind, n_articles) of the people and organisations (or one kind) in articles with the place.

    Adding the place and the name to the view gives n_articles. They are named in the same article, no more.
    """
    here = view if geonameid in view.places else view.with_(places=(*view.places, geonameid))
    own = scope(store, here)
    kinds = (kind,) if kind else ("person", "org")
    top = pd.concat([top_entities(own, k, limit) for k in kinds])
    top = top.sort_values(["n_articles", "entity"], ascending=[False, True]).head(limit)
    params: dict[str, Any] = {}
    marks = bind(params, "top", top["entity"].tolist())
    found = own.frame(f"SELECT entity, id, name, kind FROM entities WHERE entity IN ({marks})", **params)
    joined = found.merge(top[["entity", "n_articles"]], on="entity")
    joined = joined.sort_values(["n_articles", "name", "id"], ascending=[False, True, True], ignore_index=True)
    return joined[["id", "name", "kind", "n_articles"]]


def card(store: Store, geonameid: int) -> Card | None:
    """Return what the whole store knows of the place; None where no article has it."""
    rows = store.rows(
        """SELECT geonameid, name, country, lat, lon, n_articles, n_mentions, first_day, last_day
           FROM places WHERE geonameid = ?""",
        [geonameid],
    )
    return Card(*rows[0]) if rows else None


def sentences(store: Store, view: View, geonameid: int, *, limit: int = 20, offset: int = 0) -> pd.DataFrame:
    """Return the names of the place in the view's articles, newest article first, each in its sentence.

    Columns: article_id, title, outlet, day, start, end, before, text, after, score, method, at, status, role.
    ``at`` is its place, from 0, in its article's own list of place names. With a place role in the view, only
    names in that role.
    """
    own = scope(store, view)
    found = own.frame(
        f"""WITH newest AS (SELECT x.article FROM article_places x WHERE {_where(own, "x", "x.place = $number")}
                            ORDER BY x.day DESC NULLS LAST, x.article DESC LIMIT $reach),
            found AS (SELECT t.* FROM toponyms t WHERE t.article IN (SELECT article FROM newest)
                      AND t.place = $number AND t.counted AND ($role IS NULL OR t.role = $role))
            SELECT f.article, a.id AS article_id, a.title, o.name AS outlet, a.day, f."start", f."end", f.score,
                   f.method, f."at", f.status, f.role
            FROM found f JOIN articles a USING (article) JOIN outlets o USING (outlet)
            ORDER BY a.day DESC NULLS LAST, f.article DESC, f."start" LIMIT $limit OFFSET $offset""",
        number=numbers(store, "places", "place", "geonameid", [geonameid])[0],
        role=view.place_role,
        reach=limit + offset,
        limit=limit,
        offset=offset,
    )
    return with_sentence(store, found)[[*SENTENCE_COLUMNS, "score", "method", "at", "status", "role"]]


def doubtful(store: Store, view: View, *, limit: int = 50) -> pd.DataFrame:
    """Return the view's place names whose pin nobody should trust, by status, most candidates first.

    Columns: article_id, title, text, status, candidates, alternatives (a JSON list), start. Their number is
    Totals.n_doubtful_places.
    """
    own = scope(store, view)
    status = ", ".join(f"'{s}'" for s in DOUBTFUL)
    return own.frame(
        f"""SELECT a.id AS article_id, a.title, t.text, t.status, t.candidates, t.alternatives, t."start"
            FROM toponyms t JOIN articles a USING (article)
            WHERE {own.where_article("t", "t.counted", f"t.status IN ({status})")}
            ORDER BY t.status, t.candidates DESC, t.article DESC, t."start" LIMIT $limit""",
        limit=limit,
    )


def _where(own: Scope, table: str, *more: str) -> str:
    """Return the condition on rows of article_places, which with a role in the view must have that role."""
    role = own.view.place_role
    return own.where(table, *([f"{table}.{ROLE_COLUMNS[role]}"] if role else []), *more)
