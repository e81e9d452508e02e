"""Stories: which there are in a view, and one of them: who had it when, whose text, who says what, who has what alone.

``n_articles`` and what follows count articles of the view in the story, so that adding the story to the view
(``story``) gives as many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lib.queries.articles import days_of
from lib.queries.mask import number_of
from lib.queries.scope import Scope, scope
from lib.store.columns import UNDATED
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: A story grows by its articles of the last so many days of the view against those of as many days before.
RECENT_DAYS = 7
#: Points of a sparkline, and articles of one story that its page draws and lists.
POINTS, LISTED = 24, 400
#: Names, places and quotes shown of what only one outlet has.
ONLY = 6
#: More than the days of the years 1 to 9999, and than those of them before 1970.
DAYS, BEFORE_1970 = 4_000_000, 800_000
_ORDERS = {
    "newest": "f.last_day DESC NULLS LAST, f.n_articles DESC, s.id",
    "oldest": "f.first_day ASC NULLS LAST, f.n_articles DESC, s.id",
    "growing": "f.n_new - f.n_before DESC, f.last_day DESC NULLS LAST, f.n_articles DESC, s.id",
}
_LARGEST = "f.n_articles DESC, f.last_day DESC NULLS LAST, s.id"


@dataclass(frozen=True, slots=True)
class Card:
    """What the whole store knows of one story, whatever the view; ``lead`` is the id of its lead article."""

    id: str
    title: str
    lead: str
    n_articles: int
    n_outlets: int
    n_texts: int
    first_day: date | None
    last_day: date | None


def card(store: Store, id: str) -> Card | None:
    """Return what the whole store knows of the story ``id``; None where there is none."""
    rows = store.rows(
        """SELECT s.id, s.title, a.id, s.n_articles, s.n_outlets, s.n_texts, s.first_day, s.last_day
           FROM stories s JOIN articles a ON a.article = s.lead WHERE s.id = ?""",
        [id],
    )
    return Card(*rows[0]) if rows else None


def listing(store: Store, view: View, *, limit: int = 25) -> pd.DataFrame:
    """Return page ``view.page`` of the view's stories, as many over all pages as Totals.n_stories.

    Columns: story, id, title, lead_id, lead_outlet, lead (the beginning of that article), n_articles, n_outlets,
    n_texts, first_day, last_day, n_new and n_before (articles of the view's last RECENT_DAYS and of the days
    before), n_all. Largest first; by view.sort also the newest, the oldest, or those that grow most ("growing").
    """
    own = scope(store, view)
    order, last = _ORDERS.get(view.sort or "", _LARGEST), days_of(own)[1]
    return own.frame(
        f"""WITH own AS (SELECT a.story, a.outlet, a.text, a.day
                         FROM articles a JOIN {own.page(_reached(own, last, limit * view.page))} USING (article)),
            ending AS (SELECT $last::DATE AS last),
            f AS (SELECT story, count(*) AS n_articles, count(DISTINCT outlet) AS n_outlets,
                         count(DISTINCT text) AS n_texts, min(day) AS first_day, max(day) AS last_day,
                         count(*) FILTER (day > last - {RECENT_DAYS}) AS n_new,
                         count(*) FILTER (day > last - 2 * {RECENT_DAYS} AND day <= last - {RECENT_DAYS}) AS n_before
                  FROM own, ending GROUP BY story),
            page AS (SELECT s.story, s.id FROM f JOIN stories s USING (story) ORDER BY {order}
                     LIMIT $limit OFFSET $offset)
            SELECT s.story, s.id, s.title, a.id AS lead_id, o.name AS lead_outlet, a.lead, f.n_articles, f.n_outlets,
                   f.n_texts, f.first_day, f.last_day, f.n_new, f.n_before, s.n_articles AS n_all
            FROM page JOIN stories s USING (story) JOIN f ON f.story = s.story JOIN articles a ON a.article = s.lead
                 JOIN outlets o ON o.outlet = a.outlet
            ORDER BY {order}""",
        last=last,
        limit=limit,
        offset=limit * (view.page - 1),
    )


def _reached(own: Scope, last: date | None, reach: int) -> np.ndarray:
    """Return the view's articles in the stories that can be among the first ``reach``, those of equal rank included.

    ``last`` is the last day of the view.
    """
    columns = own.store.columns
    articles = np.flatnonzero(own.mask & (columns.story >= 0))
    story, day = columns.story[articles], columns.day[articles]
    n = np.bincount(story)
    rank = _rank(own, n, None if last is None else number_of(last), story, day)
    there = np.flatnonzero(n)
    if len(there) > reach:
        there = there[rank[there] >= np.partition(rank[there], -reach)[-reach]]
    chosen = np.zeros(len(n), bool)
    chosen[there] = True
    return articles[chosen[story]]


def _rank(own: Scope, n: np.ndarray, last: int | None, story: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return for each story what the first two of its terms in _ORDERS come to, as one number: larger comes first."""
    ordered = np.argsort(day, kind="stable")
    ordered = ordered[day[ordered] != UNDATED]
    since = np.zeros(len(n), np.int64)
    if own.view.sort == "oldest":
        since[story[ordered[::-1]]] = DAYS - (day[ordered[::-1]].astype(np.int64) + BEFORE_1970)
        return since << 32 | n
    since[story[ordered]] = day[ordered].astype(np.int64) + BEFORE_1970
    if own.view.sort == "newest":
        return since << 32 | n
    if own.view.sort == "growing" and last is not None:
        new, before = (story[(day > last - k * RECENT_DAYS) & (day != UNDATED)] for k in (1, 2))
        both = np.bincount(before, minlength=len(n))
        return (2 * np.bincount(new, minlength=len(n)) - both) * DAYS + since
    return n * DAYS + since


