"""Articles over time and in lists; what a view says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from lib.errors import StoryExplorerError
from lib.queries import articles, periods, quotes
from lib.queries.mask import places_of
from lib.queries.totals import Variety, labels, outlets, totals, variety
from lib.store.search import Hits
from lib.view import View


@pytest.mark.parametrize(
    ("first", "last", "wanted", "interval"),
    [
        (None, None, None, "day"),
        (date(2026, 1, 1), date(2026, 2, 14), None, "day"),
        (date(2026, 1, 1), date(2026, 2, 15), None, "week"),
        (date(2024, 1, 1), date(2026, 1, 5), None, "week"),
        (date(2023, 1, 1), date(2026, 1, 5), None, "month"),
        (date(2023, 1, 1), date(2026, 1, 5), "day", "day"),
        (date(1926, 1, 1), date(2026, 1, 5), "day", "month"),
    ],
)
def test_interval_follows_the_days_in_view(first, last, wanted, interval: str) -> None:
    assert periods.pick(first, last, wanted) == interval


def test_pick_interval_reads_the_view(store) -> None:
    assert articles.pick_interval(store, View()) == "week"
    assert articles.pick_interval(store, View(start=date(2026, 5, 1))) == "day"
    assert articles.pick_interval(store, View(interval="month")) == "month"


@pytest.mark.parametrize(
    ("period", "interval", "last"),
    [
        (date(2026, 2, 1), "month", date(2026, 2, 28)),
        (date(2028, 2, 1), "month", date(2028, 2, 29)),
        (date(2025, 12, 29), "week", date(2026, 1, 4)),
        (date(2026, 2, 1), "day", date(2026, 2, 1)),
    ],
)
def test_last_day_of_a_period(period: date, interval: str, last: date) -> None:
    assert periods.last_day(period, interval) == last


def test_unknown_interval_is_an_error() -> None:
    with pytest.raises(ValueError, match="none of day"):
        periods.period_of("day", "hour); DROP TABLE articles")


def test_coverage_fills_what_nobody_published(store) -> None:
    found = articles.coverage(store, View(), "day")
    days = found.groupby("period")["n_articles"].sum()
    assert len(days) == (days.index.max() - days.index.min()).days + 1
    assert (days == 0).any()
    assert found.groupby("period")["outlet"].nunique().eq(4).all()


def test_lists_are_sorted_with_the_undated_last(store) -> None:
    newest = articles.listing(store, View(), limit=999)
    dated = newest["day"].dropna()
    assert dated.is_monotonic_decreasing
    assert newest["day"].isna().tail(6).all()
    assert len(dated) == len(newest) - 6
    oldest = articles.listing(store, View(sort="oldest"), limit=999)
    assert oldest["day"].dropna().is_monotonic_increasing
    assert oldest["day"].isna().tail(6).all()
    most = articles.listing(store, View(sort="most", names=("org/acme",)), limit=999)
    mentions = {f.id: f.names["org/acme"] for f in store.facts}
    assert [mentions[i] for i in most["id"]] == sorted((mentions[i] for i in most["id"]), reverse=True)


def test_totals_state_what_is_missing(store) -> None:
    size = totals(store, View())
    assert (size.n_undated, size.n_failed, size.version, size.sample) == (6, 1, 7, False)
    assert size.n_unannotated == sum(f.article % 11 == 0 for f in store.facts)
    assert size.n_unattributed == sum(not q[0] for f in store.facts for q in f.quotes)
    different = variety(store, View())
    assert (different.n_orgs, different.n_places, size.n_outlets) == (4, 4, 4)
    spring = totals(store, View(start=date(2026, 3, 1), outlets=("Beta",)))
    assert spring.n_undated == sum(f.day is None and f.outlet == "Beta" for f in store.facts)
    assert (spring.n_outlets, spring.n_outlets_all, spring.n_all) == (1, 4, len(store.facts))
    nothing = totals(store, View(outlets=("Gamma",)))
    assert (nothing.n_articles, nothing.first_day) == (0, None)
    assert variety(store, View(outlets=("Gamma",))) == Variety(0, 0, 0)


def test_outlets_largest_first(store) -> None:
    found = outlets(store)
    assert found["n_articles"].is_monotonic_decreasing
    assert set(found["name"]) == {"Harbour Post", "Beta", "Il Corriere O'Neill", ""}


def test_labels_name_what_the_address_holds(store) -> None:
    view = View(names=("person/ada-berg", "person/nobody"), places=(101,), speakers=("unattributed",), subject="103")
    assert labels(store, view) == {"person/ada-berg": "Ada Berg", 101: "Lutonia", 103: "Vale"}
    assert labels(store, replace(view, subject="org/acme"))["org/acme"] == "Acme"


def test_hostile_values_are_values(store) -> None:
    evil = "'); DROP TABLE articles; --"
    for view in (View(outlets=(evil,)), View(names=(evil,)), View(speakers=(evil,)), View(words=evil), View(says=evil)):
        assert quotes.count(store, view) == 0
    assert totals(store, View()).n_all == len(store.facts)


def test_said_words_and_kinds_narrow_quotes(store) -> None:
    said = [q for f in store.facts for q in f.quotes]
    assert quotes.count(store, View(says="budget")) == sum(q[2] == "budget" for q in said)
    wanted = View(says="budget", kinds=("direct", "mixed"), speakers=("person/ada-berg", "unattributed"))
    own = [q for q in said if q[2] == "budget" and q[1] != "indirect" and (not q[0] or "person/ada-berg" in q[0])]
    assert quotes.count(store, wanted) == len(own) == len(quotes.listing(store, wanted, limit=999))


def test_quotes_that_meet_several_conditions_are_those_that_meet_each(store) -> None:
    ways = [{"speakers": ("person/ada-berg", "unattributed")}, {"about": ("org/acme",)}, {"says": "budget"}]
    own = [set(quotes.listing(store, View(**way), limit=999)["quote"]) for way in ways]
    together = quotes.listing(store, View(**ways[0], **ways[1], **ways[2]), limit=999)["quote"]
    assert set(together) == set.intersection(*own)
    assert together.is_unique
    assert 0 < len(together) < min(map(len, own))


def test_quotes_are_found_by_their_numbers_where_some_are_missing() -> None:
    for numbers in (np.arange(3, 9), np.array([3, 4, 7, 8])):
        assert numbers[places_of(numbers[1::2], numbers)].tolist() == numbers[1::2].tolist()


def test_quotes_over_time_add_up(store) -> None:
    found = quotes.by_speaker_over_time(store, View(), ["person/ada-berg"], "month")
    dated = [q for f in store.facts if f.day for q in f.quotes if "person/ada-berg" in q[0]]
    assert found["n_quotes"].sum() == len(dated)
    assert (found["period"].dt.day == 1).all()


def test_a_search_that_cannot_be_read_is_told(store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(words: str) -> None:
        raise StoryExplorerError("A quotation mark is not closed.")

    monkeypatch.setattr(store, "search", refuse)
    with pytest.raises(StoryExplorerError, match="not closed"):
        totals(store, View(words='"open'))


@pytest.mark.parametrize("kept", [1.0, 0.5, 0.01])
@pytest.mark.parametrize("levels", [1, 7, 10_000])
def test_a_page_of_best_matches_is_that_of_all_matches(kept: float, levels: int) -> None:
    rng = np.random.default_rng(5)
    scores = rng.integers(0, levels, 3_000).astype(np.float32)
    mask, age = rng.random(3_000) < kept, rng.permutation(3_000)
    ranked = sorted(np.flatnonzero(mask), key=lambda n: (-scores[n], age[n]))

    def ask(n: int) -> Hits:
        numbers = np.sort(np.argsort(-scores)[:n])
        return Hits(numbers, scores[numbers])

    for offset in (0, 10, 20):
        page = articles.best_page(ask, mask, age.take, offset, 10).tolist()
        assert page == ranked[offset : offset + 10]
