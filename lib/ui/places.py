"""Places: the map and the rankings, one place with its sentences, and the place names in doubt."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.queries import one_place, places
from lib.queries import totals as numbers
from lib.queries.places import Card
from lib.ui import below, components, data, events, exports, grids, links, lists, maps, panels
from lib.ui.escape import plain
from lib.ui.links import href
from lib.ui.names import RANKED, part_of, unknown
from lib.ui.panels import LINES, PER_PAGE
from lib.ui.shell import Screen, go_on
from lib.ui.steps import choose, pager
from lib.ui.words import count, counted, days, noun

ROLES = [(None, "Any"), ("dateline", "Dateline"), ("mentioned", "In the text"), ("in_quote", "Inside a quote")]
#: Countries listed beside the places, places by outlets, names beside one place: as many as can be read at once.
LANDS, MATRIX, BESIDE = 20, 12, 10
#: Place names in doubt shown under the map: enough to see of which kind they are.
DOUBTS = 5
#: Ids from here up are of places that GeoNames does not have (lib.model.Toponym).
OWN_PLACES = 1_000_000_000
#: What the address shows in place of one place: all names in doubt.
IN_DOUBT = "in-doubt"


def ranking(screen: Screen) -> None:
    """Show the places on a map and as lists; a click opens one."""
    frame = screen.ask(places.ranking, limit=maps.reach(screen.view))
    choose(screen, "Where the place stands in the article", "place_role", ROLES)
    if frame.empty:
        st.info("No places are named in these articles.")
        return
    maps.draw(screen, screen.view, frame, on=events.place_opened, picked=screen.view.places)
    maps.as_table(frame, screen.ask(places.countries))
    below.later(
        screen, "lists", _lists, frame, told="The places and countries as lists, over time and by outlet", height=900
    )


def first(screen: Screen) -> tuple[str, exports.Picture | None]:
    """Return the map of all places, which has no heading, as the page's first chart; None for one place or for none."""
    frame = None if screen.view.subject else screen.ask(places.ranking, limit=maps.reach(screen.view))
    if frame is None or frame.empty:
        return "", None
    return "", maps.symbols(screen, screen.view, frame, picked=screen.view.places)


def _lists(screen: Screen, frame: pd.DataFrame) -> None:
    """Show the places and the countries as lists, the first places over time and by outlet, the names in doubt."""
    left, right = st.columns(2, gap="large")
    with left:
        most = f"In most {noun(screen.view).lower()}"
        exports.heading(screen, most, exports.rows_of(screen, places.ranking), title="Places by articles")
        items = lists.places(frame.head(RANKED), screen.view)
        components.rows(items, "bars", label="Places by articles", key="ranking")
    with right:
        _lands(screen)
        ids, heading = frame["geonameid"].head(LINES).tolist(), f"The first {min(LINES, len(frame))} over time"
        panels.over_time(screen, places.over_time, ids, heading, id="geonameid")
        _by_outlet(screen)
        _doubtful(screen)


def one(screen: Screen) -> None:
    """Show everything about the place in the address, or say that it is not there."""
    subject = screen.view.subject or ""
    if subject == IN_DOUBT:
        in_doubt(screen)
        return
    card: Card | None = data.look_up(places.card, screen.store, int(subject)) if subject.isdecimal() else None
    if card is None:
        unknown(screen, subject, what="place")
        return
    _head(screen, card)
    _around(screen, card)
    told = "In the articles' words, over time, by outlet, and who else is named"
    below.later(screen, "words", _words, card, told=told, height=1200)


