"""What each version of the data brought, told from the rows of the ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from lib.store import versions
from lib.store.ledger import Ledger
from lib.store.pins import pins

#: Per commit: what it did to each id, which depends on what held under that id before.
_COMMITS = """
    SELECT seq, min("at"), count(*) FILTER (kind = 'article' AND before IS DISTINCT FROM 'article'),
        count(*) FILTER (kind = 'article' AND before = 'article'), count(*) FILTER (kind = 'removal'),
        count(*) FILTER (kind = 'failure' AND problem IS NOT NULL)
    FROM (SELECT kind, seq, "at", problem, lag(kind) OVER (PARTITION BY space, id ORDER BY seq) AS before
        FROM (SELECT kind, id, seq, "at", problem, CASE kind WHEN 'removal' THEN 'article' ELSE kind END AS space
            FROM ledger))
    GROUP BY seq ORDER BY seq DESC LIMIT $limit"""


class Commit(NamedTuple):
    """One version: when it was stored (by the clock of that computer) and what it did. ``note`` None = not pinned."""

    version: int
    at: datetime
    added: int
    updated: int
    removed: int
    failed: int
    kept: bool
    current: bool
    note: str | None


def history(folder: Path, limit: int | None = None) -> list[Commit]:
    """Return the newest ``limit`` versions (None: all), newest first; ``kept`` = it opens without being made again."""
    ledger = Ledger.open(folder)
    if ledger is None:
        return []
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        ledger.make_view(db)
        rows = db.execute(_COMMITS, {"limit": limit or ledger.version}).fetchall()
    kept = {m.version for m in versions.manifests(folder) if m.complaint(folder) is None}
    now, pinned = versions.current(folder), pins(folder)
    return [Commit(*row, row[0] in kept, bool(now) and row[0] == now[0], pinned.get(row[0])) for row in rows]
