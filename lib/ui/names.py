"""People and organisations: the ranking of a kind, and one name with its sentences."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.charts import percent, together_network
from lib.queries import entities, quotes
from lib.queries.entities import Card, Figures
from lib.ui import below, components, data, events, evidence, exports, grids, links, lists, maps, panels, pictures
from lib.ui.escape import plain
from lib.ui.folds import fold
from lib.ui.links import href, to_comparison, to_name, with_name
from lib.ui.shell import Screen, go_on
from lib.ui.stories import of_view
from lib.ui.words import KIND_NAMES, count, counted, noun
from lib.view import ARTICLE_FILTERS, View, describe

#: Names in the ranking: two screens of a laptop, beyond which people search instead of reading.
RANKED = 40
#: Names by outlets that stay readable as a table of shades.
MATRIX = 12
#: Rows of a list beside the sentences: enough to see who leads, the rest a click away.
BESIDE = 8
#: Quotes shown of those by and about a name; the rest are on the page of quotes.
SAID = 3
#: Spellings shown under the name.
SPELLINGS = 12
#: Descriptions shown behind a click.
ROLES = 12
#: Pixels above the grid of the ranking and above the lists beside one name, and about how high these are.
GRID_FROM, GRID, LISTS_FROM, ROW, STORY = 690, 470, 500, 30, 110
#: Rows of a list that its heading is as high as; stories that are reckoned with, of as many articles or more.
HEADING, STORIES = 2, 3
#: What stands over the chart of one name.
OVER_TIME = "Over time"


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
        ids = frame["id"].head(panels.LINES).tolist()
        panels.over_time(screen, entities.over_time, ids, _first_over_time(ids))
        if len(ids) > 1:
            go_on([("Compare these", to_comparison(screen.view, *ids))], key="compare")
        down = GRID_FROM + (GRID if _by_outlet(screen, kind) else 0)
        below.later(screen, "network", _network, kind, told="Named in the same articles", height=500, down=down)


def first(screen: Screen, kind: str) -> tuple[str, exports.Picture | None]:
    """Return the heading of the page's first chart, of one name or of those in most articles, and the chart."""
    if screen.view.subject:
        return OVER_TIME, panels.lines(screen, entities.over_time, [screen.view.subject])
    ids = screen.ask(entities.ranking, kind=kind, limit=RANKED)["id"].head(panels.LINES).tolist()
    return _first_over_time(ids), panels.lines(screen, entities.over_time, ids)


def _first_over_time(ids: list[str]) -> str:
    return f"The first {len(ids)} over time"


def one(screen: Screen, kind: str) -> None:
    """Show everything about the name in the address, or say that it is not there."""
    subject = screen.view.subject or ""
    card: Card | None = data.look_up(entities.card, screen.store, subject)
    if card is None:
        unknown(screen, subject)
        return
    n: Figures = screen.ask(entities.figures, id=subject)
    _head(screen, card, n)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.over_time(screen, entities.over_time, [subject], OVER_TIME)
        named = (card.kind, card.id, card.name)
        panels.sentences(screen, entities.sentences, subject=named, n=n.n_mentions, id=card.id)
    with right:
        rows = _outlets(screen, card) + _beside(screen, subject)
        down = LISTS_FROM + rows * ROW
        about = with_name(screen.view.filters(), card.id)
        below.later(screen, "stories", of_view, about, told="Stories", height=420, down=down)
        down += min(n.n_articles, STORIES) * STORY
        below.later(screen, "said", _quoted, card, n, told="What it says and is said of it", height=900, down=down)
    below.later(screen, "places", maps.beside_name, card.id, card.name, told="Places in the same articles")


def unknown(screen: Screen, subject: str, *, what: str = "name") -> None:
    """Say that no article names ``subject``, an id of a name or place, and offer the ranking."""
    st.title(f"This {what} is not here")
    st.info(plain(f"No article names {subject}. It may have been removed, or the link is damaged."))
    go_on([(f"Show all {screen.page.title.lower()}", screen.here(screen.view.filters()))])


def _head(screen: Screen, card: Card, n: Figures) -> None:
    filters = screen.view.filters()
    about = with_name(filters, card.id)
    st.title(plain(card.name))
    if card.role:
        st.markdown(plain(card.role))
        _roles(screen, card.id, n.n_articles)
    st.markdown(plain(part_of(n.n_articles, screen)))
    figures = [
        lists.measured(n.n_articles, about),
        lists.figure(n.n_mentions, "mention", screen.here(filters.with_(subject=card.id))),
        lists.figure(n.n_said, "quote", href(links.QUOTES, filters.with_(speakers=(card.id,)))),
        lists.figure(
            n.n_about,
            "quote with the name",
            href(links.QUOTES, filters.with_(about=(card.id,))),
            "quotes with the name",
        ),
    ]
    if any(getattr(filters, name) for name in ARTICLE_FILTERS):
        everywhere = to_name(card.id, card.kind, View())
        figures.append(lists.figure(card.n_articles, "article without filters", everywhere, "articles without filters"))
    components.rows(figures, "figures", label="In figures", key="figures", ordered=False)
    if others := [a for a in card.aliases if a != card.name]:
        st.caption(plain(f"Also written {', '.join(others[:SPELLINGS])}."))
        _spellings(screen, card.id, n.n_articles)
    ways = [
        ("Compare with …", to_comparison(filters, card.id)),
        ("Overview of these articles", href(links.OVERVIEW, about)),
    ]
    go_on(ways, key="ways")
    evidence.across(screen, card.id)


