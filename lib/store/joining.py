"""The joins of a version: what the articles say of each entity id, given to lib.joins, as rows of the table joins."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from lib.joins.find import find_joins
from lib.joins.record import Known

#: Spellings and roles of a name that are looked at, the most frequent first.
MOST = 20
#: Only ids as this program makes them; those of other programs are theirs to join.
KNOWN = f"""WITH own AS (SELECT id, what, word, sum(n)::INTEGER AS n FROM words_found
        WHERE split_part(id, '/', 1) IN ('person', 'org') GROUP BY ALL),
    listed AS (SELECT id, what, list([word, n::VARCHAR] ORDER BY n DESC, length(word) DESC, word)[1:{MOST}] AS words
        FROM own GROUP BY id, what),
    counted AS (SELECT id, sum(n)::INTEGER AS n FROM own WHERE what = 'label' GROUP BY id)
    SELECT id, split_part(id, '/', 1), names.words[1][1], n, coalesce(aliases.words, []), coalesce(roles.words, [])
    FROM counted JOIN (FROM listed WHERE what = 'name') names USING (id)
    LEFT JOIN (FROM listed WHERE what = 'alias') aliases USING (id)
    LEFT JOIN (FROM listed WHERE what = 'role') roles USING (id)"""  # noqa: S608 - a number of this module
ROWS = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "other", "name")),
        ("n_articles", pa.int32()),
        ("score", pa.float64()),
        *((name, pa.string()) for name in ("reason", "status")),
    ]
)


def join(db: duckdb.DuckDBPyConnection) -> None:
    """Fill the table joins: of a version built whole from the stage words_found, of a layer from its base.

    Names that come with a layer are joined when the next base is built: no id moves under a reader's feet before.
    """
    if db.execute("SELECT 1 FROM base.articles LIMIT 1").fetchone():
        db.execute("INSERT INTO joins FROM base.joins")
        return
    db.register("found_joins", joins(db))
    db.execute("INSERT INTO joins FROM found_joins")
    db.unregister("found_joins")


def joins(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the rows of the table joins for the ids in the stage words_found."""
    known = {row[0]: Known(*row[:4], *(_counted(own) for own in row[4:])) for row in db.execute(KNOWN).fetchall()}
    found = find_joins(known.values())
    rows = [(j.id, j.other, known[j.id].name, known[j.id].n, j.score, j.reason, j.status) for j in found]
    columns = list(zip(*rows, strict=True)) or [[] for _ in ROWS]
    return pa.table([pa.array(own, field.type) for own, field in zip(columns, ROWS, strict=True)], schema=ROWS)


def _counted(pairs: list[list[str]]) -> tuple[tuple[str, int], ...]:
    return tuple((text, int(n)) for text, n in pairs)
