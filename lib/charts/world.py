"""The map: countries shaded and places as circles, both by articles; regions by re-projecting, never by tiles.

The shapes are Natural Earth's in visionscarto's edition (borders as the United Nations see them); each carries its
ISO 3166 country as its ``id``, from data/maps/countries.csv.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from lib import countries as nations
from lib import settings
from lib.charts import theme, wording

HEIGHT = 420
#: More circles than this hide one another and weigh on the page: the places with the most articles are drawn.
SYMBOLS_AT_MOST = 400
#: Area in square pixels of the largest circle (for each pixel of the map's width, up to the second number) and of
#: the smallest: areas, not widths, follow the number of articles, but nothing is too small to see and to click.
PER_PIXEL, LARGEST, SMALLEST = 1.6, 1300, 16
#: Centre (longitude, latitude) of each part of the world, and its breadth in degrees of longitude.
REGIONS = {
    "europe": (14, 53, 58),
    "middle-east": (44, 30, 46),
    "africa": (18, 2, 100),
    "asia": (98, 29, 122),
    "north-america": (-96, 42, 112),
    "south-america": (-62, -21, 96),
    "oceania": (148, -22, 92),
}
#: A selection with this filter hears only clicks on its own layer; without it, each click empties the other one.
_CLICK = "click[event.item && event.item.mark && event.item.mark.marktype {} 'shape']"


def symbol_map(
    places: pd.DataFrame,
    countries: pd.DataFrame,
    *,
    region: str = "world",
    share: bool = False,
    picked_places: Sequence[int] = (),
    picked_countries: Sequence[str] = (),
    height: int = HEIGHT,
) -> alt.LayerChart:
    """Return the map of places (as places.ranking gives them) over countries (country, n_articles, share).

    Both frames may be empty: the bare map is drawn. A click on a country sets the point selection "country" on
    ``id`` (ISO 3166, two letters), a click on a circle "place" on ``geonameid``. With ``share`` the tooltips
    lead with the share of articles. ``region`` is one of lib.view.MAPS. Only its SYMBOLS_AT_MOST largest places are
    drawn; a place that is only a guess in all its articles is a ring.
    """
    drawn = _within(places.dropna(subset=["lat", "lon"]), region).head(SYMBOLS_AT_MOST)
    layers = [_land(countries, share, picked_countries), _circles(drawn, share, picked_places)]
    chart = _WorldMap(layer=layers).project(**_projection(region, height))
    description = _describe(places, countries, region, len(drawn))
    return chart.properties(width="container", height=height, description=description)


class _WorldMap(alt.LayerChart):
    """A layered chart that puts the shapes in last: Altair would copy and check them at every step, for 0.2 s."""

    def to_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
        spec = super().to_dict(*args, **options)
        return {**spec, "datasets": {**spec.get("datasets", {}), "world": shapes()}}


def _within(places: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the places that the picture of ``region`` can show, so that no other takes one of its circles."""
    if region not in REGIONS:
        return places
    lon, lat, breadth = REGIONS[region]
    return places[(places["lon"] - lon).abs().le(breadth) & (places["lat"] - lat).abs().le(breadth)]


@cache
def shapes() -> dict[str, Any]:
    """Return the world's countries as TopoJSON with ISO codes for ids; the caller must not change it."""
    topology = json.loads((settings.DATA / "maps" / "world-110m.json").read_text(encoding="utf-8"))
    known = nations.by_atlas_code()
    kept = [g for g in topology["objects"]["countries"]["geometries"] if g["properties"]["a3"] != "ATA"]
    for shape in kept:
        code, name = known[shape["properties"]["a3"]]
        shape["id"], shape["properties"] = code, {"name": name}
    return {**topology, "objects": {"countries": {"type": "GeometryCollection", "geometries": kept}}}


def _land(countries: pd.DataFrame, share: bool, picked: Sequence[str]) -> alt.Chart:
    """Return the one layer of shapes: faint where no article is, else the places' colour by number of articles."""
    rows = countries[["country", "n_articles"]].assign(part=countries["share"].map(wording.percent))
    pick = alt.selection_point(
        name="country",
        fields=["id"],
        value=[{"id": c} for c in picked] or alt.Undefined,
        on=_CLICK.format("==="),
        toggle="true",
    )
    largest = float(rows["n_articles"].max()) if len(rows) else 1.0
    strength = alt.FillOpacity(
        "n_articles:Q", scale=alt.Scale(type="sqrt", domain=[0, largest], range=[0.08, 0.5]), legend=None
    )
    outline = alt.when(pick, empty=False)
    return (
        alt.Chart(alt.NamedData("world", format=alt.TopoDataFormat(type="topojson", feature="countries")))
        .transform_lookup(lookup="id", from_=alt.LookupData(rows, "country", ["n_articles", "part"]))
        # a missing number would take the shape off the map
        .transform_calculate(n_articles="datum.n_articles || 0", part="datum.part || ''")
        .mark_geoshape(stroke=theme.LINE, strokeWidth=0.6, cursor="pointer")
        .encode(
            fill=alt.when("datum.n_articles > 0")
            .then(alt.value(theme.colour_of("place")))
            .otherwise(alt.value(theme.FAINT)),
            fillOpacity=alt.when("datum.n_articles > 0").then(strength).otherwise(alt.value(1)),
            stroke=outline.then(alt.value(theme.colour_of("org"))).otherwise(alt.value(theme.LINE)),
            strokeWidth=outline.then(alt.value(2)).otherwise(alt.value(0.6)),
            tooltip=_tooltip("properties.name", share, "Country"),
        )
        .add_params(pick)
    )


