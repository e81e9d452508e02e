"""Places: what the view's articles are about on the map, over time and by outlet; the doubtful listed.

Figures count articles, or the stories or texts that these belong to (lib.view.UNITS). An article counts once for a
place, however often it names it. With a place role in the view ("dateline", "in_quote"), only places in that role are
counted, so that a click gives as many articles as the circle said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries import timeline
from lib.queries.articles import first_of
from lib.queries.context import SENTENCE_COLUMNS, in_sentences, mentions_on_page
from lib.queries.counts import counts_in, largest, top_entities
from lib.queries.doubts import in_doubt
from lib.queries.entities import described, spread, told
from lib.queries.mask import country_code
from lib.queries.rows import by_number, framed
from lib.queries.scope import Scope, numbers, scope
from lib.store.columns import DOUBTFUL, ROLE_BITS, Postings, different, looked_up, sums
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store


#: What a list shows of a place, and the columns of ``ranking``.
PLACED = ("geonameid", "name", "country", "lat", "lon")
RANKED = dict(zip(PLACED, ("int64", "str", "str", "float64", "float64"), strict=True))
RANKED |= dict.fromkeys(("n_articles", "n_mentions", "n_doubtful"), "int64") | {"share": "float64"}


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
    own, lists = scope(store, view), store.columns.places
    n = counts_in(own, lists)
    if country:
        inside = described(store, "places", "country", [country], "place")["place"]
        n = n * np.isin(lists.keys, inside)
    best = largest(lists.keys, n, limit)
    numbers, of = lists.keys[best].tolist(), own.n_articles or 1
    known = by_number(store, "places", numbers, PLACED)
    rows = [
        (*(known[number][name] for name in PLACED), *sizes)
        for number, *sizes in zip(numbers, n[best].tolist(), *_mentions(own, lists, best), strict=True)
    ]
    rows.sort(key=lambda row: (-row[5], -row[6], row[1], row[0]))
    return framed([(*row, row[5] / of) for row in rows], RANKED)


def _mentions(own: Scope, lists: Postings, best: np.ndarray) -> tuple[list[int], list[int]]:
    """Return how often the view names each of ``best`` (positions in the keys), and in how many articles in doubt."""
    lines = [slice(int(lists.starts[at]), int(lists.starts[at + 1])) for at in best]
    starts = np.cumsum([0, *(one.stop - one.start for one in lines)])[:-1]
    empty = [slice(0, 0)]
    articles, n, roles = (
        np.concatenate([values[one] for one in lines or empty])
        for values in (lists.articles, lists.more["n"], lists.more["roles"])
    )
    chosen, role = looked_up(own.mask, articles), own.view.place_role
    if role:
        chosen = chosen & (roles & ROLE_BITS[role] != 0)
    doubtful = chosen & (roles & DOUBTFUL != 0)
    if own.unit is None:
        n_doubtful = sums(doubtful, starts)
    else:
        there = np.flatnonzero(doubtful)
        owners = np.repeat(np.arange(len(best)), np.diff(np.append(starts, len(articles))))
        n_doubtful = different(owners[there], own.unit[articles[there]], len(best))
    return sums(n * chosen, starts).tolist(), n_doubtful.tolist()


def countries(store: Store, view: View) -> pd.DataFrame:
    """Return (country, n_articles, share): articles of the view with any place in that country, most first.

    The country itself, its cities and its regions all count; a region that no one country holds does not.
    """
    own, lists = scope(store, view), store.columns.countries
    n = counts_in(own, lists)
    found = np.flatnonzero(n)
    frame = pd.DataFrame({"country": [country_code(int(key)) for key in lists.keys[found]], "n_articles": n[found]})
    frame = frame.astype({"country": "str", "n_articles": np.int64})
    frame["share"] = frame["n_articles"] / (own.n_articles or 1)
    return frame.sort_values(["n_articles", "country"], ascending=[False, True], ignore_index=True)


def over_time(store: Store, view: View, ids: Sequence[int], interval: str) -> pd.DataFrame:
    """Return (period, geonameid, name, n_articles, share) for each place and period, 0 where it is not named.

    Periods and ``share`` as in entities.over_time.
    """
    own, columns = scope(store, view), store.columns
    known = told(store, "places", "geonameid", ids, ("place", "geonameid", "name"))
    found = {
        id: timeline.articles_per_period(own, interval, own.among(columns.places, place, view.place_role))
        for place, id, _ in known
    }
    of = timeline.articles_per_period(own, interval)
    names = {id: name for _, id, name in known}
    compared = timeline.compared(found, of, interval, names=names, counted="n_articles")
    return compared.rename(columns={"id": "geonameid"}).astype({"geonameid": np.int64})


def by_outlet(store: Store, view: View, *, limit: int = 15) -> pd.DataFrame:
    """Return (geonameid, name, outlet, n_articles, share) of the top places in each outlet that names them.

    ``share`` is of that outlet's articles in the view.
    """
    own, lists = scope(store, view), store.columns.places
    top = lists.keys[largest(lists.keys, counts_in(own, lists), limit)]
    known = told(store, "places", "place", top.tolist(), ("place", "geonameid", "name"))
    return spread(own, [(id, name, own.among(lists, place, view.place_role)) for place, id, name in known], "geonameid")


def names_at(store: Store, view: View, geonameid: int, *, kind: str | None = None, limit: int = 25) -> pd.DataFrame:
    """Return (id, name, kind, n_articles) of the people and organisations (or one kind) in articles with the place.

    Adding the place and the name to the view gives n_articles. They are named in the same article, no more.
    """
    here = view if geonameid in view.places else view.with_(places=(*view.places, geonameid))
    top = top_entities(scope(store, here), (kind,) if kind else ("person", "org"), limit)
    known = by_number(store, "entities", top["entity"].tolist(), ("id", "name", "kind"))
    counted = zip(top["entity"].tolist(), top["n_articles"].tolist(), strict=True)
    rows = [(*(known[number][name] for name in ("id", "name", "kind")), n) for number, n in counted]
    return framed(sorted(rows, key=lambda row: (-row[3], row[1], row[0])), NAMED)


#: The columns of ``names_at``.
NAMED = dict.fromkeys(("id", "name", "kind"), "str") | {"n_articles": "int64"}


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
    number = numbers(store, "places", "place", "geonameid", [geonameid])[0]
    page = mentions_on_page(own, store.columns.places, number, (offset, offset + limit), view.place_role)
    there = "m.place = $number AND ($role IS NULL OR m.role = $role)"
    found = in_sentences(
        own, page, "toponyms", there, "status", "role", limit=limit, number=number, role=view.place_role
    )
    return found[[*SENTENCE_COLUMNS, "score", "method", "at", "status", "role"]]


def doubtful(store: Store, view: View, *, limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """Return the view's place names whose pin nobody should trust, by status, most candidates first.

    Columns: article_id, title, text, status, method, candidates, geonameid, name, country, lat, lon, score (of the
    best guess; missing where there is none), alternatives (a JSON list), start. Their number is
    Totals.n_doubtful_places. With a place role in the view, only names in that role.
    """
    own, columns = scope(store, view), store.columns
    lines = first_of(np.arange(len(columns.doubt_articles)), in_doubt(own), offset, limit)
    own.tables["doubts"] = pa.table({"article": columns.doubt_articles[lines], "start": columns.doubt_starts[lines]})
    return own.frame(
        """SELECT a.id AS article_id, a.title, t.text, t.status, t.method, t.candidates, p.geonameid, p.name,
                   p.country, p.lat, p.lon, t.score, t.alternatives, t."start"
            FROM toponyms t JOIN doubts d ON d.article = t.article AND d."start" = t."start"
            JOIN articles a ON a.article = t.article LEFT JOIN places p USING (place)
            ORDER BY t.status, t.candidates DESC, t.article DESC, t."start" LIMIT $limit""",
        limit=limit,
    )
