"""The first chart of a link, as the browser gets it before Streamlit's scripts run."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from lib.ui import early
from tests.app.conftest import HOSTILE, press
from tests.store.fixtures import article, build_store


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("press"), press())


@pytest.fixture
def store(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORY_STORE", str(built))
    return built


def told(query: str) -> dict:
    return json.loads(early.first(query))


def test_the_front_page_begins_with_its_sentence_and_its_chart(store: Path) -> None:
    found = told("path=&dark=0")
    assert (found["title"], found["heading"]) == ("Overview", "Articles over time")
    assert found["told"] == [
        "All 4 articles from 4 outlets, 2 March to 10 March 2026. 1 article has no date and is in no chart over time."
    ]
    rows = [row for table in found["spec"]["datasets"].values() for row in table]
    assert sum(row["n_articles"] for row in rows) == 3


def test_the_filters_of_the_address_hold(store: Path) -> None:
    found = told("path=&outlet=Beta&dark=0")
    assert "Beta" in found["told"][0]
    assert {row["outlet"] for table in found["spec"]["datasets"].values() for row in table} == {"Beta"}


def test_a_dark_page_gets_a_chart_for_a_dark_page(store: Path) -> None:
    light, dark = (told(f"path=&dark={own}")["spec"]["config"]["axis"]["labelColor"] for own in (0, 1))
    assert light != dark


def test_one_name_says_in_how_many_articles_it_is(store: Path) -> None:
    found = told("path=people&show=person%2Fada-berg&dark=0")
    assert (found["title"], found["heading"]) == ("Ada Berg", "Over time")
    assert found["told"] == ["In 3 of 4 articles (75 %)."]


def test_places_begin_with_the_map(store: Path) -> None:
    found = told("path=places&dark=0")
    assert any(row.get("name") == "PORT VALE" for rows in found["spec"]["datasets"].values() for row in rows)


def test_a_hostile_outlet_stays_text(store: Path) -> None:
    found = told(f"path=&outlet={quote(HOSTILE[:34])}&dark=0")
    assert f"from {HOSTILE[:34]}" in found["told"][0]


@pytest.mark.parametrize(
    "query",
    [
        "path=quotes",
        "path=method",
        "path=people&show=person%2Fnobody",
        "path=places&show=102",
        "path=&q=zebra",
        "path=&q=%22ferry",
        "path=&from=soon",
        "path=&version=1",
        "path=&version=99",
        "path=&present=1",
        "",
        "path=%00&q=%ff",
    ],
)
def test_where_a_page_has_more_to_say_first_nothing_comes_early(store: Path, query: str) -> None:
    assert early.first(query) is None


def test_without_articles_nothing_comes_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORY_STORE", str(tmp_path / "none"))
    assert early.first("path=&dark=0") is None


def test_fiction_is_called_fiction_early_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORY_STORE", str(tmp_path))
    build_store(tmp_path, [article("Ada Berg sailed.", sample=True, published_at="2026-03-02")])
    assert "fiction" in told("path=&dark=0")["told"][1]
