"""The sentence around a span: enough to check a number by, cut from the untouched text."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries.articles import first_of
from lib.queries.heads import listed
from lib.queries.mask import with_lines
from lib.queries.scope import Scope
from lib.store.columns import Postings

#: Longest stretch shown on either side of the words in question.
SIDE = 240
#: A sentence ends at . ! or ? (and closing marks) before white space, a paragraph at a line break.
_END = re.compile(r"""[.!?]["'”’)\]]*\s+|\s*\n\s*""")
#: "Sen. ", "U.S. ", "J. " end no sentence: a capitalised word of up to three letters, or initials, before the stop.
_SHORT = re.compile(r"(?:\b[A-Z][a-z]{0,2}|\b(?:[A-Za-z]\.)+[A-Za-z])\.$")


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after ``text[start:end]`` in its sentence, at most SIDE characters each.

    The three parts joined are a piece of the text, letter for letter, but for an ellipsis where a long
    sentence was cut. Sentences are found by their stops, so an unusual abbreviation may end one early.
    """
    return _before(text, start), _after(text, end)


def _before(text: str, start: int) -> str:
    window = text[max(0, start - SIDE) : start]
    ends = [m.end() for m in _END.finditer(window) if not _SHORT.search(window[: m.end()].rstrip(" "))]
    if ends or start <= SIDE:
        return window[ends[-1] :] if ends else window
    return "…" + window[_next_word(window) :]


def _after(text: str, end: int) -> str:
    window = text[end : end + SIDE]
    for stop in _END.finditer(window):
        # what is asked about may be a short word itself: a stop right behind it is the end
        if stop.start() == 0 or not _SHORT.search(window[: stop.end()].rstrip(" ")):
            return window[: stop.end()].rstrip()
    if end + SIDE >= len(text):
        return window.rstrip()
    return window[: window.rfind(" ") + 1].rstrip() + "…"


def _next_word(window: str) -> int:
    return window.find(" ") + 1


#: Up to so many articles of a name are sorted to find the newest; of more, those from the newest on are looked through.
FEW = 50_000
#: What a list of mentions shows of each.
SENTENCE_COLUMNS = ("article_id", "title", "outlet", "day", "start", "end", "before", "text", "after")


class Page(NamedTuple):
    """The ``articles`` that a page of mentions is from, in order; ``before`` of their mentions are on pages before."""

    articles: np.ndarray
    before: int


def newest_of(own: Scope, lists: Postings, key: int | None, limit: int, role: str | None = None) -> np.ndarray:
    """Return the ``limit`` newest articles of the view that ``key`` of ``lists`` is in, newest first."""
    if key is None:
        return own.store.columns.newest[:0]
    there = lists.lines(key)
    if there.stop - there.start <= FEW:
        articles = own.among(lists, key, role)
        return articles[np.argsort(own.store.columns.age[articles])[:limit]]
    return first_of(own.store.columns.newest, own.mask & with_lines(own.store.columns, lists, key, role), 0, limit)


def mentions_on_page(
    own: Scope, lists: Postings, key: int | None, lines: tuple[int, int], role: str | None = None
) -> Page:
    """Return where the mentions of ``key`` on ``lines`` (from, to) of the list of all are, the newest day's first.

    The lists say how often an article mentions it, so that no text is looked at that shows none of them: of 21
    articles with a mention or more some eight. In which role each mention is they do not say.
    """
    first, end = lines
    newest = newest_of(own, lists, key, end, role)
    ordered = newest[np.lexsort((newest, own.store.columns.day[newest]))][::-1]
    if role or not len(ordered):
        return Page(ordered, first)
    there = lists.lines(key)
    n = lists.more["n"][there][np.searchsorted(lists.articles[there], ordered)]
    ends = np.cumsum(n, dtype=np.int64)
    at, last = int(np.searchsorted(ends, first, "right")), int(np.searchsorted(ends, end, "left"))
    return Page(ordered[at : last + 1], first - int(ends[at] - n[at]) if at < len(ends) else 0)


def in_sentences(own: Scope, page: Page, table: str, which: str, *more: str, limit: int, **params: Any) -> pd.DataFrame:
    """Return the page's mentions from ``table`` for which ``which`` holds, each in its sentence, with ``more`` columns.

    Columns: SENTENCE_COLUMNS, score, method, at, ``more``.
    """
    columns = ", ".join(f'm."{name}"' for name in ("start", "end", "score", "method", "at", *more))
    numbered = {"article": pa.array(page.articles, pa.int32()), "nth": np.arange(len(page.articles))}
    rows = own.store.rows(
        f"""SELECT m.article, {columns} FROM {table} m JOIN on_page USING (article) WHERE {which} AND m.counted
            ORDER BY nth, m."start" LIMIT $limit OFFSET $before""",
        {"limit": limit, "before": page.before, **params},
        on_page=pa.table(numbered),
    )
    article, start, end, score, method, at, *others = zip(*rows, strict=True) if rows else [()] * (6 + len(more))
    spans = list(zip(article, start, end, strict=True))
    texts = own.store.texts(list(dict.fromkeys(article)))
    sides = [around(texts[n], first, last) for n, first, last in spans]
    heads = listed(own, np.array(article, np.int32), ("id", "title"))
    # made at once: adding to a frame column by column takes longer than all the rest
    found = {
        "article_id": heads["id"],
        **{name: heads[name] for name in ("title", "outlet", "day")},
        "start": np.array(start, np.int32),
        "end": np.array(end, np.int32),
        "before": [before for before, _ in sides],
        "text": [texts[n][first:last] for n, first, last in spans],
        "after": [after for _, after in sides],
        "score": np.array(score, np.float32),
        "method": method,
        "at": np.array(at, np.int32),
        **dict(zip(more, others, strict=True)),
    }
    words = ("before", "text", "after", "method", *more)
    return pd.DataFrame(found | {name: pd.array(list(found[name]), dtype="str") for name in words})
