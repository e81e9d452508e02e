"""One place: in which roles and outlets it is named, and where nobody can be sure that it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lib.queries.entities import spread
from lib.queries.scope import ROLE_COLUMNS, Scope, numbers, scope
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store


def roles(store: Store, view: View, geonameid: int) -> pd.DataFrame:
    """Return (role, n_articles, share): in how many articles that name the place it stands in each role.

    An article may have it in several. The view's own role is left aside; the place and the role added to the view
    give n_articles, and ``share`` is of the articles with the place.
    """
    own = scope(store, view.with_(place_role=None, places=_with(view, geonameid)))
    whole = own.n(_articles(own, geonameid))
    found = [(role, own.n(_articles(own, geonameid, role))) for role in ROLE_COLUMNS]
    return pd.DataFrame([(role, n, n / (whole or 1)) for role, n in found], columns=["role", "n_articles", "share"])


def outlets(store: Store, view: View, geonameid: int, *, limit: int = 15) -> pd.DataFrame:
    """Return (outlet, n_articles, share) of the outlets that name the place, most articles first.

    ``share`` is of that outlet's articles in the view. The place and the outlet added to the view give n_articles.
    """
    own = scope(store, view)
    found = [(geonameid, "", _articles(own, geonameid, view.place_role))]
    return spread(own, found, "geonameid")[["outlet", "n_articles", "share"]].head(limit)


def n_guessed(store: Store, view: View, geonameid: int) -> int:
    """Return how many of the view's names taken for the place are only a guess."""
    own = scope(store, view)
    return int(_ask(own, geonameid, _in_doubt(own, geonameid), "SELECT count(*) AS n", "")["n"].iloc[0])


def guessed(store: Store, view: View, geonameid: int, *, limit: int = 20) -> pd.DataFrame:
    """Return the names that are only guessed to mean the place, newest article first; columns as places.doubtful."""
    own = scope(store, view)
    articles = _in_doubt(own, geonameid)
    some = _newest(own, articles, LOOKED_AT * limit)
    found = _ask(own, geonameid, some, GUESSED, NEWEST_FIRST, limit=limit)
    # not every one of them has such a name: where these do not do, all are asked
    enough = len(found) == limit or len(some) == len(articles)
    return found if enough else _ask(own, geonameid, articles, GUESSED, NEWEST_FIRST, limit=limit)


#: Articles looked at for each name that is shown.
LOOKED_AT = 12
GUESSED = """SELECT a.id AS article_id, a.title, t.text, t.status, t.method, t.candidates, p.geonameid, p.name,
    p.country, p.lat, p.lon, t.score, t.alternatives, t."start\""""
NEWEST_FIRST = 'ORDER BY a.day DESC NULLS LAST, t.article DESC, t."start" LIMIT $limit'


def _in_doubt(own: Scope, geonameid: int) -> np.ndarray:
    """Return the view's articles that name the place and have some place name without a sure pin."""
    articles = _articles(own, geonameid, own.view.place_role)
    return articles[own.store.columns.doubts_of[articles] > 0]


def _newest(own: Scope, articles: np.ndarray, n: int) -> np.ndarray:
    """Return the ``n`` of ``articles`` that come first by day, of one day those with the highest numbers."""
    if len(articles) <= n:
        return articles
    late = own.store.columns.day[articles].astype(np.int64) << 32 | articles
    return articles[np.argpartition(late, len(late) - n)[len(late) - n :]]


def _ask(own: Scope, geonameid: int, articles: np.ndarray, select: str, order: str, **params: int) -> pd.DataFrame:
    """Return what is selected of the names in doubt (t) in ``articles`` (a) that are taken for the place (p)."""
    return own.frame(
        f"""{select} FROM toponyms t JOIN {own.page(articles)} USING (article) JOIN articles a USING (article)
            JOIN places p USING (place)
            WHERE p.geonameid = $geonameid AND t.counted AND t.status = 'ambiguous'
                AND ($role IS NULL OR t.role = $role) {order}""",
        geonameid=geonameid,
        role=own.view.place_role,
        **params,
    )


def _articles(own: Scope, geonameid: int, role: str | None = None) -> np.ndarray:
    """Return the numbers of the view's articles that name the place, in the role where one is given."""
    number = numbers(own.store, "places", "place", "geonameid", [geonameid])[0]
    return own.store.columns.newest[:0] if number is None else own.among(own.store.columns.places, number, role)


def _with(view: View, geonameid: int) -> tuple[int, ...]:
    return view.places if geonameid in view.places else (*view.places, geonameid)
