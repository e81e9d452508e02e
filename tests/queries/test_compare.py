"""Sides of a comparison and changes against the period before, each number the size of the view it opens."""

from __future__ import annotations

from datetime import date

import pytest

from lib.queries import change, compare, quotes
from lib.queries.periods import last_day
from lib.queries.totals import totals
from lib.view import View, side
from tests.queries.test_clicks import also, n_articles

SIDES = ("person/ada-berg", "outlet:Beta", "place:101", "days:2026-02-01..2026-02-28", "org/acme", "country:LU")
BESIDE = [View(beside=SIDES), View(beside=SIDES, words="ferry"), View(beside=SIDES, start=date(2026, 2, 10))]


@pytest.fixture(params=BESIDE, ids=["all", "words", "since"])
def beside(request: pytest.FixtureRequest) -> View:
    return request.param


def test_totals_of_each_side(store, beside: View) -> None:
    found = change.windows(store, beside)
    for row in compare.totals(store, beside).itertuples():
        one = side(beside, row.side)
        assert (n_articles(store, one), quotes.count(store, one)) == (row.n_articles, row.n_quotes)
        assert n_articles(store, compare.whole(beside, row.side)) == row.n_whole
        assert row.share == pytest.approx(row.n_articles / row.n_whole)
        if not row.side.startswith("days:"):
            now, before = (n_articles(store, side(view, row.side)) for view in (found.now, found.before))
            assert (now, before) == (row.n_now, row.n_before)


def test_an_outlets_share_of_a_subject_is_of_its_own_articles(store) -> None:
    assert compare.whole(View(words="ferry"), "outlet:Beta") == View(outlets=("Beta",))
    assert compare.whole(View(words="ferry"), "person/ada-berg") == View(words="ferry")
    assert compare.whole(View(outlets=("Beta",)), "outlet:Beta") == View(outlets=("Beta",))


@pytest.mark.parametrize("interval", ["day", "week", "month"])
def test_sides_over_time(store, beside: View, interval: str) -> None:
    found = compare.over_time(store, beside, interval)
    for row in found.iloc[::7].itertuples():
        one = side(beside, row.id)
        first, last = row.period.date(), last_day(row.period.date(), interval)
        picked = one.with_(start=max(one.start or first, first), end=min(one.end or last, last))
        assert n_articles(store, picked) == row.n_articles
    for spelled, n in found.groupby("id")["n_articles"].sum().items():
        one = side(beside, spelled)
        undated = 0 if one.start or one.end else totals(store, one).n_undated
        assert n == n_articles(store, one) - undated


def test_sides_by_outlet(store, beside: View) -> None:
    for row in compare.by_outlet(store, beside).itertuples():
        there = side(beside, row.id)
        expected = n_articles(store, there.with_(outlets=(row.outlet,)))
        assert row.n_articles == expected
        assert row.share == pytest.approx(expected / n_articles(store, beside.with_(outlets=(row.outlet,))))


@pytest.mark.parametrize("kind", ["person", "org"])
def test_what_one_side_has_alone(store, kind: str) -> None:
    view = View(beside=("days:2026-02-01..2026-02-03", "outlet:Beta", "place:103"))
    for spelled in view.beside:
        for row in compare.only(store, view, spelled, kind).itertuples():
            sizes = {other: n_articles(store, also(side(view, other), row.id)) for other in view.beside}
            assert sizes.pop(spelled) == row.n_articles
            assert set(sizes.values()) == {0}
        for row in compare.quoted_only(store, view, spelled).itertuples():
            said = {o: quotes.count(store, side(view, o).with_(speakers=(row.id,))) for o in view.beside}
            assert said.pop(spelled) == row.n_quotes
            assert set(said.values()) == {0}
    lone = View(beside=("days:2026-02-01..2026-02-28", "days:2027-01-01..2027-02-01"))
    assert len(compare.only(store, lone, lone.beside[0], kind)) > 0


def test_what_all_sides_have(store, beside: View) -> None:
    found = compare.shared(store, beside)
    assert not set(found["id"]) & set(beside.beside)
    for row in found.itertuples():
        assert n_articles(store, also(side(beside, row.side), row.id)) == row.n_articles > 0


@pytest.mark.parametrize("kind", ["person", "org"])
def test_rising_and_falling(store, view: View, kind: str) -> None:
    found, frame = change.windows(store, view), change.rising(store, view, kind)
    assert frame.empty or found.now.end - found.now.start == found.before.end - found.before.start
    for row in frame.itertuples():
        now, before = also(found.now, row.id), also(found.before, row.id)
        assert (n_articles(store, now), n_articles(store, before)) == (row.n_articles, row.n_before)
        assert row.share == pytest.approx(row.n_articles / n_articles(store, found.now))
        assert (row.change > 0) == (row.share > row.share_before)


def test_the_period_before_is_as_long_and_right_before(store) -> None:
    found = change.windows(store, View(start=date(2026, 3, 1), end=date(2026, 3, 31)))
    assert (found.before.start, found.before.end) == (date(2026, 1, 29), date(2026, 2, 28))
    assert change.windows(store, View(names=("person/nobody",))) is None


def test_without_dates_now_is_the_newest_stretch_with_enough_articles(store) -> None:
    found = change.windows(store, View())
    last = max(f.day for f in store.facts if f.day)
    assert found.now.end == last
    assert all(n_articles(store, v) >= change.ENOUGH for v in (found.now, found.before))
