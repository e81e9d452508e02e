"""The names in an article: the model's, trimmed and completed by document-level rules."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from lib.model import KINDS
from lib.nlp.doc import Name


def find_names(doc: Doc) -> Iterator[Name]:
    """Yield the names of ``doc`` in order, none overlapping another."""
    for span in doc.ents:
        if span.label_ in KINDS:
            yield Name(span, span.label_, 0.7, "model")


@Language.component("names", assigns=["doc._.names"])
def names(doc: Doc) -> Doc:
    doc._.names = tuple(find_names(doc))
    return doc
