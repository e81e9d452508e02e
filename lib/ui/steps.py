"""Small choices as rows of links: order of a list, its pages, cutting of time, map region. No widget, so no state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.ui import components
from lib.ui.shell import Screen

INTERVALS = [("day", "Days"), ("week", "Weeks"), ("month", "Months")]


def choose(
    screen: Screen, label: str, attribute: str, options: Sequence[tuple[Any, str]], *, chosen: Any = None
) -> None:
    """Show ``(value, text)`` options of one attribute of the view as links, the ``chosen`` one marked."""
    now = getattr(screen.view, attribute) if chosen is None else chosen
    items = [
        {
            "title": text,
            "href": screen.here(screen.view.with_(**{attribute: value})),
            "on": value == now or (now is None and i == 0),
            "kind": "other",
            "top": False,
        }
        for i, (value, text) in enumerate(options)
    ]
    components.rows(items, "chips", label=label, key=f"choose-{attribute}", ordered=False)


def choose_interval(screen: Screen, interval: str) -> None:
    """Show into what time is cut, ``interval`` now, as links."""
    choose(screen, "Cut time into", "interval", INTERVALS, chosen=interval)


def pager(screen: Screen, n: int, per_page: int, what: str) -> None:
    """Say which of ``n`` rows are on the screen and link to the pages before and after."""
    view = screen.view
    if n <= per_page and view.page == 1:
        return
    last = max(1, -(-n // per_page))
    first = (view.page - 1) * per_page + 1
    said = (
        f"{what} {first:,} to {min(n, first + per_page - 1):,} of {n:,}"
        if view.page <= last
        else f"There are {last} pages."
    )
    st.caption(said)
    ways = [("‹ Previous", view.page - 1 if view.page <= last else last), ("Next ›", view.page + 1)]
    items = [
        {"title": text, "href": screen.here(view.with_(page=number)), "kind": "other"}
        for text, number in ways
        if 1 <= number <= last
    ]
    components.rows(items, "chips", label="Pages of the list", key=f"pager-{what}", ordered=False)


def turn(screen: Screen, *, more: bool) -> None:
    """Link to the page before and, where there is ``more``, to the one after."""
    view = screen.view
    ways = ([("‹ Previous", view.page - 1)] if view.page > 1 else []) + ([("Next ›", view.page + 1)] if more else [])
    items = [{"title": text, "href": screen.here(view.with_(page=number)), "kind": "other"} for text, number in ways]
    if items:
        components.rows(items, "chips", label="Pages of the list", key="turn", ordered=False)
