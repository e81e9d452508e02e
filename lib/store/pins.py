"""Pinned versions: those that somebody refers to, and that no cleaning up may take away."""

from __future__ import annotations

from pathlib import Path

from lib.errors import StoreError
from lib.store import remote
from lib.store.ledger import Ledger, plain_errors
from lib.store.versions import replace_text

#: One small text file for each pinned version, which holds the note: pinning needs no writer lock, so that it can be
#: done while an import runs.
FOLDER = "pins"


def pins(folder: Path) -> dict[int, str]:
    """Return the note of each pinned version, ascending; "" where none was given."""
    found = {}
    for path in (folder / FOLDER).glob("*.txt"):
        if path.stem.isdecimal():
            found[int(path.stem)] = path.read_text("utf-8").strip()
    return dict(sorted(found.items()))


def pin(folder: Path, version: int, note: str = "") -> None:
    """Keep ``version`` until it is unpinned; raises StoreError where there is no such version."""
    ledger = Ledger.open(folder)
    if ledger is None:
        raise StoreError(f"There is no store in {folder} yet, so there is nothing to pin.")
    ledger.at(version)
    with plain_errors(folder):
        (folder / FOLDER).mkdir(exist_ok=True)
        replace_text(_path(folder, version), note.strip() + "\n")
        remote.push_pin(folder, _path(folder, version))


def unpin(folder: Path, version: int) -> None:
    """Let ``version`` go with the others; raises StoreError where it is not pinned."""
    if version not in pins(folder):
        pinned = ", ".join(map(str, pins(folder))) or "none"
        raise StoreError(f"Version {version} is not pinned (pinned: {pinned}).")
    with plain_errors(folder):
        _path(folder, version).unlink()
        remote.push_pin(folder, _path(folder, version))


def _path(folder: Path, version: int) -> Path:
    return folder / FOLDER / f"{version}.txt"
