"""Quotes: who is given as saying what, in which kind of quote, over time; the unattributed kept in sight.

Every function obeys the view's speakers, kinds and words said besides its article filter, and counts quotes:
adding a row's speaker (``speakers``, "unattributed" included) or kind to the view gives that many in ``listing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lib.model import QUOTE_KINDS
from lib.queries import mask, timeline
from lib.queries.articles import best_page, first_of
from lib.queries.counts import largest
from lib.queries.entities import described
from lib.queries.heads import headed, named
from lib.queries.rows import by_number, framed
from lib.queries.scope import Scope, n_different, scope
from lib.store.columns import Postings, looked_up, n_in, sums
from lib.store.search import Hits
from lib.view import UNATTRIBUTED, View

if TYPE_CHECKING:
    from lib.store.read import Store


#: What a list shows of a quote.
LISTED = ("quote", "article_id", "title", "outlet", "day", "speaker_id", "speaker", "speaker_text", "kind", "cue")
LISTED += ("before", "content", "after", "score", "method", "start", "end", "at", "also", "also_ids")
#: What of that the quotes themselves say.
TOLD = ("quote", "speakers", "speaker_text", "kind", "cue", "before", "content", "after", "score", "method")
TOLD += ("start", "end", "at")


def listing(store: Store, view: View, *, limit: int = 50) -> pd.DataFrame:
    """Return page ``view.page`` of the view's quotes, as many over all pages as ``count`` gives.

    Columns: quote, article_id, title, outlet, day, speaker_id, speaker, speaker_text, kind, cue, before, content,
    after, score, method, start, end, at. Newest first, "oldest" first, the surest first ("best"), or those that fit the
    words said best ("match"). Without a
    speaker, speaker_id and speaker are missing; ``at`` is the quote's place, from 0, in its article's own list.
    ``also`` are the names, and ``also_ids`` the ids, of those who say it together with the speaker.
    """
    own, columns = scope(store, view), store.columns
    lines = _page(own, limit * (view.page - 1), limit)
    found = store.quotes(columns.quote_number[lines], TOLD).to_pandas().assign(article=columns.quote_article[lines])
    found = _with_speakers(own, headed(own, found))
    return found[list(LISTED)]


def _with_speakers(own: Scope, found: pd.DataFrame) -> pd.DataFrame:
    """Return ``found`` with the id and the name of the first of the ``speakers``, and of those who say it too."""
    said = [list(numbers) for numbers in found["speakers"]]
    known = named(own, list({number for numbers in said for number in numbers}))
    told = [[known[number] for number in numbers] for numbers in said]
    first = [own_names[0] if own_names else (None, None) for own_names in told]
    return found.assign(
        speaker_id=pd.Series([id for id, _ in first], dtype="str"),
        speaker=pd.Series([name for _, name in first], dtype="str"),
        also=pd.Series([[name for _, name in names[1:]] for names in told], dtype=object),
        also_ids=pd.Series([[id for id, _ in names[1:]] for names in told], dtype=object),
    )


def _whole(view: View) -> bool:
    """Return whether every quote of the view's articles is in the view."""
    return not (view.speakers or view.about or view.kinds or view.says)


def chosen(own: Scope) -> np.ndarray:
    """Return for each line of ``columns.quote_number`` whether the quote is in the view; not to be changed."""
    view = own.view
    key = ("quotes", own.key, view.speakers, view.about, view.kinds, view.says)
    return own.store.columns.kept(key, lambda: _chosen(own))


def _chosen(own: Scope) -> np.ndarray:
    columns, view = own.store.columns, own.view
    if not (view.speakers or view.about or view.says):
        found = looked_up(own.mask, columns.quote_article)
        return found & np.isin(columns.quote_kind, _kinds(view)) if view.kinds else found
    lines = _candidates(own)
    kept = looked_up(own.mask, columns.quote_article[lines])
    if view.kinds:
        kept = kept & np.isin(columns.quote_kind[lines], _kinds(view))
    found = np.zeros(len(columns.quote_number), bool)
    found[lines[kept]] = True
    return found


def _kinds(view: View) -> list[int]:
    return [QUOTE_KINDS.index(kind) for kind in view.kinds]


