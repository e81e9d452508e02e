"""Which place a name means: every meaning scored by what is known of it and by the rest of the article.

One name has one meaning in an article, unless the text itself sets two apart ("Paris, Texas", "Paris, France").
The cues and their use follow the rule-based geoparsers of the field (Leidner 2007; Grover et al. 2010, Edinburgh;
Lieberman and Samet 2012 for local papers); weights were tuned on two dev sets (docs/nlp-places.md).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from lib.gazetteer import SETTLEMENTS, Place, standing
from lib.gazetteer.curated import Home
from lib.nlp.toponym_senses import Sense, read_senses
from lib.nlp.toponym_spans import Found

#: Points per power of ten of inhabitants are 1; all other cues are measured against that.
WEIGHTS = {
    "country": 2.5,
    "admin1": 3.0,
    "near": 2.5,
    "country_own": 3.0,
    "support": 1.0,
    "wanted": 3.0,
    "home_admin1": 1.5,
    "home_near": 5.0,
    "home_country": 1.5,
}
#: Places this many kilometres apart still tell of each other; the cue fades by e over the distance.
NEAR_KM = 80.0
#: Rounds of letting the names of an article agree with each other; a third changes almost nothing.
ROUNDS = 2
#: A settlement as large as this is meant rather than the province that bears its name ("New York", "Washington").
FAMOUS = 600_000
#: Meanings closer than this to the chosen one are the same answer (a city and its district).
SAME_KM = 60.0
#: Belief in a meaning that nothing in the article speaks for: too little for a pin.
DOUBTED = 0.5
#: Votes of other names for its country that a little place needs, and the inhabitants that make one little.
SUPPORTED = 0.5
LITTLE = 15_000
#: A name borne by this many towns, none of them much likelier than the others, needs a name of its state beside it.
RIVALS = 10
EVEN = 0.6
#: A namesake this many times as large is meant, unless the article names the small one's state.
DWARFED = 50
KM_PER_DEGREE = 111.2
#: A country's code, or with a division's code; a county's three codes.
Region = str | tuple[str, str]
County = tuple[str, str, str]
_PINNED = frozenset((*SETTLEMENTS, "admin2", "site"))
_TOWNS = frozenset((*SETTLEMENTS, "admin2"))


class Choice(NamedTuple):
    """The meanings of one name with their shares of belief, best first, summing to 1.

    ``reason`` says why the best one was chosen: "told" by the text, the "only" one, the best "known" one, the one
    near the outlet's "home", or the one that the "others" of the article speak for. ``doubted`` says why it may yet
    be wrong, "" where it is not in doubt: see ``doubt``.
    """

    ranked: tuple[tuple[Place, float], ...]
    reason: str = ""
    doubted: str = ""

    @property
    def sure(self) -> float:
        """The belief in the best meaning and those on the same spot."""
        best = self.ranked[0][0]
        sure = sum([share for place, share in self.ranked if place is best or same_spot(place, best)])
        return min(sure, DOUBTED) if self.doubted else sure


class Prior(NamedTuple):
    """What is known of a name's meanings in any article.

    ``points`` are those of each, ``votes`` the country and division that each speaks for, ``regions`` those that speak
    for any of them, ``counties`` the county of those that have one.
    """

    points: tuple[float, ...]
    votes: tuple[tuple[Region, ...], ...]
    regions: frozenset[Region]
    counties: tuple[tuple[int, County], ...]


@lru_cache(maxsize=5_000)
def prior_of(places: tuple[Place, ...], wanted: str) -> Prior:
    """Return what is known of these meanings where the text asks for the kind ``wanted``, "" for none."""
    seats = [(p.countries[0] if p.countries else "", p.admin1) for p in places]
    votes = [
        () if len(p.countries) != 1 else (*p.countries, seat) if p.admin1 else p.countries
        for p, seat in zip(places, seats, strict=True)
    ]
    regions = {code for code, _ in seats} | {seat for seat in seats if seat[1]}
    counties = [(k, county(p)) for k, p in enumerate(places) if p.admin2 and not p.alias]
    points = [prior_points(place, places, wanted) for place in places]
    return Prior(tuple(points), tuple(votes), frozenset(regions), tuple(counties))


def prior_points(place: Place, places: tuple[Place, ...], wanted: str) -> float:
    """Return the points of one of a name's ``places`` before the rest of the article is looked at."""
    points = standing(place)
    if place.kind == "admin1" and wanted != "division" and (city := famous(place, places)):
        points = min(points, standing(city) - 0.7)
    if wanted:
        points += WEIGHTS["wanted"] * ((place.kind in SETTLEMENTS) == (wanted == "settlement"))
    return points


def famous(division: Place, places: tuple[Place, ...]) -> Place | None:
    """Return the great city that shares the division's name, if there is one."""
    inside = (p for p in places if p.admin1 == division.admin1 and p.population >= FAMOUS)
    return next((p for p in places if p.kind == "capital"), None) or next((p for p in inside if p.kind == "city"), None)


