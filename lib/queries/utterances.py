"""One utterance in several articles: which quotes of a story are the same words, trimmed, altered, or disputed.

Found when asked for, within one story and its newest MAX_QUOTES quotes: the work is bounded, and nothing has to be
kept up to date when articles come or go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lib.queries.mask import EPOCH, places_of
from lib.queries.scope import numbers, paired
from lib.store.columns import UNDATED
from lib.stories.utterances import Said, Utterance, Variant, near, utterances

if TYPE_CHECKING:
    from lib.store.read import Store

#: Quotes of one story that are compared, the newest ones of a very large story.
MAX_QUOTES = 1_500
#: What stands between the two halves of a quote that its cue splits: ..." he said, "...
_SPLIT = re.compile(r"""[,.]?["”'’]\s+([^"“”]{1,120}?)\s*["“'‘]""")


def of_story(store: Store, story: str) -> list[Utterance]:
    """Return what is quoted in two articles of ``story`` or more, in the order in which it was first quoted.

    The key of each quote is ``key`` of its article and start.
    """
    number = numbers(store, "stories", "story", "id", [story])[0]
    return [] if number is None else utterances(_said_in(store, [number])[number])


def _said_in(store: Store, stories: Sequence[int]) -> dict[int, list[Said]]:
    """Return the quotes of each of ``stories`` (numbers), the newest MAX_QUOTES of a very large one."""
    lines = _compared(store, stories)
    told = _said(store, lines, _words(store, lines))
    return {story: list(told[story].values()) if story in told else [] for story in stories}


def _words(store: Store, lines: np.ndarray) -> list[str]:
    """Return the words of the quotes on these lines."""
    rows = store.quotes(store.columns.quote_number[lines], ("content", "cue"))
    contents, cues = (own.to_pylist() for own in rows.columns)
    return [whole(content or "", cue) for content, cue in zip(contents, cues, strict=True)]


def _said(store: Store, lines: np.ndarray, words: Sequence[str]) -> dict[int, dict[int, Said]]:
    """Return the quotes on ``lines`` with these ``words``, by their number, of each story (number)."""
    numbers, articles = store.columns.quote_number[lines], store.columns.quote_article[lines]
    voices, starts = (own.to_pylist() for own in store.quotes(numbers, ("speakers", "start")).columns)
    first = [own[0] if own else None for own in voices]
    told, speakers = _told_of(store, np.unique(articles)), _speakers(store, set(first))
    found: dict[int, dict[int, Said]] = defaultdict(dict)
    for quote, speaker, article, start, own in zip(
        numbers.tolist(), first, articles.tolist(), starts, words, strict=True
    ):
        id, story, *when_and_where = told[article]
        found[story][quote] = Said(key(id, start), id, own, *speakers[speaker], *when_and_where)
    return found


def _told_of(store: Store, articles: np.ndarray) -> dict[int, tuple[str, int, int | None, str]]:
    """Return the id, story, day and outlet of each of ``articles``."""
    columns = store.columns
    ids = store.headings["articles"].rows(articles, ("id",))
    outlets = paired(store, "outlets", "outlet", np.unique(columns.outlet[articles]).tolist(), "name")
    own = (columns.story[articles], columns.day[articles], columns.outlet[articles])
    return {
        article: (ids[article][0], story, None if day == UNDATED else day + EPOCH, outlets[outlet])
        for article, story, day, outlet in zip(articles.tolist(), *(values.tolist() for values in own), strict=True)
    }


def _speakers(store: Store, speakers: set[int | None]) -> dict[int | None, tuple[str | None, str | None]]:
    """Return the id and the name of each of ``speakers``."""
    rows = store.known["entities"].rows("entity", list(speakers - {None}), ("entity", "id", "name"))
    return {None: (None, None)} | {row["entity"]: (row["id"], row["name"]) for row in rows.to_pylist()}


def _compared(store: Store, stories: Sequence[int]) -> np.ndarray:
    """Return the lines of the quotes of the stories with these numbers, of each the newest MAX_QUOTES at most."""
    columns = store.columns
    held = np.zeros(columns.n, bool)
    for story in stories:  # each a seventh of what looking for all at once takes
        held |= columns.story == story
    lines = columns.quotes_in(held)
    articles = columns.quote_article[lines]
    own = columns.story[articles]
    order = np.lexsort((-columns.day[articles].astype(np.int64), own))
    place = np.arange(len(order)) - np.searchsorted(own[order], own[order])
    return lines[order[place < MAX_QUOTES]]


