"""Where quotation marks open and close: ranges of quoted words, whatever their style and however damaged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc

from lib.nlp.doc import Paragraph, paragraphs_of


class Quoted(NamedTuple):
    """Tokens ``[start, end)`` with their marks. ``opened`` or ``closed`` is False where a mark is missing."""

    start: int
    end: int
    opened: bool = True
    closed: bool = True


#: Marks whose direction the typography tells, in the text as it was read.
OPENING = frozenset("\u201c\u201e\u201f\u00ab\u2018\u201b")
CLOSING = frozenset("\u201d\u00bb")
#: A single mark opens after a space or bracket and before a letter; it closes after a letter or stop.
_SINGLE_OPEN = re.compile(r"(?:(?<=^)|(?<=[\s(\[\u2014\"-]))'(?=[\w\[$.])", re.MULTILINE)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,?!\])%\u2026])'(?![\w'])")
#: A double mark, or two single ones as older wires write it.
_DOUBLE = re.compile("\"|''")
#: Elisions that look like an opening mark ('em, 'til, '90s).
_ELISION = re.compile(r"'(?:em|til|tis|twas|cause|bout|n|\d\ds?)\b", re.IGNORECASE)


def find_quoted(doc: Doc) -> Iterator[Quoted]:
    """Yield the quoted ranges of ``doc`` in order, none across a paragraph, none inside another.

    A quotation that runs over several paragraphs opens each of them and closes only the last: it is
    yielded as one range for each paragraph, with ``closed`` False on all but the last.
    """
    text = doc.text
    original = doc._.article.text if doc._.article is not None else text
    if len(original) != len(text):
        original = text
    british = uses_single_marks(text)
    starts: list[int] | None = None
    going_on = False
    for paragraph in paragraphs_of(doc):
        begin, end = doc[paragraph.start].idx, doc[paragraph.end - 1].idx + len(doc[paragraph.end - 1])
        single = british or (paragraph.kind == "headline" and '"' not in text[begin:end])
        if ("'" if single else '"') not in text[begin:end] and "''" not in text[begin:end]:
            continue
        if starts is None:
            starts = [t.idx for t in doc]
        pairs = list(pair_single(text, begin, end) if single else pair_double(text, original, begin, end, going_on))
        going_on = bool(pairs) and not pairs[-1][3]
        yield from (_as_tokens(starts, pair, paragraph) for pair in pairs)


def uses_single_marks(text: str) -> bool:
    """Return whether ``text`` quotes with single marks: more such pairs than double marks, and two at least."""
    doubles = len(_DOUBLE.findall(text))
    if doubles > 4 or "'" not in text:
        return False
    pairs = sum(1 for _ in pair_single(text, 0, len(text)))
    return pairs >= 2 and pairs > doubles


Pair = tuple[int, int, bool, bool]


def pair_single(text: str, begin: int, end: int) -> Iterator[Pair]:
    """Yield the pairs of single marks in ``text[begin:end]``; an apostrophe never opens or closes one alone."""
    at = begin
    while opening := _SINGLE_OPEN.search(text, at, end):
        at = opening.end()
        if _ELISION.match(text, opening.start()):
            continue
        following = _SINGLE_OPEN.search(text, at, end)
        line_end = text.find("\n\n", at, end)
        limit = min(following.start() if following else end, line_end if line_end >= 0 else end)
        closings = [m.start() for m in _SINGLE_CLOSE.finditer(text, at, limit)]
        if closings:
            close = _likely_close(text, closings)
            yield opening.start(), close + 1, True, True
            at = close + 1


def _likely_close(text: str, closings: list[int]) -> int:
    """Return the first close that is no plural possessive ("the voters' choice"), else the last."""
    for close in closings:
        if text[close - 1] != "s" or not re.match(r"' [a-z]", text[close : close + 3]):
            return close
    return closings[-1]


def pair_double(text: str, original: str, begin: int, end: int, going_on: bool = False) -> Iterator[Pair]:
    """Yield the pairs of double marks in ``text[begin:end]``; an unclosed one runs to the paragraph's end.

    With ``going_on``, a quotation is open from the paragraph before: a first mark that closes ends it.
    """
    open_at: int | None = None
    for mark in _DOUBLE.finditer(text, begin, end):
        at = mark.start()
        if _opens(text, original, mark, begin, end, inside=going_on or open_at is not None):
            if open_at is not None:
                yield from _unclosed(text, open_at, at, begin)
            open_at = at
        elif open_at is not None:
            if at - open_at > 2:
                yield open_at, mark.end(), True, True
            open_at = None
        elif going_on:
            yield begin, mark.end(), False, True
        going_on = False
    if open_at is not None:
        yield from _unclosed(text, open_at, end, begin)


def _unclosed(text: str, open_at: int, limit: int, begin: int) -> Iterator[Pair]:
    """Yield the range of a mark that nothing closes, if it opened a paragraph or a sentence of speech."""
    if open_at == begin or re.search(r"[,:.!?]\s*$", text[max(begin, open_at - 3) : open_at]):
        stop = len(text[:limit].rstrip())
        yield open_at, stop, True, False


def _opens(text: str, original: str, mark: re.Match, begin: int, end: int, *, inside: bool) -> bool:
    """Return whether ``mark`` opens: by the spaces around it, then typography, then turn by turn."""
    at, stop = mark.span()
    wire = original[at : at + 2] in ("''", "``")
    source = original if wire else text
    stop = at + 2 if wire else stop
    before = source[at - 1] if at > begin else " "
    after = source[stop] if stop < end else " "
    if before.isspace() != after.isspace():
        return before.isspace()
    if original[at] in OPENING or original[at] in CLOSING:
        return original[at] in OPENING
    return not inside


def _as_tokens(starts: list[int], pair: Pair, paragraph: Paragraph) -> Quoted:
    first = bisect_left(starts, pair[0] + 1, paragraph.start) - 1
    last = bisect_left(starts, pair[1], paragraph.start)
    return Quoted(max(first, paragraph.start), max(last, first + 1), pair[2], pair[3])
