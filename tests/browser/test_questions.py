"""Three questions of an editor's day, each answered on the screen in at most three clicks from the front page.

A search counts as one click: the words are typed, and Enter is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from lib.model import Processed, Toponym
from tests.browser.conftest import WITH_HEADERS, Tab, served
from tests.store.fixtures import article, build_store, quote, toponym

#: The most clicks that an answer may cost.
CLICKS = 3
PORT_VALE = (102, "LU", 49.5, 6.0)
GREY_HAVEN = (103, "LU", 49.9, 6.2)


def coverage() -> list[Processed]:
    """Return six articles: most speak of a ferry, one of taxes, three of the Border Agency, in two places."""
    return [
        _said("stop", "Harbour Post", "02", "The ferry stops on Friday.", "Ada Berg", "We tried everything,"),
        _said("back", "Beta", "05", "The ferry sails again.", "Ada Berg", "We are glad,"),
        _said("late", "Beta", "06", "The ferry was late.", "Bo Chan", "Nobody told us,"),
        _said("taxes", "Beta", "07", "Taxes rise.", "Bo Chan", "I object,", "I said so before,", "I shall vote no,"),
        _agency("crossing", "Gazette", "03", "The Border Agency closed the crossing at Port Vale.", "Port Vale"),
        _agency("trucks", "Gazette", "08", "Trucks wait in Port Vale, the Border Agency said.", "Port Vale"),
        _agency("dogs", "Beta", "09", "The Border Agency sent dogs to Grey Haven.", "Grey Haven"),
    ]


def _said(id: str, outlet: str, day: str, text: str, speaker: str, *words: str) -> Processed:
    text += "".join(f' "{said}" {speaker} said.' for said in words)
    said = [quote(text, f'"{w}"', speaker=speaker, cue="said") for w in words]
    when = f"2026-03-{day}"
    return article(
        text, id=id, title=id.title(), outlet=outlet, published_at=when, names=[("PERSON", speaker)], quotes=said
    )


def _agency(id: str, outlet: str, day: str, text: str, place: str) -> Processed:
    names = [("ORG", "Border Agency"), ("GPE", place)]
    when = f"2026-03-{day}"
    return article(
        text, id=id, title=id.title(), outlet=outlet, published_at=when, names=names, places=[_place(text, place)]
    )


def _place(text: str, name: str) -> Toponym:
    return toponym(text, name, *(PORT_VALE if name == "Port Vale" else GREY_HAVEN))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = build_store(tmp_path_factory.mktemp("coverage") / "store", coverage())
    with served(store, *WITH_HEADERS) as address:
        yield address


class Reader:
    """An editor at the front page who counts what an answer costs."""

    def __init__(self, page: Tab) -> None:
        self.page, self.clicks = page, 0

    def search(self, words: str) -> Reader:
        self.page.page.get_by_role("searchbox", name="Words in the article").fill(words)
        self.page.page.keyboard.press("Enter")
        return self._arrive(f"with the words {words}")

    def click(self, list_name: str, text: str, arrives: str) -> Reader:
        """Follow the link with ``text`` in the list called ``list_name``, to the page where ``arrives`` is read."""
        self._list(list_name).get_by_role("link").filter(has_text=text).first.click()
        return self._arrive(arrives)

    def _arrive(self, text: str) -> Reader:
        self.clicks += 1
        self.page.wait_for_text(text).whole()
        assert self.clicks <= CLICKS
        return self

    def reads_first(self, list_name: str, text: str) -> None:
        """Wait until the first row of a list has ``text``; fails where it never does."""
        self._list(list_name).locator("li").first.filter(has_text=text).wait_for()

    def rows(self, list_name: str) -> list[str]:
        """Return what the rows of a list say, first to last, each on one line; waits for the first."""
        self._list(list_name).locator("li").first.wait_for()
        return [" ".join(row.split()) for row in self._list(list_name).locator("li").all_inner_texts()]

    def _list(self, name: str):
        return self.page.page.locator(f".list[aria-label='{name}']")


@pytest.fixture
def reader(tab: Callable[..., Tab]) -> Reader:
    return Reader(tab("").whole())


def test_who_is_quoted_most_on_the_ferry_and_what_did_she_say_first(reader: Reader) -> None:
    assert reader.rows("Most quoted")[0] == "Bo Chan 4"
    reader.search("ferry")
    assert reader.rows("Most quoted") == ["Ada Berg 2", "Bo Chan 1"]
    reader.click("Most quoted", "Ada Berg", "2 quotes by Ada Berg").reads_first("Quotes", "We are glad,")
    reader.click("Order", "Oldest first", "2 quotes by Ada Berg").reads_first("Quotes", "We tried everything,")


def test_which_outlet_has_most_on_the_border_agency_and_in_which_articles(reader: Reader) -> None:
    reader.click("Organisations", "Border Agency", "In 3 of 7 articles")
    assert reader.rows("By outlet") == ["Gazette 2 · 100 %", "Beta 1 · 25 %"]
    reader.click("By outlet", "Gazette", "Showing 2 of 7 articles from Gazette")
    assert [row.split()[0] for row in reader.rows("Articles")] == ["Trucks", "Crossing"]


def test_where_does_the_border_agency_come_up_and_which_sentence_says_so(reader: Reader) -> None:
    reader.click("Organisations", "Border Agency", "Places in the same articles")
    assert reader.rows("Places in articles that mention Border Agency")[0].startswith("Port Vale")
    reader.click("Places in articles that mention Border Agency", "Grey Haven", "In the articles' words")
    assert "The Border Agency sent dogs to Grey Haven." in reader.rows("Sentences")[0]
    reader.click("Sentences", "Grey Haven", "Dogs")
    assert reader.page.page.locator("mark.here").inner_text() == "Grey Haven"
