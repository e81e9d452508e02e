"""One article: its own words with names and quotes marked, and what was found in it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import streamlit as st

from lib.model import Article, Processed, Toponym
from lib.queries import stories, utterances
from lib.queries.found import in_text
from lib.queries.totals import DOUBTFUL
from lib.ui import below, changes, components, data, evidence, links, lists, marked
from lib.ui.escape import plain, sendable, web_address
from lib.ui.links import href, to_article, to_name, to_place, to_story
from lib.ui.shell import Screen, go_on
from lib.ui.words import KIND_NAMES, NOBODY, QUOTE_KINDS, certainty, count, moment, title
from lib.view import View

#: Names of one kind shown as chips before the rest are folded away: what two lines of a column hold.
CHIPS = 12
LEGEND = [
    {"name": "person", "text": "people", "mark": True},
    {"name": "org", "text": "organisations", "mark": True},
    {"name": "place", "text": "places", "mark": True},
    {"name": "other", "text": "other names", "mark": True},
    {"name": "said direct", "text": "quoted", "mark": False},
    {"name": "said indirect", "text": "reported", "mark": False},
    {"name": "speaker", "text": "speaker", "mark": False},
    {"name": "cue", "text": "word of saying", "mark": False},
    {"name": "marked", "text": "in marks, said by nobody", "mark": False},
]

SEARCHED = [{"name": "found", "text": "searched for", "mark": False}]

#: What is said until the reader comes to the quotes, and the pixels that it takes.
ELSEWHERE, LINE = "Where else these quotes stand", 28


def show(screen: Screen) -> None:
    """Show the article that the address names, or say that there is none of that id."""
    found: Processed | None = data.article(screen.store, screen.view.article or "")
    back = screen.view.filters()
    if found is None:
        st.title("This article is not here")
        st.info(
            plain(f"No article has the id {screen.view.article}. It may have been removed, or the link is damaged.")
        )
        go_on([("Show the list of articles", href(links.ARTICLES, back))])
        return
    _head(found)
    text, side = st.columns([5, 3], gap="large")
    with text:
        _changed(screen, found)
        _reader(screen, found)
    with side:
        evidence.mention(screen, found)
        _story(screen, found)
        _names(screen, found)
        _quotes(screen, found)
        evidence.marked_words(screen, found)
        _places(screen, found)
        _record(found)


def _head(found: Processed) -> None:
    own = found.article
    st.title(plain(title(own.title, own.text)))
    facts = [lists.outlet(own.outlet), moment(own.published_at), ", ".join(own.authors)]
    st.markdown(plain(" · ".join(f for f in facts if f)))
    if url := web_address(own.url):
        st.link_button("Open the original", url, icon=":material/open_in_new:")
    for note in found.notes:
        st.info(plain(f"Names and quotes are not marked: {note}."))


def _reader(screen: Screen, found: Processed) -> None:
    view = screen.view
    hits = marked.hits(found, view.subject)
    searched = in_text(found.article.text, view.words)
    blocks = marked.blocks(found, lambda n: to_article(found.article.id, view, at=n.start, subject=n.id), searched)
    components.reader(
        {
            "key": f"{found.article.id}|{screen.store.version}|{href(links.ARTICLES, view.filters())}",
            "article": found.article.id,
            "blocks": blocks,
            "hits": hits,
            "at": view.at,
            "source": source(found.article),
            "link": to_article(found.article.id, View()),
            "legend": LEGEND + (SEARCHED if searched else []),
            "step": step(screen, found, hits),
        }
    )


def source(own: Article) -> str:
    """Return where words of the article come from, to be cited: its title, outlet and day."""
    day = moment(own.published_at).partition(", ")[0]
    return ", ".join((title(own.title, own.text), lists.outlet(own.outlet), day))


def step(screen: Screen, found: Processed, hits: list[int]) -> dict[str, Any] | None:
    """Return the line for stepping through the mentions of the view's name; None where it is not in the article."""
    view, id = screen.view, found.article.id
    if not hits or not view.subject:
        return None
    name = next(n for n in marked.names(found) if n.start == hits[0])
    place = hits.index(view.at) if view.at in hits else None
    before, after = (None, 0) if place is None else (place - 1, place + 1)
    page = to_place(int(name.id), view) if name.id.isdecimal() else to_name(name.id, None, view)
    return {
        "title": name.label,
        "kind": name.kind,
        "where": count(len(hits), "mention") if place is None else f"{place + 1} of {count(len(hits), 'mention')}",
        "links": [
            _step("‹ Previous", before, hits, screen, "previous"),
            _step("Next ›", after, hits, screen, "next"),
            {"text": "More about this name", "href": page, "name": "about"},
            {"text": "Close", "href": to_article(id, view), "name": "close", "top": False},
        ],
    }


