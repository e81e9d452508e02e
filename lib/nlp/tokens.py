"""An article's tokens as plain lists: rules that look at every word cannot afford a spaCy object for each."""

from __future__ import annotations

from functools import cached_property

from spacy.tokens import Doc

from lib.nlp.doc import paragraphs_of

_NOUN = frozenset(("NNP", "NNPS"))


class Tokens:
    """The words of one Doc with what the name rules ask of each; all lists have the Doc's length."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = [token.text for token in doc]
        self.lower = [text.lower() for text in self.text]
        self.tag = [token.tag_ for token in doc]
        self.glued = [not token.whitespace_ for token in doc]
        self.capital = [_is_capital(text) for text in self.text]
        self.proper = [c and t in _NOUN for c, t in zip(self.capital, self.tag, strict=True)]

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def starts(self) -> set[int]:
        """The first word of each sentence and paragraph, where a capital letter says nothing."""
        found = {p.start for p in paragraphs_of(self.doc)}
        for i, token in enumerate(self.doc):
            if token.is_sent_start or (i and self.text[i - 1] in {'"', ":", "\u2014", "["}):
                found.add(i)
        return found

    @cached_property
    def shouted(self) -> set[int]:
        """The words of paragraphs without ordinary lower-case text: capitals there say nothing."""
        found: set[int] = set()
        for p in paragraphs_of(self.doc):
            words = [i for i in range(p.start, p.end) if self.text[i].isalpha() and len(self.text[i]) > 3]
            small = sum(self.text[i].islower() for i in words)
            if len(words) > 1 and small * 3 < len(words):
                found.update(range(p.start, p.end))
        return found

    @cached_property
    def common(self) -> set[str]:
        """The words that the article also writes in lower case."""
        return {text for text in self.text if text.islower()}

    def before(self, i: int) -> int:
        """Return the index of the word before ``i``, white space skipped, or -1 across a line break."""
        return self._step(i - 1, -1)

    def after(self, i: int) -> int:
        """Return the index of the word at or after ``i``, white space skipped, or -1 across a line break."""
        return self._step(i, 1)

    def _step(self, i: int, by: int) -> int:
        while 0 <= i < len(self.text) and self.text[i].isspace():
            if "\n" in self.text[i]:
                return -1
            i += by
        return i if 0 <= i < len(self.text) else -1

    def key(self, start: int, end: int) -> tuple[str, ...]:
        """Return the words of a span without white space: what two spellings of one name share."""
        return tuple(t for t in self.text[start:end] if not t.isspace())


def _is_capital(text: str) -> bool:
    """Return whether ``text`` starts a name: a capital first, or after a small prefix ("eThekwini", "al-Assad")."""
    return text[0].isupper() or (len(text) > 2 and text[0].isalpha() and text[1].isupper())
