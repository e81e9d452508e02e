"""The words of a segment of tantivy's index, read from its ``.term`` file: in how many documents, and where these are.

A field has a transducer (the fst crate's, version 2): following a word byte by byte from node to node, and adding up
what stands at the steps, gives the number of the word among all words in order. A node is written backwards from its
address; its first byte says whether one step leads from it, or how many, and whether a word may end there. Behind the
transducer stand, in blocks of 256 words, the number of documents and the place of the list of each.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from typing import NamedTuple

#: The bytes that a node with one step writes in six bits.
_COMMON = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHGW"
#: With more steps than this, a node has a table from the next byte to its step.
_TABLE = 32
#: Words in a block, and the bytes that describe one.
_WORDS, _BLOCK = 256, 39
#: Words of a field whose places are remembered.
_REMEMBERED = 1024


class Listed(NamedTuple):
    """In how many documents of the segment a word is, and where in the ``.idx`` file their list begins."""

    n: int
    start: int


class Lexicon:
    """The words of one field, which are ``data[start:end]``."""

    def __init__(self, data: mmap.mmap, start: int, end: int) -> None:
        self._data, self._start = data, start
        stop = end - 16 - number(data, end - 16, 8)  # 8 more say of what kind the dictionary is
        self._root = start + number(data, stop - 8, 8)
        self._blocks = stop + 16
        self._words = self._blocks + number(data, stop, 8)
        self.listed = lru_cache(_REMEMBERED)(self._listed)

    def _listed(self, word: str) -> Listed | None:
        """Return where the documents with ``word`` are listed; None where no document has it."""
        place = self._place(word.encode())
        if place is None:
            return None
        block = self._blocks + place // _WORDS * _BLOCK
        n, start = number(self._data, block + 8, 4), number(self._data, block + 12, 8)
        if place % _WORDS == 0:
            return Listed(n, start)
        widths = self._data[block + _BLOCK - 3 : block + _BLOCK]
        bit = 8 * (self._words + number(self._data, block, 8)) + (place % _WORDS - 1) * sum(widths)
        of_n, of_start, of_positions = widths
        return Listed(self._bits(bit + of_start + of_positions, of_n), start + self._bits(bit, of_start))

    def _bits(self, at: int, width: int) -> int:
        return (number(self._data, at // 8, 8) >> at % 8) & ((1 << width) - 1)

    def _place(self, word: bytes) -> int | None:
        """Return the place of ``word`` among the words in order; None where it is none of them."""
        node, place = self._root, 0
        for byte in word:
            step = self._step(node, byte)
            if step is None:
                return None
            node, place = step[0], place + step[1]
        last = self._last(node)
        return None if last is None else place + last

    def _step(self, node: int, byte: int) -> tuple[int, int] | None:
        """Return where ``byte`` leads from ``node``, and what is added on the way; None where it leads nowhere."""
        if node == self._start:
            return None
        return self._one(node, byte) if self._data[node] & 128 else self._many(node, byte)

    def _one(self, node: int, byte: int) -> tuple[int, int] | None:
        """Return the like of ``_step`` from a node with one step."""
        state = self._data[node]
        common = state & 63
        at = node if common else node - 1
        if byte != (_COMMON[common - 1] if common else self._data[at]):
            return None
        if state & 64:  # to the node that is written next to this
            return at - 1, 0
        size, out = divmod(self._data[at - 1], 16)
        to, end = at - 1 - size, at - 1 - size - out
        return self._target(end, number(self._data, to, size)), number(self._data, end, out)

    def _many(self, node: int, byte: int) -> tuple[int, int] | None:
        """Return the like from a node with any number of steps."""
        n, at = self._n_steps(node)
        size, out = divmod(self._data[at - 1], 16)
        table = at - 1 - (256 if n > _TABLE else 0)
        i = self._data[table + byte] if n > _TABLE else n - 1 - self._data[table - n : table].find(byte)
        if i >= n:
            return None
        to = table - n - n * size
        end = to - n * out - (out if self._data[node] & 64 else 0)
        way = self._target(end, number(self._data, to + (n - 1 - i) * size, size))
        return way, number(self._data, to - (i + 1) * out, out)

    def _last(self, node: int) -> int | None:
        """Return what is added where a word ends at ``node``; None where none does."""
        if node == self._start:  # the one without steps
            return 0
        if self._data[node] & 192 != 64:
            return None
        n, at = self._n_steps(node)
        size, out = divmod(self._data[at - 1], 16)
        before = at - 1 - (256 if n > _TABLE else 0) - n * (1 + size + out)
        return number(self._data, before - out, out)

    def _n_steps(self, node: int) -> tuple[int, int]:
        """Return how many steps lead from ``node``, and the address behind that of the sizes of its parts."""
        n = self._data[node] & 63
        if n:
            return n, node
        return self._data[node - 1] if self._data[node - 1] != 1 else 256, node - 1

    def _target(self, end: int, distance: int) -> int:
        """Return the node at ``distance`` before ``end``; 0 is the one without steps."""
        return end - distance if distance else self._start


def number(data: mmap.mmap | bytes, start: int, size: int) -> int:
    """Return the whole number in ``size`` bytes from ``start`` on."""
    return int.from_bytes(data[start : start + size], "little")
