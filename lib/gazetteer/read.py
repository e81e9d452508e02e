"""The reader of the gazetteer file: names to places, with the newsroom's curated rows on top."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from pathlib import Path

from lib import settings
from lib.errors import ReadError
from lib.gazetteer import curated
from lib.gazetteer.filter import may_hold
from lib.gazetteer.keys import name_key
from lib.gazetteer.place import KINDS, SETTLEMENTS, STEPS, Place

#: Answers kept in memory: about a kilobyte each, and an article repeats its names.
CACHED = 5_000
#: Inhabitants of a place that the source has not counted: it lists settlements from about 500.
UNCOUNTED = 500
#: Powers of ten by which a kind counts for more or less than its inhabitants.
WEIGHT = {"country": 2.0, "capital": 1.0, "admin1": 0.5, "admin2": -0.7, "district": -0.5, "historic": -1.0}
#: The same for a name that is not the place's own: alternate names carry no language, many are nobody's English.
ALIAS_WEIGHT = -2.0
#: Readers know other names only of places this great ("Kiev", "Bombay", "Cologne"): half the loss.
KNOWN_BY_ALIAS = 500_000

#: A city this large is known by a short or English form of its name ("Hull", "Gothenburg") as well as by the whole.
KNOWN_BY_FORM = 100_000
#: How many times as large it must be as the largest place that owns the form.
DWARFS = 10
#: Share of letters that two spellings of one name have in common at least ("Genève" and "Geneva": .83).
ALIKE = 0.75
#: Words before or behind which the part of a name stands alone in use.
LINKS = frozenset(("upon", "on", "am", "an", "sur", "sous", "under"))

_COLUMNS = "p.id, p.name, p.kind, p.country, p.admin1, p.admin2, p.lat, p.lon, p.population"


def standing(place: Place) -> float:
    """Return how much a place is in the news without any context, in powers of ten of inhabitants."""
    people = place.population or UNCOUNTED
    other = ALIAS_WEIGHT / (2 if people >= KNOWN_BY_ALIAS else 1) if place.alias and place.kind != "country" else 0.0
    return math.log10(people) + WEIGHT.get(place.kind, 0.0) + other


class Gazetteer:
    """Places by name. One instance serves one process; opening takes milliseconds, a lookup some 50 microseconds.

    Raises ReadError where the file or a rule file is missing or wrong.
    """

    def __init__(self, path: Path = settings.GAZETTEER, rules: Path = settings.RULES) -> None:
        self.path, self.rules = path, rules
        if not path.is_file():
            raise ReadError(str(path), "is missing; `python -m lib gazetteer build` writes it")
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._bits: bytes = self._database.execute("SELECT bits FROM filter").fetchone()[0]
        self._curated = self._read_curated()
        self._opening = frozenset(key.partition(" ")[0] for key in (*self._curated, *self.demonyms))
        self.by_key = lru_cache(maxsize=CACHED)(self._by_key)
        self.demonym = lru_cache(maxsize=CACHED)(self._demonym)
        self.division = lru_cache(maxsize=CACHED)(self._division)

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return every place of that name, the most newsworthy first; () where there is none.

        Spelling is taken loosely (lib.gazetteer.keys): case, accents, stops and hyphens do not matter, so the
        caller decides whether "us" may be a country. "Paris, Texas" is not looked up: only bare names.
        """
        key = self.known_key(name)
        return self.by_key(key) if key else ()

    def known_key(self, name: str) -> str:
        """Return the key of a name that a place nearly always has, "" for one that no place has."""
        key = name_key(name)
        return key if self.may_hold(key) else ""

    def may_hold(self, key: str) -> bool:
        """Return False where no place has that key; True where one nearly always has."""
        return may_hold(self._bits, key) or key in self._curated

    def opens_longer(self, word: str) -> bool:
        """Return False where no name of several words begins with ``word``.

        One with signs in it may be several words of a name ("Saint-Denis"), or a piece of one; "the" stands before all.
        """
        key = name_key(word)
        return not word.isalpha() or key == "the" or may_hold(self._bits, f"{key} ") or key in self._opening

    def _by_key(self, key: str) -> tuple[Place, ...]:
        query = f"SELECT {_COLUMNS}, n.alias FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"  # noqa: S608
        found = {place.id: place for place in _places(self._database.execute(query, (key,)))}
        if len(found) > 1:
            found = well_known_forms(found, key)
        found.update((place.id, place) for place in self._curated.get(key, ()))
        if len(found) < 2:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda place: (-standing(place), place.id)))

    def is_listed(self, key: str) -> bool:
        """Return whether the newsroom's own tables have the key, which makes a short form ("nyc") worth believing."""
        return key in self._curated

    def best(self, name: str) -> Place | None:
        """Return the most newsworthy place of that name, or None."""
        return next(iter(self.lookup(name)), None)

    def _demonym(self, word: str) -> Place | None:
        """Return the place whose people or things ``word`` names ("Syrian", "Syrians", "Texans"), or None."""
        key = name_key(word)
        if key not in self.demonyms:
            return None
        owner = self._own_demonyms.get(key)
        if owner:
            return self.best(owner)
        query = f"SELECT {_COLUMNS}, 0 FROM demonym d JOIN place p ON p.id = d.place WHERE d.key = ?"  # noqa: S608
        row = self._database.execute(query, (key,)).fetchone()
        return _place(row) if row else None

    def _division(self, code: str) -> Place | None:
        """Return the subdivision with that GeoNames code ("US.LA", "US.LA.079"), or None."""
        query = f"SELECT {_COLUMNS}, 0 FROM division d JOIN place p ON p.id = d.place WHERE d.code = ?"  # noqa: S608
        row = self._database.execute(query, (code,)).fetchone()
        return _place(row) if row else None

    def by_id(self, number: int) -> Place | None:
        """Return the place with that id, or None."""
        query = f"SELECT {_COLUMNS}, 0 FROM place p WHERE p.id = ?"  # noqa: S608
        row = self._database.execute(query, (number,)).fetchone()
        own = (p for places in self._curated.values() for p in places if p.id == number)
        return next(own, None) or (_place(row) if row else None)

    def division_of(self, number: int) -> Place | None:
        """Return the state or province that the place with that id lies in; None for one itself, or if not known."""
        place = self.by_id(number)
        if place is None or not place.admin1 or place.kind == "admin1":
            return None
        return self.division(f"{place.countries[0]}.{place.admin1}")

    @cached_property
    def countries(self) -> dict[str, str]:
        """Country codes by every key that a country is found under ("syria" -> "SY")."""
        own = {key: p.countries[0] for key, places in self._curated.items() for p in places if p.kind == "country"}
        return {**dict(self._database.execute("SELECT key, country FROM country_name")), **own}

    @cached_property
    def country_places(self) -> dict[str, Place]:
        """The country's own entry by country code."""
        query = f"SELECT {_COLUMNS}, 0 FROM place p WHERE p.kind = 0"  # noqa: S608
        return {row[3]: _place(row) for row in self._database.execute(query)}

    @cached_property
    def capitals(self) -> dict[str, str]:
        """Country codes by the key of the capital's own name ("damascus" -> "SY")."""
        return self._by_kind("capital")

    @cached_property
    def admin1(self) -> dict[str, str]:
        """Country codes by the key of a first-level division's own name ("texas" -> "US")."""
        return self._by_kind("admin1")

    @cached_property
    def demonyms(self) -> frozenset[str]:
        """The keys of every word for the people or things of a place."""
        keys = (key for (key,) in self._database.execute("SELECT key FROM demonym"))
        return frozenset((*keys, *self._own_demonyms))

    @cached_property
    def demonym_openings(self) -> frozenset[str]:
        """The first words of those that have several."""
        return frozenset(key.partition(" ")[0] for key in self.demonyms if " " in key)

    @lru_cache(maxsize=4)  # noqa: B019  one instance per process, four sizes at most
    def cities_over(self, inhabitants: int) -> frozenset[str]:
        """Return the keys of the own names of settlements with at least that many inhabitants."""
        query = "SELECT name FROM place WHERE population >= ? AND kind IN (3, 4)"
        return frozenset(name_key(name) for (name,) in self._database.execute(query, (inhabitants,)))

    def _by_kind(self, kind: str) -> dict[str, str]:
        query = "SELECT name, country FROM place WHERE kind = ? ORDER BY population"
        return {name_key(name): code for name, code in self._database.execute(query, (KINDS.index(kind),))}

    @cached_property
    def _own_demonyms(self) -> dict[str, str]:
        return {name_key(word): place for word, place in curated.read_demonyms(self.rules)}

    def _read_curated(self) -> dict[str, list[Place]]:
        """Return the curated places by key, aliases included."""
        found: dict[str, list[Place]] = {}
        for place, names in curated.read_places(self.rules):
            for name in (place.name, *names):
                found.setdefault(name_key(name), []).append(place)
        self._curated = found
        for name, number, is_shown in list(curated.read_aliases(self.rules)):
            place = self.by_id(number)
            if place is None:
                raise ReadError(str(self.rules / f"{curated.ALIASES}.csv"), f"{number} is no place of the gazetteer")
            found.setdefault(name_key(name), []).append(place._replace(name=name) if is_shown else place)
        return found


