"""Rankings as horizontal bars: names, places, outlets; and speakers, stacked by kind of quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.charts import theme, wording
from lib.model import QUOTE_KINDS

#: Height of one bar with its gap, enough for a line of 12-pixel text and a finger.
ROW = 24
#: How strong the one colour of quotes is for each kind: the more the words are the speaker's own, the stronger.
KIND_STRENGTH = {"direct": 1.0, "mixed": 0.65, "indirect": 0.36}


def ranking_bars(
    frame: pd.DataFrame,
    *,
    label: str = "name",
    value: str = "n_articles",
    id: str = "id",
    kind: str = "",
    noun: str = "article",
    selected: Sequence[Any] = (),
) -> alt.LayerChart | None:
    """Return one bar for each row, in the frame's order, its number at the end; None for an empty frame.

    A click anywhere in a row sets the point selection "pick" on the field ``id``; ``selected`` ids are
    highlighted. ``kind`` ("person", "org", "place", "quote") gives the colour, ``noun`` says what ``value`` counts.
    A value "share" (0 to 1) is shown as per cent.
    """
    if frame.empty:
        return None
    rows = _labelled(frame, label, id)
    rows["said"] = rows[value].map(wording.percent if value == "share" else wording.number)
    pick = _pick(id, selected)
    bars = (
        _rows_base(rows)
        .mark_bar(color=theme.colour_of(kind), cornerRadiusEnd=2)
        .encode(
            x=alt.X(f"{value}:Q", axis=None, scale=_room(rows[value].max())),
            opacity=_strength(pick),
        )
    )
    numbers = _rows_base(rows).mark_text(align="left", dx=4).encode(x=f"{value}:Q", text="said:N")
    chart = alt.layer(bars, numbers, _targets(rows, pick, label=label, value=value, id=id, noun=noun))
    facts = wording.top_facts(rows["shown"].tolist(), frame[value].tolist(), noun) if value != "share" else ""
    said = facts or ", ".join(f"{n} {s}" for n, s in zip(rows["shown"][:3], rows["said"][:3], strict=True))
    return chart.properties(
        width="container", height=_height(rows), description=f"Bars: {wording.counted(len(rows), 'row')}. Most: {said}."
    )


def outlet_bars(
    frame: pd.DataFrame,
    *,
    value: str = "n_articles",
    kind: str = "",
    noun: str = "article",
    selected: Sequence[str] = (),
) -> alt.LayerChart | None:
    """Return ``ranking_bars`` of the 25 largest of (outlet, n_articles[, share]), with "pick" on ``outlet``."""
    ordered = frame.sort_values([value, "outlet"], ascending=[False, True]).head(25)
    ordered = ordered.assign(shown_outlet=ordered["outlet"].map(wording.outlet_label))
    return ranking_bars(
        ordered, label="shown_outlet", value=value, id="outlet", kind=kind, noun=noun, selected=selected
    )


def quotes_by_speaker(frame: pd.DataFrame, *, selected: Sequence[str] = ()) -> alt.LayerChart | None:
    """Return bars of quotes for each speaker, direct, mixed and indirect end to end; None for an empty frame.

    Takes (id, name, n_quotes, n_direct, n_mixed, n_indirect). A click in a row sets "pick" on ``id``.
    """
    if frame.empty:
        return None
    rows = _labelled(frame, "name", "id")
    rows["said"] = rows["n_quotes"].map(wording.number)
    counts = [f"n_{kind}" for kind in QUOTE_KINDS]
    pieces = rows.melt(["id", "shown"], counts, "kind", "n")
    pieces["kind"] = pieces["kind"].str.removeprefix("n_")
    pieces["rank"] = pieces["kind"].map(QUOTE_KINDS.index)
    pick = _pick("id", selected)
    bars = (
        alt.Chart(pieces[pieces["n"] > 0])
        .mark_bar()
        .encode(
            y=_names(rows),
            x=alt.X("n:Q", axis=None, stack="zero", scale=_room(rows["n_quotes"].max())),
            color=alt.Color("kind:N", scale=_kind_scale(), sort=list(QUOTE_KINDS), legend=_kind_legend()),
            opacity=_strength(pick),
            order="rank:Q",
        )
    )
    numbers = _rows_base(rows).mark_text(align="left", dx=4).encode(x="n_quotes:Q", text="said:N")
    chart = alt.layer(
        bars, numbers, _targets(rows, pick, label="name", value="n_quotes", id="id", noun="quote", more=counts)
    )
    facts = wording.top_facts(rows["shown"].tolist(), frame["n_quotes"].tolist(), "quote")
    said = f"Bars: quotes of {wording.counted(len(rows), 'speaker')} by kind. Most: {facts}."
    return chart.properties(width="container", height=_height(rows), description=said)


def _labelled(frame: pd.DataFrame, label: str, id: str) -> pd.DataFrame:
    """Return a copy with ``shown``, a label that no two rows share: namesakes carry their id."""
    twice = frame[label].duplicated(keep=False)
    shown = [f"{n} ({i})" if again else n for n, i, again in zip(frame[label], frame[id], twice, strict=True)]
    return frame.reset_index(drop=True).assign(shown=shown)


def _height(rows: pd.DataFrame) -> int:
    return ROW * len(rows)


def _names(rows: pd.DataFrame) -> alt.Y:
    axis = alt.Axis(title=None, domain=False, ticks=False, labelPadding=6, labelLimit=theme.LABEL_LIMIT)
    return alt.Y("shown:N", sort=rows["shown"].tolist(), axis=axis, scale=alt.Scale(paddingInner=0.25))


def _rows_base(rows: pd.DataFrame) -> alt.Chart:
    return alt.Chart(rows).encode(y=_names(rows))


def _room(largest: float) -> alt.Scale:
    """Return a scale from zero that leaves room for the number behind the longest bar."""
    return alt.Scale(domain=[0, max(float(largest), 1e-9) * 1.14], nice=False)


def _pick(field: str, selected: Sequence[Any]) -> alt.Parameter:
    value = [{field: v} for v in selected] or alt.Undefined
    return alt.selection_point(name="pick", fields=[field], value=value, toggle="true")


def _strength(pick: alt.Parameter) -> alt.When:
    return alt.when(pick).then(alt.value(1)).otherwise(alt.value(theme.DIMMED))


def _targets(
    rows: pd.DataFrame, pick: alt.Parameter, *, label: str, value: str, id: str, noun: str, more: Sequence[str] = ()
) -> alt.Chart:
    """Return unseen bars as wide as the chart on top of all: a short bar is as easy to click as a long one."""
    figures = [alt.Tooltip("said:N", title=f"{noun.capitalize()}s")]
    figures += [alt.Tooltip(f"{m}:Q", title=m.removeprefix("n_").capitalize(), format=",d") for m in more]
    if "share" in rows and value != "share" and not more:
        rows["part"] = rows["share"].map(wording.percent)
        figures.append(alt.Tooltip("part:N", title="Share"))
    if "role" in rows and rows["role"].notna().any():
        rows["as"] = rows["role"].fillna("")
        figures.append(alt.Tooltip("as:N", title="Role"))
    bars = _rows_base(rows).mark_bar(color="transparent", cursor="pointer", height=alt.RelativeBandSize(band=1.25))
    right = alt.X2(datum=float(rows[value].max()) * 1.14)
    left = alt.X(datum=0)
    return bars.encode(
        x=left, x2=right, detail=f"{id}:N", tooltip=[alt.Tooltip(f"{label}:N", title="Name"), *figures]
    ).add_params(pick)


def _kind_legend() -> alt.Legend:
    return alt.Legend(orient="top", title=None, symbolType="square")


def _kind_scale() -> alt.Scale:
    red, green, blue = (int(theme.colour_of("quote")[i : i + 2], 16) for i in (1, 3, 5))
    colours = [f"rgba({red}, {green}, {blue}, {KIND_STRENGTH[kind]})" for kind in QUOTE_KINDS]
    return alt.Scale(domain=list(QUOTE_KINDS), range=colours)