def _roles(screen: Screen, id: str, n_articles: int) -> None:
    """Offer, behind a click, how the articles describe the name, in how many, when, and the newest that does."""
    if not fold("roles", "All descriptions"):
        return
    frame = screen.ask(entities.roles, id=id)
    with st.container(border=True):
        st.caption(f"Of {_newest(n_articles)}, how many describe the name so. Each opens the newest.")
        items = lists.roles(frame.head(ROLES), screen.view, id)
        components.rows(items, "articles", label="Descriptions", key="role-rows")
        if len(frame) > ROLES:
            st.caption(
                f"And {len(frame) - ROLES} others in {count(int(frame['n_articles'][ROLES]), 'article')} or fewer."
            )


def _newest(n_articles: int) -> str:
    """Return which of the articles in view are read for spellings and descriptions."""
    return (
        f"the newest {entities.SPELLED} articles in view" if n_articles > entities.SPELLED else "the articles in view"
    )


def _spellings(screen: Screen, id: str, n_articles: int) -> None:
    """Offer, behind a click, in how many articles each spelling is: one that few use is the one to doubt."""
    if not fold("spellings", "How often each"):
        return
    frame = screen.ask(entities.spellings, id=id).head(SPELLINGS)
    with st.container(border=True):
        st.caption(f"Of {_newest(n_articles)}, how many write it so.")
        st.dataframe(frame, hide_index=True, column_config={"text": "Written", "n_articles": "Articles"})


def part_of(n: int, screen: Screen) -> str:
    """Return how many of the articles within the filters it is, with the share, and which articles these are."""
    total = screen.totals.n(screen.view.unit)
    share = f" ({percent(n / total)})" if total else ""
    within = describe(screen.view, screen.labels)
    said = f"In {n:,} of {counted(total, screen.view)}{share}"
    return f"{said} {within}." if within else f"{said}."


def _by_outlet(screen: Screen, kind: str) -> bool:
    """Show the names by outlets as a grid; return whether there are several outlets."""
    frame = screen.ask(entities.by_outlet, kind=kind, limit=MATRIX)
    if frame["outlet"].nunique() < 2:
        return False
    st.subheader("By outlet")
    grids.show(screen, frame, grids.to_names(screen.page, screen.view), name="outlets", kind=kind)
    return True


def _network(screen: Screen, kind: str) -> None:
    frame = screen.ask(entities.together, kind=kind)
    if len(frame) < 3:
        return
    st.subheader("Named in the same articles")
    pictures.show(together_network, frame, name="network", on=events.together_clicked)


def _beside(screen: Screen, subject: str) -> int:
    """Show whom the name is mentioned with; return how many rows that takes."""
    frame = screen.ask(entities.together, subject=subject, limit=BESIDE)
    if frame.empty:
        return 0
    whole = exports.rows_of(screen, entities.together, subject=subject)
    exports.heading(screen, "Mentioned with", whole)
    components.rows(lists.together(frame, screen.view, subject), "bars", label="Mentioned with", key="beside")
    return len(frame) + HEADING


def _outlets(screen: Screen, card: Card) -> int:
    """Show which outlets mention the name; return how many rows that takes."""
    frame = screen.ask(entities.outlets_of, id=card.id)
    if frame["outlet"].nunique() < 2:
        return 0
    exports.heading(screen, "By outlet", exports.rows_of(screen, entities.outlets_of, id=card.id))
    st.caption("Articles, and their share of all that the outlet published.")
    items = lists.outlets(frame, with_name(screen.view.filters(), card.id))
    components.rows(items, "bars", label="By outlet", key="by-outlet")
    top = [f"outlet:{outlet}" for outlet in frame["outlet"].head(3)]
    go_on([("Compare these outlets", to_comparison(with_name(screen.view, card.id), *top))], key="compare")
    return len(frame) + 3 * HEADING


def _quoted(screen: Screen, card: Card, n: Figures) -> None:
    """Show what the name says and about whom, what is said about it and by whom, and who is quoted beside it."""
    filters = screen.view.filters()
    by, about = filters.with_(speakers=(card.id,)), filters.with_(about=(card.id,))
    if n.n_said:
        _quotes(screen, by, f"{card.name} says", count(n.n_said, "quote"))
        _mentioned(screen, by, f"{card.name} speaks about")
    if n.n_about:
        _quotes(screen, about, f"Said about {card.name}", count(n.n_about, "quote"))
        _speakers(screen, about, f"Who speaks about {card.name}")
    _speakers(screen, with_name(filters, card.id), f"Quoted in articles about {card.name}")


def _quotes(screen: Screen, view: View, heading: str, n: str) -> None:
    exports.heading(screen, heading, exports.rows_of(replace(screen, view=view), quotes.listing))
    frame = data.ask(quotes.listing, screen.store, view, limit=SAID).value
    items = lists.said(frame, screen.view) if view.speakers else lists.quotes(frame, screen.view)
    components.rows(items, "sentences" if view.speakers else "quotes", label=heading, key=heading)
    go_on([(f"All {n}", href(links.QUOTES, view))], key=f"all-{heading}")


def _mentioned(screen: Screen, view: View, heading: str) -> None:
    frame = data.ask(quotes.names, screen.store, view, limit=BESIDE).value
    if len(frame):
        st.caption(plain(f"{heading} (quotes)"))
        components.rows(lists.abouts(frame, view, _to_quotes), "bars", label=heading, key=heading)


def _speakers(screen: Screen, view: View, heading: str) -> None:
    frame = data.ask(quotes.speakers, screen.store, view, limit=BESIDE).value
    if len(frame):
        st.caption(plain(f"{heading} (quotes)"))
        components.rows(lists.speakers(frame, view, _to_quotes), "bars", label=heading, key=heading)


def _to_quotes(view: View) -> str:
    return href(links.QUOTES, view)
