"""Names, places or speakers over time: one line each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from lib.charts import theme, wording
from lib.charts.coverage import count_axis, legend_columns, span, time_axis

HEIGHT = 220
#: More lines than this are a tangle; the first ones given are drawn.
LINES_AT_MOST = 10


def lines_over_time(
    frame: pd.DataFrame,
    *,
    value: str = "n_articles",
    interval: str | None = None,
    id: str = "id",
    noun: str = "article",
    picked: Sequence[str | int] = (),
) -> alt.LayerChart | None:
    """Return a line for each id of (period, id, name, n_articles, share); None for an empty frame.

    ``value`` is a count or "share"; a share is missing, and the line broken, where nothing was published. Dragging
    sets the interval selection "brush" on ``period``, a click on a point or the legend "pick" on ``id``.
    """
    if frame.empty:
        return None
    step = interval or wording.interval_of(frame["period"])
    kept = list(dict.fromkeys(frame[id]))[:LINES_AT_MOST]
    rows = _rows(frame[frame[id].isin(kept)], id, value, step)
    names = list(dict.fromkeys(rows["shown"]))
    pick = alt.selection_point(
        name="pick", fields=[id], value=[{id: v} for v in picked] or alt.Undefined, toggle="true", nearest=False
    )
    brush = alt.selection_interval(name="brush", encodings=["x"])
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False) if value == "share" else count_axis()
    title = "Share of articles" if value == "share" else f"{noun.capitalize()}s"
    colours = alt.Scale(domain=names, range=list(theme.CATEGORIES[: len(names)]))
    base = alt.Chart(rows).encode(
        x=alt.X(
            "when:T",
            title=span(frame["period"], step),
            scale=alt.Scale(type="utc"),
            axis=time_axis(frame["period"], step),
        ),
        y=alt.Y(f"{value}:Q", title=title, axis=axis, scale=alt.Scale(zero=True)),
        color=alt.Color("shown:N", title=None, sort=names, scale=colours, legend=_legend(names)),
        opacity=alt.when(pick).then(alt.value(1)).otherwise(alt.value(theme.DIMMED)),
        detail=f"{id}:N",
    )
    lines = base.mark_line(strokeWidth=2, interpolate="linear")
    points = base.mark_point(filled=True, size=28 if rows["when"].nunique() <= 60 else 10, cursor="pointer").encode(
        tooltip=[
            alt.Tooltip("shown:N", title="Name"),
            alt.Tooltip("period:N", title="When"),
            alt.Tooltip("said:N", title=title),
        ]
    )
    chart = alt.layer(lines, points.add_params(pick, brush))
    return chart.properties(width="container", height=HEIGHT, description=_describe(rows, value, noun, step))


def _rows(frame: pd.DataFrame, id: str, value: str, step: str) -> pd.DataFrame:
    twice = frame.groupby("name")[id].transform("nunique") > 1
    shown = [f"{n} ({i})" if again else n for n, i, again in zip(frame["name"], frame[id], twice, strict=True)]
    said = frame[value].map(wording.percent if value == "share" else wording.number)
    when = [wording.period(p, step) for p in frame["period"]]
    rows = frame.assign(shown=shown, said=said, when=wording.iso(frame["period"]), period=when)
    return rows[[id, "shown", "when", "period", "said", value]]


def _legend(names: Sequence[str]) -> alt.Legend | None:
    if len(names) == 1:
        return None
    return alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, columns=legend_columns())


def _describe(rows: pd.DataFrame, value: str, noun: str, step: str) -> str:
    """Return what a screen reader says: each line's highest point."""
    peaks = rows.loc[rows.groupby("shown", sort=False)[value].idxmax().dropna()]
    said = "; ".join(f"{r.shown} {r.said} ({r.period})" for r in peaks.head(5).itertuples())
    what = "share of articles" if value == "share" else f"{noun}s"
    return f"Lines: {what} by {step} for {wording.counted(rows['shown'].nunique(), 'name')}. Highest points: {said}."
