"""A text as paragraphs: which line ends are the end of one, and which only the edge of an old wire's column."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from lib.layout import patterns

#: Text set in columns has lines up to this length; a longer one was not wrapped by hand or by a wire.
MAX_COLUMN = 120
#: Newspapers' and wires' columns hold at least this many characters; shorter lines are lists or verse.
MIN_COLUMN = 40
#: A sentence's last mark and the quotation marks and brackets after it are looked for in this many characters.
MAX_CLOSING = 12
#: Fewer line ends than this cannot show how the text was set.
MIN_WRAPPED = 3
#: In a wrapped text most lines go on in lower case; among pasted paragraphs next to none does.
MIN_LOWER_SHARE = 0.35
#: A line that ends a sentence below this share of the column's width ends a paragraph too.
FULL_LINE = 0.75
#: Indents mark paragraphs only where fewer lines than this share have one.
MAX_INDENTED_SHARE = 0.6
#: A line below this share of the width is a heading or an address, not a wrapped line.
HALF_LINE = 0.5

_QUOTES = "\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb"
_FINISHED = re.compile(rf"[.!?…:;][{_QUOTES})\]]*$")
_LOWER_START = re.compile(rf"[{_QUOTES}(\[]*[a-z\u00df-\u00ff]")
#: A line that ends in one of these goes on, whatever the next begins with.
_DANGLING = re.compile(r"(?:^| )(?:a|an|the|of|and|or|for|with|from|by|,)$|[^\W\d],$")
_BULLET = re.compile(r"[-*•·–—] ?\S")
_INDENT = re.compile(r"\t|[^\S\n]{2,}")


class Block(NamedTuple):
    """One paragraph without the space around it; ``text`` has its inner line ends as spaces."""

    start: int
    end: int
    text: str


class Line(NamedTuple):
    """One line without the space around it; ``follows`` tells that no blank line stands before it."""

    start: int
    end: int
    text: str
    indented: bool
    follows: bool


def find_blocks(text: str) -> list[Block]:
    """Return the paragraphs of ``text`` in order; a blank line always ends one."""
    blocks: list[Block] = []
    for group in _paragraphs(_lines(text)):
        start, end = group[0].start, group[-1].end
        inner = group[0].text if len(group) == 1 else " ".join(line.text for line in group)
        blocks.append(Block(start, end, inner))
    return blocks


def unwrap(text: str) -> str:
    """Return ``text`` with each line end inside a paragraph as spaces; the length is unchanged."""
    pieces: list[str] = []
    done = 0
    for group in _paragraphs(_lines(text)):
        for line, following in pairwise(group):
            gap = text[line.end : following.start]
            pieces += [text[done : line.end], re.sub(r"[\r\n]", " ", gap)]
            done = following.start
    return "".join([*pieces, text[done:]])


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    last = -2
    at = 0
    for whole in text.split("\n"):
        if inner := whole.strip():
            start = at + len(whole) - len(whole.lstrip())
            lines.append(Line(start, start + len(inner), inner, _INDENT.match(whole) is not None, at == last + 1))
            last = at + len(whole)
        at += len(whole) + 1
    return lines


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    following = [line for line in lines if line.follows]
    if sum(line.indented for line in following) > MAX_INDENTED_SHARE * len(following):
        lines = [line._replace(indented=False) for line in lines]
    width = _column(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.follows and _continues(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _column(lines: list[Line]) -> int:
    """Return the width of the column that the text was set in, or 0 where each line is a paragraph."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.follows and not b.indented]
    if len(pairs) < MIN_WRAPPED:
        return 0
    lengths = sorted(len(a.text) for a, _ in pairs)
    lower = sum(_LOWER_START.match(b.text) is not None for _, b in pairs)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    return width if MIN_COLUMN <= width <= MAX_COLUMN and lower >= MIN_LOWER_SHARE * len(pairs) else 0


def _continues(line: Line, following: Line, width: int) -> bool:
    finished = _FINISHED.search(line.text, max(0, len(line.text) - MAX_CLOSING)) is not None
    if not width and (_BULLET.match(following.text) or patterns.DATE.match(following.text)):
        return False
    if not finished and (_LOWER_START.match(following.text) or _DANGLING.search(line.text[-MAX_CLOSING:])):
        return True
    if not width or following.indented:
        return False
    return len(line.text) >= (FULL_LINE if finished else HALF_LINE) * width
