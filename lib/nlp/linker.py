"""Which names of an article are the same person, body or place."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from lib.model import entity_id
from lib.nlp.doc import Cluster


def find_clusters(doc: Doc) -> Iterator[Cluster]:
    """Yield the clusters of ``doc._.names``; every name is in exactly one."""
    members: dict[tuple[str, str], list[int]] = {}
    for i, name in enumerate(doc._.names):
        members.setdefault((entity_id(name.label, name.span.text), name.label), []).append(i)
    for (ident, label), indexes in members.items():
        text = doc._.names[indexes[0]].span.text
        yield Cluster(ident, label, text, (text,), None, tuple(indexes))


@Language.component("linker", requires=["doc._.names"], assigns=["doc._.clusters"])
def linker(doc: Doc) -> Doc:
    doc._.clusters = tuple(find_clusters(doc))
    return doc
