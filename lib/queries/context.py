"""The sentence around a span: enough to check a number by, cut from the untouched text."""

from __future__ import annotations

import re

#: Longest stretch shown on either side of the words in question.
SIDE = 240
#: A sentence ends at . ! or ? (and closing marks) before white space, a paragraph at a line break.
_END = re.compile(r"""[.!?]["'”’)\]]*\s+|\s*\n\s*""")
#: "Sen. ", "U.S. ", "J. " end no sentence: a capitalised word of up to three letters, or initials, before the stop.
_SHORT = re.compile(r"(?:\b[A-Z][a-z]{0,2}|\b(?:[A-Za-z]\.)+[A-Za-z])\.$")


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after ``text[start:end]`` in its sentence, at most SIDE characters each.

    The three parts joined are a piece of the text, letter for letter, but for an ellipsis where a long
    sentence was cut. Sentences are found by their stops, so an unusual abbreviation may end one early.
    """
    return _before(text, start), _after(text, end)


def _before(text: str, start: int) -> str:
    window = text[max(0, start - SIDE) : start]
    ends = [m.end() for m in _END.finditer(window) if not _SHORT.search(window[: m.end()].rstrip(" "))]
    if ends or start <= SIDE:
        return window[ends[-1] :] if ends else window
    return "…" + window[_next_word(window) :]


def _after(text: str, end: int) -> str:
    window = text[end : end + SIDE]
    for stop in _END.finditer(window):
        # what is asked about may be a short word itself: a stop right behind it is the end
        if stop.start() == 0 or not _SHORT.search(window[: stop.end()].rstrip(" ")):
            return window[: stop.end()].rstrip()
    if end + SIDE >= len(text):
        return window.rstrip()
    return window[: window.rfind(" ") + 1].rstrip() + "…"


def _next_word(window: str) -> int:
    return window.find(" ") + 1
