"""Streamlit's page as this server gives it: with its name, its files from memory, what all pages need fetched early."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import streamlit as st

from lib.ui import atlas
from lib.ui.components import FRONTEND
from lib.ui.links import NAME, PAGES

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_STATIC = Path(st.__file__).parent / "static"
#: The files that are kept in memory, and their kinds.
_KEPT = {".js": b"text/javascript; charset=utf-8", ".css": b"text/css; charset=utf-8", ".woff2": b"font/woff2"}
#: Scripts of Streamlit that every page with a chart needs, and that its page only asks for when it draws the first.
_NEEDED = ("BidiComponent", "Html", "ArrowVegaLiteChart")
#: Those that draw a chart; the first gives the other two.
_DRAWING = ("loadVegaEmbed", "embed", "vega-interpreter")
#: At the head of a script this has Chromium compile all of it on another thread while it comes, not each function when
#: it is first called (V8, explicit compile hints); to others it is a comment.
_EAGER = b"//# allFunctionsCalledOnLoad\n"
_HTML = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-cache")]
_TO_BE_KEPT = (b"cache-control", b"public, immutable, max-age=31536000")
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
_LISTED = re.compile(r'"\./static/js/([\w.-]+\.js)"')
#: Streamlit would ask for its server below the address of the page first, where it is not.
_WHERE = """
      const path = location.pathname.replace(/\\/+$/, ""), last = path.lastIndexOf("/");
      const above = %s.includes(path.slice(last + 1)) ? path.slice(0, last) : path;
      window.__streamlit = { BACKEND_BASE_URL: `${location.origin}${above}/` };
    """
#: What draws the first chart of a link, fetched before all else.
_FIRST = """
    <style>%s</style>
    %s
    <script type="module">%s</script>
    """
#: Runs when Streamlit's script has begun and waits for the server: before that, it would be in its way.
_EARLY = """
      for (const name of %s) {
        const link = document.createElement("link");
        Object.assign(link, { rel: "modulepreload", crossOrigin: "", href: `./static/js/${name}` });
        document.head.append(link);
      }
    """


class Entrance:
    """ASGI middleware that answers for Streamlit's page and its files, and for the outlines of maps.

    Opening one page asks for 140 files, whose names change with their contents. Answered one by one from the disk,
    by threads, they are a tenth of the time until the first chart stands.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Answer a GET of a page or of a file that is kept; pass on everything else, a report to download say."""
        got = scope["type"] == "http" and scope["method"] == "GET"
        path = scope["path"] if got else ""
        wanted = path.rpartition("/static/")[2]
        shapes = atlas.wanted(path)
        if wanted and wanted in _scripts():
            await _answer(send, *_script(wanted))
        elif path.endswith("/first.json"):
            body = await anyio.to_thread.run_sync(_early().first, scope["query_string"].decode("ascii", "replace"))
            await _answer(
                send, body or b"null", [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
            )
        elif shapes and (body := await anyio.to_thread.run_sync(atlas.body, shapes)):
            await _answer(send, body, [(b"content-type", b"application/json"), _TO_BE_KEPT])
        else:
            names_a_file = "." in path.rpartition("/")[2]
            await self.app(scope, receive, _with_page(send) if got and not names_a_file else send)


def _with_page(send: Send) -> Send:
    """Return a ``send`` that gives ``page()`` where Streamlit gives its own, squeezed or not."""
    ours = False

    async def send_page(message: Message) -> None:
        nonlocal ours
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            ours = message["status"] == 200 and kind.startswith(b"text/html")
            if ours:
                await _answer(send, page().encode(), _HTML)
        if not ours:
            await send(message)

    return send_page


async def _answer(send: Send, body: bytes, told: list[tuple[bytes, bytes]]) -> None:
    headers = [*told, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def page() -> str:
    """Return the page that every address answers with: Streamlit's, which draws the first chart of a link by itself."""
    where = _WHERE % json.dumps([page.path for page in PAGES if page.path])
    own = _own().replace("<title>Streamlit</title>", f"<title>{NAME}</title>")
    before = f'<script>{where}</script>{_first_chart()}<script type="module"'
    own = own.replace('<script type="module"', before, 1)
    return own.replace("</head>", f'  <script type="module">{_EARLY % json.dumps(_needed())}</script>\n  </head>', 1)


def _early() -> ModuleType:
    """Return lib.ui.early, imported once Streamlit's runtime is there: without it, each cache is warned of."""
    return importlib.import_module("lib.ui.early")


def _first_chart() -> str:
    names = _behind(_DRAWING)
    told = {"library": f"./static/js/{names[0]}", "pages": [page.path for page in _early().FIRST]}
    style, script = ((FRONTEND / f"early.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    fetched = (f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names)
    return _FIRST % (style, "\n    ".join(fetched), script.replace("TOLD", json.dumps(told), 1))


@cache
def _own() -> str:
    """Return Streamlit's own page."""
    return (_STATIC / "index.html").read_text(encoding="utf-8")


@cache
def _run_by_all() -> frozenset[str]:
    """Return the names of the scripts that every page with a chart runs."""
    return frozenset((*_LISTED.findall(_own()), *_behind(_DRAWING), *_needed()))


@cache
def _needed() -> tuple[str, ...]:
    """Return the names of the scripts behind _NEEDED that are not fetched before."""
    return tuple(name for name in _behind(_NEEDED) if name not in _behind(_DRAWING))


@cache
def _behind(needs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the scripts ``needs``, and of those that these import, which the page does not list."""
    files = {path.name: path for path in (_STATIC / "static" / "js").iterdir()}
    listed = set(_LISTED.findall(_own()))
    wanted = [name for need in needs for name in files if name.partition(".")[0] == need]
    for name in wanted:  # which grows on the way
        imported = dict.fromkeys(_IMPORT.findall(files[name].read_text(encoding="utf-8")))
        wanted += [other for other in imported if other not in listed and other not in wanted]
    return tuple(wanted)


@cache
def _scripts() -> dict[str, Path]:
    folder = _STATIC / "static"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in _KEPT}


@cache
def _script(name: str) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return the file and its headers."""
    path = _scripts()[name]
    head = _EAGER if path.name in _run_by_all() else b""
    return head + path.read_bytes(), [
        (b"content-type", _KEPT[path.suffix]),
        _TO_BE_KEPT,
    ]
