"""What the numbers on the screen leave out or are unsure of, on one quiet line; each part opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.ui import components, links
from lib.ui.links import href
from lib.ui.words import count
from lib.view import UNATTRIBUTED, View

if TYPE_CHECKING:
    from lib.ui.shell import Screen

#: What the page of places shows when the names in doubt are asked for.
DOUBTFUL = "in-doubt"


def strip(screen: Screen) -> None:
    """Show the line; nothing where nothing is missing."""
    items = [{"title": said, "href": there, "kind": "other"} for n, said, there in parts(screen) if n]
    if items:
        components.rows(items, "line", label="Left out or in doubt", key="gaps", ordered=False)


def parts(screen: Screen) -> list[tuple[int, str, str]]:
    """Return (how many, in words, address of the list) of each thing that can be missing."""
    n, view = screen.totals, screen.view.filters()
    silent = n.n_outlets_all - n.n_outlets
    undated = view.with_(start=None, end=None, undated=True, unit="articles")
    return [
        (n.n_undated, f"{count(n.n_undated, 'article')} without a date", href(links.ARTICLES, undated)),
        (
            n.n_unattributed,
            f"{count(n.n_unattributed, 'quote')} unattributed",
            href(links.QUOTES, view.with_(speakers=(UNATTRIBUTED,))),
        ),
        (
            n.n_doubtful_places,
            f"{count(n.n_doubtful_places, 'place name')} in doubt",
            href(links.PLACES, view.with_(subject=DOUBTFUL)),
        ),
        (silent, f"{count(silent, 'outlet')} silent", href(links.METHOD, view)),
        (n.n_failed, f"{count(n.n_failed, 'file')} failed", href(links.METHOD, View(version=view.version))),
    ]
