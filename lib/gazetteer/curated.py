"""The newsroom's own rows: regions, metonyms, local places, further names of listed places, outlets' homes."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lib.errors import ReadError
from lib.gazetteer.keys import name_key
from lib.gazetteer.place import KINDS, OWN_IDS, Place

FILES = ("regions", "metonyms", "local_places")
ALIASES = "place_aliases"
DEMONYMS = "demonyms"
OUTLETS = "outlets"
#: Curated rows have no inhabitants; this many stand in for them when namesakes are ranked.
STANDING = {
    "continent": 1_000_000_000,
    "region": 8_000_000,
    "sea": 5_000_000,
    "metonym": 3_000_000,
    "river": 1_000_000,
    "island": 1_000_000,
    "lake": 1_000_000,
    "mountain": 500_000,
    "city": 300_000,
    "district": 1_000_000,
    "site": 300_000,
}


class Home(NamedTuple):
    """Where an outlet's readers live: the place that an article means when it does not say."""

    country: str
    admin1: str
    lat: float | None
    lon: float | None
    reason: str = ""


def read_places(rules: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield each curated place with its further names; ReadError names the file and line of a bad row."""
    for name in FILES:
        for where, row in rows(rules / f"{name}.csv"):
            yield _place(where, row), tuple(n for n in row["aliases"].split("|") if n)


def _place(where: str, row: dict[str, str]) -> Place:
    if row["kind"] not in KINDS:
        raise ReadError(where, f"kind {row['kind']!r} is none of {', '.join(KINDS)}")
    number = _number(where, row["geonameid"], int) or own_id(row["name"], row["countries"])
    lat, lon = _number(where, row["lat"], float), _number(where, row["lon"], float)
    if lat is None or lon is None:
        raise ReadError(where, "needs lat and lon in degrees")
    return Place(
        number,
        row["name"],
        row["kind"],
        tuple(row["countries"].split()),
        row["admin1"],
        "",
        lat,
        lon,
        STANDING.get(row["kind"], 0),
    )


def own_id(name: str, countries: str) -> int:
    """Return the id of a curated row without a GeoNames id: from its name and countries, so that it stays."""
    return OWN_IDS + zlib.crc32(f"{name_key(name)}|{countries}".encode())


def read_aliases(rules: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield (name, GeoNames id, is it the name to show) for further names of places that the gazetteer file has."""
    for where, row in rows(rules / f"{ALIASES}.csv"):
        number = _number(where, row["geonameid"], int)
        if number is None:
            raise ReadError(where, "needs a geonameid")
        yield from ((name, number, row["shown"] == "yes") for name in row["names"].split("|"))


def read_demonyms(rules: Path) -> Iterator[tuple[str, str]]:
    """Yield (word, name of the place it belongs to) for people of states, regions and cities."""
    for _, row in rows(rules / f"{DEMONYMS}.csv"):
        yield from ((word, row["place"]) for word in row["words"].split("|"))


def read_homes(path: Path) -> dict[str, Home]:
    """Return the homes of outlets by the outlet's name or domain in small letters."""
    found = {}
    for where, row in rows(path):
        lat, lon = _number(where, row["lat"], float), _number(where, row["lon"], float)
        found[row["outlet"].lower()] = Home(row["country"], row["admin1"], lat, lon, row["reason"])
    return found


def rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ("file:line", row) of a CSV file with a header; raises ReadError where it cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                where = f"{path}:{reader.line_num}"
                if None in row or None in row.values():
                    raise ReadError(where, f"needs {len(reader.fieldnames or ())} values, one for each column")
                yield where, row
    except OSError as error:
        raise ReadError(str(path), f"cannot be read ({error.strerror})") from error


def _number(where: str, text: str, kind: type) -> int | float | None:
    try:
        return kind(text) if text.strip() else None
    except ValueError as error:
        raise ReadError(where, f"{text!r} is not a number") from error
