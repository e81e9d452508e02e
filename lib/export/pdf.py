"""A report as a PDF file, set by Typst with fonts that are embedded; no browser, no network."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import typst

from lib.export import fonts
from lib.export.harmless import writable
from lib.export.report import Chart, Part, Passages, Table, texts

TEMPLATE = Path(__file__).with_name("report.typ")


def as_pdf(title: str, parts: list[Part], made: str) -> bytes:
    """Return the report as PDF; what no font here can draw is told at its end."""
    installed = typst.Fonts(font_paths=[str(fonts.FOLDER)])
    paths = sorted({font.path for font in installed.fonts() if font.path})
    undrawn = fonts.told(fonts.missing(title + texts(parts), [*map(str, sorted(fonts.FOLDER.glob("*.ttf"))), *paths]))
    families = sorted({font.family for font in installed.fonts() if font.family.startswith(fonts.FAMILY)})
    with tempfile.TemporaryDirectory(prefix="story-report-") as name:
        folder = Path(name)
        shutil.copy(TEMPLATE, folder)
        data = {
            "title": writable(title),
            "made": made,
            "undrawn": undrawn,
            "fonts": families,
            "parts": [_part(folder, i, part) for i, part in enumerate(parts)],
        }
        (folder / "data.json").write_text(json.dumps(data), "utf-8")
        own = folder / TEMPLATE.name
        return typst.compile(str(own), root=str(folder), font_paths=installed)


def _part(folder: Path, number: int, part: Part) -> dict[str, Any]:
    facts = part.about.facts()
    return {
        "title": writable(part.about.title),
        "note": writable(part.note),
        "shown": writable(part.about.shown),
        "link": writable(part.about.link),
        "facts": writable(" · ".join(f"{what}: {facts[what]}" for what in ("filters", "data version", "made"))),
        "blocks": [_block(folder / f"{number}-{i}.svg", block) for i, block in enumerate(part.blocks)],
    }


def _block(file: Path, block: Chart | Table | Passages) -> dict[str, Any]:
    own: dict[str, Any] = {"title": writable(block.title)}
    if isinstance(block, Chart):
        file.write_text(block.svg, "utf-8")
        return own | {"kind": "chart", "file": file.name, "caption": writable(block.caption)}
    if isinstance(block, Table):
        rows = [[writable(cell) for cell in row] for row in block.rows]
        return own | {"kind": "table", "columns": list(block.columns), "numeric": block.numeric(), "rows": rows}
    names = ("before", "words", "after", "speaker", "source", "link")
    items = [{name: writable(getattr(item, name)) for name in names} for item in block.items]
    return own | {"kind": "passages", "items": items}
