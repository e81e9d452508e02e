"""What no count may include twice: a pull quote whose sentence stands in the text as well."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lib.model import Range

#: Shorter lines ("Read more", a name under the quote) are no sentence that the text could repeat.
MIN_WORDS = 4
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
#: A pull quote ends at the end of a line, or at the dash before the name of who said it.
_PARTS = re.compile(r"\n|\s-+\s*(?=[A-Z])")


def repeated(text: str, ranges: Iterable[Range]) -> list[Range]:
    """Return those of ``ranges`` whose longest line or part also stands elsewhere in ``text``."""
    return [(start, end) for start, end in ranges if _repeats(text, start, end)]


def _repeats(text: str, start: int, end: int) -> bool:
    parts = _PARTS.split(text[start:end].translate(_PLAIN))
    lines = [_plain(part).strip("\"'-. ") for part in parts]
    longest = max(lines, key=len, default="")
    if len(longest.split()) < MIN_WORDS:
        return False
    return longest in _plain(text[:start]) or longest in _plain(text[end:])


def _plain(text: str) -> str:
    """Return ``text`` with straight quotes, plain dashes and single blanks."""
    return re.sub(r"\s+", " ", text.translate(_PLAIN)).strip()
