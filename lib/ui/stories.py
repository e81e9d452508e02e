"""The list of the stories that the articles in view belong to."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.queries import stories
from lib.ui import components, data, exports, links, lists
from lib.ui.links import href, to_story
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose, pager
from lib.ui.words import count, days
from lib.view import View

PER_PAGE = 20
SORTS = [("most", "Largest first"), ("newest", "Newest first"), ("growing", "Growing"), ("oldest", "Oldest first")]
#: Stories beside a name.
BESIDE = 5
#: Stories offered for the words that were searched.
OFFERED = 6


def same_words(screen: Screen) -> None:
    """Offer the stories whose title holds the searched words: a story also has articles without them."""
    words = screen.view.words
    frame = data.look_up(_titled, screen.store, words) if words else None
    if frame is None or frame.empty:
        return
    items = [
        {"title": r.title, "value": f"{r.n_articles:,}", "kind": "other", "href": to_story(r.id, View())}
        for r in frame.itertuples(index=False)
    ]
    components.rows(items, "chips", label="Stories with these words in the title", key="titled", ordered=False)


def found(screen: Screen) -> None:
    """Show the page of the list that the address names."""
    with exports.beside(screen, "Stories", exports.rows_of(screen, stories.listing)):
        choose(screen, "Order", "sort", SORTS)
    frame = screen.ask(stories.listing, limit=PER_PAGE)
    if len(frame):
        numbers = tuple(frame["story"].tolist())
        pulses, voices = (screen.ask(query, stories=numbers) for query in (stories.pulses, stories.voices))
        items = [_item(r, screen.view, pulses, voices) for r in frame.itertuples(index=False)]
        components.rows(items, "articles", label="Stories", key="stories")
    pager(screen, screen.totals.n_stories, PER_PAGE, "Stories")


def of_view(screen: Screen, view: View) -> None:
    """Show the largest stories of ``view``, and the way to all of them."""
    frame = data.ask(stories.listing, screen.store, view.with_(sort=None, page=1), limit=BESIDE).value
    if frame.empty:
        return
    st.subheader("Stories")
    items = [
        {
            "href": to_story(r.id, view),
            "title": r.title,
            "kind": "other",
            "bar": r.n_articles / frame["n_articles"].max(),
            "value": f"{r.n_articles:,}",
            "say": f"{r.title}: {count(r.n_articles, 'article')}",
        }
        for r in frame.itertuples(index=False)
    ]
    components.rows(items, "bars", label="Stories", key="stories-of")
    go_on([("All these stories", href(links.STORIES, view))], key="all-stories")


def _item(r: Any, view: View, pulses: dict[int, list[int]], voices: dict[int, list[str]]) -> dict[str, Any]:
    said = voices.get(r.story)
    outlets = count(r.n_outlets, "outlet") if r.n_outlets > 1 else lists.outlet(r.lead_outlet)
    return {
        "href": to_story(r.id, view),
        "title": r.title,
        "kind": "other",
        "pulse": pulses.get(r.story, []) if r.n_articles > 1 else [],
        "meta": [articles(r), outlets, days(*_dates(r)) or "no date", f"quoted: {', '.join(said)}" if said else None],
        "flags": _flags(r),
        "before": lists.short(r.lead),
    }


def articles(r: Any) -> str:
    """Return how many articles of the story are in view, and of how many texts where some are copies."""
    said = count(r.n_articles, "article") + (f" of {r.n_all:,}" if r.n_all > r.n_articles else "")
    return said if r.n_texts == r.n_articles else f"{said}, {count(r.n_texts, 'independent text')}"


def _flags(r: Any) -> list[str]:
    if r.n_articles < 2 or r.n_new == r.n_before:
        return []
    return [f"{r.n_new:,} in the last {stories.RECENT_DAYS} days, {r.n_before:,} in the {stories.RECENT_DAYS} before"]


def _dates(r: Any) -> tuple[Any, Any]:
    return lists.known(r.first_day), lists.known(r.last_day)


def _titled(store, words: str):
    return stories.find(store, words, limit=OFFERED)
