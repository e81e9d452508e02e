"""The word lists under data/rules, which a newsroom may edit; each row says why it is there."""

from __future__ import annotations

import csv
from functools import cache

from lib import settings
from lib.errors import ReadError


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``data/rules/<name>.csv``; raises ReadError for a missing file or a row of the wrong width."""
    path = settings.RULES / f"{name}.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise ReadError(str(path), f"cannot be read ({error.strerror})") from error
    for line, row in rows:
        if None in row or None in row.values():
            raise ReadError(f"{path}:{line}", f"needs {len(reader.fieldnames or ())} values, one for each column")
    return tuple(row for _, row in rows)


@cache
def words(name: str, column: str = "word", **only: str) -> frozenset[str]:
    """Return the values of ``column`` in the rows that have every value of ``only`` (``kind="rank"``)."""
    rows = (row for row in table(name) if all(row[key] == value for key, value in only.items()))
    return frozenset(row[column] for row in rows)


@cache
def mapping(name: str, key: str, value: str) -> dict[str, str]:
    """Return ``{row[key]: row[value]}`` over the rows; the last row of a key holds."""
    return {row[key]: row[value] for row in table(name)}
