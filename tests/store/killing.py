"""A writer that kills itself, for scripts that tests run in a process of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def kill_before(last: int) -> None:
    """Kill this process (SIGKILL) before what it does to the disk for the ``last``-th time from now on; 0: never."""
    steps = 0

    def counted(real: Callable) -> Callable:
        def step(*args, **how):
            nonlocal steps
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **how)

        return step

    os.fsync, os.replace, os.unlink = counted(os.fsync), counted(os.replace), counted(os.unlink)
