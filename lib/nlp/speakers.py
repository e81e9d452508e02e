"""To be written."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("speakers")
def speakers(doc: Doc) -> Doc:
    return doc
