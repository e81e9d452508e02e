"""One story: when and where, who and what is said, what each outlet has alone, and why each article is in it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import streamlit as st

from lib.charts import story_timeline
from lib.queries import entities, places, stories, utterances
from lib.queries.stories import Card
from lib.stories.utterances import Utterance
from lib.ui import changes, components, data, events, links, lists, pictures
from lib.ui.escape import plain
from lib.ui.links import href, to_article, to_name, to_place, to_utterance
from lib.ui.shell import Screen, go_on
from lib.ui.words import NOBODY, count, day, days, moment, title
from lib.view import View

NAMES = 8
#: Utterances shown on the page, those in most outlets first; the rest are on the page of quotes.
SAID = 12
FORMS = {"fullest": "fullest version", "same": "same words", "trimmed": "trimmed", "altered": "words altered"}


def one(screen: Screen) -> None:
    """Show everything about the story in the address, or say that it is not there."""
    card = data.look_up(stories.card, screen.store, screen.view.subject or "")
    if card is None:
        st.title("This story is not here")
        st.info("No story has this id. Its articles may have been removed, or it has become part of an older story.")
        go_on([("Show all stories", screen.here(screen.view.filters()))])
        return
    _head(screen, card)
    own = screen.view.filters().with_(story=card.id)
    frame = data.ask(stories.articles, screen.store, screen.view.filters(), story=card.id).value
    if frame.empty:
        st.info("No article of this story fits the filters. Take one off above.")
        return
    chosen = _utterance(screen, card)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _timeline(screen, card)
        if not chosen:
            _quotes(screen, card)
        _articles(screen, frame)
    with right:
        _first(screen, card)
        _who(screen, own)
        _alone(screen, card)


def _head(screen: Screen, card: Card) -> None:
    st.title(plain(card.title))
    own = screen.view.filters().with_(story=card.id)
    texts = f", {count(card.n_texts, 'independent text')}" if card.n_texts < card.n_articles else ""
    when = days(card.first_day, card.last_day)
    facts = [f"{count(card.n_articles, 'article')}{texts}", count(card.n_outlets, "outlet"), when or "no dates"]
    st.markdown(plain(" · ".join(facts)))
    ways = [
        ("Only this story, on every page", href(links.OVERVIEW, own)),
        ("Its quotes", href(links.QUOTES, own)),
        ("Lead article", to_article(card.lead, screen.view)),
    ]
    go_on(ways, key="ways")


def _timeline(screen: Screen, card: Card) -> None:
    frame = data.ask(stories.days, screen.store, screen.view.filters(), story=card.id).value
    if len(frame) < 2:
        return
    st.subheader("Who had it when")
    pictures.show(story_timeline, frame, name="timeline", on=events.column_picked)


def _articles(screen: Screen, frame: Any) -> None:
    st.subheader("Its articles, in order")
    items = [_article(r, screen.view) for r in frame.itertuples(index=False)]
    components.rows(items, "articles", label="Articles of the story", key="articles")
    if len(frame) == stories.LISTED:
        st.caption(f"The first {stories.LISTED} of them.")


def _article(r: Any, view: View) -> dict[str, Any]:
    copied = f"copy of {lists.outlet(r.original_outlet)}" if r.is_copy else None
    agency = f"credits {r.agency}" if isinstance(r.agency, str) else None
    return {
        "href": to_article(r.id, view),
        "title": title(lists.plain_text(r.title), lists.plain_text(r.lead)),
        "kind": "other",
        "meta": [lists.outlet(r.outlet), moment(lists.plain_text(r.published_at)), lists.why(r.reason, r.score)],
        "flags": [flag for flag in (copied, agency) if flag],
    }


def _first(screen: Screen, card: Card) -> None:
    frame = data.ask(stories.origins, screen.store, screen.view.filters(), story=card.id).value
    st.subheader("Who reports it")
    items = [
        {
            "href": href(links.ARTICLES, screen.view.filters().with_(story=card.id, outlets=(r.outlet,))),
            "title": lists.outlet(r.outlet),
            "kind": "other",
            "note": "first to report" if i == 0 and lists.plain_text(r.first_at) else None,
            "bar": r.n_articles / frame["n_articles"].max(),
            "parts": [(r.n_articles - r.n_wire) / r.n_articles, r.n_wire / r.n_articles],
            "value": f"{r.n_articles:,}" + (f", {r.n_wire:,} wire" if r.n_wire else ""),
            "say": f"{lists.outlet(r.outlet)}: {count(r.n_articles, 'article')}, {r.n_wire} from an agency or copied",
        }
        for i, r in enumerate(frame.itertuples(index=False))
    ]
    components.rows(items, "bars", label="Outlets, the first to report first", key="origins")
    if frame["n_wire"].any():
        st.caption("Full colour: own text; lighter: with an agency's credit, or copied from another article.")


def _who(screen: Screen, own: View) -> None:
    for kind, heading in (("person", "People"), ("org", "Organisations")):
        frame = data.ask(entities.ranking, screen.store, own, kind=kind, limit=NAMES).value
        if len(frame):
            st.subheader(heading)
            components.rows(lists.names(frame, own, kind), "bars", label=heading, key=f"who-{kind}")
    frame = data.ask(places.ranking, screen.store, own, limit=NAMES).value
    if len(frame):
        st.subheader("Places")
        components.rows(lists.places(frame, own), "bars", label="Places", key="where")


def _alone(screen: Screen, card: Card) -> None:
    frame = data.ask(stories.alone, screen.store, screen.view.filters(), story=card.id).value
    if frame.empty:
        return
    st.subheader("What only one outlet has")
    for outlet, rows in groupby(frame.itertuples(index=False), key=lambda r: r.outlet):
        st.markdown(f"##### {plain(lists.outlet(outlet))}")
        items = [
            {"title": r.name, "value": f"{r.n}", "kind": r.kind, "href": _to(r, screen.view, card.id)} for r in rows
        ]
        components.rows(items, "chips", label=f"Only in {lists.outlet(outlet)}", key=f"only-{outlet}", ordered=False)


def _to(r: Any, view: View, story: str) -> str:
    own = view.filters().with_(story=story)
    return to_place(int(r.id), own) if r.kind == "place" else to_name(r.id, r.kind, own)


def _quotes(screen: Screen, card: Card) -> None:
    found = data.look_up(utterances.of_story, screen.store, card.id)
    several = sorted((u for u in found), key=lambda u: -len({v.said.outlet for v in u.variants}))[:SAID]
    if not several:
        return
    shown = [u for u in found if u in several]
    st.subheader("Quoted more than once, in order")
    items = [_said(u, screen.view, card.id) for u in shown]
    components.rows(items, "quotes", label="Utterances in several articles", key="utterances")


def _said(utterance: Utterance, view: View, story: str) -> dict[str, Any]:
    fullest = next(v.said for v in utterance.variants if v.form == "fullest")
    told = utterances.facts(utterance)
    return {
        "href": to_utterance(view, story, fullest.article, utterances.start_of(fullest)),
        "kind": (fullest.speaker or "other").partition("/")[0],
        "speaker": fullest.name or NOBODY,
        "speaker_known": bool(fullest.name),
        "speaker_href": to_name(fullest.speaker, None, view) if fullest.speaker else None,
        "speaker_say": f"About {fullest.name}",
        "mark": fullest.words,
        "meta": [lists.in_words(told)],
    }


def _utterance(screen: Screen, card: Card) -> bool:
    """Show every version of the quote in the address; return whether there is one."""
    view = screen.view
    found = data.look_up(utterances.of_story, screen.store, card.id) if view.article else []
    wanted = utterances.key(view.article or "", view.at or 0)
    mine = [u for u in found if any(v.said.key == wanted for v in u.variants)]
    if not mine:
        return False
    st.subheader("One quote, as each article gives it")
    frame = data.look_up(utterances.variants, screen.store, mine[0])
    fullest = frame["words"].iloc[0]
    items = [_version(r, fullest, view) for r in frame.itertuples(index=False)]
    components.rows(items, "changes", label="Versions of the quote", key="versions")
    st.caption(changes.LEGEND)
    go_on([("All quotes of the story", screen.here(view.filters().with_(subject=card.id)))], key="all-said")
    return True


def _version(r: Any, fullest: str, view: View) -> dict[str, Any]:
    return {
        "href": to_article(r.id, view, at=int(r.start)),
        "title": f"{lists.outlet(r.outlet)}, {day(r.day)}",
        "kind": (r.speaker_id or "other").partition("/")[0],
        "meta": [f"said by {r.speaker}" if r.speaker else NOBODY, title(lists.plain_text(r.title))],
        "flags": [FORMS[r.form]] + (["another speaker"] if r.other_speaker else []),
        "parts": changes.parts(fullest, r.words) if r.form != "fullest" else [{"text": r.words, "kind": "equal"}],
    }
