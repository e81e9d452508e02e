"""The panels that pages about names, places and speakers share: lines over time, and sentences."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import lines_over_time
from lib.queries import articles
from lib.ui import components, events, exports, lists, pictures
from lib.ui.shell import Screen
from lib.ui.steps import choose_interval, turn
from lib.ui.words import count

#: Lines that can be told apart in one chart.
LINES = 5
#: Sentences on one page of them.
PER_PAGE = 20

Query = Callable[..., pd.DataFrame]


def over_time(
    screen: Screen,
    query: Query,
    ids: Sequence[Any],
    heading: str,
    *,
    id: str = "id",
    noun: str = "article",
    on: Callable[..., Any] | None = None,
) -> None:
    """Show ``query``'s lines of ``ids``; a click on a point keeps what it counts, a stretch keeps those days."""
    picture = lines(screen, query, ids, id=id, noun=noun)
    if picture is None:
        return
    st.subheader(heading)
    pictures.draw(
        picture,
        name=f"lines-{noun}-{screen.view.start}-{screen.view.end}",  # a stretch drawn over other days is over
        on=on or functools.partial(events.line_clicked, field=id),
    )
    choose_interval(screen, picture.look["interval"])


def lines(
    screen: Screen, query: Query, ids: Sequence[Any], *, id: str = "id", noun: str = "article"
) -> exports.Picture | None:
    """Return the chart of ``query``'s lines of ``ids``; None where nothing of them is dated."""
    interval = screen.ask(articles.pick_interval)
    frame = screen.ask(query, ids=tuple(ids), interval=interval) if ids else None
    if frame is None or frame.empty:
        return None
    look = {"interval": interval, "value": f"n_{noun}s", "id": id, "noun": noun}
    return exports.Picture(lines_over_time, (frame,), look, screen.view.unit)


def sentences(
    screen: Screen, query: Query, *, subject: tuple[str, str, str], n: int | None = None, **about: Any
) -> None:
    """Show the mentions of ``subject`` (kind, id, name), ``n`` if known, in sentences that open the articles there."""
    kind, id, name = subject
    whole = exports.rows_of(screen, query, **about)
    exports.heading(screen, "In the articles' words", whole, title=f"Sentences about {name}")
    offset = PER_PAGE * (screen.view.page - 1)
    frame = screen.ask(query, **about, limit=PER_PAGE + 1, offset=offset)
    if n is not None:
        st.caption(f"{count(n, 'mention')}, newest first.")
    elif frame.empty:
        st.caption(f"No article within the filters names this {kind}.")
    items = lists.sentences(frame.head(PER_PAGE), screen.view, kind, id)
    components.rows(items, "sentences", label="Sentences", key="sentences")
    turn(screen, more=len(frame) > PER_PAGE)
