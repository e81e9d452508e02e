"""The blocks that the views of a report share: a chart not drawn yet, a table of names, sentences, quotes.

``home`` is the program's address, ending in "/", to which every passage leads back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from lib.charts import lines_over_time, percent
from lib.export.report import Chart, Passage, Passages, Table
from lib.queries import articles, quotes
from lib.ui import exports
from lib.ui.links import to_article
from lib.ui.lists import land
from lib.ui.screen import Screen
from lib.ui.words import NOBODY, day, title
from lib.view import View

#: Rows of a table and passages of a list: about a page each.
ROWS, PASSAGES = 20, 15
Block = Chart | Table | Passages
Drawn = tuple[str, Any]


def lines(screen: Screen, query: Callable[..., pd.DataFrame], ids: list[Any], **look: Any) -> Iterator[Drawn]:
    """Yield the chart of ``ids`` over time, as ``query`` counts them."""
    interval = screen.ask(articles.pick_interval)
    yield from chart(
        screen,
        "Over time",
        lines_over_time,
        screen.ask(query, ids=tuple(ids), interval=interval),
        interval=interval,
        **look,
    )


def chart(screen: Screen, head: str, draw: Callable[..., Any], *frames: pd.DataFrame, **look: Any) -> Iterator[Drawn]:
    """Yield what ``draw`` makes of ``frames`` under a heading; nothing where there is nothing to draw."""
    if frames[0].empty:
        return
    drawn = draw(*frames, **look)
    if drawn is not None:
        yield head, exports.drawable(drawn, screen.view.unit)


def ranking(screen: Screen, head: str, frame: pd.DataFrame) -> Table:
    """Return names with their articles and their share of the view."""
    notes = [land(r) if hasattr(r, "geonameid") else text(r.role) for r in frame.itertuples(index=False)]
    rows = [
        (r.name, note, f"{r.n_articles:,}", percent(r.share))
        for r, note in zip(frame.itertuples(index=False), notes, strict=True)
    ]
    return Table(head, ("Name", "", counted_in(screen.view), "Share"), rows)


def speakers(screen: Screen) -> Table:
    """Return who is quoted most."""
    frame = screen.ask(quotes.speakers, limit=ROWS // 2)
    rows = [(r.name, f"{r.n_quotes:,}", f"{r.n_articles:,}") for r in frame.itertuples(index=False)]
    return Table("Who speaks", ("Speaker", "Quotes", counted_in(screen.view)), rows)


def sentences(screen: Screen, frame: pd.DataFrame, home: str) -> Passages:
    """Return the sentences of a frame, each in its surroundings."""
    items = [
        Passage(r.before, r.text, r.after, "", source(r), address(screen, home, r.article_id, int(r.start)))
        for r in frame.itertuples(index=False)
    ]
    return Passages("In the articles' words", items)


def said(screen: Screen, head: str, frame: pd.DataFrame, home: str) -> Passages:
    """Return the quotes of a frame, each with its speaker."""
    items = [
        Passage("", r.content, "", text(r.speaker) or text(r.speaker_text) or NOBODY, source(r),
                address(screen, home, r.article_id, int(r.start)))
        for r in frame.itertuples(index=False)
    ]  # fmt: skip
    return Passages(head, items)


def address(screen: Screen, home: str, article: str, at: int) -> str:
    """Return the link to one place of an article, at the version that the report shows."""
    pinned = View(version=screen.store.version)
    return home + to_article(article, pinned, at=at).removeprefix("./")


def source(r: Any) -> str:
    """Return an article's title, outlet and day, as far as they are known."""
    return ", ".join(part for part in (title(text(r.title)), text(r.outlet), day(r.day)) if part)


def counted_in(view: View) -> str:
    """Return the head of a column of counts: "Articles", "Stories", "Texts"."""
    return view.unit.capitalize()


def text(value: Any) -> str:
    """Return ``value``, or nothing where a frame holds no text."""
    return value if isinstance(value, str) else ""
