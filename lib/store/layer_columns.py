"""The arrays of a layer (lib.store.columns), merged from those of its base and the layer's own rows.

Making them anew sorts every line of a million articles; merging copies them once. New articles and quotes have the
highest numbers, so a key's new lines come after its old ones, and of quotes of one day the new ones are the later.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.store.columns import (
    IN_DOUBT,
    UNDATED,
    WORD,
    articles,
    dense,
    fetched,
    packed,
    rows,
    scattered,
    sums,
    together,
)

Arrays = dict[str, np.ndarray]
LISTS = ("name", "place", "country", "said", "told")
#: The layer's place names without a sure pin, in their order (lib.store.columns.DOUBTS), each with how many of the base
#: come before: those of as many candidates stand after it, for their articles have lower numbers.
_DOUBTS = f"""WITH own AS (SELECT status, candidates, article, "start" FROM added.toponyms WHERE {IN_DOUBT}),
        sizes AS (SELECT status, candidates, sum(n) AS n FROM (
                SELECT status, candidates, count(*) AS n FROM base.toponyms
                    WHERE {IN_DOUBT} AND article NOT IN (SELECT article FROM added.replaced) GROUP BY ALL
                UNION ALL SELECT DISTINCT status, candidates, 0 FROM own) GROUP BY ALL),
        before AS (SELECT status, candidates, (sum(n) OVER (ORDER BY status, candidates DESC) - n)::BIGINT AS place
            FROM sizes)
    SELECT article, "start", place FROM own JOIN before ON own.status = before.status
        AND own.candidates IS NOT DISTINCT FROM before.candidates
    ORDER BY own.status, own.candidates DESC, article DESC, own."start\""""


