"""The few filters in the side bar: words, dates, outlets. Names and places are picked by clicking on them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from lib.ui import searching
from lib.ui.escape import sendable
from lib.ui.state import changer, hold
from lib.ui.words import NO_OUTLET
from lib.view import MAX_VALUES, MAX_WORDS, UNITS, View

#: What the switch says: it has to fit the side bar.
SHORT = {"articles": "Articles", "stories": "Stories", "texts": "Texts"}


def draw_filters(view: View, outlets: pd.DataFrame) -> None:
    """Draw the filters as the address says they are; a change is written back to the address."""
    st.text_input(
        "Words in the article",
        key=hold("words", view.words),
        on_change=changer("words", "words", clean),
        type="search",
        placeholder="ceasefire OR truce",
        max_chars=MAX_WORDS,
    )
    searching.explain(searching.HOW + searching.HOW_ARTICLES)
    _day("From", "start", view)
    _day("To", "end", view)
    known = [str(name) for name in outlets["name"] if name]
    st.multiselect(
        "Outlets",
        [*known, *(o for o in view.outlets if o not in known)],
        key=hold("outlets", list(view.outlets)),
        on_change=changer("outlets", "outlets", tuple),
        format_func=lambda name: sendable(name) or NO_OUTLET,
        placeholder="All outlets",
        max_selections=MAX_VALUES,
    )
    count_what(view)


def count_what(view: View) -> None:
    """Draw the switch of what every figure counts."""
    st.segmented_control(
        "Count",
        UNITS,
        key=hold("unit", view.unit),
        on_change=changer("unit", "unit", lambda unit: unit or view.unit),
        format_func=lambda unit: SHORT[unit],
        help="Stories: articles about one event. Texts: an article and its copies in other outlets count once.",
    )


def clean(words: str | None) -> str:
    """Return what was typed on one line without unprintable characters, as the address allows it."""
    return " ".join("".join(c if c.isprintable() else " " for c in words or "").split())[:MAX_WORDS]


def _day(label: str, attribute: str, view: View) -> None:
    st.date_input(
        label,
        value=None,
        key=hold(attribute, getattr(view, attribute)),
        on_change=changer(attribute, attribute),
        format="YYYY-MM-DD",
        min_value=date.min,
        max_value=date.max,
    )
