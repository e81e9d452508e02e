"""The parts of a page that Streamlit has no widget for: the menu, lists of links, the marked article.

Each is a small script in ``frontend/`` that only ever makes text nodes, so a hostile article stays text. Links
in them have real addresses: they open in a new tab, can be copied, and cost one step of Back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from lib.charts import theme
from lib.ui.escape import sendable

FRONTEND = Path(__file__).parent / "frontend"
ROOT = '<div class="root">\n</div>'
Form = Literal["bars", "articles", "sentences", "quotes", "chips", "changes", "asked", "figures", "sides", "line"]


def _source(*names: str) -> str:
    """Return the files one after the other, without comments and indents."""
    lines = [line.strip() for name in names for line in (FRONTEND / name).read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def _colours() -> str:
    """Return the charts' colours by type of name as CSS variables, so that a mark and a bar agree."""
    return ".root {\n" + "\n".join(f"{name}: {colour};" for name, colour in theme.css_variables().items()) + "\n}"


def _css(name: str) -> str:
    return f"{_colours()}\n{_source('base.css', f'{name}.css')}"


def _part(name: str, more: str = ""):
    js = more + _source("base.js", f"{name}.js")
    return st.components.v2.component(f"story_{name}", html=ROOT, css=_css(name), js=js)


def _brought(name: str) -> str:
    """Return the script that keeps the drawing and the style of a part where ``_shared`` finds them."""
    own = _source("base.js", f"{name}.js").replace("export default function", "const draw = function", 1)
    return f"""(window.storyParts ??= {{}}).{name} ??= (() => {{
{own}
const sheet = new CSSStyleSheet();
sheet.replaceSync({json.dumps(_css(name))});
return {{ draw, sheet }};
}})();
"""


def _shared(name: str):
    js = _source("shared.js").replace("PART", json.dumps(name))
    return st.components.v2.component(f"story_{name}", html=ROOT, js=js)


#: What a page has many of; Streamlit sends the script and the style of a component with every one of them.
SHARED = ("rows", "fold", "grid")
_BROUGHT = st.components.v2.component(
    "story_brought", js="".join(map(_brought, SHARED)) + "export default function () {}"
)
_MENU = _part("menu")
_ROWS, _FOLD, _GRID = map(_shared, SHARED)
_TOOLS, _READER, _MEETING, _NEAR = _part("tools"), _part("reader"), _part("meeting"), _part("near")
_FILTERS = _part("filters")
_OUTLETS = st.components.v2.component("story_outlets", js=_source("outlets.js"))
_LEAVE = st.components.v2.component("story_leave", js=_source("base.js", "leave.js"))


def menu(items: Sequence[dict[str, Any]], *, brand: str, home: str) -> None:
    """Show the pages as links. ``st.page_link`` to the page that is open would change it, but not the address."""
    _BROUGHT(key="brought")  # by itself: it never changes, so it is sent once
    _MENU(key="menu", data=_sendable({"items": list(items), "brand": brand, "home": home}))


def rows(
    items: Sequence[dict[str, Any]], form: Form, *, label: str, key: str, ordered: bool = True, goes_on: bool = False
) -> None:
    """Show ``items`` as a list of links; ``label`` is what a screen reader calls the list.

    ``goes_on`` says that another list right below is its continuation.
    """
    data = {"items": list(items), "form": form, "label": label, "ordered": ordered, "goes_on": goes_on}
    _ROWS(key=key, data=_sendable(data))


def grid(data: dict[str, Any], *, key: str) -> None:
    """Show a table of shaded links (see lib.ui.grids.grid)."""
    _GRID(key=key, data=_sendable(data))


def tools(*, text: str, href: str, pinned: str, presenting: bool, keys: dict[str, str | None]) -> None:
    """Show what can be done with the whole view: copy its link, open or pinned, and present it.

    ``keys`` are the addresses of "previous", "next", "present" and "end", which keys lead to; None where there is none.
    """
    data = {"text": text, "href": href, "pinned": pinned, "presenting": presenting, "keys": keys}
    _TOOLS(key="tools", data=_sendable(data), width="content")


def fold(key: str, data: dict[str, Any], *, on_toggled: Callable[[], None]) -> None:
    """Show a heading, the way to copy a link to a chart, and a button behind which more is (see lib.ui.folds)."""
    wide = "stretch" if data["heading"] or data["chart"] else "content"
    _FOLD(key=key, data=_sendable(data), on_toggled_change=on_toggled, width=wide)


def meeting(data: dict[str, Any]) -> None:
    """Show where in a queue of views one is, its note, and the ways to the views before and after."""
    _MEETING(key="meeting", data=_sendable(data))


def leave(href: str) -> None:
    """Go to another page's address by one step of Back; ``st.switch_page`` would make two."""
    _LEAVE(key="leave", data={"href": href})


def reader(data: dict[str, Any]) -> None:
    """Show an article's text with its names and quotes marked (see lib.ui.marked.blocks)."""
    _READER(key="reader", data=_sendable(data))


def near(part: str, *, told: str, height: int, on_near: Callable[[], None]) -> None:
    """Show what stands for ``part`` of the page until it comes into the window; then ``on_near`` is called."""
    _NEAR(key=f"near-{part}", data=_sendable({"told": told, "height": height}), on_near_change=on_near)


def filters(key: str, data: dict[str, Any], on_asked: Callable[[Any], None]) -> None:
    """Show fields that narrow what is on the page; ``on_asked`` is called with {name: value} of one that changed."""
    _FILTERS(key=key, data=_sendable(data), on_asked_change=lambda: on_asked(st.session_state[key].get("asked")))


def outlets(names: Sequence[str]) -> None:
    """Tell the browser which outlets the filter offers."""
    _OUTLETS(key="outlets", data={"names": list(names)})


def style() -> None:
    """Add the few rules for Streamlit's own page that its theme has no option for."""
    st.html(FRONTEND / "page.css")


def _sendable(value: Any) -> Any:
    """Return what is sent with every text as it may be sent; lists as tuples: Streamlit looks for tables in lists."""
    if isinstance(value, str):
        return sendable(value)
    if isinstance(value, dict):
        return {k: _sendable(v) for k, v in value.items()}
    return tuple(map(_sendable, value)) if isinstance(value, list | tuple) else value
