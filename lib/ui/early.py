"""The first chart of a link, to be seen while the browser still reads Streamlit's scripts.

A browser that was never here takes most of two seconds until Streamlit runs; what draws charts is there in a third of
that. So the page draws its first chart by itself (frontend/early.js) from what is told here, and takes it away when
Streamlit has drawn the same. The page asks the same questions right after, and finds the answers in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pyarrow as pa

from lib.errors import StoryExplorerError
from lib.queries import entities, joins
from lib.ui import data, links, names, overview, pictures, places
from lib.ui.exports import Picture
from lib.ui.screen import Screen, screen_of
from lib.ui.shell import FICTION
from lib.ui.words import sentence
from lib.view import from_params

#: By page: what gives the heading and the chart that it begins with.
FIRST: dict[links.Page, Callable[[Screen], tuple[str, Picture | None]]] = {
    links.OVERVIEW: overview.coverage,
    links.PEOPLE: lambda screen: names.first(screen, "person"),
    links.ORGANISATIONS: lambda screen: names.first(screen, "org"),
    links.PLACES: places.first,
}


def first(query: str) -> bytes | None:
    """Return the first chart of a view as JSON: title, told (lines of text), heading, spec (Vega-Lite).

    ``query`` is that of the view's address, with ``path`` (the page's) and ``dark`` (1 on a dark page). None where the
    page has no such chart, has another to say first (an older version, an error), or fills a room.
    """
    asked = parse_qs(query, keep_blank_values=True)
    page = next((p for p in FIRST if [p.path] == asked.get("path")), None)
    view, dropped = from_params(asked)
    if page is None or dropped or view.article or view.present or view.version:
        return None
    try:
        store = data.open_for(view)
        screen = screen_of(page, joins.current(store, view), store)
        told = _told(screen, dark=asked.get("dark") == ["1"]) if screen.totals.n_articles else None
    except StoryExplorerError:
        return None
    return told and json.dumps(told, separators=(",", ":")).encode()


def _told(screen: Screen, *, dark: bool) -> dict[str, Any] | None:
    heading, picture = FIRST[screen.page](screen)
    spec = picture and pictures.spec_of(picture, dark=dark)
    if spec is None:
        return None
    subject = screen.view.subject
    if subject:
        told = names.part_of(screen.ask(entities.figures, id=subject).n_articles, screen)
    else:
        told = sentence(screen.view, screen.totals, screen.labels)
    return {
        "title": screen.labels.get(subject) or screen.page.title,
        "told": [told, *([FICTION] if screen.totals.sample else [])],
        "heading": heading,
        "spec": {**spec, "datasets": {name: _rows(table) for name, table in spec["datasets"].items()}},
    }


def _rows(table: Any) -> Any:
    """Return a table of a chart as rows, times in milliseconds as Vega reads them; outlines stay what they are."""
    if not isinstance(table, bytes):
        return table
    with pa.ipc.open_stream(table) as stream:
        return json.loads(stream.read_pandas().to_json(orient="records", date_unit="ms"))
