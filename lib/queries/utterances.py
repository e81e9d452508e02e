"""One utterance in several articles: which quotes of a story are the same words, trimmed, altered, or disputed.

Found when asked for, within one story and its newest MAX_QUOTES quotes: the work is bounded, and nothing has to be
kept up to date when articles come or go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.queries.scope import numbers
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
    rows = store.rows(
        """SELECT a.id, q."start", q.content, q.cue_text, e.id, e.name, q.day, o.name
           FROM quotes q JOIN articles a ON a.article = q.article JOIN outlets o ON o.outlet = q.outlet
                LEFT JOIN entities e ON e.entity = q.speaker
           WHERE q.story = ? ORDER BY q.day DESC NULLS LAST, q.quote LIMIT ?""",
        [-1 if number is None else number, MAX_QUOTES],
    )
    return utterances(
        Said(key(article, start), article, whole(content or "", cue), speaker, name, day and day.toordinal(), outlet)
        for article, start, content, cue, speaker, name, day, outlet in rows
    )


def key(article: str, start: int) -> str:
    """Return what tells a quote from every other, in any version of the data."""
    return f"{article}:{start}"


def start_of(said: Said) -> int:
    """Return where in its article a quote begins."""
    return int(said.key.rpartition(":")[2])


def whole(content: str, cue: str | None) -> str:
    """Return the words of a quote without the cue that splits it."""
    return _SPLIT.sub(lambda m: " " if cue and cue in m[1] else m[0], content)


def beside(store: Store, quotes: tuple[tuple[str, int], ...]) -> dict[str, dict[str, Any]]:
    """Return, by ``key``, for those of ``quotes`` (article id, start) that other articles give too, where and how.

    What ``facts`` tells of the utterance, with its story, and the form of this quote in it.
    """
    marks = ", ".join("?" for _ in quotes) or "NULL"
    stories = store.rows(
        f"""SELECT DISTINCT s.id FROM articles a JOIN stories s USING (story)
            WHERE a.id IN ({marks}) AND s.n_articles > 1 ORDER BY 1""",
        [article for article, _ in quotes],
    )
    wanted = {key(*quote) for quote in quotes}
    return {
        variant.said.key: facts(utterance) | {"story": story, "form": variant.form}
        for (story,) in stories
        for utterance in of_story(store, story)
        for variant in utterance.variants
        if variant.said.key in wanted
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
