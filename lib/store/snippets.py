"""Where in a text the words of a search stand, and the passage of it that shows most of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from lib.store.syntax import Node, Words, leaves
from lib.store.terms import Word, flat, runs, words

#: Characters of a passage, and how far its ends may move to a blank.
LENGTH, SLACK = 260, 24
#: Characters of a text that are looked through (an article's first 20,000 words), and hits that are weighed.
LOOKED_THROUGH, WEIGHED = 120_000, 200
#: Characters in which a word of a phrase, and what is before it, has to end: longer ones are not marked.
ROOM = 40
#: A piece of text, and whether it was searched for.
Part = tuple[str, bool]


class Hit(NamedTuple):
    """Characters ``[start, end)`` that fit the words number ``wanted`` of the search."""

    start: int
    end: int
    wanted: int


def marks(text: str, tree: Node, fields: Collection[str | None]) -> list[Hit]:
    """Return where the words that ``tree`` looks for in ``fields`` stand in ``text``, in order, not overlapping."""
    wanted = [own for own in leaves(tree) if own.field in fields]
    looked = _Text(text[:LOOKED_THROUGH])
    kept: list[Hit] = []
    for hit in sorted(Hit(w.start, w.end, i) for i, own in enumerate(wanted) for w in looked.matches(own)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def parts(text: str, hits: Iterable[Hit], start: int = 0, end: int | None = None) -> list[Part]:
    """Return the characters ``[start, end)`` of ``text`` as pieces, those of ``hits`` marked."""
    end = len(text) if end is None else end
    found: list[Part] = []
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            found += [(text[start : hit.start], False), (text[hit.start : hit.end], True)]
            start = hit.end
    return [part for part in (*found, (text[start:end], False)) if part[0]]


def passage(text: str, hits: Sequence[Hit], length: int = LENGTH) -> list[Part]:
    """Return, on one line, the passage with the most different words that were searched for; [] without hits."""
    if not hits:
        return []
    best = densest(hits, length)
    room = max(0, length - (best[-1].end - best[0].start))
    start = _blank_before(text, max(0, best[0].start - room // 3))
    end = _blank_after(text, max(best[0].end, min(len(text), start + length)))
    pieces = [("… " if start else "", False), *parts(text, hits, start, end), (" …" if end < len(text) else "", False)]
    return [(re.sub(r"\s+", " ", piece), on) for piece, on in pieces if piece]


def densest(hits: Sequence[Hit], length: int = LENGTH) -> list[Hit]:
    """Return those ``hits``, of at least one, that a passage shows: the most different words, then the most, first."""
    windows = (_inside(hits[i:WEIGHED], length) for i in range(min(len(hits), WEIGHED)))
    return max(windows, key=lambda own: (len({hit.wanted for hit in own}), len(own)))


def _inside(hits: Sequence[Hit], length: int) -> list[Hit]:
    """Return the hits that a passage which begins with the first of them has room for; at least that one."""
    return [hit for hit in hits if hit.end <= hits[0].start + length] or [hits[0]]


def _blank_before(text: str, at: int) -> int:
    """Return a place at a word's start, at ``at`` or a little before it."""
    blank = max(text.rfind(" ", max(0, at - SLACK), at), text.rfind("\n", max(0, at - SLACK), at))
    return blank + 1 if blank >= 0 and at else at


def _blank_after(text: str, at: int) -> int:
    """Return a place at a word's end, at ``at`` or a little after it."""
    found = re.compile(r"\s|$").search(text, at, min(len(text), at + SLACK))
    return found.start() if found else at


class _Text:
    """A text that is looked through: by its letters where that does, which is 20 times faster, else word by word."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def flat(self) -> str | None:
        return flat(self.text)

    @cached_property
    def words(self) -> list[Word]:
        return list(words(self.text))

    @cached_property
    def terms(self) -> set[str]:
        return {w.term for w in self.words} if self.flat is None else set(runs(self.flat))

    def matches(self, own: Words) -> Iterator[Word]:
        """Yield the words that ``own`` looks for."""
        if own.kind == "fuzzy":
            for term in sorted(term for term in self.terms if within(term, own.terms[0], own.loose)):
                yield from self.matches(Words("word", (term,), own.field))
        elif self.flat is None:
            for i in range(len(self.words)):
                yield from _sequence(self.words, i, own)
        else:
            yield from self._by_letters(own)

    def _by_letters(self, own: Words) -> Iterator[Word]:
        alone = len(own.terms) == 1
        rest = r"[^\W_]*" if alone and own.kind == "prefix" else ""
        for found in re.finditer(rf"{re.escape(own.terms[0])}{rest}(?![^\W_])", self.flat):
            start, end = found.span()
            if start and self.flat[start - 1].isalnum():
                continue  # checked here: a pattern that starts with letters is found several times faster
            if alone:
                yield Word(found.group(), start, end)
                continue
            following = list(words(self.text[start : start + ROOM * (len(own.terms) + own.loose)]))
            yield from (Word(w.term, start + w.start, start + w.end) for w in _sequence(following, 0, own))


def _sequence(found: Sequence[Word], at: int, own: Words) -> list[Word]:
    """Return the words of the phrase ``own`` that starts at word number ``at``; [] where it does not go on."""
    taken: list[Word] = []
    loose, last = own.loose, len(own.terms) - 1
    for i, term in enumerate(own.terms):
        fits = str.startswith if own.kind == "prefix" and i == last else str.__eq__
        room = range(at, min(at + 1 + (loose if taken else 0), len(found)))
        here = next((k for k in room if fits(found[k].term, term)), None)
        if here is None:
            return []
        loose -= here - at
        taken.append(found[here])
        at = here + 1
    return taken


def within(one: str, other: str, edits: int) -> bool:
    """Return whether at most ``edits`` letters differ: added, left out, changed, or two neighbours changed round."""
    letters, others = set(one), set(other)
    # soon told of most: a letter that only one of them has is added, left out or changed
    if max(abs(len(one) - len(other)), len(letters - others), len(others - letters)) > edits:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > edits:
            return False
    return row[-1] <= edits
