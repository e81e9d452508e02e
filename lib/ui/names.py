"""People and organisations: the ranking of a kind, and one name with its sentences."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.charts import lines_over_time, names_by_outlet, together_network
from lib.queries import articles, entities, quotes
from lib.queries import totals as numbers
from lib.queries.entities import Card
from lib.ui import components, data, events, exports, links, lists, maps, pictures, stories
from lib.ui.escape import plain
from lib.ui.links import href, to_comparison, with_name
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose_interval, turn
from lib.ui.words import KIND_NAMES, count, counted, days, noun, percent
from lib.view import describe

#: Names in the ranking: two screens of a laptop, beyond which people search instead of reading.
RANKED = 40
#: Lines that can be told apart in one chart.
LINES = 5
#: Names by outlets that stay readable as a table of shades.
MATRIX = 12
BESIDE = 10
#: Quotes beside the sentences; the rest are on the page of quotes.
SAID = 5
PER_PAGE = 20


def ranking(screen: Screen, kind: str) -> None:
    """Show who of ``kind`` is in most articles, when, where and with whom."""
    frame = screen.ask(entities.ranking, kind=kind, limit=RANKED)
    what = KIND_NAMES[kind]
    if frame.empty:
        st.info(f"No {what.lower()} are named in these articles.")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        exports.heading(
            screen,
            f"In most {noun(screen.view).lower()}",
            exports.rows_of(screen, entities.ranking, kind=kind),
            title=f"{what} by articles",
        )
        components.rows(lists.names(frame, screen.view, kind), "bars", label=f"{what} by articles", key="ranking")
    with right:
        _lines(screen, frame["id"].head(LINES).tolist(), f"The first {min(LINES, len(frame))} over time")
        _by_outlet(screen, kind)
        _network(screen, kind)


def one(screen: Screen, kind: str) -> None:
    """Show everything about the name in the address, or say that it is not there."""
    subject = screen.view.subject or ""
    card: Card | None = data.look_up(entities.card, screen.store, subject)
    if card is None:
        unknown(screen, subject)
        return
    _head(screen, card)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _sentences(screen, card)
    with right:
        _lines(screen, [subject], "Over time")
        _beside(screen, subject)
        stories.of_view(screen, with_name(screen.view.filters(), card.id))
        _said(screen, card)
    maps.beside_name(screen, card.id, card.name)


def unknown(screen: Screen, subject: str) -> None:
    """Say that no article names ``subject``, and offer the ranking."""
    st.title("This name is not here")
    st.info(plain(f"No article names {subject}. It may have been removed, or the link is damaged."))
    go_on([(f"Show all {screen.page.title.lower()}", screen.here(screen.view.filters()))])


def _head(screen: Screen, card: Card) -> None:
    filters = screen.view.filters()
    st.title(plain(card.name))
    if card.role:
        st.markdown(plain(card.role))
    about = with_name(filters, card.id)
    n = data.ask(numbers.totals, screen.store, about).value.n(screen.view.unit)
    st.markdown(plain(part_of(n, screen)))
    st.caption(plain(in_all(card)))
    if others := [a for a in card.aliases if a != card.name]:
        st.caption(plain(f"Also written {', '.join(others[:12])}."))
    ways = [(counted(n, screen.view), links.listing(about)), ("Overview of these", href(links.OVERVIEW, about))]
    if card.n_said:
        ways.append((count(card.n_said, "quote"), href(links.QUOTES, filters.with_(speakers=(card.id,)))))
    ways.append(("Compare with …", to_comparison(filters, card.id)))
    go_on(ways, key="ways")


def part_of(n: int, screen: Screen) -> str:
    """Return how many of the articles within the filters it is, with the share, and which articles these are."""
    total = screen.totals.n(screen.view.unit)
    share = f" ({percent(n / total)})" if total else ""
    within = describe(screen.view, screen.labels)
    said = f"In {n:,} of {counted(total, screen.view)}{share}"
    return f"{said} {within}." if within else f"{said}."


def in_all(card: Card) -> str:
    """Return what the whole store knows of a name, whatever the filters."""
    when = days(card.first_day, card.last_day)
    said = f"In all: {count(card.n_articles, 'article')} from {count(card.n_outlets, 'outlet')}"
    return f"{said}, {count(card.n_mentions, 'mention')}{', ' + when if when else ''}."


def _sentences(screen: Screen, card: Card) -> None:
    view = screen.view
    whole = exports.rows_of(screen, entities.sentences, id=card.id)
    exports.heading(screen, "In the articles' words", whole, title=f"Sentences about {card.name}")
    frame = screen.ask(entities.sentences, id=card.id, limit=PER_PAGE + 1, offset=PER_PAGE * (view.page - 1))
    if frame.empty:
        st.caption("No article within the filters mentions this name.")
    items = lists.sentences(frame.head(PER_PAGE), view, card.kind, card.id)
    components.rows(items, "sentences", label="Sentences", key="sentences")
    turn(screen, more=len(frame) > PER_PAGE)


def _lines(screen: Screen, ids: list[str], heading: str) -> None:
    interval = screen.ask(articles.pick_interval)
    frame = screen.ask(entities.over_time, ids=tuple(ids), interval=interval)
    if frame.empty:
        return
    st.subheader(heading)
    name = f"lines-{screen.view.start}-{screen.view.end}"  # a stretch drawn over other days is over
    pictures.show(lines_over_time, frame, name=name, interval=interval, on=events.line_clicked)
    choose_interval(screen, interval)
    if len(ids) > 1:
        go_on([("Compare these", to_comparison(screen.view, *ids))], key="compare")


def _by_outlet(screen: Screen, kind: str) -> None:
    frame = screen.ask(entities.by_outlet, kind=kind, limit=MATRIX)
    if frame["outlet"].nunique() < 2:
        return
    st.subheader("By outlet")
    pictures.show(names_by_outlet, frame, name="outlets", kind=kind, on=events.cell_picked)


def _network(screen: Screen, kind: str) -> None:
    frame = screen.ask(entities.together, kind=kind)
    if len(frame) < 3:
        return
    st.subheader("Named in the same articles")
    pictures.show(together_network, frame, name="network", on=events.together_clicked)


def _beside(screen: Screen, subject: str) -> None:
    frame = screen.ask(entities.together, subject=subject, limit=BESIDE)
    if frame.empty:
        return
    whole = exports.rows_of(screen, entities.together, subject=subject)
    exports.heading(screen, "Mentioned with", whole)
    components.rows(lists.together(frame, screen.view, subject), "bars", label="Mentioned with", key="beside")


def _said(screen: Screen, card: Card) -> None:
    if not card.n_said:
        return
    own = screen.view.filters().with_(speakers=(card.id,))
    whole = exports.rows_of(replace(screen, view=own), quotes.listing)
    exports.heading(screen, "Quoted", whole, title=f"Quotes by {card.name}")
    frame = data.ask(quotes.listing, screen.store, own, limit=SAID).value
    components.rows(lists.said(frame, screen.view), "sentences", label=f"Quotes by {card.name}", key="said")
