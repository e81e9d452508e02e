"""The making of an old version: one at a time, under a lock whose file says which, and how far it is."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

LOCK = "building.lock"
Told = Callable[[int, int], None]


class Progress(NamedTuple):
    """How far the making of an old version is: ``done`` of ``of`` steps."""

    version: int
    done: int
    of: int


def being_built(folder: Path) -> Progress | None:
    """Return which old version is being made right now, by any process, and how far it is."""
    try:
        with (folder / LOCK).open(encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Progress(*map(int, handle.read().split()))
    except (OSError, ValueError, TypeError):
        pass  # nobody ever built here, or one has just begun and not said what
    return None


@contextmanager
def building(folder: Path, version: int) -> Iterator[Told]:
    """Hold the right to make ``version``, waiting for it; yields what is told the progress. A kill releases it."""
    with (folder / LOCK).open("a+", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)

        def tell(done: int, of: int) -> None:
            handle.seek(0)
            handle.truncate()
            handle.write(" ".join(map(str, Progress(version, done, of))))
            handle.flush()

        tell(0, 1)
        yield tell