def pulses(store: Store, view: View, stories: tuple[int, ...]) -> dict[int, list[int]]:
    """Return the articles of each story (by number) over its own days, cut into at most POINTS equal parts."""
    own = scope(store, view)
    marks = ", ".join(str(int(s)) for s in stories) or "NULL"
    days = own.frame(
        f"""SELECT a.story, a.day, count(*) AS n FROM articles a
            WHERE {own.where("a", f"a.story IN ({marks})", "a.day IS NOT NULL")} GROUP BY 1, 2"""
    )
    return {int(story): _pulse(part) for story, part in days.groupby("story")}


def _pulse(days: pd.DataFrame) -> list[int]:
    since = (pd.to_datetime(days["day"]) - pd.to_datetime(days["day"]).min()).dt.days
    parts = min(POINTS, int(since.max()) + 1)
    part = since * parts // (int(since.max()) + 1)
    return days["n"].groupby(part).sum().reindex(range(parts), fill_value=0).astype(int).tolist()


def voices(store: Store, view: View, stories: tuple[int, ...], *, limit: int = 3) -> dict[int, list[str]]:
    """Return the names of those quoted most in each story (by number), at most ``limit`` each."""
    own = scope(store, view)
    marks = ", ".join(str(int(s)) for s in stories) or "NULL"
    found = own.frame(
        f"""SELECT q.story, e.name FROM quote_speakers q JOIN entities e ON e.entity = q.speaker
            WHERE {own.where("q", f"q.story IN ({marks})")} GROUP BY 1, 2
            QUALIFY row_number() OVER (PARTITION BY q.story ORDER BY count(*) DESC, e.name) <= $limit
            ORDER BY 1, count(*) DESC, 2""",
        limit=limit,
    )
    return {int(story): part["name"].tolist() for story, part in found.groupby("story")}


def of_article(store: Store, article: str) -> tuple[str, str, int] | None:
    """Return (story id, title, its number of articles) of the article's story."""
    rows = store.rows(
        "SELECT s.id, s.title, s.n_articles FROM articles a JOIN stories s USING (story) WHERE a.id = ?", [article]
    )
    return rows[0] if rows else None


def articles(store: Store, view: View, story: str, *, limit: int = LISTED) -> pd.DataFrame:
    """Return the view's articles of ``story`` from the first to the last, undated ones at the end.

    Columns: id, title, outlet, published_at, day, lead, n_words, score, reason, agency, is_copy, shared, original_id,
    original_outlet.
    """
    own = scope(store, view.with_(story=story))
    return own.frame(
        f"""SELECT a.id, a.title, o.name AS outlet, a.published_at, a.day, a.lead, a.n_words, a.story_score AS score,
                   a.story_reason AS reason, a.agency, a.text <> a.article AS is_copy, a.copy_shared AS shared,
                   b.id AS original_id, p.name AS original_outlet
            FROM articles a JOIN outlets o ON o.outlet = a.outlet JOIN articles b ON b.article = a.text
                 JOIN outlets p ON p.outlet = b.outlet
            WHERE {own.where("a")} ORDER BY a.day NULLS LAST, a.published_at, a.id LIMIT $limit""",
        limit=limit,
    )


