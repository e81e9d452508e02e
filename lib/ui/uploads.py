"""Hands files and pasted texts to a worker process and passes on what it says. No Streamlit, no spaCy."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lib import settings
from lib.ui.worker import REQUEST

#: What the reader is told when the worker dies without a word; its own words are in the log.
DIED = (
    "The process that reads articles stopped without a result. The log of the server says why; "
    "what was stored stays stored."
)


class File(NamedTuple):
    """An uploaded file: the name it came with, and its bytes."""

    name: str
    data: bytes


def run(
    files: Sequence[File] = (), *, outlet: str | None = None, pasted: dict[str, Any] | None = None
) -> Iterator[dict]:
    """Yield ``{"kind": "progress"|"report"|"error", ...}`` as the worker says them; the last is no progress."""
    with tempfile.TemporaryDirectory(prefix="story-upload-") as name:
        folder = Path(name)
        request = {"files": list(_stored(folder, files)), "outlet": outlet or None, "pasted": pasted}
        (folder / REQUEST).write_text(json.dumps(request), encoding="utf-8")
        yield from _spoken(folder)


def _stored(folder: Path, files: Sequence[File]) -> Iterator[dict[str, str]]:
    """Write each file under a name of our own: the one it came with may hold a path."""
    for i, file in enumerate(files):
        (folder / str(i)).write_bytes(file.data)
        yield {"name": Path(file.name.replace("\\", "/")).name or "upload", "stored": str(i)}


def _spoken(folder: Path) -> Iterator[dict]:
    command = [sys.executable, "-m", "lib.ui.worker", str(folder)]
    last = None
    with subprocess.Popen(command, cwd=settings.ROOT, stdout=subprocess.PIPE, text=True) as worker:  # noqa: S603
        try:
            for line in worker.stdout or ():
                last = json.loads(line)
                yield last
        finally:
            if worker.poll() is None and (last or {}).get("kind") not in ("report", "error"):
                worker.terminate()  # the reader left the page: committed articles stay
    if (last or {}).get("kind") not in ("report", "error"):
        yield {"kind": "error", "problem": DIED}
