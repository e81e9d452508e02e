"""A store in an object store: a working folder on this computer that pulls from it and pushes to it.

The folder is laid out as any store; its file REMOTE says where the truth is. Every object but CURRENT and the lease is
written once and never changed, so whatever is here already need not be asked for again. A commit is acknowledged
when its log entry is there, created under a condition that only one writer can meet: Delta's own protocol. A version
goes up file by file, then its manifest, then CURRENT, so a kill leaves the last one whole.
"""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from lib import settings
from lib.errors import StoreError
from lib.store import versions
from lib.store.lease import Lease
from lib.store.objects import Objects, Taken
from lib.store.versions import CURRENT, Manifest

log = logging.getLogger(__name__)
LEDGER, LOG, CHECKPOINT = "ledger/", "ledger/_delta_log/", "ledger/_delta_log/_last_checkpoint"
#: The file that whoever fetches into a working folder holds: what two fetched at once would be written over each other.
FETCHING = "fetching.lock"
#: Seconds between two looks of a dashboard at what is current.
EVERY = 10.0


@dataclass
class Remote:
    """Where the truth of one working folder is, and what this process knows of it."""

    folder: Path
    objects: Objects
    lease: Lease | None = None
    current_tag: str | None = None
    looked: float | None = None
    busy: Lock = field(default_factory=Lock)


def of(folder: Path) -> Remote | None:
    """Return the remote store that ``folder`` works for, or None: most stores are just a folder."""
    try:
        return _of(folder, (folder / settings.REMOTE).read_text("utf-8").strip())
    except OSError:
        return None


@cache
def _of(folder: Path, address: str) -> Remote:
    return Remote(folder, Objects(address))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold a remote store for writing, with all of the ledger and the current version here; nothing for a local one."""
    remote = of(folder)
    if remote is None:
        yield
        return
    with Lease(remote.objects) as lease:
        remote.lease = lease
        try:
            with _fetching(remote):
                _pull_ledger(remote)
                _pull_pins(remote)
                _pull_version(remote)
            yield
        finally:
            remote.lease = None


def pull_ledger(folder: Path) -> None:
    """Bring the ledger up to what is there; a writer has it already."""
    remote = of(folder)
    if remote and remote.lease is None:
        with remote.busy, _fetching(remote):
            _pull_ledger(remote)


@contextmanager
def _fetching(remote: Remote) -> Iterator[None]:
    """Hold the right to fetch into the working folder, waiting for it: a dashboard may be several processes."""
    with (remote.folder / FETCHING).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _pull_ledger(remote: Remote) -> None:
    """Fetch what is missing, rows before log entries. Only our last log entry can be one that never got there."""
    there = remote.objects.sizes(LEDGER)
    here = _files(remote.folder, LEDGER)
    entries = sorted(name for name in here if name.startswith(LOG) and name.endswith(".json"))
    for name in entries[-1:]:
        here[name] = -1  # fetched again: it may be another one's
    for name in [name for name in here if name.startswith(LOG) and name not in there]:
        (remote.folder / name).unlink(missing_ok=True)
    missing = [name for name, size in there.items() if here.get(name) != size or name == CHECKPOINT]
    for name in sorted(missing, key=lambda own: (own.startswith(LOG), own == CHECKPOINT, own)):
        remote.objects.fetch(name, remote.folder / name)


def push_ledger(folder: Path, version: int) -> None:
    """Return when commit ``version`` is in the object store; raises StoreError when somebody else's came first."""
    remote = of(folder)
    if remote is None:
        return
    if remote.lease:
        remote.lease.check()
    there = remote.objects.sizes(LEDGER)
    for name in _files(folder, LEDGER):
        if not name.startswith(LOG) and name not in there:
            remote.objects.create(name, folder / name)
    _commit(remote, f"{LOG}{version:020d}.json")
    _push_checkpoint(remote, there)


def _commit(remote: Remote, entry: str) -> None:
    """Create the log entry there: whoever comes second has not committed."""
    path = remote.folder / entry
    try:
        remote.objects.create(entry, path)
    except Taken:
        found = remote.objects.read(entry)
        if found and found[0] == path.read_bytes():
            return  # ours, of which the answer was lost
        path.unlink()  # theirs is fetched by the next run
        raise


def _push_checkpoint(remote: Remote, there: dict[str, int]) -> None:
    """Copy the summaries of the log that the table writes now and then, for whoever opens it first."""
    for name in _files(remote.folder, LOG):
        if name.endswith(".parquet") and name not in there:
            remote.objects.create(name, remote.folder / name)
    if (remote.folder / CHECKPOINT).exists():
        remote.objects.write(CHECKPOINT, (remote.folder / CHECKPOINT).read_bytes())


