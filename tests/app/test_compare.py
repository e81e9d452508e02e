"""Two names, an outlet or periods side by side: chosen by clicks, held in the address."""

from __future__ import annotations

from tests.app.conftest import Visit
from tests.app.test_pages import items, texts

TWO = "pages/compare.py?with=person%2Fada-berg&with=outlet%3ABeta"


def test_the_empty_page_invites_and_one_click_begins(visit: Visit) -> None:
    page = visit("pages/compare.py")
    assert "side by side" in texts(page)
    offers = {offer["title"]: offer["href"] for offer in items(page, "What can be added")}
    assert offers["Ada Berg"] == "./compare?with=person%2Fada-berg"
    assert offers["Beta"] == "./compare?with=outlet%3ABeta"


def test_each_side_has_its_figures_and_leaves_by_its_cross(visit: Visit) -> None:
    ada, beta = items(visit(TWO), "Sides of the comparison")
    assert [f["say"] for f in ada["figures"]][:3] == ["3 articles", "of 4 articles", "3 quotes in them"]
    assert ada["figures"][0]["href"] == "./articles?name=person%2Fada-berg"
    assert beta["figures"][0]["href"] == "./articles?outlet=Beta"
    assert beta["off"]["href"] == "./compare?with=person%2Fada-berg"


def test_typing_finds_names_and_outlets(visit: Visit) -> None:
    page = visit("pages/compare.py?with=outlet%3ABeta")
    page.text_input(key="find-1").set_value("har").run()
    assert [o["href"] for o in items(page, "What can be added")] == [
        "./compare?with=outlet%3ABeta&with=outlet%3AHarbour+Post"
    ]
    page.text_input(key="find-1").set_value("zebra").run()
    assert "Nothing here is called “zebra”." in texts(page)


def test_what_only_one_side_has_is_listed(visit: Visit) -> None:
    page = visit("pages/compare.py?with=outlet%3ABeta&with=outlet%3AHarbour+Post")
    people = items(page, "People, only here")
    assert [(i["title"], i["href"]) for i in people] == [("Bo Chan", "./articles?outlet=Beta&name=person%2Fbo-chan")]
