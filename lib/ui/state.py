"""The address bar is the only memory: read the view from it, write the view to it.

Writing from a callback makes exactly one step of Back and the run that follows already sees it. A widget never
owns a value: before it is drawn it is set to what the address says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.view import View, from_params, to_params

LEAVING = "leaving"


def read() -> tuple[View, list[str]]:
    """Return the view in the address, and what was left out of it because it could not be understood."""
    return from_params({key: st.query_params.get_all(key) for key in st.query_params})


def write(view: View) -> None:
    """Make ``view`` the address, as one step that Back undoes; the same view again is no step."""
    if view != read()[0]:
        st.query_params.from_dict(to_params(view))


def leave(address: str) -> None:
    """Go to ``address``, on another page, when the run after this callback begins (see ``leaving``)."""
    st.session_state[LEAVING] = address


def leaving() -> str | None:
    """Return where a callback asked to go, once."""
    return st.session_state.pop(LEAVING, None)


def going() -> bool:
    """Return whether a callback asked to go to another page."""
    return LEAVING in st.session_state


def change(**changes: Any) -> None:
    """Write the present view with ``changes``."""
    write(read()[0].with_(**changes))


def hold(key: str, value: Any) -> str:
    """Return ``key`` after setting the widget of that key to ``value``, which comes from the address."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def changer(key: str, attribute: str, convert: Callable[[Any], Any] = lambda value: value) -> Callable[[], None]:
    """Return a callback that writes the value of the widget ``key`` into the view's ``attribute``."""

    def callback() -> None:
        change(**{attribute: convert(st.session_state[key])})

    return callback