def days(store: Store, view: View, story: str) -> pd.DataFrame:
    """Return (day, outlet, n, n_wire): the story's dated articles of each outlet and day; n_wire as in ``origins``."""
    own = scope(store, view.with_(story=story))
    return own.frame(
        f"""SELECT a.day, o.name AS outlet, count(*)::BIGINT AS n,
                   count(*) FILTER (a.agency IS NOT NULL OR a.text <> a.article)::BIGINT AS n_wire
            FROM articles a JOIN outlets o USING (outlet) WHERE {own.where("a", "a.day IS NOT NULL")}
            GROUP BY 1, 2 ORDER BY 1, 2"""
    )


def versions(store: Store, article: str) -> pd.DataFrame:
    """Return every article with the text of ``article``, itself too, the original first; empty where it has no copy.

    Columns: id, title, outlet, published_at, day, is_copy, shared, agency.
    """
    found = store.frame(
        """SELECT b.id, b.title, o.name AS outlet, b.published_at, b.day, b.text <> b.article AS is_copy,
                  b.copy_shared AS shared, b.agency
           FROM articles a JOIN articles b ON b.text = a.text JOIN outlets o ON o.outlet = b.outlet
           WHERE a.id = ? ORDER BY is_copy, b.day NULLS LAST, b.published_at, b.id""",
        [article],
    )
    return found if len(found) > 1 else found.head(0)


def origins(store: Store, view: View, story: str) -> pd.DataFrame:
    """Return (outlet, n_articles, n_wire, n_copies, first_at) of the story's outlets, the first to report first.

    ``n_wire`` are articles with an agency's credit or copied from another article, ``n_copies`` the latter alone.
    """
    own = scope(store, view.with_(story=story))
    return own.frame(
        f"""SELECT o.name AS outlet, count(*)::BIGINT AS n_articles,
                   count(*) FILTER (a.agency IS NOT NULL OR a.text <> a.article)::BIGINT AS n_wire,
                   count(*) FILTER (a.text <> a.article)::BIGINT AS n_copies,
                   min(a.published_at) FILTER (a.day IS NOT NULL) AS first_at
            FROM articles a JOIN outlets o USING (outlet) WHERE {own.where("a")}
            GROUP BY 1 ORDER BY first_at NULLS LAST, n_articles DESC, 1"""
    )


def alone(store: Store, view: View, story: str) -> pd.DataFrame:
    """Return (outlet, id, name, kind, n) of names and places that only one of the story's outlets has.

    At most ONLY of each outlet, those it mentions most first; ``id`` is an entity's, or a place's geonameid as text.
    Empty for a story of one outlet, where everything is its own.
    """
    own = scope(store, view.with_(story=story))
    return own.frame(
        f"""WITH said AS (
                SELECT x.outlet, e.id, e.name, e.kind, x.n FROM article_entities x JOIN entities e USING (entity)
                WHERE {own.where("x", "x.kind IN ('person', 'org')")}
                UNION ALL SELECT x.outlet, p.geonameid::VARCHAR, p.name, 'place', x.n
                FROM article_places x JOIN places p USING (place) WHERE {own.where("x")}),
            one AS (SELECT min(outlet) AS outlet, id, name, kind, sum(n)::BIGINT AS n FROM said
                    GROUP BY id, name, kind HAVING count(DISTINCT outlet) = 1)
            SELECT o.name AS outlet, one.id, one.name, one.kind, one.n FROM one JOIN outlets o USING (outlet)
            WHERE (SELECT count(DISTINCT outlet) FROM said) > 1
            QUALIFY row_number() OVER (PARTITION BY one.outlet ORDER BY one.n DESC, one.name) <= {ONLY}
            ORDER BY 1, one.n DESC, one.name"""
    )


def find(store: Store, text: str, *, limit: int = 20) -> pd.DataFrame:
    """Return (id, title, n_articles) of stories whose title holds every word of ``text``, the largest first."""
    words = re.findall(r"\w+", text.lower())
    return store.frame(
        """SELECT id, title, n_articles FROM stories
           WHERE len($words) > 0 AND list_bool_and([contains(lower(title), w) FOR w IN $words])
           ORDER BY n_articles DESC, last_day DESC NULLS LAST, id LIMIT $limit""",
        {"words": words, "limit": limit},
    )