def key(article: str, start: int) -> str:
    """Return what tells a quote from every other, in any version of the data."""
    return f"{article}:{start}"


def start_of(said: Said) -> int:
    """Return where in its article a quote begins."""
    return int(said.key.rpartition(":")[2])


def whole(content: str, cue: str | None) -> str:
    """Return the words of a quote without the cue that splits it."""
    if not cue or cue not in content:  # a hundred times as quick
        return content
    return _SPLIT.sub(lambda m: " " if cue in m[1] else m[0], content)


def stories_of(store: Store, quotes: Sequence[int]) -> dict[int, str]:
    """Return the id of each story (number) of more than one article that holds any of ``quotes`` (numbers)."""
    columns = store.columns
    lines = places_of(np.array(quotes, columns.quote_number.dtype), columns.quote_number)
    held = columns.story[columns.quote_article[lines]]
    told = store.headings["stories"].rows(held[held >= 0], ("id", "n_articles"))
    return {story: id for story, (id, n_articles) in told.items() if n_articles > 1}


def in_article(store: Store, article_id: str) -> tuple[int, ...]:
    """Return the numbers of an article's quotes."""
    columns, number = store.columns, store.number(article_id)
    return () if number is None else tuple(columns.quote_number[columns.quote_article == number].tolist())


def repeated(store: Store, quotes: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return for each of ``quotes`` (numbers) that other articles of its story give too where and how.

    That is what ``facts`` tells of the utterance, with its story, the ``key`` of the quote and its form. Of the other
    quotes of the stories only those are taken apart that may decide this (``near``).
    """
    stories = stories_of(store, quotes)
    if not stories:
        return {}
    columns, lines = store.columns, _compared(store, list(stories))
    words = _words(store, lines)
    asked = np.flatnonzero(np.isin(columns.quote_number[lines], quotes))
    kept = near(words, columns.story[columns.quote_article[lines]], asked)
    if not len(kept):
        return {}
    said = _said(store, lines[kept], [words[place] for place in kept.tolist()])
    found = {number: told for story, own in said.items() for number, told in _repeated(stories[story], own)}
    return {number: found[number] for number in quotes if number in found}


def _repeated(story: str, said: dict[int, Said]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each quote of ``said`` that other articles give too, with what is told of it."""
    numbers = {id(one): number for number, one in said.items()}  # two that begin at one letter have one key
    for utterance in utterances(said.values()):
        told = facts(utterance) | {"story": story}
        for variant in utterance.variants:
            yield numbers[id(variant.said)], told | {"key": variant.said.key, "form": variant.form}


def facts(utterance: Utterance) -> dict[str, Any]:
    """Return in how many articles and outlets an utterance is, and how often trimmed, altered and disputed."""
    forms = [v.form for v in utterance.variants]
    return {
        "n_articles": len({v.said.article for v in utterance.variants}),
        "n_outlets": len({v.said.outlet for v in utterance.variants}),
        "n_trimmed": forms.count("trimmed"),
        "n_altered": forms.count("altered"),
        "disputed": utterance.disputed,
    }


def variants(store: Store, utterance: Utterance) -> pd.DataFrame:
    """Return (id, title, outlet, day, start, words, form, other_speaker, speaker_id, speaker), fullest first."""
    own = sorted(utterance.variants, key=lambda v: v.form != "fullest")
    marks = ", ".join("?" for _ in own)
    found = store.rows(
        f"SELECT id, title, day FROM articles WHERE id IN ({marks})",
        [v.said.article for v in own],
    )
    told = {id: rest for id, *rest in found}
    return pd.DataFrame([_variant(v, *told[v.said.article]) for v in own])


def _variant(variant: Variant, title: str | None, day: Any) -> dict[str, Any]:
    said = variant.said
    return {
        "id": said.article,
        "title": title,
        "outlet": said.outlet,
        "day": day,
        "start": start_of(said),
        "words": said.words,
        "form": variant.form,
        "other_speaker": variant.other_speaker,
        "speaker_id": said.speaker,
        "speaker": said.name,
    }
