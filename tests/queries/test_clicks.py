"""Every number opens what it counts: the view that a click gives holds exactly as many articles or quotes."""

from __future__ import annotations

from datetime import date

import pytest

from lib.queries import articles, entities, one_place, places, quotes
from lib.queries.counts import articles_in_view
from lib.queries.periods import last_day
from lib.queries.scope import UNIT_COLUMNS, scope
from lib.queries.totals import totals, variety
from lib.view import INTERVALS, View


def n_articles(store, view: View) -> int:
    return articles_in_view(scope(store, view))


def also(view: View, name: str) -> View:
    return view if name in view.names else view.toggle("names", name)


def also_place(view: View, place: int) -> View:
    return view if place in view.places else view.toggle("places", place)


def within(view: View, period, interval: str) -> View:
    first, last = period.date(), last_day(period.date(), interval)
    return view.with_(start=max(view.start or first, first), end=min(view.end or last, last))


def test_facts_counted_by_hand(store) -> None:
    facts = store.facts
    assert n_articles(store, View()) == totals(store, View()).n_articles == len(facts)
    assert n_articles(store, View(outlets=("Beta",))) == sum(f.outlet == "Beta" for f in facts)
    assert n_articles(store, View(names=("org/acme",))) == sum("org/acme" in f.names for f in facts)
    assert n_articles(store, View(words="ferry")) == sum("ferry" in f.words for f in facts)
    datelined = [f for f in facts if any(role == "dateline" for role, _ in f.places.get(101, []))]
    assert n_articles(store, View(places=(101,), place_role="dateline")) == len(datelined)
    spring = View(start=date(2026, 3, 1), end=date(2026, 3, 9))
    assert n_articles(store, View(story="s3")) == sum(f.story == 3 for f in facts)
    assert n_articles(store, View(unit="stories", words="ferry")) == len({f.story for f in facts if "ferry" in f.words})
    beta = [f for f in facts if f.outlet == "Beta"]
    assert n_articles(store, View(unit="texts", outlets=("Beta",))) == len({f.text for f in beta})
    assert n_articles(store, spring) == sum(bool(f.day and spring.start <= f.day <= spring.end) for f in facts)


@pytest.mark.parametrize("kind", ["person", "org", "place", "event"])
def test_ranking_of_names(store, view: View, kind: str) -> None:
    total = n_articles(store, view)
    for row in entities.ranking(store, view, kind).itertuples():
        picked = also(view, row.id)
        assert n_articles(store, picked) == row.n_articles
        assert len(entities.sentences(store, picked, row.id, limit=1000)) == row.n_mentions
        assert quotes.count(store, view.with_(speakers=(row.id,))) == row.n_said
        assert row.share == pytest.approx(row.n_articles / total)


@pytest.mark.parametrize("kind", ["person", "org", "place"])
def test_ranking_leaves_nobody_out(store, view: View, kind: str) -> None:
    listed = set(entities.ranking(store, view, kind, limit=1000)["id"])
    everyone = [row[0] for row in store.rows("SELECT id FROM entities WHERE kind = ?", [kind])]
    assert listed == {name for name in everyone if n_articles(store, also(view, name))}
    assert variety(store, view).n_people == len(entities.ranking(store, view, "person", limit=1000))


@pytest.mark.parametrize("interval", INTERVALS)
def test_coverage(store, view: View, interval: str) -> None:
    found = articles.coverage(store, view, interval)
    for row in found.iloc[:: {"day": 37, "week": 7, "month": 2}[interval]].itertuples():
        picked = within(view, row.period, interval)
        if not view.outlets or row.outlet in view.outlets:
            assert n_articles(store, picked.with_(outlets=(row.outlet,))) == row.n_articles
    size = totals(store, view)
    if view.unit != "articles":  # a story may be in several columns
        return
    undated = 0 if view.start or view.end else size.n_undated
    assert found["n_articles"].sum() == size.n_articles - undated
    assert articles.per_period(store, view, interval)["n_articles"].sum() == found["n_articles"].sum()


