"""Names: what a frame holds beside its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from lib.queries import entities
from lib.queries.context import mentions_on_page
from lib.queries.scope import numbers, scope
from lib.store import columns
from lib.view import View


def test_over_time_has_no_gap_and_says_where_nothing_was_published(store) -> None:
    found = entities.over_time(store, View(), ["org/acme"], "week")
    steps = found["period"].diff().dropna().dt.days
    assert set(steps) == {7}
    assert found["period"].dt.day_of_week.eq(0).all()
    silent = [not any(f.day and 0 <= (f.day - p.date()).days < 7 for f in store.facts) for p in found["period"]]
    assert any(silent)
    assert found["share"].isna().tolist() == silent
    assert found.loc[silent, "n_articles"].eq(0).all()


def test_an_empty_frame_has_the_columns_and_types_of_a_full_one(store) -> None:
    full, empty = View(), View(names=("person/nobody",))
    for ask in (
        lambda v: entities.ranking(store, v, "person"),
        lambda v: entities.by_outlet(store, v, "person"),
        lambda v: entities.together(store, v),
        lambda v: entities.sentences(store, v, "org/acme"),
        lambda v: entities.over_time(store, v, ["org/acme"], "day"),
    ):
        assert ask(empty).dtypes.to_dict() == ask(full).dtypes.to_dict()
        assert len(ask(empty)) == 0 < len(ask(full))


def test_pairs_leave_single_articles_out_unless_alone(store) -> None:
    assert entities.together(store, View())["n_articles"].min() >= 2
    lone = entities.together(store, View(start=date(2026, 1, 28), end=date(2026, 1, 31)), kind="org")
    assert lone["n_articles"].tolist() == sorted(lone["n_articles"], reverse=True)


def test_pairs_name_at_most_so_many(store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entities, "NODES", 4)
    found = entities.together(store, View(), limit=40)
    assert len(set(found["id_a"]) | set(found["id_b"])) == 4


def test_a_subject_is_always_the_first_of_the_pair(store) -> None:
    found = entities.together(store, View(), kind="org", subject="person/ada-berg")
    assert set(found["id_a"]) == {"person/ada-berg"}
    assert set(found["kind_b"]) == {"org"}


def test_sentences_show_the_words_they_count(store) -> None:
    found = entities.sentences(store, View(), "person/ada-berg", limit=5)
    assert set(found["text"]) == {"Ada Berg"}
    assert set(found["before"] + found["text"] + found["after"]) == {"Yesterday Ada Berg spoke."}
    assert found["day"].is_monotonic_decreasing
    second = entities.sentences(store, View(), "person/ada-berg", limit=2, offset=3)
    assert second[["article_id", "at"]].values.tolist() == found[["article_id", "at"]].values.tolist()[3:5]


def test_a_page_of_sentences_looks_at_the_articles_that_it_shows_and_at_no_other(store) -> None:
    own, lists = scope(store, View()), store.columns.names
    (number,) = numbers(store, "entities", "entity", "id", ["person/ada-berg"])
    whole = entities.sentences(store, View(), "person/ada-berg", limit=1000)
    ids = [id for id, n in whole.groupby("article_id", sort=False)["at"].size().items() for _ in range(n)]
    for first in range(len(whole)):
        page = mentions_on_page(own, lists, number, (first, first + 2))
        assert [fact_id(store, article) for article in page.articles] == list(dict.fromkeys(ids[first : first + 2]))
        assert page.before == ids[:first].count(ids[first])
    assert not len(mentions_on_page(own, lists, number, (len(whole), len(whole) + 2)).articles)


def fact_id(store, article: int) -> str:
    return next(f.id for f in store.facts if f.article == article)


def test_spellings_count_the_newest_articles_of_the_view_that_use_them(store) -> None:
    in_beta = [f for f in store.facts if "org/acme" in f.names and f.outlet == "Beta"]
    beta = View(outlets=("Beta",))
    assert entities.spellings(store, beta, "org/acme").values.tolist() == [["Acme", len(in_beta)]]
    assert entities.spellings(store, beta, "org/acme", limit=2).values.tolist() == [["Acme", 2]]
    assert entities.spellings(store, beta, "org/nobody").empty


def test_card_tells_the_whole_store(store) -> None:
    card = entities.card(store, "org/acme")
    own = [f for f in store.facts if "org/acme" in f.names]
    assert (card.n_articles, card.n_mentions) == (len(own), sum(f.names["org/acme"] for f in own))
    assert card.n_outlets == len({f.outlet for f in own})
    assert card.aliases == ("The Acme",)
    assert isinstance(card.first_day, date)
    assert entities.card(store, "org/nobody") is None


def test_find_reads_words_not_case_or_accents(store) -> None:
    assert entities.find(store, "ACMÉ")["id"].tolist() == ["org/acme"]
    assert entities.find(store, "falk")["id"].tolist() == ["person/eva-falk"]
    assert entities.find(store, "the dockers")["id"].tolist() == ["org/dockers-union"]
    assert entities.find(store, "b")["id"].iloc[0] in {"person/bo-chan", "org/border-agency", "person/ada-berg"}
    assert entities.find(store, "%").empty
    assert entities.find(store, " ").empty
    assert list(entities.find(store, "zz").columns) == ["id", "kind", "name", "n_articles"]


def test_pairs_are_the_same_from_lists_and_from_bits(store, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = entities.together(store, view, limit=5)
    monkeypatch.setattr(entities, "LISTED_AT_MOST", -1)
    monkeypatch.setattr(entities, "COUNTED", 4)
    pd.testing.assert_frame_equal(entities.together(store, view, limit=5), listed)
    facts = store.columns.names
    known = replace(facts, both=columns.together(facts.bits))
    monkeypatch.setattr(store.columns, "names", known)
    pd.testing.assert_frame_equal(entities.together(store, view, limit=5), listed)
