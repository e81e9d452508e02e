"""Where an outlet's readers live, learned from the place names in its own articles.

A local paper names the towns and counties round it, and names that many places share have only one spot in common.
So every meaning of every name is laid on the map, and the home is where most of the names meet. (Quercini and Samet
2010 and Lieberman and Samet 2010 call it the local lexicon.) No answer for an outlet that writes about the world.
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from lib.gazetteer.curated import Home
from lib.gazetteer.place import SETTLEMENTS, Place
from lib.gazetteer.read import Gazetteer, standing

#: Names this far from home, in kilometres, say e times less than names in it.
REACH_KM = 40.0
#: A name with more meanings than this (Springfield, Washington County) says almost nothing.
MOST_MEANINGS = 40
#: At least so many different names must meet, and carry this share of all the outlet's weight.
LEAST_NAMES, LEAST_SHARE = 1.6, 0.15
#: What a state named in every article adds to a spot in it, in shares of the spot's own weight.
STATE = 2.0
#: What a power of ten of inhabitants adds, likewise: of two spots that explain the names alike, the city is home.
FAME = 0.1
#: Names looked at per outlet, the most frequent first: enough for any paper, and it bounds the work.
MOST_NAMES = 60
KM_PER_DEGREE = 111.2


def learn_homes(articles: Iterable[tuple[str, Iterable[str]]], places: Gazetteer) -> dict[str, Home]:
    """Return the homes of outlets from (outlet, place names of one article) pairs; an unclear outlet is left out."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outlet, names in articles:
        counts[outlet.lower()].update(set(names))
    found = ((outlet, home_of(names, places)) for outlet, names in sorted(counts.items()))
    return {outlet: home for outlet, home in found if home}


def home_of(names: Counter[str], places: Gazetteer) -> Home | None:
    """Return where most of the names have a meaning, or None where too few meet. ``names`` count articles."""
    meanings = {name: local_meanings(places.lookup(name)) for name, _ in names.most_common(MOST_NAMES)}
    states = state_shares(names, places)
    weights = {name: (1 + math.log(names[name])) / len(own) ** 0.5 for name, own in meanings.items() if own}
    spots = {place.id: place for own in meanings.values() for place in own}
    best, best_points, weight, met = None, 0.0, 0.0, 0.0
    for spot in spots.values():
        own, near = support(spot, meanings, weights)
        points = own * (1 + STATE * states[spot.countries[0], spot.admin1]) * (1 + FAME * standing(spot))
        if points > best_points:
            best, best_points, weight, met = spot, points, own, near
    if best is None or met < LEAST_NAMES or weight < LEAST_SHARE * sum(weights.values()):
        return None
    reason = f"learned: {met:.1f} of the outlet's place names meet near {best.name}"
    return Home(best.countries[0], best.admin1, round(best.lat, 3), round(best.lon, 3), reason)


def state_shares(names: Counter[str], places: Gazetteer) -> Counter[tuple[str, str]]:
    """Return each first-level division's share of the articles' mentions of divisions by name."""
    found: Counter[tuple[str, str]] = Counter()
    for name, n in names.items():
        found.update({(p.countries[0], p.admin1): n for p in places.lookup(name) if p.kind == "admin1" and not p.alias})
    total = sum(found.values()) or 1
    return Counter({key: n / total for key, n in found.items()})


def local_meanings(places: tuple[Place, ...]) -> list[Place]:
    """Return the towns and counties among ``places``; a country or state of the name says nothing about home."""
    if any(p.kind in ("country", "continent", "region") for p in places):
        return []
    own = [p for p in places if not p.alias and (p.kind in SETTLEMENTS or p.kind in ("admin2", "district"))]
    return own if len(own) <= MOST_MEANINGS else []


def support(spot: Place, meanings: dict[str, list[Place]], weights: dict[str, float]) -> tuple[float, float]:
    """Return the weight and the number of the names that have a meaning near ``spot``."""
    weight = met = 0.0
    for name, own in meanings.items():
        near = [p for p in own if p.countries == spot.countries and abs(p.lat - spot.lat) < 2]
        closeness = max((math.exp(-_km(spot, p) / REACH_KM) for p in near), default=0.0)
        weight += weights.get(name, 0.0) * closeness
        met += closeness
    return weight, met


def _km(one: Place, other: Place) -> float:
    across = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return KM_PER_DEGREE * math.hypot(one.lat - other.lat, across)


def write_homes(path: Path, homes: dict[str, Home]) -> None:
    """Write ``homes`` in the form of data/rules/outlets.csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["outlet", "country", "admin1", "lat", "lon", "reason"])
        writer.writerows([outlet, *home] for outlet, home in sorted(homes.items()))
