"""Quotes: who says what, filtered by speaker, kind and words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.errors import SearchError
from lib.queries import quotes
from lib.ui import below, components, data, events, exports, lists, panels, searching
from lib.ui.filters import draw_words_of_quotes
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose, pager
from lib.ui.words import QUOTE_KINDS, count
from lib.view import UNATTRIBUTED, describe_quotes

PER_PAGE = 25
#: Quotes of a page that are drawn at once: the list begins where a laptop's window ends, and five fill half a window
#: more. Where else a quote stands is found by comparing it with its whole story, most of the work of a page.
FIRST = 5
MORE = "More quotes"
SPEAKERS = 20
#: Where the speakers begin and how high one of them is, about how high a quote and the list of what they mention are.
SPEAKERS_FROM, SPEAKER, QUOTE, ABOUTS = 430, 37, 150, 560
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
        down = SPEAKERS_FROM + SPEAKER * _speakers(screen)
        below.later(screen, "about", _about, told="What they mention", height=ABOUTS, down=down)


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
    first, rest = frame.head(FIRST), frame.iloc[FIRST:]
    with st.container(gap=None):
        _rows(screen, first, "Quotes", "quotes", goes_on=len(rest) > 0)
        if len(rest):
            below.later(screen, "more", _rows, rest, MORE, "more-quotes", told=MORE, height=QUOTE * len(rest))
    pager(screen, n, PER_PAGE, "Quotes")


def _rows(screen: Screen, frame: pd.DataFrame, label: str, key: str, *, goes_on: bool = False) -> None:
    """Show quotes of the list, each with where else it stands; ``goes_on`` where others follow."""
    keys = tuple(zip(frame["article_id"], frame["start"], strict=True))
    found = data.beside(screen.store, frame["quote"].tolist())
    items = lists.elsewhere(lists.quotes(frame, screen.view), keys, found, screen.view)
    components.rows(items, "quotes", label=label, key=key, goes_on=goes_on)


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


def _speakers(screen: Screen) -> int:
    """Show who speaks most; return how many are listed."""
    view = screen.view
    frame = data.ask(quotes.speakers, screen.store, view.with_(speakers=()), limit=SPEAKERS).value
    whole = exports.rows_of(replace(screen, view=view.with_(speakers=())), quotes.speakers)
    exports.heading(screen, "Who speaks", whole)
    st.caption("Full colour: in quotation marks; lighter: partly; lightest: reported.")
    components.rows(lists.speakers(frame, view, screen.here), "bars", label="Speakers by quotes", key="speakers")
    return len(frame)
