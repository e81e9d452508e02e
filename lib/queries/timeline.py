"""Counts by day, week or month, from the day numbers of the arrays (lib.store.columns)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.queries.scope import Scope
from lib.store.columns import UNDATED, different, looked_up, sums
from lib.view import INTERVALS

_WEEKDAY_OF_1970 = 3  # a Thursday, counted from Monday


def first_days(days: np.ndarray, interval: str) -> np.ndarray:
    """Return the first day of the period that each of ``days`` lies in, as dates."""
    if interval not in INTERVALS:
        raise ValueError(f"interval {interval!r} is none of {', '.join(INTERVALS)}")
    if interval == "month":
        return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")
    return (days - (days + _WEEKDAY_OF_1970) % 7 if interval == "week" else days).astype("datetime64[D]")


def per_period(
    days: np.ndarray, interval: str, unit: np.ndarray | None = None, times: np.ndarray | None = None
) -> pd.Series:
    """Return how many of ``days``, the undated left out, lie in each period that has any, in order.

    With ``unit``, a number for each of ``days``, the different ones of these are counted; ``times`` is how often each
    of ``days`` counts.
    """
    dated = days != UNDATED
    if not dated.all():
        days, unit, times = (None if values is None else values[dated] for values in (days, unit, times))
    if not len(days):
        return pd.Series(np.empty(0, np.int64), index=_index(np.empty(0, "datetime64[D]")))
    low = int(days.min())
    firsts, period = np.unique(first_days(np.arange(low, int(days.max()) + 1), interval), return_inverse=True)
    if unit is not None:
        n = different(period[days - low], unit, len(firsts))
    else:  # by day first: there are thousands of days and a million articles
        n = np.bincount(period, np.bincount(days - low, times)).astype(np.int64)
    return pd.Series(n[n > 0], index=_index(firsts[n > 0]))


def gapless(series: pd.Series, interval: str) -> pd.DatetimeIndex:
    """Return every period from the first to the last of ``series``."""
    if not len(series):
        return series.index
    first, last = (series.index[i].to_datetime64().astype("datetime64[D]") for i in (0, -1))
    if interval == "month":
        return _index(
            np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1).astype("datetime64[D]")
        )
    return _index(np.arange(first, last + 1, 7 if interval == "week" else 1))


def _index(days: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days.astype("datetime64[us]"), name="period")


def per_day(scope: Scope) -> tuple[np.ndarray, np.ndarray]:
    """Return the days that articles of the view are of, the newest first, and how many are of each."""
    columns = scope.store.columns
    days, starts = columns.days
    # they are in the order of the days: no day is looked up for each of a million
    n = columns.kept(("per day", scope.key), lambda: sums(looked_up(scope.mask, columns.newest), starts))
    there = np.flatnonzero(n)
    return days[there], n[there]


def articles_per_period(scope: Scope, interval: str, articles: np.ndarray | None = None) -> pd.Series:
    """Return how many (of what the view counts) of the view's articles, or of ``articles``, lie in each period."""
    if articles is None and scope.plain:
        days, n = per_day(scope)
        return per_period(days, interval, times=n)
    own = np.flatnonzero(scope.mask) if articles is None else articles
    unit = None if scope.unit is None else scope.unit[own]
    return per_period(scope.store.columns.day[own], interval, unit)


def compared(
    found: Mapping[str, pd.Series], of: pd.Series, interval: str, *, names: Mapping[str, str], counted: str
) -> pd.DataFrame:
    """Return (period, id, name, ``counted``, share) of each series of ``found`` in every period of ``of``.

    ``share`` is of ``of``, missing (NaN) where that has none. Sorted by name, id and period.
    """
    periods = gapless(of, interval)
    ids = sorted(found, key=lambda id: (names[id], str(id)))
    n = np.zeros((len(ids), len(periods)), np.int64)
    for row, id in zip(n, ids, strict=True):
        at = periods.get_indexer(found[id].index)
        row[at[at >= 0]] = found[id].to_numpy()[at >= 0]
    whole = of.reindex(periods).to_numpy(np.float64)
    return pd.DataFrame(
        {
            "period": np.tile(periods.to_numpy(), len(ids)),
            "id": pd.Series(ids).array.repeat(len(periods)),
            "name": pd.Series([names[id] for id in ids], dtype="str").array.repeat(len(periods)),
            counted: n.ravel(),
            "share": (n / whole).ravel(),
        }
    )
