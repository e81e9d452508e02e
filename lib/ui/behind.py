"""The processes behind the front (``lib.ui.front``): the seed, in which all is imported, and those forked from it.

``python -m lib.ui.behind FD MOST PORT`` is the seed. It does nothing but fork: no thread of ours, no store, no
network. A process has one link, a Unix socket over which connections come in; over it goes back, after each change,
how many sessions are open, the first time when all is ready. When the front has gone the link ends, and so does the
process.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import pkgutil
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from lib.charts import outlines
from lib.ui import dealing, front, server
from lib.ui.entrance import Message, Send

#: The parts of the program that know nothing of Streamlit, whose own want its runtime to be there first.
IMPORTED = ("queries", "charts", "readers", "store")
#: How a proxy says that a request is not from who is at the other end.
_PASSED_ON = frozenset((b"x-forwarded-for", b"forwarded", b"via"))


class Link:
    """A process's end of the link to the front."""

    def __init__(self, link: socket.socket, number: int, most: int, port: int) -> None:
        self.link, self.number, self.most, self.cookie = link, number, most, dealing.cookie(port)
        self.sessions = 0
        self.tasks: set[asyncio.Task] = set()

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have the server that ``loop`` will open take its connections from the link, and none by its own port."""
        create_server = loop.create_server

        async def create(factory: Callable, *given: Any, ssl: Any = None, **named: Any) -> asyncio.Server:
            opened = await create_server(factory, *given, ssl=ssl, **{**named, "start_serving": False})
            opened.close()
            self.link.setblocking(False)
            loop.add_reader(self.link, self._take, loop, factory, ssl)
            self._tell()
            return opened

        loop.create_server = create

    def _take(self, loop: asyncio.AbstractEventLoop, factory: Callable, ssl: Any) -> None:
        try:
            told, own, _, _ = socket.recv_fds(self.link, 1, 1, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            return
        except OSError:
            told, own = b"", []
        if not told:
            loop.remove_reader(self.link)
            end()
        for descriptor in own:
            task = loop.create_task(_connect(loop, factory, socket.socket(fileno=descriptor), ssl))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def _tell(self) -> None:
        with suppress(OSError):  # the front has gone
            self.link.send(bytes([min(self.sessions, 255)]))

    def middleware(self, app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        """Return ``app`` as ASGI middleware: sessions are counted, and browsers told which process is theirs."""

        async def dealt(scope: Message, receive: Any, send: Send) -> None:
            if scope["type"] == "websocket":
                await self._count(app(scope, receive, send))
            else:
                await app(scope, receive, self._answering(scope, send) if scope["type"] == "http" else send)

        return dealt

    async def _count(self, session: Awaitable[None]) -> None:
        self.sessions += 1
        self._tell()
        try:
            await session
        finally:
            self.sessions -= 1
            self._tell()

    def _answering(self, scope: Message, send: Send) -> Send:
        """Return a ``send`` that adds what the front needs to the head of an answer.

        A proxy may send another reader's request over the same connection, which is already here: so it is closed
        after each answer. Whoever strayed here from another process still belongs there.
        """
        cookies = b"\r\n".join(b"cookie: " + value for name, value in scope["headers"] if name == b"cookie")
        wanted = dealing.named(cookies, self.cookie)
        mixed = wanted not in (None, self.number) or any(name in _PASSED_ON for name, _ in scope["headers"])
        close = [(b"connection", b"close")] if mixed else []
        name = self.cookie + b"=%d; Path=/; HttpOnly; SameSite=Lax" % self.number
        own = [(b"set-cookie", name)] if wanted is None or wanted > self.most else []

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = b"public" in dict(message["headers"]).get(b"cache-control", b"")  # perhaps by a proxy, for all
                message["headers"] = [*message["headers"], *close, *(() if kept else own)]
            await send(message)

        return answer


async def _connect(loop: asyncio.AbstractEventLoop, factory: Callable, connection: socket.socket, ssl: Any) -> None:
    connection.setblocking(False)
    with suppress(OSError):  # it has been closed meanwhile
        await loop.connect_accepted_socket(factory, connection, ssl=ssl)


def end() -> None:
    """End this process as the server does it, and in any case."""
    last = threading.Timer(front.GRACE / 2, os._exit, [1])
    last.daemon = True
    last.start()
    os.kill(os.getpid(), signal.SIGTERM)


def seed(link: socket.socket, most: int, port: int) -> Link | None:
    """Fork a process for each link that comes; return its own Link in each of them, None here when ``link`` ends."""
    children: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _bury(children))
    _prepare()
    while True:
        told, own, _, _ = socket.recv_fds(link, 1, 1, socket.MSG_CMSG_CLOEXEC)
        if not told:
            return None
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            link.close()
            return Link(socket.socket(fileno=own[0]), told[0], most, port)
        children[child] = told[0]
        os.close(own[0])


def _prepare() -> None:
    """Import what all processes need."""
    server.share_memory()
    for room in IMPORTED:
        package = importlib.import_module(f"lib.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    outlines.drawn_countries(fine=True)
    gc.collect()
    gc.freeze()  # or the collector would write into every page that is shared


def _bury(children: dict[int, int]) -> None:
    """Take note of the processes that have ended, and say which were killed."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            number, code = children.pop(ended[0], 0), os.waitstatus_to_exitcode(ended[1])
            if code < 0 and -code != signal.SIGTERM:
                name = signal.Signals(-code).name
                front.say(f"Process {number} was killed by {name}{', perhaps for want of memory' * (code == -9)}.")


def main(descriptor: str, most: str, port: str) -> None:
    """Be the seed until the front has gone."""
    own = seed(socket.socket(fileno=int(descriptor)), int(most), int(port))
    if own is None:
        os._exit(0)  # there is nothing to put in order, and DuckDB complains of what the collector no longer sees
    # Streamlit insists on a port: Link.listen lets go of it at once
    server.run({"server.port": 0, "server.address": "127.0.0.1", "logger.hideWelcomeMessage": True}, own)


if __name__ == "__main__":
    importlib.import_module("lib.ui.behind").main(*sys.argv[1:])  # in __main__ itself, Python warns of every fork
