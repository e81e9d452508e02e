"""A click in a chart is a pure function from view to view."""

from __future__ import annotations

from datetime import date

import pytest

from lib.ui import events
from lib.ui.links import ARTICLES
from lib.view import View

NOON = 1_772_366_400_000  # 1 March 2026, 12:00 UTC
DAY = 86_400_000


def click(**selection) -> dict:
    return {"selection": selection}


def test_a_picked_column_becomes_its_outlet_and_its_days() -> None:
    column = {"outlet": "Beta", "first": "2026-03-01", "last": "2026-03-31"}
    one = events.coverage_clicked(View(page=3, interval="month"), click(pick=[column], brush={}))
    assert (one.outlets, one.start, one.end) == (("Beta",), date(2026, 3, 1), date(2026, 3, 31))
    assert (one.page, one.interval) == (1, None)
    assert events.coverage_clicked(one, click(pick=[], brush={})) == one


@pytest.mark.parametrize("column", [{"outlet": "Beta"}, {"outlet": "Beta", "first": "x", "last": "2026-03-31"}])
def test_a_column_without_days_changes_nothing(column: dict) -> None:
    assert events.coverage_clicked(View(), click(pick=[column])) == View()


def test_a_column_at_the_edge_keeps_to_the_days_of_the_view() -> None:
    view = View(start=date(2026, 3, 10), end=date(2026, 3, 20))
    after = events.coverage_clicked(view, click(pick=[{"outlet": None, "first": "2026-03-01", "last": "2026-03-31"}]))
    assert after == view


def test_a_point_of_a_line_gives_its_name_in_its_days() -> None:
    point = {"id": "person/ada", "first": "2026-03-02", "last": "2026-03-08"}
    after = events.line_clicked(View(subject="person/ada"), click(pick=[point]))
    assert (after.subject, after.start, after.end) == ("person/ada", date(2026, 3, 2), date(2026, 3, 8))


def test_a_line_between_two_names_opens_the_articles_of_both() -> None:
    page, view = events.together_clicked(View(page=2), click(pair=[{"id_a": "person/ada", "id_b": "org/x"}], pick=[]))
    assert (page, view) == (ARTICLES, View(names=("person/ada", "org/x")))
    assert events.together_clicked(View(), click(pick=[{"id": "person/ada"}])).subject == "person/ada"


def test_a_point_of_a_comparison_opens_what_it_counts() -> None:
    view = View(beside=("person/ada", "outlet:Beta"))
    _, week = events.side_clicked(
        view, click(pick=[{"id": "outlet:Beta", "first": "2026-03-02", "last": "2026-03-08"}], brush={})
    )
    assert week == View(outlets=("Beta",), start=date(2026, 3, 2), end=date(2026, 3, 8))


def test_a_stretch_sets_both_days_and_keeps_the_outlets() -> None:
    view = View(outlets=("Beta",), interval="month")
    after = events.coverage_clicked(view, click(pick=[], brush={"period": [NOON + 5 * DAY, NOON]}))
    assert (after.start, after.end) == (date(2026, 3, 1), date(2026, 3, 6))
    assert (after.outlets, after.interval) == (("Beta",), None)


def test_a_stretch_under_another_name_is_read_too() -> None:
    assert events.brushed(click(brush={"start": [NOON, NOON]})) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"selection": None},
        click(brush={"period": [NOON]}),
        click(brush={"period": ["soon", "later"]}),
        click(brush={"period": [float("nan"), NOON]}),
        click(brush={"period": [1e30, NOON]}),
        click(brush={"period": [True, False]}),
    ],
)
def test_a_stretch_that_makes_no_sense_changes_nothing(event: dict) -> None:
    assert events.days_brushed(View(words="x"), event) == View(words="x")


def test_picking_a_name_opens_it_and_picking_it_again_closes_it() -> None:
    ada = events.subject_picked(View(), click(pick=[{"id": "person/ada"}]))
    assert ada.subject == "person/ada"
    both = click(pick=[{"id": "person/ada"}, {"id": "person/bo"}])
    assert events.subject_picked(ada, both).subject == "person/bo"
    assert events.subject_picked(ada, click(pick=[])).subject is None


def test_a_circle_on_the_map_narrows_and_the_country_beside_it_does_not() -> None:
    here = events.place_picked(View(), click(place=[{"geonameid": 170063}], country=[]))
    assert here.places == (170063,)
    syria = events.place_picked(here, click(place=[], country=[{"id": "SY"}]))
    assert (syria.places, syria.countries) == (here.places, ("SY",))
    assert events.place_picked(syria, click(place=[], country=[{"id": "SY"}])).places == ()
    second = events.place_opened(View(countries=("SY",)), click(country=[{"id": "SY"}, {"id": "LB"}]))
    assert second.countries == ("LB",)
    assert events.place_opened(View(countries=("SY",)), click(place=[], country=[])).countries == ()
    assert events.place_picked(here, click(place=[], country=[])).places == ()
    assert events.place_opened(View(), click(place=[{"geonameid": 170063.0}])).subject == "170063"
