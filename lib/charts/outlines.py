"""What a map shows: the part of the world to look at, and the outlines of countries and US states in it.

The world is drawn from a coarse atlas. A part of it gets finer outlines: only the pieces that the picture can show,
with no more digits than it has pixels. Shapes carry their ISO 3166 country as ``id`` and a name in ``properties``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from lib import countries as nations
from lib import settings

#: A picture narrower than this many degrees is drawn from the finer atlas.
FINE = 70
#: Steps across a picture of what is kept of a coordinate: more than a screen has pixels.
STEPS = 2400
#: Breadth in degrees round a single point that was picked, and the least of any picture.
ROUND_A_POINT, LEAST = 9.0, 3.0
#: Beyond so many degrees, only the whole world makes sense.
WIDEST = 200
#: Outlines are made for parts at least so many times as broad as the picture, each size so many times the one before,
#: with so many stops for its middle across it: they reach a breadth to either side, and a wide picture shows .93.
ROOM, WIDER, STOPS = 1.15, 1.25, 8
#: Air around what was picked; pictures are about 1.6 times as wide as high.
AIR, SHAPE = 1.25, 1.6
#: Islands smaller than this share of a country's largest piece do not widen the picture of it.
WORTH_SEEING = 0.15
#: Parts of the world whose outlines are kept, some 2 MB each.
PARTS = 40
UNITED_STATES = "united-states"

_NAMED = re.compile(r"part_(\d{1,2})_(-?\d{1,3})_(-?\d{1,3})(_states)?")

Point = tuple[float, float]
Polygon = list[list[int]]
Box = tuple[float, float, float, float]


class Window(NamedTuple):
    """The part of the world in a picture: its middle, its breadth in degrees of longitude, and whether states show."""

    lon: float
    lat: float
    breadth: float
    states: bool = False


class Cover(NamedTuple):
    """A part of the world that has one file of outlines: the same for most pictures near each other."""

    size: int
    east: int
    north: int
    states: bool = False

    def window(self) -> Window:
        """Return it in degrees."""
        breadth = WIDER**self.size
        return Window(self.east * breadth / STOPS, self.north * breadth / STOPS, breadth, self.states)


REGIONS = {
    "europe": Window(14, 53, 58),
    "middle-east": Window(44, 30, 46),
    "africa": Window(18, 2, 100),
    "asia": Window(98, 29, 122),
    "north-america": Window(-96, 42, 112),
    "south-america": Window(-62, -21, 96),
    "oceania": Window(148, -22, 92),
    UNITED_STATES: Window(-96, 38, 62, states=True),
}


class Shape(NamedTuple):
    """A country or state: polygons of rings of arc numbers, and the box (west, south, east, north) of each polygon."""

    id: str
    name: str
    polygons: list[Polygon]
    boxes: list[Box]


class Atlas(NamedTuple):
    shapes: list[Shape]
    arcs: list[list[Point]]


def window(region: str, places: pd.DataFrame, countries: Sequence[str]) -> Window | None:
    """Return what to show of ``region`` (a value of lib.view.View.map); None is the whole world.

    "picked" shows the ``places`` (name, country, lat, lon) and ``countries`` (codes) picked, "us-oh" one US state.
    """
    if region.startswith("us-"):
        own = [shape for shape in _states() if shape.id == region[3:].upper()]
        return _fitted([box for shape in own for box in _main(shape)], states=True)
    if region != "picked":
        return REGIONS.get(region)
    if places.empty and set(countries) == {"US"}:
        return REGIONS[UNITED_STATES]
    boxes = [box for shape in _atlas().shapes if shape.id in countries for box in _main(shape)]
    boxes += [box for place in places.itertuples() for box in _round(place)]
    lands = {*places["country"], *countries}
    return _fitted(boxes, states=lands == {"US"})


def outlines(seen: Window | None) -> dict[str, Any]:
    """Return the outlines in the picture as TopoJSON with the object ``countries``; the caller must not change it."""
    cover = _cover(seen)
    return _coarse() if cover is None else _fine(cover)


def called(seen: Window | None) -> str:
    """Return the name of the outlines in the picture, from which ``by_name`` makes them again."""
    cover = _cover(seen)
    return "world" if cover is None else "_".join(["part", *map(str, cover[:3]), *(["states"] if cover.states else [])])


def by_name(name: str) -> dict[str, Any] | None:
    """Return the outlines that ``called`` names so; None where it names none."""
    if name == "world":
        return _coarse()
    found = _NAMED.fullmatch(name)
    cover = Cover(*map(int, found.group(1, 2, 3)), states=bool(found[4])) if found else None
    return _fine(cover) if cover and cover.size <= _size(WIDEST) and _on_earth(cover.window()) else None


def _size(breadth: float) -> int:
    """Return the least size of a cover with room for a picture of so many degrees."""
    return math.ceil(math.log(ROOM * breadth, WIDER))


def _on_earth(seen: Window) -> bool:
    return abs(seen.lon) <= 180 + seen.breadth / STOPS and abs(seen.lat) <= 90 + seen.breadth / STOPS


def _cover(seen: Window | None) -> Cover | None:
    """Return the part of the world whose outlines are drawn where ``seen`` is; None is the whole."""
    if seen is None or (seen.breadth > FINE and not seen.states):
        return None
    size = _size(seen.breadth)
    east, north = (round(middle * STOPS / WIDER**size) for middle in (seen.lon, seen.lat))
    return Cover(size, east, north, seen.states)


def state_names() -> dict[str, str]:
    """Return the name of each US state by its two-letter code, in the order of names."""
    return {shape.id: shape.name for shape in _states()}


def title(region: str) -> str:
    """Return what a value of lib.view.View.map is called: "middle east", "Ohio", "what is picked"."""
    known = {f"us-{code.lower()}": name for code, name in state_names().items()} | {"picked": "what is picked"}
    return known.get(region, region.replace("-", " "))


def inside(places: pd.DataFrame, seen: Window | None) -> pd.DataFrame:
    """Return the places that the picture can show, so that no other takes one of its circles."""
    if seen is None:
        return places
    near = (places["lon"] - seen.lon).abs().le(seen.breadth) & (places["lat"] - seen.lat).abs().le(seen.breadth / SHAPE)
    return places[near]


def _round(place: Any) -> list[Box]:
    """Return the box of a picked place: a US state's own, else some way round its point."""
    half = ROUND_A_POINT / 2
    for shape in _states() if place.country == "US" else ():
        if shape.name == place.name and any(_holds(box, place.lon, place.lat) for box in shape.boxes):
            return _main(shape)
    return [(place.lon - half, place.lat - half / SHAPE, place.lon + half, place.lat + half / SHAPE)]


