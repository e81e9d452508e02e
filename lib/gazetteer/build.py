"""Builds data/gazetteer/gazetteer.sqlite from the packages named in ``sources``; run once per release of the data."""

from __future__ import annotations

import csv
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from lib import settings
from lib.gazetteer import sources
from lib.gazetteer.filter import filter_of
from lib.gazetteer.keys import name_key
from lib.gazetteer.place import KINDS, STEPS

SCHEMA = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, country TEXT NOT NULL,
  admin1 TEXT NOT NULL, admin2 TEXT NOT NULL, lat INTEGER NOT NULL, lon INTEGER NOT NULL, population INTEGER NOT NULL);
CREATE TABLE name (key TEXT, place INTEGER, alias INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE demonym (key TEXT PRIMARY KEY, place INTEGER NOT NULL, form TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE country_name (key TEXT PRIMARY KEY, country TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE division (code TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE filter (bits BLOB NOT NULL);
CREATE TABLE source (archive TEXT PRIMARY KEY, sha256 TEXT NOT NULL, licence TEXT NOT NULL) WITHOUT ROWID;
"""
#: GeoNames feature codes that are not plainly a living town.
FEATURES = {"PPLC": "capital", "PPLX": "district", "PPLH": "historic", "PPLQ": "historic", "PPLW": "historic"}
#: A division's point is the mean of its inhabited cells of this many degrees, so that a big city's suburbs count once.
CELL = 0.25
MAP = settings.DATA / "maps" / "world-50m.json"
POINTS = settings.DATA / "gazetteer" / "points.csv"


class Counts(NamedTuple):
    """What a build wrote; ``bytes`` is the size of the file."""

    countries: int
    divisions: int
    settlements: int
    names: int
    demonyms: int
    bytes: int


class Row(NamedTuple):
    """One row of table ``place``, with the names it is found by."""

    id: int
    name: str
    kind: str
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int
    names: tuple[str, ...]


Point = tuple[float, float]


def build(out: Path, archives: Path) -> Counts:
    """Write the gazetteer to ``out`` from the package archives in ``archives`` and return its counts.

    Raises ReadError where an archive is missing or is another version. The same archives give the same bytes.
    """
    sources.check(archives)
    cities = list(sources.read_cities(archives))
    divisions = list(division_rows(sources.read_divisions(archives), cities))
    countries = list(country_rows(sources.read_countries(archives), cities))
    rows = [*countries, *divisions, *map(city_row, cities)]
    draft = out.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as database:
        database.execute("PRAGMA page_size = 8192")
        database.executescript(SCHEMA)
        n_names = write_places(database, rows)
        n_demonyms = write_demonyms(database, sources.read_demonyms(archives), countries)
        write_codes(database, countries, divisions)
        database.executemany("INSERT INTO source VALUES (?, ?, ?)", sources.SOURCES)
        database.commit()
        database.execute("VACUUM")
    draft.replace(out)
    return Counts(len(countries), len(divisions), len(cities), n_names, n_demonyms, out.stat().st_size)


def write_places(database: sqlite3.Connection, rows: list[Row]) -> int:
    """Fill tables place and name and return how many names there are."""
    unique = {row.id: row for row in reversed(rows)}
    database.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (*r[:2], KINDS.index(r.kind), *r[3:6], round(r.lat * STEPS), round(r.lon * STEPS), r.population)
            for _, r in sorted(unique.items())
        ),
    )
    names = sorted(name for row in unique.values() for name in keyed(row))
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    database.execute("INSERT INTO filter VALUES (?)", (filter_of(key for key, _, _ in names),))
    return len(names)


def write_codes(database: sqlite3.Connection, countries: list[Row], divisions: list[Row]) -> None:
    """Fill tables country_name and division: the small ones that are read whole or by code."""
    names = {key: row.country for row in countries for key, _, _ in keyed(row)}
    database.executemany("INSERT INTO country_name VALUES (?, ?)", sorted(names.items()))
    codes = {".".join(filter(None, (r.country, r.admin1, r.admin2))): r.id for r in reversed(divisions)}
    database.executemany("INSERT INTO division VALUES (?, ?)", sorted(codes.items()))


def keyed(row: Row) -> list[tuple[str, int, int]]:
    """Return (key, place id, is alias) once for each spelling of the place's names.

    A great division's name without its type is its own name too: "Hubei" for "Hubei Sheng".
    """
    own = name_key(row.name)
    others = {name_key(name) for name in row.names} - {own, ""}
    plain = {key for key in others if row.kind == "admin1" and own.startswith(f"{key} ")}
    return [(own, row.id, 0)] * bool(own) + [(key, row.id, int(key not in plain)) for key in others]


def city_row(city: sources.City) -> Row:
    """Return the table row of a settlement."""
    kind = FEATURES.get(city.feature, "city")
    return Row(city.id, city.name, kind, *city[4:9], city.population, city.names)


def division_rows(divisions: Iterable[sources.Division], cities: list[sources.City]) -> Iterator[Row]:
    """Yield divisions with the people and the middle of their settlements; one without any has no point: left out."""
    listed = read_points(POINTS)
    members: dict[str, list[sources.City]] = defaultdict(list)
    for city in cities:
        members[f"{city.country}.{city.admin1}"].append(city)
        members[f"{city.country}.{city.admin1}.{city.admin2}"].append(city)
    for item in divisions:
        inside = members.get(item.code)
        if inside:
            country, admin1, *rest = item.code.split(".")
            kind = "admin2" if rest else "admin1"
            lat, lon = listed.get(item.code) or middle([(c.lat, c.lon) for c in inside])
            people = sum(c.population for c in inside if c.feature != "PPLX")
            yield Row(item.id, item.name, kind, country, admin1, "".join(rest), lat, lon, people, item.names)


def middle(points: list[Point]) -> Point:
    """Return the mean of the points, each cell of CELL degrees counted once."""
    cells = {(round(lat / CELL), round(lon / CELL)): (lat, lon) for lat, lon in points}
    east = {lon > 0 for _, lon in cells.values()}
    turned = len(east) == 2 and max(abs(lon) for _, lon in cells.values()) > 120
    lons = [lon + 360 if turned and lon < 0 else lon for _, lon in cells.values()]
    lat = sum(lat for lat, _ in cells.values()) / len(cells)
    lon = sum(lons) / len(cells)
    return lat, lon - 360 if lon > 180 else lon


def country_rows(countries: Iterable[sources.Country], cities: list[sources.City]) -> Iterator[Row]:
    """Yield countries with a general point: the listed one, else the largest outline's middle, else the cities'."""
    listed = read_points(POINTS)
    shapes = sources.read_shapes(MAP)
    settled: dict[str, list[sources.City]] = defaultdict(list)
    for city in cities:
        settled[city.country].append(city)
    for item in countries:
        inside = settled[item.code]
        outline = shapes.get(item.numeric.lstrip("0"))
        if not (item.code in listed or outline or inside):
            continue
        lat, lon = listed.get(item.code) or (centroid(outline) if outline else middle([(c.lat, c.lon) for c in inside]))
        people = item.population or sum(c.population for c in inside)
        yield Row(item.id, item.name, "country", item.code, "", "", lat, lon, people, item.names)


def read_points(path: Path) -> dict[str, Point]:
    """Return the listed general point (lat, lon) of countries and divisions by code ("CA", "CA.08")."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


def centroid(rings: list[list[tuple[float, float]]]) -> Point:
    """Return (lat, lon) of the area's centre of the largest ring, measured where areas are true (y = sin lat)."""
    flat = [[(lon, math.sin(math.radians(lat))) for lon, lat in ring] for ring in rings]
    area, x, y = max(map(_moments, flat), key=lambda moments: abs(moments[0]))
    return (math.degrees(math.asin(y / area)), x / area) if area else (rings[0][0][1], rings[0][0][0])


def _moments(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return twice the area of a closed ring and the sums that give its centre when divided by it."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += cross * (x0 + x1) / 3
        y += cross * (y0 + y1) / 3
    return area, x, y


def write_demonyms(database: sqlite3.Connection, words: Iterable[sources.Demonym], countries: list[Row]) -> int:
    """Fill table demonym and return its length; a word that several countries share goes to the most populous."""
    by_code = {row.country: row for row in countries}
    taken = {name_key(name) for row in countries for name in (row.name, *row.names)}
    found: dict[str, tuple[int, str, int]] = {}
    for word, code, form in words:
        key, row = name_key(word), by_code.get(code)
        if row and len(key) > 2 and key not in taken and row.population > found.get(key, (0, "", -1))[2]:
            found[key] = (row.id, form, row.population)
    rows = sorted((key, place, form) for key, (place, form, _) in found.items())
    database.executemany("INSERT INTO demonym VALUES (?, ?, ?)", rows)
    return len(rows)