@pytest.mark.parametrize("interval", ["week", "month"])
def test_names_over_time(store, view: View, interval: str) -> None:
    found = entities.over_time(store, view, ["person/ada-berg", "org/acme", "person/nobody"], interval)
    for row in found.iloc[::5].itertuples():
        assert n_articles(store, also(within(view, row.period, interval), row.id)) == row.n_articles
    assert found["period"].nunique() == articles.coverage(store, view, interval)["period"].nunique()


def test_names_by_outlet(store, view: View) -> None:
    found = entities.by_outlet(store, view, "person")
    for row in found.itertuples():
        there = view.with_(outlets=(row.outlet,))
        assert n_articles(store, also(there, row.id)) == row.n_articles
        assert row.share == pytest.approx(row.n_articles / n_articles(store, there))
    ranked = entities.ranking(store, view, "person", limit=15)
    if view.unit != "articles":
        return
    assert found.groupby("id")["n_articles"].sum().to_dict() == dict(
        zip(ranked["id"], ranked["n_articles"], strict=True)
    )


@pytest.mark.parametrize(
    ("kind", "subject"), [(None, None), ("person", None), ("org", "person/ada-berg"), (None, "nobody")]
)
def test_pairs(store, view: View, kind: str | None, subject: str | None) -> None:
    for row in entities.together(store, view, kind=kind, subject=subject).iloc[::4].itertuples():
        assert n_articles(store, also(also(view, row.id_a), row.id_b)) == row.n_articles


def test_ranking_of_places(store, view: View) -> None:
    total = n_articles(store, view)
    for row in places.ranking(store, view).itertuples():
        assert n_articles(store, also_place(view, row.geonameid)) == row.n_articles
        assert row.share == pytest.approx(row.n_articles / total)
        listed = places.sentences(store, view, row.geonameid, limit=1000)
        assert view.unit != "articles" or listed["article_id"].nunique() == row.n_articles
        assert view.place_role or len(listed) == row.n_mentions


def test_places_by_outlet_and_over_time(store, view: View) -> None:
    for row in places.by_outlet(store, view).iloc[::2].itertuples():
        assert n_articles(store, also_place(view.with_(outlets=(row.outlet,)), row.geonameid)) == row.n_articles
    for row in places.over_time(store, view, [101, 104], "week").iloc[::5].itertuples():
        assert n_articles(store, also_place(within(view, row.period, "week"), row.geonameid)) == row.n_articles


def test_countries(store, view: View) -> None:
    role = view.place_role
    for row in places.countries(store, view).itertuples():
        own = articles.listing(store, view.with_(unit="articles"), limit=1000)["id"]
        facts = [f for f in store.facts if f.id in set(own)]
        inside = {p for p, c in ((101, "LU"), (102, "LU"), (103, "FR")) if c == row.country}
        hits = [f for f in facts if any(role in (None, r) for p in inside & set(f.places) for r, _ in f.places[p])]
        assert row.n_articles == len({getattr(f, UNIT_COLUMNS[view.unit]) for f in hits})
        assert n_articles(store, view.with_(countries=(*view.countries, row.country))) == row.n_articles


def test_names_at_a_place(store, view: View) -> None:
    for row in places.names_at(store, view, 101).itertuples():
        assert n_articles(store, also(also_place(view, 101), row.id)) == row.n_articles


def test_speakers_and_kinds(store, view: View) -> None:
    found = quotes.speakers(store, view)
    for row in found.itertuples():
        picked = view.with_(speakers=(row.id,))
        assert quotes.count(store, picked) == row.n_quotes == row.n_direct + row.n_mixed + row.n_indirect
        listed = quotes.listing(store, picked, limit=1000)
        assert len(listed) == row.n_quotes
        assert view.unit != "articles" or listed["article_id"].nunique() == row.n_articles
    shared = quotes.listing(store, view, limit=1000)["also"].str.len().sum()
    assert found["n_quotes"].sum() - shared == quotes.count(store, view) == totals(store, view).n_quotes
    for row in quotes.by_kind(store, view).itertuples():
        assert quotes.count(store, view.with_(kinds=(row.kind,))) == row.n_quotes


