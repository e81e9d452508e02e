"""A report: views one after the other, each with its charts, tables and sentences, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.export.about import About


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG, with what a screen reader says of it."""

    title: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of a table, every cell a text."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def numeric(self) -> list[bool]:
        """Return for each column whether numbers stand in it, and nothing but numbers."""
        return [
            any(cells) and all(_number(cell) for cell in cells if cell)
            for cells in ([row[i] for row in self.rows] for i in range(len(self.columns)))
        ]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article: what is meant, in its surroundings, who says it, where it stands, and the link to it."""

    before: str
    words: str
    after: str
    speaker: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class Passages:
    """Sentences or quotes under one heading."""

    title: str
    items: list[Passage]


@dataclass(frozen=True, slots=True)
class Part:
    """One view of a report: where it comes from, the note to it, and what it shows, in the order of reading."""

    about: About
    note: str = ""
    blocks: list[Chart | Table | Passages] = field(default_factory=list)


def _number(text: str) -> bool:
    return text.replace(",", "").replace(" %", "").replace(".", "").isdecimal()


def texts(parts: list[Part]) -> str:
    """Return every text of a report, to look up which of its characters can be drawn."""
    found = []
    for part in parts:
        found += [part.about.title, part.about.shown, part.about.filters, part.note]
        for block in part.blocks:
            found.append(block.title)
            if isinstance(block, Table):
                found += [cell for row in block.rows for cell in row]
            elif isinstance(block, Passages):
                found += [t for i in block.items for t in (i.before, i.words, i.after, i.speaker, i.source)]
            else:
                found += [block.caption, block.svg]
    return "".join(found)