class _Name:
    """One name of the article in one sense; a name with one meaning has nothing to weigh."""

    def __init__(self, sense: Sense, founds: list[Found]) -> None:
        self.places, self.members, told, self.fixed, self.divided, self.aside = sense
        self.single = len(self.places) == 1
        self.told = bool(told)
        self.founds = founds
        self.weight = 1.0 + math.log(len(founds))
        wanted = next((f.only for f in founds if f.only), "")
        points, self.votes, self.regions, self.counties = prior_of(self.places, wanted)
        self.base = [p + told.get(place.id, 0.0) for p, place in zip(points, self.places, strict=True)]

    @property
    def blocks(self) -> set[int]:
        """The paragraphs it stands in."""
        return {f.block for f in self.founds}

    def believe(self, points: list[float]) -> None:
        """Set the shares of belief by the points of each meaning, and what follows: the best one and the votes."""
        if self.single:
            self.shares, self.best, self.said = [1.0], (self.places[0], 1.0), dict.fromkeys(self.votes[0], self.weight)
            return
        self.shares = softmax(points)
        share = max(self.shares)
        self.best = self.places[self.shares.index(share)], share
        said = self.said = {}
        for regions, share in zip(self.votes, self.shares, strict=True):
            if share > 0.02:
                for region in regions:
                    said[region] = said.get(region, 0.0) + share * self.weight

    def weigh(self, context: _Context, home: Home | None) -> None:
        """Set the shares of belief from what is known of each meaning, the other names and the outlet's home."""
        # Where the text itself has two places of the name, the readers' own one is no longer the likelier.
        home = None if self.divided else home
        told = [base + more for base, more in zip(self.base, context.points(self), strict=True)]
        if home:
            told = [points + home_points(place, home) for place, points in zip(self.places, told, strict=True)]
        self.believe(told)

    def ranked(self) -> tuple[tuple[Place, float], ...]:
        """Return the meanings with their shares of belief, best first."""
        if self.single:
            return (self.best,)
        return tuple(sorted(zip(self.places, self.shares, strict=True), key=itemgetter(1), reverse=True))

    def reason(self, home: Home | None) -> str:
        """Return why the best meaning is the best, in the words of Choice."""
        place, _ = self.best
        if self.fixed or self.told:
            return "told"
        if self.single:
            return "only"
        if self.base[self.places.index(place)] == max(self.base):
            return "known"
        return "home" if home_points(place, home) else "others"


def choose(found: list[Found], home: Home | None = None) -> list[Choice | None]:
    """Return for each span its meanings ranked, or None where the gazetteer has none."""
    senses = read_senses(found)
    names = [_Name(sense, [found[i] for i in sense.members]) for sense in senses]
    add_support(names)
    for _ in range(ROUNDS):
        context = _Context(names)
        for name in names:
            if not name.single:
                name.weigh(heard(name, names, context), home)
    answer: list[Choice | None] = [None] * len(found)
    for name in names:
        choice = Choice(name.ranked(), name.reason(home), doubt(name, heard(name, names, context), home))
        for i in name.members:
            answer[i] = choice
    return answer


def heard(name: _Name, names: list[_Name], whole: _Context) -> _Context:
    """Return what may speak for ``name``: the whole article, or its paragraph where the article has two of the name."""
    if not (name.divided or name.aside):
        return whole
    return _Context([o for o in names if o.blocks & name.blocks and not o.members <= name.aside])


def doubt(name: _Name, context: _Context, home: Home | None) -> str:
    """Return what speaks against the best meaning where it stands on little but its being best known, else "".

    "two": the text uses the name for two places; "abroad": a little place in a country that nothing else names;
    "dwarfed": a namesake is far larger; "rivals": many towns share the name, and none is much likelier.
    """
    place, _ = name.best
    if name.fixed or place.kind not in _TOWNS:
        return ""
    code = place.countries[0]
    if home is not None and home.country == code:
        return ""
    likely = 1.0 if name.single else max(softmax(name.base))
    if name.divided and name.told and name.base[name.places.index(place)] < max(name.base):
        return "two"
    abroad = context.beside(name, code) < SUPPORTED and not (name.told and likely > EVEN)
    if name.divided or (place.population < LITTLE and abroad):
        return ("two" if name.divided else "abroad") if abroad else ""
    if context.beside(name, (code, place.admin1)) >= SUPPORTED:
        return ""
    return outdone(name, place, likely, at_home=home is not None)


def outdone(name: _Name, place: Place, likely: float, *, at_home: bool) -> str:
    """Return "dwarfed" or "rivals" where other towns of the name are far larger, or many and as likely; else ""."""
    towns = [p for p in name.places if p.kind in SETTLEMENTS and not p.alias]
    if any(p.population >= DWARFED * max(place.population, 1) for p in towns):
        return "dwarfed"
    return "rivals" if not at_home and len(towns) >= RIVALS and likely < EVEN else ""


