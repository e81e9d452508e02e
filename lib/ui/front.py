"""The front of a dashboard in several processes: takes each connection and hands it on, untouched, to one of them.

One process of Python answers one click at a time. The front listens, looks at the head of the first request that comes
over a connection without taking it, and sends the connection itself (its file descriptor) to the process that
the browser's cookie names: what Streamlit keeps for a reader (the session, files going up and down) is in one
process. A browser that has no cookie yet goes to the least busy one, which gives it one. No byte passes through here.

Processes are forked from one in which all is imported (``lib.ui.behind``): one is there after half a second, most of it
Streamlit's, and has opened the store after another. So the next one is started a little before it is needed, and in
place of one that has ended when a connection for that comes.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from lib import settings
from lib.ui import dealing

#: The most processes there can be: what fits the cookie.
MOST = 99
#: Seconds in which a new connection must say something (a browser opens some ahead of use), and then finish a head.
SILENT, SLOW = 120, 10
#: Seconds after which a reader who was sent to a process and has opened no session there no longer counts as its own.
EXPECTED = 10
#: This computer, by the addresses that only it has or that stand for all of its own.
_HERE = frozenset(("127.0.0.1", "::1", "0.0.0.0", "::"))  # noqa: S104 - compared with, not listened on
#: Seconds that processes have to end by themselves.
GRACE = 5


def usual() -> int:
    """Return how many processes there may be unless somebody says: as many as cores, four at most.

    One where connections cannot be handed on, or a process with other threads (NumPy's, Arrow's) not be forked safely.
    """
    return min(4, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


class Process:
    """One process behind, as the front sees it."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.told, self.ready = 0, False
        self.expected: list[float] = []

    def readers(self, now: float) -> int:
        """Return the sessions open in it, and those soon to be."""
        self.expected = [at for at in self.expected if now - at < EXPECTED]
        return self.told + len(self.expected)

    def hear(self, told: int) -> None:
        """Note how many sessions it has now; that it says so means that it is ready."""
        self.ready = True
        del self.expected[: max(0, told - self.told)]
        self.told = told

    async def take(self, connection: socket.socket) -> None:
        """Hand a connection over; raises OSError where the process has just ended."""
        while True:
            try:
                socket.send_fds(self.link, [b"."], [connection.fileno()])
                return
            except BlockingIOError:  # hundreds are on their way to it
                await asyncio.sleep(0.01)


