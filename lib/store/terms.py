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

ANALYZER = "folded"
_RUN = re.compile(r"[^\W_]+")
#: Latin-1 and the extensions of Latin, and the signs and ligatures further up that fold to Latin letters.
_ACCENTED = ((0xAA, 0x250), (0x1D00, 0x1F00), (0x2070, 0x2190), (0x2460, 0x24EB), (0xA720, 0xA800), (0xFB00, 0xFB07))
#: A longer run of letters is no word that anybody looks for.
LONGEST = 80


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts a text into the words that are compared."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(LONGEST))
    # accents first: the small letter of "İ" is two characters, and "izmir" would not find it
    return builder.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.lowercase()).build()


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


def runs(text: str) -> list[str]:
    """Return the runs of letters and digits of ``text``: its words, as they are written."""
    return _RUN.findall(text)


def flat(text: str) -> str | None:
    """Return ``text`` in the letters that are compared, each where it was; None where a letter becomes several."""
    accented, folded = _folding()
    letters = set(accented.findall(text))
    if any(len(folded[letter]) != 1 for letter in letters):
        return None
    for letter in letters:
        text = text.replace(letter, folded[letter])
    low = text.lower()
    return low if len(low) == len(text) else None


@cache
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds an accented Latin letter, and what each of them becomes."""
    letters = [chr(code) for first, last in _ACCENTED for code in range(first, last)]
    folded = {letter: "".join(terms(letter)) for letter in letters if letter.isalnum()}
    return re.compile(f"[{''.join(folded)}]"), folded


def _term(run: str) -> str:
    return run.lower() if run.isascii() and len(run) < LONGEST else _folded(run)


@lru_cache(maxsize=4096)
def _folded(run: str) -> str:
    return "".join(terms(run))