def _candidates(own: Scope) -> np.ndarray:
    """Return the lines of the quotes that the view's speakers, names and words said let through, each once.

    They are taken from the shortest of these lists, and looked for in the others.
    """
    columns, view = own.store.columns, own.view
    n, sets = len(columns.quote_number), []
    if view.speakers:
        sets.append(_said_by(own, view.speakers))
    if view.about:
        about = _numbers(own, view.about)
        sets += [_lines(columns.told, entity) for entity in about] if len(about) == len(view.about) else [NONE]
    if view.says:
        sets.append(mask.said(own.store, view.says))
    first, *others = sorted(sets, key=len)
    for other in others:
        there = np.zeros(n, bool)
        there[other] = True
        first = first[there[first]]
    return first


def _said_by(own: Scope, speakers: Sequence[str]) -> np.ndarray:
    """Return the lines of what any of ``speakers`` says, each once."""
    columns = own.store.columns
    numbers = _numbers(own, [s for s in speakers if s != UNATTRIBUTED])
    lists = [_lines(columns.said, number) for number in numbers]
    # what several say together is in the list of each of them
    found = [lists[0] if len(lists) == 1 else np.unique(np.concatenate([NONE, *lists]))]
    return np.concatenate([*found, np.flatnonzero(columns.unattributed)]) if UNATTRIBUTED in speakers else found[0]


NONE = np.empty(0, np.int32)


def _numbers(own: Scope, ids: Sequence[str]) -> list[int]:
    return described(own.store, "entities", "id", list(ids), "entity")["entity"].tolist() if ids else []


def _lines(lists: Postings, key: int) -> np.ndarray:
    return lists.more["line"][lists.lines(key)]


def _lines_of(own: Scope, speaker: int) -> np.ndarray:
    """Return the quotes of the view that ``speaker`` says, alone or with others."""
    said = own.store.columns.said
    there = said.lines(speaker)
    lines = said.more["line"][there]
    whole = _whole(own.view)
    mine = looked_up(own.mask, said.articles[there]) if whole else looked_up(chosen(own), lines)
    return lines[np.flatnonzero(mine)]


def _articles_of(own: Scope, speaker: int) -> np.ndarray:
    """Return for each of those quotes the article that it stands in."""
    columns = own.store.columns
    if _whole(own.view):
        return own.among(columns.said, speaker)
    return columns.quote_article[_lines_of(own, speaker)]


def _page(own: Scope, offset: int, limit: int) -> np.ndarray:
    """Return the lines of the quotes on one page, in order."""
    columns, view, mine = own.store.columns, own.view, chosen(own)
    orders = columns.quote_orders
    if not (view.sort == "match" and view.says):
        return first_of(orders.get(view.sort or "", orders["newest"]), mine, offset, limit)

    def best(n: int) -> Hits:
        numbers, scores = own.store.best_quote_matches(view.says, n)
        return Hits(mask.places_of(numbers, columns.quote_number), scores)

    return best_page(best, mine, lambda lines: columns.age[columns.quote_article[lines]], offset, limit)


def count(store: Store, view: View) -> int:
    """Return how many quotes are in the view."""
    own = scope(store, view)
    if _whole(view):
        return n_in(own.mask, store.columns.n_quotes)
    return int(np.count_nonzero(chosen(own)))


def speakers(store: Store, view: View, *, limit: int = 25) -> pd.DataFrame:
    """Return (id, name, role, n_quotes, n_articles, n_direct, n_mixed, n_indirect), most quotes first.

    A quote that several say together counts for each of them, and once in ``count``. ``n_articles`` are the articles
    those quotes stand in. The quotes nobody could be given are one row whose id is "unattributed", at the end and
    beyond ``limit``, so that they are never cut off.
    """
    own, columns = scope(store, view), store.columns
    said, n = columns.said, _n_said(own)
    top = said.keys[largest(said.keys, n, limit)].tolist()
    known = by_number(store, "entities", top, ("id", "name", "role"))
    rows = [
        (*(known[speaker][name] for name in ("id", "name", "role")), *_sizes(own, _lines_of(own, speaker)))
        for speaker in top
    ]
    rows.sort(key=lambda row: (-row[3], row[1], row[0]))
    nobody = _sizes_of_nobody(own) if _whole(view) else _sizes(own, np.flatnonzero(chosen(own) & columns.unattributed))
    if nobody[0]:
        rows.append((UNATTRIBUTED, "Unattributed", None, *nobody))
    return framed(rows, SPEAKERS)


def heard(store: Store, view: View) -> np.ndarray:
    """Return the number of every speaker with a quote in the view."""
    return store.columns.said.keys[_n_said(scope(store, view)) > 0]


