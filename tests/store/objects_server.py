"""A real S3-compatible server on this computer, in a process of its own, with one empty bucket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Yield the environment in which s3://bucket is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **quiet)
    try:
        _make_bucket(f"http://127.0.0.1:{port}/bucket", server)
        yield {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    finally:
        server.kill()
        server.wait()


def _make_bucket(url: str, server: subprocess.Popen) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(urllib.request.Request(url, method="PUT"), timeout=20)  # noqa: S310 - our own server
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def environment() -> dict[str, str]:
    """Return the environment without proxies, for processes that must reach the server."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
