"""How numbers, days and periods read on a chart: short, plain, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

#: Outlets drawn by name; the rest are one grey group, since a reader tells about eight colours apart.
NAMED_OUTLETS = 8
NO_OUTLET = "no outlet given"
#: Periods of which it is kept how they read: forty years of months, or three of days, and every chart has the same.
PERIODS = 4096


def number(n: float) -> str:
    """Return ``n`` with thousands separated ("12,345")."""
    return f"{int(n):,}"


def counted(n: float, noun: str) -> str:
    """Return "1 article", "2,300 articles"."""
    return f"{number(n)} {noun}" if n == 1 else f"{number(n)} {noun}s"


#: How days and weeks on an axis of time are written, as everywhere else; months and years are as Vega has them.
DATES = {"week": "%-d %b", "date": "%-d %b"}
#: The least share that one decimal of a per cent tells from nothing.
LEAST = 0.0005


def percent(share: float) -> str:
    """Return a share as per cent, one decimal below ten ("4.2 %"); "" where there is none.

    What is rounded away is not said to be nothing ("<0.1 %").
    """
    if pd.isna(share):
        return ""
    if share < LEAST:
        return "<0.1 %" if share > 0 else "0 %"
    return f"{share * 100:.1f} %" if share < 0.0995 else f"{share * 100:.0f} %"


def day(value: date) -> str:
    """Return "4 May 2026"."""
    return f"{value.day} {value:%b %Y}"


def interval_of(periods: Sequence[pd.Timestamp] | pd.Series) -> str:
    """Return day, week or month from the periods' own spacing (day, where there is only one)."""
    ordered = sorted(set(pd.to_datetime(pd.Series(list(periods)))))
    steps = {(b - a).days for a, b in pairwise(ordered)}
    if not steps or 1 in steps:
        return "day"
    return "week" if all(step % 7 == 0 for step in steps) else "month"


@lru_cache(PERIODS)
def end_of(period: pd.Timestamp, interval: str) -> pd.Timestamp:
    """Return the first day after ``period``."""
    return period + {"day": pd.DateOffset(days=1), "week": pd.DateOffset(days=7)}.get(interval, pd.DateOffset(months=1))


@lru_cache(PERIODS)
def last_of(period: pd.Timestamp, interval: str) -> pd.Timestamp:
    """Return the last day of ``period``."""
    return end_of(period, interval) - pd.Timedelta(days=1)


def each(periods: pd.Series, say: Callable[[pd.Timestamp], str]) -> list[str]:
    """Return what ``say`` says of every period, asked once for each that differs: it is slow, and lines share them."""
    own, different = pd.factorize(periods, use_na_sentinel=False)
    return np.array([say(p) for p in different], object)[own].tolist()


@lru_cache(PERIODS)
def period(value: pd.Timestamp, interval: str) -> str:
    """Return "4 May 2026", "4 to 10 May 2026" or "May 2026"."""
    if interval == "day":
        return day(value)
    if interval == "month":
        return f"{value:%B %Y}"
    last = value + timedelta(days=6)
    return f"{value.day}{'' if value.month == last.month else f' {value:%b}'} to {day(last)}"


def iso(periods: pd.Series) -> pd.Series:
    """Return days as "2026-05-04": browsers read that as UTC, so that no time zone moves a bar by a day."""
    return pd.to_datetime(periods).dt.strftime("%Y-%m-%d")


def top_facts(labels: Sequence[Any], values: Sequence[float], noun: str, *, n: int = 3) -> str:
    """Return "Ada 12 articles, Bo 7, Cleo 3": the first ``n`` for a description that is read aloud."""
    pairs = list(zip(labels, values, strict=True))[:n]
    said = [f"{label} {counted(value, noun) if i == 0 else number(value)}" for i, (label, value) in enumerate(pairs)]
    return ", ".join(said)


def reworded(spec: Any, one: str, many: str) -> Any:
    """Return a chart as Vega-Lite whose titles and descriptions say ``one`` for article and ``many`` for articles."""
    if isinstance(spec, list):
        return [reworded(part, one, many) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: _reworded(value, one, many)
        if key in SAID and isinstance(value, str)
        else value
        if key == "datasets"
        else reworded(value, one, many)
        for key, value in spec.items()
    }


#: Where a chart speaks of itself; what else it holds is data.
SAID = ("title", "description")


def _reworded(text: str, one: str, many: str) -> str:
    for old, new in (("articles", many), ("article", one)):
        text = re.sub(rf"\b{old}\b", new, text)
        text = re.sub(rf"\b{old.capitalize()}\b", new.capitalize(), text)
    return text


def outlet_label(outlet: str) -> str:
    return outlet or NO_OUTLET


def sizes_of(frame: pd.DataFrame) -> tuple[list[str], list[int], np.ndarray]:
    """Return the outlets of a frame, those with most articles first, how many each has, and each row's among them."""
    own, names = pd.factorize(frame["outlet"].to_numpy(object), sort=True)
    sizes = np.bincount(own, frame["n_articles"], len(names)).astype(np.int64)
    order = np.argsort(-sizes, kind="stable")
    return names[order].tolist(), sizes[order].tolist(), np.argsort(order)[own]


def grouped(
    frame: pd.DataFrame, *, keep: Sequence[str] = (), named: int = NAMED_OUTLETS
) -> tuple[np.ndarray, list[str], list[bool]]:
    """Return each row's place among the labels, these in drawing order, and whether each is one outlet.

    The largest ``named`` outlets have a label of their own, the rest one together. ``keep`` are outlets to name
    whatever their size. A single outlet left over is named too.
    """
    outlets, sizes, own = sizes_of(frame)
    wanted = [outlets.index(o) for o in dict.fromkeys(keep) if o in outlets][:named]
    shown = [*wanted, *(i for i in range(len(outlets)) if i not in wanted)][: max(named, 1)]
    rest = len(outlets) - len(shown)
    if rest == 1:
        shown, rest = list(range(len(outlets))), 0
    shown.sort(key=lambda i: -sizes[i])
    place = np.full(len(outlets), len(shown))
    place[shown] = range(len(shown))
    labels = [outlet_label(outlets[i]) for i in shown] + ([f"{rest} other outlets"] if rest else [])
    return place[own], labels, [True] * len(shown) + [False] * bool(rest)
