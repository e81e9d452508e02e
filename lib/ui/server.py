"""Streamlit's server as ``lib.ui.serve`` runs it: the same pages, with headers that let nothing in from elsewhere."""

from __future__ import annotations

import asyncio
import base64
import ctypes
import gc
import hashlib
import importlib
import inspect
import re
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import anyio
import streamlit as st
from starlette.middleware import Middleware

from lib import settings
from lib.charts import outlines
from lib.store import warming
from lib.ui import atlas, entrance
from lib.ui.entrance import Message, Send

if TYPE_CHECKING:
    from lib.ui.behind import Link

#: The parameter of glibc's mallopt that says from how many places threads take memory, and from how many they do.
M_ARENA_MAX, PLACES = -8, 2
_INLINE = re.compile(r"<script(?: type=\"module\")?>(.*?)</script>", re.DOTALL)


@cache
def content_security_policy() -> str:
    """Return the policy under which everything the pages use works, and nothing is fetched from elsewhere.

    Scripts come from this server alone; the one inline script of Streamlit's own page is let through by its
    hash, read from the installed version. ``blob:`` is how Streamlit loads the scripts of components.
    """
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in _INLINE.findall(entrance.page())]
    hashes = " ".join(f"'sha256-{d}'" for d in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' blob: data:",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


@cache
def headers() -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers added to every answer."""
    named = {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",  # an outlet must not learn which story a newsroom came from
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return tuple((name.encode(), value.encode()) for name, value in named.items())


class Headers:
    """ASGI middleware that adds ``headers()``; plain, so that streamed answers and WebSockets pass untouched."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers()]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def warm_up(app: st.App, link: Link | None) -> AsyncIterator[None]:
    """Import and read what pages need before anybody is let in: no first visitor waits for it, no two race for it."""
    (link.listen if link else send_at_once)(asyncio.get_running_loop())
    await anyio.to_thread.run_sync(_prepare)
    atlas.OPEN.set()
    threading.Thread(target=_open_ahead, args=[link is None or link.number == 1], name="ahead").start()
    yield
    atlas.OPEN.clear()


def send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Have servers that ``loop`` opens on a socket send every answer at once.

    asyncio asks for that (TCP_NODELAY) only on sockets made with a protocol number, and Streamlit binds one without. An
    answer in two writes, as all are, then waits for the browser's delayed acknowledgement: 40 ms each.
    """
    create_server = loop.create_server

    async def create(*given: Any, sock: socket.socket | None = None, **named: Any) -> asyncio.Server:
        if sock is not None and sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what it accepts inherits it
        return await create_server(*given, sock=sock, **named)

    loop.create_server = create


def share_memory() -> None:
    """Have all threads take memory from the same two places, where what one has let go of is there for the next.

    glibc gives each of the first threads a place of its own, and every click is a thread: at a million articles 370
    of 820 MB lay free in a dozen of them. DuckDB and Arrow bring their own. Other systems have no mallopt.
    """
    with suppress(AttributeError, TypeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, PLACES)


def _prepare() -> None:
    """Import and read what pages need, and have the collector of cycles leave all that alone.

    Going through it once in some fifty clicks took 80 to 90 ms, which one reader waited for.
    """
    for panel in ("early", "overview", "article", "stories", "names", "places", "quotes", "method", "add"):
        importlib.import_module(f"lib.ui.{panel}")
    importlib.import_module("PIL.Image")  # by which Streamlit serves the icon
    inspect.stack()  # by which Streamlit finds out once whether it runs: 100 ms, where no module was looked at before
    outlines.drawn_countries(fine=True)
    gc.collect()
    gc.freeze()


def _open_ahead(first: bool) -> None:
    """Open the store and ask it what pages begin with, beside everything else; the ``first`` process then reads it all.

    The first click of a process took 580 ms at a million articles, in which others of the same process waited for it.
    What cannot be opened, asked or read is told by the page that wants it.
    """
    early = importlib.import_module("lib.ui.early")
    for page in early.FIRST:
        early.first(urlencode({"path": page.path}))
    if first:
        with suppress(OSError):  # a version that is deleted meanwhile
            warming.read_ahead(settings.store_dir(), atlas.OPEN.is_set)


def run(config: dict[str, Any], link: Link | None = None) -> None:
    """Serve until interrupted; connections come over ``link`` where this is one of several processes."""
    share_memory()
    dealt = [Middleware(link.middleware)] if link else []
    site = st.App(
        settings.ROOT / "dashboard.py",
        middleware=[*dealt, Middleware(Headers), Middleware(entrance.Entrance)],
        lifespan=partial(warm_up, link=link),
    )
    site.run(config=config)
