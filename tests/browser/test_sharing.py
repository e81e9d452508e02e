"""Links that hold still, queues that are presented, and words that are taken along, in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.store import saved
from tests.browser.conftest import WITH_HEADERS, served
from tests.store.fixtures import article, build_store

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def copied(tab, name: str) -> str:
    """Return what the button ``name`` copies."""
    tab.page.get_by_role("button", name=name).first.click()
    tab.page.get_by_text("Copied", exact=True).first.wait_for()
    return tab.page.evaluate("navigator.clipboard.readText()")


@pytest.fixture(scope="module")
def queued(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a copy of the store with a queue of two views."""
    folder = shutil.copytree(store, tmp_path_factory.mktemp("queued") / "store")
    for name, page, query in (("First", "people", "outlet=Beta"), ("Second", "quotes", "kind=direct")):
        saved.put(folder, saved.new(name, page, query, note=f"Note to {name}", queue="Monday"))
    with served(folder, *WITH_HEADERS) as address:
        yield address


def test_a_pinned_link_holds_its_numbers_says_what_came_and_leads_to_now(
    tab, serve, store: Path, tmp_path: Path
) -> None:
    store = shutil.copytree(store, tmp_path / "store")
    address = serve(store)
    link = copied(tab("people?outlet=Beta", address, **CLIPBOARD), "Copy pinned link")
    assert link == f"{address}/people?outlet=Beta&version=1"
    more = "Ada Berg met Cy Dunn. Ada Berg said no."
    build_store(store, [article(more, id="more", outlet="Beta", names=[("PERSON", "Ada Berg"), ("PERSON", "Cy Dunn")])])
    page = tab(link.removeprefix(f"{address}/"), address)
    assert "Showing 1 of 4 articles from Beta" in page.text()
    assert "This view had 1 article then and has 2 now." in page.text()
    assert "articles: 1 new" in page.text()
    page.page.get_by_role("link", name="Show this view as it is now").click()
    page.wait_for_text("Showing 2 of 5 articles from Beta")
    assert page.query == "outlet=Beta"


def test_a_queue_is_presented_with_keys_and_ended(tab, queued: str) -> None:
    page = tab("saved", queued)
    page.page.get_by_role("link", name="Present 2 views").click()
    page.page.get_by_text("Note to First").wait_for()
    page.page.locator("[data-testid=stSidebar]").wait_for(state="hidden")
    page.settled()
    page.page.keyboard.press("ArrowRight")
    page.page.get_by_text("Note to Second").wait_for()
    assert page.page.url == f"{queued}/quotes?kind=direct&present=1&queue=Monday&step=2"
    page.page.reload()
    page.page.get_by_text("Note to Second").wait_for()
    page.settled().page.keyboard.press("p")
    page.page.get_by_text("Note to First").wait_for()
    page.page.go_back()
    page.page.get_by_text("Note to Second").wait_for()
    page.settled().page.keyboard.press("Escape")
    page.page.locator("[data-testid=stSidebar]").wait_for(state="visible")
    assert page.query == "kind=direct"


def test_keys_do_nothing_while_somebody_types(tab) -> None:
    page = tab("people")
    page.page.keyboard.press("/")
    field = page.page.get_by_role("searchbox", name="Words in the article")
    field.press_sequentially("m?n/")
    assert field.input_value() == "m?n/"
    assert page.query == ""
    assert page.page.locator("dialog[open]").count() == 0


def test_the_keys_are_shown_and_step_through_mentions(tab) -> None:
    page = tab("articles?article=ferry&show=person%2Fada-berg&at=12")
    page.page.keyboard.press("?")
    page.page.locator("dialog[open]").get_by_text("next mention in an article").wait_for()
    page.page.keyboard.press("?")
    page.page.keyboard.press("n")
    page.page.get_by_text("2 of 2 mentions").wait_for()


def test_a_quote_is_cited_with_a_link_that_lands_on_it(tab) -> None:
    page = tab("quotes?speaker=person%2Fada-berg", **CLIPBOARD)
    page.page.get_by_text("We tried everything").first.hover()
    cited = copied(page, "Cite").splitlines()
    assert cited[:2] == ['"We tried everything,"', "Ada Berg, Ferry to stop, Harbour Post, 2 March 2026"]
    landed = tab(cited[2].removeprefix(f"{page.site}/"))
    assert landed.page.locator(".said.here").inner_text() == '"We tried everything,"'


SELECT = """() => {
    const article = [...document.querySelectorAll("*")].find((n) => n.shadowRoot?.querySelector("article")).shadowRoot;
    const block = article.querySelector("p.block"), walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const first = nodes.find((n) => n.data.includes("ferry would")), last = nodes.find((n) => n.data.includes("tried"));
    getSelection().setBaseAndExtent(first, first.data.indexOf("ferry"), last, last.data.indexOf("tried") + 5);
}"""


def test_selected_words_are_cited_with_a_link_that_lands_on_them(tab) -> None:
    page = tab("articles?article=ferry", **CLIPBOARD)
    page.page.evaluate(SELECT)
    page.page.locator(".cite button").click()
    page.page.get_by_text("Copied", exact=True).first.wait_for()
    words, source, link = page.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert words == '“ferry would stop. "We tried”'
    assert source == "Ferry to stop, Harbour Post, 2 March 2026"
    landed = tab(link.removeprefix(f"{page.site}/"))
    assert "".join(landed.page.locator(".cited").all_inner_texts()) == 'ferry would stop. "We tried'


def test_a_link_to_a_chart_opens_the_page_there(tab) -> None:
    low = {"viewport": {"width": 1280, "height": 600}}
    page = tab("", **low, **CLIPBOARD)
    below = page.page.locator(".st-key-chart-map")
    assert not below.count()
    page.whole()
    below.get_by_role("button", name="Copy link to this chart").click()
    page.page.get_by_text("Copied", exact=True).first.wait_for()
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.site}/#chart-map"
    landed = tab(link.removeprefix(f"{page.site}/"), **low).page.locator(".st-key-chart-map").bounding_box()
    assert landed["y"] < page.page.viewport_size["height"] - landed["height"] / 2


def test_a_queue_is_taken_away_as_a_report(tab, queued: str) -> None:
    page = tab("saved", queued)
    page.page.get_by_role("button", name="Report").click()
    for text, start in (("HTML", b"<!doctype html>"), ("PDF", b"%PDF-")):
        with page.page.expect_download() as coming:
            page.page.get_by_role("button", name=text, exact=True).click()
        assert Path(coming.value.path()).read_bytes().startswith(start)
