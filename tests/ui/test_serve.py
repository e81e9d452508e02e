"""What the server asks of its sockets."""

from __future__ import annotations

import asyncio
import socket

from lib.ui import serve
from tests.serving import run


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

    assert run(accepted())
