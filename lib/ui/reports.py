"""What a view shows, collected for a report: the charts, tables and sentences of its page, without drawing a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from lib.charts import coverage_over_time, lines_over_time, symbol_map, together_network
from lib.export import press
from lib.export.html import as_html
from lib.export.report import Chart, Part, Passage, Passages, Table
from lib.queries import articles, entities, places, quotes
from lib.ui import data, exports, links
from lib.ui.links import Page, to_article
from lib.ui.screen import Screen, screen_of
from lib.ui.words import NOBODY, day, percent, title
from lib.view import View

#: Rows of a table and passages of a list: about a page each.
ROWS, PASSAGES = 20, 15
#: Lines that can be told apart in one chart.
LINES = 5
ON_MAP = 300
Block = Chart | Table | Passages
Drawn = tuple[str, Any]


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
    specs = [block[1] for _, _, blocks in found for block in blocks if isinstance(block, tuple)]
    drawn = iter(press.ask("drawn", specs) if specs else [])
    return [Part(about, note, [_drawn(block, drawn) for block in blocks]) for about, note, blocks in found]


def _drawn(block: Block | Drawn, svgs: Iterator[str]) -> Block:
    if not isinstance(block, tuple):
        return block
    head, spec = block
    return Chart(head, next(svgs), spec.get("description", ""))


def _blocks(screen: Screen, address: str) -> Iterator[Block | Drawn]:
    """Yield what the page of ``screen`` shows, charts not drawn yet; other pages show the overview."""
    page, view = screen.page, screen.view
    if page == links.ARTICLES and view.article:
        yield from _article(screen, address)
    elif page in links.PAGE_OF_KIND.values():
        kind = next(kind for kind, own in links.PAGE_OF_KIND.items() if own == page)
        yield from _name(screen, address) if view.subject else _names(screen, kind)
    elif page == links.PLACES:
        yield from _place(screen, address) if view.subject else _places(screen)
    elif page == links.QUOTES:
        yield _speakers(screen)
        yield _said(screen, "Quotes", screen.ask(quotes.listing, limit=PASSAGES), address)
    elif page == links.ARTICLES:
        yield _articles(screen)
    else:
        yield from _overview(screen)


def _overview(screen: Screen) -> Iterator[Block | Drawn]:
    interval = screen.ask(articles.pick_interval)
    yield from _chart(
        screen,
        "Articles over time",
        coverage_over_time,
        screen.ask(articles.coverage, interval=interval),
        interval=interval,
    )
    for kind, head in (("person", "People"), ("org", "Organisations")):
        yield _ranking(head, screen.ask(entities.ranking, kind=kind, limit=ROWS // 2))
    yield _ranking("Places", screen.ask(places.ranking, limit=ROWS // 2))
    yield _speakers(screen)


def _names(screen: Screen, kind: str) -> Iterator[Block | Drawn]:
    frame = screen.ask(entities.ranking, kind=kind, limit=ROWS)
    yield from _lines(screen, entities.over_time, frame["id"].head(LINES).tolist())
    yield _ranking("In most articles", frame)
    yield from _chart(screen, "Named in the same articles", together_network, screen.ask(entities.together, kind=kind))


def _name(screen: Screen, address: str) -> Iterator[Block | Drawn]:
    id = screen.view.subject or ""
    yield from _lines(screen, entities.over_time, [id])
    yield _sentences(screen, screen.ask(entities.sentences, id=id, limit=PASSAGES), address)
    own = screen.view.filters().with_(speakers=(id,))
    yield _said(screen, "Quoted", data.ask(quotes.listing, screen.store, own, limit=PASSAGES).value, address)


def _places(screen: Screen) -> Iterator[Block | Drawn]:
    frame = screen.ask(places.ranking, limit=ON_MAP)
    shown = frame[frame["lat"].notna()]
    if len(shown):
        yield from _chart(
            screen, "Where", symbol_map, shown, screen.ask(places.countries), region=screen.view.map or "world"
        )
    yield _ranking("In most articles", frame.head(ROWS))


def _place(screen: Screen, address: str) -> Iterator[Block | Drawn]:
    id = int(screen.view.subject) if (screen.view.subject or "").isdecimal() else 0
    yield from _lines(screen, places.over_time, [id], id="geonameid")
    yield _sentences(screen, screen.ask(places.sentences, geonameid=id, limit=PASSAGES), address)


def _article(screen: Screen, address: str) -> Iterator[Block | Drawn]:
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
                    _address(screen, address, own.id, q.start))
            for q in found.quotes
        ],
    )  # fmt: skip


def _lines(screen: Screen, query: Callable[..., pd.DataFrame], ids: list[Any], **look: Any) -> Iterator[Drawn]:
    interval = screen.ask(articles.pick_interval)
    yield from _chart(
        screen,
        "Over time",
        lines_over_time,
        screen.ask(query, ids=tuple(ids), interval=interval),
        interval=interval,
        **look,
    )


def _chart(screen: Screen, head: str, chart: Callable[..., Any], *frames: pd.DataFrame, **look: Any) -> Iterator[Drawn]:
    if frames[0].empty:
        return
    drawn = chart(*frames, **look)
    if drawn is not None:
        yield head, exports.drawable(drawn, screen.view.unit)


def _ranking(head: str, frame: pd.DataFrame) -> Table:
    notes = [_text(getattr(r, "role", None)) or _text(getattr(r, "country", None)) for r in frame.itertuples()]
    rows = [
        (r.name, note, f"{r.n_articles:,}", percent(r.share))
        for r, note in zip(frame.itertuples(index=False), notes, strict=True)
    ]
    return Table(head, ("Name", "", "Articles", "Share"), rows)


def _speakers(screen: Screen) -> Table:
    frame = screen.ask(quotes.speakers, limit=ROWS // 2)
    rows = [(r.name, f"{r.n_quotes:,}", f"{r.n_articles:,}") for r in frame.itertuples(index=False)]
    return Table("Who speaks", ("Speaker", "Quotes", "Articles"), rows)


def _articles(screen: Screen) -> Table:
    frame = screen.ask(articles.listing, limit=ROWS)
    rows = [(title(_text(r.title), _text(r.lead)), _text(r.outlet), day(r.day)) for r in frame.itertuples(index=False)]
    return Table("Articles", ("Title", "Outlet", "Day"), rows)


def _sentences(screen: Screen, frame: pd.DataFrame, address: str) -> Passages:
    items = [
        Passage(r.before, r.text, r.after, "", _source(r), _address(screen, address, r.article_id, int(r.start)))
        for r in frame.itertuples(index=False)
    ]
    return Passages("In the articles' words", items)


def _said(screen: Screen, head: str, frame: pd.DataFrame, address: str) -> Passages:
    items = [
        Passage("", r.content, "", _text(r.speaker) or _text(r.speaker_text) or NOBODY, _source(r),
                _address(screen, address, r.article_id, int(r.start)))
        for r in frame.itertuples(index=False)
    ]  # fmt: skip
    return Passages(head, items)


def _address(screen: Screen, address: str, article: str, at: int) -> str:
    pinned = View(version=screen.store.version)
    return address + to_article(article, pinned, at=at).removeprefix("./")


def _source(r: Any) -> str:
    return ", ".join(part for part in (title(_text(r.title)), _text(r.outlet), day(r.day)) if part)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def program_address(url: str, page: Page) -> str:
    """Return the address of the front page, ending in "/", given that of ``page``."""
    return url.partition("?")[0].removesuffix("/").removesuffix(page.path).removesuffix("/") + "/"
