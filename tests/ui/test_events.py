"""A click in a chart is a pure function from view to view."""

from __future__ import annotations

from datetime import date

import pytest

from lib.ui import events
from lib.view import View

NOON = 1_772_366_400_000  # 1 March 2026, 12:00 UTC
DAY = 86_400_000


def click(**selection) -> dict:
    return {"selection": selection}


def test_a_picked_outlet_becomes_the_filter_and_an_empty_pick_lifts_it() -> None:
    one = events.coverage_clicked(View(page=3), click(pick=[{"outlet": "Beta"}], brush={}))
    assert (one.outlets, one.page) == (("Beta",), 1)
    assert events.coverage_clicked(one, click(pick=[], brush={})).outlets == ()


def test_an_empty_pick_leaves_several_outlets_alone() -> None:
    view = View(outlets=("Beta", "Gamma"))
    assert events.coverage_clicked(view, click(pick=[], brush={})) == view


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


def test_a_cell_gives_the_name_in_that_outlet() -> None:
    after = events.cell_picked(View(), click(pick=[{"id": "org/acme", "outlet": "Beta"}]))
    assert (after.subject, after.outlets) == ("org/acme", ("Beta",))
    assert events.cell_picked(after, click(pick=[])) == after


def test_a_circle_on_the_map_narrows_and_the_country_beside_it_does_not() -> None:
    here = events.place_picked(View(), click(place=[{"geonameid": 170063}], country=[]))
    assert here.places == (170063,)
    syria = events.place_picked(here, click(place=[], country=[{"id": "SY"}]))
    assert (syria.places, syria.countries) == (here.places, ("SY",))
    assert events.place_picked(syria, click(place=[], country=[{"id": "SY"}])).places == ()
    both = events.place_opened(View(countries=("SY",)), click(country=[{"id": "SY"}, {"id": "LB"}]))
    assert both.countries == ("SY", "LB")
    assert events.place_opened(View(countries=("SY",)), click(place=[], country=[])).countries == ()
    assert events.place_picked(here, click(place=[], country=[])).places == ()
    assert events.place_opened(View(), click(place=[{"geonameid": 170063.0}])).subject == "170063"
