"""The articles that a new one is compared with: their terms, day and story, in a few flat arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lib.stories.record import Report
from lib.stories.terms import FIRST, N_KEYS, NAME, NUMBER, PAIR, WORD, keys_of, terms_of, usual_shares

#: What each kind of evidence weighs (words, pairs, names, numbers): chosen by cross-validation over topics.
WEIGHTS = (0.3, 0.3, 0.3, 0.1)
#: Rarity counts for more than in plain TF-IDF for single words and names; pairs are rare enough as they are.
POWERS = (1.5, 1.0, 1.5, 1.5)
#: As many articles of general news stand behind every count, or the first ten articles would find "minister" rare.
BACKGROUND = 100
#: A term in one article of a thousand is as rare as it gets: else every score would creep with the corpus.
MAX_RARITY = float(np.log(1000))
#: A term that no other article has neither joins nor parts stories, and is left out of an article's length. With
#: fewer articles than about this there is little to share, and what is not shared counts as difference.
FEW = 20
#: Articles kept for comparison (1.8 kB each); beyond it, those of the stories longest without a new one are let go.
MAX_HELD = 120_000
NO_DAY = np.iinfo(np.int32).min


class Shelf:
    """Held articles as rows: ``keys[ptr[i]:ptr[i+1]]`` with ``counts``; ``day``, ``story`` (a number), ``ids``."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.ptr = np.zeros(1, dtype=np.int64)
        self.keys = np.zeros(0, dtype=np.int32)
        self.counts = np.zeros(0, dtype=np.uint8)
        self.day = np.zeros(0, dtype=np.int32)
        self.story = np.zeros(0, dtype=np.int32)
        self.found = np.zeros(N_KEYS, dtype=np.int32)
        self.index_keys = np.zeros(0, dtype=np.int32)
        self.index_rows = np.zeros(0, dtype=np.int32)

    def __len__(self) -> int:
        return len(self.ids)

    def append(self, reports: list[Report]) -> np.ndarray:
        """Return the row numbers of newly held articles; they have no story yet (-1)."""
        rows = [_flat(report) for report in reports]
        keys = np.concatenate([k for k, _ in rows]) if rows else self.keys[:0]
        first = len(self)
        self.ids += [report.id for report in reports]
        ends = self.ptr[-1] + np.cumsum([len(k) for k, _ in rows], dtype=np.int64)
        self.ptr = np.concatenate([self.ptr, ends])
        self.keys = np.concatenate([self.keys, keys])
        self.counts = np.concatenate([self.counts, *(c for _, c in rows)])
        days = [NO_DAY if r.day is None else r.day for r in reports]
        self.day = np.concatenate([self.day, np.array(days, dtype=np.int32)])
        self.story = np.concatenate([self.story, np.full(len(reports), -1, dtype=np.int32)])
        distinct, times = np.unique(keys, return_counts=True)
        self.found[distinct] += times
        owners = np.repeat(np.arange(first, len(self), dtype=np.int32), [len(k) for k, _ in rows])
        self._index(keys, owners)
        return np.arange(first, len(self))

    def _index(self, keys: np.ndarray, owners: np.ndarray) -> None:
        """Add words and names to the inverted index, which stays sorted by key and then by row."""
        wanted = indexed(keys)
        self.index_keys, self.index_rows = with_more(self.index_keys, self.index_rows, keys[wanted], owners[wanted])

    def entries(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where the terms of ``rows`` are in ``keys``, and for each which of ``rows`` (by position) has it."""
        lengths = self.ptr[rows + 1] - self.ptr[rows]
        position = np.repeat(np.arange(len(rows)), lengths)
        starts = np.cumsum(lengths) - lengths
        return np.arange(lengths.sum()) - np.repeat(starts - self.ptr[rows], lengths), position

    def rarity(self, keys: np.ndarray) -> np.ndarray:
        """Return ln(articles / articles with the term), smoothed by the background and capped."""
        with_term = self.found[keys] + BACKGROUND * usual_shares()[keys]
        return np.clip(np.log((len(self) + BACKGROUND + 1) / np.maximum(with_term, 1)), 0, MAX_RARITY)

    def vectors(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return (keys, weights, position in ``rows``, telling) of the articles' weighted terms, each of length 1.

        An article's similarity to another is the dot product of the two: the mean of the cosines of words,
        pairs, names and numbers, weighted by WEIGHTS. Terms of one article only have been left out. ``telling`` are
        the weights of names and numbers alone, in a vector whose length those of one article only do count in.
        """
        where, position = self.entries(rows)
        keys = self.keys[where]
        kind = np.digitize(keys, FIRST[1:])
        weight = (1 + np.log(self.counts[where])) * self.rarity(keys) ** np.array(POWERS)[kind]
        alone = self.found[keys] <= 1
        missing = (FEW / (FEW + len(self))) ** 2
        block = position * len(WEIGHTS) + kind
        square = weight**2 * np.where(alone, missing, 1.0)
        length = np.sqrt(np.bincount(block, weights=square, minlength=len(rows) * len(WEIGHTS)))
        tells = kind >= NAME
        full = np.sqrt(np.bincount(position[tells], weights=weight[tells] ** 2, minlength=len(rows)))
        telling = np.where(tells, weight / np.maximum(full[position], 1e-9), 0.0).astype(np.float32)
        weight *= np.sqrt(np.array(WEIGHTS))[kind] / np.maximum(length[block], 1e-9)
        return keys[~alone], weight[~alone].astype(np.float32), position[~alone], telling[~alone]

    def bare(self, rows: np.ndarray) -> np.ndarray:
        """Return which of ``rows`` have neither a name nor a number."""
        where, position = self.entries(rows)
        return np.bincount(position[self.keys[where] >= FIRST[NAME]], minlength=len(rows)) == 0

    def keep(self, rows: np.ndarray) -> None:
        """Let go of every article but ``rows`` (ascending)."""
        where, _ = self.entries(rows)
        gone = np.ones(len(self.keys), dtype=bool)
        gone[where] = False
        distinct, times = np.unique(self.keys[gone], return_counts=True)
        self.found[distinct] -= times
        lengths = self.ptr[rows + 1] - self.ptr[rows]
        number = np.full(len(self), -1, dtype=np.int32)
        number[rows] = np.arange(len(rows))
        self.ids = [self.ids[i] for i in rows]
        self.keys, self.counts = self.keys[where], self.counts[where]
        self.ptr = np.concatenate([[0], np.cumsum(lengths)])
        self.day, self.story = self.day[rows], self.story[rows]
        kept = number[self.index_rows] >= 0
        self.index_keys, self.index_rows = self.index_keys[kept], number[self.index_rows[kept]]

    def save(self) -> dict[str, np.ndarray]:
        """Return everything as plain arrays, for ``load``."""
        named = {name: getattr(self, name) for name in ("ptr", "keys", "counts", "day", "story")}
        return {**named, "ids": np.array(self.ids, dtype=object)}

    @classmethod
    def load(cls, arrays: dict[str, np.ndarray]) -> Shelf:
        """Return the shelf that ``save`` described; the counts and the index are made again from the terms."""
        shelf = cls()
        for name in ("ptr", "keys", "counts", "day", "story"):
            setattr(shelf, name, np.asarray(arrays[name]))
        shelf.ids = [str(i) for i in arrays["ids"]]
        shelf.found = np.bincount(shelf.keys, minlength=N_KEYS).astype(np.int32)
        shelf._index(shelf.keys, np.repeat(np.arange(len(shelf), dtype=np.int32), np.diff(shelf.ptr)))
        return shelf


def with_more(
    index_keys: np.ndarray, index_rows: np.ndarray, keys: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys and rows of an inverted index with more entries, whose rows are above all that it has: sorted by
    key, which is not negative, and then by row.
    """
    pairs = np.sort(keys.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64))  # four times as fast as argsort
    keys, rows = (pairs >> np.uint64(32)).astype(keys.dtype), (pairs & np.uint64(2**32 - 1)).astype(rows.dtype)
    if not len(index_keys):
        return keys, rows
    at = np.searchsorted(index_keys, keys, side="right")
    return np.insert(index_keys, at, keys), np.insert(index_rows, at, rows)


def indexed(keys: np.ndarray) -> np.ndarray:
    """Return which keys are of words and names: a story's articles share some, and pairs would treble the index."""
    return (keys < FIRST[PAIR]) | (keys >= FIRST[NAME]) & (keys < FIRST[NUMBER])


def _flat(report: Report) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys and counts (at most 255) of an article's terms."""
    counted = terms_of(report)
    keys = [key for kind in (WORD, PAIR, NAME, NUMBER) for key in keys_of(kind, counted[kind])]
    counts: Iterable[int] = (min(n, 255) for c in counted for n in c.values())
    return np.array(keys, dtype=np.int32), np.fromiter(counts, dtype=np.uint8, count=len(keys))
