"""The words of a text as they are compared: lower case, without accents, not stemmed, cut at punctuation.

``U.S.`` and ``don't`` are the words "u s" and "don t" next to each other. The index, a query and the marks in a
snippet all cut words here, so that what is marked is what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import tantivy

ANALYZER = "plain"
_RUN = re.compile(r"[^\W_]+")
#: A longer run of letters is no word that anybody looks for.
LONGEST = 80


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts a text into the words that are compared."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(LONGEST))
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


def terms(text: str) -> list[str]:
    """Return the words of ``text`` in order, as the index holds them."""
    return analyzer().analyze(text)


class Word(NamedTuple):
    """A word of a text, as it is compared, and where it stands: characters ``[start, end)``."""

    term: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` with their places."""
    for found in _RUN.finditer(text):
        if term := _term(found.group()):
            yield Word(term, found.start(), found.end())


def _term(run: str) -> str:
    return run.lower() if run.isascii() and len(run) < LONGEST else _folded(run)


@lru_cache(maxsize=4096)
def _folded(run: str) -> str:
    return "".join(terms(run))
