"""The made-up press as a store, and the views that every query is tried under."""

from __future__ import annotations

from datetime import date

import pytest

from lib.view import View
from tests.queries.world import MemoryStore, make_facts

VIEWS = {
    "everything": View(),
    "a few days": View(start=date(2026, 2, 10), end=date(2026, 2, 20)),
    "months and edges": View(start=date(2026, 1, 30), end=date(2026, 4, 9)),
    "whole month": View(start=date(2026, 3, 1), end=date(2026, 3, 31)),
    "since": View(start=date(2026, 2, 3)),
    "until": View(end=date(2026, 4, 1)),
    "outlets": View(outlets=("Beta", "Il Corriere O'Neill")),
    "no outlet given": View(outlets=("",), start=date(2026, 1, 1)),
    "words": View(words="ferry"),
    "one name": View(names=("person/ada-berg",)),
    "two names": View(names=("person/bo-chan", "org/acme"), end=date(2026, 5, 1)),
    "place": View(places=(101,)),
    "place in a role": View(places=(101,), place_role="dateline"),
    "any place in a role": View(place_role="in_quote"),
    "all at once": View(
        start=date(2026, 2, 1), outlets=("Harbour Post",), words="budget", names=("person/ada-berg",), places=(102,)
    ),
    "without a date": View(undated=True),
    "unknown name": View(names=("person/nobody",)),
    "unknown outlet": View(outlets=("Gamma",)),
    "unknown place": View(places=(999,)),
    "a story": View(story="s3"),
    "a story and a name": View(story="s5", names=("person/ada-berg",), start=date(2026, 2, 3)),
    "unknown story": View(story="story/1"),
    "stories": View(unit="stories"),
    "stories of some days with a name": View(unit="stories", start=date(2026, 2, 10), names=("person/ada-berg",)),
    "texts of two outlets with words": View(unit="texts", outlets=("Beta", "Harbour Post"), words="ferry"),
    "last day of all": View(start=date(9999, 12, 31)),
    "first day of all": View(start=date(1, 1, 1), end=date(9999, 12, 31)),
}


@pytest.fixture(scope="session")
def store() -> MemoryStore:
    return MemoryStore(make_facts())


@pytest.fixture(params=VIEWS.values(), ids=VIEWS.keys())
def view(request: pytest.FixtureRequest) -> View:
    return request.param
