"""What may be deleted: versions that nobody needs, what a kill left lying, files that the ledger has no use for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from deltalake import DeltaTable

from lib import settings
from lib.store import ledger, versions
from lib.store.ledger import Ledger, plain_errors, writer_lock
from lib.store.pins import pins
from lib.store.versions import ENDINGS, Manifest
from lib.store.work import being_built


class Freed(NamedTuple):
    """What was deleted: names relative to the store, and how many bytes they held."""

    names: list[str]
    n_bytes: int


def prune(folder: Path, keep: int = settings.KEEP_VERSIONS, asked: int = settings.KEEP_ASKED) -> Freed:
    """Delete what a killed build left, and versions that nobody needs; return what. Needs the writer lock.

    Needed are the newest ``keep``, the ``asked`` ones last made again for a reader, the pinned, and the current one.
    """
    tags = {tag for manifest in _needed(folder, keep, asked) for tag in (manifest.tag, manifest.base)}
    busy = being_built(folder)
    gone = []
    for path in folder.iterdir():
        kind, _, rest = path.name.partition("-")
        tag = rest.removesuffix(".tmp").removesuffix(ENDINGS.get(kind, ""))
        in_the_making = busy is not None and tag.partition("-")[0] == str(busy.version)
        if kind in ENDINGS and tag not in tags and not in_the_making:
            gone.append(path)
    return _delete(folder, gone)


def _needed(folder: Path, keep: int, asked: int) -> list[Manifest]:
    good = [m for m in versions.manifests(folder) if m.complaint(folder) is None]
    named, pinned = versions.current(folder), pins(folder)
    published = [m for m in good if not m.asked]
    on_demand = sorted((m for m in good if m.asked), key=lambda m: m.asked, reverse=True)
    newest_of = {m.version: m for m in reversed(good)}
    held = [m for v, m in newest_of.items() if v in pinned]
    return [*published[:keep], *on_demand[:asked], *held, *(m for m in good if named and m.tag == named[1])]


def vacuum(folder: Path) -> Freed:
    """Delete everything that neither the current version nor a pinned one needs; raises StoreError.

    Every version can still be made again: the rows of the ledger stay.
    """
    with writer_lock(folder), plain_errors(folder, "could not be cleaned up"):
        served = prune(folder, keep=0, asked=0)
        held = Ledger.open(folder)
        unused = _delete(folder, _unused(folder, held) if held else [])
    return Freed(served.names + unused.names, served.n_bytes + unused.n_bytes)


def _unused(folder: Path, held: Ledger) -> list[Path]:
    """Return the Parquet files of the ledger's folder that neither its last version nor a pinned one is made of."""
    place = folder / ledger.FOLDER
    needed = {Path(uri).name for uri in held.files()}
    for version in pins(folder):
        needed |= {Path(uri).name for uri in DeltaTable(str(place), version=version).file_uris()}
    return [path for path in place.glob("part-*") if path.name not in needed]


def _delete(folder: Path, paths: list[Path]) -> Freed:
    sizes = [sum(p.stat().st_size for p in (path, *path.rglob("*")) if p.is_file()) for path in paths]
    for path in paths:
        versions.remove(path)
    return Freed(sorted(str(path.relative_to(folder)) for path in paths), sum(sizes))
