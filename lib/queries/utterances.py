"""One utterance in several articles: which quotes of a story are the same words, trimmed, altered, or disputed.

Found when asked for, within one story and its newest MAX_QUOTES quotes: the work is bounded, and nothing has to be
kept up to date when articles come or go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries.scope import numbers
from lib.store.columns import looked_up
from lib.stories.utterances import Said, Utterance, Variant, utterances

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
    if number is None:
        return []
    rows = store.rows(
        """SELECT a.id, q."start", q.content, q.cue_text, e.id, e.name, q.day, o.name
           FROM quotes q JOIN compared USING (quote) JOIN articles a ON a.article = q.article
                JOIN outlets o ON o.outlet = q.outlet LEFT JOIN entities e ON e.entity = q.speaker""",
        compared=pa.table({"quote": _compared(store, number)}),
    )
    return utterances(
        Said(key(article, start), article, whole(content or "", cue), speaker, name, day and day.toordinal(), outlet)
        for article, start, content, cue, speaker, name, day, outlet in rows
    )


def _compared(store: Store, story: int) -> np.ndarray:
    """Return the numbers of the quotes of the story numbered ``story``, the newest MAX_QUOTES where there are more."""
    columns = store.columns
    lines = np.flatnonzero(looked_up(columns.story == story, columns.quote_article))
    newest = np.argsort(-columns.day[columns.quote_article[lines]].astype(np.int64), kind="stable")[:MAX_QUOTES]
    return columns.quote_number[lines[newest]]


def key(article: str, start: int) -> str:
    """Return what tells a quote from every other, in any version of the data."""
    return f"{article}:{start}"


def start_of(said: Said) -> int:
    """Return where in its article a quote begins."""
    return int(said.key.rpartition(":")[2])


def whole(content: str, cue: str | None) -> str:
    """Return the words of a quote without the cue that splits it."""
    return _SPLIT.sub(lambda m: " " if cue and cue in m[1] else m[0], content)


def stories_of(store: Store, quotes: tuple[int, ...]) -> list[str]:
    """Return the stories of more than one article that hold any of ``quotes`` (numbers), in order."""
    columns = store.columns
    articles = columns.quote_article[np.searchsorted(columns.quote_number, quotes)]
    held = pa.table({"story": np.unique(columns.story[articles])})
    sql = "SELECT id FROM stories JOIN held USING (story) WHERE n_articles > 1 ORDER BY id"
    return [story for (story,) in store.rows(sql, held=held)]


def repeated(store: Store, story: str) -> dict[str, dict[str, Any]]:
    """Return, by ``key``, for each quote of ``story`` that other articles give too, where and how.

    What ``facts`` tells of the utterance, with its story, and the form of this quote in it.
    """
    return {
        variant.said.key: told | {"form": variant.form}
        for utterance in of_story(store, story)
        for told in [facts(utterance) | {"story": story}]
        for variant in utterance.variants
    }


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
