"""The list of the articles that fit the filters."""

from __future__ import annotations

import streamlit as st

from lib.queries import articles, entities, found
from lib.ui import components, data, exports, lists
from lib.ui.links import to_name
from lib.ui.shell import Screen
from lib.ui.steps import choose, pager

PER_PAGE = 25
SORTS = [("newest", "Newest first"), ("oldest", "Oldest first"), ("most", "Most mentions first")]
BEST = [("match", "Best match first")]
#: Names offered for the words that were searched: one line of chips.
OFFERED = 8


def same_words(screen: Screen) -> None:
    """Offer the names that hold the searched words: a name also finds its other spellings."""
    words = screen.view.words
    found = data.look_up(_named, screen.store, words) if words else None
    if found is None or found.empty:
        return
    st.caption("Names with these words, in every spelling:")
    items = [
        {
            "title": r.name,
            "value": f"{r.n_articles:,}",
            "kind": r.kind,
            "href": to_name(r.id, r.kind, screen.view.with_(words="")),
        }
        for r in found.itertuples(index=False)
    ]
    components.rows(items, "chips", label="Names with these words", key="named", ordered=False)


def show(screen: Screen) -> None:
    """Show the page of the list that the address names."""
    with exports.beside(screen, "Articles", exports.rows_of(screen, articles.listing)):
        choose(screen, "Order", "sort", SORTS + (BEST if screen.view.words else []))
    frame = screen.ask(articles.listing, limit=PER_PAGE)
    if len(frame):
        passages = screen.ask(found.passages, limit=PER_PAGE) if screen.view.words else {}
        components.rows(lists.articles(frame, screen.view, passages), "articles", label="Articles", key="articles")
    folded = screen.view.unit == "texts"
    n = screen.totals.n_texts if folded else screen.totals.n_articles
    pager(screen, n, PER_PAGE, "Texts" if folded else "Articles")


def _named(store, words: str):
    return entities.find(store, words, limit=OFFERED)
