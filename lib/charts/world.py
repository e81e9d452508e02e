"""The map: countries shaded and places as circles, by articles or by their share; parts of it never ask for tiles.

The shapes are Natural Earth's in visionscarto's edition (borders as the United Nations see them); each carries its
ISO 3166 country as its ``id``, from data/maps/countries.csv. A country as a whole is shaded and gets no circle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib import countries as nations
from lib.charts import outlines, theme, wording
from lib.charts.outlines import Window

HEIGHT = 420
#: More circles than this hide one another and weigh on the page: the places with the most articles are drawn.
SYMBOLS_AT_MOST = 400
#: Area in square pixels of the largest circle (for each pixel of the map's width, up to the second number) and of
#: the smallest: areas, not widths, follow the number of articles, but nothing is too small to see and to click.
PER_PIXEL, LARGEST, SMALLEST = 1.6, 1300, 16
#: Names written on a picture of a part of the world, at most, and the room in pixels that one takes.
LABELS, LETTER, LINE = 14, 6.4, 15
#: Pixels between the map and the legends below it: over the map, they would hide land.
LEGEND_GAP = 8
#: Breadth and height of the whole world without Antarctica at scale 1, with room for circles at the edges.
WORLD = (5.6, 2.45)
#: A selection with this filter hears only clicks on its own layer; without it, each click empties the other one.
_CLICK = "click[event.item && event.item.mark && event.item.mark.marktype {} 'shape']"
#: A click on the sea lifts the country that was picked.
_SEA = "click[!event.item || !event.item.mark || event.item.mark.marktype === 'group']"
#: How much of the places' colour a country has, from hardly any article to the most.
SHADES = (0.08, 0.5)
#: The same where one country fills the picture: its shade says little there, and its circles must stand out.
STATE_SHADES = (0.04, 0.16)
_COUNTED = {False: ("n_articles", ",d", "Articles"), True: ("share", ".1~%", "Share of articles")}


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
    ``id`` (ISO 3166, two letters), a click on a circle "place" on ``geonameid``. With ``share`` sizes, shades and
    legends are shares of all articles. ``region`` is a value of lib.view.View.map. Only the SYMBOLS_AT_MOST largest
    places are drawn; a place that is only a guess in all its articles is a ring.
    """
    pinned = places.dropna(subset=["lat", "lon"])
    chosen, lands = _whole_countries(pinned[pinned["geonameid"].isin(picked_places)])
    seen = outlines.window(region, chosen, [*picked_countries, *lands])
    drawn = outlines.inside(circled(pinned, seen), seen).head(SYMBOLS_AT_MOST)
    shades = STATE_SHADES if seen and seen.states else SHADES
    name = outlines.called(seen)
    layers = [_land(name, countries, share, picked_countries, shades), _circles(drawn, share, picked_places)]
    layers += [_labels(drawn, seen, height)] if seen else []
    # on a narrow screen the whole world is less high; Vega takes its height from a signal of that name
    narrow = alt.VariableParameter(name="height", expr=f"min({height}, width * {WORLD[1] / WORLD[0]:.4f})")
    chart = _WorldMap(
        **theme.put_together(layers, [] if seen else [narrow]),
        projection=alt.Projection(**_projection(seen, height)),
        resolve=alt.Resolve(legend=alt.LegendResolveMap(fill="independent", size="independent")),
        width="container",
        height=height,
        description=_describe(places, countries, region, len(drawn)),
    )
    return chart.over(name, outlines.outlines(seen))


def circled(places: pd.DataFrame, seen: Window | None) -> pd.DataFrame:
    """Return the places that get a circle: not a country as a whole, unless it is too small to have an outline."""
    codes = places["geonameid"].map(nations.by_geonameid())
    return places[~codes.isin(outlines.drawn_countries(fine=seen is not None and seen.breadth <= outlines.FINE))]


