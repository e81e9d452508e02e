"""What is behind a button: drawn below it once it is pressed, gone when it is pressed again or page or view change."""

from __future__ import annotations

import functools

import streamlit as st

from lib.ui import components, screen, state
from lib.view import View

#: Where the session keeps which one is open, on which page and in which view: one at a time.
OPEN = "unfolded"


def fold(key: str, text: str, *, heading: str = "", chart: str = "") -> bool:
    """Show a button that says ``text``, ``heading`` before it; return whether what it stands for is to be drawn.

    ``chart`` is the key of the container of a chart, to which a link is then offered as well.
    """
    view = state.read()[0]
    own = key, screen.now().page.path, view
    is_open = st.session_state.get(OPEN) == own
    shown = {"text": "" if view.present else text, "heading": heading, "chart": chart, "open": is_open}
    components.fold(key, shown, on_toggled=functools.partial(_set, None if is_open else own))
    return is_open and not view.present


def _set(unfolded: tuple[str, str, View] | None) -> None:
    st.session_state[OPEN] = unfolded
