"""The articles and quotes of a version as the search index takes them (lib.store.search): JSON objects."""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

import duckdb
import pyarrow as pa

_BATCH = 1_000
#: Batches of texts that wait for the index while they are being written.
_ROOM = 4
_DAY = "list_filter([year(day) * 10000 + month(day) * 100 + day(day)], lambda v: v IS NOT NULL)"


def _filled(value: str) -> str:
    """Return SQL for the list of ``value``, empty where that is."""
    return f"list_filter([{value}], lambda v: v <> '')"


#: What is read of a text besides its number.
_READ = ("day", "title", "text", "outlet", "authors")
#: A document of an article, as SQL.
ARTICLE = f"""article AS number, {_filled("title")} AS title, {_filled("text")} AS text,
    {_filled("outlet")} AS outlet, coalesce(authors, []) AS author, {_DAY} AS day"""


class Passing:
    """The texts of a version on their way to the index while they are being written to the Parquet file ``bodies``.

    Writing never waits for the index: what there is no room for is read from the file when that is whole.
    """

    def __init__(self, bodies: Path) -> None:
        self._bodies = bodies
        self._waiting: SimpleQueue[pa.RecordBatch | None] = SimpleQueue()
        self._left: list[int] = []

    def offer(self, batch: pa.RecordBatch) -> None:
        """Take rows that are being written."""
        if self._waiting.qsize() < _ROOM:
            self._waiting.put(batch.select(["article", *_READ]))
        else:
            self._left += batch["article"].to_pylist()

    def close(self) -> None:
        """Hear that the file is whole, or will never be."""
        self._waiting.put(None)

    def articles(self) -> Iterator[str]:
        """Yield each article, in no order."""
        with duckdb.connect(config={"threads": 1}) as db:
            for batch in iter(self._waiting.get, None):
                db.register("passing", pa.Table.from_batches([batch]))
                yield from _objects(db, f"SELECT {ARTICLE} FROM passing")
        if self._left:
            yield from articles(self._bodies, self._left)


def articles(bodies: Path, some: Sequence[int] | None = None) -> Iterator[str]:
    """Yield each article of the Parquet file ``bodies``, or those with ``some`` numbers; no row without an id."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.read_parquet(str(bodies)).create_view("bodies")
        if some is not None:
            db.register("chosen", pa.table({"article": pa.array(some, pa.int32())}))
        chosen = "WHERE id IS NOT NULL" if some is None else "SEMI JOIN chosen USING (article)"
        yield from _objects(db, f"SELECT {ARTICLE} FROM bodies {chosen}")


def quotes(db: duckdb.DuckDBPyConnection, some: str = "TRUE") -> Iterator[str]:
    """Yield each quote, or ``some``, of the tables of ``db``."""
    return _objects(db, quote(some))


def quote(some: str) -> str:
    """Return SQL for the documents of ``some`` quotes; a speaker is there by the words of the text and by name."""
    return f"""SELECT quote AS number, q.article, content AS said, {_filled("o.name")} AS outlet,
            list_concat({_filled("speaker_text")}, list_sort(coalesce(names, []))) AS speaker, {_DAY} AS day
        FROM quotes q JOIN outlets o USING (outlet) LEFT JOIN (SELECT quote, list(e.name) AS names
            FROM quote_speakers s JOIN entities e ON e.entity = s.speaker WHERE {some} GROUP BY quote) USING (quote)
        WHERE {some}"""


def _objects(db: duckdb.DuckDBPyConnection, sql: str) -> Iterator[str]:
    for batch in db.sql(f"SELECT to_json(own) FROM ({sql}) own").to_arrow_reader(_BATCH):
        yield from batch.column(0).to_pylist()