def _step(text: str, number: int | None, hits: list[int], screen: Screen, name: str) -> dict[str, Any]:
    link: dict[str, Any] = {"text": text, "name": name, "top": False, "say": f"{name} mention"}
    if number is not None and 0 <= number < len(hits):
        view = screen.view
        link["href"] = to_article(view.article or "", view, at=hits[number], subject=view.subject)
    return link


def _story(screen: Screen, found: Processed) -> None:
    """Say which story the article is in, and which other articles have its text."""
    story = data.look_up(stories.of_article, screen.store, found.article.id)
    if story is None:
        return
    id, named, n, _ = story
    if n > 1:
        st.markdown("##### Story")
        item = {"href": to_story(id, screen.view), "title": named, "value": f"{n:,}", "kind": "other"}
        components.rows([item], "chips", label="The story of this article", key="story")
    frame = data.look_up(stories.versions, screen.store, found.article.id)
    if len(frame):
        st.markdown("##### The same text elsewhere")
        components.rows(_versions(screen, found, frame), "articles", label="Articles with this text", key="versions")


def _versions(screen: Screen, found: Processed, frame: Any) -> list[dict[str, Any]]:
    others = [r for r in frame.itertuples(index=False) if r.id != found.article.id]
    return [
        {
            "href": to_article(r.id, screen.view),
            "title": title(lists.plain_text(r.title)),
            "kind": "other",
            "meta": [lists.outlet(r.outlet), moment(lists.plain_text(r.published_at))],
            "flags": [] if r.is_copy else ["the original" if not lists.plain_text(r.agency) else f"from {r.agency}"],
        }
        for r in others
    ]


def _changed(screen: Screen, found: Processed) -> None:
    """Show what was changed from the original of a copy."""
    frame = data.look_up(stories.versions, screen.store, found.article.id)
    if frame.empty or frame["id"].iloc[0] == found.article.id:
        return
    first = next(frame.itertuples(index=False))
    original = data.article(screen.store, first.id)
    who = lists.outlet(first.outlet) + (f", which credits {first.agency}" if lists.plain_text(first.agency) else "")
    st.info(plain(f"Copy of “{title(lists.plain_text(first.title))}” in {who}."), icon=":material/content_copy:")
    with st.expander("What was changed"):
        st.caption(changes.LEGEND)
        item = {"kind": "other", "parts": changes.parts(original.article.text, found.article.text, cut=True)}
        components.rows([item], "changes", label="Changes from the original", key="changes")


def _names(screen: Screen, found: Processed) -> None:
    by_kind: dict[str, Counter] = {}
    named = [name for name in marked.names(found) if name.kind != "role"]
    for name in named:
        by_kind.setdefault(name.kind, Counter())[(name.id, name.label)] += 1
    first = {(n.id, n.label): n.start for n in reversed(named)}
    for kind in sorted(by_kind, key=list(KIND_NAMES).index if by_kind.keys() <= KIND_NAMES.keys() else str):
        st.markdown(f"##### {KIND_NAMES.get(kind, 'Other names')}")
        items = [_chip(screen, kind, key, n, first) for key, n in by_kind[kind].most_common()]
        components.rows(items[:CHIPS], "chips", label=KIND_NAMES.get(kind, "Other names"), key=f"names-{kind}")
        if items[CHIPS:]:
            with st.expander(f"{len(items) - CHIPS} more"):
                components.rows(items[CHIPS:], "chips", label=f"More {kind} names", key=f"more-{kind}")


def _chip(screen: Screen, kind: str, key: tuple[str, str], n: int, first: dict[tuple[str, str], int]) -> dict[str, Any]:
    id, label = key
    return {
        "title": label,
        "value": str(n),
        "kind": kind,
        "on": bool(id) and id == screen.view.subject,
        "href": to_article(screen.view.article or "", screen.view, at=first[key], subject=id or None),
        "say": f"{label}: {count(n, 'mention')}",
        "top": False,
    }


def _quotes(screen: Screen, found: Processed) -> None:
    """Show the quotes; where else they stand is looked for, in the whole story, once the reader comes to them."""
    st.markdown(f"##### {count(len(found.quotes), 'quote')}")
    story = data.look_up(stories.of_article, screen.store, found.article.id)
    if found.quotes and story and story[2] > 1:
        with st.container(gap=None):
            own = f"quotes-{found.article.id}"  # who has come to those of one article has not come to the next one's
            below.later(screen, own, _with_elsewhere, found, told=ELSEWHERE, height=LINE, until=_quotes_alone)
    else:
        _quotes_alone(screen, found)


