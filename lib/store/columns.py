"""What is counted under a filter, as arrays: each article's day and outlet; the articles of each name and place.

A filter becomes a mask, one truth value for each article number, and a count a look-up of the mask for each article
of a name. The arrays say what the tables of lib.store.schema say and nothing else; they are written beside the
serving file and mapped, so that opening costs nothing and every reader shares the memory.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.model import KINDS, QUOTE_KINDS

T = TypeVar("T")
#: The day of an article without a date; every other counts from 1 January 1970.
UNDATED = np.iinfo(np.int32).min
ENTITY_KINDS = (*dict.fromkeys(KINDS.values()), "other")
DATELINE, MENTIONED, IN_QUOTE, DOUBTFUL = 1, 2, 4, 8
ROLE_BITS = {"dateline": DATELINE, "mentioned": MENTIONED, "in_quote": IN_QUOTE}
#: A name in more than one article in 250, and more than 8, also has a bit for every article: counting 64 of them at a
#: time is then faster than following its list. About 150 names of a million articles, half of all lines of the lists.
HEAD_SHARE, HEAD_AT_LEAST = 250, 8
#: Bits in a number of ``packed``; rows of bits that are counted together.
WORD, BLOCK = 64, 16
SMALL = ("n", "n_mentions", "outlet")
#: Masks and counts kept for the next question of the same page.
KEPT_BYTES = 48_000_000


def _places(values: tuple[str, ...], column: str) -> str:
    """Return SQL for the position of ``column`` among ``values``, their number where it is none of them."""
    cases = " ".join(f"WHEN '{value}' THEN {i}" for i, value in enumerate(values))
    return f"CASE {column} {cases} ELSE {len(values)} END"


_ROLES = f"""(CASE WHEN dateline THEN {DATELINE} ELSE 0 END + CASE WHEN mentioned THEN {MENTIONED} ELSE 0 END
    + CASE WHEN in_quote THEN {IN_QUOTE} ELSE 0 END + CASE WHEN doubtful THEN {DOUBTFUL} ELSE 0 END)::UTINYINT"""

#: What holds of the place names without a sure pin, and these in the order in which they are listed.
IN_DOUBT = "counted AND status IN ('ambiguous', 'unknown')"
DOUBTS = f"""FROM toponyms WHERE {IN_DOUBT}
    ORDER BY status, candidates DESC, article DESC, "start\""""


def articles(table: str) -> str:
    """Return SQL for what is known of the articles of ``table``, the newest first."""
    return f"""SELECT article AS number, coalesce(day - DATE '1970-01-01', {UNDATED})::INTEGER AS day,
            outlet, coalesce(story, -1) AS story, coalesce(text, article) AS text, n_mentions, annotated
        FROM {table} ORDER BY day DESC NULLS LAST, published_at DESC NULLS FIRST, id DESC"""


#: Each statement gives arrays of equal length, named by prefix and column.
SOURCES = {
    "article": articles("articles"),
    "entity": f"SELECT entity AS number, ({_places(ENTITY_KINDS, 'kind')})::UTINYINT AS kind FROM entities",
    "name": "SELECT entity AS key, article, n FROM article_entities ORDER BY entity, article",
    "beside": "SELECT article AS key, entity FROM article_entities ORDER BY article, entity",
    "place": f"SELECT place AS key, article, n, {_ROLES} AS roles FROM article_places ORDER BY place, article",
    "country": f"""SELECT code AS key, article, bit_or({_ROLES}) AS roles FROM (
            SELECT *, ascii(country) * 256 + ascii(country[2]) AS code FROM article_places WHERE length(country) = 2)
        GROUP BY code, article ORDER BY code, article""",
    "quote": f"""SELECT quote AS number, article, ({_places(QUOTE_KINDS, "kind")})::UTINYINT AS kind,
            speaker IS NULL AS nobody, coalesce(score, -1)::FLOAT AS score
        FROM quotes ORDER BY quote""",
    "said": "SELECT speaker AS key, article, quote AS line FROM quote_speakers ORDER BY speaker, quote",
    "told": "SELECT entity AS key, article, quote AS line FROM quote_names ORDER BY entity, quote",
    "newest": 'SELECT quote AS line FROM quotes ORDER BY day DESC NULLS LAST, article DESC, "start"',
    "oldest": 'SELECT quote AS line FROM quotes ORDER BY day ASC NULLS LAST, article, "start"',
    "best": 'SELECT quote AS line FROM quotes ORDER BY score DESC, day DESC NULLS LAST, article DESC, "start"',
    "doubt": f'SELECT article, "start" {DOUBTS}',
}


