"""Quotes: who is given as saying what, in which kind of quote, over time; the unattributed kept in sight.

Every function obeys the view's speakers, kinds and words said besides its article filter, and counts quotes:
adding a row's speaker (``speakers``, "unattributed" included) or kind to the view gives that many in ``listing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.model import QUOTE_KINDS
from lib.queries.periods import period_of
from lib.queries.scope import Scope, bind, numbers, quote_scope, scores
from lib.view import UNATTRIBUTED, View

if TYPE_CHECKING:
    from lib.store.read import Store

_ORDERS = {
    "oldest": 'q.day ASC NULLS LAST, q.article, q."start"',
    "best": 'q.score DESC, q.day DESC NULLS LAST, q.article DESC, q."start"',
}
_NEWEST = 'q.day DESC NULLS LAST, q.article DESC, q."start"'


def listing(store: Store, view: View, *, limit: int = 50) -> pd.DataFrame:
    """Return page ``view.page`` of the view's quotes, as many over all pages as ``count`` gives.

    Columns: quote, article_id, title, outlet, day, speaker_id, speaker, speaker_text, kind, cue, before, content,
    after, score, method, start, end, at. Newest first, "oldest" first, the surest first ("best"), or those that fit the
    words said best ("match"). Without a
    speaker, speaker_id and speaker are missing; ``at`` is the quote's place, from 0, in its article's own list.
    ``also`` are the names, and ``also_ids`` the ids, of those who say it together with the speaker.
    """
    own = quote_scope(store, view)
    order, joined = _order(own)
    return own.frame(
        f"""WITH page AS (SELECT q.quote FROM quotes q {joined} WHERE {own.where("q")}
                          ORDER BY {order} LIMIT $limit OFFSET $offset),
            others AS (SELECT quote, list(e.name ORDER BY nth) AS names, list(e.id ORDER BY nth) AS ids
                       FROM (SELECT quote, unnest(speakers[2:]) AS entity, unnest(range(len(speakers) - 1)) AS nth
                             FROM page JOIN quotes USING (quote) WHERE len(speakers) > 1)
                       JOIN entities e USING (entity) GROUP BY quote)
            SELECT q.quote, a.id AS article_id, a.title, o.name AS outlet, a.day, e.id AS speaker_id,
                   e.name AS speaker, q.speaker_text, q.kind, q.cue_text AS cue, q.before, q.content, q.after, q.score,
                   q.method, q."start", q."end", q."at",
                   coalesce(others.names, []) AS also, coalesce(others.ids, []) AS also_ids
            FROM page JOIN quotes q USING (quote) {joined} LEFT JOIN others USING (quote)
            JOIN articles a ON a.article = q.article JOIN outlets o ON o.outlet = a.outlet
            LEFT JOIN entities e ON e.entity = q.speaker
            ORDER BY {order}""",
        limit=limit,
        offset=limit * (view.page - 1),
    )


def _order(scope: Scope) -> tuple[str, str]:
    """Return what to sort the quotes ``q`` by, and the join that it needs."""
    view = scope.view
    if view.sort == "match" and view.says:
        scope.tables["word_scores"] = scores(scope.store.quote_matches(view.says, scored=True), "quote")
        return f"word_scores.score DESC, {_NEWEST}", "JOIN word_scores USING (quote)"
    return _ORDERS.get(view.sort or "", _NEWEST), ""


def count(store: Store, view: View) -> int:
    """Return how many quotes are in the view."""
    own = quote_scope(store, view)
    return int(own.frame(f"SELECT count(*) AS n FROM quotes q WHERE {own.where('q')}")["n"].iloc[0])


def speakers(store: Store, view: View, *, limit: int = 25) -> pd.DataFrame:
    """Return (id, name, role, n_quotes, n_articles, n_direct, n_mixed, n_indirect), most quotes first.

    A quote that several say together counts for each of them, and once in ``count``. ``n_articles`` are the articles
    those quotes stand in. The quotes nobody could be given are one row whose id is "unattributed", at the end and
    beyond ``limit``, so that they are never cut off.
    """
    own = quote_scope(store, view)
    kinds = ", ".join(f"count(*) FILTER (q.kind = '{kind}')::BIGINT AS n_{kind}" for kind in QUOTE_KINDS)
    return own.frame(
        f"""WITH top AS (SELECT q.speaker, count(*)::BIGINT AS n_quotes, {kinds}
                         FROM quote_speakers q WHERE {own.where("q")} GROUP BY 1
                         ORDER BY n_quotes DESC, speaker LIMIT $limit),
            nobody AS (SELECT q.speaker, count(*)::BIGINT AS n_quotes, {kinds}
                       FROM quotes q WHERE {own.where("q", "q.speaker IS NULL")} GROUP BY 1),
            shown AS (SELECT * FROM top UNION ALL SELECT * FROM nobody),
            spread AS (SELECT q.speaker, {own.count("q", repeated=True)} AS n_articles FROM quote_speakers q
                       WHERE {own.where("q", "q.speaker IN (SELECT speaker FROM top)")} GROUP BY 1
                       UNION ALL SELECT -1, {own.count("q", repeated=True)} FROM quotes q
                       WHERE {own.where("q", "q.speaker IS NULL")})
            SELECT coalesce(e.id, '{UNATTRIBUTED}') AS id, coalesce(e.name, 'Unattributed') AS name, e.role, t.n_quotes,
                   spread.n_articles, t.n_direct, t.n_mixed, t.n_indirect
            FROM shown t JOIN spread ON spread.speaker = coalesce(t.speaker, -1)
            LEFT JOIN entities e ON e.entity = t.speaker
            ORDER BY t.speaker IS NULL, t.n_quotes DESC, name, id""",
        limit=limit,
    )


def by_kind(store: Store, view: View) -> pd.DataFrame:
    """Return (kind, n_quotes) for direct, mixed and indirect quotes, 0 where there are none."""
    own = quote_scope(store, view)
    kinds = ", ".join(f"({i}, '{kind}')" for i, kind in enumerate(QUOTE_KINDS))
    return own.frame(
        f"""SELECT k.kind, count(f.kind)::BIGINT AS n_quotes
            FROM (VALUES {kinds}) k(rank, kind)
            LEFT JOIN (SELECT q.kind FROM quotes q WHERE {own.where("q")}) f ON f.kind = k.kind
            GROUP BY k.rank, k.kind ORDER BY k.rank"""
    )


def by_speaker_over_time(store: Store, view: View, ids: Sequence[str], interval: str) -> pd.DataFrame:
    """Return (period, id, name, n_quotes, share) for each speaker and period, 0 where they say nothing.

    Periods run without a gap from the first to the last dated quote of the view; ``share`` is of the view's quotes
    in that period, missing (NaN) where it has none. "unattributed" is no speaker here.
    """
    own = quote_scope(store, view)
    params: dict[str, Any] = {}
    marks = bind(params, "id", [n for n in numbers(store, "entities", "entity", "id", ids) if n is not None])
    return own.frame(
        f"""WITH dated AS (SELECT {period_of("q.day", interval)} AS period, q.speaker, count(*) AS n
                           FROM quote_speakers q
                           WHERE {own.where("q", "q.day IS NOT NULL", f"q.speaker IN ({marks})")} GROUP BY 1, 2),
            in_view AS (SELECT {period_of("q.day", interval)} AS period, count(*) AS n
                        FROM quotes q WHERE {own.where("q", "q.day IS NOT NULL")} GROUP BY 1),
            spine AS (SELECT unnest(generate_series(min(period), max(period), INTERVAL 1 {interval})) AS period
                      FROM in_view)
            SELECT spine.period, e.id, e.name, coalesce(dated.n, 0)::BIGINT AS n_quotes,
                   coalesce(dated.n, 0) / in_view.n AS share
            FROM spine CROSS JOIN (SELECT * FROM entities WHERE entity IN ({marks})) e
            LEFT JOIN in_view USING (period)
            LEFT JOIN dated ON dated.period = spine.period AND dated.speaker = e.entity
            ORDER BY e.name, e.id, 1""",
        **params,
    )
