"""The indexes of a layer: those of the layer before, less what is no longer so, plus what is new.

A layer holds all that came since its base, and most of that is in the indexes of the layer before already: what that
has of articles keeps its order, and so its numbers (lib.store.steps).
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from lib.store import columns, documents, layers, texts
from lib.store.versions import Manifest

#: What the index says of an article changes with its contents only (lib.store.records.content_hash).
Rows = dict[int, tuple[str, str]]


class Change(NamedTuple):
    """The version whose index is gone on from, the numbers that it has to lose, and those that it has to get."""

    source: Manifest
    gone: list[int]
    added: list[int]


def change(folder: Path, base: Manifest, before: Manifest | None, replaced: Sequence[int], bodies: Path) -> Change:
    """Return what makes the index of a layer on ``base`` with these ``bodies``, from that of the layer ``before`` where
    there is one that can be gone on from.
    """
    numbers = columns.mapped(base.path(folder, "columns"))["article_number"]
    left = _there(numbers, int(numbers.max(initial=-1)) + 1)
    left[np.array(replaced, np.int64)] = False
    now = _rows(bodies)
    return (before and _from_layer(folder, before, left, now)) or Change(base, list(replaced), list(now))


def _from_layer(folder: Path, before: Manifest, left: np.ndarray, now: Rows) -> Change | None:
    """Return the change from the layer ``before``; None where that has lost what is ``left`` of the base now."""
    had = _there(columns.mapped(before.path(folder, "columns"))["article_number"], len(left))
    if (left & ~had).any():
        return None
    then = _rows(before.path(folder, "bodies"))
    kept = {number for number, told in then.items() if now.get(number) == told}
    gone = [*np.flatnonzero(had & ~left).tolist(), *(number for number in then if number not in kept)]
    return Change(before, gone, [number for number in now if number not in kept])


def _there(numbers: np.ndarray, n: int) -> np.ndarray:
    """Return for each number below ``n`` whether it is one of ``numbers``."""
    found = np.zeros(n, bool)
    found[numbers[numbers < n]] = True
    return found


def _rows(bodies: Path) -> Rows:
    """Return id and digest of the contents of each article of a Parquet file of texts, by number."""
    number, ident, content = (column.to_pylist() for column in texts.contents_of(bodies).columns)
    return dict(zip(number, zip(ident, content, strict=True), strict=True))


#: What the index of a layer's quotes has otherwise than that of its base: the digest of each document, or NULL where
#: the base's is taken out. A layer keeps it for the next one.
_INDEXED = """CREATE TABLE added.indexed AS SELECT quote, md5_number(document::VARCHAR) AS told FROM own_quotes
    UNION ALL SELECT quote, NULL FROM base.quotes WHERE article IN (SELECT article FROM added.replaced)
    ORDER BY quote"""
#: The quotes of replaced articles are not among them; those of speakers who are now called otherwise are.
_OWN = """SELECT quote FROM added.quotes UNION SELECT quote FROM base.quote_speakers WHERE speaker IN (
    SELECT b.entity FROM base.entities b JOIN added.entities a USING (entity) WHERE a.name <> b.name)"""
#: The quotes that the layer before has otherwise, whether its index may have them, and whether base and layer do.
_CHANGED = """WITH base_quotes AS (SELECT coalesce(max(quote), -1) AS last FROM base.quotes)
    SELECT quote, b.quote IS NOT NULL OR quote <= last AS had, n.quote IS NULL AND quote <= last AS back
    FROM indexed_before b FULL JOIN added.indexed n USING (quote), base_quotes
    WHERE b.told IS DISTINCT FROM n.told OR b.quote IS NULL OR n.quote IS NULL"""


class Quotes(NamedTuple):
    """The version whose index is gone on from, the numbers that it has to lose, and the documents it has to get."""

    source: Manifest
    gone: list[int]
    added: list[str]


def change_of_quotes(db: duckdb.DuckDBPyConnection, folder: Path, base: Manifest, before: Manifest | None) -> Quotes:
    """Return what makes the index of the quotes of the layer in ``db`` on ``base``, from that of the layer ``before``
    where there is one that says what it indexed.

    The layer must be joined up with its base; it gets the table ``added.indexed``.
    """
    db.execute(f"CREATE TEMP TABLE own_numbers AS {_OWN}")
    own = documents.quote("quote IN (FROM own_numbers)")
    db.execute(f"CREATE TEMP TABLE own_quotes AS SELECT d.number AS quote, to_json(d) AS document FROM ({own}) d")
    db.execute(_INDEXED)
    source = before if before and _told_by(db, before.path(folder, "serving")) else base
    if source is base:
        db.execute("CREATE OR REPLACE TEMP TABLE indexed_before AS FROM added.indexed LIMIT 0")
    db.execute(f"CREATE TEMP TABLE changed_quotes AS {_CHANGED}")
    gone = [row[0] for row in db.execute("SELECT quote FROM changed_quotes WHERE had").fetchall()]
    added = [
        row[0]
        for row in db.execute("SELECT document FROM own_quotes SEMI JOIN changed_quotes USING (quote)").fetchall()
    ]
    added += documents.quotes(db, "quote IN (SELECT quote FROM changed_quotes WHERE back)")
    return Quotes(source, gone, added)


def _told_by(db: duckdb.DuckDBPyConnection, serving: Path) -> bool:
    """Make the table ``indexed_before`` of what the layer in the file ``serving`` indexed; return whether it says so.

    One of an earlier release does not, nor does a damaged one.
    """
    try:
        db.execute(f"ATTACH {layers.literal(serving)} AS earlier (READ_ONLY)")
        db.execute("CREATE TEMP TABLE indexed_before AS FROM earlier.added.indexed")
    except duckdb.Error:
        return False
    finally:
        db.execute("DETACH DATABASE IF EXISTS earlier")
    return True
