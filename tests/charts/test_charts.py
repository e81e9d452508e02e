"""Charts as values: what they draw, what a click on them gives, what they say to a screen reader."""

from __future__ import annotations

import json
from itertools import accumulate, pairwise
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from lib import charts
from lib.charts import outlines, theme, wording, world
from lib.view import MAPS, US_STATES


def coverage(n_outlets: int, n_periods: int = 6, freq: str = "D") -> pd.DataFrame:
    periods = pd.date_range("2026-02-02", periods=n_periods, freq=freq)
    rows = [
        (p, f"Outlet {i}", (i + 3 * k) % 5 + (20 - i if i < 9 else 0))
        for k, p in enumerate(periods)
        for i in range(n_outlets)
    ]
    return pd.DataFrame(rows, columns=["period", "outlet", "n_articles"])


def lines(n: int = 3) -> pd.DataFrame:
    periods = pd.date_range("2026-02-02", periods=4, freq="W-MON")
    rows = [
        (p, f"person/{i}", f"Name {i}", k + i, np.nan if k == 2 else 0.1)
        for i in range(n)
        for k, p in enumerate(periods)
    ]
    return pd.DataFrame(rows, columns=["period", "id", "name", "n_articles", "share"])


def pairs() -> pd.DataFrame:
    rows = [("p/a", "Ada", "person", "o/x", "Acme", "org", 9), ("p/a", "Ada", "person", "p/b", "Bo", "person", 2)]
    return pd.DataFrame(rows, columns=["id_a", "name_a", "kind_a", "id_b", "name_b", "kind_b", "n_articles"])


def by_outlet() -> pd.DataFrame:
    rows = [("p/a", "Ada", "Beta", 4, 0.4), ("p/a", "Ada", "", 1, 0.1), ("p/b", "Bo", "Beta", 2, 0.2)]
    return pd.DataFrame(rows, columns=["id", "name", "outlet", "n_articles", "share"])


def places(n: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "geonameid": range(n),
            "name": [f"Place {i}" for i in range(n)],
            "country": "FR",
            "lat": np.linspace(-50, 65, n),
            "lon": np.linspace(-170, 170, n),
            "n_articles": range(n, 0, -1),
            "n_mentions": range(n, 0, -1),
            "n_doubtful": 0,
            "share": 0.1,
        }
    )


def countries() -> pd.DataFrame:
    return pd.DataFrame({"country": ["FR", "XK"], "n_articles": [7, 2], "share": [0.7, 0.2]})


def judged() -> pd.DataFrame:
    rows = [("A", 0.5, 0.6, 20, 0.55, 0.5), ("A", 0.9, 1.0, 80, 0.95, 0.9), ("B", 0.9, 1.0, 10, 0.95, 1.0)]
    return pd.DataFrame(rows, columns=["set", "low", "high", "n", "mean", "share"])


FORMS: dict[str, Any] = {
    "coverage": lambda **k: charts.coverage_over_time(coverage(3), **k),
    "lines": lambda **k: charts.lines_over_time(lines(), **k),
    "grid": lambda **k: charts.names_by_outlet(by_outlet(), **k),
    "network": lambda **k: charts.together_network(pairs(), **k),
    "map": lambda **k: charts.symbol_map(places(), countries(), **k),
    "reliability": lambda: charts.reliability(judged(), noun="quotes"),
}


def params(spec: dict) -> dict[str, dict]:
    return {p["name"]: p for p in spec["params"]}


def layer(spec: dict, name: str) -> dict:
    return next(layer for layer in spec["layer"] if layer.get("name") == name)


def rows(spec: dict) -> list[dict]:
    return [row for data in spec["datasets"].values() for row in data]


@pytest.mark.parametrize("form", FORMS)
def test_every_chart_tells_what_it_shows_and_fits_any_page(form: str) -> None:
    spec = FORMS[form]().to_dict()
    assert len(spec["description"]) > 40
    assert spec["width"] == "container"
    assert spec["height"] >= 20
    assert spec["config"]["background"] == "transparent"
    assert "http" not in json.dumps({k: v for k, v in spec.items() if k != "$schema"})


