"""Which characters the fonts at hand can draw, so that a name in another script never turns into boxes in silence."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from lib.settings import DATA

FOLDER = DATA / "fonts"
FAMILY = "Noto Sans"


def missing(text: str, paths: Iterable[str]) -> list[str]:
    """Return the characters of ``text`` that no font file of ``paths`` can draw, each once, in order."""
    wanted = {c for c in text if ord(c) > 0x7E and not _unseen(c)}
    for path in paths:
        if not wanted:
            break
        wanted -= {c for c in wanted if _covers(path, ord(c))}
    return sorted(wanted)


def told(characters: list[str]) -> str:
    """Return in words what could not be drawn, "" for nothing: scripts and the first characters with their codes."""
    if not characters:
        return ""
    scripts = sorted({unicodedata.name(c, "unnamed").split()[0].title() for c in characters})
    shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:12])
    more = f" and {len(characters) - 12} more" if len(characters) > 12 else ""
    return (
        f"No font on this machine can draw {shown}{more} ({', '.join(scripts)}); they are shown as boxes. "
        "The HTML report uses the fonts of whoever opens it."
    )


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Cn", "Cs")


def _covers(path: str, code: int) -> bool:
    return any(first <= code <= last for first, last in _ranges(path))


@cache
def _ranges(path: str) -> list[tuple[int, int]]:
    """Return the ranges of characters that the font file has glyphs for; [] for a file that cannot be read."""
    try:
        return list(_character_map(Path(path).read_bytes()))
    except (OSError, struct.error, IndexError):
        return []


def _character_map(font: bytes) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the best character map of an OpenType file (OpenType 1.9, table cmap)."""
    start = struct.unpack(">I", font[12:16])[0] if font[:4] == b"ttcf" else 0
    n_tables = struct.unpack_from(">H", font, start + 4)[0]
    tables = {
        font[i : i + 4]: struct.unpack_from(">II", font, i + 8)
        for i in range(start + 12, start + 12 + 16 * n_tables, 16)
    }
    cmap = tables[b"cmap"][0]
    n_maps = struct.unpack_from(">H", font, cmap + 2)[0]
    for i in range(n_maps):
        at = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * i)[0]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 12:
            n = struct.unpack_from(">I", font, at + 12)[0]
            yield from (struct.unpack_from(">II", font, at + 16 + 12 * g) for g in range(n))
        elif form == 4:
            n = struct.unpack_from(">H", font, at + 6)[0] // 2
            ends = struct.unpack_from(f">{n}H", font, at + 14)
            starts = struct.unpack_from(f">{n}H", font, at + 16 + 2 * n)
            yield from ((a, b) for a, b in zip(starts, ends, strict=True) if b != 0xFFFF)
