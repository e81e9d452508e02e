"""Where the words of a search stand: the passages that a list of articles or quotes shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lib.queries.scope import bind
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


def passages(store: Store, view: View, *, ids: Sequence[str]) -> dict[str, Passage]:
    """Return for each of the articles ``ids`` where the view's words stand; {} for a view without words."""
    if not view.words or not ids:
        return {}
    tree = parse(view.words)
    params: dict[str, str] = {}
    known = store.rows(f"SELECT article, id, title FROM articles WHERE id IN ({bind(params, 'id', ids)})", params)
    texts = store.texts([article for article, _, _ in known])
    return {ident: _passage(tree, title or "", texts[article]) for article, ident, title in known}


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
