"""What a mark of a chart shows is what a click on it opens: its own fields, handed to the click, give its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib import charts
from lib.queries import articles, compare, entities, places, quotes
from lib.ui import events
from lib.view import View
from tests.queries.conftest import store  # noqa: F401 - the made-up press, as a fixture
from tests.queries.test_clicks import n_articles

VIEWS = [View(), View(words="ferry"), View(names=("org/acme",))]
BESIDE = ("person/ada-berg", "outlet:Beta", "days:2026-02-01..2026-02-28")


def marks(chart: Any, *fields: str) -> Iterator[dict]:
    """Yield the rows that a chart draws and that have all ``fields``."""
    rows = (row for data in chart.to_dict()["datasets"].values() if isinstance(data, list) for row in data)
    return (row for row in rows if all(field in row for field in fields))


def opened(view: View, on: Callable, row: dict, *fields: str, selection: str = "pick") -> View:
    """Return the view that a click on the mark of ``row`` opens, the name that its page is about as a filter."""
    there = on(view, {"selection": {selection: [{field: row[field] for field in fields}]}})
    there = there.view if isinstance(there, events.Jump) else there
    return there if there.subject is None else there.with_(names=tuple(dict.fromkeys((*there.names, there.subject))))


@pytest.fixture(params=VIEWS, ids=["all", "words", "name"])
def view(request: pytest.FixtureRequest) -> View:
    return request.param


def test_columns_of_coverage(store, view: View) -> None:  # noqa: F811
    frame = articles.coverage(store, view, "month")
    fields = ("outlet", "first", "last")
    for row in marks(charts.coverage_over_time(frame, interval="month"), *fields):
        assert n_articles(store, opened(view, events.coverage_clicked, row, *fields)) == row["n_articles"]


def test_points_of_names(store, view: View) -> None:  # noqa: F811
    frame = entities.over_time(store, view, ["person/ada-berg", "person/bo-chan"], "month")
    fields = ("id", "first", "last")
    for row in marks(charts.lines_over_time(frame, interval="month"), *fields):
        assert n_articles(store, opened(view, events.line_clicked, row, *fields)) == row["n_articles"]


def test_points_of_speakers(store, view: View) -> None:  # noqa: F811
    frame = quotes.by_speaker_over_time(store, view, ["person/ada-berg", "person/bo-chan"], "month")
    fields = ("id", "first", "last")
    drawn = charts.lines_over_time(frame, interval="month", value="n_quotes", noun="quote")
    for row in marks(drawn, *fields):
        assert quotes.count(store, opened(view, events.speaker_clicked, row, *fields)) == row["n_quotes"]


def test_lines_of_the_network(store, view: View) -> None:  # noqa: F811
    fields = ("id_a", "id_b")
    for row in marks(charts.together_network(entities.together(store, view)), *fields):
        there = opened(view, events.together_clicked, row, *fields, selection="pair")
        assert n_articles(store, there) == row["n_articles"]


def test_circles_and_countries_of_the_map(store, view: View) -> None:  # noqa: F811
    drawn = charts.symbol_map(places.ranking(store, view), places.countries(store, view))
    for row in marks(drawn, "geonameid"):
        assert (
            n_articles(store, opened(view, events.place_picked, row, "geonameid", selection="place"))
            == row["n_articles"]
        )
    for row in marks(drawn, "country", "part"):
        there = opened(view, events.country_picked, row | {"id": row["country"]}, "id", selection="country")
        assert n_articles(store, there) == row["n_articles"]


def test_points_of_a_comparison(store, view: View) -> None:  # noqa: F811
    beside = view.with_(beside=BESIDE)
    frame = compare.over_time(store, beside, "month")
    fields = ("id", "first", "last")
    for row in marks(charts.lines_over_time(frame.assign(name=frame["id"]), interval="month"), *fields):
        assert n_articles(store, opened(beside, events.side_clicked, row, *fields)) == row["n_articles"]
