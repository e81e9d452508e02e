"""Which published version is current, and which are complete: CURRENT, manifests and the files they name.

A version is three immutable things with names used once: ``serving-7.duckdb``, ``bodies-7.parquet`` and
``search-7/``; rebuilt, it is ``serving-7-2.duckdb`` and so on. A manifest with sizes and sums, written last,
makes it complete; CURRENT, replaced atomically, makes it the one that readers open. Where nobody could read anything,
a version is current before it can be searched, and its manifest is written again when ``search-7/`` is there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from lib.store.disk import sync

CURRENT = "CURRENT"
#: Size and sha256 of files by their names, relative to the store's folder.
Files = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One complete published version: the digest of its articles and its files with [bytes, sha256]."""

    version: int
    build: int
    schema: str
    digest: str
    files: dict[str, tuple[int, str]]
    #: Counts up with each old version made because a reader asked for it; 0 = it was published.
    asked: int = 0
    #: How many articles it has, and the tag of the base that it is a layer on; "" = it is a base itself.
    articles: int = 0
    base: str = ""
    #: How its articles are indexed (lib.store.kept_index); "" = nobody knows.
    search: str = ""

    @property
    def tag(self) -> str:
        """How the files of this build are told from those of another."""
        return tag(self.version, self.build)

    @property
    def searchable(self) -> bool:
        """Whether its search indexes are there, and not to be made yet."""
        return any(name.startswith("search-") for name in self.files)

    def path(self, folder: Path, kind: str) -> Path:
        """Return where "serving", "bodies" or "search" of this version is."""
        return folder / f"{kind}-{self.tag}{ENDINGS[kind]}"

    def paths(self, folder: Path, kind: str) -> list[Path]:
        """Return the files of that kind that the version is made of, that of its base first."""
        tags = (self.base, self.tag) if self.base else (self.tag,)
        return [folder / f"{kind}-{own}{ENDINGS[kind]}" for own in tags]

    def complaint(self, folder: Path) -> str | None:
        """Return what is wrong with the files by name and size, or None; reads no contents."""
        for name, (size, _) in self.files.items():
            path = folder / name
            if not path.is_file():
                return f"{name} is missing"
            if path.stat().st_size != size:
                return f"{name} has {path.stat().st_size:,} bytes instead of {size:,}"
        return None


ENDINGS = {"serving": ".duckdb", "bodies": ".parquet", "search": "", "columns": "", "manifest": ".json"}


def tag(version: int, build: int) -> str:
    return f"{version}" if build == 1 else f"{version}-{build}"


def current(folder: Path) -> tuple[int, str] | None:
    """Return version and tag that CURRENT names, or None where there is no readable CURRENT."""
    try:
        words = (folder / CURRENT).read_text("ascii").split()
        return int(words[0]), words[1]
    except (OSError, ValueError, IndexError):
        return None


def manifests(folder: Path) -> Iterator[Manifest]:
    """Yield the manifests that can be read, newest version and build first."""
    found = []
    for path in folder.glob("manifest-*.json"):
        try:
            found.append(read_manifest(path.read_bytes()))
        except (ValueError, TypeError, KeyError, AttributeError, FileNotFoundError):
            continue  # torn, foreign, or pruned while we looked: as good as not there
    yield from sorted(found, key=lambda m: (m.version, m.build), reverse=True)


def read_manifest(text: bytes) -> Manifest:
    """Return the manifest that a file of it holds; raises ValueError, TypeError, KeyError or AttributeError."""
    record = json.loads(text)
    record["files"] = {name: tuple(own) for name, own in record["files"].items()}
    return Manifest(**record)


def newest(folder: Path) -> Manifest | None:
    """Return the version that readers should open: the one CURRENT names, else the newest complete one."""
    named = current(folder)
    complete = [m for m in manifests(folder) if m.complaint(folder) is None]
    by_name = [m for m in complete if named and m.tag == named[1]]
    return next(iter(by_name or complete), None)


def now(folder: Path, manifest: Manifest) -> Manifest:
    """Return ``manifest`` as it is by now, which may have got its search indexes."""
    return next((m for m in manifests(folder) if m.tag == manifest.tag), manifest)


def next_build(folder: Path, version: int, taken: Collection[str] = ()) -> int:
    """Return a build number of ``version`` that no file of the folder has, complete or not, and none of ``taken``."""
    build = 1
    while any(name in taken or (folder / name).exists() for name in _names(version, build)):
        build += 1
    return build


def _names(version: int, build: int) -> list[str]:
    return [f"{kind}-{tag(version, build)}{end}" for kind, end in ENDINGS.items()]


def complete(folder: Path, manifest: Manifest) -> None:
    """Write the manifest: from here on the version is complete."""
    replace_text(manifest.path(folder, "manifest"), json.dumps(asdict(manifest), indent=1))


def make_current(folder: Path, manifest: Manifest) -> None:
    """Point CURRENT to ``manifest``: readers that open from here on get it."""
    replace_text(folder / CURRENT, pointer(manifest))


def pointer(manifest: Manifest) -> str:
    """Return what CURRENT says when it names ``manifest``."""
    return f"{manifest.version} {manifest.tag} {manifest.digest}\n"


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader, or a kill, meets the old or the new one, never half of it."""
    new = path.with_name(path.name + ".tmp")
    new.write_text(text, "utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def remove(path: Path) -> None:
    """Delete a file or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def file_sums(folder: Path, *paths: Path, known: Files | None = None) -> Files:
    """Return size and sha256 of every file in ``paths``, with folders walked; names are relative to ``folder``.

    Those in ``known`` are not read again, two of the others are at a time.
    """
    known = known or {}
    files = [path for top in paths for path in (sorted(top.rglob("*")) if top.is_dir() else [top])]
    named = {str(path.relative_to(folder)): path for path in files}
    anew = [name for name, path in named.items() if name not in known and path.is_file()]
    with ThreadPoolExecutor(2, "sums") as aside:
        told = known | dict(zip(anew, aside.map(_sum, (named[name] for name in anew)), strict=True))
    return {name: told[name] for name in named if name in told}


def _sum(path: Path) -> tuple[int, str]:
    """Return size and sha256 of a file."""
    with path.open("rb") as handle:
        return path.stat().st_size, hashlib.file_digest(handle, "sha256").hexdigest()
