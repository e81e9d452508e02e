"""From an article to its story, to a quote's versions, to another outlet's text; and what a copy has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.ingest import ingest
from tests.browser.conftest import WITH_HEADERS, Tab, served
from tests.browser.test_accessibility import in_both_themes
from tests.stories.told import truce


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = tmp_path_factory.mktemp("truce") / "store"
    ingest(truce(), store)
    with served(store, *WITH_HEADERS) as address:
        yield address


def follow(page: Tab, text: str, form: str) -> Tab:
    page.page.locator(f".list.{form} a", has_text=text).first.click()
    return page.settled()


def test_from_an_article_to_its_story_to_a_quote_to_the_other_text(tab) -> None:
    page = tab("articles?article=cut")
    follow(page, "Truce in", "chips")
    page.wait_for_text("Who reports it")
    assert "4 articles, 3 independent texts" in page.text()
    follow(page, "The truce will hold", "quotes")
    page.wait_for_text("One quote, as each article gives it")
    assert page.page.locator(".list.changes del").first.inner_text() == "left the harbour"
    assert page.page.locator(".list.changes ins", has_text="final").count() == 1
    for flag in ("words altered", "another speaker"):
        assert page.page.locator(".list.changes .flag", has_text=flag).count() == 1
    follow(page, "Gamma", "changes")
    page.wait_for_text("Truce in Gamma")
    assert page.query.startswith("article=other&at=")


def test_axe_finds_nothing_serious_on_a_story(tab) -> None:
    page = follow(tab("articles?article=cut"), "Truce in", "chips")
    assert in_both_themes(page.wait_for_text("Who reports it")) == []


def test_a_copy_shows_whose_text_it_is_and_what_was_changed(tab) -> None:
    page = tab("articles?article=copy")
    page.wait_for_text("Copy of “Truce in Corvane” in Corvane, which credits Corvane.")
    page.page.get_by_text("What was changed").click()
    changed = page.page.locator(".list.changes")
    changed.wait_for()
    assert changed.locator("del").first.inner_text() == "nine weeks"
    assert changed.locator("ins").first.inner_text() == "two months"


def test_every_figure_counts_what_the_switch_says_and_back_undoes_it(tab) -> None:
    page = tab("")
    page.page.get_by_role("group", name="Count").get_by_text("Texts", exact=True).click()
    page.wait_for_text("Counting independent texts: all 3 independent texts, in 4 articles")
    follow(page, "independent texts", "figures")
    page.wait_for_text("in 2 articles, shown once")
    page.page.go_back()
    page.page.go_back()
    page.wait_for_text("All 4 articles")
