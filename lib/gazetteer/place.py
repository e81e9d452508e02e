"""The record of one gazetteer entry and the kinds it can have."""

from __future__ import annotations

from typing import NamedTuple

#: Kinds of places, most general first; the index is what the gazetteer file stores.
KINDS = (
    "country",
    "admin1",
    "admin2",
    "capital",
    "city",
    "district",
    "historic",
    "continent",
    "region",
    "sea",
    "river",
    "lake",
    "mountain",
    "island",
    "site",
    "metonym",
)
#: Kinds that stand for land or water without one point: they shade countries on a map and get no pin.
AREAS = frozenset({"continent", "region", "sea"})
#: Kinds with streets in them.
SETTLEMENTS = frozenset({"capital", "city", "district", "historic"})
#: Ids from here up are this program's own, for curated rows; GeoNames ids stay far below.
OWN_IDS = 1_000_000_000
#: Coordinates are stored as whole steps of 0.0001 degree (11 m): half the bytes of a float.
STEPS = 10_000


class Place(NamedTuple):
    """One place. ``id`` is its GeoNames id, or one from OWN_IDS up for a curated row without one.

    ``countries`` are ISO 3166-1 alpha-2 codes ("XK" for Kosovo), one unless the place lies in several;
    ``admin1`` and ``admin2`` are GeoNames codes within the country ("LA" and "079"), "" where none.
    ``alias`` says that the name looked up is not the place's own but another of its names.
    """

    id: int
    name: str
    kind: str
    countries: tuple[str, ...]
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int
    alias: bool = False

    @property
    def country(self) -> str | None:
        """The one country the place is in, or None."""
        return self.countries[0] if len(self.countries) == 1 else None
