"""One story's articles by day and outlet: a row for each outlet, the first to report at the top."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import theme, wording

ROW, LEAST = 24, 60
#: Rows that fit a screen; smaller outlets are left to the list.
ROWS_AT_MOST = 15
#: Own reporting is filled, text from an agency or another outlet is hollow: told by shape, not by colour alone.
OWN, WIRE = "own text", "from an agency or copied"


def story_timeline(frame: pd.DataFrame) -> alt.Chart | None:
    """Return points of (day, outlet, n, n_wire), a point for each outlet's day; None without dated articles.

    A click sets "pick" on ``outlet``, ``first`` and ``last``, which together hold what the point counts.
    """
    dated = frame[frame["day"].notna()]
    if dated.empty:
        return None
    order = dated.groupby("outlet")["day"].min().sort_values(kind="stable").index.tolist()[:ROWS_AT_MOST]
    rows = _rows(dated[dated["outlet"].isin(order)])
    names = [wording.outlet_label(o) for o in order]
    pick = alt.selection_point(name="pick", fields=["outlet", "first", "last"], toggle="true")
    colour = alt.Scale(domain=[OWN, WIRE], range=[theme.PLAIN, theme.CATEGORIES[0]])
    return (
        alt.Chart(rows, name="points")
        .mark_point(filled=True, strokeWidth=1.6)
        .encode(
            x=alt.X(
                "when:T",
                title=None,
                scale=alt.Scale(type="utc", padding=14),
                axis=alt.Axis(grid=False, format=wording.DATES, labelOverlap=True),
            ),
            y=alt.Y("label:N", title=None, sort=names, axis=alt.Axis(grid=True, ticks=False, domain=False)),
            size=alt.Size("n:Q", legend=None, scale=alt.Scale(range=[70, 320], domainMin=1)),
            shape=alt.Shape(
                "whose:N", title=None, scale=alt.Scale(domain=[OWN, WIRE], range=["circle", "triangle-up"])
            ),
            color=alt.Color("whose:N", title=None, scale=colour, legend=alt.Legend(orient="top")),
            opacity=theme.dimmed_unless(pick, 0.9),
            tooltip=[
                alt.Tooltip("label:N", title="Outlet"),
                alt.Tooltip("on:N", title="Day"),
                alt.Tooltip("n:Q", title="Articles", format=",d"),
                alt.Tooltip("whose:N", title="Text"),
            ],
        )
        .add_params(pick)
        .properties(width="container", height=max(LEAST, ROW * len(names)), description=_said(rows, names))
    )


def _rows(frame: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(frame["day"])
    iso = wording.iso(days)
    whose = (frame["n_wire"] >= frame["n"]).map({True: WIRE, False: OWN})
    told = {"label": frame["outlet"].map(wording.outlet_label), "on": days.map(wording.day), "whose": whose}
    return frame[["outlet", "n"]].assign(when=iso, first=iso, last=iso, **told)


def _said(rows: pd.DataFrame, names: list[str]) -> str:
    """Return what a screen reader says: how many articles of how many outlets, who first and when."""
    return (
        f"Timeline: {wording.counted(rows['n'].sum(), 'article')} of {wording.counted(len(names), 'outlet')}; "
        f"first {names[0]}, {rows.sort_values('when')['on'].iloc[0]}."
    )
