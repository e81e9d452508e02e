"""What is on the screen: a page, a view, and the store at one version. No widget is drawn here."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from lib.queries import totals as numbers
from lib.queries.totals import Totals
from lib.store.read import Store
from lib.ui import data
from lib.ui.links import Page, href
from lib.view import View


@dataclass(frozen=True)
class Screen:
    """What a page works with: its place in the menu, the view, the store at one version, and how large both are."""

    page: Page
    view: View
    store: Store
    totals: Totals
    labels: dict[Any, str]

    def ask(self, query: Callable[..., Any], **options: Any) -> Any:
        """Return the answer of ``query`` for this view, from memory where it was asked before."""
        return data.ask(query, self.store, self.view, **options).value

    def here(self, view: View) -> str:
        """Return the address of ``view`` on this page."""
        return href(self.page, view)


#: The screen of the run under way.
NOW: ContextVar[Screen] = ContextVar("screen")


def now() -> Screen:
    """Return the screen of the run under way, for what every chart offers without being handed it."""
    return NOW.get()


def screen_of(page: Page, view: View, store: Store) -> Screen:
    """Return what ``page`` works with; raises SearchError for words that cannot be understood."""
    totals = data.ask(numbers.totals, store, view).value
    return Screen(page, view, store, totals, data.look_up(numbers.labels, store, view.with_(article=None, at=None)))
