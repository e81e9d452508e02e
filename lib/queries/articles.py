"""Articles over time and as a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries import timeline
from lib.queries.counts import largest
from lib.queries.heads import listed
from lib.queries.mask import among, day_of
from lib.queries.periods import pick
from lib.queries.scope import Scope, scope
from lib.store.columns import UNDATED
from lib.store.headings import SOURCES
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store
    from lib.store.search import Hits

#: So many times the hits of a page and those before it are asked for first, as some are not in the view; and then so
#: many times more, as either few are or all fit alike.
AT_FIRST, FURTHER = 8, 60
#: Outlets that get a row for every period, as many as a chart draws by name; smaller ones only where they published.
FILLED_OUTLETS = 10
#: More cells of periods and outlets than this are counted one by one instead of all at once: a wrong date ("1026").
MAX_CELLS = 5_000_000

#: Days without any article that part two stretches of time, where they are also a tenth of all days.
SILENCE = 180

NO_COVERAGE = pd.DataFrame({"period": np.empty(0, "datetime64[us]"), "outlet": pd.Series(dtype="str"), "n_articles": 0})


def stretches(store: Store, view: View, *, limit: int = 8) -> pd.DataFrame:
    """Return (start, end, n_articles) of the stretches of time that hold the view's dated articles, in order.

    Between two of them lie more than SILENCE days without one, and a tenth of all days: an archive of one year
    beside this week's news is two. With more than ``limit``, those with most articles.
    """
    columns, own = store.columns, scope(store, view)
    articles = np.flatnonzero(own.mask & (columns.day != UNDATED))
    days = columns.day[articles]
    known = np.unique(days).astype(np.int64)
    if not len(known):
        return pd.DataFrame({"start": [], "end": [], "n_articles": []})
    cuts = np.flatnonzero(np.diff(known) > max(SILENCE, (known[-1] - known[0]) // 10))
    edges = zip(known[np.r_[0, cuts + 1]], known[np.r_[cuts, len(known) - 1]], strict=True)
    rows = [(day_of(a), day_of(b), own.n(articles[(days >= a) & (days <= b)])) for a, b in edges]
    found = pd.DataFrame(rows, columns=["start", "end", "n_articles"])
    return found.nlargest(limit, "n_articles").sort_values("start", ignore_index=True)


def coverage(store: Store, view: View, interval: str) -> pd.DataFrame:
    """Return (period, outlet, n_articles): the view's dated articles by day, week or month and outlet.

    Every period from the first to the last is there: the ten outlets with the most articles have a row of 0
    where they published nothing. Adding the numbers of a period up gives the articles in it.
    """
    columns, own = store.columns, scope(store, view)
    articles = np.flatnonzero(own.mask & (columns.day != UNDATED))
    if not len(articles):
        return NO_COVERAGE.copy()
    names, place = outlets_by_name(store)
    days, outlets = columns.day[articles], place[columns.outlet[articles]]
    low, width = int(days.min()), len(names)
    periods, period_of = np.unique(
        timeline.first_days(np.arange(low, int(days.max()) + 1), interval), return_inverse=True
    )
    cells, n = _counted(period_of[days - low] * width + outlets, None if own.unit is None else own.unit[articles])
    totals = np.bincount(cells % width, weights=n)
    filled = largest(np.arange(len(totals)), totals, FILLED_OUTLETS)
    filling = (np.arange(len(periods))[:, None] * width + filled).ravel()
    every = np.sort(np.concatenate([cells, filling[~np.isin(filling, cells, assume_unique=True)]]))
    told = np.zeros(len(every), np.int64)
    told[np.searchsorted(every, cells)] = n
    return pd.DataFrame(
        {
            "period": periods[every // width].astype("datetime64[us]"),
            "outlet": pd.Series(names.take(pa.array(every % width)).to_pandas(), dtype="str"),
            "n_articles": told,
        }
    )


def outlets_by_name(store: Store) -> tuple[pa.Array, np.ndarray]:
    """Return the names of the outlets in order, and for each outlet's number its place among them."""
    named = store.known["outlets"].named()
    order = sorted(named, key=named.__getitem__)
    place = np.zeros(max(named, default=-1) + 1, np.int64)
    place[order] = np.arange(len(order))
    return pa.array([named[outlet] for outlet in order], pa.string()), place


