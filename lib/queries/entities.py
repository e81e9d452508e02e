"""Names: who and what the view's articles mention, over time, by outlet and together.

Wherever a column is called ``n_articles``, adding that row's name to the view (``names``), with its outlet or
period where it has one, gives exactly that many articles, stories or texts, whichever the view counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries import joins, timeline
from lib.queries.articles import outlets_by_name
from lib.queries.context import SENTENCE_COLUMNS, in_sentences, mentions_on_page, newest_of
from lib.queries.counts import LISTED_KINDS, n_mentions, n_quotes_of, top_entities
from lib.queries.heads import days
from lib.queries.mask import with_lines
from lib.queries.rows import by_number, framed
from lib.queries.scope import Scope, n_different, numbers, scope
from lib.store.columns import packed, shared
from lib.store.columns import together as in_common
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Pairs are looked for among this many names, those with the most articles in the view ...
POOL = 60
#: ... and shown for this many, which is about what a picture of circles and lines can label.
NODES = 25
#: Pairs that are counted before it is asked again which others may be better.
COUNTED = 256
#: Where the names of the pool are in fewer articles, pairs are counted from the lists of these, else from their bits:
#: at a million articles both take 16 ms of the processor for 100,000 to 150,000, and 20 and 11 ms for 200,000.
LISTED_AT_MOST = 150_000
#: Articles whose spellings of a name are counted: their texts are read for it.
SPELLED = 300


#: Two names by their numbers, and in how many articles they are together.
Pair = tuple[int, int, int]
#: The columns of ``ranking``.
RANKED = dict.fromkeys(("id", "name", "role"), "str") | dict.fromkeys(("n_articles", "n_mentions", "n_said"), "int64")
RANKED |= {"share": "float64"}


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of one name is in a view: the articles that mention it, its mentions there, the outlets of these.

    ``n_said`` quotes there are by it, ``n_about`` mention it in their own words.
    """

    n_articles: int
    n_mentions: int
    n_outlets: int
    n_said: int
    n_about: int


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
    numbered, of = top["entity"].tolist(), own.n_articles or 1
    known = by_number(store, "entities", numbered, ("id", "name", "role"))
    counted = (top["n_articles"].tolist(), n_mentions(own, numbered).tolist(), n_quotes_of(own, numbered).tolist())
    ranked = sorted(
        zip(*([known[number][name] for number in numbered] for name in ("id", "name", "role")), *counted, strict=True),
        key=lambda row: (-row[3], -row[4], row[1], row[0]),
    )
    return framed([(*row, row[3] / of) for row in ranked], RANKED)


def over_time(store: Store, view: View, ids: Sequence[str], interval: str) -> pd.DataFrame:
    """Return (period, id, name, n_articles, share) for each id and period, 0 where it is not mentioned.

    Periods run without a gap from the first to the last dated article of the view. ``share`` is of the articles
    in the view in that period, and missing (NaN) where the period has none. Undated articles are left out.
    """
    own, columns = scope(store, view), store.columns
    known = told(store, "entities", "id", ids, ("entity", "id", "name"))
    found = {
        id: timeline.articles_per_period(own, interval, own.among(columns.names, entity)) for entity, id, _ in known
    }
    of = timeline.articles_per_period(own, interval)
    names = {id: name for _, id, name in known}
    return timeline.compared(found, of, interval, names=names, counted="n_articles")


def by_outlet(store: Store, view: View, kind: str, *, limit: int = 15) -> pd.DataFrame:
    """Return (id, name, outlet, n_articles, share) of the top names of ``kind`` in each outlet that mentions them.

    The names are those of ``ranking``, in its order, then the outlets by n_articles. ``share`` is of that outlet's
    articles in the view.
    """
    own = scope(store, view)
    return by_outlet_of(own, top_entities(own, kind, limit)["entity"].tolist())


