"""Names, places or speakers over time: one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import altair as alt
import numpy as np
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
    colours: Sequence[str] = theme.CATEGORIES,
) -> alt.LayerChart | None:
    """Return a line for each id of (period, id, name, n_articles, share); None for an empty frame.

    ``value`` is a count or "share"; a share is missing, and the line broken, where nothing was published. Dragging
    sets the interval selection "brush" on ``period``, a click on a point "pick" on ``id``, ``first`` and ``last``
    (the days of its period, ISO 8601), which together hold what it counts.
    """
    if frame.empty:
        return None
    step = interval or wording.interval_of(frame["period"])
    kept = list(dict.fromkeys(frame[id]))[:LINES_AT_MOST]
    rows = _rows(_bends(frame[frame[id].isin(kept)], id, value), id, value, step)
    names = list(dict.fromkeys(rows["shown"]))
    pick = alt.selection_point(name="pick", fields=[id, "first", "last"], toggle="true", nearest=False)
    brush = alt.selection_interval(name="brush", encodings=["x"])
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False) if value == "share" else count_axis()
    title = "Share of articles" if value == "share" else f"{noun.capitalize()}s"
    base = alt.Chart(rows).encode(
        x=alt.X(
            "when:T",
            title=span(frame["period"], step),
            scale=alt.Scale(type="utc"),
            axis=time_axis(frame["period"], step),
        ),
        y=alt.Y(f"{value}:Q", title=title, axis=axis, scale=alt.Scale(zero=True)),
        color=alt.Color(
            "shown:N",
            title=None,
            sort=names,
            scale=alt.Scale(domain=names, range=list(colours)[: len(names)]),
            legend=_legend(names),
        ),
        detail=alt.Detail(f"{id}:N"),
    )
    lines = base.mark_line(strokeWidth=2, interpolate="linear")
    points = base.mark_point(filled=True, size=28 if frame["period"].nunique() <= 60 else 10, cursor="pointer").encode(
        tooltip=_tooltip(title)
    )
    described = _describe(rows, value, noun, step)
    return theme.layered(lines=lines, points=points.add_params(pick, brush), height=HEIGHT, description=described)


def lines_from_start(
    frame: pd.DataFrame,
    *,
    value: str = "n_articles",
    interval: str,
    colours: Sequence[str] = theme.CATEGORIES,
) -> alt.LayerChart | None:
    """Return periods laid over each other: a line for each id, by the number of days, weeks ... since its start.

    Takes the frame of ``lines_over_time``; a click on a point sets "pick" as there. None for an empty frame.
    """
    if frame.empty:
        return None
    rows = _rows(frame, "id", value, interval).assign(step=frame.groupby("id").cumcount() + 1)
    names = list(dict.fromkeys(rows["shown"]))
    title = "Share of articles" if value == "share" else "Articles"
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False) if value == "share" else count_axis()
    base = alt.Chart(rows).encode(
        x=alt.X(
            "step:Q",
            title=f"{interval.capitalize()} since the start",
            scale=alt.Scale(nice=False),
            axis=alt.Axis(format="d", tickMinStep=1, grid=False),
        ),
        y=alt.Y(f"{value}:Q", title=title, axis=axis, scale=alt.Scale(zero=True)),
        color=alt.Color(
            "shown:N", title=None, sort=names, scale=alt.Scale(domain=names, range=list(colours)), legend=_legend(names)
        ),
        detail=alt.Detail("id:N"),
    )
    pick = alt.selection_point(name="pick", fields=["id", "first", "last"], toggle="true")
    points = base.mark_point(filled=True, size=28, cursor="pointer").encode(tooltip=_tooltip(title)).add_params(pick)
    described = _describe(rows, value, "article", interval)
    return theme.layered(lines=base.mark_line(strokeWidth=2), points=points, height=HEIGHT, description=described)


def _tooltip(title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("shown:N", title="Name"),
        alt.Tooltip("period:N", title="When"),
        alt.Tooltip("said:N", title=title),
    ]


def _bends(frame: pd.DataFrame, id: str, value: str) -> pd.DataFrame:
    """Return the rows without those in the middle of a stretch of nothing: the line is the same without them.

    Few names are in the news all the time, and every row is a mark to draw.
    """
    own = pd.factorize(frame[id])[0]
    order = np.argsort(own, kind="stable")
    # where nothing was published, the line is broken
    line, height = own[order], frame[value].fillna(-1).to_numpy()[order]
    bends = np.concatenate([[True], (line[1:] != line[:-1]) | (height[1:] != height[:-1]), [True]])
    kept = np.empty(len(frame), bool)
    kept[order] = (height > 0) | bends[1:] | bends[:-1]
    return frame[kept]


def _rows(frame: pd.DataFrame, id: str, value: str, step: str) -> pd.DataFrame:
    both = list(zip(frame["name"].tolist(), frame[id].tolist(), strict=True))
    lines = Counter(name for name, _ in dict.fromkeys(both))
    say = wording.percent if value == "share" else wording.number
    first = wording.each(frame["period"], lambda p: f"{p:%Y-%m-%d}")
    return pd.DataFrame(
        {
            id: frame[id],
            "shown": [f"{name} ({own})" if lines[name] > 1 else name for name, own in both],
            "when": first,
            "period": wording.each(frame["period"], lambda p: wording.period(p, step)),
            "said": [say(v) for v in frame[value].tolist()],
            "first": first,
            "last": wording.each(frame["period"], lambda p: f"{wording.last_of(p, step):%Y-%m-%d}"),
            value: frame[value],
        },
        index=frame.index,
    )


def _legend(names: Sequence[str]) -> alt.Legend | None:
    if len(names) == 1:
        return None
    return alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1, columns=legend_columns())


def _describe(rows: pd.DataFrame, value: str, noun: str, step: str) -> str:
    """Return what a screen reader says: each line's highest point."""
    line, names = pd.factorize(rows["shown"])
    height = rows[value].fillna(-1).to_numpy()  # no line is highest where nothing was published
    peaks = [int(np.where(line == i, height, -1).argmax()) for i in range(len(names))]
    told = list(zip(*(rows[name].tolist() for name in ("shown", "said", "period")), strict=True))
    said = "; ".join("{} {} ({})".format(*told[i]) for i in [i for i in peaks if height[i] >= 0][:5])
    what = "share of articles" if value == "share" else f"{noun}s"
    return f"Lines: {what} by {step} for {wording.counted(len(names), 'name')}. Highest points: {said}."
