"""Places: the map and the ranking, and one place with its sentences."""

from __future__ import annotations

import functools

import streamlit as st

from lib.charts import lines_over_time
from lib.queries import articles, places
from lib.queries import totals as numbers
from lib.queries.places import Card
from lib.ui import components, data, events, exports, links, lists, maps, pictures
from lib.ui.escape import plain
from lib.ui.links import href
from lib.ui.names import LINES, PER_PAGE, RANKED, part_of, unknown
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose, choose_interval, turn
from lib.ui.words import count, counted, days

ROLES = [(None, "Any"), ("dateline", "Dateline"), ("mentioned", "In the text"), ("in_quote", "Inside a quote")]
#: Place names in doubt shown under the map: enough to see of which kind they are.
DOUBTS = 10


def ranking(screen: Screen) -> None:
    """Show the places on a map and as a list; a click opens one."""
    frame = screen.ask(places.ranking, limit=maps.ON_MAP)
    choose(screen, "Where the place stands in the article", "place_role", ROLES)
    if frame.empty:
        st.info("No places are named in these articles.")
        return
    maps.draw(screen, screen.view, frame, on=events.place_opened)
    left, right = st.columns([2, 3], gap="large")
    with left:
        exports.heading(screen, "In most articles", exports.rows_of(screen, places.ranking), title="Places by articles")
        components.rows(
            lists.places(frame.head(RANKED), screen.view), "bars", label="Places by articles", key="ranking"
        )
    with right:
        _lines(screen, frame["geonameid"].head(LINES).tolist(), f"The first {min(LINES, len(frame))} over time")
        _doubtful(screen)


def one(screen: Screen) -> None:
    """Show everything about the place in the address, or say that it is not there."""
    subject = screen.view.subject or ""
    card: Card | None = data.look_up(places.card, screen.store, int(subject)) if subject.isdecimal() else None
    if card is None:
        unknown(screen, subject)
        return
    _head(screen, card)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _sentences(screen, card)
    with right:
        _lines(screen, [card.geonameid], "Over time")
        _names(screen, card)


def _head(screen: Screen, card: Card) -> None:
    filters = screen.view.filters()
    about = filters if card.geonameid in filters.places else filters.toggle("places", card.geonameid)
    n = data.ask(numbers.totals, screen.store, about).value.n(screen.view.unit)
    st.title(plain(card.name))
    st.markdown(plain(part_of(n, screen)))
    when = days(card.first_day, card.last_day)
    where = f"{card.country or 'No one country'}, {position(card)}, GeoNames {card.geonameid}."
    st.caption(
        plain(
            f"In all: {count(card.n_articles, 'article')}, {count(card.n_mentions, 'mention')}"
            f"{', ' + when if when else ''}."
        )
    )
    st.caption(plain(where))
    ways = [(counted(n, screen.view), links.listing(about)), ("Overview of these", href(links.OVERVIEW, about))]
    go_on(ways, key="ways")


def position(card: Card) -> str:
    """Return latitude and longitude as written on maps: "36.20° N, 37.16° E"."""
    if card.lat is None or card.lon is None:
        return "an area without one point"
    return f"{abs(card.lat):.2f}° {'N' if card.lat >= 0 else 'S'}, {abs(card.lon):.2f}° {'E' if card.lon >= 0 else 'W'}"


def _sentences(screen: Screen, card: Card) -> None:
    whole = exports.rows_of(screen, places.sentences, geonameid=card.geonameid)
    exports.heading(screen, "In the articles' words", whole, title=f"Sentences about {card.name}")
    offset = PER_PAGE * (screen.view.page - 1)
    frame = screen.ask(places.sentences, geonameid=card.geonameid, limit=PER_PAGE + 1, offset=offset)
    if frame.empty:
        st.caption("No article within the filters names this place.")
    items = lists.sentences(frame.head(PER_PAGE), screen.view, "place", str(card.geonameid))
    components.rows(items, "sentences", label="Sentences", key="sentences")
    turn(screen, more=len(frame) > PER_PAGE)


def _lines(screen: Screen, ids: list[int], heading: str) -> None:
    interval = screen.ask(articles.pick_interval)
    frame = screen.ask(places.over_time, ids=tuple(ids), interval=interval)
    if frame.empty:
        return
    st.subheader(heading)
    on = functools.partial(events.line_clicked, field="geonameid")
    pictures.show(lines_over_time, frame, name="lines", interval=interval, id="geonameid", on=on)
    choose_interval(screen, interval)


def _names(screen: Screen, card: Card) -> None:
    frame = screen.ask(places.names_at, geonameid=card.geonameid, limit=12)
    if frame.empty:
        return
    whole = exports.rows_of(screen, places.names_at, geonameid=card.geonameid)
    exports.heading(screen, "Named in the same articles", whole)
    components.rows(lists.names(frame, screen.view), "bars", label="Named in the same articles", key="names")


def _doubtful(screen: Screen) -> None:
    n = screen.totals.n_doubtful_places
    if not n:
        return
    exports.heading(screen, "In doubt", exports.rows_of(screen, places.doubtful), title="Place names in doubt")
    st.caption(f"{count(n, 'place name')} with no sure pin. They are marked in the text and counted nowhere as sure.")
    frame = screen.ask(places.doubtful, limit=DOUBTS)
    components.rows(lists.doubtful(frame, screen.view), "articles", label="Place names in doubt", key="doubtful")
