"""Quotes: who says what, filtered by speaker, kind and words."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.errors import SearchError
from lib.queries import quotes
from lib.ui import components, data, events, exports, lists, panels, searching
from lib.ui.filters import draw_words_of_quotes
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose, pager
from lib.ui.words import QUOTE_KINDS, count
from lib.view import UNATTRIBUTED, describe_quotes

PER_PAGE = 25
SPEAKERS = 20
SORTS = [("newest", "Newest first"), ("oldest", "Oldest first"), ("best", "Surest first")]
BEST = [("match", "Best match first")]


def show(screen: Screen) -> None:
    """Show the filters of quotes, the speakers, and the page of the list that the address names."""
    draw_words_of_quotes(screen.view)
    try:
        n = screen.ask(quotes.count)
    except SearchError as error:
        searching.problem(error)
        go_on([("Search without these words", screen.here(screen.view.with_(says="")))])
        return
    _kinds(screen)
    left, right = st.columns([5, 2], gap="large")
    with left:
        _over_time(screen)
        _list(screen, n)
    with right:
        _speakers(screen)
        _about(screen)


def _kinds(screen: Screen) -> None:
    view = screen.view
    frame = data.ask(quotes.by_kind, screen.store, view.with_(kinds=())).value
    items = [
        {
            "title": f"{r.kind}, {QUOTE_KINDS[r.kind]}",
            "value": f"{r.n_quotes:,}",
            "href": screen.here(view.toggle("kinds", r.kind)),
            "on": r.kind in view.kinds,
            "kind": "other",
            "top": False,
        }
        for r in frame.itertuples(index=False)
    ]
    components.rows(items, "chips", label="Kinds of quote", key="kinds", ordered=False)


def _list(screen: Screen, n: int) -> None:
    said = f"{count(n, 'quote')} {describe_quotes(screen.view, screen.labels)}".strip()
    exports.heading(screen, said, exports.rows_of(screen, quotes.listing), title="Quotes")
    if not n:
        st.caption("No quote fits all of these filters. Take one off above.")
        return
    choose(screen, "Order", "sort", SORTS + (BEST if screen.view.says else []))
    frame = screen.ask(quotes.listing, limit=PER_PAGE)
    keys = tuple(zip(frame["article_id"], frame["start"], strict=True))
    found = data.beside(screen.store, frame["quote"].tolist())
    items = lists.elsewhere(lists.quotes(frame, screen.view), keys, found, screen.view)
    components.rows(items, "quotes", label="Quotes", key="quotes")
    pager(screen, n, PER_PAGE, "Quotes")


def _over_time(screen: Screen) -> None:
    """Show the speakers chosen, else those with most quotes, over time: with words or a name, a speaker on a topic."""
    chosen = [s for s in screen.view.speakers if s != UNATTRIBUTED]
    ids = chosen or [s for s in screen.ask(quotes.speakers, limit=SPEAKERS)["id"] if s != UNATTRIBUTED][: panels.LINES]
    heading = "Over time" if chosen else "The most quoted over time"
    panels.over_time(screen, quotes.by_speaker_over_time, ids, heading, noun="quote", on=events.speaker_clicked)


def _about(screen: Screen) -> None:
    """Show what the quotes mention: a click keeps the quotes about it."""
    frame = screen.ask(quotes.names)
    if len(frame):
        st.subheader("What they mention")
        st.caption("Names inside the quotes' own words, by quotes.")
        components.rows(lists.abouts(frame, screen.view, screen.here), "bars", label="What they mention", key="about")


def _speakers(screen: Screen) -> None:
    view = screen.view
    frame = data.ask(quotes.speakers, screen.store, view.with_(speakers=()), limit=SPEAKERS).value
    whole = exports.rows_of(replace(screen, view=view.with_(speakers=())), quotes.speakers)
    exports.heading(screen, "Who speaks", whole)
    st.caption("Full colour: in quotation marks; lighter: partly; lightest: reported.")
    components.rows(lists.speakers(frame, view, screen.here), "bars", label="Speakers by quotes", key="speakers")