@pytest.mark.parametrize(
    ("form", "name", "fields"),
    [
        ("coverage", "pick", ["outlet", "first", "last"]),
        ("lines", "pick", ["id", "first", "last"]),
        ("grid", "pick", ["id", "outlet"]),
        ("network", "pick", ["id"]),
        ("network", "pair", ["id_a", "id_b"]),
        ("map", "country", ["id"]),
        ("map", "place", ["geonameid"]),
    ],
)
def test_a_click_gives_the_id(form: str, name: str, fields: list[str]) -> None:
    assert params(FORMS[form]().to_dict())[name]["select"]["fields"] == fields


@pytest.mark.parametrize("form", ["coverage", "lines"])
def test_time_can_be_brushed(form: str) -> None:
    assert params(FORMS[form]().to_dict())["brush"]["select"]["encodings"] == ["x"]


def test_highlight_comes_from_what_is_picked() -> None:
    found = params(charts.symbol_map(places(), countries(), picked_places=[2], picked_countries=["FR"]).to_dict())
    assert (found["place"]["value"], found["country"]["value"]) == ([{"geonameid": 2}], [{"id": "FR"}])


def test_nothing_to_draw_is_none() -> None:
    assert charts.coverage_over_time(coverage(1).head(0)) is None
    assert charts.lines_over_time(lines().head(0)) is None


def test_empty_frames_of_the_other_forms() -> None:
    assert charts.together_network(pairs().head(0)) is None
    assert charts.names_by_outlet(by_outlet().head(0)) is None
    bare = charts.symbol_map(places().head(0), countries().head(0)).to_dict()
    assert bare["description"] == "Map of world without any place."


@pytest.mark.parametrize(
    ("n", "labels", "other"),
    [(1, 1, None), (2, 2, None), (9, 9, None), (10, 9, "2 other outlets"), (717, 9, "709 other outlets")],
)
def test_outlets_are_grouped(n: int, labels: int, other: str | None) -> None:
    frame = coverage(n)
    found = rows(charts.coverage_over_time(frame).to_dict())
    assert len({row["label"] for row in found}) == labels
    assert {row["label"] for row in found if row["outlet"] is None} == ({other} if other else set())
    assert sum(row["n_articles"] for row in found) == frame["n_articles"].sum()


def test_a_picked_outlet_keeps_its_name() -> None:
    frame = coverage(30)
    assert "Outlet 29" not in {row["label"] for row in rows(charts.coverage_over_time(frame).to_dict())}
    assert "Outlet 29" in {
        row["label"] for row in rows(charts.coverage_over_time(frame, selected_outlets=["Outlet 29"]).to_dict())
    }


def test_a_column_says_which_days_it_counts() -> None:
    found = rows(charts.coverage_over_time(coverage(2), interval="week").to_dict())
    assert (found[0]["first"], found[0]["last"]) == ("2026-02-02", "2026-02-08")


def test_outlets_asked_for_twice_leave_no_others() -> None:
    spec = charts.coverage_over_time(coverage(2), selected_outlets=["Outlet 0", "Outlet 0"]).to_dict()
    assert {row["label"] for row in rows(spec)} == {"Outlet 0", "Outlet 1"}


def test_columns_stand_on_each_other_and_end_before_the_next() -> None:
    found = pd.DataFrame(rows(charts.coverage_over_time(coverage(3), interval="day").to_dict()))
    for _, column in found.groupby("start"):
        assert column["low"].tolist() == [0, *column["high"].tolist()[:-1]]
        assert column["high"].max() == column["all"].iloc[0]
    assert found["start"].iloc[0] == "2026-02-02"
    assert found["stop"].iloc[0].startswith("2026-02-02T21")


def test_an_outlet_without_a_name_is_picked_by_its_id() -> None:
    frame = coverage(2).replace({"outlet": {"Outlet 1": ""}})
    found = {row["label"]: row["outlet"] for row in rows(charts.coverage_over_time(frame).to_dict())}
    assert found == {"Outlet 0": "Outlet 0", wording.NO_OUTLET: ""}


