"""To be written."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("toponyms")
def toponyms(doc: Doc) -> Doc:
    return doc
