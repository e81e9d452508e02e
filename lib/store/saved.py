"""Named views that a newsroom keeps: one append-only file beside the ledger, in which the newest row of an id holds.

Who saved a view is not known, as the program knows no users; when is. Nothing is ever taken out of the file, so
what was removed, renamed or moved can be seen and undone.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from lib.store.ledger import plain_errors, sync

FILE = "views.jsonl"
#: The queue of a view that was saved without naming one.
QUEUE = "Meeting"


@dataclass(frozen=True, slots=True)
class Saved:
    """One named view: its page and the query of its address, a note, and its place in a queue.

    ``place`` orders the views of a queue, ``at`` is when this row was written (ISO 8601, UTC).
    """

    id: str
    name: str
    page: str
    query: str
    note: str = ""
    queue: str = QUEUE
    place: float = 0.0
    at: str = ""
    removed: bool = False


def new(name: str, page: str, query: str, *, note: str = "", queue: str = "") -> Saved:
    """Return a view that is not stored yet, for ``put``."""
    return Saved(secrets.token_hex(4), name, page, query, note, queue or QUEUE)


def put(folder: Path, *changed: Saved) -> None:
    """Append a row for each of ``changed`` and return when they are on the disk; a new view goes last in its queue."""
    with plain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            rows = [replace(own, at=now, place=own.place or _last(folder, own.queue) + 1) for own in changed]
            text = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
            file.write(_torn(file) + text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        sync(folder)


def kept(folder: Path) -> list[Saved]:
    """Return the views that are not removed, by queue and place."""
    return sorted((v for v in _newest(folder).values() if not v.removed), key=lambda v: (v.queue, v.place, v.id))


def removed(folder: Path) -> list[Saved]:
    """Return the views that were removed, the last one first."""
    return sorted((v for v in _newest(folder).values() if v.removed), key=lambda v: v.at, reverse=True)


def queue(folder: Path, name: str) -> list[Saved]:
    """Return the views of one queue in order."""
    return [view for view in kept(folder) if view.queue == name]


def history(folder: Path) -> Iterator[Saved]:
    """Yield every row ever written, oldest first; a row that was torn by a kill is passed over."""
    names = {field.name for field in fields(Saved)}
    try:
        lines = (folder / FILE).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            row = json.loads(line)
            yield Saved(**{key: value for key, value in row.items() if key in names})
        except (ValueError, TypeError, AttributeError):
            continue


def _newest(folder: Path) -> dict[str, Saved]:
    return {row.id: row for row in history(folder)}


def _last(folder: Path, name: str) -> float:
    return max((view.place for view in queue(folder, name)), default=0.0)


def _torn(file) -> bytes:
    """Return what ends a last line that a kill left unfinished."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
