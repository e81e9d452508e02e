"""What the gazetteer knows about a spelling: evidence that a name is a place or a nationality."""

from __future__ import annotations

import sqlite3
from functools import cache, lru_cache

from lib import settings
from lib.errors import ReadError
from lib.gazetteer.keys import name_key
from lib.gazetteer.place import KINDS

#: Only a city as large as this is known by name alone to readers everywhere; smaller ones are people's names too.
LARGE = 300_000
_SELECT = """
SELECT place.kind, MAX(place.population) FROM name JOIN place ON place.id = name.place
WHERE name.key = ? AND (name.alias = 0 OR place.kind = 0) GROUP BY place.kind
"""


@cache
def _database() -> sqlite3.Connection:
    if not settings.GAZETTEER.exists():
        raise ReadError(str(settings.GAZETTEER), "is missing; `python -m lib gazetteer build` writes it")
    return sqlite3.connect(f"{settings.GAZETTEER.as_uri()}?mode=ro", uri=True, check_same_thread=False)


@lru_cache(maxsize=50_000)
def place_kind(name: str) -> str:
    """Return "country", "capital", "large city", "city", "admin1", "region", "demonym", another KIND, or ""."""
    key = name_key(name)
    if not key:
        return ""
    found = {KINDS[kind]: population for kind, population in _database().execute(_SELECT, (key,))}
    if "country" not in found and _database().execute("SELECT 1 FROM demonym WHERE key = ?", (key,)).fetchone():
        return "demonym"
    if found.get("city", 0) >= LARGE and "country" not in found and "capital" not in found:
        return "large city"
    return next((kind for kind in KINDS if kind in found), "")


@lru_cache(maxsize=10_000)
def country_of(adjective: str) -> str:
    """Return the country that a nationality belongs to ("French" -> "France"), or ""."""
    select = "SELECT place.name FROM demonym JOIN place ON place.id = demonym.place WHERE demonym.key = ?"
    row = _database().execute(select, (name_key(adjective),)).fetchone()
    return row[0] if row else ""
