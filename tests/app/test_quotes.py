"""The page of quotes: the first of the list at once, the others once somebody comes there; an article's likewise."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest  # noqa: TID251 - the pages under test are Streamlit's

from lib.ingest import ingest
from lib.queries import quotes, utterances
from lib.store.read import open_store
from lib.ui import below, data
from lib.ui import quotes as shown
from lib.ui.article import ELSEWHERE
from lib.view import View
from tests.app.conftest import Visit
from tests.app.test_pages import items, parts
from tests.stories.told import truce

QUOTES, MORE, IN_ARTICLE = "Quotes", "More quotes", "Quotes in this article"
FIRST = 2


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "FIRST", FIRST)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("told") / "store"
    ingest(truce(), store)
    return store


def goes_on(page: AppTest) -> bool:
    """Return whether the first list of quotes says that another is its continuation."""
    return next(part["goes_on"] for part in parts(page) if part.get("label") == QUOTES)


def test_both_lists_are_the_whole_list_each_quote_with_where_else_it_stands(visit: Visit, told: Path) -> None:
    page, store = visit("pages/quotes.py", told), open_store(told)
    first, rest = items(page, QUOTES), items(page, MORE)
    assert len(first) == FIRST
    assert rest
    assert goes_on(page)
    listed = quotes.listing(store, View())
    assert [item["mark"] for item in first + rest] == listed["content"].tolist()
    elsewhere = utterances.repeated(store, listed["quote"].tolist())
    assert [bool(item["links"]) for item in first + rest] == [quote in elsewhere for quote in listed["quote"]]
    assert any(item["links"] for item in rest)


def test_the_others_wait_until_somebody_comes_there(visit: Visit, told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit("pages/quotes.py", told)
    monkeypatch.setattr(below, "reached", lambda *_: False)
    page = page.run()
    assert len(items(page, QUOTES)) == FIRST
    assert not items(page, MORE)
    assert MORE in [part["told"] for part in parts(page) if "told" in part]


def test_a_short_list_ends_where_it_ends(visit: Visit) -> None:
    page = visit("pages/quotes.py?speaker=person%2Fada-berg")
    assert len(items(page, QUOTES)) == 1
    assert not goes_on(page)


def test_where_else_the_quotes_of_an_article_stand_waits_until_somebody_comes_there(
    visit: Visit, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(told)
    repeated = utterances.repeated(store, store.columns.quote_number.tolist())
    own = next(iter(repeated.values()))["key"].partition(":")[0]
    page = visit(f"pages/articles.py?article={own}", told)
    whole = items(page, IN_ARTICLE)
    assert any(item["links"] for item in whole)
    assert ELSEWHERE not in [part.get("told") for part in parts(page)]
    monkeypatch.setattr(below, "reached", lambda *_: False)
    monkeypatch.setattr(data, "beside", None)
    page = page.run()
    assert not page.exception
    assert [item["mark"] for item in items(page, IN_ARTICLE)] == [item["mark"] for item in whole]
    assert not any(item["links"] for item in items(page, IN_ARTICLE))
    assert ELSEWHERE in [part.get("told") for part in parts(page)]


def test_nothing_is_waited_for_where_an_article_is_alone(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit("pages/articles.py?article=hostile")
    monkeypatch.setattr(below, "reached", lambda *_: False)
    page = page.run()
    assert items(page, IN_ARTICLE)
    assert ELSEWHERE not in [part.get("told") for part in parts(page)]
