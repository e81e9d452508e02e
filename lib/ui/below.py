"""What lies below the first screen: asked for and drawn once the reader comes to it, so no click waits for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from lib.ui import components, state
from lib.ui.screen import NOW, Screen
from lib.view import View

#: Where the session keeps how far down the reader has come: the page's path, and the parts of it that were reached.
REACHED = "reached"
#: Pixels of a page that a laptop's window shows.
LAPTOP = 860


class Part(NamedTuple):
    """A part of a page: its name, what draws it, what draws and what says what is to come, and about how high it is."""

    name: str
    draw: Callable[[], None]
    until: Callable[[], None] | None
    told: str
    height: int
    screen: Screen
    address: View


def later(
    screen: Screen,
    name: str,
    draw: Callable[..., None],
    *given: Any,
    told: str,
    height: int = 400,
    down: int = LAPTOP,
    until: Callable[..., None] | None = None,
) -> None:
    """Call ``draw(screen, *given)`` when its place on the page comes into the window, at once where it was there.

    ``name`` tells it from other parts of the page. Until then a button says ``told``, what will be there; ``height``
    is about how many pixels of it there will be, ``down`` how many are above it: what a laptop shows without scrolling
    is drawn at once. Whoever has come to a part finds it drawn until the page is left. ``until(screen, *given)`` draws
    what there is of it at once, below the button.
    """
    drawn = functools.partial(draw, screen, *given)
    if down < LAPTOP:
        drawn()
        return
    early = until and functools.partial(until, screen, *given)
    _show(Part(name, drawn, early, told, height, screen, state.read()[0]))


@st.fragment
def _show(part: Part) -> None:
    """Draw a part, or what stands for it. What a click in it changes in the address is for the whole page to show."""
    if state.read()[0] != part.address or state.going():
        st.rerun()
    NOW.set(part.screen)
    page = part.screen.page.path
    if reached(page, part.name):
        part.draw()
    else:
        near = functools.partial(_reach, page, part.name)
        components.near(part.name, told=part.told, height=part.height, on_near=near)
        if part.until:
            part.until()


def reached(page: str, part: str) -> bool:
    """Return whether the reader has come to ``part`` since the page was opened."""
    there, parts = st.session_state.get(REACHED, ("", frozenset()))
    return there == page and part in parts


def _reach(page: str, part: str) -> None:
    there, parts = st.session_state.get(REACHED, ("", frozenset()))
    st.session_state[REACHED] = (page, (parts if there == page else frozenset()) | {part})
