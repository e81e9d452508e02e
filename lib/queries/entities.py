"""Names: who and what the view's articles mention, over time, by outlet and together.

Wherever a column is called ``n_articles``, adding that row's name to the view (``names``), with its outlet or
period where it has one, gives exactly that many articles, stories or texts, whichever the view counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from lib.queries.context import around
from lib.queries.counts import LISTED_KINDS, articles_in_view, top_entities
from lib.queries.periods import period_of, spine
from lib.queries.scope import NOTHING, Scope, bind, numbers, scope
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Pairs are looked for among this many names, those with the most articles in the view ...
POOL = 60
#: ... and shown for this many, which is about what a picture of circles and lines can label.
NODES = 25


@dataclass(frozen=True, slots=True)
class Card:
    """What the whole store knows of one name, whatever the view."""

    id: str
    kind: str
    label: str
    name: str
    aliases: tuple[str, ...]
    role: str | None
    n_articles: int
    n_mentions: int
    n_said: int
    n_outlets: int
    first_day: date | None
    last_day: date | None


def ranking(store: Store, view: View, kind: str, *, limit: int = 25) -> pd.DataFrame:
    """Return (id, name, role, n_articles, n_mentions, n_said, share) of the names of ``kind``, most articles first.

    ``n_articles`` counts articles of the view that mention the name, ``n_mentions`` its counted mentions there,
    ``n_said`` the quotes there that it speaks, ``share`` is n_articles of all articles in the view.
    """
    own = scope(store, view)
    top = top_entities(own, kind, limit)
    params: dict[str, Any] = {"all_articles": articles_in_view(own)}
    marks = bind(params, "top", top["entity"].tolist())
    own.tables["top_names"] = _arrow(top)
    return own.frame(
        f"""WITH said AS (SELECT q.speaker AS entity, count(*) AS n FROM quote_speakers q
                          WHERE {own.where("q", f"q.speaker IN ({marks})")} GROUP BY 1)
            SELECT e.id, e.name, e.role, t.n_articles, t.n_mentions, coalesce(said.n, 0)::BIGINT AS n_said,
                   t.n_articles / $all_articles AS share
            FROM top_names t JOIN entities e USING (entity) LEFT JOIN said USING (entity)
            ORDER BY t.n_articles DESC, t.n_mentions DESC, e.name, e.id""",
        **params,
    )


def over_time(store: Store, view: View, ids: Sequence[str], interval: str) -> pd.DataFrame:
    """Return (period, id, name, n_articles, share) for each id and period, 0 where it is not mentioned.

    Periods run without a gap from the first to the last dated article of the view. ``share`` is of the articles
    in the view in that period, and missing (NaN) where the period has none. Undated articles are left out.
    """
    own = scope(store, view)
    params: dict[str, Any] = {}
    marks = bind(params, "id", [n for n in numbers(store, "entities", "entity", "id", ids) if n is not None])
    return own.frame(
        f"""WITH {spine(own, interval)},
            found AS (SELECT {period_of("x.day", interval)} AS period, x.entity, {own.count("x")} AS n
                      FROM article_entities x WHERE {own.where("x", f"x.entity IN ({marks})", "x.day IS NOT NULL")}
                      GROUP BY 1, 2)
            SELECT spine.period, e.id, e.name, coalesce(found.n, 0)::BIGINT AS n_articles,
                   coalesce(found.n, 0) / in_view.n AS share
            FROM spine CROSS JOIN (SELECT * FROM entities WHERE entity IN ({marks})) e
            LEFT JOIN in_view USING (period)
            LEFT JOIN found ON found.period = spine.period AND found.entity = e.entity
            ORDER BY e.name, e.id, 1""",
        **params,
    )


def by_outlet(store: Store, view: View, kind: str, *, limit: int = 15) -> pd.DataFrame:
    """Return (id, name, outlet, n_articles, share) of the top names of ``kind`` in each outlet that mentions them.

    The names are those of ``ranking``, in its order, then the outlets by n_articles. ``share`` is of that outlet's
    articles in the view.
    """
    own = scope(store, view)
    return by_outlet_of(own, top_entities(own, kind, limit)["entity"].tolist())


def by_outlet_of(own: Scope, entities: Sequence[int]) -> pd.DataFrame:
    """Return the frame of ``by_outlet`` for the entity numbers given."""
    params: dict[str, Any] = {}
    marks = bind(params, "top", list(entities))
    return own.frame(
        f"""WITH published AS (SELECT a.outlet, {own.count("a")} AS n FROM articles a
                               WHERE {own.where("a")} GROUP BY 1),
            found AS (SELECT x.entity, x.outlet, {own.count("x")} AS n FROM article_entities x
                      WHERE {own.where("x", f"x.entity IN ({marks})")} GROUP BY 1, 2)
            SELECT e.id, e.name, o.name AS outlet, found.n::BIGINT AS n_articles, found.n / published.n AS share
            FROM found JOIN entities e USING (entity) JOIN outlets o USING (outlet) JOIN published USING (outlet)
            ORDER BY sum(found.n) OVER (PARTITION BY e.id) DESC, e.name, e.id, n_articles DESC, o.name""",
        **params,
    )


def together(
    store: Store, view: View, *, kind: str | None = None, subject: str | None = None, limit: int = 40
) -> pd.DataFrame:
    """Return (id_a, name_a, kind_a, id_b, name_b, kind_b, n_articles) of names in the same articles of the view.

    With ``subject``, the pairs of that name with others (of ``kind``); else the pairs among the POOL names with the
    most articles, of ``kind`` or of people, organisations and places. Pairs in a single article are left out
    unless there are no others. At most ``limit`` pairs, among at most NODES names.
    """
    own = scope(store, view)
    kinds = (kind,) if kind else LISTED_KINDS
    pairs = _pairs_of(own, subject, kinds, limit) if subject else _pairs_among(own, kinds, limit)
    if (pairs["n_articles"] > 1).any():
        pairs = pairs[pairs["n_articles"] > 1]
    own.tables["found_pairs"] = _arrow(_fewer_names(pairs))
    return own.frame(
        """SELECT a.id AS id_a, a.name AS name_a, a.kind AS kind_a, b.id AS id_b, b.name AS name_b, b.kind AS kind_b,
                  p.n_articles
           FROM found_pairs p JOIN entities a ON a.entity = p.a JOIN entities b ON b.entity = p.b
           ORDER BY p.n_articles DESC, a.name, b.name, a.id, b.id"""
    )


def card(store: Store, id: str) -> Card | None:
    """Return what the whole store knows of the name ``id``; None where it knows nothing."""
    rows = store.rows(
        """SELECT e.id, e.kind, e.label, e.name, e.aliases, e.role, e.n_articles, e.n_mentions, e.n_said,
                  (SELECT count(DISTINCT x.outlet) FROM article_entities x WHERE x.entity = e.entity), e.first_day,
                  e.last_day
           FROM entities e WHERE e.id = ?""",
        [id],
    )
    if not rows:
        return None
    start, aliases, rest = rows[0][:4], rows[0][4], rows[0][5:]
    return Card(*start, tuple(aliases or ()), *rest)


def sentences(store: Store, view: View, id: str, *, limit: int = 20, offset: int = 0) -> pd.DataFrame:
    """Return the counted mentions of ``id`` in the view, newest article first, each in its sentence.

    Columns: article_id, title, outlet, day, start, end, before, text, after, score, method, at; as many rows over
    all offsets as ``ranking`` gives n_mentions. ``at`` is the mention's place, from 0, in its article's own list.
    """
    own = scope(store, view)
    number = numbers(store, "entities", "entity", "id", [id])[0]
    found = own.frame(
        f"""WITH newest AS (SELECT x.article FROM article_entities x WHERE {own.where("x", "x.entity = $number")}
                            ORDER BY x.day DESC NULLS LAST, x.article DESC LIMIT $reach),
            found AS (SELECT m.* FROM mentions m WHERE m.article IN (SELECT article FROM newest)
                      AND m.entity = $number AND m.counted)
            SELECT f.article, a.id AS article_id, a.title, o.name AS outlet, a.day, f."start", f."end", f.score,
                   f.method, f."at"
            FROM found f JOIN articles a USING (article) JOIN outlets o USING (outlet)
            ORDER BY a.day DESC NULLS LAST, f.article DESC, f."start" LIMIT $limit OFFSET $offset""",
        number=number,
        reach=limit + offset,
        limit=limit,
        offset=offset,
    )
    return with_sentence(store, found)[[*SENTENCE_COLUMNS, "score", "method", "at"]]


SENTENCE_COLUMNS = ("article_id", "title", "outlet", "day", "start", "end", "before", "text", "after")


def with_sentence(store: Store, found: pd.DataFrame) -> pd.DataFrame:
    """Return ``found`` (article, start, end ...) with before, text and after from the articles' texts."""
    texts = store.texts(list(dict.fromkeys(found["article"].tolist())))
    spans = [(texts[n], s, e) for n, s, e in zip(found["article"], found["start"], found["end"], strict=True)]
    sides = [around(*span) for span in spans]
    parts = {
        "before": [before for before, _ in sides],
        "text": [text[start:end] for text, start, end in spans],
        "after": [after for _, after in sides],
    }
    return found.assign(**{name: pd.Series(values, index=found.index, dtype="str") for name, values in parts.items()})


