"""Every page opens cold, with and without articles, on good links and on damaged ones."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest  # noqa: TID251 - the pages under test are Streamlit's

from lib.ui.links import PAGES
from tests.app.conftest import HOSTILE, Visit
from tests.store.fixtures import article, build_store, garbled

FILES = [page.file for page in PAGES]


def texts(page: AppTest) -> str:
    """Return all that native widgets and headings say, without the backslashes of escaped Markdown."""
    said = [
        e.value
        for kind in ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
        for e in page.get(kind)
    ]
    headings = [part["heading"] for part in parts(page) if "heading" in part]
    return "\n".join([re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join(map(str, said))), *headings])


def parts(page: AppTest) -> list[dict]:
    """Return the data of our own components on the page."""
    return [json.loads(p.proto.json) for p in page.get("bidi_component") if p.proto.json]


def filters(page: AppTest) -> dict:
    """Return what the filters in the side bar say."""
    return next(part for part in parts(page) if "units" in part)


def values(page: AppTest, key: str) -> list[str]:
    """Return the values of a key in the address; AppTest gives one as text and several as a list."""
    found = page.query_params.get(key, [])
    return [found] if isinstance(found, str) else list(found)


def items(page: AppTest, label: str) -> list[dict]:
    return next((p["items"] for p in parts(page) if p.get("label") == label), [])


@pytest.mark.parametrize("file", FILES)
def test_opens_without_a_store(visit: Visit, file: str, tmp_path: Path) -> None:
    page = visit(file, tmp_path / "nothing")
    assert not page.exception
    assert not page.error
    if file not in ("pages/add_articles.py", "pages/method.py", "pages/saved.py"):
        assert "There are no articles yet" in texts(page)
        assert items(page, "Ways on")[0]["href"] == "./add_articles"


@pytest.mark.parametrize("file", FILES)
def test_opens_with_an_empty_store(visit: Visit, file: str, emptied: Path) -> None:
    page = visit(file, emptied)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize("file", FILES)
def test_opens_with_articles(visit: Visit, file: str) -> None:
    page = visit(file)
    assert not page.exception
    assert not page.error
    assert [p for p in parts(page) if p.get("brand")]


@pytest.mark.parametrize("file", [f for f in FILES if f not in ("pages/add_articles.py", "pages/saved.py")])
def test_a_cold_link_has_its_filters_applied(visit: Visit, file: str) -> None:
    page = visit(f"{file}?outlet=Beta&from=2026-03-01&name=person%2Fada-berg")
    assert "Showing 1 of 4 articles from Beta, since 1 March 2026, that mention Ada Berg." in texts(page)
    chips = items(page, "Filters that are on")
    assert [c["title"] for c in chips] == ["since 1 March 2026", "Beta", "Ada Berg", "Clear all"]
    assert filters(page)["outlets"]["chosen"] == ["Beta"]


@pytest.mark.parametrize(
    "address",
    [
        "pages/people.py?show=person%2Fada-berg",
        "pages/organisations.py?show=org%2Facme&by=day",
        "pages/places.py?show=102",
        "pages/places.py?role=dateline&map=europe",
        "pages/quotes.py?speaker=unattributed&kind=indirect&sort=best",
        "pages/quotes.py?says=tried&page=7",
        "pages/articles.py?q=ferry&sort=most&page=9",
        "pages/articles.py?article=ferry&show=person%2Fada-berg&at=12",
        "pages/articles.py?article=strike&show=102",
        "pages/articles.py?article=bare",
        "pages/compare.py?with=person%2Fada-berg&with=outlet%3ABeta&as=share&by=week",
        "pages/compare.py?with=days%3A2026-03-01..2026-03-05&with=days%3A2026-03-06..2026-03-31",
        "pages/compare.py?with=person%2Fnobody&with=place%3A102&with=outlet%3A",
        "dashboard.py?version=1&present=1&by=week",
    ],
)
def test_opens_deep_links(visit: Visit, address: str) -> None:
    page = visit(address)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("pages/people.py?show=person%2Fnobody", "No article names person/nobody."),
        ("pages/places.py?show=banana", "No article names banana."),
        ("pages/places.py?show=banana", "This place is not here"),
        ("pages/articles.py?article=gone", "No article has the id gone."),
        ("dashboard.py?q=zebra", "No article fits all of these filters."),
        ("dashboard.py?q=%22ferry", "A quotation mark is not closed."),
        ("pages/quotes.py?says=%22ferry", "A quotation mark is not closed."),
        ("dashboard.py?kind=banana&from=soon", "could not be read and was left out: from=soon, kind=banana."),
        ("dashboard.py?outlet=Nowhere", "No article fits all of these filters."),
        ("dashboard.py?version=99", "version"),
        ("pages/articles.py?article=bare", "the text is not in English"),
        ("dashboard.py?from=0001-01-01&to=9999-12-31", "1 more article that would fit has no date and is left out."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(visit: Visit, address: str, said: str) -> None:
    page = visit(address)
    assert not page.exception
    assert said in texts(page)


def test_an_index_whose_bytes_have_changed_is_said_in_plain_words(visit: Visit, tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", [article(f"The mayor spoke of matter{i}.") for i in range(120)])
    for path in (store / "search-1" / "articles").glob("*.term"):
        path.write_bytes(garbled(path.read_bytes()))
    page = visit("dashboard.py?q=matter*", store)
    assert not page.exception
    assert "The articles are safe. Run `python -m lib rebuild`" in texts(page).replace("\\", "")


def test_a_sentence_opens_the_article_at_the_mention(visit: Visit) -> None:
    rows = items(visit("pages/people.py?show=person%2Fada-berg"), "Sentences")
    assert "./articles?show=person%2Fada-berg&article=ferry&at=12" in {r["href"] for r in rows}
    assert {r["mark"] for r in rows} == {"Ada Berg"}


def test_the_reader_steps_through_the_mentions_of_one_name(visit: Visit) -> None:
    (reader,) = [
        p for p in parts(visit("pages/articles.py?article=ferry&show=person%2Fada-berg&at=12")) if "blocks" in p
    ]
    assert (reader["step"]["title"], reader["step"]["where"]) == ("Ada Berg", "1 of 2 mentions")
    previous, following = reader["step"]["links"][:2]
    assert "href" not in previous
    assert following["href"].endswith(f"at={reader['hits'][1]}")


def test_the_original_is_one_click_away_and_only_a_web_address_is_a_link(visit: Visit) -> None:
    assert [b.proto.url for b in visit("pages/articles.py?article=ferry").get("link_button")] == [
        "https://harbourpost.example/ferry"
    ]
    hostile = visit("pages/articles.py?article=hostile")
    assert not hostile.get("link_button")
    assert "Address as given: javascript:alert(1)" in texts(hostile)


@pytest.mark.parametrize("file", [*FILES, "pages/articles.py?article=hostile", "pages/quotes.py?kind=direct"])
def test_no_native_widget_reads_a_name_as_markup(visit: Visit, file: str) -> None:
    page = visit(file)
    for kind in ("title", "markdown", "caption", "info", "warning"):
        for element in page.get(kind):
            assert "![x](" not in element.value
            assert "<script>" not in re.sub(r"\\<", "", element.value)
            assert not getattr(element, "allow_html", False)


def test_the_filters_say_what_the_address_says(visit: Visit) -> None:
    page = visit("pages/articles.py?q=ferry&outlet=Beta&count=texts")
    page.query_params["q"] = "strike"
    page.query_params["from"] = "2026-03-05"
    page.run()
    shown = filters(page)
    assert shown["words"]["value"] == "strike"
    assert (shown["days"]["start"], shown["days"]["end"]) == ("2026-03-05", "")
    assert shown["outlets"]["chosen"] == ["Beta"]
    assert shown["units"]["chosen"] == "texts"
    assert "Harbour Post" in next(part for part in parts(page) if "names" in part)["names"]


def test_hostile_name_is_whole_where_it_is_shown(visit: Visit) -> None:
    rows = items(visit("pages/people.py"), "People by articles")
    assert HOSTILE in {r["title"] for r in rows}


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = article("Bo Chan rowed.", id="own")
    return build_store(tmp_path_factory.mktemp("sampled") / "store", [article("Ada Berg sailed.", sample=True), own])


@pytest.mark.parametrize("file", FILES)
def test_fiction_is_called_fiction_on_every_page(visit: Visit, file: str, sampled: Path) -> None:
    page = visit(file, sampled)
    assert "fiction" in texts(page)


def test_one_click_removes_the_sample_and_nothing_else(visit: Visit, sampled: Path, tmp_path: Path) -> None:
    store = shutil.copytree(sampled, tmp_path / "store")
    page = visit("pages/add_articles.py", store)
    page.button[0].click().run()
    assert not page.exception
    assert "1 sample article removed." in texts(page)
    assert "fiction" not in texts(page)
    assert "All 1 article" in texts(visit("pages/articles.py", store))


def test_the_map_of_an_organisation_says_what_its_circles_mean(visit: Visit) -> None:
    page = visit("pages/organisations.py?show=org%2Facme")
    assert "Each circle is a place named in articles that mention Acme. It is not where Acme is based." in texts(page)
    (beside,) = items(page, "Places in articles that mention Acme")
    assert (beside["title"], beside["value"]) == ("PORT VALE", "1 · 50 %")
    opened = visit(beside["href"].replace("./places", "pages/places.py"))
    assert "In 1 of 2 articles (50 %) that mention Acme." in texts(opened)


def test_the_method_says_in_words_when_the_data_were_built_and_its_shares_in_percent(visit: Visit) -> None:
    page = visit("pages/method.py")
    assert re.search(r"Data version 1, built \d+ \w+ \d{4}, \d\d:\d\d UTC", texts(page))
    measured = page.dataframe[0].value
    assert list(measured)[:4] == ["What", "Right", "Found", "F1"]
    assert 50 < measured["F1"].median() < 100
