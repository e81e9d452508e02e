"""What a view shows, collected for a report: the charts, tables and sentences of its page, without drawing a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lib.charts import coverage_over_time, symbol_map, together_network
from lib.export import press
from lib.export.html import as_html
from lib.export.report import Chart, Part, Passage, Passages, Table
from lib.queries import articles, entities, places, quotes
from lib.ui import blocks, data, exports, links, report_sides, report_story
from lib.ui.blocks import PASSAGES, ROWS, Block, Drawn
from lib.ui.links import Page
from lib.ui.screen import Screen, screen_of
from lib.ui.words import NOBODY, day, noun, title
from lib.view import View

#: Lines that can be told apart in one chart.
LINES = 5
#: Places that the map of a report shows.
ON_MAP = 300


def made() -> str:
    """Return when a report was made and by what."""
    return f"Story Explorer, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def html(name: str, wanted: list[tuple[str, str, Page, View]], address: str) -> bytes:
    """Return views as one HTML file; each is (its name, note, page, view), ``address`` the program's."""
    return as_html(name, parts(wanted, address), made())


def pdf(name: str, wanted: list[tuple[str, str, Page, View]], address: str) -> bytes:
    """Return the like as PDF."""
    return press.ask("as_pdf", name, parts(wanted, address), made())


def parts(wanted: list[tuple[str, str, Page, View]], address: str) -> list[Part]:
    """Return what each view shows; all charts are drawn by one process."""
    found = []
    for name, note, page, view in wanted:
        screen = screen_of(page, view, data.open_for(view))
        about = replace(exports.about(screen, name, f"{address}{page.path}"), title=name)
        found.append((about, note, list(_blocks(screen, address))))
    specs = [block[1] for _, _, shown in found for block in shown if isinstance(block, tuple)]
    drawn = iter(press.ask("drawn", specs) if specs else [])
    return [Part(about, note, [_drawn(block, drawn) for block in shown]) for about, note, shown in found]


def _drawn(block: Block | Drawn, svgs: Iterator[str]) -> Block:
    if not isinstance(block, tuple):
        return block
    head, spec = block
    return Chart(head, next(svgs), spec.get("description", ""))


def _blocks(screen: Screen, home: str) -> Iterator[Block | Drawn]:
    """Yield what the page of ``screen`` shows, charts not drawn yet; other pages show the overview."""
    page, view = screen.page, screen.view
    if page == links.ARTICLES and view.article:
        yield from _article(screen, home)
    elif page in links.PAGE_OF_KIND.values():
        kind = next(kind for kind, own in links.PAGE_OF_KIND.items() if own == page)
        yield from _name(screen, home) if view.subject else _names(screen, kind)
    elif page == links.PLACES:
        yield from _place(screen, home) if view.subject else _places(screen)
    elif page == links.QUOTES:
        yield blocks.speakers(screen)
        yield blocks.said(screen, "Quotes", screen.ask(quotes.listing, limit=PASSAGES), home)
    elif page == links.ARTICLES:
        yield _articles(screen)
    elif page == links.STORIES:
        yield from report_story.one(screen, home) if view.subject else report_story.every(screen)
    elif page == links.COMPARE:
        yield from report_sides.beside(screen)
    else:
        yield from _overview(screen)


def _overview(screen: Screen) -> Iterator[Block | Drawn]:
    interval = screen.ask(articles.pick_interval)
    yield from blocks.chart(
        screen,
        f"{noun(screen.view)} over time",
        coverage_over_time,
        screen.ask(articles.coverage, interval=interval),
        interval=interval,
    )
    for kind, head in (("person", "People"), ("org", "Organisations")):
        yield blocks.ranking(screen, head, screen.ask(entities.ranking, kind=kind, limit=ROWS // 2))
    yield blocks.ranking(screen, "Places", screen.ask(places.ranking, limit=ROWS // 2))
    yield blocks.speakers(screen)


def _names(screen: Screen, kind: str) -> Iterator[Block | Drawn]:
    frame = screen.ask(entities.ranking, kind=kind, limit=ROWS)
    yield from blocks.lines(screen, entities.over_time, frame["id"].head(LINES).tolist())
    yield blocks.ranking(screen, f"In most {noun(screen.view).lower()}", frame)
    yield from blocks.chart(
        screen, "Named in the same articles", together_network, screen.ask(entities.together, kind=kind)
    )


def _name(screen: Screen, home: str) -> Iterator[Block | Drawn]:
    id = screen.view.subject or ""
    yield from blocks.lines(screen, entities.over_time, [id])
    yield blocks.sentences(screen, screen.ask(entities.sentences, id=id, limit=PASSAGES), home)
    own = screen.view.filters().with_(speakers=(id,))
    yield blocks.said(screen, "Quoted", data.ask(quotes.listing, screen.store, own, limit=PASSAGES).value, home)


def _places(screen: Screen) -> Iterator[Block | Drawn]:
    frame = screen.ask(places.ranking, limit=ON_MAP)
    shown = frame[frame["lat"].notna()]
    if len(shown):
        yield from blocks.chart(
            screen, "Where", symbol_map, shown, screen.ask(places.countries), region=screen.view.map or "world"
        )
    yield blocks.ranking(screen, f"In most {noun(screen.view).lower()}", frame.head(ROWS))


def _place(screen: Screen, home: str) -> Iterator[Block | Drawn]:
    id = int(screen.view.subject) if (screen.view.subject or "").isdecimal() else 0
    yield from blocks.lines(screen, places.over_time, [id], id="geonameid")
    yield blocks.sentences(screen, screen.ask(places.sentences, geonameid=id, limit=PASSAGES), home)


def _article(screen: Screen, home: str) -> Iterator[Block | Drawn]:
    found = data.article(screen.store, screen.view.article or "")
    if found is None:
        return
    names = {entity.id: entity.name for entity in found.entities}
    text, own = found.article.text, found.article
    source = ", ".join(part for part in (title(own.title, text), own.outlet, own.published_at) if part)
    yield Passages(
        "Quotes",
        [
            Passage("", text[q.start : q.end], "", names.get(q.speaker_entity or "", NOBODY), source,
                    blocks.address(screen, home, own.id, q.start))
            for q in found.quotes
        ],
    )  # fmt: skip


def _articles(screen: Screen) -> Table:
    frame = screen.ask(articles.listing, limit=ROWS)
    rows = [
        (title(blocks.text(r.title), blocks.text(r.lead)), blocks.text(r.outlet), day(r.day))
        for r in frame.itertuples(index=False)
    ]
    return Table("Articles", ("Title", "Outlet", "Day"), rows)


def program_address(url: str, page: Page) -> str:
    """Return the address of the front page, ending in "/", given that of ``page``."""
    return url.partition("?")[0].removesuffix("/").removesuffix(page.path).removesuffix("/") + "/"