def by_outlet_of(own: Scope, entities: Sequence[int]) -> pd.DataFrame:
    """Return the frame of ``by_outlet`` for the entity numbers given."""
    columns = own.store.columns
    known = told(own.store, "entities", "entity", entities, ("entity", "id", "name"))
    return spread(own, [(id, name, own.among(columns.names, entity)) for entity, id, name in known], "id")


def spread(own: Scope, found: Sequence[tuple[Any, str, np.ndarray]], id: str) -> pd.DataFrame:
    """Return (``id``, name, outlet, n_articles, share) of the articles found for each (id, name), by outlet."""
    columns = own.store.columns
    published, (names, place) = _published(own), outlets_by_name(own.store)
    spreads = [(key, name, own.per(columns.outlet, articles)) for key, name, articles in found]
    spreads.sort(key=lambda one: (-one[2].sum(), one[1], one[0]))
    some = [_most_first(n, place) for *_, n in spreads]
    outlets = np.concatenate([NONE, *some])
    sizes = np.concatenate([NONE, *(n[there] for there, (*_, n) in zip(some, spreads, strict=True))])
    keys, called = ([one[i] for one, there in zip(spreads, some, strict=True) for _ in there] for i in (0, 1))
    return pd.DataFrame(
        {
            id: pd.array(keys, dtype="str") if id == "id" else np.array(keys, np.int64),
            "name": pd.array(called, dtype="str"),
            "outlet": pd.array(names.take(pa.array(place[outlets])).to_pylist(), dtype="str"),
            "n_articles": sizes,
            "share": sizes / published[outlets],
        }
    )


def _published(own: Scope) -> np.ndarray:
    """Return how many (of what the view counts) each outlet has in the view."""
    columns, mask = own.store.columns, own.mask
    if own.plain and 2 * np.count_nonzero(mask) > len(columns.newest):
        others = np.flatnonzero(columns.there & ~mask)
        return columns.published - np.bincount(columns.outlet[others], minlength=len(columns.published))
    return own.per(columns.outlet, np.flatnonzero(mask))


NONE = np.empty(0, np.int64)


