"""The pages, and the address of any view on any of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from lib.view import View, to_params

#: What the program is called.
NAME = "Story Explorer"


class Page(NamedTuple):
    """A page of the menu: its path in the address ("" is the front page), its file, and its title."""

    path: str
    file: str
    title: str
    icon: str


OVERVIEW = Page("", "dashboard.py", "Overview", ":material/space_dashboard:")
ARTICLES = Page("articles", "pages/articles.py", "Articles", ":material/article:")
STORIES = Page("stories", "pages/stories.py", "Stories", ":material/auto_stories:")
PEOPLE = Page("people", "pages/people.py", "People", ":material/person:")
ORGANISATIONS = Page("organisations", "pages/organisations.py", "Organisations", ":material/account_balance:")
PLACES = Page("places", "pages/places.py", "Places", ":material/location_on:")
QUOTES = Page("quotes", "pages/quotes.py", "Quotes", ":material/format_quote:")
COMPARE = Page("compare", "pages/compare.py", "Compare", ":material/compare_arrows:")
SAVED = Page("saved", "pages/saved.py", "Saved views", ":material/bookmark:")
ADD = Page("add_articles", "pages/add_articles.py", "Add articles", ":material/upload_file:")
METHOD = Page("method", "pages/method.py", "Method", ":material/fact_check:")
PAGES = (OVERVIEW, STORIES, ARTICLES, PEOPLE, ORGANISATIONS, PLACES, QUOTES, COMPARE, SAVED, ADD, METHOD)
#: The page that shows one name of a kind; names of other kinds open the articles that mention them.
PAGE_OF_KIND = {"person": PEOPLE, "org": ORGANISATIONS}


def href(page: Page, view: View) -> str:
    """Return the address of ``view`` on ``page``, relative so that it works under any base path."""
    query = "&".join(f"{key}={_quoted(value)}" for key, values in to_params(view).items() for value in values)
    return f"./{page.path}" + (f"?{query}" if query else "")


@lru_cache(5_000)
def _quoted(value: str) -> str:
    """Return a value as an address has it; a page has some seventy links, and most hold the view's own values."""
    return quote_plus(value)


def to_name(entity: str, kind: str | None, view: View) -> str:
    """Return the address of the page about one person or body, with the filters of ``view``."""
    page = PAGE_OF_KIND.get(kind or entity.partition("/")[0])
    if page is None:
        return listing(with_name(view.filters(), entity))
    return href(page, view.filters().with_(subject=entity))


def listing(view: View) -> str:
    """Return the address of the list of what ``view`` counts: its articles, or one for each text, or its stories."""
    return href(STORIES if view.unit == "stories" else ARTICLES, view)


def to_story(story: str, view: View) -> str:
    """Return the address of the page about one story, with the filters of ``view``."""
    return href(STORIES, view.filters().with_(subject=story))


def to_utterance(view: View, story: str, article: str, at: int) -> str:
    """Return the address of every version of the quote that begins at ``at`` of an article of ``story``."""
    return href(STORIES, view.filters().with_(subject=story, article=article, at=at))


def to_place(geonameid: int, view: View) -> str:
    """Return the address of the page about one place, with the filters of ``view``."""
    return href(PLACES, view.filters().with_(subject=str(int(geonameid))))


def to_article(article: str, view: View, *, at: int | None = None, subject: str | None = None) -> str:
    """Return the address of one article, scrolled to the character ``at``, stepping through ``subject``."""
    return href(ARTICLES, view.filters().with_(article=article, at=at, subject=subject))


def with_name(view: View, entity: str) -> View:
    """Return ``view`` narrowed to the articles that mention ``entity`` as well."""
    return view if entity in view.names else view.toggle("names", entity)


def to_comparison(view: View, *sides: str) -> str:
    """Return the address that compares ``sides`` (see lib.view.side) within the filters of ``view``."""
    return href(COMPARE, view.filters().with_(beside=sides))
