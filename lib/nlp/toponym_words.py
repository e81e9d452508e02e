"""An article's words as plain lists, read in one go: a spaCy object for each word costs more than the rules."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from operator import itemgetter

from spacy.tokens import Doc

from lib.nlp.doc import paragraphs_of

_PROPER = ("NNP", "NNPS")
#: Behind these a sentence may begin, so that a capital says nothing.
_OPENERS = frozenset(('"', ":", "\u2014", "[", "\u2022"))


class Words:
    """The words of one Doc with what the place rules ask of each; all lists have the Doc's length."""

    def __init__(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        words, spaced, self._tags, opens = doc.to_array(["ORTH", "SPACY", "TAG", "SENT_START"]).T
        self._proper_tags = [strings[tag] for tag in _PROPER if tag in strings]
        self._paragraphs = paragraphs_of(doc)
        self._begins = [p.start for p in self._paragraphs]
        self._starts = {*self._begins, *(opens == 1).nonzero()[0].tolist()}
        self._shouted: dict[int, bool] = {}
        self._spaced = spaced.tolist()
        self.text = list(map(strings.__getitem__, words.tolist()))
        self.lower = list(map(str.lower, self.text))
        self.capital = list(map(str.isupper, map(itemgetter(0), self.text)))

    def proper(self, i: int) -> bool:
        """Return whether word ``i`` is tagged as a proper noun and has a capital."""
        return self.capital[i] and self._tags[i] in self._proper_tags

    def between(self, start: int, end: int) -> str:
        """Return the text of words ``[start, end)``."""
        if end - start == 1:
            return self.text[start]
        if end - start == 2:
            return f"{self.text[start]}{' ' if self._spaced[start] else ''}{self.text[start + 1]}"
        pairs = zip(self.text[start:end], self._spaced[start:end], strict=True)
        return "".join([f"{text} " if space else text for text, space in pairs]).rstrip(" ")

    def block(self, i: int) -> int:
        """Return the number of the paragraph that word ``i`` stands in."""
        return bisect_right(self._begins, i)

    @cached_property
    def capitals(self) -> list[int]:
        """The words with a capital, in order."""
        return [i for i, capital in enumerate(self.capital) if capital]

    def is_start(self, i: int) -> bool:
        """Return whether word ``i`` is the first of a sentence or paragraph, where a capital letter says nothing."""
        return i in self._starts or (i > 0 and self.text[i - 1] in _OPENERS)

    def is_shouted(self, i: int) -> bool:
        """Return whether word ``i`` is in a paragraph mostly in capitals, where capitals say nothing."""
        block = self.block(i)
        if block not in self._shouted:
            start, end, _ = self._paragraphs[block - 1]
            words = [text for text in self.text[start:end] if len(text) > 3 and text.isalpha()]
            self._shouted[block] = len(words) > 1 and sum(map(str.isupper, words)) * 2 > len(words)
        return self._shouted[block]

    def is_common(self, i: int) -> bool:
        """Return whether the article also writes word ``i`` in small letters."""
        return self.lower[i] in self._written

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(self.text)
