"""Articles in: files or a pasted text, with what became of each; and the sample out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from lib import settings
from lib.errors import StoryExplorerError
from lib.ingest import remove_sample
from lib.readers import SUFFIXES
from lib.ui import links, uploads
from lib.ui.escape import plain
from lib.ui.links import href
from lib.ui.shell import Screen, go_on
from lib.ui.words import count
from lib.view import View

RESULT = "result"
FORMATS = ", ".join(s.lstrip(".") for s in SUFFIXES)


def sample(screen: Screen) -> None:
    """Offer to take the made-up sample out, where it is in."""
    if screen.totals.sample:
        st.button("Remove the sample", on_click=_remove, icon=":material/delete:")
    if told := st.session_state.pop("told", None):
        (st.error if told[0] == "error" else st.success)(plain(told[1]))


def files(screen: Screen) -> None:
    """Take files in and say what became of each."""
    st.subheader("Files")
    with st.form("files", border=False):
        chosen = st.file_uploader(
            f"Files ({FORMATS}; each may be gzipped)",
            accept_multiple_files=True,
            type=[*(s.lstrip(".") for s in SUFFIXES), "gz"],
            max_upload_size=settings.MAX_UPLOAD_MB,
        )
        outlet = st.text_input("Outlet of articles that do not say who published them", max_chars=200)
        start = st.form_submit_button("Add these files", type="primary")
    st.caption(
        "JSON, JSON Lines, CSV and TSV: one record for each article, with text and, where known, title, outlet, date "
        "and url. Text and HTML: one article in each file."
    )
    if start and not chosen:
        st.warning("Choose one or more files first.")
    if start and chosen:
        _run(uploads.run([uploads.File(f.name, f.getvalue()) for f in chosen], outlet=outlet.strip()))
        st.rerun()
    _result(screen)


def pasted(screen: Screen) -> None:
    """Take one pasted text in."""
    st.subheader("Paste a text")
    with st.form("pasted", border=False):
        text = st.text_area("Text of the article", height=240, max_chars=settings.MAX_CHARACTERS)
        left, right = st.columns(2)
        title = left.text_input("Title, if it is not in the text", max_chars=500)
        outlet = right.text_input("Outlet", key="pasted_outlet", max_chars=200)
        day = left.text_input("Date of publication", placeholder="2026-05-09", max_chars=60)
        url = right.text_input("Web address", max_chars=2000)
        start = st.form_submit_button("Add this text", type="primary")
    if start and not text.strip():
        st.warning("Paste a text first.")
    elif start:
        given = {"text": text, "title": title, "outlet": outlet, "published_at": day, "url": url}
        _run(uploads.run(pasted=given))
        st.rerun()


def _run(steps: Iterator[dict[str, Any]]) -> None:
    """Follow the worker on the screen and keep its last word for the run that comes after."""
    last: dict[str, Any] = {}
    with st.status("Starting; the language model takes a few seconds to load.", expanded=False) as status:
        for last in steps:
            if last["kind"] == "progress":
                status.update(label=f"{count(last['done'], 'article')} done, {count(last['n_words'], 'word')}")
        status.update(label="Done", state="error" if last.get("kind") == "error" else "complete")
    st.session_state[RESULT] = last


def _result(screen: Screen) -> None:
    """Say what became of the last upload, errors with their reasons."""
    result = st.session_state.get(RESULT)
    if not result:
        return
    if result["kind"] == "error":
        st.error(plain(result["problem"]))
        return
    said = outcome(result)
    (st.success if result["added"] or result["updated"] else st.info)(plain(said))
    if screen.totals.n_all:
        go_on(
            [("See all articles", href(links.ARTICLES, View())), ("Overview", href(links.OVERVIEW, View()))],
            key="after",
        )
    _table(result["failed"], "Could not be read")
    _table(result["warnings"], "Read, with something left out")


def outcome(result: dict[str, Any]) -> str:
    """Return in one sentence what became of everything that was read."""
    parts = [count(result["added"], "article") + " added"]
    parts += [f"{result['updated']:,} updated"] if result["updated"] else []
    parts += [f"{result['unchanged']:,} already here"] if result["unchanged"] else []
    parts += [f"{len(result['failed']):,} could not be read"] if result["failed"] else []
    return f"{', '.join(parts)}, in {result['seconds']:.0f} seconds."


def _table(rows: list[list[str]], heading: str) -> None:
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["file and record", "what is wrong"])
    st.markdown(f"**{heading}**")
    st.dataframe(frame, hide_index=True, alt=heading)


def _remove() -> None:
    try:
        n = remove_sample(settings.store_dir())
    except StoryExplorerError as error:
        st.session_state["told"] = ("error", str(error))
        return
    st.session_state["told"] = ("success", f"{count(n, 'sample article')} removed.")
