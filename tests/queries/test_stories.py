"""Stories in a view and one of them, over the made-up press; utterances over a published store."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lib.ingest import ingest
from lib.queries import stories, utterances
from lib.queries.counts import articles_in_view
from lib.queries.scope import scope
from lib.queries.totals import labels, totals
from lib.store.read import Store, open_store
from lib.stories.utterances import Said
from lib.view import View
from tests.stories.told import TOLD, truce


def test_every_story_in_view_is_listed_once_and_opens_its_articles(store, view: View) -> None:
    pages = [stories.listing(store, view.with_(page=p), limit=7) for p in (1, 2, 3, 4)]
    ids = [i for page in pages for i in page["id"]]
    assert len(ids) == len(set(ids)) == totals(store, view).n_stories
    plain = view.with_(unit="articles")
    for row in pages[0].itertuples():
        if view.story is None:
            assert articles_in_view(scope(store, plain.with_(story=row.id))) == row.n_articles
        own = stories.articles(store, view, row.id)
        assert (len(own), own["outlet"].nunique()) == (row.n_articles, row.n_outlets)
        assert stories.origins(store, view, row.id)["n_articles"].sum() == row.n_articles


def test_pulses_hold_every_dated_article(store) -> None:
    page = stories.listing(store, View())
    numbers = tuple(page["story"])
    found = stories.pulses(store, View(), numbers)
    dated = Counter(f.story for f in store.facts if f.day)
    assert {n: sum(found[n]) for n in numbers} == {n: dated[n] for n in numbers}
    assert max(map(len, found.values())) <= stories.POINTS


def test_orders(store) -> None:
    largest = stories.listing(store, View())["n_articles"]
    assert largest.is_monotonic_decreasing
    newest = stories.listing(store, View(sort="newest"))["last_day"]
    assert newest.dropna().is_monotonic_decreasing
    growing = stories.listing(store, View(sort="growing", end=date(2026, 3, 10)))
    assert (growing["n_new"] - growing["n_before"]).is_monotonic_decreasing


def test_the_first_page_is_the_head_of_the_whole_list(store, view: View) -> None:
    for sort in (None, "newest", "oldest", "growing"):
        whole = stories.listing(store, view.with_(sort=sort), limit=999)
        for n in (1, 3):
            first = stories.listing(store, view.with_(sort=sort), limit=n)
            assert first.to_dict("records") == whole.head(n).to_dict("records")


def test_what_one_outlet_has_alone(store) -> None:
    for row in stories.alone(store, View(), "s3").itertuples():
        own = [f for f in store.facts if f.story == 3]
        having = {f.outlet for f in own if row.id in f.names or (row.kind == "place" and int(row.id) in f.places)}
        assert having == {row.outlet}


def test_voices_are_those_quoted_most(store) -> None:
    said = Counter(v for f in store.facts if f.story == 3 for q in f.quotes for v in q[0])
    found = stories.voices(store, View(), (3,))[3]
    assert [said[f"person/{name.lower().replace(' ', '-')}"] for name in found] == sorted(said.values())[::-1][:3]


def test_story_of_an_article_its_card_and_its_label(store) -> None:
    assert stories.of_article(store, "a3")[0] == "s3"
    assert stories.of_article(store, "nothing") is None
    assert stories.card(store, "s3").n_articles == sum(f.story == 3 for f in store.facts)
    assert stories.card(store, "nothing") is None
    assert labels(store, View(story="s3"))["s3"] == "Title 3"
    assert stories.find(store, "TITLE 3", limit=1)["id"].tolist() == ["s3"]
    assert stories.find(store, " ").empty


def test_versions_begin_with_the_original(store) -> None:
    copy = next(f for f in store.facts if f.text != f.article)
    found = stories.versions(store, copy.id)
    assert found["id"].iloc[0] == f"a{copy.text}"
    assert set(found["id"]) == {f.id for f in store.facts if f.text == copy.text}
    lone = next(f for f in store.facts if sum(o.text == f.text for o in store.facts) == 1)
    assert stories.versions(store, lone.id).empty


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("press")
    ingest(truce(), folder)
    return open_store(folder)


def test_one_utterance_with_its_versions(press: Store) -> None:
    ((story, number, n),) = press.rows("SELECT id, story, n_articles FROM stories")
    assert n == len(TOLD)
    (utterance,) = utterances.of_story(press, story)
    assert utterances.facts(utterance) == {
        "n_articles": 4, "n_outlets": 4, "n_trimmed": 1, "n_altered": 1, "disputed": True,
    }  # fmt: skip
    shown = utterances.variants(press, utterance)
    assert shown["form"].tolist() == ["fullest", "trimmed", "altered", "same"]
    assert shown["other_speaker"].tolist() == [False, False, True, False]
    start = TOLD["cut"][1].index('"')
    found = utterances.repeated(press, press.columns.quote_number.tolist())
    (cut,) = utterances.in_article(press, "cut")
    key = utterances.key("cut", start)
    assert found[cut] == utterances.facts(utterance) | {"story": story, "key": key, "form": "trimmed"}
    assert len(found) == len(TOLD)
    assert utterances.repeated(press, [cut]) == {cut: found[cut]}
    assert utterances.stories_of(press, [cut]) == {number: story}
    assert utterances.in_article(press, "no such article") == ()


def test_two_quotes_that_begin_at_one_letter_are_told_of_each() -> None:
    words = "The ferry will never leave the harbour again."
    said = {1: Said("a:0", "a", words), 2: Said("a:0", "a", words[:-7]), 3: Said("b:5", "b", words)}
    told = dict(utterances._repeated("s", said))
    assert {number: own["form"] for number, own in told.items()} == {1: "fullest", 2: "trimmed", 3: "same"}


def test_the_newest_quotes_of_a_large_story_are_compared(press: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ((story,),) = press.rows("SELECT id FROM stories")
    monkeypatch.setattr(utterances, "MAX_QUOTES", 2)
    (utterance,) = utterances.of_story(press, story)
    newest = press.rows("SELECT a.id FROM quotes q JOIN articles a USING (article) ORDER BY q.day DESC, quote LIMIT 2")
    assert {v.said.article for v in utterance.variants} == {id for (id,) in newest}


def test_a_cue_inside_a_quote_is_no_part_of_it() -> None:
    assert utterances.whole('"Go," she said, "now."', "said") == '"Go now."'
    assert utterances.whole("'Go,' said Ann Lee, the envoy, 'now.'", "said") == "'Go now.'"
    assert utterances.whole('"Go" and "stay" are words.', "said") == '"Go" and "stay" are words.'


def test_an_unknown_story_says_nothing(press: Store) -> None:
    assert utterances.of_story(press, "nothing") == []
