"""A quiet "Save" beside every table and chart: its file is only made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from lib.export import tables
from lib.export.about import About
from lib.ui.chips import chips
from lib.ui.escape import plain
from lib.ui.shell import Screen
from lib.ui.words import sentence

FORMATS = {
    "CSV": (tables.as_csv, "csv", "text/csv"),
    "Excel": (tables.as_xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "JSON": (tables.as_json, "json", "application/json"),
}
Make = Callable[[], pd.DataFrame]


def heading(screen: Screen, text: str, make: Make, *, title: str | None = None) -> None:
    """Show ``text`` over a table with a way to save all of it; ``make`` returns its rows when they are asked for."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(plain(text), width="content")
        table(screen, title or text, make)


def table(screen: Screen, title: str, make: Make) -> None:
    """Show the way to save the table called ``title`` as a file."""
    address = st.context.url or ""
    with st.popover("Save", type="tertiary", icon=":material/download:", key=f"save-{file_name(title)}"):
        st.caption(plain(f"{title}: all rows, with what was filtered and where they come from."))
        for text, (write, ending, mime) in FORMATS.items():
            st.download_button(
                text,
                lambda write=write: write(make(), about(screen, title, address)),
                file_name=f"{file_name(title)}-v{screen.store.version}.{ending}",
                mime=mime,
                key=f"save-{ending}-{file_name(title)}",
                on_click="ignore",
                width="stretch",
            )


def rows_of(screen: Screen, query: Callable[..., pd.DataFrame], **options: Any) -> Make:
    """Return what asks ``query`` for all the rows of the table that the page shows the beginning of."""
    view = screen.view.with_(page=1)
    return lambda: query(screen.store, view, **options, limit=tables.MAX_ROWS + 1)


def about(screen: Screen, title: str, address: str) -> About:
    """Return what a file of this screen says about itself; ``address`` is the page's, without its query."""
    view, labels = screen.view, screen.labels
    pinned = view.with_(version=screen.store.version)
    filters = [chip["title"] for chip in chips(view.with_(version=None), labels, screen.here)]
    return About(
        title,
        sentence(view, screen.totals, labels),
        ", ".join(filters) or "none",
        screen.store.version,
        address.partition("?")[0] + "?" + screen.here(pinned).partition("?")[2],
        datetime.now(UTC),
    )


def file_name(title: str) -> str:
    """Return ``title`` as a file's name: small letters, digits and hyphens."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)[:60] or "table"
