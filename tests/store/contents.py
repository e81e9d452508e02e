"""What a store says, without the numbers that mean something in one file only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
