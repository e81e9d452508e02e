"""Names, outlets and periods side by side: how much, when, by whom, and what only one of them has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import percent
from lib.queries import articles, change, compare, entities
from lib.queries import totals as numbers
from lib.ui import below, components, data, events, grids, links, lists, pictures, sides, state
from lib.ui.escape import plain
from lib.ui.links import href, to_name, to_place
from lib.ui.shell import Screen
from lib.ui.steps import choose, choose_interval
from lib.ui.words import NO_OUTLET, NOUNS, counted, days, side_name
from lib.view import MAX_WORDS, period_side, side

#: Sides that a screen has room for and lines that can be told apart.
SIDES = 6
#: Pixels above the two charts, and how high these are.
CHARTS_FROM, LINES, GRID = 440, 440, 210
#: Names and outlets offered to begin with, and for what was typed.
OFFERED = 6
MEASURES = [("count", "Articles"), ("share", "Share of coverage")]
INVITATION = (
    "Put two or more people, organisations, places, outlets or periods side by side. Pick the first one here, or "
    "follow “Compare with …” on the page about a name."
)


def chosen(screen: Screen) -> None:
    """Show the sides, each with figures that open what they count; with none, say how to begin."""
    if not screen.view.beside:
        st.markdown(INVITATION)
        return
    items = [_side(screen, i, r) for i, r in enumerate(screen.ask(compare.totals).itertuples(index=False))]
    components.rows(items, "sides", label="Sides of the comparison", key="sides", ordered=False)
    found = screen.ask(change.windows)
    if found and any("now" in f["title"] for item in items for f in item["figures"]):
        now, before = days(found.now.start, found.now.end), days(found.before.start, found.before.end)
        st.caption(plain(f"Now: {now}. Before: {before}."))


def _side(screen: Screen, i: int, r: Any) -> dict[str, Any]:
    here = side(screen.view, r.side).filters()
    whole = links.listing(compare.whole(screen.view, r.side).filters())
    name = side_name(r.side, screen.labels)
    share = {
        "value": percent(r.share),
        "title": f"of {r.n_whole:,}",
        "href": whole,
        "say": f"of {counted(r.n_whole, screen.view)}",
    }
    return {
        "title": name,
        "href": own_page(screen, r.side),
        "kind": f"side{i}",
        "off": {"href": screen.here(screen.view.toggle("beside", r.side)), "say": f"Take out: {name}", "top": False},
        "figures": [
            lists.figure(r.n_articles, NOUNS[here.unit][0], links.listing(here), NOUNS[here.unit][1]),
            share,
            lists.figure(r.n_quotes, "quote in them", href(links.QUOTES, here), "quotes in them"),
            *_changed(screen, r),
        ],
    }


def _changed(screen: Screen, r: Any) -> Iterator[dict[str, Any]]:
    """Yield the figures of now and of the period before, for a side that is no period itself."""
    found = screen.ask(change.windows)
    if found is None or pd.isna(r.n_now):
        return
    way = " ▲" if r.n_now > r.n_before else " ▼" if r.n_now < r.n_before else ""
    for n, what, view in ((r.n_now, f"now{way}", found.now), (r.n_before, "before", found.before)):
        yield lists.figure(int(n), what, links.listing(side(view, r.side).filters()), what)


def own_page(screen: Screen, spelled: str) -> str:
    """Return the address of the page about one side: the name's or place's own, else the overview of its articles."""
    kind, _, value = spelled.partition(":")
    if kind == "place":
        return to_place(int(value), screen.view)
    if kind in ("outlet", "country", "story", "days"):
        return href(links.OVERVIEW, side(screen.view, spelled).filters())
    return to_name(spelled, None, screen.view)


def choose_more(screen: Screen) -> None:
    """Offer what to put beside: by typing, by clicking on what is much in the news, by dates."""
    beside = screen.view.beside
    if len(beside) >= SIDES:
        st.caption(f"That is as many as fit: take one out to add another of {SIDES}.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        typed = st.text_input(
            "Add a name or an outlet",
            key=f"find-{len(beside)}",  # an empty box once something was added
            type="search",
            placeholder="Person, organisation, place, outlet",
            max_chars=MAX_WORDS,
        )
    with right:
        key = f"days-{len(beside)}"
        st.date_input("Add a period", value=(), key=key, on_change=_add_days, args=(key,), format="YYYY-MM-DD")
    offers = [
        {"title": name, "kind": kind, "href": screen.here(screen.view.toggle("beside", spelled)), "top": False}
        for spelled, name, kind in _offers(screen, typed.strip())
        if spelled not in beside
    ]
    if offers:
        components.rows(offers, "chips", label="What can be added", key="offers", ordered=False)
    elif typed.strip():
        st.caption(plain(f"Nothing here is called “{typed.strip()}”."))


def _add_days(key: str) -> None:
    chosen = st.session_state[key]
    if len(chosen) == 2:
        beside = state.read()[0].beside
        state.change(beside=(*beside, period_side(*chosen)))


def _offers(screen: Screen, typed: str) -> Iterator[tuple[str, str, str]]:
    """Yield (side, name, kind): what is called as ``typed``, else (for two sides) what is most in view."""
    outlets = data.look_up(numbers.outlets, screen.store)["name"].tolist()
    if typed:
        found = data.look_up(_named, screen.store, typed)
        yield from ((r.id, r.name, r.kind) for r in found.itertuples(index=False))
        yield from ((f"outlet:{o}", o or NO_OUTLET, "other") for o in outlets if typed.casefold() in o.casefold())
        return
    if len(screen.view.beside) > 1:
        return
    for kind in ("person", "org"):
        frame = screen.ask(entities.ranking, kind=kind, limit=OFFERED)
        yield from ((r.id, r.name, kind) for r in frame.itertuples(index=False))
    if len(outlets) > 1:
        yield from ((f"outlet:{o}", o or NO_OUTLET, "other") for o in outlets[:OFFERED])
    found = screen.ask(change.windows)
    if found:
        for view in (found.now, found.before):
            yield period_side(view.start, view.end), days(view.start, view.end), "other"


def _named(store, typed: str):
    return entities.find(store, typed, limit=2 * OFFERED)


def side_by_side(screen: Screen) -> None:
    """Show the sides over time and by outlet on the same axes, what only one of them has, and what all have."""
    choose(screen, "What is shown", "measure", MEASURES)
    down = CHARTS_FROM + LINES * _over_time(screen)
    below.later(screen, "outlets", _by_outlet, told="By outlet", height=GRID, down=down)
    down += GRID
    if len(screen.view.beside) > 1:
        told = "What only one of them has, and what all have"
        below.later(screen, "names", _names, told=told, height=900, down=down)


def _names(screen: Screen) -> None:
    """Show what only one side has and what all have."""
    _alone(screen)
    _shared(screen)


def _over_time(screen: Screen) -> bool:
    """Show the sides over time; return whether any of their articles has a date."""
    interval = screen.ask(articles.pick_interval)
    frame = sides.over_time(screen, interval)
    if frame.empty:
        return False
    st.subheader("Over time")
    pictures.show(
        sides.lines(screen),
        frame,
        name=f"sides-{screen.view.start}-{screen.view.end}",
        on=events.side_clicked,
        interval=interval,
        value=sides.value(screen),
    )
    choose_interval(screen, interval)
    return True


def _by_outlet(screen: Screen) -> None:
    frame = sides.by_outlet(screen)
    if frame.empty:
        return
    st.subheader("By outlet")
    grids.show(screen, frame, grids.to_sides(screen.view), name="outlets", value=sides.value(screen))


def _alone(screen: Screen) -> None:
    """Show, for each side, the names and speakers that no other side has."""
    st.subheader("Only here")
    st.caption("In the articles of one side and of none of the others.")
    for column, (i, spelled) in zip(
        st.columns(len(screen.view.beside), gap="large"), enumerate(screen.view.beside), strict=True
    ):
        with column:
            st.markdown(f"##### {plain(side_name(spelled, screen.labels))}")
            _only_here(screen, i, spelled)


def _only_here(screen: Screen, i: int, spelled: str) -> None:
    here = side(screen.view, spelled)
    found = [
        (heading, lists.names_within(screen.ask(compare.only, spelled=spelled, kind=kind), here))
        for kind, heading in sides.KINDS
    ]
    speakers = screen.ask(compare.quoted_only, spelled=spelled)
    found.append(("Quoted", lists.speakers(speakers, here.filters(), lambda view: href(links.QUOTES, view))))
    for heading, items in found:
        if items:
            st.caption(heading)
            components.rows(items, "bars", label=f"{heading}, only here", key=f"only-{i}-{heading}")
    if not any(items for _, items in found):
        st.caption("Nothing that the others do not have.")


def _shared(screen: Screen) -> None:
    """Show the names that every side has as a grid of shades."""
    frame = sides.shared(screen)
    if frame.empty:
        return
    st.subheader("In all of them")
    value = sides.value(screen)
    label = "Share of each side’s coverage" if value == "share" else ""
    grids.show(screen, frame, grids.to_shared(screen.view), name="shared", value=value, column="where", label=label)