class Seed:
    """The process from which the others are forked, and the group of processes that all of them are in."""

    def __init__(self, most: int, port: int) -> None:
        self.link, theirs = socket.socketpair()
        command = [sys.executable, "-m", "lib.ui.behind", *map(str, (theirs.fileno(), most, port))]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                command, cwd=settings.ROOT, pass_fds=[theirs.fileno()], start_new_session=True
            )

    def fork(self, number: int) -> Process:
        """Return a new process; raises OSError where the seed has ended."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            socket.send_fds(self.link, [bytes([number])], [theirs.fileno()])
        return Process(ours)

    def end(self, *, forced: bool) -> None:
        """End it and whatever was started from it and still runs."""
        self.link.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL if forced else signal.SIGTERM)
        self.process.wait()


class Front:
    """Deals connections to processes, which it starts and watches."""

    def __init__(self, listener: socket.socket, most: int, seed: Callable[[], Seed]) -> None:
        self.listener, self.most = listener, most
        self.cookie = dealing.cookie(listener.getsockname()[1])
        self.seeds, self.new_seed = [seed()], seed
        self.running: dict[int, Process] = {}
        self.ready, self.ending, self.empty = False, asyncio.Event(), asyncio.Event()

    async def serve(self) -> int:
        """Serve until told to end; return the exit status."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, self.ending.set)
        self._start(1)
        accepting = loop.create_task(self._accept())
        await self.ending.wait()
        accepting.cancel()
        self.listener.close()
        await self._end()
        return 0 if self.ready else 1

    async def _accept(self) -> None:
        loop, dealt = asyncio.get_running_loop(), set()
        while True:
            try:
                connection, _ = await loop.sock_accept(self.listener)
            except OSError as error:  # no file descriptor is left, or the visitor has left
                say(f"A connection could not be taken: {error}.")
                await asyncio.sleep(1)
            else:
                dealt.add(task := loop.create_task(self._deal(connection)))
                task.add_done_callback(dealt.discard)

    async def _deal(self, connection: socket.socket) -> None:
        """Hand a connection to its process, once its first request says which that is."""
        with connection, suppress(OSError):  # it has been closed, or too slow: there is nobody to tell
            head = await peek(connection)
            now = asyncio.get_running_loop().time()
            wanted = dealing.named(head, self.cookie)
            number = dealing.choose(wanted, self._readers(now), self.most)
            own = self.running.get(number) or self._start(number)
            if number != wanted and dealing.asks_for_a_page(head):
                own.expected.append(now)
                self._start_ahead(now)
            await own.take(connection)

    def _readers(self, now: float) -> dict[int, int]:
        """Return how many readers each process has that is ready; of all processes where none is."""
        ready = {number: own for number, own in self.running.items() if own.ready} or self.running
        return {number: own.readers(now) for number, own in ready.items()}

    def _start_ahead(self, now: float) -> None:
        """Start the process that will be wanted next; one at a time, for readers click on the same cores."""
        number = dealing.soon_wanted(self._readers(now), self.most)
        if number and all(own.ready for own in self.running.values()):
            self._start(number)

    def _start(self, number: int) -> Process:
        try:
            own = self.seeds[-1].fork(number)
        except OSError:
            say("The process that starts the others has ended; another takes its place.")
            self.seeds.append(self.new_seed())
            own = self.seeds[-1].fork(number)
        self.running[number] = own
        asyncio.get_running_loop().add_reader(own.link, self._hear, number)
        return own

    def _hear(self, number: int) -> None:
        """Note what a process says of its sessions, or that it has ended."""
        try:
            told = self.running[number].link.recv(4096)
        except OSError:
            told = b""
        if told:
            self.running[number].hear(told[-1])
            if not self.ready:
                self.ready = True
                say(f"The dashboard is ready: {address_of(self.listener)} (in up to {self.most} processes).")
        else:
            self._gone(number)

    def _gone(self, number: int) -> None:
        own = self.running.pop(number)
        asyncio.get_running_loop().remove_reader(own.link)
        own.link.close()
        if not self.ending.is_set():
            again = " A browser that comes back to it has another one started." if self.ready else ""
            say(f"Process {number} has ended. Sessions that were open in it: {own.told}.{again}")
            if not self.ready:  # none has ever come up, and the log has said why
                self.ending.set()
        if not self.running:
            self.empty.set()

    async def _end(self) -> None:
        """Let all processes end, and see that they do."""
        if not self.running:
            self.empty.set()
        else:
            self.empty.clear()
        for own in self.running.values():
            with suppress(OSError):
                own.link.shutdown(socket.SHUT_WR)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.empty.wait(), GRACE)
        for seed in self.seeds:
            seed.end(forced=bool(self.running))


async def peek(connection: socket.socket) -> bytes:
    """Return the head of the first request, which stays to be read; raises OSError where none comes.

    Of a head that does not end in time it returns what there is.
    """
    async with asyncio.timeout(SILENT):
        await _readable(connection)
    head, pause, end = b"", 0.001, asyncio.get_running_loop().time() + SLOW
    while not dealing.is_whole(head) and asyncio.get_running_loop().time() < end:
        if head:  # there is something to read all the time now, so it has to be asked for
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.25)
        head = connection.recv(dealing.LONGEST, socket.MSG_PEEK)
        if not head:
            raise ConnectionError("closed before it said anything")
    return head


async def _readable(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_reader(connection, told.set)
    try:
        await told.wait()
    finally:
        loop.remove_reader(connection)


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens as Streamlit's would; raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    listener = socket.create_server((address, port), family=family, backlog=2048, dualstack_ipv6=both)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # see server.send_at_once
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket) -> str:
    """Return where a browser on this computer finds what listens."""
    at, port = listener.getsockname()[:2]
    host = "localhost" if at in _HERE else f"[{at}]" if ":" in at else at
    return f"http://{host}:{port}"


def run(address: str, port: int, most: int) -> int:
    """Serve in up to ``most`` processes until interrupted; return the exit status."""
    try:
        listener = listen(address, port)
    except OSError as error:
        say(f"Port {port} of {address} cannot be used: {error.strerror or error}.")
        return 1

    async def serve() -> int:
        return await Front(listener, most, lambda: Seed(most, port)).serve()

    return asyncio.run(serve())


def say(what: str) -> None:
    """Write a line to the log."""
    print(what, file=sys.stderr, flush=True)
