"""What the server asks of its sockets and of the memory its threads take, and what it does ahead of the first click."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.errors import StoreError
from lib.queries import totals
from lib.ui import data, server
from lib.view import View
from tests.serving import run
from tests.store.fixtures import article, build_store


def test_a_server_sends_every_answer_at_once() -> None:
    async def accepted() -> int:
        """Return TCP_NODELAY of a connection to a socket that was bound as Streamlit binds its own."""
        loop, found = asyncio.get_running_loop(), asyncio.Queue()
        server.send_at_once(loop)
        bound = socket.socket(socket.AF_INET)
        bound.bind(("127.0.0.1", 0))

        class Taken(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                own = transport.get_extra_info("socket")
                found.put_nowait(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        opened = await loop.create_server(Taken, sock=bound)
        _, writer = await asyncio.open_connection(*bound.getsockname())
        told = await found.get()
        writer.close()
        opened.close()
        return told

    assert run(accepted())


def test_threads_take_their_memory_from_few_places(tmp_path: Path) -> None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_info"):
        pytest.skip("another system's malloc")
    server.share_memory()
    before = _places(libc, tmp_path / "before")

    together = threading.Barrier(12)
    libc.malloc.restype = ctypes.c_void_p

    def take() -> None:
        """Hold memory until every other thread has some too."""
        held = libc.malloc(100_000)
        together.wait(10)
        libc.free(ctypes.c_void_p(held))

    threads = [threading.Thread(target=take) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _places(libc, tmp_path / "after") <= max(before, server.PLACES)


def _places(libc: ctypes.CDLL, into: Path) -> int:
    """Return from how many places threads have taken memory."""
    libc.fdopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fdopen(os.open(into, os.O_CREAT | os.O_WRONLY), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    return into.read_text("ascii").count("<heap nr=")


def test_nothing_is_opened_or_counted_for_the_first_click_that_was_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORY_STORE", str(build_store(tmp_path, [article("a")])))
    server._open_ahead(first=False)
    monkeypatch.setattr(data, "open_store", None)
    monkeypatch.setattr(totals, "totals", named_alike(totals.totals))
    assert data.ask(totals.totals, data.open_for(View()), View()).value.n_articles == 1


def named_alike(query: Callable) -> Callable:
    """Return a query that is kept as ``query`` is, and cannot be asked."""

    def asked(*_: object) -> None:
        raise AssertionError("asked again")

    asked.__name__, asked.__module__ = query.__name__, query.__module__
    return asked


def test_a_store_that_cannot_be_opened_is_told_by_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = build_store(tmp_path, [article("a")])
    for path in store.glob("serving-*"):
        path.unlink()
    monkeypatch.setenv("STORY_STORE", str(store))
    server._open_ahead(first=True)
    with pytest.raises(StoreError):
        data.open_for(View())
