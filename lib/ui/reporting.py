"""Take a view, or a whole queue of saved views, away as one HTML or PDF file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.ui import exports, links, reports
from lib.ui.folds import fold
from lib.ui.links import Page
from lib.ui.screen import Screen
from lib.view import View

TOLD = "One file with the charts, tables and sentences, what was filtered, and where all of it comes from."
#: Pages that show no view.
NONE = (links.SAVED, links.ADD, links.METHOD)


def offer(screen: Screen) -> bool:
    """Show the way to a report of the view on the screen; return whether the files are to be offered."""
    return screen.page not in NONE and fold("save-report-view", "Report")


def of_view(screen: Screen) -> None:
    """Offer a report of the view on the screen."""
    name = screen.labels.get(screen.view.subject) or screen.page.title
    files(screen, name, [(name, "", screen.page, screen.view)], key="report-view")


def files(screen: Screen, name: str, wanted: Sequence[tuple[str, str, Page, View]], *, key: str) -> None:
    """Offer a report of ``wanted`` (name, note, page, view); nothing is made until a button is pressed."""
    address = reports.program_address(st.context.url or "", screen.page)
    kept = [(name, note, page, view.with_(present=False)) for name, note, page, view in wanted]
    forms: exports.Files = {
        "PDF": (partial(reports.pdf, name, kept, address), "pdf", "application/pdf"),
        "HTML": (partial(reports.html, name, kept, address), "html", "text/html"),
    }
    exports.downloads(TOLD, name, screen.store.version, forms, key=f"save-{key}")
