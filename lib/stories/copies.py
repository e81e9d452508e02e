"""The same text in several articles: whole, cut, under another headline, lightly edited or with a paragraph added.

Every text is a set of shingles (SHINGLE words in a row, hashed). One in SAMPLE of all shingles is kept in an inverted
index, the same ones for every text (FracMinHash: Irber et al. 2022): unlike the fixed-size signature of MinHash it
measures how much of the shorter text is in the longer one, so a copy cut to a third is found as surely as a whole
one. Articles that share sampled shingles are then compared shingle by shingle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np

from lib.stories.agencies import agency_of
from lib.stories.record import Report
from lib.stories.shelf import MAX_HELD, NO_DAY, with_more

#: Five words in a row are seldom the same by chance, and an edit spoils no more than five shingles.
SHINGLE = 5
#: One shingle in four is indexed: a brief of 60 words still has a dozen.
SAMPLE = 4
#: So much of the smaller sample must be shared for two texts to be compared; chance shares far less.
CANDIDATE = 0.15
#: What makes two texts one: (shared shingles at least, share of the shorter text at least). Long runs of the same words
#: outlast a rewrite of two thirds; short items have to be nearly the same, for there chance and set phrases rule.
ENOUGH = ((60, 0.35), (20, 0.6), (8, 0.8))
#: Items that a desk writes to a pattern (rates, results, tenders) differ in their figures: of the figures of the text
#: that has fewer, if that is at least MIN_FIGURES, this share must be in the other. Beyond BEYOND_PATTERN (shingles,
#: share) no pattern reaches.
MIN_FIGURES, SAME_FIGURES, BEYOND_PATTERN = 3, 0.5, (100, 0.5)
#: An outlet repeats its own questions, background and forms in texts that are not one: it must share so much.
SAME_OUTLET = 0.6
#: A text that matches a copy must share so much with its original too, or what it has is the copy's own addition.
SHARED_WITH_ORIGINAL = 20
#: A shingle is looked up in its oldest texts only: forty copies of one text need not be compared with each other.
MAX_TEXTS = 50


@dataclass(frozen=True, slots=True)
class Copy:
    """``id`` repeats the text of ``copy_of``: ``similarity`` is how much of the shorter text is in the longer one.

    ``agency`` is whom the original, or else the copy, credits.
    """

    id: str
    copy_of: str
    similarity: float = 1.0
    agency: str | None = None


class CopyFinder:
    """The last MAX_HELD texts. ``add`` returns what is new or has changed: an older original may come after its
    copies.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.agency: list[str] = []
        self.day = np.zeros(0, dtype=np.int32)
        self.outlet = np.zeros(0, dtype=np.uint32)
        self.group = np.zeros(0, dtype=np.int32)
        self.ptr = np.zeros(1, dtype=np.int64)
        self.shingles = np.zeros(0, dtype=np.uint32)
        self.figures: list[np.ndarray] = []
        self.index_keys = np.zeros(0, dtype=np.uint32)
        self.index_rows = np.zeros(0, dtype=np.int32)
        #: Originals that have not come yet, or never will, and the group of their copies.
        self.awaited: dict[str, int] = {}

    def add(self, reports: Iterable[Report]) -> list[Copy]:
        """Return the copies among ``reports``, and older articles whose original is now another one.

        The original of a text is the earliest article with an agency's credit, else the earliest.
        """
        known = set(self.ids)
        batch = [r for r in {r.id: r for r in reports}.values() if r.id not in known]
        batch.sort(key=lambda r: (r.day is None, r.day or 0))
        rows = self._hold(batch)
        touched = sorted({self._place(row) for row in rows})
        return [copy for group in touched for copy in self._told(group, rows.start)]

    def adopt(self, reports: Sequence[Report], originals: Sequence[str]) -> None:
        """Hold articles whose original (the article's own id where it is none) was found before."""
        rows = self._hold(list(reports))
        groups = self.awaited | {self.ids[row]: int(self.group[row]) for row in range(rows.start)}
        for row, original in zip(rows, originals, strict=True):
            self.group[row] = groups.setdefault(original, groups.get(self.ids[row], row))
        held = set(self.ids)
        self.awaited = {original: groups[original] for original in {*self.awaited, *originals} - held}

    def agencies(self, ids: Iterable[str]) -> dict[str, str]:
        """Return whom each of the articles ``ids`` credits, where it credits an agency."""
        wanted = set(ids)
        found = ((ident, agency) for ident, agency in zip(self.ids, self.agency, strict=True) if ident in wanted)
        return {ident: agency for ident, agency in found if agency}

    def save(self) -> dict[str, np.ndarray]:
        """Return the state as named arrays, for ``load``."""
        named = {name: getattr(self, name) for name in ("day", "outlet", "group", "ptr", "shingles")}
        texts = {name: np.array(getattr(self, name), dtype=object) for name in ("ids", "agency")}
        ends = np.cumsum([0, *(len(f) for f in self.figures)])
        return {**named, **texts, "figures": np.concatenate([_NONE, *self.figures]), "figure_ptr": ends}

    @classmethod
    def load(cls, arrays: dict[str, np.ndarray]) -> CopyFinder:
        """Return the finder that ``save`` described."""
        finder = cls()
        for name in ("day", "outlet", "group", "ptr", "shingles"):
            setattr(finder, name, np.asarray(arrays[name]))
        finder.ids, finder.agency = [str(i) for i in arrays["ids"]], [str(a) for a in arrays["agency"]]
        ends = arrays["figure_ptr"]
        finder.figures = [arrays["figures"][a:b] for a, b in pairwise(ends)]
        finder._index(0)
        return finder

    def _hold(self, batch: list[Report]) -> range:
        """Return the new row numbers of ``batch``, each a group of its own."""
        self._make_room(len(batch))
        first = len(self.ids)
        own = [shingles_of(report.text) for report in batch]
        self.ids += [r.id for r in batch]
        self.agency += [agency_of(r) or "" for r in batch]
        self.day = np.append(self.day, [NO_DAY if r.day is None else r.day for r in batch]).astype(np.int32)
        self.outlet = np.append(self.outlet, [_outlet(r) for r in batch]).astype(np.uint32)
        self.group = np.append(self.group, np.arange(first, first + len(batch))).astype(np.int32)
        self.ptr = np.append(self.ptr, self.ptr[-1] + np.cumsum([len(s) for s in own], dtype=np.int64))
        self.shingles = np.concatenate([self.shingles, *own])
        self.figures += [_hashes(re.findall(r"\d[\d.,]*\d|\d", r.text), distinct=True) for r in batch]
        self._index(first)
        return range(first, len(self.ids))

    def _make_room(self, coming: int) -> None:
        """Let go of the texts that came first, a tenth at a time; what is left of a group stays one."""
        if len(self.ids) + coming <= MAX_HELD:
            return
        gone = min(len(self.ids) + coming - int(MAX_HELD * 0.9), len(self.ids))
        groups, first, number = np.unique(self.group[gone:], return_index=True, return_inverse=True)
        self.group = first[number].astype(np.int32)
        moved = dict(zip(groups.tolist(), first.tolist(), strict=True))
        self.awaited = {original: moved[group] for original, group in self.awaited.items() if group in moved}
        self.ids, self.agency, self.figures = self.ids[gone:], self.agency[gone:], self.figures[gone:]
        self.day, self.outlet = self.day[gone:], self.outlet[gone:]
        self.shingles, self.ptr = self.shingles[self.ptr[gone] :], self.ptr[gone:] - self.ptr[gone]
        kept = self.index_rows >= gone
        self.index_keys, self.index_rows = self.index_keys[kept], self.index_rows[kept] - np.int32(gone)

    def _index(self, first: int) -> None:
        """Add the sampled shingles of the rows from ``first`` on to the inverted index."""
        new = self.shingles[self.ptr[first] :]
        owners = np.repeat(np.arange(first, len(self.ids), dtype=np.int32), np.diff(self.ptr[first:]))
        wanted = new % SAMPLE == 0
        self.index_keys, self.index_rows = with_more(self.index_keys, self.index_rows, new[wanted], owners[wanted])

    def _text(self, row: int) -> np.ndarray:
        return self.shingles[self.ptr[row] : self.ptr[row + 1]]

    def _place(self, row: int) -> int:
        """Return the group of a row, after it has joined the group of the earlier row that it shares most with."""
        like = [(self.shared(row, other), -other) for other in self._candidates(row) if self.same_text(row, other)]
        for _, other in sorted(like, reverse=True):
            group = int(self.group[-other])
            original = self._original(group, row)
            if original == -other or self.shared(row, original) >= SHARED_WITH_ORIGINAL:
                self.group[row] = group
                break
        return int(self.group[row])

    def _candidates(self, row: int) -> list[int]:
        """Return the earlier rows that share enough of the sampled shingles to be worth comparing."""
        sampled = self._text(row)[self._text(row) % SAMPLE == 0]
        low = np.searchsorted(self.index_keys, sampled, side="left")
        high = np.minimum(np.searchsorted(self.index_keys, sampled, side="right"), low + MAX_TEXTS)
        if not len(sampled):
            return []
        owners = np.concatenate([self.index_rows[a:b] for a, b in zip(low, high, strict=True)])
        rows, shared = np.unique(owners[owners < row], return_counts=True)
        sizes = np.minimum((self.ptr[rows + 1] - self.ptr[rows]) / SAMPLE, len(sampled))
        return rows[shared >= CANDIDATE * sizes].tolist()

    def shared(self, row: int, other: int) -> int:
        """Return how many shingles two texts share."""
        return len(np.intersect1d(self._text(row), self._text(other), assume_unique=True))

    def similarity(self, row: int, other: int) -> float:
        """Return the share of the shorter text's shingles that the longer one has."""
        return self.shared(row, other) / max(min(len(self._text(row)), len(self._text(other))), 1)

    def same_text(self, row: int, other: int) -> bool:
        """Return whether one of two texts repeats the other, figures and all."""
        shared, share = self.shared(row, other), self.similarity(row, other)
        if not any(shared >= least and share >= enough for least, enough in ENOUGH):
            return False
        if self.outlet[row] and self.outlet[row] == self.outlet[other] and share < SAME_OUTLET:
            return False
        if shared >= BEYOND_PATTERN[0] and share >= BEYOND_PATTERN[1]:
            return True
        a, b = self.figures[row], self.figures[other]
        fewer = min(len(a), len(b))
        return fewer < MIN_FIGURES or len(np.intersect1d(a, b, assume_unique=True)) >= SAME_FIGURES * fewer

    def _original(self, group: int, below: int) -> int | None:
        """Return the row of the group's original among the rows below ``below``."""
        rows = [r for r in np.flatnonzero(self.group == group).tolist() if r < below]
        last = np.iinfo(np.int32).max
        order = {r: (not self.agency[r], last if self.day[r] == NO_DAY else int(self.day[r]), r) for r in rows}
        return min(order, key=order.__getitem__, default=None)

    def _told(self, group: int, first: int) -> Iterator[Copy]:
        """Yield what there is to say of a group to which rows from ``first`` on have come."""
        original = self._original(group, len(self.ids))
        moved = self._original(group, first) not in (None, original)
        rows = np.flatnonzero(self.group == group).tolist()
        for row in rows:
            if row != original and (row >= first or moved):
                agency = self.agency[original] or self.agency[row] or None
                similar = round(self.similarity(row, original), 3)
                yield Copy(self.ids[row], self.ids[original], similar, agency)


def _outlet(report: Report) -> int:
    """Return a number for the report's outlet, 0 where none is given."""
    return crc32(report.outlet.encode("utf-8", "surrogatepass")) if report.outlet else 0


_NONE = np.zeros(0, dtype=np.uint32)


def _hashes(words: list[str], *, distinct: bool = False) -> np.ndarray:
    """Return a hash (uint32) for each word, in order, or of the distinct ones, sorted."""
    found = (crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    hashed = np.fromiter(found, dtype=np.uint32, count=len(words))
    return np.unique(hashed) if distinct else hashed


def shingles_of(text: str) -> np.ndarray:
    """Return the distinct hashes (uint32, sorted) of every SHINGLE words in a row, in lower case."""
    hashed = _hashes(re.findall(r"\w+", text.lower())).astype(np.uint64)
    if len(hashed) < SHINGLE:
        return _NONE
    mixed = np.zeros(len(hashed) - SHINGLE + 1, dtype=np.uint64)
    for step in range(SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + hashed[step : step + len(mixed)]
    return np.unique((mixed ^ (mixed >> np.uint64(29))) >> np.uint64(32)).astype(np.uint32)