def _words(screen: Screen, card: Card) -> None:
    """Show the sentences that name the place and, beside them, when, where and with whom it is named."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        choose(screen, "Where the place stands in the article", "place_role", ROLES)
        _guessed(screen, card)
        subject = ("place", str(card.geonameid), card.name)
        panels.sentences(screen, places.sentences, subject=subject, geonameid=card.geonameid)
    with right:
        panels.over_time(screen, places.over_time, [card.geonameid], "Over time", id="geonameid")
        _roles(screen, card)
        _outlets(screen, card)
        _names(screen, card, "person", "People in the same articles")
        _names(screen, card, "org", "Organisations in the same articles")


def in_doubt(screen: Screen) -> None:
    """Show every place name of the view that has no sure pin, page by page."""
    n = screen.totals.n_doubtful_places
    st.title("Places in doubt")
    said = f"{count(n, 'place name')} with no sure pin. The map shows none of them as sure."
    st.markdown(plain(said))
    choose(screen, "Where the place stands in the article", "place_role", ROLES)
    offset = PER_PAGE * (screen.view.page - 1)
    frame = screen.ask(places.doubtful, limit=PER_PAGE, offset=offset)
    components.rows(lists.doubtful(frame, screen.view), "articles", label="Place names in doubt", key="doubtful")
    pager(screen, n, PER_PAGE, "Place names")


def _head(screen: Screen, card: Card) -> None:
    about = _about(screen, card)
    n = data.ask(numbers.totals, screen.store, about).value.n(screen.view.unit)
    st.title(plain(card.name))
    st.markdown(plain(part_of(n, screen)))
    when = days(card.first_day, card.last_day)
    land = lists.country_name(card.country) or "No one country"
    source = f"GeoNames {card.geonameid}" if card.geonameid < OWN_PLACES else "from the newsroom's own list"
    st.caption(
        plain(
            f"In all: {count(card.n_articles, 'article')}, {count(card.n_mentions, 'mention')}"
            f"{', ' + when if when else ''}."
        )
    )
    st.caption(plain(f"{land}, {position(card)}, {source}."))
    ways = [(counted(n, screen.view), links.listing(about)), ("Overview of these", href(links.OVERVIEW, about))]
    go_on(ways, key="ways")


def _about(screen: Screen, card: Card):
    """Return the view of the articles that name the place."""
    filters = screen.view.filters()
    return filters if card.geonameid in filters.places else filters.toggle("places", card.geonameid)


def position(card: Card) -> str:
    """Return latitude and longitude as written on maps: "36.20° N, 37.16° E"."""
    if card.lat is None or card.lon is None:
        return "an area without one point"
    return lists.degrees(card.lat, card.lon, digits=2)


def _around(screen: Screen, card: Card) -> None:
    """Show the place on the map, among the places named in the same articles."""
    about = _about(screen, card)
    frame = data.ask(places.ranking, screen.store, about, limit=maps.ON_MAP).value
    if card.lat is None or frame.empty:
        return
    st.subheader("The place, and others in the same articles")
    maps.draw(
        screen,
        about,
        frame,
        on=events.place_opened,
        picked=(card.geonameid,),
        region="picked",
        height=maps.SMALL,
    )


def _guessed(screen: Screen, card: Card) -> None:
    """Show where the place is only a guess, what else each name could mean, and why."""
    n = screen.ask(one_place.n_guessed, geonameid=card.geonameid)
    if not n:
        return
    exports.heading(screen, "Only a guess", exports.rows_of(screen, one_place.guessed, geonameid=card.geonameid))
    frame = screen.ask(one_place.guessed, geonameid=card.geonameid)
    newest = f" The newest {len(frame)}:" if n > len(frame) else ""
    st.caption(plain(f"{count(n, 'mention')} may mean another place of the name.{newest}"))
    components.rows(lists.doubtful(frame, screen.view), "articles", label="Only a guess", key="guessed")


def _lands(screen: Screen) -> None:
    frame = screen.ask(places.countries)
    if frame.empty:
        return
    st.subheader("Countries")
    st.caption("Articles with any place in the country; each keeps those, and again lifts it.")
    items = lists.lands(frame.head(LANDS), screen.view)
    components.rows(items, "bars", label="Countries by articles", key="lands")


def _by_outlet(screen: Screen) -> None:
    frame = screen.ask(places.by_outlet, limit=MATRIX)
    if frame["outlet"].nunique() < 2:
        return
    st.subheader("By outlet")
    ways = grids.to_names(screen.page, screen.view)
    grids.show(screen, frame, ways, name="outlets", kind="place", id="geonameid")


def _roles(screen: Screen, card: Card) -> None:
    st.subheader("Where it stands in the articles")
    frame = screen.ask(one_place.roles, geonameid=card.geonameid)
    items = lists.roles_of_place(frame, screen.view, card.geonameid, dict(ROLES))
    components.rows(items, "bars", label="Articles by role of the place", key="roles")


def _outlets(screen: Screen, card: Card) -> None:
    frame = screen.ask(one_place.outlets, geonameid=card.geonameid)
    if frame.empty:
        return
    exports.heading(screen, "By outlet", exports.rows_of(screen, one_place.outlets, geonameid=card.geonameid))
    items = lists.outlets_of_place(frame, screen.view, card.geonameid)
    st.caption("Articles, and their share of the outlet's own.")
    components.rows(items, "bars", label="Articles by outlet", key="place-outlets")


def _names(screen: Screen, card: Card, kind: str, heading: str) -> None:
    frame = screen.ask(places.names_at, geonameid=card.geonameid, kind=kind, limit=BESIDE)
    if frame.empty:
        return
    whole = exports.rows_of(screen, places.names_at, geonameid=card.geonameid, kind=kind)
    exports.heading(screen, heading, whole)
    items = lists.names_within(frame, _about(screen, card))
    components.rows(items, "bars", label=heading, key=f"names-{kind}")


def _doubtful(screen: Screen) -> None:
    n = screen.totals.n_doubtful_places
    if not n:
        return
    exports.heading(screen, "In doubt", exports.rows_of(screen, places.doubtful), title="Place names in doubt")
    st.caption("Names with no sure pin. They are marked in the text, and the map shows none of them as sure.")
    frame = screen.ask(places.doubtful, limit=DOUBTS)
    components.rows(lists.doubtful(frame, screen.view), "articles", label="Place names in doubt", key="doubtful")
    whole = screen.here(screen.view.filters().with_(subject=IN_DOUBT))
    go_on([(f"All {count(n, 'place name')} in doubt", whole)], key="all-doubtful")
