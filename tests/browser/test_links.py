"""Every page answers a cold link by itself, and every click is one step of Back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import PLAIN

#: Each costs a server's start; that every page, run alone, has its filters is in tests/app/test_pages.py.
COLD = [("", "Overview"), ("people", "People"), ("compare", "Compare")]
FILTERS = "?outlet=Beta&from=2026-03-01&name=person%2Fada-berg"
SHOWN = "Showing 1 of 4 articles from Beta, since 1 March 2026, that mention Ada Berg."


@pytest.mark.parametrize(("path", "title"), COLD)
def test_a_fresh_server_answers_a_cold_link_with_its_filters(tab, serve, store: Path, path: str, title: str) -> None:
    address = serve(store, *PLAIN)
    page = tab(path + FILTERS, address, plain=True)
    assert page.page.locator("h1").first.inner_text() == title
    assert SHOWN in page.text()


def test_add_articles_answers_a_cold_link(tab) -> None:
    assert tab("add_articles").page.locator("h1").first.inner_text() == "Add articles"


def test_the_headers_keep_everything_else_out(tab, site: str) -> None:
    answer = tab("people").page.request.get(f"{site}/people")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_menu_carries_the_filters_and_back_returns(tab) -> None:
    page = tab("people?outlet=Beta")
    page.page.get_by_role("link", name="Quotes", exact=True).click()
    page.wait_for_text("Words in the quote")
    assert page.page.url.endswith("/quotes?outlet=Beta")
    page.page.go_back()
    page.wait_for_text("In most articles")
    assert page.page.url.endswith("/people?outlet=Beta")


def test_back_undoes_each_filter(tab) -> None:
    page = tab("articles")
    page.page.get_by_role("searchbox", name="Words in the article").fill("ferry")
    page.page.keyboard.press("Enter")
    page.wait_for_text("with the words ferry")
    page.page.get_by_role("combobox", name="Outlets").fill("harbour post")
    page.page.keyboard.press("Enter")
    page.wait_for_text("from Harbour Post")
    assert page.query == "outlet=Harbour+Post&q=ferry"
    page.page.get_by_label("From", exact=True).press_sequentially("03012026")
    assert page.query == "outlet=Harbour+Post&q=ferry"  # a year of four digits is one of one digit on the way
    page.page.keyboard.press("Enter")
    page.wait_for_text("since 1 March 2026")
    page.page.get_by_text("Texts", exact=True).click()
    page.wait_for_text("Counting independent texts")
    assert page.query == "from=2026-03-01&outlet=Harbour+Post&q=ferry&count=texts"
    page.page.get_by_role("button", name="Take off Harbour Post").click()
    page.wait_for_text("Clear all")
    assert page.query == "from=2026-03-01&q=ferry&count=texts"
    for _ in range(4):
        page.page.go_back()
        page.settled()
    assert page.query == "q=ferry"
    assert "from Harbour Post" not in page.text()
    assert page.page.get_by_role("searchbox", name="Words in the article").input_value() == "ferry"
    page.page.go_back()
    page.wait_for_text("All 4 articles")
    assert page.query == ""
    assert page.page.get_by_role("searchbox", name="Words in the article").input_value() == ""


def test_a_chip_takes_its_filter_off(tab) -> None:
    page = tab("people" + FILTERS)
    page.page.get_by_role("link", name="Remove: Beta").click()
    page.wait_for_text("Showing 3 of 4 articles")
    assert "outlet" not in page.query


def test_the_copied_link_opens_the_same_view_elsewhere(tab) -> None:
    page = tab("people" + FILTERS, permissions=["clipboard-read", "clipboard-write"])
    page.page.get_by_role("button", name="Copy link", exact=True).click()
    page.page.get_by_role("button", name="Copied").wait_for()
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert link == page.page.url
    assert SHOWN in tab(link.partition("/people")[2].join(["people", ""])).text()


def test_the_name_page_goes_back_to_the_ranking_from_the_menu(tab) -> None:
    page = tab("people?show=person%2Fada-berg")
    page.page.get_by_role("link", name="People", exact=True).first.click()
    page.wait_for_text("In most articles")
    assert page.page.url.endswith("/people")


def test_keys_alone_open_a_name(tab) -> None:
    page = tab("people")
    page.page.get_by_role("link", name="Ada Berg: 3 articles").focus()
    page.page.keyboard.press("Enter")
    page.wait_for_text("In the articles' words")
    assert "show=person%2Fada-berg" in page.query


def test_arrow_keys_go_through_names_by_outlets(tab) -> None:
    page = tab("people").whole()
    table = page.page.get_by_role("table", name="Share of the outlet’s articles")
    assert table.locator("a[tabindex='0']").count() == 1
    table.locator("a[tabindex='0']").press("ArrowRight")
    chosen = table.locator("a:focus")
    assert chosen.get_attribute("aria-label").startswith(table.locator("tbody th").first.inner_text())
    assert chosen.get_attribute("tabindex") == "0"
    chosen.press("Enter")
    page.wait_for_text("‹ People")
    assert "outlet=" in page.query
    assert "show=person%2F" in page.query


def test_a_cold_link_shows_its_first_chart_before_streamlit_runs_and_then_the_page_itself(chromium, site: str) -> None:
    page = chromium.new_page(color_scheme="dark")
    held: list = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/static/js/index.*.js", hold)
    page.goto(f"{site}/people?outlet=Beta", wait_until="commit")
    early = page.locator("#early")
    early.locator("svg").wait_for()
    assert early.locator("h1").inner_text() == "People"
    assert "Showing 1 of 4 articles from Beta" in early.inner_text()
    assert "Ada Berg" in early.locator("svg").text_content()
    assert early.evaluate("(own) => getComputedStyle(own).backgroundColor") == "rgb(18, 22, 28)"
    for route in held:
        route.continue_()
    page.locator("[data-testid=stVegaLiteChart] svg").wait_for()
    early.wait_for(state="detached")
    page.close()
