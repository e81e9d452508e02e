"""Docs built by hand for the tests of rules: words, tags and names are given, no model is asked."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc, Span

from lib.nlp.doc import Name

VOCAB = spacy.blank("en").vocab


def doc_of(text: str, tags: str = "", ents: tuple[tuple[str, str], ...] = (), starts: tuple[int, ...] = (0,)) -> Doc:
    """Return a Doc of the words of ``text`` (parted by single spaces; "|" glues a word to the one before it).

    ``tags`` are as many tags, NNP for a capitalised word and NN for others where left out; ``ents`` are
    (words, label) in order, each found after the one before it.
    """
    words, spaces = [], []
    for piece in text.split(" "):
        parts = piece.split("|")
        words.extend(part.replace("\\n", "\n") for part in parts)
        spaces.extend([False] * (len(parts) - 1) + ["\\n" not in piece])
    given = tags.split() or ["NNP" if word[0].isupper() else "NN" for word in words]
    doc = Doc(VOCAB, words=words, spaces=spaces, tags=given, sent_starts=[i in starts for i in range(len(words))])
    at, spans = 0, []
    for name, label in ents:
        span = next(doc[i:j] for i in range(at, len(doc)) for j in range(i + 1, len(doc) + 1) if doc[i:j].text == name)
        spans.append(Span(doc, span.start, span.end, label=label))
        at = span.end
    doc.ents = spans
    return doc


def named(doc: Doc) -> Doc:
    """Return ``doc`` with its entities as names, as the names component would leave them."""
    doc._.names = tuple(Name(ent, ent.label_, 0.8, "model") for ent in doc.ents)
    return doc
