"""Against the period before: which names rise and fall, and how much of anything there was then and is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lib.queries.counts import articles_in_view, counts, of_kind
from lib.queries.entities import described
from lib.queries.mask import day_of, number_of
from lib.queries.scope import scope
from lib.queries.timeline import per_day
from lib.store.columns import UNDATED
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Without dates in the view, "now" is the newest month, quarter or year: the shortest of these lengths in days in
#: which, and before which, there are articles ENOUGH for a share to mean something; else the newest half.
LENGTHS = (30, 91, 365, 1826)
ENOUGH = 20
#: A name in fewer articles than this, now and before together, rises or falls by chance.
ARTICLES_AT_LEAST = 3
COLUMNS = ["id", "name", "kind", "n_articles", "n_before", "share", "share_before", "change"]


@dataclass(frozen=True, slots=True)
class Windows:
    """Two periods of the same length, the one right before the other, as views."""

    now: View
    before: View


def windows(store: Store, view: View) -> Windows | None:
    """Return the view's days and as many before them; without dates, its newest days by LENGTHS and those before.

    None where the view has no dated article.
    """
    days, n = _days(store, view.with_(start=None, end=None))
    if not len(days):
        return None
    first, last = (day_of(day) for day in (days[0], days[-1]))
    last = view.end or last
    if view.start or view.end:
        return _pair(view, view.start or first, last)
    for length in LENGTHS:
        found = _pair(view, last - timedelta(days=length - 1), last)
        if found and all(n[_within(days, v)].sum() >= ENOUGH for v in (found.now, found.before)):
            return found
    return _pair(view, last - (last - first) // 2, last)


def _days(store: Store, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Return the days that have articles, in order, and how many each has."""
    days, n = per_day(scope(store, view))
    dated = days != UNDATED
    return days[dated][::-1], n[dated][::-1]


def _within(days: np.ndarray, view: View) -> slice:
    """Return where those of ``days`` are that lie in the period of ``view``."""
    return slice(*np.searchsorted(days, (number_of(view.start), number_of(view.end) + 1)))


def _pair(view: View, start: date, end: date) -> Windows | None:
    length = end - start + timedelta(days=1)
    if start - date.min < length or length < timedelta(days=1):
        return None
    before = view.with_(start=start - length, end=start - timedelta(days=1))
    return Windows(view.with_(start=start, end=end), before)


def rising(store: Store, view: View, kind: str, *, limit: int = 8) -> pd.DataFrame:
    """Return (id, name, kind, n_articles, n_before, share, share_before, change) of names of ``kind``.

    ``n_articles`` and ``share`` are of the period that ``windows`` calls now, the others of the one before it;
    ``change`` is the difference of the two shares in standard errors (a two-proportion z score), so that one more
    article of three counts for less than ten more of thirty. The ``limit`` that rise most come first, then the
    ``limit`` that fall most. Empty where there is no article before to compare with.
    """
    found = windows(store, view)
    periods = [scope(store, v) for v in (found.now, found.before)] if found else []
    sizes = [articles_in_view(own) for own in periods]
    if not (sizes and all(sizes)):
        return pd.DataFrame(columns=COLUMNS)
    lists, (now, before) = store.columns.names, (counts(own) for own in periods)
    often = np.flatnonzero(of_kind(store.columns, (kind,)) & (now + before >= ARTICLES_AT_LEAST))
    n, n_before = now[often].astype(np.int64), before[often].astype(np.int64)
    change = _standard_errors(n, n_before, *sizes)
    order = _outermost(change, n, lists.keys[often], limit)
    up, down = order[change[order] > 0][:limit], order[change[order] < 0][::-1][:limit]
    shown = np.concatenate([up, down])
    entities = lists.keys[often[shown]]
    names = described(store, "entities", "entity", entities.tolist(), "entity, id, name, kind")
    told = names.take(pd.Index(names["entity"]).get_indexer(entities)).reset_index(drop=True)
    n, n_before = n[shown], n_before[shown]
    shares = {"share": n / sizes[0], "share_before": n_before / sizes[1]}
    return told.assign(n_articles=n, n_before=n_before, **shares, change=change[shown])[COLUMNS]


def _standard_errors(n: np.ndarray, n_before: np.ndarray, n_now_all: int, n_before_all: int) -> np.ndarray:
    """Return by how many standard errors the share of each name differs from the one before."""
    pooled = (n + n_before) / (n_now_all + n_before_all)
    error = np.maximum(pooled * (1 - pooled) * (1 / n_now_all + 1 / n_before_all), 1e-12) ** 0.5
    return (n / n_now_all - n_before / n_before_all) / error


def _outermost(change: np.ndarray, n: np.ndarray, entities: np.ndarray, limit: int) -> np.ndarray:
    """Return the places of the ``limit`` largest and smallest of ``change`` at least, the largest first.

    Of equals that with more articles comes first, then that with the smaller number.
    """
    if len(change) > 2 * limit:
        low, high = np.partition(change, (limit - 1, len(change) - limit))[[limit - 1, len(change) - limit]]
        own = np.flatnonzero((change <= low) | (change >= high))
    else:
        own = np.arange(len(change))
    return own[np.lexsort((entities[own], -n[own], -change[own]))]
