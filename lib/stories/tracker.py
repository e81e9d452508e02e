"""The stories and texts so far, carried from run to run in one file: what a new batch is compared with."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lib.model import Placement
from lib.stories.copies import Copy, CopyFinder
from lib.stories.grouper import Grouper
from lib.stories.record import Report

#: Raised whenever terms, shingles or their keys change: a file of another layout is made anew.
LAYOUT = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """What a batch has done: ``new`` places its articles; ``merged`` (old story -> kept one) and ``copies`` concern
    older articles too.
    """

    new: tuple[Placement, ...]
    merged: dict[str, str]
    copies: dict[str, Copy]

    def again(self, old: Placement) -> Placement:
        """Return how an older article is placed now."""
        story = self.merged.get(old.story, old.story)
        copy = self.copies.get(old.id)
        return replace(old, story=story, **_copied(copy)) if copy else replace(old, story=story)


class Tracker:
    """Grouper and CopyFinder together. ``at`` is the ledger's version that last placed an article."""

    def __init__(self) -> None:
        self.grouper = Grouper()
        self.finder = CopyFinder()
        self.at = 0

    def place(self, reports: Sequence[Report]) -> Placed:
        """Return where new articles belong, and what that changes for those that were there."""
        grouped = self.grouper.add(reports)
        copies = {copy.id: copy for copy in self.finder.add(reports)}
        agency = self.finder.agencies(a.id for a in grouped.assignments)
        new = []
        for made in grouped.assignments:
            own = Placement(made.id, made.story, made.score, made.reason, agency=agency.get(made.id))
            new.append(replace(own, **_copied(copies[made.id])) if made.id in copies else own)
        return Placed(tuple(new), grouped.merged, copies)

    def adopt(self, reports: Sequence[Report], placements: Sequence[Placement]) -> None:
        """Hold articles that were placed before, in the stories and texts that they were given."""
        self.grouper.adopt(reports, [p.story for p in placements])
        self.finder.adopt(reports, [p.copy_of or p.id for p in placements])

    def forget(self, gone: Collection[str]) -> None:
        """Compare no new article with those of ``gone`` when looking for its story."""
        self.grouper.forget(gone)

    def save(self, path: Path) -> None:
        """Write everything to ``path``, whole or not at all."""
        arrays = {"layout": np.array([LAYOUT]), "at": np.array([self.at])}
        for name, engine in (("grouper", self.grouper), ("finder", self.finder)):
            arrays |= {f"{name}.{key}": _plain(array) for key, array in engine.save().items()}
        new = path.with_name(path.name + ".tmp")
        with new.open("wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    @classmethod
    def load(cls, path: Path) -> Tracker | None:
        """Return the tracker that was saved; None where there is none, or one that this program cannot use."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                if arrays["layout"][0] != LAYOUT:
                    return None
                tracker = cls()
                tracker.at = int(arrays["at"][0])
                tracker.grouper = Grouper.load(_part(arrays, "grouper."))
                tracker.finder = CopyFinder.load(_part(arrays, "finder."))
                return tracker
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None


def _copied(copy: Copy) -> dict[str, str | float | None]:
    return {"copy_of": copy.copy_of, "shared": copy.similarity, "agency": copy.agency}


def _plain(array: np.ndarray) -> np.ndarray:
    """Return an array of texts as the bytes of a JSON list, any other as it is: neither needs pickle."""
    return np.frombuffer(json.dumps(array.tolist()).encode(), dtype=np.uint8) if array.dtype == object else array


def _part(arrays: np.lib.npyio.NpzFile, prefix: str) -> dict[str, np.ndarray]:
    found = {name.removeprefix(prefix): arrays[name] for name in arrays.files if name.startswith(prefix)}
    return {key: _texts(array) if key in TEXTS else array for key, array in found.items()}


#: The arrays of texts in what the engines save.
TEXTS = frozenset({"ids", "agency", "story_ids"})


def _texts(array: np.ndarray) -> np.ndarray:
    return np.array(json.loads(array.tobytes()), dtype=object)