def _n_said(own: Scope) -> np.ndarray:
    """Return how many quotes of the view each of ``columns.said.keys`` says."""
    said = own.store.columns.said
    if _whole(own.view):
        return said.counts(own.mask)
    return sums(looked_up(chosen(own), said.more["line"]), said.starts[:-1])


KIND_COLUMNS = tuple(f"n_{kind}" for kind in QUOTE_KINDS)
#: The columns of ``speakers``.
SPEAKERS = dict.fromkeys(("id", "name", "role"), "str")
SPEAKERS |= dict.fromkeys(("n_quotes", "n_articles", *KIND_COLUMNS), "int64")


def _sizes(own: Scope, lines: np.ndarray) -> tuple[int, ...]:
    """Return the number of quotes, of articles (or what the view counts) they stand in, and of quotes of each kind."""
    columns = own.store.columns
    articles = columns.quote_article[lines]
    n_articles = n_different(articles if own.unit is None else own.unit[articles])
    kinds = np.bincount(columns.quote_kind[lines], minlength=len(QUOTE_KINDS))[: len(QUOTE_KINDS)]
    return len(lines), int(n_articles), *kinds.tolist()


def _sizes_of_nobody(own: Scope) -> tuple[int, ...]:
    """Return the like of all quotes of the view's articles that nobody could be given."""
    counts = own.store.columns.unattributed_of
    kinds = [n_in(own.mask, n) for n in counts]
    articles = np.flatnonzero(own.mask & (own.store.columns.n_unattributed > 0))
    return sum(kinds), own.n(articles), *kinds[: len(QUOTE_KINDS)]


def names(store: Store, view: View, *, limit: int = 12) -> pd.DataFrame:
    """Return (id, name, kind, n_quotes) of what the view's quotes mention in their own words, most quotes first.

    Adding the id to the view's ``about`` gives that many quotes.
    """
    own, lists = scope(store, view), store.columns.told
    n = lists.counts(own.mask) if _whole(view) else sums(looked_up(chosen(own), lists.more["line"]), lists.starts[:-1])
    top = largest(lists.keys, n, limit)
    numbers = lists.keys[top].tolist()
    known = by_number(store, "entities", numbers, ("id", "name", "kind"))
    rows = [
        (*(known[number][name] for name in ("id", "name", "kind")), size)
        for number, size in zip(numbers, n[top].tolist(), strict=True)
    ]
    rows.sort(key=lambda row: (-row[3], row[1], row[0]))
    return framed(rows, dict.fromkeys(("id", "name", "kind"), "str") | {"n_quotes": "int64"})


def by_kind(store: Store, view: View) -> pd.DataFrame:
    """Return (kind, n_quotes) for direct, mixed and indirect quotes, 0 where there are none."""
    own, columns = scope(store, view), store.columns
    if _whole(view):
        n = np.array([n_in(own.mask, n) for n in columns.quotes_of])
    else:
        n = np.bincount(columns.quote_kind[np.flatnonzero(chosen(own))], minlength=len(QUOTE_KINDS))
    return pd.DataFrame({"kind": list(QUOTE_KINDS), "n_quotes": n[: len(QUOTE_KINDS)].astype(np.int64)})


def by_speaker_over_time(store: Store, view: View, ids: Sequence[str], interval: str) -> pd.DataFrame:
    """Return (period, id, name, n_quotes, share) for each speaker and period, 0 where they say nothing.

    Periods run without a gap from the first to the last dated quote of the view; ``share`` is of the view's quotes
    in that period, missing (NaN) where it has none. "unattributed" is no speaker here.
    """
    own, columns = scope(store, view), store.columns
    known = described(store, "entities", "id", list(ids), "entity, id, name")
    found = {
        id: timeline.per_period(columns.day[_articles_of(own, speaker)], interval)
        for speaker, id in zip(known["entity"], known["id"], strict=True)
    }
    of = _per_period(own, interval)
    names = dict(zip(known["id"], known["name"], strict=True))
    return timeline.compared(found, of, interval, names=names, counted="n_quotes")


def _per_period(own: Scope, interval: str) -> pd.Series:
    """Return how many quotes of the view lie in each period."""
    columns = own.store.columns
    if not _whole(own.view):
        return timeline.per_period(columns.day[columns.quote_article[np.flatnonzero(chosen(own))]], interval)
    articles = np.flatnonzero(own.mask)
    return timeline.per_period(columns.day[articles], interval, times=columns.n_quotes[articles])
