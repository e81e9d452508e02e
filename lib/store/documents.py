"""The articles and quotes of a version as the search index takes them (lib.store.search): JSON objects."""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

_BATCH = 1_000
_DAY = "list_filter([year(day) * 10000 + month(day) * 100 + day(day)], lambda v: v IS NOT NULL)"


def articles(bodies: Path, some: Sequence[int] | None = None) -> Iterator[str]:
    """Yield each article of the Parquet file ``bodies``, or those with ``some`` numbers."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.read_parquet(str(bodies)).create_view("bodies")
        if some is not None:
            db.register("chosen", pa.table({"article": pa.array(some, pa.int32())}))
        yield from _objects(
            db,
            f"""SELECT article AS number, {_filled("title")} AS title, {_filled("text")} AS text,
                {_filled("outlet")} AS outlet, coalesce(authors, []) AS author, {_DAY} AS day
            FROM bodies {"" if some is None else "SEMI JOIN chosen USING (article)"}""",
        )


def quotes(db: duckdb.DuckDBPyConnection, some: str = "TRUE") -> Iterator[str]:
    """Yield each quote, or ``some``, of the tables of ``db``; a speaker by the words of the text and by name."""
    return _objects(
        db,
        f"""SELECT quote AS number, q.article, content AS said, {_filled("o.name")} AS outlet,
            list_concat({_filled("speaker_text")}, coalesce(names, [])) AS speaker, {_DAY} AS day
        FROM quotes q JOIN outlets o USING (outlet) LEFT JOIN (SELECT quote, list(e.name) AS names
            FROM quote_speakers s JOIN entities e ON e.entity = s.speaker WHERE {some} GROUP BY quote) USING (quote)
        WHERE {some}""",
    )


def _filled(value: str) -> str:
    """Return SQL for the list of ``value``, empty where that is."""
    return f"list_filter([{value}], lambda v: v <> '')"


def _objects(db: duckdb.DuckDBPyConnection, sql: str) -> Iterator[str]:
    for batch in db.sql(f"SELECT to_json(own) FROM ({sql}) own").to_arrow_reader(_BATCH):
        yield from batch.column(0).to_pylist()
