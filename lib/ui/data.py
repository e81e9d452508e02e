"""Answers from the store, kept so that the same question is asked once per data version.

What is kept is asked for by keyword: Streamlit reads the function's signature for each argument given by its place, a
fifth of a millisecond for every question of a click.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from lib import settings
from lib.errors import StoreError
from lib.queries import articles, changes, compare, found, quotes, stories, totals, utterances
from lib.queries.changes import Changes
from lib.store.old import prepare
from lib.store.read import Store, current_version, open_store
from lib.view import CARRIED, View, to_params

#: What a query reads of the view besides the article filters.
LIST = ("sort", "page")
SAID = ("speakers", "about", "kinds", "says")
_DEFAULT = {name: getattr(View(), name) for name in CARRIED}
#: Answers kept in memory, the least used dropped first. A frame of a page is some 10 kB, an article's record 100 kB.
MAX_ANSWERS = 600
MAX_ARTICLES = 60
#: Quotes of which it is kept which other articles have them: half a kB each, and for a page up to a tenth of a second.
MAX_TOLD = 20_000
#: Stores kept open: the current one, the one before it while readers move over, and pinned ones.
MAX_STORES = 4


class Answer(NamedTuple):
    """What a query returned, and a key that changes when the answer may have."""

    value: Any
    key: str


@st.cache_resource(max_entries=MAX_STORES, show_spinner=False)
def _open(folder: str, version: int, newest: bool) -> Store:
    """Return a store; the newest need not be ``version``, where its files are damaged and an older one is whole."""
    return open_store(Path(folder), None if newest else version)


def open_for(view: View) -> Store:
    """Return the store at the version that ``view`` is pinned to, else the newest.

    Raises StoreError; it says how far it is where an old version is being made again from the ledger.
    """
    folder, newest = settings.store_dir(), newest_version()
    if view.version in (None, newest):
        return _open(folder=str(folder), version=newest, newest=True)
    if told := prepare(folder, view.version):
        raise StoreError(told)
    return _open(folder=str(folder), version=view.version, newest=False)


def newest_version() -> int:
    """Return the version that a view without a pin shows."""
    return current_version(settings.store_dir())


def since(old: Store, view: View) -> tuple[Changes, int]:
    """Return what changed between the version ``old`` and now, and how many articles are in ``view`` now."""
    new = open_for(replace(view, version=None))
    return look_up(_until, new, old.version), ask(totals.totals, new, replace(view, version=None)).value.n_articles


def _until(new: Store, version: int) -> Changes:
    return changes.changes(_open(folder=str(settings.store_dir()), version=version, newest=False), new)


def ask(query: Callable[..., Any], store: Store, view: View, **options: Any) -> Answer:
    """Return the answer of ``query(store, view, **options)``; raises what the query raises."""
    own = relevant(query, view)
    key = "|".join(
        (query.__module__, query.__name__, *_where(store), urlencode(to_params(own), doseq=True), repr(options))
    )
    return Answer(_answer(key=key, _query=query, _store=store, _view=own, _options=options), key)


def relevant(query: Callable[..., Any], view: View) -> View:
    """Return only the part of ``view`` that ``query`` reads, so that a change elsewhere asks nothing again."""
    names: tuple[str, ...] = SAID if query.__module__ == quotes.__name__ else ()
    names += ("beside",) if query.__module__ == compare.__name__ else ()
    names += LIST if query in (articles.listing, found.passages, quotes.listing, stories.listing) else ()
    names += ("interval",) if query is articles.pick_interval else ()
    kept = {name: getattr(view, name) for name in names}
    return replace(view.filters(), **({name: _DEFAULT[name] for name in CARRIED} | kept))


@st.cache_data(max_entries=MAX_ANSWERS, show_spinner=False)
def _answer(key: str, _query: Callable[..., Any], _store: Store, _view: View, _options: dict[str, Any]) -> Any:
    return _query(_store, _view, **_options)


def look_up(query: Callable[..., Any], store: Store, *values: Any) -> Any:
    """Return ``query(store, *values)`` for a query about one thing that no filter changes (a card, the outlets)."""
    key = "|".join((query.__module__, query.__name__, *_where(store), repr(values)))
    return _looked_up(key=key, _query=query, _store=store, _values=values)


@st.cache_data(max_entries=MAX_ANSWERS, show_spinner=False)
def _looked_up(key: str, _query: Callable[..., Any], _store: Store, _values: tuple) -> Any:
    return _query(_store, *_values)


def article(store: Store, article_id: str) -> Any:
    """Return the annotated article, or None."""
    return _article(key="|".join((*_where(store), article_id)), _store=store, _id=article_id)


@st.cache_resource(max_entries=MAX_ARTICLES, show_spinner=False)
def _article(key: str, _store: Store, _id: str) -> Any:
    return _store.processed(_id)


def beside(store: Store, quotes: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Return what lib.queries.utterances.repeated tells of ``quotes`` (numbers), by their keys."""
    folder, version = _where(store)
    told = _told(folder=folder, version=version).of(quotes, lambda missing: utterances.repeated(store, missing))
    return {own["key"]: own for own in told.values() if own}


class Told:
    """What is told of quotes, the first asked about forgotten beyond MAX_TOLD; safe to share between threads."""

    def __init__(self) -> None:
        self._own: dict[int, Any] = {}
        self._lock = Lock()

    def of(self, quotes: Sequence[int], ask: Callable[[list[int]], dict[int, Any]]) -> dict[int, Any]:
        """Return what is told of each of ``quotes``, None for nothing; those never asked about are asked at once."""
        with self._lock:
            found = {quote: self._own[quote] for quote in quotes if quote in self._own}
        if missing := [quote for quote in quotes if quote not in found]:
            asked = dict.fromkeys(missing) | ask(missing)
            found |= asked
            with self._lock:
                self._own |= asked
                for quote in list(self._own)[:-MAX_TOLD]:
                    del self._own[quote]
        return found


@st.cache_resource(max_entries=MAX_STORES, show_spinner=False)
def _told(folder: str, version: str) -> Told:
    return Told()


def _where(store: Store) -> tuple[str, str]:
    return str(settings.store_dir()), str(store.version)
