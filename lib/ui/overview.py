"""The front page: what the coverage is about, each part of it a way in."""

from __future__ import annotations

import streamlit as st

from lib.charts import coverage_over_time, symbol_map
from lib.queries import articles, entities, places, quotes
from lib.ui import components, events, exports, links, lists, pictures
from lib.ui.links import href
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose_interval
from lib.ui.words import count, counted, noun

#: Names in each list of the front page: what fits beside the others on a laptop without scrolling twice.
TOP = 8
#: The world in two thirds of the page is about this high in pixels.
MAP_HEIGHT = 300


def figures(screen: Screen) -> None:
    """Show the size of the view, each number a link to the page that lists what it counts."""
    totals, view = screen.totals, screen.view.filters()
    parts = [
        (count(totals.n_people, "person", "people"), links.PEOPLE, "person"),
        (count(totals.n_orgs, "organisation"), links.ORGANISATIONS, "org"),
        (count(totals.n_places, "place"), links.PLACES, "place"),
        (count(totals.n_quotes, "quote"), links.QUOTES, "other"),
    ]
    items = [{"title": text, "href": href(page, view), "kind": kind} for text, page, kind in parts]
    items.insert(0, {"title": counted(totals.n(view.unit), view), "href": links.listing(view), "kind": "other"})
    components.rows(items, "chips", label="How much there is", key="figures", ordered=False)


def over_time(screen: Screen) -> None:
    """Show articles over time by outlet; a click keeps what its column counts, a stretch keeps those days."""
    interval = screen.ask(articles.pick_interval)
    frame = screen.ask(articles.coverage, interval=interval)
    st.subheader(f"{noun(screen.view)} over time")
    if frame.empty:
        st.caption("None of these articles has a date.")
        return
    pictures.show(
        coverage_over_time,
        frame,
        name=f"coverage-{screen.view.start}-{screen.view.end}",  # a stretch drawn over other days is over
        on=events.coverage_clicked,
        interval=interval,
        selected_outlets=list(screen.view.outlets),
    )
    if screen.view.unit != "articles":
        st.caption("What several outlets have stands in the column of each, so columns add up to more than the total.")
    choose_interval(screen, interval)


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


def most_quoted(screen: Screen) -> None:
    """Show who is quoted most; each opens that speaker's quotes."""
    exports.heading(screen, "Most quoted", exports.rows_of(screen, quotes.speakers))
    frame = screen.ask(quotes.speakers, limit=TOP)
    items = lists.speakers(frame, screen.view, lambda view: href(links.QUOTES, view))
    _list(screen, items, "Most quoted", links.QUOTES, "Nobody is quoted.")


def small_map(screen: Screen) -> None:
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