def test_a_line_breaks_where_nothing_was_published() -> None:
    found = rows(charts.lines_over_time(lines(1), value="share").to_dict())
    assert [row["share"] is None for row in found] == [False, False, True, False]


def test_a_line_has_no_points_in_the_middle_of_nothing() -> None:
    n = [0, 0, 0, 2, 0, 0, 0, 0]
    periods = pd.date_range("2026-02-02", periods=len(n), freq="W-MON")
    frame = pd.DataFrame({"period": periods, "id": "person/a", "name": "Ada", "n_articles": n, "share": 0.0})
    found = rows(charts.lines_over_time(frame).to_dict())
    assert [row["n_articles"] for row in found] == [0, 0, 2, 0, 0]
    assert [found[i]["first"] for i in (0, -1)] == [f"{periods[i]:%Y-%m-%d}" for i in (0, -1)]


@pytest.mark.parametrize("form", FORMS)
def test_layers_are_called_the_same_whatever_they_hold(form: str) -> None:
    spec = FORMS[form]().to_dict()
    assert not [layer["name"] for layer in spec.get("layer", [spec]) if layer["name"].startswith("view_")]


@pytest.mark.parametrize("shared", [True, False])
def test_layers_are_put_together_as_altair_does(shared: bool) -> None:
    def layers() -> list[alt.Chart]:
        one = pd.DataFrame({"x": [1, 2]})
        made = [alt.Chart(data, name=name) for name, data in (("a", one), ("b", one if shared else one + 1))]
        picks = (alt.selection_point(name="pick", fields=["x"]), alt.selection_interval(name="brush"))
        return [made[0].mark_line().encode(x="x:Q"), made[1].mark_point().encode(x="x:Q").add_params(*picks)]

    own = alt.VariableParameter(name="height", expr="width / 2")
    found = theme.Layers(**theme.put_together(layers(), [own]), width="container")
    assert found.to_dict() == alt.LayerChart(layer=layers(), params=[own], width="container").to_dict()


def test_a_picture_of_names_is_the_same_every_time() -> None:
    one, two = (charts.together_network(pairs()).to_dict()["datasets"] for _ in range(2))
    assert one == two
    points = [(row["x"], row["y"]) for row in rows({"datasets": one}) if "name" in row]
    assert all(0 <= value <= 1 for point in points for value in point)
    assert len(set(points)) == 3


def test_map_shapes_carry_iso_codes() -> None:
    shapes = outlines.outlines(None)["objects"]["countries"]["geometries"]
    ids = [shape["id"] for shape in shapes]
    assert {"FR", "SY", "UA", "XK", "PS", "EH"} <= set(ids)
    assert ids.count("SO") == ids.count("CY") == 2
    assert all(len(i) == 2 and i.isupper() for i in ids)
    assert set(outlines.outlines(None)["objects"]) == {"countries"}


def test_map_keeps_countries_that_nobody_mentions() -> None:
    spec = charts.symbol_map(places().head(0), countries().head(0)).to_dict()
    calculated = {t["as"]: t["calculate"] for t in spec["layer"][0]["transform"] if "calculate" in t}
    assert calculated["n_articles"] == "datum.n_articles || 0"
    assert spec["layer"][0]["encoding"]["fill"]["condition"]["value"] == theme.FAINT


def test_map_listens_to_each_layer_alone() -> None:
    found = params(charts.symbol_map(places(), countries()).to_dict())
    assert "=== 'shape'" in found["country"]["select"]["on"]
    assert "!== 'shape'" in found["place"]["select"]["on"]


def test_map_draws_no_more_circles_than_it_can_bear() -> None:
    many = charts.symbol_map(places(5000), countries())
    spec = many.to_dict()
    drawn = [row for row in rows(spec) if "geonameid" in row]
    assert len(drawn) == world.SYMBOLS_AT_MOST
    assert min(row["n_articles"] for row in drawn) == 5000 - world.SYMBOLS_AT_MOST + 1
    assert "4,600 places not drawn" in spec["description"]
    assert len(json.dumps(spec)) < 250_000


