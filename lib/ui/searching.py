"""The two search fields: what may be typed, and what to say where it cannot be understood."""

from __future__ import annotations

import streamlit as st

from lib.errors import SearchError
from lib.ui import components
from lib.ui.escape import plain

#: (what to type, what it finds), in the order of need; the second list is of fields that only articles have.
HOW = (
    ("rome bank", "both words, in any order"),
    ('"prime minister"', "these words next to each other"),
    ("rome OR paris", "one of the two, or both"),
    ("rome -bank", "the first without the second; NOT does the same"),
    ("(rome OR paris) bank", "brackets group"),
    ("bomb*", "words that begin so: bombing, bombed"),
    ("erdogan~", "one letter may differ; with ~2 two letters"),
    ('"tax cut"~3', "up to three words in between"),
    ("date:2026-05", "published then; a year or a day does too"),
    ("from:2026-05-01 to:2026-06", "published between, both included"),
    ("outlet:post", "the outlet's name has this word"),
)
HOW_ARTICLES = (
    ("title:rome", "only in the title; text: only in the text"),
    ('author:"jane doe"', "written by"),
    ("said:taxes", "somebody is quoted with this word"),
    ("said:taxes speaker:berg", "in one and the same quote"),
    ("said:(taxes -cut)", "brackets group here too"),
)
HOW_QUOTES = (("speaker:berg", "the speaker's name or description has this word"),)
NOTE = "Capitals and accents do not matter: erdogan finds Erdoğan. OR and NOT are written in capitals."


def problem(error: SearchError) -> None:
    """Say what is wrong with a search, and show where."""
    st.error(plain(error))
    if error.query:
        place = error.query[error.start : error.end]
        parts = {"before": error.query[: error.start], "mark": place or " … ", "after": error.query[error.end :]}
        components.rows([{**parts, "kind": "other"}], "asked", label="What was searched for", key="asked")
