"""An article's words with what is known of their spellings: a spaCy object for each word costs more than the rules."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from spacy.tokens import Doc

from lib.nlp.doc import paragraphs_of
from lib.nlp.toponym_lexicon import NOTHING, Lexicon

_PROPER = ("NNP", "NNPS")
#: Behind these a sentence may begin, so that a capital says nothing.
_OPENERS = frozenset(('"', ":", "\u2014", "[", "\u2022"))


class Words:
    """The words of one Doc.

    Behind the last stands NOTHING, and so before the first, as -1 is the last of a list: what stands beside a word
    may be asked without asking first whether there is one.
    """

    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        numbers = doc.to_array("ORTH").tolist()
        self.all = lexicon.read(numbers)
        self.all.append(NOTHING)
        self._doc, self._numbers = doc, numbers
        self._paragraphs = paragraphs_of(doc)
        self._begins = [p.start for p in self._paragraphs]
        self._shouted: dict[int, bool] = {}

    def between(self, start: int, end: int) -> str:
        """Return the text of words ``[start, end)``."""
        text = self.all[start].text
        for i in range(start + 1, end):
            text += self._doc[i - 1].whitespace_ + self.all[i].text
        return text

    def block(self, i: int) -> int:
        """Return the number of the paragraph that word ``i`` stands in."""
        return bisect_right(self._begins, i)

    def is_proper(self, i: int) -> bool:
        """Return whether word ``i`` is tagged as a proper noun and has a capital."""
        return self.all[i].capital and self._doc[i].tag_ in _PROPER

    def is_start(self, i: int) -> bool:
        """Return whether word ``i`` is the first of a sentence or paragraph, where a capital letter says nothing."""
        return i in self._begins or self._doc[i].is_sent_start is True or self.all[i - 1].text in _OPENERS

    def is_shouted(self, i: int) -> bool:
        """Return whether word ``i`` is in a paragraph mostly in capitals, where capitals say nothing."""
        block = self.block(i)
        if block not in self._shouted:
            start, end, _ = self._paragraphs[block - 1]
            words = [word.text for word in self.all[start:end] if len(word.text) > 3 and word.text.isalpha()]
            self._shouted[block] = len(words) > 1 and sum(map(str.isupper, words)) * 2 > len(words)
        return self._shouted[block]

    def is_common(self, i: int) -> bool:
        """Return whether the article also writes word ``i`` in small letters."""
        return self._doc.vocab.strings[self.all[i].lower] in self._written

    @cached_property
    def _written(self) -> frozenset[int]:
        return frozenset(self._numbers)
