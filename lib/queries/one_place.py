"""One place: in which roles and outlets it is named, and where nobody can be sure that it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

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
    return int(_ask(store, view, geonameid, "SELECT count(*) AS n", "")["n"].iloc[0])


def guessed(store: Store, view: View, geonameid: int, *, limit: int = 20) -> pd.DataFrame:
    """Return the names that are only guessed to mean the place, newest article first; columns as places.doubtful."""
    return _ask(
        store,
        view,
        geonameid,
        """SELECT a.id AS article_id, a.title, t.text, t.status, t.method, t.candidates, p.geonameid, p.name,
                  p.country, p.lat, p.lon, t.score, t.alternatives, t."start\"""",
        f"""ORDER BY a.day DESC NULLS LAST, t.article DESC, t."start" LIMIT {int(limit)}""",
    )


def _ask(store: Store, view: View, geonameid: int, select: str, order: str) -> pd.DataFrame:
    """Return what is selected of the names in doubt (t) that are taken for the place (p), with their articles (a)."""
    own = scope(store, view)
    own.tables["naming"] = pa.table({"article": pa.array(_articles(own, geonameid, view.place_role), pa.int32())})
    return own.frame(
        f"""{select} FROM toponyms t JOIN naming USING (article) JOIN articles a USING (article)
            JOIN places p USING (place)
            WHERE p.geonameid = $geonameid AND t.counted AND t.status = 'ambiguous'
                AND ($role IS NULL OR t.role = $role) {order}""",
        geonameid=geonameid,
        role=view.place_role,
    )


def _articles(own: Scope, geonameid: int, role: str | None = None) -> np.ndarray:
    """Return the numbers of the view's articles that name the place, in the role where one is given."""
    number = numbers(own.store, "places", "place", "geonameid", [geonameid])[0]
    return own.store.columns.newest[:0] if number is None else own.among(own.store.columns.places, number, role)


def _with(view: View, geonameid: int) -> tuple[int, ...]:
    return view.places if geonameid in view.places else (*view.places, geonameid)
