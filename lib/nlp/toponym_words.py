"""An article's words as plain lists, read in one go: a spaCy object for each word costs more than the rules."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from spacy.tokens import Doc

from lib.nlp.doc import paragraphs_of

_PROPER = frozenset(("NNP", "NNPS"))
#: Behind these a sentence may begin, so that a capital says nothing.
_OPENERS = frozenset(('"', ":", "\u2014", "[", "\u2022"))


class Words:
    """The words of one Doc with what the place rules ask of each; all lists have the Doc's length."""

    def __init__(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        columns = doc.to_array(["ORTH", "SPACY", "TAG", "SENT_START"]).T.tolist() if len(doc) else ([], [], [], [])
        words, self._spaced, self._tags, self._opens = columns
        self._paragraphs = paragraphs_of(doc)
        self._proper_tags = frozenset(strings[tag] for tag in _PROPER if tag in strings)
        self.text = [strings[word] for word in words]
        self.lower = [text.lower() for text in self.text]
        self.capital = [text[0].isupper() for text in self.text]

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

    @cached_property
    def _begins(self) -> list[int]:
        return [p.start for p in self._paragraphs]

    @cached_property
    def starts(self) -> frozenset[int]:
        """The first word of each sentence and paragraph, where a capital letter says nothing."""
        opened = (i + 1 for i, text in enumerate(self.text) if text in _OPENERS)
        sentences = (i for i, start in enumerate(self._opens) if start == 1)
        return frozenset((*(p.start for p in self._paragraphs), *sentences, *opened))

    @cached_property
    def shouted(self) -> frozenset[int]:
        """The words of paragraphs mostly in capitals, where capitals say nothing."""
        found: set[int] = set()
        for p in self._paragraphs:
            words = [text for text in self.text[p.start : p.end] if len(text) > 3 and text.isalpha()]
            if len(words) > 1 and sum(map(str.isupper, words)) * 2 > len(words):
                found.update(range(p.start, p.end))
        return frozenset(found)

    @cached_property
    def common(self) -> frozenset[str]:
        """The words that the article also writes in small letters."""
        return frozenset(text for text in self.text if text.islower())
