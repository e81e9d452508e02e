"""Against the period before: which names rise and fall, and how much of anything there was then and is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lib.queries import timeline
from lib.queries.counts import all_entities, articles_in_view
from lib.queries.entities import described
from lib.queries.scope import scope
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
    days = _days(store, view.with_(start=None, end=None))
    if days.empty:
        return None
    first, last = days.index[0].date(), view.end or days.index[-1].date()
    if view.start or view.end:
        return _pair(view, view.start or first, last)
    for length in LENGTHS:
        found = _pair(view, last - timedelta(days=length - 1), last)
        if found and all(_n(days, v) >= ENOUGH for v in (found.now, found.before)):
            return found
    return _pair(view, last - (last - first) // 2, last)


def _days(store: Store, view: View) -> pd.Series:
    """Return the number of articles on each day that has any, in order."""
    return timeline.per_period(store.columns.day[np.flatnonzero(scope(store, view).mask)], "day")


def _n(days: pd.Series, view: View) -> int:
    return int(days.loc[pd.Timestamp(view.start) : pd.Timestamp(view.end)].sum())


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
    n_now, n_before = (articles_in_view(scope(store, v)) for v in (found.now, found.before)) if found else (0, 0)
    if not (found and n_now and n_before):
        return pd.DataFrame(columns=COLUMNS)
    both = _both(store, found, kind)
    both = both[both["n_articles"] + both["n_before"] >= ARTICLES_AT_LEAST].copy()
    both["share"], both["share_before"] = both["n_articles"] / n_now, both["n_before"] / n_before
    pooled = (both["n_articles"] + both["n_before"]) / (n_now + n_before)
    error = (pooled * (1 - pooled) * (1 / n_now + 1 / n_before)).clip(lower=1e-12) ** 0.5
    both["change"] = (both["share"] - both["share_before"]) / error
    ordered = both.sort_values(["change", "n_articles", "entity"], ascending=[False, False, True])
    up, down = ordered[ordered["change"] > 0].head(limit), ordered[ordered["change"] < 0].tail(limit).iloc[::-1]
    return _named(store, pd.concat([up, down]))


def _both(store: Store, found: Windows, kind: str) -> pd.DataFrame:
    """Return (entity, n_articles, n_before) of every name of ``kind`` in either period."""
    now, before = (all_entities(scope(store, v), kind) for v in (found.now, found.before))
    either = now.index.union(before.index)
    counts = {"n_articles": now.reindex(either).fillna(0), "n_before": before.reindex(either).fillna(0)}
    return pd.DataFrame(counts).rename_axis("entity").reset_index().astype("int64")


def _named(store: Store, both: pd.DataFrame) -> pd.DataFrame:
    """Return ``both`` with the names of its entities, in its order."""
    names = described(store, "entities", "entity", both["entity"].tolist(), "id, name, kind")
    return both.merge(names, on="entity", how="left")[COLUMNS]
