"""Whether an article is in the language that the pipeline reads."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from lib.model import Article

#: Shorter texts hold too little to tell: they are taken as English unless the source says otherwise.
MIN_CHARACTERS = 60
#: Enough to be sure, and the rest of a long article need not be read.
MAX_CHARACTERS = 3_000
#: Lists of names and results look a little like any language (.3 to .6 seen); prose in one comes out above .99.
SURE = 0.9


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, or None where that is not sure."""
    sample = text[:MAX_CHARACTERS].strip()
    if len(sample) < MIN_CHARACTERS:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= SURE else None


def is_english(article: Article) -> bool:
    """Return whether the article says it is in English, or else reads like it or like no language for sure."""
    said = (article.language or "").lower()
    return said.startswith("en") if said else detect(article.text) in ("en", None)
