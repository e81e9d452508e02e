"""A report can be made of every page, of one name, place or article, and of what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.export.report import Passages, Table
from lib.queries import stories
from lib.store.read import open_store
from lib.ui import reports
from lib.ui.links import ARTICLES, COMPARE, PAGES, PEOPLE, PLACES, QUOTES, STORIES, Page
from lib.view import View
from tests.app.conftest import press
from tests.store.fixtures import build_store

PLACE = "http://localhost:8501/"


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build_store(tmp_path_factory.mktemp("reports") / "store", press())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORY_STORE", str(folder))
        yield folder


def test_every_page_has_a_part_with_its_source() -> None:
    found = reports.parts([(page.title, "", page, View(outlets=("Beta",))) for page in PAGES], PLACE)
    assert [part.about.title for part in found] == [page.title for page in PAGES]
    assert all("Showing 1 of 4 articles from Beta" in part.about.shown for part in found)
    assert all(part.about.link.endswith("?outlet=Beta&version=1") for part in found)
    assert all(part.blocks for part in found)


@pytest.mark.parametrize(
    ("page", "view", "words"),
    [
        (PEOPLE, View(subject="person/ada-berg"), "Ada Berg"),
        (PLACES, View(subject="102"), "PORT VALE"),
        (QUOTES, View(speakers=("person/ada-berg",)), '"We tried everything,"'),
        (ARTICLES, View(article="ferry"), '"We tried everything,"'),
    ],
)
def test_sentences_lead_back_to_where_they_stand(page: Page, view: View, words: str) -> None:
    (part,) = reports.parts([("Own", "A note", page, view)], PLACE)
    items = [item for block in part.blocks if isinstance(block, Passages) for item in block.items]
    own = next(item for item in items if item.words == words)
    assert own.link.startswith(f"{PLACE}articles?article=")
    assert "&at=" in own.link
    assert own.link.endswith("&version=1")


def test_what_is_not_there_is_an_empty_part() -> None:
    wanted = [("Gone", "", PEOPLE, View(subject="person/nobody")), ("Gone", "", ARTICLES, View(article="gone"))]
    for part in reports.parts(wanted, PLACE):
        assert not [row for block in part.blocks if isinstance(block, Table) for row in block.rows]


def test_stories_and_comparisons_show_their_own(store: Path) -> None:
    story = stories.listing(open_store(store), View()).iloc[0]
    sides = View(beside=("outlet:Harbour Post", "outlet:Beta"))
    wanted = [("", "", STORIES, View()), ("", "", STORIES, View(subject=story.id)), ("", "", COMPARE, sides)]
    every, one, compared = ({b.title: b for b in part.blocks} for part in reports.parts(wanted, PLACE))
    assert story.title in [row[0] for row in every["Stories"].rows]
    assert len(one["Its articles, in order"].rows) == story.n_articles
    assert [row[:2] for row in compared["Side by side"].rows] == [("Harbour Post", "1"), ("Beta", "1")]
    assert ("Bo Chan", "People", "1") in compared["Only here: Beta"].rows
    assert "Over time" in compared
    assert not any("Who speaks" in found for found in (every, one, compared))


def test_a_column_is_headed_by_what_it_counts() -> None:
    pages = [PAGES[0], PEOPLE, PLACES, QUOTES]
    for part in reports.parts([("", "", page, View(unit="texts")) for page in pages], PLACE):
        heads = {head for block in part.blocks if isinstance(block, Table) for head in block.columns}
        assert "Texts" in heads
        assert "Articles" not in heads


@pytest.mark.parametrize(
    ("url", "page"), [("http://h/people?q=1", PEOPLE), ("http://h/", PAGES[0]), ("http://h/base/people", PEOPLE)]
)
def test_the_address_of_the_program(url: str, page: Page) -> None:
    assert reports.program_address(url, page) in ("http://h/", "http://h/base/")
