"""The world's countries: codes and English names, from data/maps/countries.csv."""

from __future__ import annotations

import csv
from functools import cache

from lib import settings


@cache
def by_atlas_code() -> dict[str, tuple[str, str]]:
    """Return the ISO 3166 two-letter code and English name for each of the atlas's three-letter codes."""
    with (settings.DATA / "maps" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["a3"]: (row["country"], row["name"]) for row in csv.DictReader(file)}


@cache
def names() -> dict[str, str]:
    """Return the English name for each ISO 3166 two-letter code."""
    return dict(by_atlas_code().values())
