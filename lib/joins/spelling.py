"""How a name's words are compared: without accents, case and marks; and by sound, across transliterations."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

#: Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
#: One sound, several spellings in the transliterations that newsrooms use; longest first.
_SOUNDS = (
    *(("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("tz", "c"), ("ts", "c"), ("cz", "c"), ("zh", "z")),
    *(("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v")),
    *(("iy", "i"), ("yi", "i"), ("ey", "e"), ("ei", "e"), ("ij", "i"), ("yo", "e"), ("io", "e"), ("ye", "e")),
    *(("ie", "e"), ("ya", "a"), ("ia", "a"), ("yu", "u"), ("iu", "u"), ("ou", "u"), ("oo", "u"), ("ee", "i")),
    *(("y", "i"), ("j", "z")),
)
#: British and American spellings of words in the names of bodies; not labour, for parties keep theirs.
_ENGLISH = (
    ("isation", "ization"),
    ("centre", "center"),
    ("defence", "defense"),
    ("theatre", "theater"),
)
_WORD, _GENITIVE, _MARKS = re.compile(r"\w+"), re.compile(r"['\u2019]s\b"), re.compile(r"['\u2019`\u02bc.]")
#: Words of Arabic and other names that one paper writes and another leaves out or glues on.
ARTICLES = frozenset(("al", "el", "ul", "as", "an", "ad", "ar"))


@cache
def folded(text: str) -> tuple[str, ...]:
    """Return the words of a name in plain small letters; "&" is "and", "'s" and full stops go."""
    plain = (text.lower() if text.isascii() else _without_accents(text)).replace("&", " and ")
    return tuple(_WORD.findall(_MARKS.sub("", _GENITIVE.sub("", plain))))


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def sound(word: str) -> str:
    """Return what the spellings of a word across transliterations share ("sergei" and "sergey": "serge")."""
    for written, key in _SOUNDS:
        word = word.replace(written, key)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word.rstrip("i") or word


@cache
def ending(word: str) -> str:
    """Return ``word`` with the i, y, yy, iy, ij, ei and ey of its transliterations as one letter ("zelenskyy")."""
    return re.sub(r"[eiyj]*[iyj]+", "i", word)


@cache
def american(word: str) -> str:
    """Return a word of a body's name in American spelling."""
    for british, spelled in _ENGLISH:
        word = word.replace(british, spelled)
    return word
