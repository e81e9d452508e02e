"""What a file says about itself: what was filtered, out of how many, at which data version, when and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class About:
    """Where a table or picture comes from.

    ``shown`` is the sentence of the screen ("Showing 12 of 3,400 articles ..."), ``filters`` lists them,
    ``link`` is the address that opens the
    same numbers again, pinned to ``version`` of the data.
    """

    title: str
    shown: str
    filters: str
    version: int
    link: str
    made: datetime

    def facts(self) -> dict[str, str]:
        """Return what the file says, as (what, text) in the order of reading."""
        return {
            "title": self.title,
            "shown": self.shown,
            "filters": self.filters,
            "data version": str(self.version),
            "made": f"{self.made.astimezone(UTC):%Y-%m-%d %H:%M} UTC by Story Explorer",
            "link": self.link,
        }


def rows_of(n_rows: int, *, cut: bool) -> str:
    """Return how many rows a file holds and whether that is all of them."""
    rows = f"{n_rows:,} {'row' if n_rows == 1 else 'rows'}"
    return f"the first {rows}; there are more" if cut else rows
