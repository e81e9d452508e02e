"""Paths as a person gives them (files, folders, patterns) to the files they stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lib.errors import ReadError, ReadWarning
from lib.readers.source import from_path

SUFFIXES = (".txt", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".csv", ".tsv")
_READ = "txt, html, json, jsonl, csv and tsv, each also as .gz"


def expand(paths: Iterable[str]) -> Iterator[Path | ReadError | ReadWarning]:
    """Yield the files that ``paths`` stand for, sorted within each and none twice, and what stands for none."""
    seen: set[Path] = set()
    for given in paths:
        for item in _expand_one(given):
            if isinstance(item, Path):
                if (real := item.resolve()) in seen:
                    continue
                seen.add(real)
            yield item


def is_readable(path: Path) -> bool:
    """Return whether the name of a file says a format that is read."""
    return from_path(path).suffix in SUFFIXES


def _expand_one(given: str) -> Iterator[Path | ReadError | ReadWarning]:
    path = Path(given)
    if path.is_dir():
        yield from _folder(path)
    elif path.exists():
        yield path
    elif glob.has_magic(given):
        found = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not found:
            yield ReadError(given, "matches no file")
        for name in found:
            yield from _expand_one(name)
    else:
        yield ReadError(given, "does not exist")


def _folder(folder: Path) -> Iterator[Path | ReadError | ReadWarning]:
    """Yield the readable files below ``folder``; hidden ones are passed over, others are named."""
    n_files = 0
    for path in sorted(_below(folder)):
        if is_readable(path):
            n_files += 1
            yield path
        else:
            yield ReadWarning(str(path), f"was passed over: only {_READ} are read")
    if not n_files:
        yield ReadError(str(folder), f"holds no file that is read ({_READ})")


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(where, name) for name in names if not name.startswith("."))
