"""A quiet "Save" beside every table and chart: its file is only made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

from lib.charts import theme, wording
from lib.export import frames, press, tables
from lib.export.about import About
from lib.queries import stories
from lib.ui.chips import chips
from lib.ui.escape import plain
from lib.ui.folds import fold
from lib.ui.screen import Screen
from lib.ui.words import NOUNS, sentence

TABLES = {
    "CSV": (tables.as_csv, "csv", "text/csv"),
    "Excel": (tables.as_xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "JSON": (tables.as_json, "json", "application/json"),
}
#: What a chart is called in a file and its name, by the function that draws it.
TITLES = {
    "story_timeline": "articles by day and outlet",
    "coverage_over_time": "Articles over time",
    "lines_over_time": "Over time",
    "names_by_outlet": "By outlet",
    "symbol_map": "Places on the map",
    "together_network": "Named in the same articles",
}
Make = Callable[[], pd.DataFrame]
#: By what a button says: what makes the file, how its name ends, its media type.
Files = dict[str, tuple[Callable[[], bytes], str, str]]


class Picture(NamedTuple):
    """A chart on the page: what draws it, from which frames, how; the first frame is its table."""

    chart: Callable[..., alt.TopLevelMixin | None]
    frames: tuple[pd.DataFrame, ...]
    look: dict[str, Any]
    unit: str = "articles"

    def title(self, screen: Screen) -> str:
        """Return what the chart shows, and of what."""
        name = self.chart.__name__
        of = screen.labels.get(screen.view.subject) or screen.page.title
        return f"{of}: {TITLES.get(name, name.replace('_', ' ').capitalize())}"

    def svg(self, about: About) -> str:
        """Return the chart as SVG with its title, caption and source around it."""
        spec = drawable(self.chart(*self.frames, **self.look), self.unit)
        return frames.framed(press.ask("drawn", [spec])[0], about, spec.get("description", ""))


def drawable(chart: Any, unit: str) -> dict[str, Any]:
    """Return a chart as Vega-Lite for paper: light, as wide as a page, in the words of what is counted."""
    spec = theme.themed(chart.to_dict(validate=False), dark=False)
    spec = spec if unit == "articles" else wording.reworded(spec, *NOUNS[unit])
    spec["config"] = {**spec["config"], "font": f"{frames.FAMILY}, sans-serif"}
    return spec | ({"width": frames.WIDTH - 2 * frames.MARGIN - 60} if spec.get("width") == "container" else {})


def heading(screen: Screen, text: str, make: Make, *, title: str | None = None) -> None:
    """Show ``text`` over a table with a way to save all of it; ``make`` returns its rows when they are asked for."""
    name = title or text
    if fold(_key(name), "Save", heading=text):
        _files(screen, name, _table_files(screen, name, make))


@contextmanager
def beside(screen: Screen, title: str, make: Make) -> Iterator[None]:
    """Show the way to save the table called ``title`` on the line of what is drawn within."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        yield
        is_open = fold(_key(title), "Save")
    if is_open:
        _files(screen, title, _table_files(screen, title, make))


def picture(screen: Screen, shown: Picture, *, key: str, chart: str) -> None:
    """Show the way to save a chart as a picture and as the table it was drawn from, and to copy a link to it.

    ``key`` tells it from others; ``chart`` is the key of the container that holds it.
    """
    title = shown.title(screen)
    if not fold(_key(title, key), "Save", chart=chart):
        return
    about = abouts(screen, title)
    files = {
        "PNG": (lambda: press.ask("png", shown.svg(about())), "png", "image/png"),
        "SVG": (lambda: shown.svg(about()).encode(), "svg", "image/svg+xml"),
        **_table_files(screen, title, lambda: shown.frames[0]),
    }
    _files(screen, title, files, key=key)


def _table_files(screen: Screen, title: str, make: Make) -> Files:
    about = abouts(screen, title)
    return {
        text: (lambda write=write: write(make(), about()), ending, mime)
        for text, (write, ending, mime) in TABLES.items()
    }


def _key(title: str, key: str = "") -> str:
    return f"save-{file_name(f'{title} {key}')}"


def _files(screen: Screen, title: str, files: Files, *, key: str = "") -> None:
    told = plain(f"{title}, with what was filtered and where it comes from.")
    downloads(told, title, screen.store.version, files, key=_key(title, key))


def downloads(told: str, title: str, version: int, files: Files, *, key: str) -> None:
    """Say what is ``told`` (Markdown) of ``files``, and show a button for each; it is made when that is pressed."""
    with st.container(border=True, key=f"{key}-files"):
        st.caption(told)
        with st.container(horizontal=True):
            for text, (make, ending, mime) in files.items():
                st.download_button(
                    text,
                    make,
                    file_name=f"{file_name(title)}-v{version}.{ending}",
                    mime=mime,
                    key=f"{key}-{ending}",
                    on_click="ignore",
                )


def rows_of(screen: Screen, query: Callable[..., pd.DataFrame], **options: Any) -> Make:
    """Return what asks ``query`` for all the rows of the table that the page shows the beginning of.

    What counts stories or texts is called n_stories or n_texts in the file.
    """
    view = screen.view.with_(page=1)
    counted = {"n_articles": f"n_{view.unit}"} if query is not stories.listing else {}
    return lambda: query(screen.store, view, **options, limit=tables.MAX_ROWS + 1).rename(columns=counted)


def abouts(screen: Screen, title: str) -> Callable[[], About]:
    """Return what says, when a file is made, what it holds and where it comes from."""
    address = (st.context.url or "").partition("?")[0]
    return lambda: about(screen, title, address)


def about(screen: Screen, title: str, address: str) -> About:
    """Return what a file of this screen says about itself; ``address`` is the page's, without its query."""
    view, labels = screen.view, screen.labels
    pinned = view.with_(version=screen.store.version)
    filters = [chip["title"] for chip in chips(view.with_(version=None), labels, screen.here)]
    return About(
        title,
        sentence(view, screen.totals, labels),
        ", ".join(filters) or "none",
        screen.store.version,
        f"{address}?{screen.here(pinned).partition('?')[2]}",
        datetime.now(UTC),
    )


def file_name(title: str) -> str:
    """Return ``title`` as a file's name: small letters, digits and hyphens."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)[:60] or "table"
