"""Small stores for the pages, and a way to open a page as a fresh visitor does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.components.v2 import manifest_scanner  # noqa: TID251 - the pages under test are Streamlit's
from streamlit.testing.v1 import AppTest  # noqa: TID251 - the pages under test are Streamlit's

from lib.ingest import remove_sample
from lib.model import Processed
from lib.settings import ROOT
from lib.ui import below
from tests.store.fixtures import article, build_store, quote, toponym

HOSTILE = '![x](http://tracker.example/a.png) <script>alert("x")</script>'


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once() -> Iterator[None]:
    """Streamlit looks for components in every installed package when it starts, and starts for each run of a page here.

    That was most of what these tests did.
    """
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


def press() -> list[Processed]:
    """Return four articles: two of a story, one with hostile names, one without a date or annotations."""
    ferry = (
        'PORT VALE - Ada Berg said the ferry would stop. "We tried everything," Berg said. '
        "Acme runs the ferry. Ada Berg is the mayor of Port Vale."
    )
    strike = "Acme said on Tuesday that Ada Berg had been told. Bo Chan of the Dockers Union was in Geneva."
    hostile = f'{HOSTILE} met Ada Berg. "Never <b>again</b>," {HOSTILE} said.'
    return [
        article(
            ferry,
            id="ferry",
            title="Ferry to stop",
            outlet="Harbour Post",
            published_at="2026-03-02",
            url="https://harbourpost.example/ferry",
            names=[("PERSON", "Ada Berg"), ("ORG", "Acme")],
            quotes=[quote(ferry, '"We tried everything,"', speaker="Ada Berg", cue="said")],
            places=[toponym(ferry, "PORT VALE", 102, "LU", 49.5, 6.0, role="dateline")],
        ),
        article(
            strike,
            id="strike",
            title="Strike looms",
            outlet="Beta",
            published_at="2026-03-09",
            names=[("PERSON", "Ada Berg"), ("PERSON", "Bo Chan"), ("ORG", "Acme"), ("ORG", "Dockers Union")],
            quotes=[quote(strike, "that Ada Berg had been told", kind="indirect", cue="said")],
            places=[toponym(strike, "Geneva", None, "CH", 46.2, 6.1, status="ambiguous")],
        ),
        article(
            hostile,
            id="hostile",
            title=HOSTILE,
            outlet=HOSTILE[:34],
            published_at="2026-03-10",
            url="javascript:alert(1)",
            names=[("PERSON", HOSTILE), ("PERSON", "Ada Berg")],
            quotes=[quote(hostile, '"Never <b>again</b>,"', speaker=HOSTILE, cue="said")],
        ),
        article("Ein Text.", id="bare", notes=("not annotated: the text is not in English",), pipeline=""),
    ]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("filled"), press())


@pytest.fixture(scope="session")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store whose only article, of the sample, was removed."""
    folder = build_store(tmp_path_factory.mktemp("emptied"), [article("Ada Berg sailed.", sample=True)])
    remove_sample(folder)
    return folder


Visit = Callable[..., AppTest]


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch, filled: Path) -> Visit:
    """Return a function that opens "pages/people.py?show=..." cold, on the filled store or on another."""

    def open_page(address: str, store: Path = filled) -> AppTest:
        monkeypatch.setenv("STORY_STORE", str(store))
        monkeypatch.setattr(below, "reached", lambda *_: True)  # nobody scrolls here
        file, _, query = address.partition("?")
        page = AppTest.from_file(str(ROOT / file), default_timeout=30)
        for key, values in parse_qs(query, keep_blank_values=True).items():
            page.query_params[key] = values
        return page.run()

    return open_page
