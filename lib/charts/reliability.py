"""What scores are worth: the share that is right against the score, one point for each range of scores."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import theme

HEIGHT = 260
#: The colours of outlets are for many; these few sets have shapes too, so that colour alone tells nothing.
SHAPES = ("circle", "square", "triangle-up", "diamond")


def reliability(frame: pd.DataFrame, *, noun: str) -> alt.LayerChart | None:
    """Return points of (set, low, high, n, mean, share), larger for more; None for an empty frame.

    On the dashed line a score is the share that is right. ``noun`` names what was judged, in the plural.
    """
    if frame.empty:
        return None
    sets = list(dict.fromkeys(frame["set"]))
    rows = frame.assign(
        range=[f"{low:.2f} to {high:.2f}" for low, high in zip(frame["low"], frame["high"], strict=True)]
    )
    ends = alt.Scale(domain=[0, 1], nice=False)
    line = alt.Chart(pd.DataFrame({"at": [0, 1]})).mark_line(color=theme.GREY, strokeDash=[4, 4], strokeWidth=1.5)
    points = alt.Chart(rows).mark_point(filled=True, opacity=0.85, clip=False)
    told = points.encode(
        x=alt.X("mean:Q", title="Score, the mean of its range", scale=ends, axis=_axis(".1f")),
        y=alt.Y("share:Q", title="Share that is right", scale=ends, axis=_axis("%")),
        size=alt.Size("n:Q", scale=alt.Scale(type="sqrt", range=[24, 420]), legend=None),
        color=alt.Color("set:N", title=None, sort=sets, scale=_scale(sets, theme.CATEGORIES), legend=_legend()),
        shape=alt.Shape("set:N", title=None, sort=sets, scale=_scale(sets, SHAPES), legend=_legend()),
        tooltip=[
            alt.Tooltip("set:N", title="Texts"),
            alt.Tooltip("range:N", title="Score"),
            alt.Tooltip("n:Q", title=noun.capitalize(), format=",d"),
            alt.Tooltip("share:Q", title="Right", format=".0%"),
        ],
    )
    described = _describe(frame, noun)
    return theme.layered(line=line.encode(x="at:Q", y="at:Q"), points=told, height=HEIGHT, description=described)


def _axis(format: str) -> alt.Axis:
    return alt.Axis(format=format, tickCount=5, domain=False, ticks=False)


def _scale(sets: list[str], values: tuple[str, ...]) -> alt.Scale:
    return alt.Scale(domain=sets, range=list(values[: len(sets)]))


def _legend() -> alt.Legend:
    return alt.Legend(orient="top", symbolSize=90)


def _describe(frame: pd.DataFrame, noun: str) -> str:
    """Return the chart in words: how far the ranges with most in them are from the line."""
    most = frame.nlargest(3, "n")
    parts = (f"of {r.n:,} {noun} with a score near {r.mean:.2f}, {r.share:.0%}" for r in most.itertuples(index=False))
    return f"The share of {noun} that is right against their score. In {frame['set'].nunique()} sets of texts: " + (
        "; ".join(parts) + "."
    )
