"""Where the words of a search stand: the passages that a list of articles or quotes shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lib.queries.scope import bind
from lib.store.snippets import Part, marks, parts, passage
from lib.store.syntax import parse
from lib.view import View

if TYPE_CHECKING:
    from lib.store.read import Store

#: Fields of the search that are words of an article's title, of its text, of a quote.
TITLE, TEXT, SAID = (None, "title"), (None, "text", "said"), (None, "said")


class Passage(NamedTuple):
    """The title, and a passage of the text, in pieces of which the words searched for are marked; [] has none."""

    title: list[Part]
    text: list[Part]


def passages(store: Store, view: View, *, ids: Sequence[str]) -> dict[str, Passage]:
    """Return for each of the articles ``ids`` where the view's words stand; {} for a view without words."""
    if not view.words or not ids:
        return {}
    tree = parse(view.words)
    params: dict[str, str] = {}
    known = store.rows(f"SELECT article, id, title FROM articles WHERE id IN ({bind(params, 'id', ids)})", params)
    texts = store.texts([article for article, _, _ in known])
    return {
        ident: Passage(
            parts(title or "", marks(title or "", tree, TITLE)),
            passage(texts[article], marks(texts[article], tree, TEXT)),
        )
        for article, ident, title in known
    }


def said(content: str, words: str) -> list[Part]:
    """Return what a quote says in pieces, the ``words`` of a search inside quotes marked."""
    return parts(content, marks(content, parse(words, quotes=True), SAID) if words else [])
