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
import pyarrow as pa
import pyarrow.compute as pc

from lib.queries.articles import days_of
from lib.queries.counts import nth_largest
from lib.queries.heads import listed
from lib.queries.mask import among, number_of
from lib.queries.scope import Scope, scope
from lib.store.columns import UNDATED, different, looked_up, scattered
from lib.store.headings import SOURCES
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
    own, known = scope(store, view), store.headings["stories"]
    own.tables["figures"] = figures = _figures(own, days_of(own)[1], limit * view.page)
    own.tables["told"] = known.table(figures["story"].to_numpy(), SOURCES["stories"])
    page = own.frame(
        f"""SELECT s.story, s.id, s.title, s.lead AS article, f.* EXCLUDE (story), s.n_articles AS n_all
            FROM figures f JOIN told s USING (story)
            ORDER BY {_ORDERS.get(view.sort or "", _LARGEST)} LIMIT $limit OFFSET $offset""",
        limit=limit,
        offset=limit * (view.page - 1),
    )
    leads = listed(own, page.pop("article").to_numpy(), ("id", "lead"))
    leads = leads.rename(columns={"id": "lead_id", "outlet": "lead_outlet"}).drop(columns="day")
    return page.join(leads)[list(LISTED_OF_STORIES)]


#: What a list shows of a story.
LISTED_OF_STORIES = ("story", "id", "title", "lead_id", "lead_outlet", "lead", "n_articles", "n_outlets", "n_texts")
LISTED_OF_STORIES += ("first_day", "last_day", "n_new", "n_before", "n_all")


def _figures(own: Scope, last: date | None, reach: int) -> pa.Table:
    """Return (story, n_articles, n_outlets, n_texts, first_day, last_day, n_new, n_before) of the stories in reach.

    These are those that can be among the first ``reach``; ``last`` is the last day of the view.
    """
    columns, end = own.store.columns, None if last is None else number_of(last)
    articles = _reached(own, end, reach)
    stories, group = np.unique(columns.story[articles], return_inverse=True)
    day, n = columns.day[articles], len(stories)
    dated = day != UNDATED
    # they come from the newest on, and of what is put in the same place the last stays
    first, latest = np.full(n, UNDATED), np.full(n, UNDATED)
    first[group[dated]], latest[group[dated][::-1]] = day[dated], day[dated][::-1]
    since = [dated & (day > end - k * RECENT_DAYS) if end is not None else dated for k in (1, 2)]
    new, both = (np.bincount(group[recent], minlength=n) for recent in since)
    known = {
        "story": stories,
        "n_articles": np.bincount(group, minlength=n),
        "n_outlets": different(group, columns.outlet[articles], n),
        "n_texts": different(group, columns.text[articles], n),
        "first_day": _days(first),
        "last_day": _days(latest),
        "n_new": new,
        "n_before": both - new,
    }
    return pa.table(known)


def _days(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers, pa.int32(), mask=numbers == UNDATED).cast(pa.date32())


def _reached(own: Scope, last: int | None, reach: int) -> np.ndarray:
    """Return the view's articles in the stories that can be among the first ``reach``, those of equal rank included.

    They come from the newest on, the undated last; ``last`` is the number of the last day of the view.
    """
    columns = own.store.columns
    articles = columns.newest[looked_up(_large(own, reach), columns.newest)]
    story, day = columns.story[articles], columns.day[articles]
    n = np.bincount(story)
    rank = _rank(own, n, last, story, day)
    there = np.flatnonzero(n)
    if len(there) > reach:
        there = there[rank[there] >= np.partition(rank[there], -reach)[-reach]]
    chosen = np.zeros(len(n), bool)
    chosen[there] = True
    return articles[chosen[story]]


def _large(own: Scope, reach: int) -> np.ndarray:
    """Return the mask of the view's articles in a story, where size comes first without those of stories too small."""
    story = own.store.columns.story
    found = own.mask & (story >= 0)
    if own.view.sort in _ORDERS:
        return found
    articles = np.flatnonzero(found)
    stories = story[articles]
    n = np.bincount(stories)
    if len(n) > reach:
        large = n >= nth_largest(n, reach)
        found = among(own.store.columns, articles[np.flatnonzero(looked_up(large, stories))])
    return found


