"""The frame around every page: menu, filters, what is on the screen, and what to do when there is nothing.

Streamlit may run a page file without dashboard.py, so each page begins here and stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.errors import SearchError, StoreError, StoryExplorerError
from lib.queries import joins
from lib.queries import totals as numbers
from lib.store.read import Store
from lib.ui import components, data, gaps, keeping, links, meeting, reporting, searching, state
from lib.ui.chips import chips, without_filters
from lib.ui.escape import plain
from lib.ui.filters import draw_filters
from lib.ui.links import Page, href
from lib.ui.screen import NOW, Screen, screen_of
from lib.ui.words import sentence, since
from lib.view import View

ICON = str(components.FRONTEND / "icon.png")
FICTION = "The sample articles are fiction, made up to show what this program does."


def begin(page: Page, *, needs_articles: bool = True, filtered: bool = True) -> Screen:
    """Draw the frame of ``page`` and return what it works with; stops the run where there is nothing to show.

    ``needs_articles`` is False for a page that makes sense without any; ``filtered`` for one that obeys the filters.
    """
    view, dropped = state.read()
    st.set_page_config(page_title=f"{page.title} · {links.NAME}", page_icon=ICON, layout="wide")
    components.style()
    if there := state.leaving():
        components.leave(there)
    with st.sidebar:
        _menu(page, view)
    store = _open(view)
    view = joins.current(store, view)
    if filtered:
        with st.sidebar:
            draw_filters(view, data.look_up(numbers.outlets, store))
    keys = meeting.bar(page, view)
    screen = _screen(page, view, store)
    NOW.set(screen)
    _heading(screen, keys, filtered=filtered)
    _notices(screen, dropped)
    if needs_articles and not screen.totals.n_all:
        nothing_yet(screen)
    if needs_articles and not screen.totals.n_articles and not view.article:
        nothing_fits(screen)
    return screen


def nothing_yet(screen: Screen) -> None:
    """Say that the store holds no article and how to fill it, and stop."""
    st.info("There are no articles yet. Add some files or paste a text, and this page shows what they are about.")
    go_on([("Add articles", href(links.ADD, View()))])
    st.stop()


def nothing_fits(screen: Screen) -> None:
    """Say that no article meets the filters and how to widen them, and stop."""
    st.info("No article fits all of these filters. Take one off above, or start again.")
    go_on([("Show all articles", screen.here(without_filters(screen.view)))])
    st.stop()


def go_on(ways: Sequence[tuple[str, str]], *, key: str = "go_on") -> None:
    """Show ``(text, address)`` pairs as links onwards."""
    items = [
        {"title": text, "href": address, "kind": "plain" if text.startswith("‹") else "other"} for text, address in ways
    ]
    components.rows(items, "chips", label="Ways on", key=key, ordered=False)


def _menu(page: Page, view: View) -> None:
    kept = view.filters()
    items = [{"title": p.title, "href": href(p, kept), "on": p == page} for p in links.PAGES]
    components.menu(items, brand=links.NAME, home=href(links.OVERVIEW, kept))


def _open(view: View) -> Store:
    try:
        return data.open_for(view)
    except StoryExplorerError as error:
        _unreadable(error)
        if view.version:
            go_on([("See the newest data instead", href(links.OVERVIEW, view.filters().with_(version=None)))])
        st.stop()


def _unreadable(error: StoryExplorerError) -> None:
    st.title("The articles cannot be opened")
    st.error(plain(error))


def _screen(page: Page, view: View, store: Store) -> Screen:
    try:
        return screen_of(page, view, store)
    except SearchError as error:
        st.title(plain(page.title))
        searching.problem(error)
        go_on([("Search without these words", href(page, view.with_(words="")))])
        st.stop()
    except StoreError as error:
        _unreadable(error)
        st.stop()


def _heading(screen: Screen, keys: dict[str, str | None], *, filtered: bool) -> None:
    """Draw the title (or, over one name or article, the way back), the tools, what is shown, and the filters."""
    view = screen.view
    left, right = st.columns([5, 11], vertical_alignment="center")
    with left:
        if view.article or view.subject:
            go_on([(f"‹ {screen.page.title}", screen.here(view.filters()))], key="back")
        else:
            st.title(plain(screen.page.title))
    with right:
        keep, report = _tools(screen, keys)
    if keep:
        keeping.form(screen.page, view, screen.store.version)
    if report:
        reporting.of_view(screen)
    if filtered and screen.totals.n_all and not (view.article or view.subject):
        st.markdown(plain(sentence(view, screen.totals, screen.labels)))
    if filtered:
        _chips(screen)
    if filtered and screen.totals.n_all and not view.article:
        gaps.strip(screen)


def _tools(screen: Screen, keys: dict[str, str | None]) -> tuple[bool, bool]:
    """Show what can be done with the whole view; return whether keeping it and a report of it are unfolded."""
    view = screen.view
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="view-tools"):
        components.tools(
            text="End presentation" if view.present else "Present",
            href=keys["present"] or "",
            pinned=screen.here(view.with_(version=screen.store.version, present=False, queue=None, step=None)),
            presenting=view.present,
            keys=keys,
        )
        if view.present:
            return False, False
        return keeping.offer(screen.page), reporting.offer(screen)


def _chips(screen: Screen) -> None:
    """Show the filters that are on, each with a cross that takes it off."""
    items = [c | {"remove": True, "top": False} for c in chips(screen.view, screen.labels, screen.here)]
    if len(items) > 1:
        clear = screen.here(without_filters(screen.view))
        items.append({"title": "Clear all", "href": clear, "kind": "plain", "top": False})
    if items:
        components.rows(items, "chips", label="Filters that are on", key="filters", ordered=False)


def _notices(screen: Screen, dropped: list[str]) -> None:
    view = screen.view
    if screen.totals.sample:
        st.warning(FICTION, icon=":material/theater_comedy:")
        if screen.page != links.ADD and not view.present:
            go_on([("Remove the sample or add your own articles", href(links.ADD, View()))], key="sample")
    if dropped:
        st.warning(plain(f"Part of this link could not be read and was left out: {', '.join(dropped)}."))
    if view.version and view.version != data.newest_version():
        _pinned(screen)


def _pinned(screen: Screen) -> None:
    """Say that these are the numbers of an older version, what came since, and how to see it."""
    now = screen.view.with_(version=None)
    said, n_now = data.since(screen.store, screen.view)
    st.info(plain(since(screen.totals.n_articles, n_now, screen.store.version, said)), icon=":material/history:")
    go_on([("Show this view as it is now", screen.here(now))], key="to-now")
