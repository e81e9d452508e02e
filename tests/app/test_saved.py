"""Views are saved, listed, put in order, removed and brought back; a queue is stepped through by its address."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lib.store import saved
from lib.ui import folds
from lib.view import View
from tests.app.conftest import HOSTILE, Visit
from tests.app.test_pages import items, parts, texts


@pytest.fixture
def shelf(filled: Path, tmp_path: Path) -> Path:
    """Return a store with a queue of three views, one of them hostile, one on a page that is gone."""
    folder = shutil.copytree(filled, tmp_path / "store")
    for name, page, query, note in (
        ("Ferry", "people", "outlet=Beta&name=person%2Fada-berg", "Ask who knew"),
        (HOSTILE, "quotes", "kind=banana&speaker=unattributed", HOSTILE),
        ("Gone", "nowhere", "q=ferry", ""),
    ):
        saved.put(folder, saved.new(name, page, query, note=note, queue="Monday"))
    return folder


def bar(page) -> dict:
    return next(p for p in parts(page) if "where" in p and "end" in p)


def test_the_page_lists_each_view_with_its_filters_and_note(visit: Visit, shelf: Path) -> None:
    page = visit("pages/saved.py", shelf)
    assert not page.exception
    (own,) = items(page, "Ferry")
    assert own["href"] == "./people?outlet=Beta&name=person%2Fada-berg"
    assert own["meta"][:3] == ["People", "Beta", "Ada Berg"]
    assert own["before"] == "Ask who knew"
    assert items(page, "Ways on")[0]["href"].endswith("&present=1&queue=Monday&step=1")
    assert items(page, "Gone")[0]["href"] == "./?q=ferry"


def test_each_step_says_where_it_is_and_leads_on(visit: Visit, shelf: Path) -> None:
    page = visit("pages/people.py?outlet=Beta&name=person%2Fada-berg&present=1&queue=Monday&step=1", shelf)
    first = bar(page)
    assert (first["where"], first["name"], first["note"]) == ("Monday, 1 of 3", "Ferry", "Ask who knew")
    assert first["previous"] is None
    assert first["next"] == "./quotes?speaker=unattributed&present=1&queue=Monday&step=2"
    assert first["end"] == "./people?outlet=Beta&name=person%2Fada-berg"
    assert bar(visit("pages/quotes.py?present=1&queue=Monday&step=2", shelf))["name"] == HOSTILE
    last = bar(visit("dashboard.py?q=ferry&present=1&queue=Monday&step=3", shelf))
    assert last["next"] is None
    assert last["previous"].endswith("step=2")


def test_a_look_aside_keeps_the_place_in_the_queue(visit: Visit, shelf: Path) -> None:
    page = visit("pages/people.py?present=1&queue=Monday&step=1", shelf)
    assert items(page, "People by articles")[0]["href"].endswith(
        "&present=1&queue=Monday&step=1"
    ) or "queue=Monday" in str(items(page, "People by articles")[0])


@pytest.mark.parametrize(
    ("query", "said"), [("queue=Gone&step=1", "no views any more"), ("queue=Monday&step=9", "ends with step 3")]
)
def test_a_queue_that_is_not_there_says_so_and_shows_the_view(visit: Visit, shelf: Path, query: str, said: str) -> None:
    page = visit(f"dashboard.py?{query}", shelf)
    assert not page.exception
    assert said in bar(page)["note"]
    assert "All 4 articles" in texts(page)


def test_views_are_moved_removed_and_brought_back(visit: Visit, shelf: Path) -> None:
    first, second, _ = saved.queue(shelf, "Monday")
    page = visit("pages/saved.py", shelf)
    page.session_state[f"save-edit-{second.id}"] = True
    page.run()
    page.button(key=f"Move up-{second.id}").click().run()
    assert [v.id for v in saved.queue(shelf, "Monday")][:2] == [second.id, first.id]
    page.session_state[f"save-edit-{first.id}"] = True
    page.run()
    page.button(key=f"remove-{first.id}").click().run()
    assert first.id not in {v.id for v in saved.kept(shelf)}
    page.button(key=f"back-{first.id}").click().run()
    assert first.id in {v.id for v in saved.kept(shelf)}
    assert not page.exception


def test_the_view_on_the_screen_is_saved_without_the_meeting(visit: Visit, shelf: Path) -> None:
    page = visit("pages/people.py?outlet=Beta&queue=Monday&step=1", shelf)
    view = View(outlets=("Beta",), queue="Monday", step=1)
    page.session_state[folds.OPEN] = ("save-view", "organisations", view)
    assert not page.run().text_input
    page.session_state[folds.OPEN] = ("save-view", "people", view)
    page.run()
    page.text_input(key="keep-name").set_value("Beta's\n people")
    page.text_area(key="keep-note").set_value("Why so few?")
    page.checkbox(key="keep-pinned").check()
    next(b for b in page.button if b.label == "Save").click().run()
    own = saved.kept(shelf)[0]
    assert (own.name, own.page, own.query, own.queue) == (
        "Beta's people",
        "people",
        "outlet=Beta&version=1",
        saved.QUEUE,
    )
    assert "Saved as Beta's people in Meeting." in texts(page)