def _quotes_alone(screen: Screen, found: Processed) -> None:
    _show_quotes(screen, found, {})


def _with_elsewhere(screen: Screen, found: Processed) -> None:
    own = data.look_up(utterances.in_article, screen.store, found.article.id)
    _show_quotes(screen, found, data.beside(screen.store, own))


def _show_quotes(screen: Screen, found: Processed, same: dict[str, dict[str, Any]]) -> None:
    names = {e.id: e.name for e in found.entities}
    items = [_quote(screen, found, q, names) for q in found.quotes]
    keys = tuple((found.article.id, q.start) for q in found.quotes)
    items = lists.elsewhere(items, keys, same, screen.view)
    components.rows(items, "quotes", label="Quotes in this article", key="quotes")


def _quote(screen: Screen, found: Processed, quote: Any, names: dict[str, str]) -> dict[str, Any]:
    text = found.article.text
    written = text[slice(*quote.speaker)] if quote.speaker else None
    name = names.get(quote.speaker_entity or "")
    chain = [text[slice(*span)] for span in quote.chain]
    facts = [QUOTE_KINDS[quote.kind], f"cue “{text[slice(*quote.cue)]}”" if quote.cue else "no cue"]
    return {
        "href": to_article(found.article.id, screen.view, at=quote.start, subject=screen.view.subject),
        "top": False,
        "kind": (quote.speaker_entity or "other").partition("/")[0],
        "speaker": name or written or NOBODY,
        "speaker_known": bool(name or written),
        "speaker_href": to_name(quote.speaker_entity, None, screen.view) if name and quote.speaker_entity else None,
        "speaker_say": f"About {name}",
        "others": lists.voices(((id, names.get(id, id)) for id in quote.speaker_entities[1:]), screen.view),
        "note": chain_in_words(name, written, chain),
        "mark": text[quote.start : quote.end],
        **lists.citation(
            text[quote.start : quote.end], name or written, source(found.article), found.article.id, quote.start
        ),
        "meta": [*facts, certainty(quote.score), quote.method],
        "on": quote.start == screen.view.at,
    }


def chain_in_words(name: str | None, written: str | None, chain: list[str]) -> str | None:
    """Return how the speaker was found: “He”, taken to be “Mr Lavrov”, taken to be ... ; None where it is plain."""
    if not written:
        return None if name else "nobody could be given"
    told = [written, *chain]
    steps = [s for i, s in enumerate(told) if i == 0 or s != told[i - 1]]
    if len(steps) > 1 or (name and steps[0].casefold() != name.casefold()):
        return "as " + ", taken to be ".join(f"“{s}”" for s in steps)
    return None if name else "not tied to a name"


def _places(screen: Screen, found: Processed) -> None:
    doubtful = [t for t in found.places if t.status in DOUBTFUL]
    if not doubtful:
        return
    st.markdown(f"##### {count(len(doubtful), 'place')} in doubt")
    items = [
        {
            "href": to_article(found.article.id, screen.view, at=t.start, subject=screen.view.subject),
            "top": False,
            "title": found.article.text[t.start : t.end],
            "kind": "place",
            "meta": lists.doubts(t.status, t.method, t.candidates, _guess(t), list(t.alternatives)),
        }
        for t in doubtful
    ]
    components.rows(items, "articles", label="Places in doubt", key="doubtful")


def _guess(t: Toponym) -> lists.Guess:
    return lists.Guess(t.name, t.country, t.score, t.lat, t.lon, t.geonameid)


def _record(found: Processed) -> None:
    own = found.article
    with st.expander("About this record"):
        st.markdown(
            plain(f"Id {own.id}. Read from {own.origin or 'an unknown file'}. Language {own.language or 'unknown'}.")
        )
        st.markdown(plain(f"Annotated by {found.pipeline}." if found.pipeline else "Not annotated."))
        if own.url and not web_address(own.url):
            st.markdown(plain(f"Address as given: {own.url}"))
        if not own.url:
            st.markdown("This article came without a web address; this is its text as it was read:")
            st.text_area("Untouched text", sendable(own.text), height=240, disabled=True, label_visibility="collapsed")
        st.download_button(
            "Download the annotations",
            lambda: json.dumps(found.to_json(), indent=1),
            file_name=f"{plain_file_name(own.id)}.json",
            mime="application/json",
            on_click="ignore",
        )


def plain_file_name(id: str) -> str:
    """Return ``id`` with only letters, digits, hyphens and underscores, for a file's name."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in id)[:80]
