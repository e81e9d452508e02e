"""The index of a layer's articles: that of the layer before, less what is no longer so, plus what is new.

A layer holds all that came since its base, and most of that is in the index of the layer before already: articles are
numbered in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lib.store import columns, layers, texts
from lib.store.versions import Manifest

#: What the index says of an article changes with its contents only (lib.store.records.content_hash).
Rows = dict[int, tuple[str, str]]


class Change(NamedTuple):
    """The version whose index is gone on from, the numbers that it has to lose, and those that it has to get."""

    source: Manifest
    gone: list[int]
    added: list[int]


def change(folder: Path, base: Manifest, replaced: Sequence[int], bodies: Path) -> Change:
    """Return what makes the index of a layer on ``base`` with these ``bodies``, from as near a version as there is."""
    numbers = columns.mapped(base.path(folder, "columns"))["article_number"]
    left = _there(numbers, int(numbers.max(initial=-1)) + 1)
    left[np.array(replaced, np.int64)] = False
    now = _rows(bodies)
    before = next(layers.layers_on(folder, base), None)
    return (before and _from_layer(folder, before, left, now)) or Change(base, list(replaced), list(now))


def _from_layer(folder: Path, before: Manifest, left: np.ndarray, now: Rows) -> Change | None:
    """Return the change from the layer ``before``; None where that has lost what is ``left`` of the base now."""
    had = _there(columns.mapped(before.path(folder, "columns"))["article_number"], len(left))
    if (left & ~had).any():
        return None
    then = _rows(before.path(folder, "bodies"))
    kept = {number for number, told in then.items() if now.get(number) == told}
    gone = [*np.flatnonzero(had & ~left).tolist(), *(number for number in then if number not in kept)]
    return Change(before, gone, [number for number in now if number not in kept])


def _there(numbers: np.ndarray, n: int) -> np.ndarray:
    """Return for each number below ``n`` whether it is one of ``numbers``."""
    found = np.zeros(n, bool)
    found[numbers[numbers < n]] = True
    return found


def _rows(bodies: Path) -> Rows:
    """Return id and digest of the contents of each article of a Parquet file of texts, by number."""
    number, ident, content = (column.to_pylist() for column in texts.contents_of(bodies).columns)
    return dict(zip(number, zip(ident, content, strict=True), strict=True))
