"""The index of the articles where everything is built anew: that of an earlier version, where their numbers can stay.

Indexing the texts of a million articles is more than half of building everything anew, and what the index says of an
article changes with its contents only (lib.store.records.content_hash). So after an update that changes tables, or
for an old version, the index is gone on from: each article that it knows keeps its number if it can, and leaves the
place of one that is gone empty.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from lib.store import documents, postings, search, texts, versions
from lib.store.versions import Manifest

#: Where more than this share of all is new or gone, or as many places would be empty, all is numbered and indexed anew.
MOST = 0.25


class Kept(NamedTuple):
    """The version whose index is gone on from; the articles (id, content) in the order in which they are written, and
    the number of each, ascending (int32); the numbers that the index has to lose, and those that it has to get.
    """

    source: Manifest
    rows: pa.Table
    numbers: np.ndarray
    gone: list[int]
    added: list[int]


@cache
def digest() -> str:
    """Return a hash of how articles are indexed; an index with another one cannot be gone on from."""
    how = (search.LAYOUT, documents.ARTICLE, tantivy.__version__)
    return hashlib.sha256(repr(how).encode()).hexdigest()[:12]


def kept(folder: Path, rows: pa.Table) -> Kept | None:
    """Return how the articles ``rows`` (id, content) are numbered by an earlier version; None: by no version."""
    return _from_newest(folder, rows, numbered)


def going_on(folder: Path, manifest: Manifest) -> Kept | None:
    """Return the like of the texts of a version that is written but for its indexes."""
    rows = texts.contents_of(manifest.path(folder, "bodies"))
    rows = rows.filter(pc.is_valid(rows["id"])).combine_chunks()
    return _from_newest(folder, rows, lambda _: rows["article"].to_numpy())


def _from_newest(folder: Path, rows: pa.Table, number: Callable[[np.ndarray], np.ndarray]) -> Kept | None:
    """Return what goes on from the newest version that can be gone on from; ``number`` gives the numbers of ``rows``
    from those that they had.
    """
    own = (m for m in versions.manifests(folder) if m.search == digest() and m.searchable)
    source = next((m for m in own if m.complaint(folder) is None), None)
    try:
        return _from(folder, source, rows, number) if source else None
    except (OSError, ValueError, KeyError, pa.ArrowException, duckdb.Error):  # damaged: as good as not there
        return None


def _from(folder: Path, source: Manifest, rows: pa.Table, number: Callable[[np.ndarray], np.ndarray]) -> Kept | None:
    old = _known(folder, source)
    if old is None:
        return None
    place = pc.index_in(_key(rows), value_set=_key(old))
    before = pc.take(old["article"], place).fill_null(-1).to_numpy()
    numbers = number(before)
    stays = numbers == before
    gone = np.setdiff1d(old["article"].to_numpy(), numbers[stays])
    added = numbers[~stays]
    n_empty = int(numbers[-1]) + 1 - len(numbers) if len(numbers) else 0
    if max(len(gone), len(added), n_empty) > MOST * len(rows) or not _whole(folder, source):
        return None
    return Kept(source, rows, numbers, gone.tolist(), added.tolist())


def _known(folder: Path, source: Manifest) -> pa.Table | None:
    """Return (article, id, content) of what the index of ``source`` holds; None where that cannot be told."""
    lists = postings.read(source.path(folder, "search") / "articles", search.NUMBERS)
    if lists is None:
        return None
    held = lists.everything()
    rows = pa.concat_tables(map(texts.contents_of, source.paths(folder, "bodies")))
    number = rows["article"].to_numpy()
    return rows.filter(pa.array((number < len(held)) & held.take(number, mode="clip"))).combine_chunks()


def _key(rows: pa.Table) -> pa.ChunkedArray:
    """Return what tells an article with these contents from every other."""
    return pc.binary_join_element_wise(rows["content"], rows["id"], " ")


def numbered(before: np.ndarray) -> np.ndarray:
    """Return an ascending number for each place of ``before``, that which is there (-1: none) for as many as can be.

    An article can keep its number where at least as many numbers as articles lie between it and the one before that
    keeps its own: so those that do are a longest sequence in which number less place never falls.
    """
    places = np.arange(len(before))
    ahead = before - places
    ahead[(before < 0) | (ahead < 0)] = -1
    stays = _not_falling(ahead)
    return (places + np.maximum.accumulate(np.where(stays, ahead, 0))).astype(np.int32)


def _not_falling(values: np.ndarray) -> np.ndarray:
    """Return the mask of a longest sequence of ``values``, those below 0 left out, that never falls.

    By patience sorting (Schensted 1961): ``ends`` are the lowest values that a sequence of each length can end in.
    """
    places = np.flatnonzero(values >= 0)
    own = values[places]
    mask = np.zeros(len(values), bool)
    if (own[1:] >= own[:-1]).all():
        mask[places] = True
        return mask
    ends: list[int] = []
    at: list[int] = []
    before = np.full(len(own), -1)
    for i, value in enumerate(own.tolist()):
        length = bisect_right(ends, value)
        before[i] = at[length - 1] if length else -1
        ends[length : length + 1], at[length : length + 1] = [value], [i]
    i = at[-1]
    while i >= 0:
        mask[places[i]] = True
        i = int(before[i])
    return mask


def _whole(folder: Path, source: Manifest) -> bool:
    """Return whether the files of the index are what was written: a damaged one must not be gone on from."""
    index = source.path(folder, "search") / "articles"
    told = {name: own for name, own in source.files.items() if (folder / name).parent == index}
    return versions.file_sums(folder, *map(folder.joinpath, told)) == told