def test_a_place_without_a_point_is_no_circle() -> None:
    frame = places(3)
    frame.loc[0, "lat"] = np.nan
    drawn = [row["geonameid"] for row in rows(charts.symbol_map(frame, countries()).to_dict()) if "geonameid" in row]
    assert drawn == [1, 2]


def test_a_country_is_shaded_and_gets_no_circle_of_its_own() -> None:
    frame = places(2)
    frame["geonameid"] = [163843, 1880251]  # Syria, and Singapore, which the world's outlines leave out
    drawn = [row["geonameid"] for row in rows(charts.symbol_map(frame, countries()).to_dict()) if "geonameid" in row]
    assert drawn == [1880251]


def test_the_world_is_as_high_as_a_narrow_screen_makes_it_and_a_part_of_it_is_not() -> None:
    world, part = (charts.symbol_map(places(), countries(), region=r).to_dict() for r in ("world", "europe"))
    (height,) = [p["expr"] for p in world["params"] if p["name"] == "height"]
    assert height.startswith("min(420, width * 0.4")
    assert "height" not in {p["name"] for p in part["params"]}


def test_a_click_on_the_sea_lifts_the_country() -> None:
    clear = params(charts.symbol_map(places(), countries()).to_dict())["country"]["select"]["clear"]
    assert clear.startswith("click[!event.item")


def test_sizes_and_shades_can_be_shares() -> None:
    spec = charts.symbol_map(places(), countries(), share=True).to_dict()
    land, circles = (layer["encoding"] for layer in spec["layer"])
    assert (land["fill"]["field"], circles["size"]["field"]) == ("share", "share")
    assert "%" in land["fill"]["legend"]["format"]


@pytest.mark.parametrize(
    ("region", "lon", "lat", "breadth"),
    [("us-oh", -82.7, 40.2, (7, 12)), ("us-ak", -149, 63, (50, 90)), ("us-hi", -157.5, 20.5, (5, 10))],
)
def test_one_us_state_fills_the_picture(region: str, lon: float, lat: float, breadth: tuple[int, int]) -> None:
    seen = outlines.window(region, places().head(0), [])
    assert seen.lon == pytest.approx(lon, abs=2)
    assert seen.lat == pytest.approx(lat, abs=1.5)
    assert breadth[0] < seen.breadth < breadth[1]
    shapes = outlines.outlines(seen)["objects"]["countries"]["geometries"]
    assert {shape["id"] for shape in shapes if shape["properties"]["name"].startswith("United States:")} == {"US"}


def test_no_islet_of_a_close_up_is_turned_inside_out() -> None:
    topology = outlines.outlines(outlines.REGIONS["united-states"])
    arcs = [list(zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True)) for arc in topology["arcs"]]
    for shape in topology["objects"]["countries"]["geometries"]:
        for outer, *_ in shape["arcs"]:
            ring = [point for a in outer for point in (arcs[a] if a >= 0 else arcs[~a][::-1])]
            if max(x for x, _ in ring) - min(x for x, _ in ring) > 180 / topology["transform"]["scale"][0]:
                continue  # across the date line
            turn = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))
            assert turn < 0, shape["properties"]["name"]


def test_every_state_of_the_address_has_an_outline() -> None:
    assert {f"us-{s}" for s in US_STATES} == {f"us-{code.lower()}" for code in outlines.state_names()}


def test_what_is_picked_fills_the_picture() -> None:
    ohio = places(1).assign(geonameid=5165418, name="Ohio", country="US", lat=40.25, lon=-83.0)
    assert outlines.window("picked", ohio, []) == outlines.window("us-oh", ohio, [])
    lebanon = outlines.window("picked", places().head(0), ["LB"])
    assert 2 < lebanon.breadth < 8
    assert outlines.window("picked", places().head(0), []) is None
    assert outlines.window("picked", places().head(0), ["US"]) == outlines.REGIONS["united-states"]


