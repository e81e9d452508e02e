"""Take a view, or a whole queue of saved views, away as one HTML or PDF file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.ui import exports, links, reports
from lib.ui.links import Page
from lib.ui.screen import Screen
from lib.view import View

#: Pages that show no view.
NONE = (links.SAVED, links.ADD, links.METHOD)


def offer(screen: Screen) -> None:
    """Show the way to a report of the view on the screen."""
    if screen.page in NONE:
        return
    name = screen.labels.get(screen.view.subject) or screen.page.title
    popover(screen, name, [(name, "", screen.page, screen.view)], key="report-view")


def popover(screen: Screen, name: str, wanted: Sequence[tuple[str, str, Page, View]], *, key: str) -> None:
    """Show the way to a report of ``wanted`` (name, note, page, view); nothing is made until it is asked for."""
    place = st.popover("Report", type="tertiary", icon=":material/description:", key=f"save-{key}", on_change="rerun")
    if not place.open:
        return
    address = reports.program_address(st.context.url or "", screen.page)
    kept = [(name, note, page, view.with_(present=False)) for name, note, page, view in wanted]
    with place:
        st.caption("One file with the charts, tables and sentences, what was filtered, and where all of it comes from.")
        for text, make, ending, mime in (
            ("PDF", reports.pdf, "pdf", "application/pdf"),
            ("HTML", reports.html, "html", "text/html"),
        ):
            st.download_button(
                text,
                lambda make=make: make(name, kept, address),
                file_name=f"{exports.file_name(name)}-v{screen.store.version}.{ending}",
                mime=mime,
                key=f"{key}-{ending}",
                on_click="ignore",
                width="stretch",
            )