def _most_first(n: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return the outlets that ``n`` counts any of, those with most first, of equals by their ``place``."""
    there = np.flatnonzero(n)
    return there[np.lexsort((place[there], -n[there]))]


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
    several = [pair for pair in pairs if pair[2] > 1]
    return _named_pairs(store, _fewer_names(several or pairs))


#: The columns of ``together``.
PAIRED = dict.fromkeys(("id_a", "name_a", "kind_a", "id_b", "name_b", "kind_b"), "str") | {"n_articles": "int64"}


def _named_pairs(store: Store, pairs: list[Pair]) -> pd.DataFrame:
    """Return the frame of ``together`` for pairs of numbers."""
    numbered = list({number for a, b, _ in pairs for number in (a, b)})
    known = by_number(store, "entities", numbered, ("id", "name", "kind"))
    told = {number: (row["id"], row["name"], row["kind"]) for number, row in known.items()}
    rows = [(*told[a], *told[b], n) for a, b, n in pairs]
    return framed(sorted(rows, key=lambda row: (-row[6], row[1], row[4], row[0], row[3])), PAIRED)


def card(store: Store, id: str) -> Card | None:
    """Return what the whole store knows of the name ``id``, or of the one it is found under; None where nothing."""
    entity = numbers(store, "entities", "entity", "id", [id])[0]
    if entity is None:
        return None
    # by its number: an id would be looked for among those of all names
    ((*start, aliases, role, n_articles, n_mentions, n_said, first, last),) = store.rows(
        """SELECT id, kind, label, name, aliases, role, n_articles, n_mentions, n_said, first_day, last_day
           FROM entities WHERE entity = ?""",
        [entity],
    )
    articles = store.columns.names.articles[store.columns.names.lines(entity)]
    n_outlets = n_different(store.columns.outlet[articles])
    return Card(*start, tuple(aliases or ()), role, n_articles, n_mentions, n_said, n_outlets, first, last)


def figures(store: Store, view: View, id: str) -> Figures:
    """Return how much of the name ``id`` is in the view."""
    own, columns = scope(store, view), store.columns
    number = numbers(store, "entities", "entity", "id", [id])[0]
    if number is None:
        return Figures(0, 0, 0, 0, 0)
    there = columns.names.lines(number)
    chosen = own.mask[columns.names.articles[there]]
    found = columns.names.articles[there][chosen]
    n_mentions, n_outlets = int(columns.names.more["n"][there][chosen].sum()), len(np.unique(columns.outlet[found]))
    quoted = [int(own.mask[lists.articles[lists.lines(number)]].sum()) for lists in (columns.said, columns.told)]
    return Figures(own.n(found), n_mentions, n_outlets, *quoted)


def outlets_of(store: Store, view: View, id: str, *, limit: int = 12) -> pd.DataFrame:
    """Return (outlet, n_articles, share) of the outlets that mention ``id``, ``share`` of theirs in the view."""
    number = numbers(store, "entities", "entity", "id", [id])[0]
    found = by_outlet_of(scope(store, view), [] if number is None else [number])
    return found[["outlet", "n_articles", "share"]].head(limit)


def sentences(store: Store, view: View, id: str, *, limit: int = 20, offset: int = 0) -> pd.DataFrame:
    """Return the counted mentions of ``id`` in the view, newest article first, each in its sentence.

    Columns: article_id, title, outlet, day, start, end, before, text, after, score, method, at; as many rows over
    all offsets as ``ranking`` gives n_mentions. ``at`` is the mention's place, from 0, in its article's own list.
    """
    own = scope(store, view)
    number = numbers(store, "entities", "entity", "id", [id])[0]
    page = mentions_on_page(own, store.columns.names, number, (offset, offset + limit))
    found = in_sentences(own, page, "mentions", "m.entity = $number", limit=limit, number=number)
    return found[[*SENTENCE_COLUMNS, "score", "method", "at"]]


def spellings(store: Store, view: View, id: str, *, limit: int = SPELLED) -> pd.DataFrame:
    """Return (text, n_articles): how the view's ``limit`` newest articles that mention ``id`` write it, most first."""
    own = scope(store, view)
    number = numbers(store, "entities", "entity", "id", [id])[0]
    articles = newest_of(own, store.columns.names, number, limit)
    # a join with both reads only these articles; asked for the name by itself, DuckDB takes it for rarer than hundreds
    # of articles and reads all mentions of it (340 ms of the processor against 10 at 27M mentions)
    both = {"article": articles, "entity": np.full(len(articles), number or 0)}
    own.tables["naming"] = pa.table({name: pa.array(values, pa.int32()) for name, values in both.items()})
    found = own.frame('SELECT article, "start", "end" FROM mentions JOIN naming USING (article, entity) WHERE counted')
    texts = store.texts(found["article"].unique().tolist())
    spans = zip(found["article"], found["start"], found["end"], strict=True)
    written = found.assign(text=[" ".join(texts[n][start:end].split()) for n, start, end in spans])
    counted = written.groupby("text")["article"].nunique().rename("n_articles").reset_index()
    return counted.sort_values(["n_articles", "text"], ascending=[False, True], ignore_index=True)


def roles(store: Store, view: View, id: str, *, limit: int = SPELLED) -> pd.DataFrame:
    """Return how the view's ``limit`` newest articles that mention ``id`` describe it, most articles first.

    Columns: role, n_articles, first_day, last_day, and article_id, the newest of these articles. Roles that differ
    in capitals alone are one, in the spelling that most use.
    """
    own = scope(store, view)
    number = numbers(store, "entities", "entity", "id", [id])[0]
    newest = newest_of(own, store.columns.names, number, limit).tolist()
    ids = {id, *joins.joined_to(store, id)["id"]}
    said = pd.DataFrame(store.roles(newest, ids), columns=["article", "role"]).astype({"article": int, "role": "str"})
    articles = said["article"].to_numpy(np.int64)
    heads = store.headings["articles"].rows(articles, ("id",))
    newest_in = pd.Series([heads[article][0] for article in articles.tolist()], dtype="str")
    found = said.assign(article_id=newest_in, day=days(own, articles)).drop_duplicates()
    found["order"] = found["article"].map({article: place for place, article in enumerate(newest)})
    found = found.sort_values("order")
    by_role = found.groupby(found["role"].str.casefold().rename("folded"))
    counted = by_role.agg(
        role=("role", lambda own: own.mode()[0]),
        n_articles=("article", "nunique"),
        first_day=("day", "min"),
        last_day=("day", "max"),
        article_id=("article_id", "first"),
    )
    return counted.sort_values(["n_articles", "role"], ascending=[False, True], ignore_index=True)


def find(store: Store, text: str, *, limit: int = 10) -> pd.DataFrame:
    """Return (id, kind, name, n_articles) of names that hold ``text``, for a search box.

    Case and accents do not matter. Names in which a word begins with it come first, then those that hold it
    elsewhere or in an alias; in both, those with the most articles lead.
    """
    return store.frame(
        """WITH hits AS (SELECT *, CASE WHEN plain = $text THEN 0 WHEN starts_with(plain, $text) THEN 1
                                        WHEN contains(plain, ' ' || $text) THEN 2 WHEN contains(plain, $text) THEN 3
                                        ELSE 4 END AS place
                 FROM entities WHERE $text <> '' AND (contains(plain, $text) OR contains(plain_aliases, $text)))
           SELECT id, kind, name, n_articles FROM hits
           ORDER BY place IN (3, 4), n_articles DESC, place, name, id LIMIT $limit""",
        {"text": _plain(store, text), "limit": limit},
    )


def described(store: Store, table: str, key: str, wanted: Sequence[Any], columns: str) -> pd.DataFrame:
    """Return ``columns`` (of which ``key`` is one, or is added) of the rows of ``table`` with the ``wanted`` keys.

    An entity id that was joined to another gives the row of that one, under its own id.
    """
    own = columns if key in columns.split(", ") else f"{key}, {columns}"
    return store.known[table].rows(key, _kept(store, table, key, wanted), own.split(", ")).to_pandas()


def told(store: Store, table: str, key: str, wanted: Sequence[Any], columns: Sequence[str]) -> list[tuple]:
    """Return the like, of ``columns`` alone, row by row: a frame of one name takes 2 ms to make."""
    found = store.known[table].rows(key, _kept(store, table, key, wanted), columns)
    return list(zip(*(own.to_pylist() for own in found.columns), strict=True))


def _kept(store: Store, table: str, key: str, wanted: Sequence[Any]) -> Sequence[Any]:
    if (table, key) != ("entities", "id"):
        return wanted
    kept = joins.kept_ids(store, wanted)
    return list(dict.fromkeys(kept.get(id, id) for id in wanted))


def _plain(store: Store, text: str) -> str:
    """Return ``text`` folded as DuckDB folds the names it is compared with."""
    return store.rows("SELECT strip_accents(lower(?))", [" ".join(text.split())])[0][0]


def _pairs_among(own: Scope, kinds: Sequence[str], limit: int) -> list[Pair]:
    """Return the pairs in most articles, among the POOL names of ``kinds``."""
    top = top_entities(own, kinds, POOL)
    pool, n = top["entity"].to_numpy(), top["n_articles"].to_numpy()
    if own.plain:
        few = n.sum() <= LISTED_AT_MOST
        first, second, n_both = _both_of_lists(own, pool) if few else _both_of_bits(own, pool, n, limit)
    else:
        first, second, n_both = _both(own, pool)
    some = np.flatnonzero(n_both)
    one, other, n_both = pool[first[some]], pool[second[some]], n_both[some]
    a, b = np.minimum(one, other), np.maximum(one, other)
    best = np.lexsort((b, a, -n_both))[:limit]
    return list(zip(a[best].tolist(), b[best].tolist(), n_both[best].tolist(), strict=True))


def _both(own: Scope, pool: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for every two of ``pool`` their places in it, and how many stories or texts of the view have both."""
    columns = own.store.columns
    masks = [with_lines(columns, columns.names, entity) & own.mask for entity in pool]
    lists = [np.flatnonzero(mask) for mask in masks]
    first, second = np.triu_indices(len(pool), 1)
    n = [own.n(lists[i][masks[j][lists[i]]]) for i, j in zip(first.tolist(), second.tolist(), strict=True)]
    return first, second, np.array(n, np.int64)


def _both_of_lists(own: Scope, pool: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the like for articles, where they are few: each of ``pool`` as bits of those articles that have several.

    These are a fraction of the view's, so that every two names are compared in less time than the lists take to read.
    """
    columns = own.store.columns
    lists = [own.among(columns.names, entity) for entity in pool]
    n_there = np.zeros(columns.n, np.uint8)
    for articles in lists:
        n_there[articles] += 1
    several = n_there > 1
    place = np.zeros(columns.n, np.int32)
    place[several] = np.arange(np.count_nonzero(several))
    there = np.zeros((len(pool), int(place.max(initial=0)) + 1), bool)
    for row, articles in zip(there, lists, strict=True):
        row[place[articles[several[articles]]]] = True
    first, second = np.triu_indices(len(pool), 1)
    both = in_common(np.array([packed(row) for row in there]))
    return first, second, both[first, second].astype(np.int64)


def _both_of_bits(own: Scope, pool: np.ndarray, n: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the like for articles, 0 for pairs that cannot be among the ``limit`` best.

    ``n`` is in how many articles of the view each of ``pool`` is, descending: no pair is in more than its second is,
    nor in more than in the whole store. Those that may be in most are counted first, and so many more as may be better.
    """
    columns, mine = own.store.columns, packed(own.mask)
    bits = np.array([columns.names.packed_of(entity, columns.n) & mine for entity in pool])
    first, second = np.triu_indices(len(pool), 1)
    most = columns.names.most_together(pool, np.minimum.outer(n, n))[first, second]
    order, found, least = np.argsort(-most, kind="stable"), np.zeros(len(first), np.int64), 1
    for start in range(0, len(order), COUNTED):
        piece = order[start : start + COUNTED]
        piece = piece[most[piece] >= least]
        for place in np.unique(second[piece]):
            own_pairs = piece[second[piece] == place]
            found[own_pairs] = shared(bits, bits[place], first[own_pairs])
        least = max(1, int(np.partition(found, -limit)[-limit])) if len(found) >= limit else 1
    return first, second, found


def _pairs_of(own: Scope, subject: str, kinds: Sequence[str], limit: int) -> list[Pair]:
    """Return the pairs of the names in most articles with ``subject``, which is a."""
    number = numbers(own.store, "entities", "entity", "id", [subject])[0]
    if number is None:
        return []
    beside = scope(own.store, own.view.with_(names=tuple(dict.fromkeys((*own.view.names, subject)))))
    top = top_entities(beside, kinds, limit + 1)
    others = zip(top["entity"].tolist(), top["n_articles"].tolist(), strict=True)
    return [(number, other, n) for other, n in others if other != number][:limit]


def _fewer_names(pairs: list[Pair]) -> list[Pair]:
    """Return the ``pairs``, best first, that need no more than NODES names."""
    names: set[int] = set()
    kept = []
    for a, b, n in pairs:
        if len(names | {a, b}) <= NODES:
            names |= {a, b}
            kept.append((a, b, n))
    return kept