def _holds(box: Box, lon: float, lat: float) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _main(shape: Shape) -> list[Box]:
    """Return the boxes of the pieces that make the country what it is, without far small islands."""
    sizes = [(east - west) * (north - south) for west, south, east, north in shape.boxes]
    return [box for box, size in zip(shape.boxes, sizes, strict=True) if size >= WORTH_SEEING * max(sizes)]


def _fitted(boxes: list[Box], *, states: bool) -> Window | None:
    """Return the window round all ``boxes``; None where there is none or they go round the world."""
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    # Mercator stretches a degree of latitude by 1 / cos
    height = (north - south) / max(0.2, math.cos(math.radians((south + north) / 2)))
    breadth = max((east - west) * AIR, height * SHAPE * AIR, LEAST)
    if breadth > WIDEST:
        return None
    return Window(round((west + east) / 2, 2), round((south + north) / 2, 2), round(breadth, 2), states)


@cache
def _coarse() -> dict[str, Any]:
    topology = _read("world-110m")
    kept = [g for g in topology["objects"]["countries"]["geometries"] if g["properties"]["a3"] != "ATA"]
    for shape in kept:
        code, name = nations.by_atlas_code()[shape["properties"]["a3"]]
        shape["id"], shape["properties"] = code, {"name": name}
    return {**topology, "objects": {"countries": {"type": "GeometryCollection", "geometries": kept}}}


@cache
def drawn_countries(*, fine: bool) -> frozenset[str]:
    """Return the codes of the countries that have an outline, which is what a shade needs."""
    if fine:
        return frozenset(shape.id for shape in _atlas().shapes)
    return frozenset(shape["id"] for shape in _coarse()["objects"]["countries"]["geometries"])


@lru_cache(maxsize=PARTS)
def _fine(cover: Cover) -> dict[str, Any]:
    """Return the pieces of countries, and of states in place of the United States, that pictures there can show."""
    seen = cover.window()
    atlas = _atlas()
    shapes = [s for s in atlas.shapes if not (seen.states and s.id == "US")]
    arcs = atlas.arcs
    if seen.states:
        own = _load("us-states")
        arcs = [*arcs, *own.arcs]
        shapes += [_moved(shape, len(atlas.arcs)) for shape in own.shapes]
    return _pack(_pieces(shapes, seen), arcs, seen.breadth / STEPS)