def test_a_country_as_a_whole_is_seen_whole_and_dims_nothing() -> None:
    states = places().assign(geonameid=[6252001, *places()["geonameid"][1:]], country="US", lat=39.83, lon=-98.58)
    chosen = charts.symbol_map(states, countries(), region="picked", picked_places=[6252001]).to_dict()
    region = charts.symbol_map(states, countries(), region="united-states").to_dict()
    assert chosen["projection"] == region["projection"]
    assert layer(chosen, "circles")["encoding"]["opacity"] == {"value": 1}


def test_a_legend_of_lines_has_the_colours_of_the_lines() -> None:
    legend = layer(charts.lines_over_time(lines()).to_dict(), "lines")["encoding"]["color"]["legend"]
    assert legend["symbolOpacity"] == 1


def test_finer_outlines_are_valid_and_light() -> None:
    topology = outlines.outlines(outlines.REGIONS["europe"])
    used = {
        a if a >= 0 else ~a
        for shape in topology["objects"]["countries"]["geometries"]
        for polygon in shape["arcs"]
        for ring in polygon
        for a in ring
    }
    assert used == set(range(len(topology["arcs"])))
    assert all(len(arc) >= 2 for arc in topology["arcs"])
    assert len(json.dumps(topology)) < 300_000


def test_names_on_a_map_do_not_cross() -> None:
    close = places(3).assign(
        name=["Longer Name", "Other Name", "Far"], lat=[40.0, 40.01, 44.0], lon=[10.0, 10.02, 20.0]
    )
    spec = charts.symbol_map(close, countries(), region="europe").to_dict()
    written = [row["name"] for row in spec["datasets"][spec["layer"][2]["data"]["name"]]]
    assert written == ["Longer Name", "Far"]


@pytest.mark.parametrize("region", MAPS)
def test_every_region_has_its_picture(region: str) -> None:
    spec = charts.symbol_map(places(), countries(), region=region).to_dict()
    assert spec["layer"][0].get("projection", spec.get("projection"))["type"] in {"equalEarth", "mercator"}
    assert region in {"world", *outlines.REGIONS}


def test_light_and_dark_differ_in_text_alone() -> None:
    spec = charts.lines_over_time(lines()).to_dict()
    dark = theme.themed(spec, dark=True)
    assert dark["layer"] == spec["layer"]
    assert dark["config"]["text"]["color"] != spec["config"]["text"]["color"]


def _contrast(one: str, two: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [theme.KIND_COLOURS[k] for k in ("person", "org", "place", "article")])
def test_colours_of_names_are_seen_on_light_and_dark(colour: str) -> None:
    assert _contrast(colour, theme.LIGHT["page"]) >= 3
    assert _contrast(colour, theme.DARK["page"]) >= 3


@pytest.mark.parametrize("ink", [theme.LIGHT, theme.DARK])
def test_text_can_be_read(ink: dict[str, str]) -> None:
    assert _contrast(ink["text"], ink["page"]) >= 7
    assert _contrast(ink["muted"], ink["page"]) >= 4.5


@pytest.mark.parametrize(
    ("value", "interval", "said"),
    [
        ("2026-05-04", "day", "4 May 2026"),
        ("2026-05-04", "week", "4 to 10 May 2026"),
        ("2026-04-27", "week", "27 Apr to 3 May 2026"),
        ("2026-05-01", "month", "May 2026"),
    ],
)
def test_periods_in_words(value: str, interval: str, said: str) -> None:
    assert wording.period(pd.Timestamp(value), interval) == said


@pytest.mark.parametrize(
    ("freq", "n", "interval"), [("D", 5, "day"), ("W-MON", 5, "week"), ("MS", 5, "month"), ("D", 1, "day")]
)
def test_interval_is_read_from_the_periods(freq: str, n: int, interval: str) -> None:
    assert wording.interval_of(pd.Series(pd.date_range("2026-02-01", periods=n, freq=freq))) == interval


def test_css_has_the_same_colours() -> None:
    assert theme.css_variables()["--story-person"] == theme.colour_of("person")
    assert theme.colour_of("event") == theme.PLAIN
