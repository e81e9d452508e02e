"""From a chart to an article to a mention; and an article that means harm stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.ui.components import FRONTEND
from tests.app.conftest import HOSTILE


def middle(tab, selector: str) -> tuple[float, float]:
    box = tab.page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


BETA = "[aria-roledescription='rect mark'][aria-label*='Outlet: Beta']"


def test_a_click_on_a_column_keeps_what_it_counts_and_back_lifts_it(tab) -> None:
    page = tab("?by=day")
    page.page.locator(BETA).wait_for()
    page.page.mouse.click(*middle(page, BETA))
    page.wait_for_text("from Beta")
    assert page.query == "from=2026-03-09&to=2026-03-09&outlet=Beta"
    page.page.go_back()
    page.wait_for_text("All 4 articles")


def test_a_stretch_in_the_chart_keeps_those_days(tab) -> None:
    page = tab("?by=day")
    page.page.locator(BETA).wait_for()
    x, y = middle(page, BETA)
    page.page.mouse.move(x - 60, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 20, y, steps=6)
    page.page.mouse.up()
    page.wait_for_text("Showing 1 of 4 articles")
    assert page.query.startswith("from=2026-03-0")
    assert "to=2026-03-09" in page.query


def test_a_click_on_a_circle_keeps_the_place(tab) -> None:
    page = tab("").whole()
    circle = "[role=graphics-symbol][aria-label*='PORT VALE']"
    page.page.locator(circle).first.scroll_into_view_if_needed()
    page.page.mouse.click(*middle(page, circle))
    page.wait_for_text("about PORT VALE")
    assert page.query == "place=102"


def test_the_deep_link_scrolls_to_the_mention(tab) -> None:
    page = tab("articles?article=ferry&show=person%2Fada-berg&at=12")
    here = page.page.locator("mark.here")
    here.wait_for()
    assert here.inner_text() == "Ada Berg"
    assert page.page.locator("mark.hit").count() == 2


def test_stepping_goes_from_mention_to_mention_and_back(tab) -> None:
    page = tab("articles?article=ferry&show=person%2Fada-berg&at=12")
    page.page.get_by_role("link", name="next mention").click()
    page.page.get_by_text("2 of 2 mentions").wait_for()
    page.page.go_back()
    page.page.get_by_text("1 of 2 mentions").wait_for()


def test_a_click_on_a_mark_starts_stepping_through_that_name(tab) -> None:
    page = tab("articles?article=ferry")
    page.page.locator("article mark.org").first.click()
    page.page.get_by_text("1 of 1 mention").wait_for()
    assert "show=org%2Facme" in page.query


def test_a_quote_opens_its_article_there(tab) -> None:
    page = tab("quotes?speaker=person%2Fada-berg")
    page.page.get_by_text("We tried everything").first.click()
    page.wait_for_text("Ferry to stop")
    assert page.page.locator(".said.here").inner_text() == '"We tried everything,"'


def test_kinds_of_quote_filter_the_list(tab) -> None:
    page = tab("quotes")
    page.page.get_by_role("link", name="indirect, reported").click()
    page.wait_for_text("1 quote")
    assert page.query == "kind=indirect"


@pytest.mark.parametrize("path", ["articles", "articles?article=hostile", "people", "quotes", "", "method"])
def test_a_hostile_article_stays_text(tab, path: str) -> None:
    page = tab(path)
    assert page.page.locator("[data-testid=stMain] script, [data-testid=stMain] img").count() == 0
    if path in ("articles?article=hostile", "people", "articles"):
        page.page.get_by_text(HOSTILE).first.wait_for()


def test_presentation_hides_the_side_bar(tab) -> None:
    page = tab("people?present=1")
    page.page.locator("[data-testid=stSidebar]").wait_for(state="hidden")
    page.page.get_by_role("link", name="End presentation").click()
    page.page.locator("[data-testid=stSidebar]").wait_for(state="visible")


def test_a_pasted_text_is_added_found_and_opened(tab, serve, tmp_path: Path) -> None:
    address = serve(tmp_path / "store")
    page = tab("", address)
    page.page.get_by_role("link", name="Add articles").first.click()
    page.wait_for_text("Paste a text")
    text = 'PARIS - The mayor, Clara Lindqvist, said: "The bridge stays closed."\n\nLindqvist spoke in Paris.'
    page.page.get_by_label("Text of the article").fill(text)
    page.page.get_by_label("Title, if it is not in the text").fill("Bridge closed")
    page.page.get_by_label("Date of publication").fill("2026-05-09")
    page.page.get_by_role("button", name="Add this text").click()
    page.page.get_by_text("1 article added").wait_for(timeout=120_000)
    page.page.get_by_role("link", name="See all articles").click()
    page.wait_for_text("Bridge closed")
    page.page.get_by_role("searchbox", name="Words in the article").fill("bridge")
    page.page.keyboard.press("Enter")
    page.wait_for_text("with the words bridge")
    page.page.get_by_role("link", name="Bridge closed").click()
    page.page.locator("article .said").get_by_text("The bridge stays closed.").wait_for()


NOTHING_AHEAD = "() => ![...document.querySelectorAll('[class*=st-key-near-]')].some((part) => part.checkVisibility())"


def test_a_window_as_high_as_the_page_draws_every_part_of_it(tab) -> None:
    page = tab("people?show=person%2Fada-berg", viewport={"width": 1280, "height": 6000})
    page.page.wait_for_function(NOTHING_AHEAD)
    assert page.settled().page.get_by_role("heading", name="Ada Berg says").is_visible()


def test_the_numbers_of_a_wide_table_are_whole_on_a_phone(chromium) -> None:
    style = "".join((FRONTEND / name).read_text("utf-8") for name in ("base.css", "grid.css"))
    head = "".join(f'<th scope="col"><span>Outlet {i}</span></th>' for i in range(12))
    cells = '<td><a class="cell">34 %</a></td>' * 12
    rows = f'<tr><td></td>{head}</tr></thead><tr><th scope="row"><a class="name">Ada Berg</a></th>{cells}</tr>'
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.set_content(f'<style>{style}</style><div class="root"><table class="many"><thead>{rows}</table></div>')
    wide = page.locator(".cell").evaluate_all("(all) => all.map((own) => [own.scrollWidth, own.clientWidth])")
    assert len(wide) == 12
    assert all(needed <= there for needed, there in wide)
    page.close()
