"""What is left out or in doubt is said on one line, and each part of it opens its list."""

from __future__ import annotations

from tests.app.conftest import Visit
from tests.app.test_pages import items, texts


def test_the_line_says_what_is_missing_and_opens_the_lists(visit: Visit) -> None:
    line = {item["title"]: item["href"] for item in items(visit("dashboard.py"), "Left out or in doubt")}
    assert line == {
        "1 article without a date": "./articles?dates=none",
        "1 quote unattributed": "./quotes?speaker=unattributed",
        "1 place name in doubt": "./places?show=in-doubt",
    }


def test_articles_without_a_date_are_a_list(visit: Visit) -> None:
    page = visit("pages/articles.py?dates=none")
    assert "Showing 1 of 4 articles" in texts(page)
    assert "without a date" in texts(page)
    assert [i["title"] for i in items(page, "Filters that are on")] == ["without a date"]
    assert len(items(page, "Articles")) == 1


def test_silent_outlets_are_a_list(visit: Visit) -> None:
    page = visit("pages/method.py?outlet=Beta")
    silent = items(page, "Silent outlets")
    assert all(i["say"].endswith(": 1 article") for i in silent)
    assert "3 outlets silent" in [i["title"] for i in items(page, "Left out or in doubt")]
    assert "./articles?outlet=Harbour+Post" in {i["href"] for i in silent}
