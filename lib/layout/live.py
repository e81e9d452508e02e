"""Which blocks of a live page open with the time of the entry ("20:40", "19:10 UNION SPEAKS", "9.30am: Police say")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from lib.layout import patterns
from lib.layout.blocks import Block

#: One or two times that open a block are a meeting or an eyewitness's notes; a page kept all day has many.
MIN_ENTRIES = 3
#: A page kept over midnight, or one entry put in later, breaks the order once; programmes and results do so often.
MAX_BREAKS = 1
MAX_HEADING = 80
#: "20:40", "9.05am", "9 p.m.", "14:05 BST"; a figure with a point is one only before "am", "pm" or a time zone.
_HALF = r" ?[ap]\.?m\b"
_ZONE = r" (?:GMT|BST|UTC|I?[CE]E?S?T|[MP][SD]?T|E[SD]T|C[SD]T|SGT|HKT|JST)\b"
_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])"
    rf"(?::(?P<minute>[0-5]\d)(?![:.]?\d)|\.(?P<pointed>[0-5]\d)(?={_HALF}|{_ZONE})|(?={_HALF}))"
    rf"(?: ?(?P<half>[ap])\.?m\b\.?)?(?:{_ZONE})?(?::? ?[|{patterns.DASHES}]{{1,2}} |:?(?: |$))"
)
_ENTRY_START = re.compile(rf"[{patterns.QUOTES}]*[A-Z\u00c0-\u00de]")
_STOP = re.compile(rf"[.!,;:…][{patterns.QUOTES})]*$")


class Entry(NamedTuple):
    """A block that opens with a time: its place among the blocks, and how many characters the time takes.

    ``heading`` tells that the whole block is the time, with or without a heading after it.
    """

    index: int
    size: int
    heading: bool


def find_entries(blocks: Sequence[Block]) -> list[Entry]:
    """Return the blocks that open an entry of a live page; none where the text is no such page.

    The times must run up or down the page. A list of times over nothing (a timetable, programmes) is left alone.
    """
    timed = [(i, m) for i, b in enumerate(blocks) if (m := _TIME.match(b.text)) and _opens_entry(b.text[m.end() :])]
    if len(timed) < MIN_ENTRIES or not _in_order([_minutes(m) for _, m in timed]):
        return []
    openers = {i for i, _ in timed}
    entries = [Entry(i, len(m[0].rstrip()), _is_heading(blocks[i].text[m.end() :])) for i, m in timed]
    entries = [e for e in entries if not e.heading or (e.index + 1 < len(blocks) and e.index + 1 not in openers)]
    return entries if 2 * len(entries) > len(timed) else []


def _opens_entry(rest: str) -> bool:
    return not rest or _ENTRY_START.match(rest) is not None


def _is_heading(rest: str) -> bool:
    return len(rest) <= MAX_HEADING and not _STOP.search(rest) and (not rest.endswith("?") or rest.isupper())


def _minutes(match: re.Match[str]) -> int:
    hour, minute = int(match["hour"]), int(match["minute"] or match["pointed"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return 60 * hour + minute


def _in_order(times: Sequence[int]) -> bool:
    breaks = [sum(a > b for a, b in pairwise(times)), sum(a < b for a, b in pairwise(times))]
    return min(breaks) <= MAX_BREAKS and min(breaks) < max(breaks)
