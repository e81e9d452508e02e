"""What a text pasted from a page says about itself: headline, date, authors and outlet, read from its zones."""

from __future__ import annotations

import re
from typing import NamedTuple

from lib.layout import patterns
from lib.layout.zones import Layout


class Metadata(NamedTuple):
    """What an article says about itself, as written; None or empty where it does not."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None


def find_metadata(text: str, layout: Layout) -> Metadata:
    """Return the headline, the date (as written), the authors and the outlet that the zones of ``text`` show."""
    lines = [(z.kind, " ".join(text[z.start : z.end].split())) for z in layout.zones]
    title = next((line for kind, line in lines if kind == "headline"), None)
    furniture = [line for kind, line in lines if kind == "boilerplate"]
    dates = [m["day"] for line in furniture if (m := patterns.DATE.fullmatch(line))]
    owners = [m["outlet"] for line in furniture if (m := patterns.COPYRIGHT.match(line))]
    names = [m["names"] for line in furniture if (m := patterns.BYLINE.fullmatch(line))]
    unlisted = [line for line in furniture if not patterns.furniture_row(line)]
    names = names or [m["names"] for line in unlisted if (m := patterns.BARE_NAMES.fullmatch(line))]
    authors = re.split(r", and |, | and | & ", names[0]) if names else []
    return Metadata(title, dates[0] if dates else None, tuple(authors), owners[-1] if owners else None)
