"""Names by outlets on the page: a table of shaded links, saved as the picture that ``names_by_outlet`` draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from lib.charts import heatmap, names_by_outlet
from lib.ui import components, exports
from lib.ui.links import Page, href, listing, to_name
from lib.ui.screen import Screen
from lib.ui.words import counted
from lib.view import View, side

#: What the cells say, under the heading.
TOLD = {"share": "Share of the outlet’s {}", "n_articles": "Number of {}"}


class Ways(NamedTuple):
    """The addresses that a row's name (id) and a cell (id, outlet) lead to."""

    row: Callable[[str], str]
    cell: Callable[[str, str], str]


def to_names(page: Page, view: View) -> Ways:
    """Return the ways to names with pages of their own on ``page``: a row opens its name, a cell it in that outlet."""
    view = view.with_(at=None)
    return Ways(
        lambda id: href(page, view.with_(subject=id)),
        lambda id, outlet: href(page, view.with_(subject=id, outlets=(outlet,))),
    )


def to_sides(view: View) -> Ways:
    """Return the ways from the sides of a comparison by outlets: to the articles of one side, those in that outlet."""
    return Ways(
        lambda spelled: listing(side(view, spelled).filters()),
        lambda spelled, outlet: listing(side(view, spelled).with_(outlets=(outlet,)).filters()),
    )


def to_shared(view: View) -> Ways:
    """Return the ways from names by sides of a comparison: to the name's page, to the articles of a side with it."""
    return Ways(
        lambda id: to_name(id, None, view),
        lambda id, spelled: listing(side(side(view, spelled), id).filters()),
    )


def show(screen: Screen, frame: pd.DataFrame, ways: Ways, *, name: str, label: str = "", **look: Any) -> None:
    """Show a frame that ``names_by_outlet`` draws, with that ``look``; ``name`` is the chart's name in a link to it.

    ``label`` says what the numbers are, where that is not plain from the column drawn.
    """
    key = f"chart-{name}"
    with st.container(key=key):
        components.grid(grid(frame, screen.view, ways, label, **look), key=f"grid-{name}")
        exports.picture(screen, exports.Picture(names_by_outlet, (frame,), look, screen.view.unit), key=name, chart=key)


def grid(
    frame: pd.DataFrame,
    view: View,
    ways: Ways,
    label: str = "",
    *,
    kind: str = "",
    id: str = "id",
    value: str = "share",
    column: str = "",
) -> dict[str, Any]:
    """Return the table as the page's script takes it: columns by size, a row for each name, None for an empty cell."""
    rows, outlets = heatmap.arranged(frame, id=id, value=value, column=column)
    of_shade = (heatmap.STRONGEST - heatmap.FAINTEST) / (float(rows[value].max()) or 1.0)
    lines: dict[str, dict[str, Any]] = {}
    for row in rows.to_dict("records"):
        own = str(row[id])
        line = lines.setdefault(own, {"text": row["shown"], "href": ways.row(own), "cells": dict.fromkeys(outlets)})
        line["cells"][row["outlet"]] = {
            "text": row["said"],
            "say": f"{row['shown']}, {row['where']}: {counted(int(row['n_articles']), view)}, {row['part']}",
            "shade": heatmap.FAINTEST + of_shade * row[value],
            "href": ways.cell(own, row["outlet"]),
        }
    full = [line | {"cells": list(line["cells"].values())} for line in lines.values()]
    said = label or TOLD[value].format(counted(2, view).partition(" ")[2])
    return {"kind": kind, "label": said, "columns": list(outlets.values()), "rows": full}
