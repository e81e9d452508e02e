"""Addresses, chips and the sentence: what a colleague gets who opens the link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from lib.charts import percent
from lib.queries.totals import Totals
from lib.ui import links
from lib.ui.chips import chips, without_filters
from lib.ui.words import certainty, count, days, moment, sentence, title
from lib.view import View, from_params

FULL = View(
    start=date(2026, 3, 1),
    end=date(2026, 4, 30),
    outlets=("Beta", "A&B = C?"),
    words='"cease fire" OR truce',
    names=("person/ada-berg",),
    places=(102,),
    place_role="dateline",
    speakers=("unattributed",),
    kinds=("direct",),
    says="never",
)
TOTALS = Totals(
    412, 300, 390, 566, 401, 540, 120, 0, 3, 4, 900, 80, 5, 0, date(2026, 3, 1), date(2026, 4, 30), False, 7
)


@pytest.mark.parametrize("page", links.PAGES)
def test_an_address_holds_the_whole_view(page: links.Page) -> None:
    address = urlsplit(links.href(page, FULL))
    assert address.path == f"./{page.path}"
    assert from_params(parse_qs(address.query)) == (FULL, [])


def test_links_to_a_name_carry_the_filters_and_nothing_else() -> None:
    view = replace(FULL, article="a1", at=7, page=3)
    there = urlsplit(links.to_name("org/acme", "org", view))
    assert there.path == "./organisations"
    assert from_params(parse_qs(there.query))[0] == view.filters().with_(subject="org/acme")


def test_a_name_without_a_page_of_its_own_opens_its_articles() -> None:
    there = urlsplit(links.to_name("event/olympics", None, View()))
    assert (there.path, parse_qs(there.query)) == ("./articles", {"name": ["event/olympics"]})


def test_each_chip_takes_off_its_own_filter_and_no_other() -> None:
    labels = {"person/ada-berg": "Ada Berg", 102: "Port Vale"}
    left = {}

    def keep(view: View) -> str:
        left[len(left)] = view
        return "./"

    titles = [chip["title"] for chip in chips(FULL, labels, keep)]
    assert titles[:5] == ['“"cease fire" OR truce”', "1 March to 30 April 2026", "Beta", "A&B = C?", "Ada Berg"]
    assert left[0] == FULL.with_(words="")
    assert left[1] == FULL.with_(start=None, end=None)
    assert left[4] == FULL.with_(names=())
    assert len(titles) == len(left) == 10
    assert chips(View(), {}, keep) == []


def test_clear_all_stays_on_the_name() -> None:
    cleared = without_filters(replace(FULL, subject="person/ada-berg"))
    assert cleared == View(subject="person/ada-berg")


def test_the_sentence_gives_the_denominator_and_what_is_left_out() -> None:
    view = View(start=date(2026, 3, 1), end=date(2026, 4, 30), names=("org/hnc",))
    said = sentence(view, TOTALS, {"org/hnc": "HNC"})
    assert said.startswith(
        "Showing 412 of 566 articles from 3 outlets, 1 March 2026 to 30 April 2026, that mention HNC."
    )
    assert said.endswith("120 more articles that would fit have no date and are left out.")
    assert sentence(View(), TOTALS, {}).startswith("All 566 articles from 3 outlets, 1 March to 30 April 2026.")
    stories = View(unit="stories")
    assert sentence(stories, TOTALS, {}).startswith(
        "Counting stories: all 401 stories, in 412 articles from 3 outlets, 1"
    )
    texts = View(unit="texts", outlets=("Beta",))
    assert sentence(texts, TOTALS, {}).startswith(
        "Counting independent texts: 390 of 540 independent texts, in 412 articles from Beta."
    )
    assert "no date" not in sentence(View(), replace(TOTALS, n_undated=0), {})


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (count(1, "article"), "1 article"),
        (count(1200, "person", "people"), "1,200 people"),
        (days(date(2025, 12, 31), date(2026, 1, 1)), "31 December 2025 to 1 January 2026"),
        (days(date(2026, 1, 1), date(2026, 1, 1)), "1 January 2026"),
        (percent(0.0421), "4.2 %"),
        (percent(0.421), "42 %"),
        (percent(0.0004), "<0.1 %"),
        (percent(0.0), "0 %"),
        (title("  ", "A lead. " * 40), "A lead. " * 11 + "A ..."),
        (moment("2026-05-09"), "9 May 2026"),
        (moment("2026-05-09T14:30:00+00:00"), "9 May 2026, 14:30 UTC"),
        (moment("May 2026"), "May 2026"),
        (moment(None), "no date"),
        (certainty(0.9), "sure (0.90)"),
        (certainty(0.2), "unsure (0.20)"),
    ],
)
def test_wording(got: str, said: str) -> None:
    assert got == said
