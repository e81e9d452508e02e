"""Rows of a query as items of a list."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.model import Article
from lib.ui import lists
from lib.ui.article import chain_in_words, source
from lib.view import View


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    frame = pd.DataFrame(
        {
            "id": ["person/a", "person/b"],
            "name": ["A", "B"],
            "role": ["mayor", None],
            "n_articles": [10, 5],
            "share": [0.5, 0.25],
        }
    )
    first, second = lists.names(frame, View(subject="person/b"), "person")
    assert (first["bar"], second["bar"]) == (1.0, 0.5)
    assert (first["note"], second["note"]) == ("mayor", None)
    assert (first["on"], second["on"]) == (False, True)
    assert first["href"] == "./people?show=person%2Fa"
    assert first["say"] == "A: 10 articles"


def test_an_empty_frame_makes_an_empty_list() -> None:
    assert lists.names(pd.DataFrame(columns=["id", "name", "n_articles"]), View(), "person") == []
    assert lists.sentences(pd.DataFrame(columns=["article_id", "start"]), View(), "person", "person/a") == []


def test_a_pair_shows_the_other_name() -> None:
    frame = pd.DataFrame(
        {
            "id_a": ["person/a", "org/c"],
            "name_a": ["A", "C"],
            "kind_a": ["person", "org"],
            "id_b": ["person/b", "person/a"],
            "name_b": ["B", "A"],
            "kind_b": ["person", "person"],
            "n_articles": [4, 2],
        }
    )
    items = lists.together(frame, View(), "person/a")
    assert [(i["title"], i["kind"]) for i in items] == [("B", "person"), ("C", "org")]


def test_all_who_say_a_quote_are_linked() -> None:
    (item,) = lists.quotes(quote_frame(also=["Bo Chan"], also_ids=["person/bo"]), View())
    assert [(o["title"], o["href"]) for o in item["others"]] == [("Bo Chan", "./people?show=person%2Fbo")]
    assert lists.quotes(quote_frame(), View())[0]["others"] == []


def quote_frame(**changes) -> pd.DataFrame:
    row = {
        "article_id": "a1", "title": None, "outlet": "", "day": pd.NaT, "speaker_id": "person/ada",
        "speaker": "Ada Berg",
        "speaker_text": "she", "kind": "direct", "before": "b " * 200, "content": "We tried", "after": "", "score": 0.8,
        "start": 17, "also": [], "also_ids": [],
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_a_quote_says_who_as_written_and_opens_its_article_there() -> None:
    (item,) = lists.quotes(quote_frame(), View())
    assert (item["speaker"], item["note"]) == ("Ada Berg", "as “she”")
    assert item["href"] == "./articles?article=a1&at=17"
    assert item["meta"][:3] == ["Untitled article", "no outlet given", "no date"]
    assert len(item["before"]) < 110


def test_an_unattributed_quote_is_listed_as_that() -> None:
    (item,) = lists.quotes(quote_frame(speaker_id=None, speaker=None, speaker_text=None), View())
    assert (item["speaker"], item["speaker_known"], item["speaker_href"]) == ("Unattributed", False, None)
    assert item["note"] == "nobody could be given"


@pytest.mark.parametrize(
    ("n", "best", "known", "said"),
    [
        (
            2,
            ("Paris", "FR", 0.55),
            '[{"name": "Paris", "country": "US", "score": 0.4}]',
            "Could be Paris, France (0.55); Paris, United States (0.40)",
        ),
        (
            2,
            ("Springfield", "US", 0.5, 37.22, -93.3, 4409896),
            [{"name": "Springfield", "country": "US", "score": 0.2, "lat": 39.8, "lon": -89.64, "geonameid": 4250542}],
            "Could be Springfield, Missouri, United States (0.50); Springfield, Illinois, United States (0.20)",
        ),
        (
            2,
            ("Vale", "US", 0.5, 45.52, -122.68),
            [{"name": "Vale", "country": "US", "score": 0.23, "lat": 43.66, "lon": -70.26}],
            "Could be Vale, United States (45.5° N, 122.7° W, 0.50); Vale, United States (43.7° N, 70.3° W, 0.23)",
        ),
        (9, ("Vale", None, 0.5), [], "Could be Vale, no one country (0.50) or 8 more"),
        (0, (None, None, 0.0), None, "no place of this name is known"),
        (4, (None, None, 0.0), [], "4 places of this name"),
    ],
)
def test_candidates_of_a_doubtful_place(n: int, best: tuple, known: object, said: str) -> None:
    assert lists.candidates(n, lists.Guess(*best), known) == said


def test_why_a_place_is_in_doubt_is_said() -> None:
    said = lists.doubts("ambiguous", "gazetteer+known+rivals", 1, lists.Guess("Springfield", "US", 0.3), "[]")
    assert said[2] == "First: the best known of this name, but many towns have this name"
    assert len(lists.doubts("unknown", "model", 0, lists.Guess(None, None, 0.0), "[]")) == 2


@pytest.mark.parametrize(
    ("name", "written", "chain", "said"),
    [
        ("Ada Berg", "Ada Berg", [], None),
        ("Ada Berg", "He", ["Mr Berg", "Ada Berg"], "as “He”, taken to be “Mr Berg”, taken to be “Ada Berg”"),
        ("Ada Berg", "Berg", [], "as “Berg”"),
        (None, "the mayor", ["the mayor"], "not tied to a name"),
        (None, None, [], "nobody could be given"),
    ],
)
def test_the_chain_in_words(name: str | None, written: str | None, chain: list[str], said: str | None) -> None:
    assert chain_in_words(name, written, chain) == said


def test_the_roles_of_a_place_are_told_in_words_alone() -> None:
    frame = pd.DataFrame({"role": ["in_quote"], "n_articles": [2], "share": [0.5]})
    (item,) = lists.roles_of_place(frame, View(), 7, {"in_quote": "Inside a quote"})
    assert (item["title"], item["note"]) == ("Inside a quote", None)
    assert "in_quote" in item["href"]


@pytest.mark.parametrize(
    ("published_at", "day"),
    [
        ("2026-05-09T14:30:00Z", "9 May 2026"),
        ("2026-05-09", "9 May 2026"),
        ("last Tuesday", "last Tuesday"),
        (None, "no date"),
    ],
)
def test_words_are_cited_with_the_day_of_their_article_even_an_odd_one(published_at: str | None, day: str) -> None:
    own = Article(text="Said.", id="a", title="Strike looms", outlet="Beta", published_at=published_at)
    assert source(own) == f"Strike looms, Beta, {day}"


def test_a_description_opens_the_newest_article_that_gives_it() -> None:
    days = pd.to_datetime(["2026-05-01", None]), pd.to_datetime(["2026-05-03", None])
    told = {"role": ["mayor", "poet"], "n_articles": [2, 1], "first_day": days[0], "last_day": days[1]}
    mayor, poet = lists.roles(
        pd.DataFrame(told | {"article_id": ["a", "b"]}), View(outlets=("Beta",)), "person/ada-berg"
    )
    assert mayor["href"] == "./articles?outlet=Beta&show=person%2Fada-berg&article=a"
    assert [one["meta"] for one in (mayor, poet)] == [["2 articles", "1 May to 3 May 2026"], ["1 article", ""]]
