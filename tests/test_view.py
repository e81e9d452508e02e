"""The address and the view are two spellings of one thing."""

from __future__ import annotations

from datetime import date

import pytest

from lib.view import FIELDS, View, describe, describe_quotes, from_params, period_side, side, to_params

FULL = View(
    start=date(2026, 9, 1),
    end=date(2026, 9, 30),
    outlets=("Beta", "Ärzte & Söhne"),
    words='"peace talks" -bomb',
    names=("person/ana-silva", "org/ndf"),
    places=(2643743,),
    countries=("GB", "SY"),
    place_role="dateline",
    story="s1",
    speakers=("person/ana-silva",),
    kinds=("direct", "mixed"),
    says="never again",
    subject="org/ndf",
    article="00ff",
    at=3,
    interval="week",
    sort="newest",
    page=2,
    map="europe",
    version=7,
    present=True,
    queue="Monday meeting",
    step=3,
    unit="stories",
    beside=("person/ana-silva", "outlet:Beta", "days:2026-09-01..2026-09-07"),
    measure="share",
    about=("org/ndf",),
    undated=True,
)


def test_every_field_survives_the_address() -> None:
    assert from_params(to_params(FULL)) == (FULL, [])


def test_full_view_uses_every_field() -> None:
    assert set(to_params(FULL)) == {f.key for f in FIELDS}


def test_the_default_view_has_an_empty_address() -> None:
    assert to_params(View()) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [("from", "yesterday"), ("page", "-1"), ("page", "9" * 20), ("kind", "shouted"), ("place", "x"), ("q", "a" * 501),
     ("q", "\x00"), ("by", "hour"), ("present", "yes"),
     ("country", "Syria"), ("with", "banana"), ("with", "days:2026-05-02..2026-05-01"), ("with", "place:Paris")],
)  # fmt: skip
def test_junk_is_dropped_and_reported(key: str, value: str) -> None:
    view, dropped = from_params({key: [value]})
    assert view == View()
    assert dropped == [f"{key}={value[:60]}"]


def test_good_values_beside_junk_are_kept() -> None:
    view, dropped = from_params({"kind": ["direct", "loud"], "other": ["x"]})
    assert view.kinds == ("direct",)
    assert dropped == ["kind=loud"]


def test_a_period_that_ends_before_it_starts_loses_its_end() -> None:
    view, dropped = from_params({"from": ["2026-05-02"], "to": ["2026-05-01"]})
    assert (view.start, view.end) == (date(2026, 5, 2), None)
    assert dropped == ["to=2026-05-01"]


def test_repeated_values_count_once() -> None:
    assert from_params({"outlet": ["Beta", "Beta"]})[0].outlets == ("Beta",)


def test_articles_without_an_outlet_have_an_address() -> None:
    view = View(outlets=("", "Beta"))
    assert from_params(to_params(view)) == (view, [])


def test_toggle_adds_then_removes() -> None:
    once = View().toggle("outlets", "Beta")
    assert once.outlets == ("Beta",)
    assert once.toggle("outlets", "Beta") == View()


def test_a_new_filter_goes_back_to_the_first_page() -> None:
    assert View(page=4).with_(words="flood").page == 1
    assert View(page=4).with_(at=2).page == 4


def test_filters_leave_the_open_article_behind() -> None:
    assert FULL.filters().article is None
    assert FULL.filters().outlets == FULL.outlets


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (View(), ""),
        (View(outlets=("Beta",)), "from Beta"),
        (View(outlets=("A", "B", "C")), "from A, B or C"),
        (View(start=date(2026, 5, 1), end=date(2026, 5, 9)), "1 May 2026 to 9 May 2026"),
        (View(start=date(2026, 5, 1), end=date(2026, 5, 1)), "on 1 May 2026"),
        (View(names=("org/ndf",), words="strike"), "that mention NDF, with the words strike"),
        (View(places=(1,), place_role="in_quote"), "that mention in a quote Paris"),
        (View(countries=("SY", "XX")), "with a place in Syria and XX"),
    ],
)
def test_the_sentence_says_which_articles(view: View, sentence: str) -> None:
    assert describe(view, {"org/ndf": "NDF", 1: "Paris", "SY": "Syria"}) == sentence


@pytest.mark.parametrize(
    ("spelled", "view"),
    [
        ("person/ada", View(words="x", names=("org/ndf", "person/ada"))),
        ("org/ndf", View(words="x", names=("org/ndf",))),
        ("outlet:", View(words="x", names=("org/ndf",), outlets=("",))),
        ("outlet:A: B", View(words="x", names=("org/ndf",), outlets=("A: B",))),
        ("place:102", View(words="x", names=("org/ndf",), places=(102,))),
        ("country:FR", View(words="x", names=("org/ndf",), countries=("FR",))),
        ("story:s1", View(words="x", names=("org/ndf",), story="s1")),
    ],
)
def test_a_side_of_a_comparison_narrows_the_view(spelled: str, view: View) -> None:
    assert side(View(words="x", names=("org/ndf",)), spelled) == view


def test_a_period_beside_keeps_to_the_days_of_the_view() -> None:
    spelled = period_side(date(2026, 3, 1), date(2026, 3, 31))
    assert spelled == "days:2026-03-01..2026-03-31"
    cut = side(View(start=date(2026, 3, 10), end=date(2026, 5, 1)), spelled)
    assert (cut.start, cut.end) == (date(2026, 3, 10), date(2026, 3, 31))


def test_the_sentence_says_which_quotes() -> None:
    view = View(kinds=("direct",), speakers=("person/ada", "unattributed"), about=("org/ndf",), says="late")
    said = "direct, by Ada or nobody known, that mention NDF, with the words late"
    assert describe_quotes(view, {"person/ada": "Ada", "org/ndf": "NDF"}) == said
    assert describe_quotes(View(outlets=("Beta",))) == ""
