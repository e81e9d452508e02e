"""What a store says, without the numbers that mean something in one file only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from lib.store import headings, quoted
from lib.store.read import Store
from lib.store.schema import TABLES


def contents(store: Store, words: Sequence[str] = (), said: Sequence[str] = ()) -> dict[str, list]:
    """Return the rows of every table in an order of their own, with text ids in place of numbers, and what is found.

    ``words`` are searched in the articles, ``said`` in the quotes.
    """
    ids: dict[str, dict[int, Any]] = {}
    for column, table, key in (
        ("article", "articles", "id"),
        ("entity", "entities", "id"),
        ("outlet", "outlets", "name"),
        ("place", "places", "geonameid"),
        ("story", "stories", "id"),
    ):
        ids[column] = dict(store.rows(f"SELECT {column}, {key} FROM {table}"))  # noqa: S608
    ids |= {"text": ids["article"], "lead": ids["article"], "speaker": ids["entity"]}
    quotes = store.rows('SELECT quote, article, "at" FROM quotes')
    ids["quote"] = {n: (ids["article"][a], at) for n, a, at in quotes}

    def told(column: str, value: Any) -> Any:
        if column == "speakers":
            return [ids["entity"][n] for n in value]
        return ids[column][value] if column in ids and isinstance(value, int) else value

    found = {}
    for table in TABLES.keys() - {"meta"}:
        columns = [row[0] for row in store.rows(f"DESCRIBE {table}")]
        rows = [tuple(map(told, columns, row)) for row in store.rows(f"FROM {table}")]
        found[table] = sorted(rows, key=repr)
    found["meta"] = sorted(store.rows("SELECT * FROM meta WHERE key IN ('version', 'digest', 'pipeline')"))
    for query in words:
        found[query] = sorted(ids["article"][n] for n in store.search(query))
    for query in said:
        found[f"quotes {query}"] = sorted(map(repr, (ids["quote"][n] for n in store.search_quotes(query))))
    found["bodies"] = [store.processed(ident) for ident in sorted(ids["article"].values())]
    found["texts"] = sorted(store.texts(list(ids["article"])).values())
    return found


def arrays(found: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Return what the arrays of a version say, however its keys are ordered and its quotes counted."""
    told: dict[str, Any] = {}
    for name in ("name", "place", "country", "said", "told"):
        lines = zip(*(found[column].tolist() for column in sorted(found) if _of_lines(column, name)), strict=True)
        key = np.repeat(found[f"{name}_keys"], np.diff(found[f"{name}_starts"])).tolist()
        told[name] = sorted(zip(key, lines, strict=True))
    n_short = len(found["name_keys"]) - len(found["name_bits"])
    owners = [set(np.flatnonzero(np.unpackbits(row.view(np.uint8))).tolist()) for row in found["name_bits"]]
    assert found["name_both"].tolist() == [[len(one & other) for other in owners] for one in owners]
    for at, row in enumerate(found["name_bits"], n_short):
        start, end = found["name_starts"][at : at + 2]
        assert np.flatnonzero(np.unpackbits(row.view(np.uint8))).tolist() == sorted(
            found["name_article"][start:end].tolist()
        )
    for name in ("article", "entity", "quote", "beside", "doubt", "newest", "oldest", "best"):
        told |= {column: own.tolist() for column, own in found.items() if column.startswith(f"{name}_")}
    return told


def _of_lines(column: str, name: str) -> bool:
    return column.startswith(f"{name}_") and column.partition("_")[2] not in ("keys", "starts", "bits", "both")


def assert_headings_as_tables(store: Store, ids: Iterable[str]) -> None:
    """Hold what the files say of every article and story, and of which number has each of ``ids``, to the tables."""
    for table, (number, *columns) in headings.SOURCES.items():
        rows = store.rows(f"SELECT {number}, {', '.join(columns)} FROM {table}")  # noqa: S608
        told = store.headings[table].rows(np.array([row[0] for row in rows], np.int64), columns)
        assert told == {row[0]: row[1:] for row in rows}
    known = dict(store.rows("SELECT id, article FROM articles"))
    assert [store.number(id) for id in ids] == [known.get(id) for id in ids]


def assert_quoted_as_tables(store: Store) -> None:
    """Hold what is shown of every quote, in whichever order it is asked for, to the tables."""
    assert store._quoted is not None
    known = store.rows("SELECT quote FROM quotes ORDER BY hash(quote)")
    for numbers in (np.array([n for (n,) in known], np.int32), store.columns.quote_number[::-1], np.empty(0, np.int32)):
        told = store.quotes(numbers, list(quoted.COLUMNS))
        assert told.to_pylist() == quoted.asked(store.table, numbers, list(quoted.COLUMNS)).to_pylist()
        assert told["quote"].to_pylist() == numbers.tolist()
