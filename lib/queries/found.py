"""Where the words of a search stand: the passages that a list of articles or quotes shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lib.queries.articles import shown
from lib.queries.scope import scope
from lib.store.snippets import Part, densest, marks, parts, passage
from lib.store.syntax import Node, parse
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Fields of the search that are words of an article's title, of its text, of a quote.
TITLE, TEXT, SAID = (None, "title"), (None, "text", "said"), (None, "said")


class Passage(NamedTuple):
    """The title, and a passage of the text, in pieces of which the words searched for are marked; [] has none.

    ``at`` is where in the text the first of the words in the passage stands.
    """

    title: list[Part]
    text: list[Part]
    at: int | None


def passages(store: Store, view: View, *, limit: int = 50) -> dict[str, Passage]:
    """Return for each article of the page that ``articles.listing`` gives where the view's words stand, by its id.

    {} for a view without words.
    """
    if not view.words:
        return {}
    tree, own = parse(view.words), scope(store, view)
    page = shown(own, limit)
    known = store.headings["articles"].rows(page, ("id", "title"))
    texts = store.texts(page.tolist())
    return {id: _passage(tree, title or "", texts[n]) for n, (id, title) in known.items()}


def _passage(tree: Node, title: str, text: str) -> Passage:
    hits = marks(text, tree, TEXT)
    at = densest(hits)[0].start if hits else None
    return Passage(parts(title, marks(title, tree, TITLE)), passage(text, hits), at)


def in_text(text: str, words: str) -> list[tuple[int, int]]:
    """Return the ranges of an article's ``text`` in which the ``words`` of a search stand; [] without words."""
    return [(hit.start, hit.end) for hit in marks(text, parse(words), TEXT)] if words else []


def said(content: str, words: str) -> list[Part]:
    """Return what a quote says in pieces, the ``words`` of a search inside quotes marked."""
    return parts(content, marks(content, parse(words, quotes=True), SAID) if words else [])
