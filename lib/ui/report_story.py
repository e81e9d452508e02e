"""What a report shows of stories: the largest ones of a view, and one of them, in the order of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lib.charts import story_timeline
from lib.export.report import Passage, Passages, Table
from lib.queries import entities, places, stories, utterances
from lib.stories.utterances import Utterance
from lib.ui import blocks, data, lists
from lib.ui.blocks import PASSAGES, ROWS, Block, Drawn
from lib.ui.screen import Screen
from lib.ui.words import NOBODY, days, moment, title


def every(screen: Screen) -> Iterator[Block]:
    """Yield the table of the view's stories, in the order that the view asks for."""
    frame = screen.ask(stories.listing, limit=ROWS)
    rows = [
        (
            r.title,
            days(lists.known(r.first_day), lists.known(r.last_day)) or "no date",
            f"{r.n_articles:,}",
            f"{r.n_texts:,}",
            f"{r.n_outlets:,}",
        )
        for r in frame.itertuples(index=False)
    ]
    yield Table("Stories", ("Story", "Days", "Articles", "Texts", "Outlets"), rows)


def one(screen: Screen, home: str) -> Iterator[Block | Drawn]:
    """Yield when and by whom the story was told, its articles, who is in it, what is said; nothing if it is gone."""
    card = data.look_up(stories.card, screen.store, screen.view.subject or "")
    if card is None:
        return
    filters = screen.view.filters()
    own = filters.with_(story=card.id)
    yield Table("Story", ("Title", "Days"), [(card.title, days(card.first_day, card.last_day) or "no dates")])
    yield from blocks.chart(screen, "Who had it when", story_timeline, _ask(screen, stories.days, card.id))
    yield _origins(_ask(screen, stories.origins, card.id))
    yield _articles(_ask(screen, stories.articles, card.id, limit=ROWS))
    for kind, head in (("person", "People"), ("org", "Organisations")):
        frame = data.ask(entities.ranking, screen.store, own, kind=kind, limit=ROWS // 2).value
        yield blocks.ranking(screen, head, frame)
    yield blocks.ranking(screen, "Places", data.ask(places.ranking, screen.store, own, limit=ROWS // 2).value)
    yield _alone(_ask(screen, stories.alone, card.id))
    yield _quoted(screen, card.id, home)


def _ask(screen: Screen, query: Any, story: str, **options: Any) -> Any:
    return data.ask(query, screen.store, screen.view.filters(), story=story, **options).value


def _origins(frame: Any) -> Table:
    rows = [(lists.outlet(r.outlet), f"{r.n_articles:,}", f"{r.n_wire:,}") for r in frame.itertuples(index=False)]
    return Table("Who reports it, the first to report first", ("Outlet", "Articles", "Agency or copied"), rows)


def _articles(frame: Any) -> Table:
    rows = [
        (
            title(lists.plain_text(r.title), lists.plain_text(r.lead)),
            lists.outlet(r.outlet),
            moment(lists.plain_text(r.published_at)) or "",
            lists.why(r.reason, r.score) or "",
        )
        for r in frame.itertuples(index=False)
    ]
    return Table("Its articles, in order", ("Title", "Outlet", "Time", "Why it is in the story"), rows)


def _alone(frame: Any) -> Table:
    rows = [(lists.outlet(r.outlet), r.name, f"{r.n:,}") for r in frame.itertuples(index=False)]
    return Table("What only one outlet has", ("Outlet", "Name", "Mentions"), rows)


def _quoted(screen: Screen, story: str, home: str) -> Passages:
    found = data.look_up(utterances.of_story, screen.store, story)
    most = sorted(found, key=lambda u: -len({v.said.outlet for v in u.variants}))[:PASSAGES]
    return Passages("Quoted more than once, in order", [_said(screen, u, home) for u in found if u in most])


def _said(screen: Screen, utterance: Utterance, home: str) -> Passage:
    fullest = next(v.said for v in utterance.variants if v.form == "fullest")
    link = blocks.address(screen, home, fullest.article, utterances.start_of(fullest))
    told = lists.in_words(utterances.facts(utterance))
    return Passage("", fullest.words, "", fullest.name or NOBODY, f"{lists.outlet(fullest.outlet)}, {told}", link)
