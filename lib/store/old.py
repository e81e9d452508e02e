"""Versions that are no longer kept: made again from the ledger when somebody asks for one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lib import settings
from lib.errors import StoreError
from lib.store import build, versions
from lib.store.ledger import Ledger, plain_errors
from lib.store.versions import Manifest
from lib.store.work import being_built, building

_STARTED: list[subprocess.Popen] = []


def kept(folder: Path, version: int) -> Manifest | None:
    """Return the newest build of ``version`` that opens as it is, or None."""
    own = (m for m in versions.manifests(folder) if (m.version, m.schema) == (version, build.schema_digest()))
    return next((manifest for manifest in own if manifest.complaint(folder) is None), None)


def make(folder: Path, version: int) -> Manifest:
    """Return a build of ``version``, made from the ledger where none is kept; waits while another is being made.

    Raises StoreError where there was no such version.
    """
    if found := kept(folder, version):
        return found
    past = _ledger(folder).at(version)
    problem = "has its articles, but the old version could not be made"
    with plain_errors(folder, problem), building(folder, version) as told:
        asked = 1 + max((m.asked for m in versions.manifests(folder)), default=0)
        return kept(folder, version) or build.build(folder, past, asked=asked, told=told)


def prepare(folder: Path, version: int) -> str | None:
    """Return None when ``version`` can be opened at once; else start making it and return a sentence for the reader.

    Returns at once: another process does the work. Raises StoreError where there was no such version.
    """
    if kept(folder, version):
        return None
    _ledger(folder).at(version)
    now = being_built(folder)
    if now is None:
        _start(folder, version)
    how_far = f": step {now.done + 1} of {now.of}" if now and now.version == version else ""
    return f"Version {version} of the data is being made again from the ledger{how_far}. Look again in a minute."


def _ledger(folder: Path) -> Ledger:
    found = Ledger.open(folder)
    if found is None:
        raise StoreError(f"There is no store in {folder} yet. `python -m lib ingest FILE` makes one.")
    return found


def _start(folder: Path, version: int) -> None:
    _STARTED[:] = [own for own in _STARTED if own.poll() is None]
    command = [sys.executable, "-m", "lib", "rebuild", "--version", str(version), "--store", str(folder.absolute())]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    _STARTED.append(subprocess.Popen(command, cwd=settings.ROOT, start_new_session=True, **quiet))  # noqa: S603 - a number and a path of ours
