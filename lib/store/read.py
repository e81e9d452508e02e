"""The reading side: one published version, opened read-only, safe to share between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from weakref import proxy

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lib import settings
from lib.errors import SearchError, StoreError, StoryExplorerError
from lib.model import Processed
from lib.store import columns, headings, known, old, quoted, remote, search, versions
from lib.store.bodies import Bodies
from lib.store.build import schema_digest
from lib.store.layers import attach_file
from lib.store.ledger import Ledger
from lib.store.records import renamed, to_processed
from lib.store.schema import TABLES
from lib.store.syntax import parse, speaks
from lib.store.versions import Manifest

T = TypeVar("T")
Params = Mapping[str, Any] | Sequence[Any]
NOT_YET = (
    "These articles cannot be searched yet: the index is being made, which can take minutes. All else is there. "
    "If it does not come, run `python -m lib rebuild`."
)
REBUILD = "Run `python -m lib rebuild`"
#: Numbers of earlier searches kept in memory: 4 bytes each, 8 with scores.
MAX_HITS = 4_000_000
#: Ids of articles of which the number is kept.
MAX_NUMBERS = 10_000


class Size(NamedTuple):
    """How many stories, texts, outlets and files that could not be read; ``sample``: articles made up for show."""

    n_stories: int
    n_texts: int
    n_outlets: int
    n_failed: int
    sample: bool


class Store:
    """One version of the data. An empty store has every table, without rows, and version 0."""

    def __init__(
        self, connect: Callable[[], duckdb.DuckDBPyConnection], folder: Path, manifest: Manifest | None = None
    ) -> None:
        self.folder = folder
        self.version = manifest.version if manifest else 0
        self.digest = manifest.digest if manifest else ""
        self._bodies: Bodies | None = None
        self._manifest = manifest
        self._opening: Future[dict[str, search.Index]] | None = None
        self._hits: OrderedDict[tuple[str, str, bool], search.Hits] = OrderedDict()
        self._lock = Lock()
        self._folders: list[Path] = []
        self._mapped: columns.Columns | None = None
        with ThreadPoolExecutor(1, "connect") as aside:  # half of it is waiting for the disk
            connected = aside.submit(connect)
            if manifest:
                self._open_files(folder, manifest)
            self._db = connected.result()
        self._db.execute("SET python_enable_replacements = false")
        self._number = lru_cache(MAX_NUMBERS)(partial(_number_of, proxy(self)))

    def _open_files(self, folder: Path, manifest: Manifest) -> None:
        """Open what is beside the tables: texts, arrays, and indexes, for which nobody waits who does not search."""
        self._bodies = Bodies(manifest.paths(folder, "bodies"))
        self._folders = manifest.paths(folder, "columns")
        if self._folders[-1].is_dir():
            self._mapped = columns.read(self._folders[-1])
        if manifest.searchable:
            self._opening = self._open_indexes(manifest)

    def _open_indexes(self, manifest: Manifest) -> Future[dict[str, search.Index]]:
        """Open the indexes beside everything else, by which they stay open even if a writer deletes their files."""
        aside = ThreadPoolExecutor(1, "indexes")
        opening = aside.submit(_indexes_of, manifest.path(self.folder, "search"), proxy(self))
        aside.shutdown(wait=False)
        return opening

    @property
    def _indexes(self) -> dict[str, search.Index]:
        """What is searched, by its name; nothing in an empty store. Raises SearchError where it is still to be made."""
        if self._manifest is None:
            return {}
        with self._searching():
            with self._lock:
                if self._opening is None:
                    now = versions.now(self.folder, self._manifest)
                    if not now.searchable:
                        raise SearchError(NOT_YET)
                    self._opening = self._open_indexes(now)
            return self._opening.result()

    @cached_property
    def columns(self) -> columns.Columns:
        """What is counted under a filter, as arrays; made from the tables where the version has no files of them."""
        return self._mapped or columns.Columns(columns.collect(self._db.cursor()))

    @cached_property
    def known(self) -> dict[str, known.Known]:
        """What its numbers stand for; made from the tables likewise."""
        found = known.read(self._folders[-1]) if self._folders else None
        return found or known.collect(self._db.cursor())

    @cached_property
    def headings(self) -> dict[str, headings.Headings]:
        """What a list shows of its articles and stories; asked of the tables where there are no files of it."""
        found = headings.read(self._folders) if self._folders else None
        return found or headings.asked(partial(Store.table, proxy(self)))

    @cached_property
    def _quoted(self) -> quoted.Quoted | None:
        return quoted.read(self._folders)

    def quotes(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return ``columns`` (lib.store.quoted) of the quotes ``numbers``, in this order."""
        return self._quoted.rows(numbers, columns) if self._quoted else quoted.asked(self.table, numbers, columns)

    @cached_property
    def size(self) -> Size:
        """How much it holds besides articles."""
        of = "SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM outlets), (SELECT count(*) FROM failures)"
        ((n_stories, n_outlets, n_failed),) = self.rows(of)
        n_texts = int(np.count_nonzero(np.bincount(self.columns.text[self.columns.newest])))
        sample = bool(self.rows("SELECT 1 FROM articles WHERE sample LIMIT 1"))
        return Size(n_stories, n_texts, n_outlets, n_failed, sample)

    def frame(self, sql: str, params: Params = (), **tables: Any) -> pd.DataFrame:
        """Return the result of a query; ``tables`` are frames or Arrow tables that it may name."""
        return self._run(sql, params, tables).df()

    def rows(self, sql: str, params: Params = (), **tables: Any) -> list[tuple]:
        """Return the result of a query as tuples."""
        return self._run(sql, params, tables).fetchall()

    def table(self, sql: str, **tables: Any) -> pa.Table:
        """Return the result of a query as an Arrow table, which takes half of what tuples take."""
        return self._asked(lambda cursor: cursor.sql(sql).to_arrow_table(), tables)

    def _run(self, sql: str, params: Params, tables: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return self._asked(lambda cursor: cursor.execute(sql, params), tables)

    def _asked(self, ask: Callable[[duckdb.DuckDBPyConnection], T], tables: dict[str, Any]) -> T:
        cursor = self._db.cursor()
        for name, table in tables.items():
            cursor.register(name, table)
        try:
            return ask(cursor)
        except (duckdb.IOException, duckdb.FatalException) as error:  # a block whose checksum is another
            raise self._damaged(error) from error

    def search(self, words: str) -> np.ndarray:
        """Return the numbers of the articles that match, ascending; raises SearchError for bad syntax."""
        return self.matches(words).numbers

    def search_quotes(self, words: str) -> np.ndarray:
        """Return the numbers of the quotes that match, ascending; raises SearchError for bad syntax."""
        tree = parse(words, quotes=True)
        if not self._indexes:
            return search.NO_HITS.numbers
        return self._kept(("quotes", words, False), lambda: self._indexes["quotes"].hits(tree)).numbers

    def matches(self, words: str, *, scored: bool = False) -> search.Hits:
        """Return the articles that match, with how well each fits where it is ``scored``; raises SearchError."""
        tree = parse(words)  # first, so that an empty store tells bad syntax too
        if not self._indexes:
            return search.NO_HITS
        return self._kept(
            ("articles", words, scored),
            lambda: search.find(self._indexes["articles"], self._indexes["quotes"], tree, scored=scored),
        )

    def best_matches(self, words: str, n: int) -> search.Hits:
        """Return at least the ``n`` articles that match best; all where fewer match. Raises SearchError."""
        tree = parse(words)
        if speaks(tree) or not self._indexes:
            return self.matches(words, scored=True)
        with self._searching():
            return self._indexes["articles"].best(tree, n)

    def best_quote_matches(self, words: str, n: int) -> search.Hits:
        """Return the like of quotes."""
        tree = parse(words, quotes=True)
        if not self._indexes:
            return search.NO_HITS
        with self._searching():
            return self._indexes["quotes"].best(tree, n)

    def _kept(self, key: tuple[str, str, bool], find: Callable[[], search.Hits]) -> search.Hits:
        """Return what ``find`` gives, from memory where it was asked lately: a page asks for one search ten times."""
        with self._lock:
            if key in self._hits:
                self._hits.move_to_end(key)
                return self._hits[key]
        with self._searching():
            found = find()
        with self._lock:
            self._hits[key] = found
            while len(self._hits) > 1 and sum(len(hits.numbers) for hits in self._hits.values()) > MAX_HITS:
                self._hits.popitem(last=False)
        return found

    @contextmanager
    def _searching(self) -> Iterator[None]:
        """Raise as a StoreError whatever comes of looking something up in an index whose bytes are not what they were.

        tantivy panics then, which reaches Python as a PanicException that is no Exception; arrays are too short.
        """
        try:
            yield
        except StoryExplorerError:
            raise
        except (LookupError, ValueError, OSError) as error:
            raise self._damaged(error) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> StoreError:
        told = f"The files of version {self.version} in {self.folder} are damaged ({error}). The articles are safe."
        return StoreError(f"{told} {REBUILD}.")

    def search_index(self, what: str) -> search.Index | None:
        """Return the index of the "articles" or the "quotes"; an empty store has none."""
        return self._indexes.get(what)

    def texts(self, articles: Sequence[int]) -> dict[int, str]:
        """Return the texts of the articles with these numbers."""
        rows = self._bodies.rows(articles, ["article", "text"]) if self._bodies else []
        return {row["article"]: row["text"] for row in rows}

    def roles(self, articles: Sequence[int], ids: Collection[str]) -> list[tuple[int, str]]:
        """Return (article, role) wherever one of these articles describes one of these entities."""
        rows = self._bodies.rows(articles, ["article", "entities"]) if self._bodies else []
        named = ((row["article"], entity) for row in rows for entity in row["entities"] or ())
        return [(article, e["role"]) for article, e in named if e["id"] in ids and e["role"]]

    def number(self, article_id: str) -> int | None:
        """Return the number of an article, from memory where it was asked lately; None where it is missing."""
        return self._number(article_id)

    def processed(self, article_id: str) -> Processed | None:
        """Return an article with all its annotations, entities under this version's ids; None where it is missing."""
        number = self.number(article_id)
        held = self._bodies and number is not None
        return self._joined(to_processed(self._bodies.rows([number])[0])) if held else None

    def _joined(self, article: Processed) -> Processed:
        """Return ``article`` with every entity under the id that names across articles gave it in this version."""
        ids = [e.id for e in article.entities] + [m.entity for m in article.mentions]
        sql = "SELECT id, other FROM joins WHERE status = 'same' AND list_contains(?, id)"
        return renamed(article, dict(self.rows(sql, [list(dict.fromkeys(ids))])))

    def close(self) -> None:
        """Let go of the file; queries fail from here on."""
        self._db.close()


def _indexes_of(folder: Path, store: Store) -> dict[str, search.Index]:
    """Return the indexes in ``folder``; ``store`` is a proxy, or it would be kept until Python looks for cycles."""
    return {
        "articles": search.Index(folder / "articles", search.OF_ARTICLES, lambda: np.flatnonzero(store.columns.there)),
        "quotes": search.Index(folder / "quotes", search.OF_QUOTES, lambda: store.columns.quote_number),
    }


def _number_of(store: Store, article_id: str) -> int | None:
    there = store.columns.there
    return next((n for n in store.headings["articles"].numbered(article_id) if n < len(there) and there[n]), None)


def current_version(folder: Path) -> int:
    """Return the published version, 0 where there is none; reads one small file."""
    remote.follow(folder)
    named = versions.current(folder)
    if named:
        return named[0]
    found = versions.newest(folder)
    return found.version if found else 0


def open_store(folder: Path, version: int | None = None) -> Store:
    """Return the published store, or any ``version`` of it; a missing store opens empty.

    A version that is not kept is made again first, which takes as long as building it did (a page asks
    lib.store.old.prepare instead). Where CURRENT or its files are damaged, the newest whole version is opened.
    Raises StoreError where there are articles and no version that can be opened.
    """
    remote.follow(folder)
    manifest = old.make(folder, version) if version else versions.newest(folder)
    if manifest is None:
        ledger = Ledger.open(folder) if folder.is_dir() else None
        if ledger and ledger.version:
            raise StoreError(f"The articles in {folder} are safe, but their tables are missing or damaged. {REBUILD}.")
        return empty_store(folder)
    if manifest.schema != schema_digest():
        raise StoreError(f"The tables in {folder} were made by another version of this program. {REBUILD}.")
    return _open(folder, manifest)


def _open(folder: Path, manifest: Manifest) -> Store:
    try:
        return Store(partial(_connected, manifest.paths(folder, "serving")), folder, manifest)
    except (duckdb.Error, OSError, ValueError, LookupError, pa.ArrowException) as error:
        raise StoreError(f"Version {manifest.version} in {folder} cannot be opened ({error}). {REBUILD}.") from error


def _connected(paths: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """Return a connection to a version's own file, the last of ``paths``, with the base's attached where it has one."""
    *base, own = paths
    db = duckdb.connect(str(own), read_only=True, config={"memory_limit": settings.SERVE_MEMORY})
    for path in base:
        attach_file(db, path)
    return db


def empty_store(folder: Path) -> Store:
    """Return a store with every table and no rows."""
    db = duckdb.connect()
    for sql in TABLES.values():
        db.execute(sql)
    return Store(lambda: db, folder)