def find(store: Store, text: str, *, limit: int = 10) -> pd.DataFrame:
    """Return (id, kind, name, n_articles) of names that hold ``text``, for a search box.

    Case and accents do not matter. Names in which a word begins with it come first, then those that hold it
    elsewhere or in an alias; in both, those with the most articles lead.
    """
    return store.frame(
        """WITH said AS (SELECT *, strip_accents(lower(name)) AS own,
                                strip_accents(lower(array_to_string(aliases, chr(10)))) AS other FROM entities),
           hits AS (SELECT *, CASE WHEN own = $text THEN 0 WHEN starts_with(own, $text) THEN 1
                                   WHEN contains(own, ' ' || $text) THEN 2 WHEN contains(own, $text) THEN 3
                                   WHEN contains(other, $text) THEN 4 END AS place FROM said)
           SELECT id, kind, name, n_articles FROM hits WHERE place IS NOT NULL AND $text <> ''
           ORDER BY place IN (3, 4), n_articles DESC, place, name, id LIMIT $limit""",
        {"text": _plain(store, text), "limit": limit},
    )


def _plain(store: Store, text: str) -> str:
    """Return ``text`` folded as DuckDB folds the names it is compared with."""
    return store.rows("SELECT strip_accents(lower(?))", [" ".join(text.split())])[0][0]


