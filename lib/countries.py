"""The world's countries: codes, English names and gazetteer ids, from data/maps/countries.csv."""

from __future__ import annotations

import csv
from functools import cache

from lib import settings


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (settings.DATA / "maps" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def by_atlas_code() -> dict[str, tuple[str, str]]:
    """Return the ISO 3166 two-letter code and English name for each of the atlas's three-letter codes."""
    return {row["a3"]: (row["country"], row["name"]) for row in _rows()}


@cache
def names() -> dict[str, str]:
    """Return the English name for each ISO 3166 two-letter code; an outlying piece does not name its country."""
    own = sorted(_rows(), key=lambda row: row["reason"].startswith("ISO 3166; English name"))
    return {row["country"]: row["name"] for row in own}


@cache
def by_geonameid() -> dict[int, str]:
    """Return the two-letter code for the gazetteer id of each country as a whole."""
    return {int(row["geonameid"]): row["country"] for row in _rows() if row["geonameid"]}
