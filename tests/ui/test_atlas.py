"""The outlines of a map as files of the server: named, answered, and fetched by the chart in place of holding them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from lib.charts import outlines, symbol_map
from lib.ui import atlas
from tests.ui.test_entrance import answered

NONE = pd.DataFrame(columns=["geonameid", "name", "country", "lat", "lon", "n_articles", "n_doubtful", "share"])
PARTS = [None, *outlines.REGIONS.values(), outlines.Window(-74.01, 40.71, 14.84, states=True)]


@pytest.fixture
def opened():
    atlas.OPEN.set()
    yield
    atlas.OPEN.clear()


def drawn(region: str) -> tuple[dict, dict]:
    """Return the map of a region as Vega-Lite, and the outlines taken out of it."""
    spec = symbol_map(NONE, NONE.assign(country=[]), region=region).to_dict()
    return spec, {name: rows for name, rows in spec.pop("datasets").items() if isinstance(rows, dict)}


@pytest.mark.parametrize("seen", PARTS)
def test_a_name_gives_the_same_outlines_again(seen: outlines.Window | None) -> None:
    assert outlines.by_name(outlines.called(seen)) == outlines.outlines(seen)


@pytest.mark.parametrize("breadth", [outlines.LEAST, 9.0, 40.0, outlines.FINE])
def test_outlines_reach_beyond_what_a_wide_picture_shows(breadth: float) -> None:
    for lon, lat in ((-74.01, 40.71), (2.35, 48.86), (179.9, -89.9), (0.0, 0.0)):
        cover = outlines._cover(outlines.Window(lon, lat, breadth)).window()
        assert abs(cover.lon - lon) + 0.93 * breadth <= cover.breadth <= 2 * breadth


def test_pictures_near_each_other_share_their_outlines() -> None:
    names = {outlines.called(outlines.Window(2.35 + i / 10, 48.86, 9.0)) for i in range(10)}
    assert len(names) <= 2


@pytest.mark.parametrize(
    "name", ["", "moon", "part_1_2", "part_1_2_nan", "part_9_400_0", "part_9_0_-99", "part_26_0_0", "part_9_0_0_x"]
)
def test_another_name_gives_none(name: str) -> None:
    assert outlines.by_name(name) is None


@pytest.mark.parametrize("region", ["world", "europe", "us-oh"])
def test_a_chart_fetches_its_outlines_from_where_the_server_has_them(opened: None, region: str) -> None:
    spec, shapes = drawn(region)
    moved, held = atlas.moved_out(spec, shapes)
    (url,) = [layer["data"]["url"] for layer in moved["layer"] if "url" in layer.get("data", {})]
    assert held == {}
    assert moved["layer"][0]["data"]["format"] == {"type": "topojson", "feature": "countries"}
    told, body = answered(url.removeprefix("."))
    assert [json.loads(body)] == list(shapes.values())
    assert told[b"content-type"] == b"application/json"
    assert b"immutable" in told[b"cache-control"]


def test_under_another_server_a_chart_holds_its_outlines() -> None:
    spec, shapes = drawn("world")
    assert atlas.moved_out(spec, shapes) == (spec, shapes)


@pytest.mark.parametrize("path", ["/outlines/older/world.json", atlas.address("moon")[1:], "/outlines/world.json"])
def test_what_is_not_there_is_passed_on(path: str) -> None:
    assert answered(path)[1] == b"passed"