def _circles(places: pd.DataFrame, share: bool, picked: Sequence[int]) -> alt.Chart:
    """Return circles with areas in proportion to articles, small ones on top; doubtful places are rings."""
    rows = places[["geonameid", "name", "lat", "lon", "n_articles"]].copy()
    rows["part"] = places["share"].map(wording.percent)
    rows["surely"] = places["n_articles"] > places["n_doubtful"]
    rows[["lat", "lon"]] = rows[["lat", "lon"]].round(3)
    pick = alt.selection_point(
        name="place",
        fields=["geonameid"],
        value=[{"geonameid": int(p)} for p in picked] or alt.Undefined,
        on=_CLICK.format("!=="),
        toggle="true",
    )
    largest = max(float(rows["n_articles"].max()) if len(rows) else 1.0, 1.0)
    upper = alt.expr(f"min({LARGEST}, {PER_PIXEL} * width) * {min(1, 0.2 + largest / 25)}")
    floor = largest * SMALLEST / LARGEST
    areas = alt.Scale(type="linear", domain=[0, floor, largest], range=[SMALLEST, SMALLEST, upper], clamp=True)
    return (
        alt.Chart(rows.sort_values("n_articles", ascending=False))
        .mark_circle(cursor="pointer", color=theme.colour_of("place"), stroke=theme.colour_of("place"), strokeWidth=1)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("n_articles:Q", scale=areas, legend=_size_legend(largest) if len(rows) else None),
            fillOpacity=alt.when("datum.surely").then(alt.value(0.5)).otherwise(alt.value(0.08)),
            strokeOpacity=alt.value(1),
            opacity=alt.when(pick).then(alt.value(1)).otherwise(alt.value(theme.DIMMED)),
            order=alt.Order("n_articles:Q", sort="descending"),
            tooltip=_tooltip("name", share, "Place"),
        )
        .add_params(pick)
    )


def _tooltip(name: str, share: bool, title: str) -> list[alt.Tooltip]:
    figures = [
        alt.Tooltip("n_articles:Q", title="Articles", format=",d"),
        alt.Tooltip("part:N", title="Share of articles"),
    ]
    return [alt.Tooltip(f"{name}:N", title=title), *(reversed(figures) if share else figures)]


def _size_legend(largest: float) -> alt.Legend:
    """Return a legend with circles for about the largest, a quarter of it and one article."""
    values = sorted({1, max(1, round(largest / 4)), int(largest)})
    return alt.Legend(
        title="Articles",
        orient="bottom-left",
        values=values,
        format=",d",
        symbolFillColor=theme.colour_of("place"),
        symbolStrokeColor=theme.colour_of("place"),
        symbolOpacity=0.6,
        offset=4,
    )


def _projection(region: str, height: int) -> dict[str, Any]:
    """Return the projection that fills the picture's width with the region, whatever the width is."""
    if region not in REGIONS:
        # about 5.3 wide and 2.4 high at scale 1, without Antarctica: the smaller of both fits; at the top where narrow
        size = f"min(width / 5.3, {height} / 2.45)"
        middle = alt.expr(f"[width / 2, 1.34 * {size}]")
        # turned by 11 degrees, the cut runs through the Bering Strait and not through Siberia
        return {"type": "equalEarth", "rotate": [-11, 0, 0], "scale": alt.expr(size), "translate": middle}
    lon, lat, breadth = REGIONS[region]
    scale = alt.expr(f"max(min(width, {height} * 1.6) / {breadth * 3.14159 / 180:.4f}, 1)")
    middle = alt.expr(f"[width / 2, {height} / 2]")
    return {"type": "mercator", "center": [lon, lat], "scale": scale, "translate": middle}


def _describe(places: pd.DataFrame, countries: pd.DataFrame, region: str, n_drawn: int) -> str:
    """Return what a screen reader says: how many places and countries, the largest of each, and what was left out."""
    names = nations.names()
    by_country = wording.top_facts([names.get(c, c) for c in countries["country"]], countries["n_articles"], "article")
    by_place = wording.top_facts(places["name"], places["n_articles"], "article")
    if not by_place and not by_country:
        return f"Map of {region.replace('-', ' ')} without any place."
    left_out = len(places) - n_drawn
    said = f" {wording.counted(left_out, 'place')} not drawn." if left_out else ""
    return (
        f"Map of {region.replace('-', ' ')}: {wording.counted(n_drawn, 'place')} in circles, "
        f"{len(countries)} countries shaded by articles. Places: {by_place}. Countries: {by_country}.{said}"
    )
