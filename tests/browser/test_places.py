"""Clicks on the map of the Places page: countries and circles, one after the other, each with the right articles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.model import Processed
from tests.browser.conftest import WITH_HEADERS, Tab, served
from tests.store.fixtures import article, build_store, toponym

#: name, geonameid, country, latitude, longitude, in how many articles.
CITIES = [
    ("Munich", 2867714, "DE", 48.14, 11.58, 3),
    ("Hamburg", 2911298, "DE", 53.58, 10.0, 1),
    ("Lyon", 2996944, "FR", 45.75, 4.85, 2),
    ("Kyiv", 703448, "UA", 50.45, 30.52, 1),
]
#: Steps of the net of points that is laid over a shape to find one that nothing covers.
STEPS = 60
FREE_POINT = """([shape, steps]) => {
    const box = shape.getBoundingClientRect();
    for (let i = 1; i < steps; i++) for (let j = 1; j < steps; j++) {
        const at = [box.x + box.width * i / steps, box.y + box.height * j / steps];
        if (document.elementFromPoint(...at) === shape) return at;
    }
    return null;
}"""


def press() -> Iterator[Processed]:
    for name, geonameid, country, lat, lon, n in CITIES:
        for i in range(n):
            text = f"The ferry stopped in {name} on day {i}."
            place = toponym(text, name, geonameid, country, lat, lon)
            yield article(text, id=f"{name}-{i}", title=f"Ferry {i} in {name}", outlet="Beta", places=[place])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build_store(tmp_path_factory.mktemp("map") / "store", press()), *WITH_HEADERS) as address:
        yield address


def click(page: Tab, label: str) -> None:
    """Click a point of the shape or circle so labelled that nothing else covers."""
    drawn = page.page.locator(f"[data-testid=stVegaLiteChart] [aria-label*='{label}']").first
    drawn.scroll_into_view_if_needed()
    page.settled()
    at = page.page.evaluate(FREE_POINT, [drawn.element_handle(), STEPS])
    assert at, f"{label} is covered"
    page.page.mouse.click(*at)


def test_countries_clicked_one_after_the_other_keep_their_articles(tab) -> None:
    page = tab("places?map=europe")
    for country, code, n in [("Germany", "DE", 4), ("France", "FR", 2), ("Ukraine", "UA", 1), ("Germany", "DE", 4)]:
        click(page, f"Country: {country}")
        page.wait_for_text(f"Showing {n} of 7 articles")
        assert f"with a place in {country}" in page.text()
        assert f"country={code}" in page.query
    click(page, "Country: Germany")
    page.wait_for_text("All 7 articles")


def test_circles_clicked_one_after_the_other_open_their_places(tab) -> None:
    page = tab("places?map=europe")
    for city, geonameid, _, _, _, n in CITIES[:3]:
        click(page, f"Place: {city}")
        page.wait_for_text("In the articles' words").whole()
        assert f"show={geonameid}" in page.query
        assert page.page.locator(".list.sentences", has_text=city).count() == 1
        assert page.page.locator(".list.sentences").get_by_text(f"in {city} on day").count() == n
        page.page.go_back()
        page.wait_for_text("All 7 articles")