def test_names_inside_quotes(store, view: View) -> None:
    for chosen in (
        view,
        view.with_(speakers=("person/ada-berg",)),
        view.with_(about=("org/acme",), speakers=("unattributed",)),
    ):
        for i, row in enumerate(quotes.names(store, chosen).itertuples()):
            about = chosen if row.id in chosen.about else chosen.toggle("about", row.id)
            assert quotes.count(store, about) == row.n_quotes
            if not i % 5:  # a list costs ten times what a number does
                assert len(quotes.listing(store, about, limit=1000)) == row.n_quotes


def test_quotes_about_a_name_counted_by_hand(store) -> None:
    about = sum("org/acme" in f.about(i) for f in store.facts for i in range(len(f.quotes)))
    assert quotes.count(store, View(about=("org/acme",))) == about > 0
    assert quotes.count(store, View(about=("org/nobody",))) == 0


def test_figures_of_a_name(store, view: View) -> None:
    for id in ("person/ada-berg", "org/acme"):
        n = entities.figures(store, view, id)
        assert n_articles(store, also(view, id)) == n.n_articles
        assert len(entities.sentences(store, view, id, limit=1000)) == n.n_mentions
        assert quotes.count(store, view.with_(speakers=(id,))) == n.n_said
        assert quotes.count(store, view.with_(about=(id,))) == n.n_about
        rows = entities.outlets_of(store, view, id)
        assert len(rows) == n.n_outlets
        for row in rows.itertuples():
            assert n_articles(store, also(view.with_(outlets=(row.outlet,)), id)) == row.n_articles


def test_lists_hold_every_row_once(store, view: View) -> None:
    size = totals(store, view)
    pages = [articles.listing(store, view.with_(page=p), limit=40) for p in (1, 2, 3, 4)]
    assert sorted(i for page in pages for i in page["id"]) == sorted(
        set(articles.listing(store, view, limit=999)["id"])
    )
    assert sum(map(len, pages)) == (size.n_texts if view.unit == "texts" else size.n_articles)
    assert len(places.doubtful(store, view, limit=1000)) == size.n_doubtful_places


def test_one_place_by_role_and_outlet(store, view: View) -> None:
    here = also_place(view, 101)
    whole = n_articles(store, here.with_(place_role=None))
    for row in one_place.roles(store, view, 101).itertuples():
        assert n_articles(store, here.with_(place_role=row.role)) == row.n_articles
        assert row.share == pytest.approx(row.n_articles / whole if whole else 0)
    for row in one_place.outlets(store, view, 101).itertuples():
        if not view.outlets or row.outlet in view.outlets:
            assert n_articles(store, here.with_(outlets=(row.outlet,))) == row.n_articles


def test_names_in_doubt_are_counted_in_the_role_asked_for(store, view: View) -> None:
    listed = one_place.guessed(store, view, 101, limit=1000)
    assert len(listed) == one_place.n_guessed(store, view, 101)
    facts = {f.id: f for f in store.facts}
    role = view.place_role
    within = set(articles.listing(store, view, limit=1000)["id"])
    told = [t for i in within for t in facts[i].places.get(101, []) if t[1] == "ambiguous" and role in (None, t[0])]
    assert len(listed) == len(told)


def test_the_list_of_all_names_in_doubt_and_its_number_obey_the_role(store, view: View) -> None:
    facts = {f.id: f for f in store.facts}
    within, role = set(articles.listing(store, view, limit=1000)["id"]), view.place_role
    told = [i for i in within for named in facts[i].places.values() for t in named if t[1] == "ambiguous"
            and role in (None, t[0])]  # fmt: skip
    first, rest = places.doubtful(store, view, limit=7), places.doubtful(store, view, limit=1000, offset=7)
    assert sorted([*first["article_id"], *rest["article_id"]]) == sorted(told)
    assert totals(store, view).n_doubtful_places == len(told)


def test_as_many_places_as_the_ranking_lists(store, view: View) -> None:
    assert variety(store, view).n_places == len(places.ranking(store, view, limit=1000))
