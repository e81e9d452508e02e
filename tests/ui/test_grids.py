"""Names by outlets as a table of links: in order, shaded by what they say, each opening what it counts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from lib.charts.heatmap import FAINTEST, STRONGEST
from lib.queries import compare, entities
from lib.ui import grids
from lib.ui.links import PEOPLE
from lib.view import View, from_params
from tests.queries.conftest import store  # noqa: F401 - the made-up press, as a fixture
from tests.queries.test_clicks import n_articles
from tests.ui.test_chart_clicks import BESIDE, VIEWS

FRAME = pd.DataFrame(
    [
        ("person/a", "Ada", "Beta", 4, 0.5),
        ("person/a", "Ada", "", 1, 0.25),
        ("person/b", "Bo", "Beta", 2, 0.125),
        ("person/c", "Bo", "Gamma", 3, 1.0),
    ],
    columns=["id", "name", "outlet", "n_articles", "share"],
)


def drawn(frame: pd.DataFrame = FRAME, view: View = View(), **look: str) -> dict:  # noqa: B008 - frozen
    ways = grids.Ways(lambda id: f"row {id}", lambda id, outlet: f"cell {id} in {outlet}")
    return grids.grid(frame, view, ways, **look)


def test_outlets_stand_by_size_and_names_as_they_come() -> None:
    table = drawn()
    assert table["columns"] == ["Beta", "Gamma", "no outlet given"]
    assert [row["text"] for row in table["rows"]] == ["Ada", "Bo (person/b)", "Bo (person/c)"]
    assert [[cell and cell["text"] for cell in row["cells"]] for row in table["rows"]] == [
        ["50 %", None, "25 %"],
        ["12 %", None, None],
        [None, "100 %", None],
    ]


def test_a_cell_says_all_of_it_and_is_shaded_by_what_it_shows() -> None:
    ada, _, other = drawn()["rows"]
    assert ada["cells"][0]["say"] == "Ada, Beta: 4 articles, 50 %"
    assert ada["cells"][0]["shade"] == pytest.approx((FAINTEST + STRONGEST) / 2)
    assert other["cells"][1]["shade"] == pytest.approx(STRONGEST)
    assert [row["cells"][0]["text"] for row in drawn(value="n_articles")["rows"][:2]] == ["4", "2"]


def test_it_says_what_its_numbers_are() -> None:
    assert drawn()["label"] == "Share of the outlet’s articles"
    assert drawn(view=View(unit="stories"), value="n_articles")["label"] == "Number of stories"
    assert drawn(view=View(unit="stories"))["rows"][0]["cells"][0]["say"] == "Ada, Beta: 4 stories, 50 %"


def test_rows_and_cells_lead_on() -> None:
    ada = drawn()["rows"][0]
    assert ada["href"] == "row person/a"
    assert ada["cells"][2]["href"] == "cell person/a in "


def counts(store, table: dict) -> list[tuple[int, int]]:  # noqa: F811
    """Return of each cell the number of articles that it says, and that its link opens."""
    cells = [cell for row in table["rows"] for cell in row["cells"] if cell]
    assert cells
    return [
        (int(cell["say"].rpartition(": ")[2].split()[0].replace(",", "")), n_articles(store, opened(cell["href"])))
        for cell in cells
    ]


def opened(address: str) -> View:
    """Return the articles that an address shows, those of the name that its page is about among its filters."""
    view, wrong = from_params(parse_qs(urlsplit(address).query, keep_blank_values=True))
    assert not wrong
    return view if view.subject is None else view.with_(names=tuple(dict.fromkeys((*view.names, view.subject))))


@pytest.mark.parametrize("view", VIEWS)
def test_cells_of_names_open_what_they_count(store, view: View) -> None:  # noqa: F811
    frame = entities.by_outlet(store, view, "person")
    assert all(said == n for said, n in counts(store, grids.grid(frame, view, grids.to_names(PEOPLE, view))))


@pytest.mark.parametrize("view", VIEWS)
def test_cells_of_a_comparison_open_what_they_count(store, view: View) -> None:  # noqa: F811
    beside = view.with_(beside=BESIDE)
    frame = compare.by_outlet(store, beside)
    by_outlet = grids.grid(frame.assign(name=frame["id"]), beside, grids.to_sides(beside), value="n_articles")
    frame = compare.shared(store, beside)
    shared = grids.grid(frame.assign(outlet=frame["side"]), beside, grids.to_shared(beside))
    for table in (by_outlet, shared):
        assert all(said == n for said, n in counts(store, table))
