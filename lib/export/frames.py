"""A chart with its heading, what it shows and where it comes from around it, as one SVG. Pure."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from lib.export.about import About
from lib.export.fonts import FAMILY
from lib.export.harmless import writable

WIDTH = 960
MARGIN = 24
INK, MUTED = "#1b2430", "#5c626b"
#: Width of a letter in parts of its size, on the wide side of what Noto Sans has on average.
LETTER = 0.56
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')


def framed(chart: str, about: About, caption: str = "") -> str:
    """Return the SVG ``chart`` with its title, sentence and caption above it and its source below it."""
    width, height = (float(n) for n in _SIZE.search(chart).groups())
    lines = [(about.title, 20, INK, 700), *((line, 14, INK, 400) for line in _wrapped(about.shown, 14))]
    lines += [(line, 12.5, MUTED, 400) for line in _wrapped(caption, 12.5)]
    head, top = _text(lines, MARGIN)
    inner = chart.replace("<svg ", f'<svg x="{MARGIN}" y="{top + 12}" ', 1)
    foot, bottom = _text([(line, 11.5, MUTED, 400) for line in source(about)], top + 12 + height + 10)
    total, tall = max(WIDTH, width + 2 * MARGIN), bottom + MARGIN / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'width="{total:g}" height="{tall:g}" viewBox="0 0 {total:g} {tall:g}" role="img" '
        f"aria-label={quoteattr(writable(about.title))}>"
        f"<title>{escape(writable(about.title))}</title><desc>{escape(writable(caption or about.shown))}</desc>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>{head}{inner}{foot}</svg>'
    )


def source(about: About) -> list[str]:
    """Return the lines that say where a picture comes from."""
    facts = about.facts()
    filters = [f"Filters: {about.filters}."] if about.filters != "none" else []
    lines = [
        *filters,
        f"Source: Story Explorer, data version {about.version}, {facts['made'].removesuffix(' by Story Explorer')}",
    ]
    return [part for line in [*lines, about.link] for part in _wrapped(line, 11.5)]


def _wrapped(text: str, size: float) -> list[str]:
    """Return ``text`` cut at blanks into lines that fit the picture; a word longer than a line is cut anywhere."""
    room = int((WIDTH - 2 * MARGIN) / (size * LETTER))
    lines: list[str] = []
    for word in writable(text).split():
        for piece in (word[i : i + room] for i in range(0, len(word), room)):
            if lines and len(lines[-1]) + 1 + len(piece) <= room:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines


def _text(lines: list[tuple[str, float, str, int]], top: float) -> tuple[str, float]:
    """Return SVG for ``(text, size, colour, weight)`` lines from ``top`` downwards, and where they end."""
    parts, y = [], top
    for text, size, colour, weight in lines:
        y += size * 1.35
        parts.append(
            f'<text x="{MARGIN}" y="{y:g}" font-family="{FAMILY}, sans-serif" font-size="{size:g}" '
            f'font-weight="{weight}" fill="{colour}">{escape(writable(text))}</text>'
        )
    return "".join(parts), y
