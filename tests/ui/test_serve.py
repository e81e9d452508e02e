"""What the server adds to Streamlit's: files from memory, answers that do not wait."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from lib.ui import serve

FOLDER = Path(serve.st.__file__).parent / "static" / "static"


def answered(path: str, method: str = "GET") -> list[dict]:
    """Return what is sent for a request; one message of kind "passed" where it was passed on."""
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def app(scope: dict, receive: object, send: serve.Send) -> None:
        await send({"type": "passed"})

    asyncio.run(serve.Scripts(app)({"type": "http", "method": method, "path": path}, None, send))
    return sent


@pytest.mark.parametrize("below", ["", "/news/desk"])
def test_a_script_of_the_page_comes_from_memory_whole_and_to_be_kept(below: str) -> None:
    file = next((FOLDER / "js").glob("index.*.js"))
    start, body = answered(f"{below}/static/js/{file.name}")
    told = dict(start["headers"])
    assert body["body"] == file.read_bytes()
    assert told[b"content-length"] == str(file.stat().st_size).encode()
    assert told[b"content-type"].startswith(b"text/javascript")
    assert b"immutable" in told[b"cache-control"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/", "GET"),
        ("/static/js/none.js", "GET"),
        ("/static/../../__init__.py", "GET"),
        ("/static/js/", "GET"),
        ("/people", "GET"),
        ("/static/{script}", "HEAD"),
    ],
)
def test_everything_else_is_passed_on(path: str, method: str) -> None:
    script = next((FOLDER / "js").glob("index.*.js")).relative_to(FOLDER).as_posix()
    assert answered(path.format(script=script), method) == [{"type": "passed"}]


def test_a_server_sends_every_answer_at_once() -> None:
    async def accepted() -> int:
        """Return TCP_NODELAY of a connection to a socket that was bound as Streamlit binds its own."""
        loop, found = asyncio.get_running_loop(), asyncio.Queue()
        serve.send_at_once(loop)
        bound = socket.socket(socket.AF_INET)
        bound.bind(("127.0.0.1", 0))

        class Taken(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                own = transport.get_extra_info("socket")
                found.put_nowait(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        server = await loop.create_server(Taken, sock=bound)
        _, writer = await asyncio.open_connection(*bound.getsockname())
        told = await found.get()
        writer.close()
        server.close()
        return told

    assert asyncio.run(accepted())
