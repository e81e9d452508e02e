"""Whether an article is in the language that the pipeline reads."""

from __future__ import annotations

import py3langid

from lib.model import Article

#: Shorter texts hold too little to tell: they are taken as English unless the source says otherwise.
MIN_CHARACTERS = 60
#: Enough to be sure, and the rest of a long article need not be read.
MAX_CHARACTERS = 3_000


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, or None where it is too short to tell."""
    sample = text[:MAX_CHARACTERS].strip()
    return py3langid.classify(sample)[0] if len(sample) >= MIN_CHARACTERS else None


def is_english(article: Article) -> bool:
    """Return whether the article says it is in English, or else reads like it."""
    said = (article.language or "").lower()
    return said.startswith("en") if said else detect(article.text) in ("en", None)