def _moved(shape: Shape, by: int) -> Shape:
    """Return a state as a piece of its country, its arcs behind ``by`` others."""
    rings = [[[a + by if a >= 0 else a - by for a in ring] for ring in polygon] for polygon in shape.polygons]
    return Shape("US", f"United States: {shape.name}", rings, shape.boxes)


def _pieces(shapes: Iterable[Shape], seen: Window) -> list[tuple[Shape, list[Polygon]]]:
    high = seen.breadth / SHAPE
    found = []
    for shape in shapes:
        near = [
            polygon
            for polygon, (west, south, east, north) in zip(shape.polygons, shape.boxes, strict=True)
            if west <= seen.lon + seen.breadth
            and east >= seen.lon - seen.breadth
            and south <= seen.lat + high
            and north >= seen.lat - high
        ]
        if near:
            found.append((shape, near))
    return found


def _pack(pieces: list[tuple[Shape, list[Polygon]]], arcs: list[list[Point]], step: float) -> dict[str, Any]:
    """Return TopoJSON of the pieces with only the arcs they use, in whole steps of ``step`` degrees."""
    pieces = [(shape, [p for p in polygons if _is_land(p[0], arcs, step)]) for shape, polygons in pieces]
    pieces = [(shape, polygons) for shape, polygons in pieces if polygons]
    used = {a if a >= 0 else ~a for _, polygons in pieces for polygon in polygons for ring in polygon for a in ring}
    number = {old: new for new, old in enumerate(sorted(used))}
    number |= {~old: ~new for old, new in number.items()}
    geometries = [
        {
            "type": "MultiPolygon",
            "id": shape.id,
            "properties": {"name": shape.name},
            "arcs": [[[number[a] for a in ring] for ring in polygon] for polygon in polygons],
        }
        for shape, polygons in pieces
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_stepped(arcs[a], step) for a in sorted(used)],
    }


def _is_land(ring: list[int], arcs: list[list[Point]], step: float) -> bool:
    """Return whether a ring still runs clockwise round some land when its points are put on whole steps.

    An islet can turn round or have no area there: on a globe that is all of the world but the islet. Across the date
    line, where the plane tells nothing of the turn, islands are large enough.
    """
    points = [p for a in ring for p in (arcs[a] if a >= 0 else arcs[~a][::-1])]
    whole = [(round(lon / step), round(lat / step)) for lon, lat in points]
    across = max(x for x, _ in whole) - min(x for x, _ in whole) > 180 / step
    return across or sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*whole, whole[0]])) < 0


def _stepped(arc: list[Point], step: float) -> list[list[int]]:
    """Return the arc as TopoJSON writes it: a start, then moves, without those too small to see."""
    points = [(round(lon / step), round(lat / step)) for lon, lat in arc]
    kept = [points[0], *(p for before, p in pairwise(points[:-1]) if p != before), points[-1]]
    moves = [[x1 - x0, y1 - y0] for (x0, y0), (x1, y1) in pairwise(kept)]
    return [list(kept[0]), *moves]


@cache
def _atlas() -> Atlas:
    """Return the finer atlas of countries, without the Antarctic."""
    atlas = _load("world-50m")
    return Atlas([shape for shape in atlas.shapes if shape.id != "AQ"], atlas.arcs)


def _states() -> list[Shape]:
    return _load("us-states").shapes


@cache
def _load(name: str) -> Atlas:
    topology = _read(name)
    (collection,) = topology["objects"].values()
    arcs = [_unpacked(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes = [_shape(geometry, arcs) for geometry in collection["geometries"]]
    return Atlas(shapes, arcs)


def _read(name: str) -> dict[str, Any]:
    return json.loads((settings.DATA / "maps" / f"{name}.json").read_text(encoding="utf-8"))


def _unpacked(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (across, up), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        found.append((x * across + west, y * up + south))
    return found


def _shape(geometry: dict[str, Any], arcs: list[list[Point]]) -> Shape:
    known = nations.by_atlas_code()
    code, name = known.get(geometry["properties"].get("a3"), (geometry.get("id", ""), geometry["properties"]["name"]))
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return Shape(code, name, polygons, [_box(polygon, arcs) for polygon in polygons])


def _box(polygon: Polygon, arcs: list[list[Point]]) -> Box:
    points = [point for a in polygon[0] for point in arcs[a if a >= 0 else ~a]]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)
