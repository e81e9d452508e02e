"""A server of our own on a free port, over a store: for the tests in a browser and the benchmarks of clicks."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lib.settings import ROOT

#: In one process: it starts soonest.
WITH_HEADERS = ("lib.ui.serve", "--processes", "1", "--port")


@contextmanager
def served(store: Path, *command: str, seconds: float = 40) -> Iterator[tuple[str, int]]:
    """Yield address and process id of a server over ``store``; ``command`` starts it, given ``--port`` last.

    It may take ``seconds`` to start. What it prints is in a log beside the store.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "STORY_STORE": str(store)}
    log = (store.parent / f"server-{port}.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", *command, str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/_stcore/health", server, seconds)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def family(process: int) -> list[int]:
    """Return the ids of a process and of all that it and its own have started and still run; Linux only."""
    started = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            started[int(stat.read_text("utf-8").rpartition(")")[2].split()[1])].append(int(stat.parent.name))
    found = [process]
    for one in found:  # which grows on the way
        found += sorted(started[one])
    return found


def _wait_for(url: str, server: subprocess.Popen, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - our own server
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def run(wanted: Coroutine[Any, Any, Any]) -> Any:
    """Return what ``wanted`` gives, run in a thread of its own: that of the tests has a loop once a browser is open."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, wanted).result()
