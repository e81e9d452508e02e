"""The names in an article: the model's, trimmed and completed by document-level rules."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from lib.nlp import rules
from lib.nlp.doc import Name
from lib.nlp.name_lists import grammar, not_names
from lib.nlp.name_spans import Candidate, all_generic, candidates, is_acronym, untitled
from lib.nlp.name_types import typed
from lib.nlp.tokens import Tokens

#: Offices that are named after their field, not after the body that the officer heads.
_OFFICES = frozenset(("minister", "ministers", "undersecretary", "portfolio"))


def find_names(doc: Doc) -> Iterator[Name]:
    """Yield the names of ``doc`` in order, none overlapping another."""
    tokens = Tokens(doc)
    for c in typed(tokens, candidates(tokens)):
        start, end = named(tokens, c)
        if c.method == "surname" or not (junk(tokens, start, end) or is_portfolio(tokens, c)):
            yield Name(Span(doc, start, end, label=c.label), c.label, score_of(c), c.method)


def score_of(c: Candidate) -> float:
    """Return the share of names found this way that were right, span and kind, on the development articles."""
    scores = rules.mapping("name_scores", "method", "score")
    return float(scores.get(f"{c.method}: {c.label}") or scores[c.method])


def named(tokens: Tokens, c: Candidate) -> tuple[int, int]:
    """Return the span of a name once its kind is known: a person's without title, a body's with its own "The"."""
    if c.label == "PERSON":
        return untitled(tokens, c.start, c.end), c.end
    i = c.start - 1
    own_article = c.label == "ORG" and i > 0 and tokens.text[i] == "The" and tokens.text[i - 1][0].islower()
    return (i if own_article and i not in tokens.starts else c.start), c.end


def junk(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a span holds no capital, a single letter, or only words that are never a name."""
    if not any(tokens.capital[start:end]) or sum(len(word) for word in tokens.text[start:end]) < 2:
        return True
    if sum(word.isalpha() for word in tokens.text[start:end]) > 1:
        return all_generic(tokens, start, end)
    return all(_never_alone(tokens, i) for i in range(start, end))


def is_portfolio(tokens: Tokens, c: Candidate) -> bool:
    """Return whether a supposed body is the field of somebody's office ("Minister of Rural Affairs")."""
    if c.label != "ORG" or c.method == "head noun":
        return False
    i, after = tokens.before(c.start), tokens.after(c.end)
    office = i > 0 and tokens.lower[i] in ("of", "for") and tokens.lower[i - 1] in _OFFICES
    return office or (after > 0 and tokens.lower[after] in _OFFICES and not tokens.text[c.start].isupper())


def _never_alone(tokens: Tokens, i: int) -> bool:
    word = tokens.lower[i]
    if not any(letter.isalpha() for letter in word):
        return True
    return word in not_names() and not (word in grammar() and is_acronym(tokens, i))


@Language.component("names", assigns=["doc._.names"])
def names(doc: Doc) -> Doc:
    """Return ``doc`` with its names."""
    doc._.names = tuple(find_names(doc))
    return doc
