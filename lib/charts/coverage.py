"""Articles over time: stacked columns, one colour for each of the largest outlets."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from lib.charts import theme, wording

HEIGHT = 180
#: Space between columns as a part of a period; none where the columns would be thinner than the gap.
GAP = 0.12
MANY = 120
#: Up to this many periods each has its own tick; left alone, the axis of one day would show hours.
FEW = 13


def coverage_over_time(
    frame: pd.DataFrame,
    *,
    interval: str | None = None,
    selected_outlets: Sequence[str] = (),
) -> alt.LayerChart | None:
    """Return columns of n_articles by period and outlet from (period, outlet, n_articles); None for an empty frame.

    Dragging sets the interval selection "brush" on ``period`` (milliseconds, UTC); a click on a column sets "pick"
    on ``outlet``, ``first`` and ``last`` (the days of its period, ISO 8601), which together hold what it counts;
    the grey group of other outlets has none as its ``outlet``. ``selected_outlets`` are drawn by name however small.
    """
    if frame.empty:
        return None
    step = interval or wording.interval_of(frame["period"])
    rows, order = _stacked(frame, selected_outlets, step)
    pick = alt.selection_point(
        name="pick",
        fields=["outlet", "first", "last"],
        toggle="true",
    )
    brush = alt.selection_interval(name="brush", encodings=["x"])
    base = alt.Chart(rows)
    columns = base.mark_rect(clip=True).encode(
        x=alt.X(
            "start:T",
            title=span(frame["period"], step),
            scale=alt.Scale(type="utc"),
            axis=time_axis(frame["period"], step),
        ),
        x2=alt.X2("stop:T"),
        y=alt.Y("low:Q", title="Articles", axis=count_axis(), scale=alt.Scale(nice=True, domainMin=0)),
        y2=alt.Y2("high:Q"),
        color=alt.Color("label:N", title=None, sort=order, scale=_colours(order), legend=_legend(order)),
        opacity=theme.dimmed_unless(pick),
        tooltip=[
            alt.Tooltip("when:N", title="When"),
            alt.Tooltip("label:N", title="Outlet"),
            alt.Tooltip("n_articles:Q", title="Articles", format=",d"),
            alt.Tooltip("all:Q", title="All outlets", format=",d"),
        ],
    )
    return theme.layered(columns=columns.add_params(brush, pick), height=HEIGHT, description=_describe(frame, step))


def _stacked(frame: pd.DataFrame, keep: Sequence[str], step: str) -> tuple[pd.DataFrame, list[str]]:
    """Return one row for each column piece, with its corners worked out, and the labels in stacking order."""
    piece, order, lone = wording.grouped(frame, keep=keep)
    periods, period = np.unique(frame["period"].to_numpy(), return_inverse=True)
    cell = period * len(order) + piece
    n = np.bincount(cell, frame["n_articles"], len(periods) * len(order)).astype(np.int64).reshape(-1, len(order))
    there = n > 0 if n.any() else np.bincount(cell, minlength=n.size).reshape(n.shape) > 0
    some = there.any(axis=1)
    periods, n, there = periods[some], n[some], there[some]
    row, column = np.nonzero(there)
    high = n.cumsum(axis=1)
    ids = [_id(label) if one else None for label, one in zip(order, lone, strict=True)]
    told = _told(pd.Series(periods), step)
    rows = {
        "label": np.array(order, object)[column],
        "n_articles": n[there],
        "outlet": np.array(ids, object)[column],
        "high": high[there],
        "low": high[there] - n[there],
        "all": n.sum(axis=1)[row],
    }
    return pd.DataFrame(rows | {name: np.array(own, object)[row] for name, own in told.items()}), order


def _told(periods: pd.Series, step: str) -> dict[str, list[str]]:
    """Return how each period reads, its first and its last day, and where its column starts and stops."""
    first = wording.iso(periods).tolist()
    return {
        "when": wording.each(periods, lambda p: wording.period(p, step)),
        "start": first,
        "first": first,
        "last": wording.each(periods, lambda p: f"{wording.last_of(p, step):%Y-%m-%d}"),
        "stop": _stops(periods, step),
    }


def _id(label: str) -> str:
    return "" if label == wording.NO_OUTLET else label


def _stops(periods: pd.Series, step: str) -> list[str]:
    """Return where each column ends: a little before its period does, to the hour."""
    gap = GAP if periods.nunique() <= MANY else 0
    return wording.each(periods, lambda p: f"{p + (wording.end_of(p, step) - p) * (1 - gap):%Y-%m-%dT%H:%M:%SZ}")


def span(periods: pd.Series, step: str) -> str:
    """Return the title of a time axis: its first and last day, with the years that the ticks may leave out."""
    first, last = periods.min(), wording.end_of(periods.max(), step) - pd.Timedelta(days=1)
    return wording.day(first) if first == last else f"{wording.day(first)} to {wording.day(last)}"


def time_axis(periods: pd.Series, step: str) -> alt.Axis:
    """Return a time axis with about one label for each 90 pixels, none finer than a day."""
    few = periods.nunique() <= FEW
    if few and step == "week":  # left alone, weeks get their ticks on Sundays
        mondays = [alt.DateTime(year=p.year, month=p.month, date=p.day, utc=True) for p in sorted(set(periods))]
        return alt.Axis(grid=False, labelOverlap=True, values=mondays, format="%-d %b", labelFlush=True)
    ticks = {"interval": step, "step": 1} if few else alt.ExprRef("max(2, width / 90)")
    day = "%-d %b" if step == "day" else wording.DATES
    return alt.Axis(grid=False, labelOverlap=True, tickCount=ticks, format=day)


def count_axis() -> alt.Axis:
    """Return an axis of whole numbers."""
    return alt.Axis(format=",d", tickMinStep=1, tickCount=4, domain=False, ticks=False)


def _colours(order: Sequence[str]) -> alt.Scale:
    if len(order) == 1:
        return alt.Scale(domain=list(order), range=[theme.PLAIN])
    other = [label.endswith(" other outlets") and i == len(order) - 1 for i, label in enumerate(order)]
    colours = [theme.GREY if grey else theme.CATEGORIES[i] for i, grey in enumerate(other)]
    return alt.Scale(domain=list(order), range=colours)


def _legend(order: Sequence[str]) -> alt.Legend | None:
    if len(order) == 1:
        return None
    return alt.Legend(orient="top", symbolType="square", columns=legend_columns())


def legend_columns() -> alt.ExprRef:
    """Return as many columns of a legend as the chart has room for."""
    return alt.ExprRef("max(1, floor(width / 150))")


def _describe(frame: pd.DataFrame, step: str) -> str:
    """Return what a screen reader says: how many articles, when, by whom, and the highest column."""
    periods, period = np.unique(frame["period"].to_numpy(), return_inverse=True)
    by_period = np.bincount(period, frame["n_articles"])
    names, sizes, _ = wording.sizes_of(frame)
    peak = int(by_period.argmax())
    facts = wording.top_facts([wording.outlet_label(o) for o in names], sizes, "article")
    return (
        f"Columns: {wording.counted(by_period.sum(), 'article')} by {step}, {span(frame['period'], step)}, "
        f"from {wording.counted(len(sizes), 'outlet')}. Most: {facts}. "
        f"Highest: {wording.period(pd.Timestamp(periods[peak]), step)} with {wording.number(by_period[peak])}."
    )
