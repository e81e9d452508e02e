"""Articles over time and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from lib.queries.periods import period_of, pick, spine
from lib.queries.scope import Scope, scope, scores
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Outlets that get a row for every period, as many as a chart draws by name; smaller ones only where they published.
FILLED_OUTLETS = 10


def coverage(store: Store, view: View, interval: str) -> pd.DataFrame:
    """Return (period, outlet, n_articles): the view's dated articles by day, week or month and outlet.

    Every period from the first to the last is there: the ten outlets with the most articles have a row of 0
    where they published nothing. Adding the numbers of a period up gives the articles in it.
    """
    own = scope(store, view)
    dated = own.where("a", "a.day IS NOT NULL")
    return own.frame(
        f"""WITH found AS (SELECT {period_of("a.day", interval)} AS period, a.outlet, {own.count("a")} AS n
                           FROM articles a WHERE {dated} GROUP BY 1, 2),
            largest AS (SELECT outlet FROM found GROUP BY 1 ORDER BY sum(n) DESC, outlet LIMIT {FILLED_OUTLETS}),
            spine AS (SELECT unnest(generate_series(min(period), max(period), INTERVAL 1 {interval})) AS period
                      FROM found),
            filled AS (SELECT period, outlet, n FROM found
                       UNION ALL SELECT period, outlet, 0 FROM spine, largest)
            SELECT filled.period, o.name AS outlet, sum(filled.n)::BIGINT AS n_articles
            FROM filled JOIN outlets o USING (outlet) GROUP BY ALL ORDER BY 1, 2"""
    )


def pick_interval(store: Store, view: View) -> str:
    """Return day, week or month: the view's own, else what the days between its first and last article ask for."""
    own = scope(store, view)
    row = own.frame(f"SELECT min(a.day) AS first, max(a.day) AS last FROM articles a WHERE {own.where('a')}").iloc[0]
    first, last = (None if pd.isna(d) else d.date() for d in (row["first"], row["last"]))
    return pick(first, last, view.interval)


def per_period(store: Store, view: View, interval: str) -> pd.DataFrame:
    """Return (period, n_articles) of the view's dated articles, 0 where there are none."""
    own = scope(store, view)
    return own.frame(
        f"""WITH {spine(own, interval)}
            SELECT spine.period, coalesce(in_view.n, 0)::BIGINT AS n_articles
            FROM spine LEFT JOIN in_view USING (period) ORDER BY 1"""
    )


def listing(store: Store, view: View, *, limit: int = 50) -> pd.DataFrame:
    """Return page ``view.page`` of the view's articles, as many rows as Totals.n_articles over all pages.

    A view that counts texts has one row for each (Totals.n_texts): its original, or the earliest copy in the view.
    Columns: id, title, outlet, published_at, day, lead, n_words, n_quotes, n_mentions, url, annotated, n_same (articles
    of the view with this text, where texts are counted, else 1), is_copy.
    Sorted by view.sort: "newest" (the default) or "oldest", articles without a date last in both; "most" and
    "best" put first those that mention the view's names most often (any name, where it has none); "match" those that
    fit the view's words best.
    """
    own = scope(store, view)
    order, joined = _order(own)
    n_same, folded = (_SAME, _FOLDED) if view.unit == "texts" else ("1", "")
    return own.frame(
        f"""WITH page AS (SELECT a.article, {n_same} AS n_same FROM articles a {joined} WHERE {own.where("a")} {folded}
                          ORDER BY {order} LIMIT $limit OFFSET $offset)
            SELECT a.id, a.title, o.name AS outlet, a.published_at, a.day, a.lead, a.n_words, a.n_quotes,
                   a.n_mentions, a.url, a.annotated, page.n_same, a.article <> a.text AS is_copy
            FROM page JOIN articles a USING (article) {joined} JOIN outlets o USING (outlet) ORDER BY {order}""",
        limit=limit,
        offset=limit * (view.page - 1),
    )


_SAME = "count(*) OVER (PARTITION BY a.text)"
_FOLDED = """QUALIFY row_number() OVER (PARTITION BY a.text
    ORDER BY a.article <> a.text, a.day NULLS LAST, a.published_at, a.id) = 1"""


def _order(scope: Scope) -> tuple[str, str]:
    """Return what to sort the articles ``a`` by, and the join that it needs."""
    if scope.view.sort == "oldest":
        return "a.day ASC NULLS LAST, a.article ASC", ""
    newest = "a.day DESC NULLS LAST, a.article DESC"
    if scope.view.sort == "match" and scope.view.words:
        scope.tables["word_scores"] = scores(scope.store.matches(scope.view.words, scored=True), "article")
        return f"word_scores.score DESC, {newest}", "JOIN word_scores USING (article)"
    if scope.view.sort not in ("most", "best"):
        return newest, ""
    if not scope.names:
        return f"a.n_mentions DESC, {newest}", ""
    numbers = ", ".join(f"$name_{number}_0" for number in scope.names)
    joined = f"""JOIN (SELECT article, sum(n) AS n FROM article_entities WHERE entity IN ({numbers}) GROUP BY 1) named
                 USING (article)"""
    return f"named.n DESC, {newest}", joined
