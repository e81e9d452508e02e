"""Uploads into the store, in a process of their own: the language model is gone from memory when they are done.

``python -m lib.ui.worker FOLDER`` reads the request that ``lib.ui.uploads`` left there and prints one line of
JSON for each step and one at the end.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lib import settings
from lib.errors import ReadError, StoryExplorerError
from lib.ingest import Item, Report, ingest
from lib.readers import read_bytes, read_pasted

REQUEST = "request.json"
#: Lines a second to the page: more would only make it redraw.
SECONDS_BETWEEN = 0.25


def items(folder: Path, request: dict[str, Any]) -> Iterator[Item]:
    """Yield the articles of the request: its files, each under the name it came with, and its pasted text."""
    for file in request.get("files", ()):
        yield from read_bytes(file["name"], (folder / file["stored"]).read_bytes(), outlet=request.get("outlet"))
    if pasted := request.get("pasted"):
        try:
            yield read_pasted(**pasted)
        except ReadError as error:
            yield error


def say(kind: str, **facts: Any) -> None:
    """Print one line for the page."""
    print(json.dumps({"kind": kind, **facts}), flush=True)


class Teller:
    """Tells how far it is, a few times a second at most."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, report: Report) -> None:
        if time.monotonic() - self.last >= SECONDS_BETWEEN:
            self.last = time.monotonic()
            say("progress", done=report.done, n_words=report.n_words)


def main(folder: Path) -> int:
    """Run the request in ``folder``; the exit status is 1 where it could not be run at all."""
    request = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    try:
        report = ingest(items(folder, request), settings.store_dir(), uploaded=True, progress=Teller())
    except StoryExplorerError as error:
        say("error", problem=str(error))
        return 1
    say("report", **asdict(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
