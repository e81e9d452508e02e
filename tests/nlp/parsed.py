"""Docs with a parse given by hand: "word tag dep head; ~word ..." ("~" glues to the left)."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc, Span

from lib.nlp import linker
from lib.nlp.doc import Name, Paragraph

VOCAB = spacy.blank("en").vocab


def parsed(*paragraphs: str, people: tuple[str, ...] = (), bodies: tuple[str, ...] = (), kinds: tuple = ()) -> Doc:
    """Return one Doc of the given paragraphs (heads count from the paragraph's start), with its names linked."""
    words: list[str] = []
    tags, deps, heads, spaces, bounds = [], [], [], [], []
    for k, paragraph in enumerate(paragraphs):
        base = len(words)
        if k:
            words.append("\n\n")
            tags, deps, heads, spaces = [*tags, "_SP"], [*deps, "dep"], [*heads, base - 1], [*spaces, False]
            base += 1
        for piece in paragraph.split("; "):
            word, tag, dep, head = piece.rsplit(" ", 3)
            glued = word.startswith("~") or not spaces or words[-1] == "\n\n"
            if glued and spaces:
                spaces[-1] = False
            words.append(word.removeprefix("~"))
            tags, deps, heads, spaces = [*tags, tag], [*deps, dep], [*heads, base + int(head)], [*spaces, True]
        spaces[-1] = False
        bounds.append((base, len(words), kinds[k] if kinds else "body"))
    doc = Doc(VOCAB, words=words, spaces=spaces, tags=tags, deps=deps, heads=heads)
    doc._.paragraphs = tuple(Paragraph(*b) for b in bounds)
    found = [*((name, "PERSON") for name in people), *((name, "ORG") for name in bodies)]
    spans = [Span(doc, i, i + len(n.split()), label) for n, label in found for i in _places(words, n.split())]
    doc._.names = tuple(Name(s, s.label_, 0.8, "model") for s in sorted(spans, key=lambda s: s.start))
    return linker.linker(doc)


def _places(words: list[str], name: list[str]) -> list[int]:
    return [i for i in range(len(words)) if words[i : i + len(name)] == name]
