"""Which parts of an article are running text, and which are headline, caption, pull quote or furniture."""

from __future__ import annotations

import re
from typing import NamedTuple

from lib.model import Zone


class Layout(NamedTuple):
    """The zones of a text, and the offset at which each paragraph starts (the first is 0)."""

    zones: tuple[Zone, ...]
    starts: tuple[int, ...]


def find_layout(text: str, title: str | None = None) -> Layout:
    """Return the layout of a normalised text; ``title`` is the headline where the source gave one."""
    starts = [0, *(m.end() for m in re.finditer(r"\n\s*\n", text) if m.end() < len(text))]
    return Layout((), tuple(starts))