def _whole_countries(picked: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the picked places without countries as a whole, and the codes of these: round the point of a large
    country there is nothing of it to see but its middle.
    """
    codes = picked["geonameid"].map(nations.by_geonameid())
    whole = codes.isin(outlines.drawn_countries(fine=True))
    return picked[~whole], codes[whole].tolist()


class _WorldMap(theme.Layers):
    """A layered chart that puts the shapes in last: Altair would copy and check them at every step, for 0.2 s."""

    def over(self, name: str, shapes: dict[str, Any]) -> _WorldMap:
        """Return this chart over ``shapes``; Altair would take a plain attribute for a part of the specification."""
        object.__setattr__(self, "_shapes", {name: shapes})
        return self

    def to_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
        spec = super().to_dict(*args, **options)
        return {**spec, "datasets": {**spec.get("datasets", {}), **vars(self).get("_shapes", {})}}


def _land(
    shapes: str, countries: pd.DataFrame, share: bool, picked: Sequence[str], shades: tuple[float, float]
) -> alt.Chart:
    """Return the layer of the ``shapes`` called so: faint where no article is, else the places' colour by articles."""
    field, form, title = _COUNTED[share]
    rows = countries[["country", "n_articles", "share"]].assign(part=countries["share"].map(wording.percent))
    pick = alt.selection_point(
        name="country",
        fields=["id"],
        value=[{"id": c} for c in picked] or alt.Undefined,
        on=_CLICK.format("==="),
        toggle="true",
        clear=_SEA,
    )
    largest = float(rows[field].max()) if len(rows) else 1.0
    shade = alt.Fill(
        f"{field}:Q",
        scale=alt.Scale(type="sqrt", domain=[0, largest], range=[theme.faded("place", part) for part in shades]),
        legend=_shade_legend(largest, form, f"{title}, by country") if len(rows) else None,
    )
    outline = alt.when(pick, empty=False)
    return (
        alt.Chart(alt.NamedData(shapes, format=alt.TopoDataFormat(type="topojson", feature="countries")), name="land")
        .transform_lookup(lookup="id", from_=alt.LookupData(rows, "country", ["n_articles", "share", "part"]))
        # a missing number would take the shape off the map
        .transform_calculate(n_articles="datum.n_articles || 0", share="datum.share || 0", part="datum.part || ''")
        .mark_geoshape(stroke=theme.LINE, strokeWidth=0.6, cursor="pointer")
        .encode(
            fill=alt.when("datum.n_articles <= 0").then(alt.value(theme.FAINT)).otherwise(shade),
            stroke=alt.StrokeValue(**outline.then(alt.value(theme.colour_of("org"))).otherwise(alt.value(theme.LINE))),
            strokeWidth=alt.StrokeWidthValue(**outline.then(alt.value(2)).otherwise(alt.value(0.6))),
            tooltip=_tooltip("properties.name", share, "Country"),
        )
        .add_params(pick)
    )


def _circles(places: pd.DataFrame, share: bool, picked: Sequence[int]) -> alt.Chart:
    """Return circles with areas in proportion to articles, small ones on top; doubtful places are rings."""
    field, form, title = _COUNTED[share]
    rows = places[["geonameid", "name", "lat", "lon", "n_articles", "share"]].copy()
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
    most = max(float(rows["n_articles"].max()) if len(rows) else 1.0, 1.0)
    largest = max(float(rows[field].max()), 1e-6) if len(rows) else 1.0
    upper = alt.expr(f"min({LARGEST}, {PER_PIXEL} * width) * {min(1, 0.2 + most / 25)}")
    floor = largest * SMALLEST / LARGEST
    areas = alt.Scale(type="linear", domain=[0, floor, largest], range=[SMALLEST, SMALLEST, upper], clamp=True)
    return (
        alt.Chart(rows.sort_values("n_articles", ascending=False), name="circles")
        .mark_circle(cursor="pointer", color=theme.colour_of("place"), stroke=theme.colour_of("place"), strokeWidth=1)
        .encode(
            longitude=alt.Longitude("lon:Q"),
            latitude=alt.Latitude("lat:Q"),
            size=alt.Size(f"{field}:Q", scale=areas, legend=_size_legend(largest, form, title) if len(rows) else None),
            fillOpacity=alt.FillOpacityValue(
                **alt.when("datum.surely").then(alt.value(0.5)).otherwise(alt.value(0.08))
            ),
            strokeOpacity=alt.StrokeOpacityValue(1),
            # a country as a whole has no circle: were it picked, all would be dimmed
            opacity=theme.dimmed_unless(pick)
            if not len(picked) or rows["geonameid"].isin(picked).any()
            else alt.OpacityValue(1),
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


def _size_legend(largest: float, form: str, title: str) -> alt.Legend:
    """Return a legend with circles for about the largest, a quarter of it and, of articles, one."""
    return alt.Legend(
        title=title,
        orient="bottom",
        direction="horizontal",
        values=_steps(largest),
        format=form,
        symbolFillColor=theme.colour_of("place"),
        symbolStrokeColor=theme.colour_of("place"),
        symbolOpacity=0.6,
        offset=LEGEND_GAP,
    )


def _shade_legend(largest: float, form: str, title: str) -> alt.Legend:
    """Return a legend with a strip of the shades."""
    values = [0, largest / 4, largest]
    return alt.Legend(
        title=title,
        orient="bottom",
        direction="horizontal",
        values=[round(v) for v in values] if form == ",d" else values,
        format=form,
        gradientLength=120,
        gradientThickness=8,
        offset=LEGEND_GAP,
    )


def _steps(largest: float) -> list[float]:
    """Return three values for a legend: the largest, a quarter of it, and one article where articles are counted."""
    if largest < 1 or not float(largest).is_integer():
        return [largest / 4, largest]
    return sorted({1, max(1, round(largest / 4)), int(largest)})


def _labels(places: pd.DataFrame, seen: Window, height: int) -> alt.Chart:
    """Return the names of the places with the most articles, as many as stand clear of each other."""
    rows = places[["name", "lat", "lon"]].iloc[_clear(places, seen, height)]
    return (
        alt.Chart(rows, name="labels")
        .mark_text(align="left", dx=9, dy=-7, fontSize=11, clip=True)
        .encode(
            longitude=alt.Longitude("lon:Q"),
            latitude=alt.Latitude("lat:Q"),
            text=alt.Text("name:N"),
            tooltip=alt.TooltipValue(None),
        )
    )


def _clear(places: pd.DataFrame, seen: Window, height: int) -> list[int]:
    """Return the positions of the rows, in order, whose name can be written without crossing one before it."""
    pixels = height * outlines.SHAPE / math.radians(seen.breadth)
    taken: list[tuple[float, float, float]] = []
    kept = []
    for i, (name, lat, lon) in enumerate(places[["name", "lat", "lon"]].itertuples(index=False)):
        x, y, width = math.radians(lon) * pixels, _mercator(lat) * pixels, len(name) * LETTER
        if all(abs(y - other) >= LINE or x >= end or x + width <= start for start, end, other in taken):
            taken.append((x, x + width, y))
            kept.append(i)
        if len(kept) == LABELS:
            break
    return kept


def _mercator(lat: float) -> float:
    """Return how far north a latitude lies on the Mercator map of a globe with radius 1."""
    return math.log(math.tan(math.pi / 4 + math.radians(min(max(lat, -85.0), 85.0)) / 2))


def _projection(seen: Window | None, height: int) -> dict[str, Any]:
    """Return the projection that fills the picture's width with what is seen, whatever the width is."""
    if seen is None:
        # the smaller of both fits; at the top where narrow
        size = f"min(width / {WORLD[0]}, {height} / {WORLD[1]})"
        middle = alt.expr(f"[width / 2, 1.34 * {size}]")
        # turned by 11 degrees, the cut runs through the Bering Strait and not through Siberia
        return {"type": "equalEarth", "rotate": [-11, 0, 0], "scale": alt.expr(size), "translate": middle}
    scale = alt.expr(f"max(min(width, {height} * {outlines.SHAPE}) / {math.radians(seen.breadth):.4f}, 1)")
    middle = alt.expr(f"[width / 2, {height} / 2]")
    return {"type": "mercator", "center": [seen.lon, seen.lat], "scale": scale, "translate": middle}


def _describe(places: pd.DataFrame, countries: pd.DataFrame, region: str, n_drawn: int) -> str:
    """Return what a screen reader says: how many places and countries, the largest of each, and what was left out."""
    names = nations.names()
    by_country = wording.top_facts([names.get(c, c) for c in countries["country"]], countries["n_articles"], "article")
    by_place = wording.top_facts(places["name"], places["n_articles"], "article")
    if not by_place and not by_country:
        return f"Map of {outlines.title(region)} without any place."
    left_out = len(places) - n_drawn
    said = f" {wording.counted(left_out, 'place')} not drawn." if left_out else ""
    return (
        f"Map of {outlines.title(region)}: {wording.counted(n_drawn, 'place')} in circles, "
        f"{len(countries)} countries shaded. Places: {by_place}. Countries: {by_country}.{said}"
    )