def _files(folder: Path, prefix: str) -> dict[str, int]:
    found = (path for path in (folder / prefix).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}


def follow(folder: Path) -> None:
    """Fetch the current version, if it is another one: at once on the first look, later ones in the background."""
    remote = of(folder)
    if remote is None or remote.lease:
        return
    first = remote.looked is None
    if not first and time.monotonic() - remote.looked < EVERY:
        return
    remote.looked = time.monotonic()
    if first:
        _look(remote, quietly=versions.newest(folder) is not None)
    else:
        Thread(target=_look, args=(remote,), name="follow", daemon=True).start()


def _look(remote: Remote, *, quietly: bool = True) -> None:
    """Pull what is current; ``quietly`` goes on with what is here where the object store cannot be reached."""
    if not remote.busy.acquire(blocking=False):
        return
    try:
        with _fetching(remote):
            _pull_version(remote)
            _pull_pins(remote)
    except StoreError as error:
        if not quietly:
            raise
        log.warning("The version shown is the last one that was fetched: %s", error)
    finally:
        remote.busy.release()


def _pull_version(remote: Remote) -> None:
    """Fetch the version that is current there: its files, its manifest, then CURRENT."""
    found = remote.objects.read(CURRENT)
    remote.current_tag = found[1] if found else None
    if found is None or found[0] == _bytes(remote.folder / CURRENT):
        return
    tag = found[0].decode("ascii").split()[1]
    name = f"manifest-{tag}.json"
    told = remote.objects.read(name)
    if told is None:
        return  # deleted since: the next look finds a newer one
    mine = _bytes(remote.folder / name)
    if mine is not None and mine != told[0]:
        for kind, end in versions.ENDINGS.items():  # made here for a reader who asked for that version
            versions.remove(remote.folder / f"{kind}-{tag}{end}")
    for file, (size, _) in versions.read_manifest(told[0]).files.items():
        path = remote.folder / file
        if not path.is_file() or path.stat().st_size != size:
            remote.objects.fetch(file, path)
    versions.replace_text(remote.folder / name, told[0].decode("utf-8"))
    versions.replace_text(remote.folder / CURRENT, found[0].decode("ascii"))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def names(folder: Path) -> set[str]:
    """Return the names in the top folder there, also of what a killed writer left: none of them may be used again."""
    remote = of(folder)
    return {name.partition("/")[0] for name in remote.objects.sizes()} if remote else set()


def push_version(folder: Path, manifest: Manifest) -> None:
    """Make a version that was built here the current one there; nothing for a local store."""
    remote = of(folder)
    if remote is None:
        return
    there = remote.objects.sizes()
    for name, (size, _) in manifest.files.items():
        if remote.lease:
            remote.lease.check()
        if there.get(name) != size:
            remote.objects.create(name, folder / name)
    name = manifest.path(folder, "manifest").name
    remote.objects.create(name, folder / name)
    remote.current_tag = remote.objects.swap(CURRENT, versions.pointer(manifest).encode(), remote.current_tag)
    _tidy(remote, there)


def _tidy(remote: Remote, there: dict[str, int]) -> None:
    """Delete there all but the newest versions and the pinned; their manifests go first."""
    pinned = {int(Path(name).stem) for name in there if name.startswith("pins/") and Path(name).stem.isdecimal()}
    read = {name: remote.objects.read(name) for name in remote.objects.sizes() if name.startswith("manifest-")}
    known = {name: versions.read_manifest(own[0]) for name, own in read.items() if own}
    newest = sorted(known, key=lambda name: (known[name].version, known[name].build))[-settings.KEEP_VERSIONS :]
    kept = {name for name in known if name in newest or known[name].version in pinned}
    needed = {file for name in kept for file in known[name].files}
    gone = [name for name in there if name.startswith(("serving-", "bodies-", "search-")) and name not in needed]
    remote.objects.delete([*(known.keys() - kept), *gone])


def push_pin(folder: Path, path: Path) -> None:
    """Tell the object store that a pin was set, or (where the file has gone) let go."""
    if remote := of(folder):
        name = path.relative_to(folder).as_posix()
        if path.exists():
            remote.objects.write(name, path.read_bytes())
        else:
            remote.objects.delete([name])


def _pull_pins(remote: Remote) -> None:
    there = remote.objects.sizes("pins")
    for name in _files(remote.folder, "pins"):
        if name not in there:
            (remote.folder / name).unlink(missing_ok=True)
    for name in there:
        remote.objects.fetch(name, remote.folder / name)