def _counted(cells: np.ndarray, unit: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return which of ``cells`` there are, ascending, and how often, or with how many different ``unit``, each."""
    if unit is not None:
        wide = int(unit.max()) + 1
        return np.unique(np.unique(cells * wide + unit) // wide, return_counts=True)
    if cells.max() > MAX_CELLS:
        return np.unique(cells, return_counts=True)
    n = np.bincount(cells)
    own = np.flatnonzero(n)
    return own, n[own]


def pick_interval(store: Store, view: View) -> str:
    """Return day, week or month: the view's own, else what the days between its first and last article ask for."""
    first, last = days_of(scope(store, view))
    return pick(first, last, view.interval)


def days_of(scope: Scope) -> tuple[date | None, date | None]:
    """Return the first and the last day of the view's dated articles, None where it has none."""
    columns = scope.store.columns
    ends = [first_of(ordered, scope.mask, 0, 1) for ordered in (columns.oldest, columns.newest)]
    days = [columns.day[end[0]] for end in ends if len(end)]
    return tuple(day_of(day) for day in days) if days and UNDATED not in days else (None, None)


def per_period(store: Store, view: View, interval: str) -> pd.DataFrame:
    """Return (period, n_articles) of the view's dated articles, 0 where there are none."""
    found = timeline.articles_per_period(scope(store, view), interval)
    periods = timeline.gapless(found, interval)
    n = found.reindex(periods).fillna(0).astype(np.int64)
    return pd.DataFrame({"period": periods, "n_articles": n.to_numpy()})


#: What a list shows of an article.
LISTED = ("id", "title", "outlet", "published_at", "day", "lead", "n_words", "n_quotes", "n_mentions", "url")
LISTED += ("annotated", "n_same", "is_copy")


def listing(store: Store, view: View, *, limit: int = 50) -> pd.DataFrame:
    """Return page ``view.page`` of the view's articles, as many rows as Totals.n_articles over all pages.

    A view that counts texts has one row for each (Totals.n_texts): its original, or the earliest copy in the view.
    Columns: id, title, outlet, published_at, day, lead, n_words, n_quotes, n_mentions, url, annotated, n_same (articles
    of the view with this text, where texts are counted, else 1), is_copy.
    Sorted by view.sort: "newest" (the default) or "oldest", articles without a date last in both; "most" and
    "best" put first those that mention the view's names most often (any name, where it has none); "match" those that
    fit the view's words best.
    """
    own, columns = scope(store, view), store.columns
    page = shown(own, limit)
    found = listed(own, page, SOURCES["articles"])
    same = np.ones(len(page), np.int64)
    if view.unit == "texts":
        same = np.bincount(columns.text[own.mask])[columns.text[page]]
    known = {
        "n_mentions": columns.n_mentions[page].astype(np.int32),
        "annotated": columns.annotated[page],
        "n_same": same,
    }
    return found.assign(**known, is_copy=columns.text[page] != page)[list(LISTED)]


def shown(own: Scope, limit: int) -> np.ndarray:
    """Return the numbers of the articles on the view's page of a list with ``limit`` a page, in order."""
    mask = _folded(own) if own.view.unit == "texts" else own.mask
    return _page(own, mask, limit * (own.view.page - 1), limit)


def _folded(own: Scope) -> np.ndarray:
    """Return the mask of one article for each text of the view: its original, or the earliest copy in the view."""
    columns = own.store.columns
    earliest = columns.oldest[own.mask[columns.oldest]]
    ordered = np.concatenate([earliest[columns.text[earliest] == earliest], earliest])
    return among(columns, ordered[np.unique(columns.text[ordered], return_index=True)[1]])


def _page(scope: Scope, mask: np.ndarray, offset: int, limit: int) -> np.ndarray:
    """Return the numbers of the articles of ``mask`` on one page, in order."""
    if scope.view.sort in ("most", "best"):
        return _most(scope, mask, offset, limit)
    if scope.view.sort == "match" and scope.view.words:
        return _fitting(scope, mask, offset, limit)
    columns = scope.store.columns
    return first_of(columns.oldest if scope.view.sort == "oldest" else columns.newest, mask, offset, limit)


def first_of(ordered: np.ndarray, mask: np.ndarray, offset: int, limit: int) -> np.ndarray:
    """Return those of ``ordered`` that are in ``mask``, ``limit`` of them from ``offset`` on; looks no further."""
    found, start, step = [], 0, max(1024, 4 * (offset + limit))
    while start < len(ordered) and sum(map(len, found)) < offset + limit:
        piece = ordered[start : start + step]
        found.append(piece[mask[piece]])
        start, step = start + step, 4 * step
    return np.concatenate(found)[offset : offset + limit] if found else ordered[:0]


def _most(scope: Scope, mask: np.ndarray, offset: int, limit: int) -> np.ndarray:
    """Return the page of articles that mention the view's names, or any name, most often; of equals the newest."""
    columns = scope.store.columns
    n = columns.n_mentions.astype(np.int64)
    if scope.names:
        n = np.zeros(columns.n, np.int64)
        for number in scope.names:
            own = columns.names.lines(number)
            n[columns.names.articles[own]] += columns.names.more["n"][own]
    chosen = columns.newest[mask[columns.newest]]
    rank = n[chosen] * len(chosen) - np.arange(len(chosen))
    reach = min(offset + limit, len(chosen))
    best = np.argpartition(-rank, reach - 1)[:reach] if reach else np.empty(0, np.int64)
    return chosen[best[np.argsort(-rank[best])]][offset:]


def _fitting(scope: Scope, mask: np.ndarray, offset: int, limit: int) -> np.ndarray:
    """Return the page of articles that fit the view's words best; of equals the newest."""
    words, age = scope.view.words, scope.store.columns.age
    return best_page(lambda n: scope.store.best_matches(words, n), mask, age.take, offset, limit)


def best_page(
    ask: Callable[[int], Hits], mask: np.ndarray, ties: Callable[[np.ndarray], np.ndarray], offset: int, limit: int
) -> np.ndarray:
    """Return the page of what fits best of ``mask``, of equals the first of its ``ties``.

    ``ask`` gives the best of all, as many as it is told or more; it is asked until no other can be on the page.
    """
    reach = offset + limit
    n = AT_FIRST * reach
    while True:
        numbers, scores = ask(n)
        own = mask[numbers]
        sure = np.count_nonzero(own) >= reach and np.partition(scores[own], -reach)[-reach] > scores.min()
        if sure or len(numbers) < n:
            return best_of(numbers[own], scores[own], ties(numbers[own]), offset, limit)
        n *= FURTHER


def best_of(numbers: np.ndarray, scores: np.ndarray, ties: np.ndarray, offset: int, limit: int) -> np.ndarray:
    """Return those of ``numbers`` with the highest scores, of equals the smallest of ``ties``, from ``offset`` on."""
    reach = offset + limit
    if len(numbers) > reach:
        good = np.flatnonzero(scores >= np.partition(scores, len(scores) - reach)[len(scores) - reach])
        numbers, scores, ties = numbers[good], scores[good], ties[good]
    return numbers[np.lexsort((ties, -scores))][offset:reach]
