"""The same queries on a store as it is published: real tables, real search, real texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lib.errors import SearchError
from lib.model import entity_id
from lib.queries import articles, entities, found, joins, places, quotes
from lib.queries.totals import Variety, totals, variety
from lib.store.read import Store, open_store
from lib.view import View
from tests.store.fixtures import article, build_store, quote, toponym

PEOPLE = [("PERSON", "Ada Berg"), ("PERSON", "Bo Chan"), ("ORG", "Acme")]


def published(folder: Path) -> Store:
    first = "The ferry is late. “It will come,” said Ada Berg of Acme in Port Vale. Ada Berg left."
    second = "Bo Chan met Ada Berg. The budget is late."
    third = "Nobody knows when Bo Chan of Acme wrote this."
    said = quote(first, "“It will come,”", speaker="Ada Berg", cue="said")
    port = toponym(first, "Port Vale", 102, "LU", 49.5, 6.0)
    made = [
        article(
            first, names=PEOPLE, title="Ferry", outlet="Beta", published_at="2026-05-04", quotes=(said,), places=(port,)
        ),
        article(second, names=PEOPLE, title="Budget", outlet="Gamma", published_at="2026-05-20"),
        article(third, names=PEOPLE, title="Undated"),
    ]
    return open_store(build_store(folder, made))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return published(tmp_path_factory.mktemp("store"))


def test_totals(shop: Store) -> None:
    size = totals(shop, View())
    assert (size.n_articles, size.n_undated, size.n_outlets, size.n_quotes, size.n_unattributed) == (3, 1, 3, 1, 0)
    assert size.n_doubtful_places == 0
    assert variety(shop, View()) == Variety(n_people=2, n_orgs=1, n_places=1)


def test_ranking_opens_what_it_counts(shop: Store) -> None:
    found = entities.ranking(shop, View(), "person")
    assert found[["name", "n_articles", "n_mentions", "n_said"]].values.tolist() == [
        ["Ada Berg", 2, 3, 1],
        ["Bo Chan", 2, 2, 0],
    ]
    for row in found.itertuples():
        assert totals(shop, View(names=(row.id,))).n_articles == row.n_articles
        assert set(entities.sentences(shop, View(), row.id)["text"]) == {row.name}


def test_a_quote_of_several_is_found_under_each_and_counts_once(tmp_path: Path) -> None:
    text = "“We are late,” said Ada Berg and Bo Chan of Acme."
    ids = ("person/ada-berg", "person/unknown", "person/bo-chan", "person/ada-berg")
    both = quote(text, "“We are late,”", speaker="Ada Berg", speaker_entities=ids)
    store = open_store(build_store(tmp_path, [article(text, names=PEOPLE, quotes=(both,))]))
    assert totals(store, View()).n_quotes == quotes.count(store, View(speakers=ids)) == 1
    for one in PEOPLE[:2]:
        found = quotes.listing(store, View(speakers=(entity_id(*one),)))
        assert [(r.speaker, list(r.also), list(r.also_ids)) for r in found.itertuples()] == [
            ("Ada Berg", ["Bo Chan"], ["person/bo-chan"])
        ]
        assert entities.card(store, entity_id(*one)).n_said == 1
    assert quotes.speakers(store, View())[["name", "n_quotes"]].values.tolist() == [["Ada Berg", 1], ["Bo Chan", 1]]


def test_joined_names_count_together_and_old_ids_open_them(tmp_path: Path) -> None:
    full, initial = ("PERSON", "Ada Berg"), ("PERSON", "Ada J. Berg")
    texts = ["Ada Berg left.", "Ada Berg slept.", "Ada J. Berg said “No.” Ada Berg left."]
    said = quote(texts[2], "“No.”", speaker="Ada J. Berg")
    made = [article(t, names=[full], id=str(i)) for i, t in enumerate(texts[:2])]
    made.append(article(texts[2], names=[full, initial], id="2", quotes=(said,)))
    store = open_store(build_store(tmp_path, made))
    kept, old = entity_id(*full), entity_id(*initial)
    assert entities.ranking(store, View(), "person")[["id", "n_articles", "n_mentions", "n_said"]].values.tolist() == [
        [kept, 3, 4, 1]
    ]
    assert entities.card(store, old) == entities.card(store, kept)
    assert totals(store, View(names=(old,))).n_articles == totals(store, View(names=(kept,))).n_articles == 3
    assert quotes.count(store, View(speakers=(old,))) == 1
    assert {m.entity for m in store.processed("2").mentions} == {kept}
    assert store.processed("2").quotes[0].speaker_entity == kept
    assert joins.current(store, View(names=(old, kept), subject=old)) == View(names=(kept,), subject=kept)
    assert joins.joined_to(store, kept)[["name", "n_articles", "score"]].values.tolist() == [["Ada J. Berg", 1, 0.97]]
    assert joins.doubtful(store).empty


def test_roles_are_counted_over_the_articles_that_give_them_under_every_id(tmp_path: Path) -> None:
    full, initial = ("PERSON", "Ada Berg"), ("PERSON", "Ada J. Berg")
    told = (
        ("2026-05-01", full, "mayor"),
        ("2026-05-03", full, None),
        ("2026-05-02", initial, "Mayor"),
        (None, full, "poet"),
    )
    made = []
    for day, name, role in told:
        one = article(f"{name[1]} left on {day}.", names=[name], outlet="Beta", published_at=day, id=f"on {day}")
        made.append(replace(one, entities=tuple(replace(e, role=role) for e in one.entities)))
    both = article("Ada Berg is Ada J. Berg.", names=[full, initial], id="both")
    store = open_store(build_store(tmp_path, [*made, both]))
    found = entities.roles(store, View(), entity_id(*full))
    assert found[["role", "n_articles", "article_id"]].values.tolist() == [
        ["Mayor", 2, "on 2026-05-02"],
        ["poet", 1, "on None"],
    ]
    assert found["first_day"].dt.day.tolist()[0] == 1
    assert found["last_day"].isna().tolist() == [False, True]
    assert entities.roles(store, View(end=date(2026, 5, 1)), entity_id(*full))["article_id"].tolist() == [
        "on 2026-05-01"
    ]
    assert entities.roles(store, View(), "person/nobody").empty


def test_words_find_articles_and_quotes(shop: Store) -> None:
    assert articles.listing(shop, View(words="late -budget"))["title"].tolist() == ["Ferry"]
    assert quotes.count(shop, View(says="come")) == 1
    assert quotes.count(shop, View(says="late")) == 0
    assert quotes.count(shop, View(says="come speaker:berg outlet:beta")) == 1
    assert articles.listing(shop, View(words="said:come speaker:berg"))["title"].tolist() == ["Ferry"]
    with pytest.raises(SearchError):
        totals(shop, View(words='"late'))


def test_a_quote_is_found_by_each_of_its_speakers_and_by_how_the_text_calls_them(tmp_path: Path) -> None:
    text = "“We are late,” the leaders said. Ada Berg and Bo Chan of Acme."
    both = quote(text, "“We are late,”", speaker="the leaders", speaker_entities=("person/ada-berg", "person/bo-chan"))
    store = open_store(build_store(tmp_path, [article(text, names=PEOPLE, quotes=(both,))]))
    for query in ("speaker:berg", "speaker:chan", "speaker:leaders", "late -speaker:acme"):
        assert store.search_quotes(query).tolist() == [0]


def test_passages_show_where_the_words_stand(shop: Store) -> None:
    late = View(words="late OR budget", sort="oldest")
    shown = found.passages(shop, late).values()
    marked = [[piece for piece, on in (*own.title, *own.text) if on] for own in shown]
    assert sorted(marked) == [["Budget", "budget", "late"], ["late"]]
    assert {own.at for own in shown} == {len("The ferry is "), len("Bo Chan met Ada Berg. The ")}
    assert found.in_text("Late, too late.", "late -too") == [(0, 4), (10, 14)]
    assert found.in_text("Late.", "") == []
    assert found.passages(shop, View()) == {}
    for page in (1, 2, 3):
        ids = articles.listing(shop, late.with_(page=page), limit=1)["id"].tolist()
        assert list(found.passages(shop, late.with_(page=page), limit=1)) == ids
    assert found.said("It will come", "come -late") == [("It will ", False), ("come", True)]


def test_best_match_first(shop: Store) -> None:
    view = View(words="late OR budget OR nobody", sort="match")
    assert articles.listing(shop, view)["title"].tolist()[0] == "Budget"
    assert articles.listing(shop, view.with_(page=2), limit=2)["title"].count() == 1
    assert quotes.listing(shop, View(says="come", sort="match"))["content"].tolist() == ["“It will come,”"]
    assert len(articles.listing(shop, View(sort="match"))) == 3


def test_a_quote_is_shown_with_its_speaker(shop: Store) -> None:
    row = quotes.listing(shop, View()).iloc[0]
    assert (row["speaker"], row["speaker_text"], row["cue"], row["content"]) == (
        "Ada Berg",
        "Ada Berg",
        "said",
        "“It will come,”",
    )
    assert row["before"].endswith("late. ")


def test_a_place_is_shown_in_its_sentence(shop: Store) -> None:
    row = places.sentences(shop, View(), 102).iloc[0]
    assert (row["text"], row["after"], row["role"]) == ("Port Vale", ".", "mentioned")
    assert places.names_at(shop, View(), 102)["name"].tolist() == ["Acme", "Ada Berg"]


def test_an_empty_store_answers_everything(tmp_path: Path) -> None:
    empty = open_store(tmp_path)
    assert totals(empty, View(names=("person/x",))).n_all == 0
    assert articles.pick_interval(empty, View()) == "day"
    for frame in (
        articles.coverage(empty, View(), "day"),
        articles.listing(empty, View()),
        entities.ranking(empty, View(), "person"),
        entities.over_time(empty, View(), ["person/x"], "week"),
        entities.by_outlet(empty, View(), "org"),
        entities.together(empty, View()),
        entities.sentences(empty, View(), "person/x"),
        entities.find(empty, "x"),
        places.ranking(empty, View()),
        places.countries(empty, View()),
        places.names_at(empty, View(), 102),
        places.sentences(empty, View(), 102),
        quotes.listing(empty, View()),
        quotes.speakers(empty, View()),
        quotes.by_speaker_over_time(empty, View(), ["person/x"], "day"),
    ):
        assert frame.empty
        assert len(frame.columns) >= 2
    assert quotes.by_kind(empty, View())["n_quotes"].tolist() == [0, 0, 0]
