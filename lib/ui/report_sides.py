"""What a report shows of a comparison: its sides in figures, on the same axes, and what only one of them has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lib.charts import names_by_outlet, percent
from lib.export.report import Table
from lib.queries import articles, change, compare
from lib.ui import blocks, sides
from lib.ui.blocks import Block, Drawn
from lib.ui.screen import Screen
from lib.ui.words import days, side_name


def beside(screen: Screen) -> Iterator[Block | Drawn]:
    """Yield what the page Compare shows; with no sides only the empty table of them."""
    yield _totals(screen)
    if not screen.view.beside:
        return
    interval, value = screen.ask(articles.pick_interval), sides.value(screen)
    frame = sides.over_time(screen, interval)
    yield from blocks.chart(screen, "Over time", sides.lines(screen), frame, interval=interval, value=value)
    yield from blocks.chart(screen, "By outlet", names_by_outlet, sides.by_outlet(screen), value=value)
    if len(screen.view.beside) > 1:
        for spelled in screen.view.beside:
            yield _alone(screen, spelled)
        shared = sides.shared(screen)
        yield from blocks.chart(screen, "In all of them", names_by_outlet, shared, value=value, column="where")


def _totals(screen: Screen) -> Table:
    found = screen.ask(change.windows)
    when = [days(v.start, v.end) for v in (found.now, found.before)] if found else ["Now", "Before"]
    rows = [_side(screen, r) for r in screen.ask(compare.totals).itertuples(index=False)]
    return Table("Side by side", ("", blocks.counted_in(screen.view), "Share", "Of", "Quotes", *when), rows)


def _side(screen: Screen, r: Any) -> tuple[str, ...]:
    versus = ["" if pd.isna(n) else f"{int(n):,}" for n in (r.n_now, r.n_before)]
    name, share = side_name(r.side, screen.labels), percent(r.share)
    return (name, f"{r.n_articles:,}", share, f"{r.n_whole:,}", f"{r.n_quotes:,}", *versus)


def _alone(screen: Screen, spelled: str) -> Table:
    rows = [
        (r.name, head, f"{r.n_articles:,}")
        for kind, head in sides.KINDS
        for r in screen.ask(compare.only, spelled=spelled, kind=kind).itertuples(index=False)
    ]
    quoted = screen.ask(compare.quoted_only, spelled=spelled).itertuples(index=False)
    rows += [(r.name, "Quoted", f"{r.n_articles:,}") for r in quoted]
    return Table(f"Only here: {side_name(spelled, screen.labels)}", ("Name", "", blocks.counted_in(screen.view)), rows)