def merged(db: duckdb.DuckDBPyConnection, base: Mapping[str, np.ndarray]) -> Arrays:
    """Return every array of the layer in ``db``, joined up with its base, of which ``base`` are the arrays."""
    gone = _gone(db, base["article_number"])
    found = _articles(db, base, gone) | _doubts(db, base, gone)
    n_now = int(found["article_number"].max(initial=-1)) + 1
    db.execute("SET search_path = 'added'")
    own = {name: rows(db, name) for name in (*LISTS, "entity", "beside", "quote", "newest", "oldest", "best")}
    db.execute("SET search_path = 'main'")
    found |= _entities(db, base, own["entity"])
    quotes = _Quotes(base, own["quote"], gone)
    found |= quotes.columns
    with ThreadPoolExecutor(2, "lists") as aside:  # the lists of names take half of the time, all else the other half
        lists = [aside.submit(_list, name, base, own[name], gone, quotes) for name in LISTS]
        orders = aside.submit(
            _orders, base, own, quotes, scattered(found["article_number"], found["article_day"], UNDATED)
        )
        for told in (*lists, orders, aside.submit(_beside, base, own["beside"], gone)):
            found |= told.result()
    # the last numbers may be of articles that are gone
    found["beside_starts"] = found["beside_starts"][: n_now + 1]
    found["name_bits"] = found["name_bits"][:, : -(-n_now // WORD)]
    return dense(found)


def _gone(db: duckdb.DuckDBPyConnection, numbers: np.ndarray) -> np.ndarray:
    """Return for each number of an article, those of the base being ``numbers``, whether it is of a replaced one."""
    ((last,),) = db.execute("SELECT coalesce(max(article), -1) FROM added.articles").fetchall()
    gone = np.zeros(max(last, int(numbers.max(initial=-1))) + 1, bool)
    gone[[number for (number,) in db.execute("SELECT article FROM added.replaced").fetchall()]] = True
    return gone


def _articles(db: duckdb.DuckDBPyConnection, base: Mapping[str, np.ndarray], gone: np.ndarray) -> Arrays:
    """Return what is known of the articles, the newest first: the layer's are put among those of the base."""
    own = fetched(db, articles("added.articles"))
    left = ~gone[base["article_number"]]
    number, day = base["article_number"][left], -base["article_day"][left].astype(np.int64)
    old, new = _WithinDay(db, own["day"], "base"), _WithinDay(db, own["day"], "added")

    def is_before(places: np.ndarray, which: np.ndarray) -> np.ndarray:
        return _greater(old.of(number[places]), new.of(own["number"][which]))

    first, last = (np.searchsorted(day, -own["day"].astype(np.int64), side) for side in ("left", "right"))
    places = _places(len(number), _place(is_before, first, last))
    return {f"article_{column}": _inserted(base[f"article_{column}"][left], places, own[column]) for column in own}


class _WithinDay:
    """What the order of the articles of one day goes by, the greatest first (lib.store.columns.articles).

    Of those of the tables of ``schema`` that are of the ``days`` or any between them, and of those without a date.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, days: np.ndarray, schema: str) -> None:
        dated = days[days != UNDATED]
        # written out, DuckDB reads only where such days are; a list of hundreds takes it longer than reading all
        some = f"OR day BETWEEN {_date(dated.min())} AND {_date(dated.max())}" if len(dated) else ""
        rows = db.sql(
            f"""SELECT article, (published_at IS NULL)::TINYINT AS unknown, coalesce(published_at, '') AS published,
                id FROM {schema}.articles WHERE day IS NULL {some}"""
        ).to_arrow_table()
        self._rows = rows.select(["unknown", "published", "id"]).combine_chunks()
        self._row = scattered(rows["article"].to_numpy(), np.arange(len(rows), dtype=np.int32))

    def of(self, numbers: np.ndarray) -> pa.Table:
        """Return that of these articles, in their order."""
        return self._rows.take(pa.array(self._row[numbers]))


def _date(day: int) -> str:
    return f"DATE '{np.datetime64(int(day), 'D')}'"


def _greater(one: pa.Table, other: pa.Table) -> np.ndarray:
    """Return for each row of ``one`` whether it is greater than that of ``other``, by the first column that differs."""
    found, same = np.zeros(len(one), bool), np.ones(len(one), bool)
    for mine, theirs in zip(one.columns, other.columns, strict=True):
        found |= same & pc.greater(mine, theirs).to_numpy()
        same &= pc.equal(mine, theirs).to_numpy()
    return found


def _entities(db: duckdb.DuckDBPyConnection, base: Mapping[str, np.ndarray], own: Arrays) -> Arrays:
    """Return the names of the base, but for those that the layer has, then the layer's."""
    again = fetched(db, "FROM added.entity_shadow")["entity"]
    left = ~np.isin(base["entity_number"], again)
    return {f"entity_{column}": np.concatenate([base[f"entity_{column}"][left], own[column]]) for column in own}


def _doubts(db: duckdb.DuckDBPyConnection, base: Mapping[str, np.ndarray], gone: np.ndarray) -> Arrays:
    """Return the place names without a sure pin."""
    own = fetched(db, _DOUBTS)
    kept = _kept(base["doubt_article"], gone)
    old = {column: _left(base[f"doubt_{column}"], kept) for column in ("article", "start")}
    places = _places(len(old["article"]), own["place"])
    return {f"doubt_{column}": _inserted(values, places, own[column]) for column, values in old.items()}


class _Quotes:
    """The quotes that are left of the base, then the layer's."""

    def __init__(self, base: Mapping[str, np.ndarray], own: Arrays, gone: np.ndarray) -> None:
        self.kept = _kept(base["quote_article"], gone)
        self._line = None if self.kept is None else np.cumsum(self.kept, dtype=np.int32) - 1
        self._numbers = own["number"]
        self.columns = {
            f"quote_{column}": np.concatenate([_left(base[f"quote_{column}"], self.kept), values])
            for column, values in own.items()
        }

    def moved(self, lines: np.ndarray) -> np.ndarray:
        """Return where the quotes with these ``lines`` of the base are now; they must be kept."""
        return lines if self._line is None else self._line[lines]

    def lines(self, numbers: np.ndarray) -> np.ndarray:
        """Return where the layer's quotes with these ``numbers`` are."""
        n_kept = len(self.columns["quote_number"]) - len(self._numbers)
        return (n_kept + np.searchsorted(self._numbers, numbers)).astype(np.int32)


def _kept(articles: np.ndarray, gone: np.ndarray) -> np.ndarray | None:
    """Return for each line whether its article is left, None where all are: most layers replace nothing."""
    return ~gone[articles] if gone.any() else None


def _left(lines: np.ndarray, kept: np.ndarray | None) -> np.ndarray:
    return lines if kept is None else lines[kept]


def _list(name: str, base: Mapping[str, np.ndarray], own: Arrays, gone: np.ndarray, quotes: _Quotes) -> Arrays:
    """Return the lists of base and layer; those of keys that the base does not have come first."""
    keys, starts = base[f"{name}_keys"], base[f"{name}_starts"]
    kept = _kept(base[f"{name}_article"], gone)
    sizes = np.diff(starts) if kept is None else sums(kept, starts[:-1])
    left = sizes > 0
    keys, ends = keys[left], np.cumsum(sizes[left])
    key = own.pop("key")
    at, known = _found(keys, key)
    where = np.where(known, ends[at] if len(ends) else 0, 0)
    if "line" in own:
        own["line"] = quotes.lines(own["line"])
    columns, places = {}, None
    for column, values in own.items():
        old = _left(base[f"{name}_{column}"], kept)
        old = quotes.moved(old) if column == "line" else old
        places = _places(len(old), where) if places is None else places
        columns[f"{name}_{column}"] = _inserted(old, places, values)
    new, counts = np.unique(key[~known], return_counts=True)
    sizes = np.concatenate([counts, np.diff(ends, prepend=0) + np.bincount(at[known], minlength=len(keys))])
    columns |= {
        f"{name}_keys": np.concatenate([new.astype(keys.dtype), keys]),
        f"{name}_starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
    }
    if f"{name}_bits" in base:
        bits = base[f"{name}_bits"]
        heads = left[len(left) - len(bits) :]
        rows_left = bits[heads]
        row = at - (len(keys) - len(rows_left))
        long = known & (row >= 0)
        columns[f"{name}_bits"] = _bits(rows_left, gone, row[long], own["article"][long])
        both = base.get(f"{name}_both")
        both = None if both is None else both[heads][:, heads]
        columns[f"{name}_both"] = both_of(both, rows_left, columns[f"{name}_bits"])
    return columns


def _found(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each of ``wanted`` its place in ``keys``, which are in any order, and whether it is there."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return at, keys[at] == wanted


class _Places(NamedTuple):
    """For all columns alike: where new lines come to stand, which of them first, and which lines are old ones."""

    at: np.ndarray
    order: np.ndarray
    old: np.ndarray


def _places(n_old: int, where: np.ndarray) -> _Places:
    """Return where lines come to stand that are put among ``n_old``, each before the place ``where``."""
    order = np.argsort(where, kind="stable")
    at = where[order] + np.arange(len(where))
    old = np.ones(n_old + len(where), bool)
    old[at] = False
    return _Places(at, order, old)


def _inserted(old: np.ndarray, places: _Places, new: np.ndarray) -> np.ndarray:
    """Return ``old`` with ``new`` at its ``places``, in a type that holds both."""
    counts = old.dtype.kind == "u" and len(new) > 0
    kind = np.promote_types(old.dtype, np.min_scalar_type(new.max()) if counts else new.dtype)
    found = np.empty(len(places.old), kind)
    found[places.old] = old
    found[places.at] = new[places.order]
    return found


def _bits(rows: np.ndarray, gone: np.ndarray, row: np.ndarray, articles: np.ndarray) -> np.ndarray:
    """Return the ``rows`` of bits without what is ``gone``, with ``articles``, each in its ``row``."""
    found = np.zeros((len(rows), -(-len(gone) // WORD)), np.uint64)
    found[:, : rows.shape[1]] = rows & ~packed(gone)[: rows.shape[1]]
    np.bitwise_or.at(found.view(np.uint8), (row, articles >> 3), (0x80 >> (articles & 7)).astype(np.uint8))
    return found


def both_of(both: np.ndarray | None, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Return in how many articles every two rows of ``new`` are together; ``both`` is the like of ``old``, if known."""
    if both is None:
        return together(new)
    width = min(old.shape[1], new.shape[1])
    changed = np.flatnonzero((old[:, :width] != new[:, :width]).any(axis=0))
    lost, got = old[:, [*changed, *range(width, old.shape[1])]], new[:, [*changed, *range(width, new.shape[1])]]
    return both - together(lost) + together(got)


def _orders(base: Mapping[str, np.ndarray], own: Mapping[str, Arrays], quotes: _Quotes, day: np.ndarray) -> Arrays:
    """Return the quotes of base and layer from the newest, the oldest and the best on."""
    article, score = quotes.columns["quote_article"], quotes.columns["quote_score"]

    def days(lines: np.ndarray) -> np.ndarray:
        return day[article[lines]].astype(np.int64)

    def scores(lines: np.ndarray) -> np.ndarray:
        # the bits of a float that is not negative are in the order of the float
        own = score[lines]
        return np.where(own < 0, -1, own.view(np.int32)).astype(np.int64)

    ascending: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "newest": lambda lines: -days(lines),
        "oldest": lambda lines: np.where(days(lines) == UNDATED, 2**31, days(lines)),
        "best": lambda lines: -(scores(lines) * 2**33 + days(lines)),
    }
    found = {}
    for name, rank in ascending.items():
        old, new = base[f"{name}_line"], quotes.lines(own[name]["line"])
        old = quotes.moved(old if quotes.kept is None else old[quotes.kept[old]])
        places = _places(len(old), _ranked(rank, old, new, after=name == "oldest"))
        found[f"{name}_line"] = _inserted(old, places, new)
    return found


def _ranked(rank: Callable[[np.ndarray], np.ndarray], old: np.ndarray, new: np.ndarray, *, after: bool) -> np.ndarray:
    """Return the place of each of ``new`` in ``old``, which is ascending by ``rank``, before or after its equals."""
    wanted = rank(new)

    def is_before(places: np.ndarray, which: np.ndarray) -> np.ndarray:
        own = rank(old[places])
        return own <= wanted[which] if after else own < wanted[which]

    return _place(is_before, np.zeros(len(new), np.int64), np.full(len(new), len(old)))


def _place(
    is_before: Callable[[np.ndarray, np.ndarray], np.ndarray], first: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """Return the place of each new line among the old ones, of which it can be at those from ``first`` to ``last``.

    ``is_before`` says whether the old lines at some places come before these of the new ones; it is asked of few.
    """
    first, last = first.copy(), last.copy()
    while len(which := np.flatnonzero(first < last)):
        middle = (first[which] + last[which]) // 2
        further = is_before(middle, which)
        first[which[further]], last[which[~further]] = middle[further] + 1, middle[~further]
    return first


def _beside(base: Mapping[str, np.ndarray], own: Arrays, gone: np.ndarray) -> Arrays:
    """Return the names of each article."""
    sizes = np.zeros(len(gone), np.int64)
    sizes[: len(base["beside_starts"]) - 1] = np.diff(base["beside_starts"])
    kept = ~np.repeat(gone, sizes) if gone.any() else None
    sizes[gone] = 0
    sizes += np.bincount(own["key"], minlength=len(gone))
    return {
        "beside_starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        "beside_entity": np.concatenate([_left(base["beside_entity"], kept), own["entity"]]),
    }
