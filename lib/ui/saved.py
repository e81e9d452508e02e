"""Saved views: the queues that a newsroom keeps, each to be presented, shared, put in order and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import streamlit as st

from lib import settings
from lib.errors import StoryExplorerError
from lib.queries import totals
from lib.store import saved
from lib.store.saved import Saved
from lib.ui import components, data, meeting, reporting
from lib.ui.chips import chips
from lib.ui.escape import one_line, plain
from lib.ui.folds import fold
from lib.ui.keeping import NAME, NOTE
from lib.ui.links import href
from lib.ui.shell import Screen, go_on
from lib.ui.words import count, moment

#: Removed views offered for bringing back.
OFFERED = 20


def show(screen: Screen) -> None:
    """Show every queue with its views, and what was removed."""
    views = saved.kept(settings.store_dir())
    if problem := st.session_state.pop("saved-problem", None):
        st.error(plain(problem))
    if not views:
        st.info("No view is saved yet. Open any page, filter it, and choose “Save view” at the top.")
    for name, own in groupby(views, key=lambda view: view.queue):
        _queue(screen, name, list(own))
    _removed(saved.removed(settings.store_dir())[:OFFERED])


def _queue(screen: Screen, name: str, views: list[Saved]) -> None:
    st.subheader(plain(name))
    start = meeting.step_address(views, 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        go_on([(f"Present {count(len(views), 'view')}", start)], key=f"present-{name}")
        wanted = [(v.name, v.note, meeting.page_of(v), meeting.opened(v)) for v in views]
        key = f"report-{views[0].id}"
        is_open = fold(f"save-{key}", "Report")
    if is_open:
        reporting.files(screen, name, wanted, key=key)
    for number, own in enumerate(views):
        left, right = st.columns([5, 1], vertical_alignment="top")
        with left:
            _view(screen, own, number)
        with right:
            _edit(views, number)


def _view(screen: Screen, own: Saved, number: int) -> None:
    view, page = meeting.opened(own), meeting.page_of(own)
    filters = [chip["title"] for chip in chips(view, data.look_up(totals.labels, screen.store, view), screen.here)]
    item = {
        "href": href(page, view),
        "title": f"{number + 1}. {own.name}",
        "kind": "other",
        "meta": [page.title, *filters, f"saved {moment(own.at)}"],
        "before": own.note,
    }
    components.rows([item], "articles", label=own.name, key=f"view-{own.id}", ordered=False)


def _edit(views: list[Saved], number: int) -> None:
    """Show how a view is renamed, moved and removed; only drawn while it is open."""
    own = views[number]
    place = st.popover("Edit", type="tertiary", key=f"save-edit-{own.id}", on_change="rerun")
    if not place.open:
        return
    with place, st.form(f"form-{own.id}", border=False):
        name = st.text_input("Name", own.name, max_chars=NAME)
        note = st.text_area("Note for the meeting", own.note, max_chars=NOTE, height=80)
        queue = st.text_input("Queue", own.queue, max_chars=NAME)
        if st.form_submit_button("Change", type="primary"):
            moved = {"queue": one_line(queue) or own.queue}
            place_in = {} if moved["queue"] == own.queue else {"place": 0.0}
            _put([replace(own, name=one_line(name) or own.name, note=one_line(note), **moved, **place_in)])
            st.rerun()
    with place:
        for text, other in (("Move up", number - 1), ("Move down", number + 1)):
            swapped = _swapped(views, number, other)
            st.button(
                text, key=f"{text}-{own.id}", on_click=_put, args=(swapped,), disabled=not swapped, width="stretch"
            )
        st.button(
            "Remove", key=f"remove-{own.id}", on_click=_put, args=([replace(own, removed=True)],), width="stretch"
        )


def _removed(views: list[Saved]) -> None:
    if not views:
        return
    with st.expander(count(len(views), "removed view")):
        for own in views:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(plain(f"{own.name}, removed {moment(own.at)}"))
            right.button("Bring back", key=f"back-{own.id}", on_click=_put, args=([replace(own, removed=False)],))


def _swapped(views: list[Saved], number: int, other: int) -> list[Saved]:
    """Return two views with their places changed, [] where there is no other."""
    if not 0 <= other < len(views):
        return []
    one, two = views[number], views[other]
    return [replace(one, place=two.place), replace(two, place=one.place)]


def _put(changed: Sequence[Saved]) -> None:
    try:
        saved.put(settings.store_dir(), *changed)
    except StoryExplorerError as error:
        st.session_state["saved-problem"] = str(error)
