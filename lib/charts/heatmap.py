"""Names by outlets: how much of each outlet's coverage mentions each name."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import theme, wording

ROW = 26
#: Columns that stay readable; smaller outlets are in the table beside the chart.
OUTLETS_AT_MOST = 12
#: Blend of the cell's colour with the page at nothing and at the largest value: text on it stays readable.
FAINTEST, STRONGEST = 0.06, 0.72
#: A cell narrower than this has no room for its number; the tooltip still tells it.
NARROW = 40
#: Pixels that the label of an outlet may take.
LABEL = 120


def names_by_outlet(
    frame: pd.DataFrame,
    *,
    kind: str = "",
    id: str = "id",
    value: str = "share",
    column: str = "",
) -> alt.LayerChart | None:
    """Return a grid of (id, name, outlet, n_articles, share), a row for each name; None for an empty frame.

    Cells are shaded by ``value`` and hold it; an outlet that never mentions the name has an empty cell. The outlets
    are the OUTLETS_AT_MOST with the most articles that mention these names. ``column`` names the column that says what
    to call an outlet, where that is not its name. A click sets "pick" on ``id`` and ``outlet``.
    """
    if frame.empty:
        return None
    rows, called = arranged(frame, id=id, value=value, column=column)
    pick = alt.selection_point(name="pick", fields=[id, "outlet"], toggle="true")
    names = list(dict.fromkeys(rows["shown"]))
    base = alt.Chart(rows).encode(
        x=alt.X("where:N", sort=list(called.values()), axis=_outlet_axis(len(called))),
        y=alt.Y("shown:N", sort=names, axis=alt.Axis(title=None, domain=False, ticks=False, labelPadding=6)),
    )
    cells = base.mark_rect(color=theme.colour_of(kind), cornerRadius=2, cursor="pointer").encode(
        fillOpacity=alt.FillOpacity(
            f"{value}:Q",
            legend=None,
            scale=alt.Scale(domain=[0, float(rows[value].max()) or 1], range=[FAINTEST, STRONGEST]),
        ),
        opacity=theme.dimmed_unless(pick),
        tooltip=[
            alt.Tooltip("shown:N", title="Name"),
            alt.Tooltip("where:N", title="Outlet"),
            alt.Tooltip("n_articles:Q", title="Articles", format=",d"),
            alt.Tooltip("part:N", title="Share of the outlet's articles"),
        ],
    )
    numbers = base.mark_text(
        fontSize=11, tooltip=None, aria=False, opacity=alt.expr(f"width / {len(called)} < {NARROW} ? 0 : 1")
    ).encode(text=alt.Text("said:N"))
    return theme.layered(
        cells=cells.add_params(pick),
        numbers=numbers,
        height=ROW * len(names),
        description=_describe(rows, value, frame["outlet"].nunique()),
    )


def arranged(
    frame: pd.DataFrame, *, id: str = "id", value: str = "share", column: str = ""
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the rows of the outlets that are drawn, and what each of these is called, the largest first.

    The rows gain how a name is ``shown``, ``where`` it is, the ``value`` as it is ``said``, and its share as ``part``.
    """
    sizes = frame.groupby("outlet")["n_articles"].sum().sort_values(ascending=False, kind="stable")
    kept = list(sizes.index[:OUTLETS_AT_MOST])
    rows = frame[frame["outlet"].isin(kept)].copy()
    twice = rows.groupby("name")[id].transform("nunique") > 1
    rows["shown"] = [f"{n} ({i})" if again else n for n, i, again in zip(rows["name"], rows[id], twice, strict=True)]
    rows["where"] = rows[column] if column else rows["outlet"].map(wording.outlet_label)
    rows["said"] = rows[value].map(wording.percent if value == "share" else wording.number)
    rows["part"] = rows["share"].map(wording.percent)
    called = dict(zip(rows["outlet"], rows["where"], strict=True))
    return rows, {outlet: called[outlet] for outlet in kept}


def _outlet_axis(columns: int) -> alt.Axis:
    """Return the axis of outlets, its labels lying where a column is as wide as a label, else slanted or upright."""
    wide = f"width / {columns}"
    return alt.Axis(
        title=None,
        orient="top",
        domain=False,
        ticks=False,
        labelAngle=alt.expr(f"{wide} < {NARROW} ? -90 : {wide} < {LABEL} ? -35 : 0"),
        labelAlign=alt.expr(f"{wide} < {LABEL} ? 'left' : 'center'"),
        labelBaseline=alt.expr(f"{wide} < {LABEL} ? 'middle' : 'bottom'"),
        labelLimit=LABEL,
        labelPadding=4,
    )


def _describe(rows: pd.DataFrame, value: str, n_outlets: int) -> str:
    best = rows.sort_values(value, ascending=False).head(3)
    said = "; ".join(f"{r.shown} in {r.where} {r.said}" for r in best.itertuples())
    size = f"{rows['shown'].nunique()} names by {rows['where'].nunique()} of {wording.counted(n_outlets, 'outlet')}"
    return (
        f"Grid: {size}, shaded by {'share of the outlet’s articles' if value == 'share' else 'articles'}. Most: {said}."
    )