@dataclass(frozen=True)
class Postings:
    """For each key (a name, a place, a country, a speaker) its lines, each with the article that it is about.

    The lines of key ``keys[i]`` are ``[starts[i], starts[i + 1])``. The last keys, as many as ``bits`` has rows, have a
    bit for each article besides, and ``both`` says in how many articles every two of these are together (empty in a
    version written before it did). ``more`` holds further columns of the lines: n, roles, or ``line``, a quote's place
    in ``Columns.quote_number``.
    """

    keys: np.ndarray
    starts: np.ndarray
    articles: np.ndarray
    more: Mapping[str, np.ndarray]
    bits: np.ndarray
    both: np.ndarray

    @cached_property
    def _order(self) -> np.ndarray:
        return np.argsort(self.keys, kind="stable")

    def find(self, key: int) -> int | None:
        """Return the position of ``key`` in ``keys``, None where it has no lines."""
        # as a number of the keys' own type: for another NumPy copies all of them
        at = int(np.searchsorted(self.keys, self.keys.dtype.type(key), sorter=self._order))
        found = at < len(self.keys) and int(self.keys[self._order[at]]) == key
        return int(self._order[at]) if found else None

    def lines(self, key: int) -> slice:
        """Return where the lines of ``key`` are."""
        at = self.find(key)
        return slice(0, 0) if at is None else slice(int(self.starts[at]), int(self.starts[at + 1]))

    def row_of(self, key: int) -> np.ndarray | None:
        """Return the bits of ``key``, None where it has only a list."""
        row = self._row(key)
        return self.bits[row] if row >= 0 else None

    def _row(self, key: int) -> int:
        at = self.find(key)
        return -1 if at is None else at - (len(self.keys) - len(self.bits))

    def most_together(self, keys: np.ndarray, most: np.ndarray) -> np.ndarray:
        """Return in how many articles every two of ``keys`` can be together: ``most``, or less where that is known."""
        rows = np.array([self._row(key) for key in keys], np.int64)
        known = np.flatnonzero((rows >= 0) & (len(self.both) > 0))
        found, where = most.copy(), np.ix_(known, known)
        found[where] = np.minimum(most[where], self.both[np.ix_(rows[known], rows[known])])
        return found

    def packed_of(self, key: int, n: int) -> np.ndarray:
        """Return the articles of ``key`` among ``n``, as ``packed`` gives a mask of them."""
        row = self.row_of(key)
        if row is not None:
            return row
        mask = np.zeros(n, bool)
        mask[self.articles[self.lines(key)]] = True
        return packed(mask)

    def counts(self, mask: np.ndarray, unit: np.ndarray | None = None) -> np.ndarray:
        """Return for each of ``keys`` in how many articles of ``mask`` it is, each of which it has in one line.

        With ``unit``, a number for each article, the different ones of these are counted instead of the articles.
        """
        if unit is not None:
            return self.counts_of(self.chosen(mask), unit)
        if mask.all():
            return np.diff(self.starts)
        n_short, own = len(self.keys) - len(self.bits), packed(mask) if len(self.bits) else mask
        middle = int(np.searchsorted(self.starts[:n_short], self.starts[n_short] // 2))
        half = len(self.bits) // 2
        (first, heads), (second, more) = in_two(
            lambda: (self._followed(mask, 0, middle), shared(self.bits[:half], own)),
            lambda: (self._followed(mask, middle, n_short), shared(self.bits[half:], own)),
        )
        return np.concatenate([first, second, heads, more])

    def _followed(self, mask: np.ndarray, first: int, end: int) -> np.ndarray:
        """Return for ``keys[first:end]`` in how many articles of ``mask`` each is, by following their lists."""
        lines = slice(int(self.starts[first]), int(self.starts[end]))
        return sums(looked_up(mask, self.articles[lines]), self.starts[first:end] - self.starts[first])

    def chosen(self, mask: np.ndarray, role: str | None = None) -> np.ndarray:
        """Return for each line whether its article is in ``mask``, in the role where one is given."""
        found = looked_up(mask, self.articles)
        return found & self.in_role(role) if role else found

    def in_role(self, role: str, lines: slice = slice(None)) -> np.ndarray:
        """Return for each of the ``lines`` of a list of places whether the place stands in that role there."""
        return self.more["roles"][lines] & ROLE_BITS[role] != 0

    def counts_of(self, chosen: np.ndarray, unit: np.ndarray | None = None) -> np.ndarray:
        """Return the like from one truth value for each line."""
        if unit is None:
            return sums(chosen, self.starts[:-1])
        # an article that is alone in its story or text counts as it is; of the others, each story once
        alone = np.bincount(unit[unit >= 0], minlength=1)[unit] == 1
        by_itself = chosen & looked_up(alone, self.articles)
        lines = np.flatnonzero(chosen & ~by_itself)
        more = different(self._owners[lines], unit[self.articles[lines]], len(self.keys))
        return sums(by_itself, self.starts[:-1]) + more

    @cached_property
    def _owners(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))


def looked_up(mask: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return ``mask[numbers]``, read-only; NumPy takes three times as long, for it first widens small numbers.

    ``numbers`` must be from the arrays of the version: none is looked at twice to see that it is below the mask's end.
    """
    return pc.take(pa.array(mask.view(np.uint8)), pa.array(numbers), boundscheck=False).to_numpy().view(bool)


def in_two(one: Callable[[], T], other: Callable[[], T]) -> tuple[T, T]:
    """Return what both give, worked out at the same time: what takes long leaves Python, and there are two cores."""
    later = _aside().submit(other)
    return one(), later.result()


@cache
def _aside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, "counts")


def packed(mask: np.ndarray) -> np.ndarray:
    """Return a bit for each truth value, in numbers of 64."""
    found = np.zeros(-(-len(mask) // WORD), np.uint64)
    bits = np.packbits(mask)
    found.view(np.uint8)[: len(bits)] = bits
    return found


def n_in(mask: np.ndarray, values: np.ndarray) -> int:
    """Return the sum of the ``values``, whole numbers, one for each article, of the articles of ``mask``."""
    return int((values * mask).sum(dtype=np.int64))


def shared(rows: np.ndarray, own: np.ndarray, chosen: np.ndarray | None = None) -> np.ndarray:
    """Return how many bits each of ``rows``, or of those ``chosen``, has in common with ``own`` (all as ``packed``)."""
    # a few rows at a time, so that what is written in between stays in the processor's cache
    n = len(rows) if chosen is None else len(chosen)
    parts = [slice(i, i + BLOCK) for i in range(0, n, BLOCK)]
    counts = [
        np.bitwise_count(rows[part if chosen is None else chosen[part]] & own).sum(axis=1, dtype=np.int32)
        for part in parts
    ]
    return np.concatenate(counts) if counts else np.empty(0, np.int32)


def together(rows: np.ndarray) -> np.ndarray:
    """Return how many bits every two of ``rows`` have in common."""
    found = np.zeros((len(rows), len(rows)), np.int32)
    for i in range(len(rows)):
        found[i, i:] = found[i:, i] = shared(rows[i:], rows[i])
    return found


def different(groups: np.ndarray, values: np.ndarray, n_groups: int) -> np.ndarray:
    """Return for each group, numbered from 0, how many different ``values`` (0 or more) come with it."""
    width = int(values.max()) + 1 if len(values) else 1
    # sorted and compared with the one before: NumPy's unique took ten seconds for ten million
    pairs = np.sort(groups.astype(np.int64) * width + values)
    return np.bincount(pairs[np.flatnonzero(np.diff(pairs, prepend=-1))] // width, minlength=n_groups)


def sums(chosen: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the sum of ``chosen``, truth values or counts, from each of ``starts`` to the next or the end."""
    if not len(starts):
        return np.empty(0, np.int32)
    return np.add.reduceat(chosen.view(np.uint8) if chosen.dtype == bool else chosen, starts, dtype=np.int32)


class Columns:
    """The arrays of one version. Articles are numbered as in the tables; a number without an article has no day."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        newest = arrays["article_number"]
        self.newest = newest
        self.there = scattered(newest, np.ones(len(newest), bool))
        self.day = scattered(newest, arrays["article_day"], UNDATED)
        self.outlet = scattered(newest, arrays["article_outlet"])
        self._arrays = arrays
        self.entity_kind = scattered(arrays["entity_number"], arrays["entity_kind"])
        self.names = _postings(arrays, "name", "n")
        self.places = _postings(arrays, "place", "n", "roles")
        self.countries = _postings(arrays, "country", "roles")
        self.quote_number, self.quote_article = arrays["quote_number"], arrays["quote_article"]
        self.quote_kind, self.unattributed = arrays["quote_kind"], arrays["quote_nobody"]
        self.said = _postings(arrays, "said", "line")
        self.told = _postings(arrays, "told", "line")
        self.quote_orders = {name: arrays[f"{name}_line"] for name in ("newest", "oldest", "best")}
        self.beside_starts, self.beside = arrays["beside_starts"], arrays["beside_entity"]
        self.doubt_articles, self.doubt_starts = arrays["doubt_article"], arrays["doubt_start"]
        self._kept: OrderedDict[Any, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def n(self) -> int:
        """How many numbers of articles there are."""
        return len(self.there)

    @cached_property
    def story(self) -> np.ndarray:
        """The number of each article's story, -1 where it has none."""
        return scattered(self.newest, self._arrays["article_story"], -1)

    @cached_property
    def text(self) -> np.ndarray:
        """The number of the original among the copies of each article's text."""
        return scattered(self.newest, self._arrays["article_text"], -1)

    @cached_property
    def n_mentions(self) -> np.ndarray:
        """How many mentions each article has."""
        return scattered(self.newest, self._arrays["article_n_mentions"])

    @cached_property
    def annotated(self) -> np.ndarray:
        """Whether each article was annotated."""
        return scattered(self.newest, self._arrays["article_annotated"])

    @cached_property
    def oldest(self) -> np.ndarray:
        """The articles from the oldest on, those without a date last."""
        dated = int(np.count_nonzero(self.day != UNDATED))
        return np.concatenate([self.newest[:dated][::-1], self.newest[dated:][::-1]])

    @cached_property
    def age(self) -> np.ndarray:
        """For each article number its place among all from the newest on."""
        return scattered(self.newest, np.arange(len(self.newest), dtype=np.int32))

    @cached_property
    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """The days that articles are of, the newest first, and where in ``newest`` those of each begin."""
        own = self.day[self.newest]
        starts = np.flatnonzero(np.diff(own, prepend=own[:1] - 1))
        return own[starts], starts

    @cached_property
    def published(self) -> np.ndarray:
        """How many articles each outlet has."""
        return np.bincount(self.outlet[self.newest])

    @cached_property
    def undated(self) -> np.ndarray:
        """The articles without a date."""
        return np.flatnonzero(self.there & (self.day == UNDATED))

    @cached_property
    def copies(self) -> np.ndarray:
        """The articles whose text is that of another."""
        return np.flatnonzero(self.there & (self.text != np.arange(self.n)))

    @cached_property
    def n_quotes(self) -> np.ndarray:
        """How many quotes each article has, by its number."""
        return self._per_article(self.quote_article)

    @cached_property
    def _quotes_in_order(self) -> bool:
        """Whether the quotes are in the order of the articles, as they are but in a version of an earlier release."""
        return bool((self.quote_article[1:] >= self.quote_article[:-1]).all())

    def quotes_in(self, mask: np.ndarray) -> np.ndarray:
        """Return the lines of the quotes in the articles of ``mask``, ascending."""
        if not self._quotes_in_order:
            return np.flatnonzero(looked_up(mask, self.quote_article))
        articles = np.flatnonzero(mask).astype(self.quote_article.dtype)
        first, end = (np.searchsorted(self.quote_article, articles, side) for side in ("left", "right"))
        n = end - first
        return np.repeat(first - (np.cumsum(n) - n), n) + np.arange(n.sum())

    @cached_property
    def quotes_of(self) -> list[np.ndarray]:
        """The like of each kind of quote; those of no kind of QUOTE_KINDS last."""
        return self._by_kind(self.quote_article, self.quote_kind)

    @cached_property
    def unattributed_of(self) -> list[np.ndarray]:
        """The like of those quotes that nobody could be given."""
        lines = np.flatnonzero(self.unattributed)
        return self._by_kind(self.quote_article[lines], self.quote_kind[lines])

    @cached_property
    def n_unattributed(self) -> np.ndarray:
        """How many quotes of each article nobody could be given."""
        return self._per_article(self.quote_article[np.flatnonzero(self.unattributed)])

    def _by_kind(self, articles: np.ndarray, kinds: np.ndarray) -> list[np.ndarray]:
        return [self._per_article(articles[np.flatnonzero(kinds == kind)]) for kind in range(len(QUOTE_KINDS) + 1)]

    @cached_property
    def doubts_of(self) -> np.ndarray:
        """How many place names without a sure pin each article has."""
        return self._per_article(self.doubt_articles)

    def _per_article(self, articles: np.ndarray) -> np.ndarray:
        return _small(np.bincount(articles, minlength=self.n))

    def kept(self, key: Any, make: Callable[[], np.ndarray]) -> np.ndarray:
        """Return ``make()``, from memory where it was made under ``key`` before; the least used are forgotten."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        made.flags.writeable = False
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and sum(own.nbytes for own in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Let go of everything kept."""
        with self._lock:
            self._kept.clear()


def scattered(numbers: np.ndarray, values: np.ndarray, missing: Any = 0) -> np.ndarray:
    """Return ``values`` at the positions ``numbers``, ``missing`` between them."""
    found = np.full(int(numbers.max()) + 1 if len(numbers) else 0, missing, values.dtype)
    found[numbers] = values
    return found


def _postings(arrays: Mapping[str, np.ndarray], name: str, *more: str) -> Postings:
    own = {part: arrays[f"{name}_{part}"] for part in ("keys", "starts", "article")}
    rest = {part: arrays[f"{name}_{part}"] for part in more}
    bits = arrays.get(f"{name}_bits", np.empty((0, 0), np.uint64))
    both = arrays.get(f"{name}_both", np.empty((0, 0), np.int32))
    return Postings(own["keys"], own["starts"], own["article"], rest, bits, both)


def collect(db: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """Return every array, made from the tables of ``db``."""
    arrays: dict[str, np.ndarray] = {}
    for name in SOURCES:
        own = rows(db, name)
        if "key" in own:
            n = int(arrays["article_number"].max(initial=-1)) + 1
            own = _grouped(own.pop("key"), own, n if name == "beside" else None)
            if name == "name":
                own = _heads_last(own, n)
        if "line" in own:
            own["line"] = np.searchsorted(arrays["quote_number"], own["line"]).astype(np.int32)
        arrays |= {f"{name}_{column}": values for column, values in own.items()}
    return dense(arrays)


def rows(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, np.ndarray]:
    """Return the columns that ``name`` of SOURCES gives."""
    return fetched(db, SOURCES[name])


def fetched(db: duckdb.DuckDBPyConnection, sql: str) -> dict[str, np.ndarray]:
    """Return the columns that ``sql`` gives."""
    found = db.sql(sql).to_arrow_table()
    return {column: found[column].to_numpy() for column in found.column_names}


def dense(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the arrays, those of small numbers in as few bytes as the largest needs."""
    return {name: _small(own) if name.partition("_")[2] in SMALL else own for name, own in arrays.items()}


def _grouped(key: np.ndarray, own: dict[str, np.ndarray], n: int | None) -> dict[str, np.ndarray]:
    """Return the columns with the start of each key; with ``n`` the keys are all numbers below it."""
    if n is not None:
        return own | {"starts": np.searchsorted(key, np.arange(n + 1)).astype(np.int32)}
    first = np.flatnonzero(np.diff(key, prepend=key[:1] - 1)) if len(key) else np.empty(0, np.int64)
    return own | {"keys": key[first], "starts": np.append(first, len(key)).astype(np.int32)}


def _heads_last(own: dict[str, np.ndarray], n: int) -> dict[str, np.ndarray]:
    """Return the lists with those of more than one article in HEAD_SHARE at the end, and these as bits besides."""
    sizes = np.diff(own["starts"])
    head = sizes > max(n // HEAD_SHARE, HEAD_AT_LEAST)
    order = np.concatenate([np.flatnonzero(~head), np.flatnonzero(head)])
    lines = np.repeat(head, sizes)
    moved = {c: np.concatenate([own[c][~lines], own[c][lines]]) for c in own if c not in ("keys", "starts")}
    starts = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int32)
    bits = np.zeros((int(head.sum()), -(-n // WORD)), np.uint64)
    for row, at in enumerate(range(len(order) - len(bits), len(order))):
        chosen = np.zeros(n, bool)
        chosen[moved["article"][starts[at] : starts[at + 1]]] = True
        bits[row] = packed(chosen)
    return moved | {"keys": own["keys"][order], "starts": starts, "bits": bits, "both": together(bits)}


def _small(values: np.ndarray) -> np.ndarray:
    """Return whole numbers in as few bytes as the largest needs."""
    return values.astype(np.min_scalar_type(values.max())) if len(values) and values.min() >= 0 else values


def write(arrays: Mapping[str, np.ndarray], folder: Path) -> None:
    """Write the arrays into the new ``folder``."""
    folder.mkdir(parents=True)
    with ThreadPoolExecutor(2, "arrays") as aside:
        for told in [aside.submit(np.save, folder / f"{name}.npy", values) for name, values in arrays.items()]:
            told.result()


def read(folder: Path) -> Columns:
    """Return the arrays that ``write`` left in ``folder``, mapped."""
    return Columns(mapped(folder))


def mapped(folder: Path) -> dict[str, np.ndarray]:
    """Return the like as they are in the files."""
    return {path.stem: _mapped(path) for path in sorted(folder.glob("*.npy"))}


def _mapped(path: Path) -> np.ndarray:
    # without the subclass, whose slices cost ten times as much
    return np.load(path, mmap_mode="r").view(np.ndarray)
