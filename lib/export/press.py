"""Pictures and PDF files made in a process of their own: its memory is gone when it is done, no page waits for it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

from lib.errors import ExportError
from lib.settings import ROOT

#: Seconds after which a picture or report is given up.
PATIENCE = 120


def ask(job: str, *arguments: Any) -> Any:
    """Return what the function ``job`` of lib.export.printing returns for ``arguments``; raises ExportError."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lib.export.printing"],
            input=pickle.dumps((job, arguments)),
            cwd=ROOT,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        told = (getattr(error, "stderr", b"") or b"").decode("utf-8", "replace").strip().splitlines()
        raise ExportError(f"The file could not be made: {told[-1] if told else error}") from error
    return pickle.loads(done.stdout)  # noqa: S301 - from our own process
