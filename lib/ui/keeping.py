"""Keep the view on the screen under a name, with a note, in a queue; in the store, so that everybody sees it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from lib import settings
from lib.errors import StoryExplorerError
from lib.store import saved
from lib.ui.escape import one_line, plain
from lib.ui.folds import fold
from lib.ui.links import SAVED, Page
from lib.view import View, to_params

#: Characters of a name or queue, and of a note that a room can still take in.
NAME, NOTE = 120, 600


def offer(page: Page) -> bool:
    """Show the way to save a view of ``page``; return whether the form is to be drawn."""
    return page != SAVED and fold("save-view", "Save view")


def form(page: Page, view: View, version: int) -> None:
    """Show what saves ``view`` of ``page``."""
    with st.form("keep", clear_on_submit=True):
        name = st.text_input("Name", max_chars=NAME, key="keep-name", placeholder="Ferry, March to May")
        note = st.text_area("Note for the meeting", max_chars=NOTE, key="keep-note", height=80)
        queue = st.text_input("Queue", max_chars=NAME, key="keep-queue", placeholder=saved.QUEUE)
        pinned = st.checkbox(f"Keep these numbers (data version {version})", key="keep-pinned")
        if st.form_submit_button("Save", type="primary"):
            told(page, view.with_(version=version) if pinned else view, name, note, queue)


def told(page: Page, view: View, name: str, note: str, queue: str) -> None:
    """Save the view and say so, or what is in the way."""
    if not one_line(name):
        st.warning("Give it a name.")
        return
    kept = view.with_(present=False, queue=None, step=None)
    try:
        query = urlencode(to_params(kept), doseq=True)
        own = saved.new(one_line(name), page.path, query, note=one_line(note), queue=one_line(queue))
        saved.put(settings.store_dir(), own)
    except StoryExplorerError as error:
        st.error(plain(error))
        return
    st.success(plain(f"Saved as {own.name} in {own.queue}."))
