"""Which documents of an index fit a search, as masks over their numbers: frequent words from their lists, joined bit
by bit; what the lists do not say, and what few fit, is asked of tantivy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from lib.store.postings import Lists
from lib.store.snippets import within
from lib.store.syntax import Dates, Every, Node, Not, Some, Spoken, Words, number_of_day, speaks

if TYPE_CHECKING:
    from lib.store.search import Index

#: As many documents as tantivy hands over in the time that reading a list takes.
FEW = 4_000
#: Of the words that a prefix stands for, so many are read from their lists: nearly all that it finds has one of them.
FREQUENT = 100
#: Where the others are in more documents than this share, those that the prefix does not fit are asked for: fewer.
MANY = 0.25
#: So many words are asked for one by one; more are found from their beginning.
AS_WORDS = 1_000
#: Words that begin like a fuzzy one, the most frequent of them, of which those are sought that it stands for.
LOOKED_THROUGH = 400


class Fitting:
    """Conditions on the documents of ``index``, of which ``lists`` are.

    ``spoken`` returns the numbers of the documents with a quote that fits.
    """

    def __init__(self, index: Index, lists: Lists, spoken: Callable[[Node], np.ndarray] | None = None) -> None:
        self._index, self._lists, self._spoken = index, lists, spoken

    def numbers(self, node: Node) -> np.ndarray:
        """Return the numbers of the documents that ``node`` fits, ascending."""
        if self._few(node):
            return np.sort(self._index.asked(node))
        return np.flatnonzero(self.of(node)).astype(np.int32)

    def of(self, node: Node) -> np.ndarray:
        """Return the mask of the documents that ``node`` fits."""
        if self._few(node):
            return self._among(self._index.asked(node))
        if isinstance(node, Not):
            return self._lists.everything() & ~self.of(node.part)
        if isinstance(node, Some):
            return reduce(np.logical_or, map(self.of, node.parts))
        return self._every(node) if isinstance(node, Every) else self._leaf(node)

    def _leaf(self, node: Words | Dates | Spoken) -> np.ndarray:
        if isinstance(node, Dates):
            first, last = (day and number_of_day(day) for day in (node.first, node.last))
            return self._lists.between("day", first or 1, last or np.iinfo(np.int32).max)
        if isinstance(node, Spoken):
            return self._among(self._spoken(node.part))
        if _is_phrase(node):
            return self._among(self._index.asked(node))
        return self._like(node) if node.kind in {"prefix", "fuzzy"} else self._word(node)

    def _every(self, node: Every) -> np.ndarray:
        """Return the mask of what all parts fit.

        A phrase is asked for with all that tantivy can look up beside it: it then looks for it in what fits the rest.
        """
        joined = [part for part in node.parts if _looked_up(part)] if any(map(_is_phrase, node.parts)) else []
        rest = [part for part in node.parts if part not in joined]
        masks = [self._among(self._index.asked(Every(tuple(joined))))] if joined else []
        masks += [self.of(part) for part in rest if not isinstance(part, Not)]
        found = reduce(np.logical_and, masks) if masks else self._lists.everything()
        for part in (own for own in rest if isinstance(own, Not)):
            found &= ~self.of(part.part)
        return found

    def _few(self, node: Node) -> bool:
        """Return whether so few documents are likely to fit ``node`` that tantivy is asked."""
        return not speaks(node) and self._about(node) <= FEW

    def _about(self, node: Node) -> float:
        """Return how many documents ``node`` fits if each of its words is as frequent beside the others as elsewhere.

        Infinite where that is not known.
        """
        if isinstance(node, Words) and node.kind in {"word", "phrase"}:
            return sum(min(self._lists.n(field, term) for term in node.terms) for field in self._fields_of(node))
        if isinstance(node, Some):
            return sum(map(self._about, node.parts))
        if not isinstance(node, Every):
            return np.inf
        parts, all_of = sorted(map(self._about, node.parts)), max(1, self._index.searcher.num_docs)
        return parts[0] * float(np.prod([min(1.0, n / all_of) for n in parts[1:]]))

    def _fields_of(self, words: Words) -> list[str]:
        return [words.field] if words.field else list(self._index.fields)

    def _word(self, word: Words) -> np.ndarray:
        return reduce(np.logical_or, [self._lists.having(field, word.terms[0]) for field in self._fields_of(word)])

    def _like(self, words: Words) -> np.ndarray:
        """Return the mask of a prefix or a fuzzy word: the frequent words it stands for, and what has none of these."""
        n = self._stands_for(words)
        frequent = sorted((term for term in n if n[term] > FEW), key=n.__getitem__, reverse=True)[:FREQUENT]
        rest = [term for term in n if term not in set(frequent)]
        if sum(map(n.__getitem__, rest)) > MANY * self._index.searcher.num_docs:
            return self._lists.everything() & ~self._among(self._index.asked(Not(words)))
        like = [replace(words, kind="word", terms=(term,), loose=0) for term in frequent]
        if words.kind == "prefix" and len(rest) <= AS_WORDS:
            others: Node = Some(tuple(replace(words, kind="word", terms=(term,)) for term in rest))
        else:
            others = Every((words, *map(Not, like)))
        return reduce(np.logical_or, map(self._word, like), self._among(self._index.asked(others)))

    def _stands_for(self, words: Words) -> dict[str, int]:
        """Return in how many documents each of the words is that a prefix or a fuzzy word stands for.

        For a fuzzy word only those are looked through that begin like it and are among the most frequent of these.
        """
        sought, fuzzy, n = words.terms[0], words.kind == "fuzzy", dict[str, int]()
        for field in self._fields_of(words):
            limit = LOOKED_THROUGH if fuzzy else None
            for term, documents in self._index.searcher.terms_with_prefix(
                field, sought[:1] if fuzzy else sought, limit=limit
            ):
                if not fuzzy or within(term, sought, words.loose):
                    n[term] = n.get(term, 0) + documents
        return n

    def _among(self, numbers: np.ndarray) -> np.ndarray:
        mask = np.zeros(self._lists.size, bool)
        mask[numbers] = True
        return mask


def _is_phrase(node: Node) -> bool:
    return isinstance(node, Words) and len(node.terms) > 1


def _looked_up(node: Node) -> bool:
    """Return whether ``node`` is a word, a phrase or days, or says that these must not be there."""
    if isinstance(node, Not):
        return _looked_up(node.part)
    return isinstance(node, Dates) or (isinstance(node, Words) and node.kind in {"word", "phrase"})
