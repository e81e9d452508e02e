"""The front page: what the coverage is about, each part of it a way in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.charts import coverage_over_time, symbol_map
from lib.queries import articles, change, entities, places, quotes
from lib.queries.totals import variety
from lib.ui import below, components, events, exports, links, lists, pictures
from lib.ui.escape import plain
from lib.ui.links import href, to_comparison
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose_interval
from lib.ui.words import days, noun
from lib.view import period_side

#: Names in each list of the front page: what fits beside the others on a laptop without scrolling twice.
TOP = 8
#: The world in two thirds of the page is about this high in pixels.
MAP_HEIGHT = 300


def figures(screen: Screen) -> None:
    """Show the size of the view, each number a link to the page that lists what it counts."""
    totals, view = screen.totals, screen.view.filters()
    different = screen.ask(variety)
    parts = [
        lists.figure(different.n_people, "person", href(links.PEOPLE, view), "people") | {"kind": "person"},
        lists.figure(different.n_orgs, "organisation", href(links.ORGANISATIONS, view)) | {"kind": "org"},
        lists.figure(different.n_places, "place", href(links.PLACES, view)) | {"kind": "place"},
        lists.figure(totals.n_quotes, "quote", href(links.QUOTES, view)),
    ]
    items = [lists.measured(totals.n(view.unit), view), *parts]
    components.rows(items, "figures", label="How much there is", key="figures", ordered=False)


def over_time(screen: Screen) -> None:
    """Show articles over time by outlet; a click keeps what its column counts, a stretch keeps those days."""
    heading, picture = coverage(screen)
    st.subheader(heading)
    if picture is None:
        st.caption("None of these articles has a date.")
        return
    pictures.draw(
        picture,
        name=f"coverage-{screen.view.start}-{screen.view.end}",  # a stretch drawn over other days is over
        on=events.coverage_clicked,
    )
    if screen.view.unit != "articles":
        st.caption("What several outlets have stands in the column of each, so columns add up to more than the total.")
    choose_interval(screen, picture.look["interval"])
    _stretches(screen)


def coverage(screen: Screen) -> tuple[str, exports.Picture | None]:
    """Return the heading of the chart of articles over time by outlet, and the chart; None where nothing is dated."""
    interval = screen.ask(articles.pick_interval)
    frame = screen.ask(articles.coverage, interval=interval)
    look = {"interval": interval, "selected_outlets": list(screen.view.outlets)}
    picture = exports.Picture(coverage_over_time, (frame,), look, screen.view.unit)
    return f"{noun(screen.view)} over time", None if frame.empty else picture


def _stretches(screen: Screen) -> None:
    """Offer the stretches of time that hold the articles, where long silence lies between them."""
    frame = screen.ask(articles.stretches)
    if len(frame) > 1:
        items = lists.stretches(frame, screen.view, screen.here)
        components.rows(items, "chips", label="Stretches of time", key="stretches", ordered=False)


def changes(screen: Screen) -> None:
    """Show the names that rise and fall against the period before; each opens its page in the newer period."""
    found = screen.ask(change.windows)
    frames = [screen.ask(change.rising, kind=kind, limit=TOP) for kind in ("person", "org")]
    frame = pd.concat([f for f in frames if len(f)]) if any(len(f) for f in frames) else None
    if found is None or frame is None:
        return
    st.subheader("Rising and falling")
    now, before = (days(v.start, v.end) for v in (found.now, found.before))
    st.caption(plain(f"Share of articles from {now}, against {before}."))
    ordered = frame.sort_values("change", ascending=False)
    for column, heading, rows in zip(
        st.columns(2, gap="large"),
        ("Rising", "Falling"),
        (ordered[ordered["change"] > 0].head(TOP), ordered[ordered["change"] < 0].tail(TOP).iloc[::-1]),
        strict=True,
    ):
        with column:
            components.rows(lists.changes(rows, found.now), "bars", label=heading, key=heading)
    sides = (period_side(v.start, v.end) for v in (found.now, found.before))
    go_on([("Compare the two periods", to_comparison(screen.view, *sides))], key="changes")


def top_names(screen: Screen, kind: str, heading: str, page: links.Page) -> None:
    """Show the names of ``kind`` in most articles."""
    exports.heading(screen, heading, exports.rows_of(screen, entities.ranking, kind=kind))
    frame = screen.ask(entities.ranking, kind=kind, limit=TOP)
    _list(screen, lists.names(frame, screen.view, kind), heading, page, f"No {heading.lower()} are named.")


def top_places(screen: Screen) -> None:
    """Show the places in most articles."""
    exports.heading(screen, "Places", exports.rows_of(screen, places.ranking))
    frame = screen.ask(places.ranking, limit=TOP)
    _list(screen, lists.places(frame, screen.view), "Places", links.PLACES, "No places are named.")


def quoted_and_where(screen: Screen) -> None:
    """Show who is quoted most, and the places on a map, once the reader comes there."""
    told = "Most quoted, and the places on a map"
    below.later(screen, "map", _quoted_and_where, told=told, height=MAP_HEIGHT + 130)


def _quoted_and_where(screen: Screen) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        _most_quoted(screen)
    with right:
        _map(screen)


def _most_quoted(screen: Screen) -> None:
    """Show who is quoted most; each opens that speaker's quotes."""
    exports.heading(screen, "Most quoted", exports.rows_of(screen, quotes.speakers))
    frame = screen.ask(quotes.speakers, limit=TOP)
    items = lists.speakers(frame, screen.view, lambda view: href(links.QUOTES, view))
    _list(screen, items, "Most quoted", links.QUOTES, "Nobody is quoted.")


def _map(screen: Screen) -> None:
    """Show the places on a map; a click keeps the articles about one."""
    frame = screen.ask(places.ranking, limit=200)
    shown = frame[frame["lat"].notna()]
    if shown.empty:
        return
    st.subheader("Where")
    pictures.show(
        symbol_map,
        shown,
        screen.ask(places.countries),
        name="map",
        height=MAP_HEIGHT,
        on=events.place_picked,
        region=screen.view.map or "world",
        picked_places=list(screen.view.places),
        picked_countries=list(screen.view.countries),
    )


def _list(screen: Screen, items: lists.Items, label: str, page: links.Page, none: str) -> None:
    if not items:
        st.caption(none)
        return
    components.rows(items, "bars", label=label, key=f"top-{page.path}-{label}")
    go_on(
        [(f"All {label.lower()}" if label != "Most quoted" else "All quotes", href(page, screen.view.filters()))],
        key=f"all-{label}",
    )