def _arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _pairs_among(own: Scope, kinds: Sequence[str], limit: int) -> pd.DataFrame:
    """Return (a, b, n_articles) of the pairs in most articles, among the POOL names of ``kinds``."""
    tops = pd.concat([top_entities(own, kind, POOL) for kind in kinds])
    pool = tops.sort_values(["n_articles", "entity"], ascending=[False, True])["entity"].tolist()[:POOL]
    params: dict[str, Any] = {}
    marks = bind(params, "pool", pool)
    return own.frame(
        f"""WITH x AS (SELECT x.article, x.story, x.text, x.entity FROM article_entities x
                       WHERE {own.where("x", f"x.entity IN ({marks})")})
            SELECT one.entity AS a, two.entity AS b, {own.count("one")}::BIGINT AS n_articles
            FROM x one JOIN x two ON one.article = two.article AND one.entity < two.entity
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT $limit""",
        limit=limit,
        **params,
    )


def _pairs_of(own: Scope, subject: str, kinds: Sequence[str], limit: int) -> pd.DataFrame:
    """Return (a, b, n_articles) of the names in most articles with ``subject``, which is a."""
    number = numbers(own.store, "entities", "entity", "id", [subject])[0]
    params: dict[str, Any] = {}
    marks = bind(params, "kind", kinds)
    return own.frame(
        f"""SELECT $number::INTEGER AS a, beside.entity AS b, {own.count("beside")}::BIGINT AS n_articles
            FROM (SELECT unnest(x.others) AS entity, x.story, x.text FROM article_entities x
                  WHERE {own.where("x", "x.entity = $number" if number is not None else NOTHING)}) beside
            JOIN entities e ON e.entity = beside.entity AND e.kind IN ({marks})
            GROUP BY beside.entity ORDER BY 3 DESC, 2 LIMIT $limit""",
        number=number,
        limit=limit,
        **params,
    )


def _fewer_names(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the ``pairs``, best first, that need no more than NODES names."""
    names: set[int] = set()
    kept = []
    for a, b in zip(pairs["a"], pairs["b"], strict=True):
        kept.append(len(names | {a, b}) <= NODES)
        names |= {a, b} if kept[-1] else set()
    return pairs[pd.Series(kept, index=pairs.index, dtype=bool)]
