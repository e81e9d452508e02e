"""How a place name is spelled for looking it up: one key for "Saint-Étienne", "St. Etienne" and "ST ETIENNE"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h"}
)
_DROPPED = re.compile(r"[.'’‘`´ʻʼʿʾ\u02b9]")
_BETWEEN = re.compile(r"[^\w]+|_")
#: Words that names spell short or long at will.
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "and": "&"}
CACHED = 10_000


@lru_cache(maxsize=CACHED)
def name_key(name: str) -> str:
    """Return ``name`` in small ASCII letters with single spaces, without "the", stops and apostrophes.

    "" comes back where no letter or digit of the Latin script is left.
    """
    plain = name.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS)).encode("ascii", "ignore").decode()
    if plain.isalpha():
        return _SHORT.get(plain, plain)
    if not plain.replace(" ", "").isalpha():
        plain = _BETWEEN.sub(" ", _DROPPED.sub("", plain.replace("&", " and ")))
    words = [_SHORT.get(word, word) for word in plain.split()]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)