def _rank(own: Scope, n: np.ndarray, last: int | None, story: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return for each story what the first two of its terms in _ORDERS come to, as one number: larger comes first.

    ``story`` and ``day`` are those of the view's articles from the newest on, the undated last.
    """
    n_dated = int(np.count_nonzero(day != UNDATED))
    dated, days = story[:n_dated], day[:n_dated].astype(np.int64)
    since = np.zeros(len(n), np.int64)
    # of what is put in the same place the last stays
    if own.view.sort == "oldest":
        since[dated] = DAYS - (days + BEFORE_1970)
        return since << 32 | n
    since[dated[::-1]] = days[::-1] + BEFORE_1970
    if own.view.sort == "newest":
        return since << 32 | n
    if own.view.sort == "growing" and last is not None:
        new, before = (story[(day > last - k * RECENT_DAYS) & (day != UNDATED)] for k in (1, 2))
        both = np.bincount(before, minlength=len(n))
        return (2 * np.bincount(new, minlength=len(n)) - both) * DAYS + since
    return n * DAYS + since


def pulses(store: Store, view: View, stories: tuple[int, ...]) -> dict[int, list[int]]:
    """Return the articles of each story (by number) over its own days, cut into at most POINTS equal parts."""
    own, columns = scope(store, view), store.columns
    articles = np.flatnonzero(_of(own, stories) & (columns.day != UNDATED))
    story, day = columns.story[articles], columns.day[articles]
    return {number: _pulse(day[story == number]) for number in np.unique(story).tolist()}


def _of(own: Scope, stories: tuple[int, ...]) -> np.ndarray:
    """Return the mask of the view's articles in ``stories``."""
    story = own.store.columns.story
    wanted = np.zeros(int(story.max(initial=-1)) + 2, bool)  # the last, which is -1 as well: articles without a story
    wanted[[number for number in stories if 0 <= number < len(wanted) - 1]] = True
    return own.mask & looked_up(wanted, np.where(story < 0, len(wanted) - 1, story))


def _pulse(days: np.ndarray) -> list[int]:
    since = days - days.min()
    length = int(since.max()) + 1
    parts = min(POINTS, length)
    return np.bincount(since.astype(np.int64) * parts // length, minlength=parts).tolist()


def voices(store: Store, view: View, stories: tuple[int, ...], *, limit: int = 3) -> dict[int, list[str]]:
    """Return the names of those quoted most in each story (by number), at most ``limit`` each."""
    own, columns, said = scope(store, view), store.columns, store.columns.said
    lines = np.flatnonzero(looked_up(_of(own, stories), said.articles))
    story = columns.story[said.articles[lines]]
    speaker = said.keys[np.searchsorted(said.starts, lines, side="right") - 1]
    speakers = np.flatnonzero(np.bincount(speaker))
    # two may have one name
    names = pc.dictionary_encode(store.known["entities"].rows("entity", speakers.tolist(), ("name",))["name"])
    names = names.combine_chunks()
    name = scattered(speakers, names.indices.to_numpy())[speaker]
    found = {}
    for number in np.unique(story).tolist():
        n = np.bincount(name[story == number])
        best = np.flatnonzero(n >= max(1, np.sort(n)[-limit:][0]))
        told = zip(n[best].tolist(), names.dictionary.take(pa.array(best)).to_pylist(), strict=True)
        found[number] = [one for _, one in sorted(told, key=lambda pair: (-pair[0], pair[1]))][:limit]
    return found


def of_article(store: Store, article: str) -> tuple[str, str, int, int] | None:
    """Return (story id, title, how many articles it has, its number) of the article's story."""
    place = store.number(article)
    if place is None:
        return None
    number = int(store.columns.story[place])
    told = store.headings["stories"].rows(np.array([number]), ("id", "title", "n_articles")).get(number)
    return told and (*told, number)


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
    number, columns = store.number(article), store.columns
    same = np.flatnonzero(columns.text == columns.text[number]) if number is not None else np.empty(0, np.int64)
    return store.frame(
        """SELECT id, title, name AS outlet, published_at, day, text <> article AS is_copy, copy_shared AS shared,
                  agency
           FROM articles JOIN same USING (article) JOIN outlets USING (outlet)
           ORDER BY is_copy, day NULLS LAST, published_at, id""",
        same=pa.table({"article": pa.array(same if len(same) > 1 else same[:0], pa.int32())}),
    )


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
