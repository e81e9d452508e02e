"""What was changed between two versions of a text: the sentences first, then the words inside changed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from lib.model import Range

#: A sentence ends at a full stop with space after it, or at a line's end.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"'”’)]*(?=\s)|(?=\n)|$)")
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
#: Marks that differ only in the typesetting of two outlets.
_PLAIN = str.maketrans('‘’‚“”„«»"–—‐‑\u00a0', "'''''''''---- ")
#: Two sentences with fewer equal words than this are two sentences, not one edited: shown as taken out and put in.
REWRITTEN = 0.4


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` is "equal", "inserted", "deleted" or "replaced"; ``old`` and ``new`` are ranges in the two texts."""

    kind: str
    old: Range
    new: Range


_KINDS = {"equal": "equal", "insert": "inserted", "delete": "deleted", "replace": "replaced"}


def difference(old: str, new: str) -> list[Change]:
    """Return the changes that turn ``old`` into ``new``, in order; other quotation marks or dashes are none.

    The ranges of the changes cover all words of both texts, in order and without overlap.
    """
    return _joined(list(_by_sentence(old, new)))


def _by_sentence(old: str, new: str) -> Iterator[Change]:
    a, b = _spans(_SENTENCE, old, (0, len(old))), _spans(_SENTENCE, new, (0, len(new)))
    for kind, i, j, k, m in _matched(old, new, a, b):
        was, now = _cover(a, i, j), _cover(b, k, m)
        if kind == "equal":
            yield Change("equal", was, now)
        elif kind == "replace" and _alike(old[slice(*was)], new[slice(*now)]):
            yield from _by_word(old, new, was, now)
        else:
            yield from (Change("deleted", was, (now[0], now[0])),) if i < j else ()
            yield from (Change("inserted", (was[1], was[1]), now),) if k < m else ()


def _by_word(old: str, new: str, was: Range, now: Range) -> Iterator[Change]:
    a, b = _spans(_WORD, old, was), _spans(_WORD, new, now)
    for kind, i, j, k, m in _matched(old, new, a, b):
        yield Change(_KINDS[kind], _cover(a, i, j), _cover(b, k, m))


def _matched(old: str, new: str, a: list[Range], b: list[Range]) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's operations on two lists of ranges, compared by their plain words."""
    return SequenceMatcher(
        None, [_plain(old[s:e]) for s, e in a], [_plain(new[s:e]) for s, e in b], autojunk=False
    ).get_opcodes()


def _alike(old: str, new: str) -> bool:
    """Return whether enough words of two stretches are equal to show one as an edit of the other."""
    words = [[_plain(w) for w in _WORD.findall(text)] for text in (old, new)]
    return SequenceMatcher(None, *words, autojunk=False).ratio() >= REWRITTEN


def _plain(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())


def _spans(pattern: re.Pattern[str], text: str, within: Range) -> list[Range]:
    found = (m.span() for m in pattern.finditer(text, *within))
    return [_stripped(text, span) for span in found if text[slice(*span)].strip()]


def _stripped(text: str, span: Range) -> Range:
    part = text[slice(*span)]
    return span[0] + len(part) - len(part.lstrip()), span[1] - len(part) + len(part.rstrip())


def _cover(spans: list[Range], first: int, last: int) -> Range:
    """Return the range from span ``first`` to before span ``last``; an empty one lies where it would begin."""
    if first < last:
        return spans[first][0], spans[last - 1][1]
    at = spans[first - 1][1] if first else (spans[0][0] if spans else 0)
    return at, at


def _joined(changes: list[Change]) -> list[Change]:
    """Return the changes with neighbours of one kind made one."""
    out: list[Change] = []
    for change in changes:
        if out and out[-1].kind == change.kind:
            last = out.pop()
            out.append(Change(change.kind, (last.old[0], change.old[1]), (last.new[0], change.new[1])))
        else:
            out.append(change)
    return out
