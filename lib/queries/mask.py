"""Which articles a View is about, as a mask: one truth value for each article number (see lib.store.columns)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from lib.store.columns import UNDATED, Columns, Postings, looked_up
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

EPOCH = date(1970, 1, 1).toordinal()


def number_of(day: date) -> int:
    """Return the day as the arrays count days."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the day that the arrays count as ``number``."""
    return date.fromordinal(int(number) + EPOCH)


def near(columns: Columns, view: View, outlets: Iterable[int]) -> np.ndarray:
    """Return the mask of the view's dates and of ``outlets``, the numbers of its outlets; others do not narrow."""
    mask = columns.there.copy()
    if view.start:
        mask &= columns.day >= number_of(view.start)
    if view.end:
        mask &= columns.day <= number_of(view.end)
    if view.start or view.end:
        mask &= columns.day != UNDATED
    if view.undated:
        mask &= columns.day == UNDATED
    if view.outlets:
        wanted = np.zeros(int(columns.outlet.max(initial=0)) + 1, bool)
        wanted[list(outlets)] = True
        mask &= looked_up(wanted, columns.outlet)
    return mask


def with_lines(columns: Columns, lists: Postings, key: int, role: str | None = None) -> np.ndarray:
    """Return the mask of the articles that ``key`` of ``lists`` is in, in the role where one is given."""
    if not role and (row := lists.row_of(key)) is not None:
        return np.unpackbits(row.view(np.uint8), count=columns.n).view(bool)
    own = lists.lines(key)
    chosen = lists.articles[own]
    return among(columns, chosen[lists.in_role(role, own)] if role else chosen)


def in_role(columns: Columns, role: str) -> np.ndarray:
    """Return the mask of the articles with any place in ``role``."""
    return among(columns, columns.places.articles[columns.places.in_role(role)])


def among(columns: Columns, articles: np.ndarray) -> np.ndarray:
    """Return the mask of the articles with these numbers."""
    mask = np.zeros(columns.n, bool)
    mask[articles] = True
    return mask


def country_key(code: str) -> int:
    """Return the number under which the arrays list a country."""
    return ord(code[0]) * 256 + ord(code[1])


def country_code(key: int) -> str:
    """Return the country of a number of ``country_key``."""
    return chr(key // 256) + chr(key % 256)


def searched(store: Store, words: str) -> np.ndarray:
    """Return the mask of the articles that a search finds; raises SearchError."""
    columns = store.columns
    return columns.kept(("words", words), lambda: among(columns, store.search(words)))


def said(store: Store, words: str) -> np.ndarray:
    """Return the lines in ``columns.quote_number`` of the quotes whose words fit a search; raises SearchError."""
    numbers = store.columns.quote_number
    return store.columns.kept(("said", words), lambda: places_of(store.search_quotes(words), numbers))


def places_of(some: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return where ``some`` are among ``numbers``, ascending, which hold them; at once where these have no gap."""
    if len(numbers) and int(numbers[-1]) - int(numbers[0]) == len(numbers) - 1:
        return some - numbers[0]
    return np.searchsorted(numbers, some)
