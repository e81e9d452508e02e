"""Every number on every page opens what it counts, and as many of it.

The pages' own items are walked: each that says a number has an address, and the view of that address, asked by the
same queries that its page asks, holds just that many.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lib.queries import entities, places, quotes
from lib.queries.totals import silent, totals, variety
from lib.store.read import Store, open_store
from lib.view import View, from_params
from tests.app.conftest import Visit
from tests.app.test_pages import parts

PAGES = [
    "dashboard.py",
    "dashboard.py?outlet=Beta&from=2026-03-01",
    "dashboard.py?count=stories",
    "pages/articles.py?q=ferry",
    "pages/people.py",
    "pages/people.py?outlet=Beta&name=org%2Facme",
    "pages/people.py?show=person%2Fada-berg",
    "pages/people.py?show=person%2Fada-berg&outlet=Harbour+Post",
    "pages/organisations.py",
    "pages/organisations.py?show=org%2Facme&from=2026-03-05",
    "pages/places.py",
    "pages/places.py?show=102",
    "pages/places.py?role=dateline",
    "pages/quotes.py",
    "pages/quotes.py?kind=direct&name=person%2Fada-berg",
    "pages/quotes.py?speaker=person%2Fada-berg",
    "pages/quotes.py?about=person%2Fada-berg",
    "pages/compare.py?with=person%2Fada-berg&with=outlet%3ABeta",
    "pages/compare.py?with=days%3A2026-03-01..2026-03-08&with=days%3A2026-03-09..2026-03-31&as=share",
    "pages/stories.py",
    "pages/method.py",
]
NOUNS = (
    "articles?|stories|story|independent texts?|texts?|quotes?|mentions?|people|person|organisations?|place names?|"
    "places?|outlets? silent"
)
SAID = re.compile(rf"\b([\d,]+) (?:more )?({NOUNS})\b")
#: Lists whose numbers describe the article or the choice itself, and are no count of anything that could be opened.
DESCRIPTIONS = {"Articles", "Filters that are on", "Pages of the list"}


def subject_of(path: str, view: View) -> View:
    """Return the articles that a page about one name, place or story is about."""
    if not view.subject:
        return view
    if view.subject == "in-doubt":
        return view.with_(subject=None)
    if path == "places":
        return view.with_(places=(*view.places, int(view.subject)), subject=None)
    if path == "stories":
        return view.with_(story=view.subject, subject=None)
    return view.with_(names=tuple(dict.fromkeys((*view.names, view.subject))), subject=None)


def opened(store: Store, address: str, noun: str) -> int:
    """Return how many of ``noun`` the page at ``address`` shows."""
    path, query = urlsplit(address).path.removeprefix("./"), urlsplit(address).query
    view, dropped = from_params(parse_qs(query, keep_blank_values=True))
    assert not dropped
    about = subject_of(path, view)
    size, different = totals(store, about), variety(store, about)
    if noun.startswith("quote"):
        return quotes.count(store, about)
    if noun.startswith("outlet"):
        return len(silent(store, about))
    if noun.startswith("place name"):
        return len(places.doubtful(store, about, limit=1000))
    if noun.startswith("mention"):
        return entities.figures(store, view, view.subject).n_mentions
    n_people, n_orgs, n_places = different.n_people, different.n_orgs, different.n_places
    named = {"people": n_people, "person": n_people, "organisation": n_orgs, "place": n_places}
    return named.get(noun.removesuffix("s"), named.get(noun, size.n(about.unit)))


def figures(part: dict) -> list[dict]:
    """Return the items of a component that say a number, those inside the sides of a comparison too."""
    found = []
    for item in part.get("items", ()):
        inner = item.get("figures", ())
        found += [
            i for i in (*inner, item) if not i.get("on") and SAID.search(str(i.get("say") or i.get("title") or ""))
        ]
    return found


@pytest.fixture(scope="module")
def store(filled: Path) -> Store:
    return open_store(filled)


@pytest.mark.parametrize("address", PAGES)
def test_every_number_opens_what_it_counts(visit: Visit, store: Store, address: str) -> None:
    page = visit(address)
    assert not page.exception
    lists = [p for p in parts(page) if p.get("label") not in DESCRIPTIONS]
    walked = 0
    for item in (i for part in lists for i in figures(part)):
        said = str(item.get("say") or item["title"])
        n, noun = SAID.search(said).groups()
        assert item.get("href"), f"{said} opens nothing"
        assert opened(store, item["href"], noun) == int(n.replace(",", "")), f"{said}: {item['href']}"
        walked += 1
    assert walked or address == "pages/method.py" or "q=" in address