def add_support(names: Collection[_Name]) -> None:
    """Raise every meaning whose county holds a meaning of another name, however little known both are.

    "Paris" and "Henry County" in one article are Tennessee's. A name with many meanings says little by each.
    """
    mass = summed(names)
    for name in names:
        aside = summed([o for o in names if o.members <= name.aside]) if name.aside else {}
        for k, key in name.counties if not name.single else ():
            # A city in a county of its own name is its district's chief town: the county speaks for it.
            others = mass[key] - 1.0 / len(name.places) - aside.get(key, 0.0)
            name.base[k] += WEIGHTS["support"] * math.log1p(30.0 * max(0.0, others))
        name.believe(name.base)


def summed(names: Iterable[_Name]) -> dict[County, float]:
    """Return what the names say together for each county: each says less, the more places it could mean."""
    mass: dict[County, float] = defaultdict(float)
    for name in names:
        for _, key in name.counties:
            mass[key] += 1.0 / len(name.places)
    return mass


def county(place: Place) -> County:
    return place.countries[0], place.admin1, place.admin2


class _Context:
    """What the article's names say together: belief by country and division, and the spots they are on.

    A country is keyed by its code, a division by code and division; ``own`` holds each name's part of both.
    """

    def __init__(self, names: Collection[_Name]) -> None:
        self.votes: dict[Region, float] = defaultdict(float)
        self.own: dict[int, dict[Region, float]] = {}
        self.spots: list[tuple[int, float, float, float]] = []
        for name in names:
            self.own[id(name)] = name.said
            for region, votes in name.said.items():
                self.votes[region] += votes
            place, share = name.best
            if share > 0.4 and place.kind in _PINNED:
                self.spots.append((id(name), place.lat, place.lon, share))

    def beside(self, name: _Name, region: Region) -> float:
        """Return the votes of the other names for a country or a division."""
        return self.votes.get(region, 0.0) - self.own[id(name)].get(region, 0.0)

    def points(self, name: _Name) -> list[float]:
        """Return the points that the other names of the article give each meaning of ``name``."""
        all_votes, own = self.votes, self.own[id(name)]
        pulls = {region: saturated(all_votes.get(region, 0.0) - own.get(region, 0.0)) for region in name.regions}
        return [self._points(place, id(name), pulls) for place in name.places]

    def _points(self, place: Place, name: int, pulls: dict[Region, float]) -> float:
        """Return the points of one meaning; ``pulls`` are those of its country and division."""
        code = place.countries[0] if place.countries else ""
        points = WEIGHTS["country"] * pulls[code]
        if place.kind == "country":
            return points + WEIGHTS["country_own"] * pulls[code]
        if not place.admin1:
            return points
        points += WEIGHTS["admin1"] * pulls[code, place.admin1]
        if place.kind == "admin1":
            return points
        return points + WEIGHTS["near"] * saturated(self._nearby(place, name))

    def _nearby(self, place: Place, name: int) -> float:
        # A degree of latitude is 111 km: beyond four, the cue has faded to nothing and the distance need not be known.
        near = 0.0
        for owner, lat, lon, weight in self.spots:
            if owner != name and -4 < lat - place.lat < 4 and not 8 < abs(lon - place.lon) < 352:
                near += weight * math.exp(-distance_km(place.lat, place.lon, lat, lon) / NEAR_KM)
        return near


def home_points(place: Place, home: Home | None) -> float:
    """Return the points for being near the outlet's readers."""
    if home is None or home.country not in place.countries:
        return 0.0
    points = WEIGHTS["home_country"]
    if place.kind == "country":
        return points
    if home.admin1 and place.admin1 == home.admin1:
        points += WEIGHTS["home_admin1"]
    if home.lat is not None and home.lon is not None:
        points += WEIGHTS["home_near"] * math.exp(-distance_km(place.lat, place.lon, home.lat, home.lon) / NEAR_KM)
    return points


def saturated(votes: float) -> float:
    """Return 0..1 for a number of votes: the first says most."""
    return 1.0 - math.exp(-votes) if votes > 0.0 else 0.0


def softmax(points: list[float]) -> list[float]:
    """Return shares that sum to 1; a point of difference is a factor of e squared."""
    top = max(points)
    raw = [math.exp(2.0 * (p - top)) for p in points]
    total = sum(raw)
    return [r / total for r in raw]


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance on a plane chart, true enough where it matters: below a few hundred kilometres."""
    across = abs(lon1 - lon2)
    across = min(across, 360.0 - across) * math.cos(math.radians((lat1 + lat2) / 2))
    return KM_PER_DEGREE * math.hypot(lat1 - lat2, across)


def same_spot(one: Place, other: Place) -> bool:
    """Return whether two entries are one answer for a reader of the map."""
    return one.countries == other.countries and distance_km(one.lat, one.lon, other.lat, other.lon) < SAME_KM