def well_known_forms(places: dict[int, Place], key: str) -> dict[int, Place]:
    """Return ``places`` with ``key`` as the own name of a city that dwarfs all who own it, if it is a form of its name.

    Readers think of Gothenburg in Sweden before the one in Nebraska, though it is "Göteborg" in the table.
    """
    great = [p for p in places.values() if p.alias and p.population >= KNOWN_BY_FORM and p.kind in SETTLEMENTS]
    if not great:
        return places
    owners = [p.population for p in places.values() if not p.alias and p.kind in SETTLEMENTS]
    least = DWARFS * max(owners, default=math.inf)
    forms = (p for p in great if p.population >= least and is_form(key, name_key(p.name)))
    return {**places, **{p.id: p._replace(alias=False) for p in forms}}


def is_form(key: str, own: str) -> bool:
    """Return whether ``key`` is a spelling of the name ``own``, or its first or last word ("hull", "newcastle").

    The first letter must be the same, as "Southampton" is no form of "Hampton".
    """
    parts = own.split()
    if len(parts) > 2 and parts[-2] in LINKS and parts[-1] == key:
        return True
    if len(parts) > 1 and own.startswith(f"{key} ") and parts[len(key.split())] in LINKS:
        return True
    return key[0] == own[0] and SequenceMatcher(None, key, own, autojunk=False).ratio() >= ALIKE


def _places(rows: Iterable[tuple]) -> list[Place]:
    """Return the Places of database rows."""
    make = Place._make
    return [
        make((number, name, KINDS[kind], (country,), admin1, admin2, lat / STEPS, lon / STEPS, people, alias == 1))
        for number, name, kind, country, admin1, admin2, lat, lon, people, alias in rows
    ]


def _place(row: tuple) -> Place:
    """Return the Place of a database row."""
    return _places([row])[0]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return this process's gazetteer, opened on first use."""
    return Gazetteer()
