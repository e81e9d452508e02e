"""The names in an article: the model's, trimmed and completed by document-level rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from lib.nlp import rules
from lib.nlp.doc import Name
from lib.nlp.name_lists import first_names, grammar, not_names, of_kind
from lib.nlp.name_spans import Candidate, all_generic, candidates, is_acronym, surnames_of, untitled
from lib.nlp.name_types import typed
from lib.nlp.tokens import Tokens

#: Offices that are named after their field, not after the body that the officer heads.
_OFFICES = frozenset(("minister", "ministers", "undersecretary", "portfolio"))
_GENITIVE = frozenset(("'s", "\u2019s"))
#: Tags of words that do not go on with what is owned: after these a genitive owns nothing.
_AFTER_WHOLE_NAME = frozenset((".", ",", ":", "IN", "CC", "MD", "VBZ", "VBP", "VB", "TO", "WDT", "WP", "-RRB-", "PRP"))
#: How many words before a name its office may have ("Minister of Culture, Sports and Tourism Ada Holm").
_OFFICE_WORDS = 7


def find_names(doc: Doc) -> Iterator[Name]:
    """Yield the names of ``doc`` in order, none overlapping another."""
    tokens = Tokens(doc)
    found = [piece for c in typed(tokens, candidates(tokens)) for piece in people_apart(tokens, c)]
    surnames, genitives = surnames_of(tokens, found), own_genitives(tokens, found)
    for c in found:
        start, end = named(tokens, c)
        end += tokens.key(c.start, c.end) in genitives
        if bears_surname(tokens, c, surnames) or not (junk(tokens, start, end) or is_portfolio(tokens, c)):
            yield Name(Span(doc, start, end, label=c.label), c.label, score_of(c), c.method)


def people_apart(tokens: Tokens, c: Candidate) -> Iterator[Candidate]:
    """Yield the two people of "Vrba and Holm", any other candidate as it is."""
    at = c.end
    if c.label == "PERSON":
        at = next((i for i in range(c.start + 1, c.end - 1) if tokens.lower[i] in ("and", "&", ",")), c.end)
        if tokens.lower[c.end - 1] in of_kind("generation"):
            at = c.end
    yield c._replace(end=at)
    if at < c.end:
        yield c._replace(start=at + 1)


def own_genitives(tokens: Tokens, found: list[Candidate]) -> set[tuple[str, ...]]:
    """Return the bodies (their words) to whose name the "'s" belongs: never without it, and once nothing is owned.

    "Miller's rose. Miller's rating fell." is about Miller's, "Ruritania's rating" about Ruritania.
    """
    always: dict[tuple[str, ...], bool] = {}
    alone: Counter[tuple[str, ...]] = Counter()
    for c in found:
        key = tokens.key(c.start, c.end)
        genitive = c.end < len(tokens) and tokens.lower[c.end] in _GENITIVE
        always[key] = always.get(key, True) and genitive and c.label == "ORG"
        alone[key] += genitive and c.end + 1 < len(tokens) and tokens.tag[c.end + 1] in _AFTER_WHOLE_NAME
    counts = Counter(tokens.key(c.start, c.end) for c in found)
    return {key for key, own in always.items() if own and counts[key] > 1 and alone[key]}


def bears_surname(tokens: Tokens, c: Candidate, surnames: set[str]) -> bool:
    """Return whether an ordinary word stands for a person whose full name the article gives ("King wept")."""
    if c.method == "surname":
        return True
    one = c.label == "PERSON" and c.end - c.start == 1 and tokens.lower[c.start] in surnames
    i = tokens.before(c.start)
    return one and (i < 0 or tokens.lower[i] not in ("the", "a", "an"))


def score_of(c: Candidate) -> float:
    """Return the share of names found this way that were right, span and kind, on the development articles."""
    scores = rules.mapping("name_scores", "method", "score")
    return float(scores.get(f"{c.method}: {c.label}") or scores[c.method])


def named(tokens: Tokens, c: Candidate) -> tuple[int, int]:
    """Return the span of a name once its kind is known: a person's without title, a body's with its own "The"."""
    if c.label == "PERSON":
        return without_portfolio(tokens, untitled(tokens, c.start, c.end), c.end), c.end
    i = c.start - 1
    own_article = c.label == "ORG" and i > 0 and tokens.text[i] == "The" and tokens.text[i - 1][0].islower()
    return (i if own_article and i not in tokens.starts else c.start), c.end


def without_portfolio(tokens: Tokens, start: int, end: int) -> int:
    """Return where a person's name starts once the last words of an office are cut ("Minister of Trade Ada Holm")."""
    if (_OFFICES | {"secretary"}).isdisjoint(tokens.lower[max(0, start - _OFFICE_WORDS) : start]):
        return start
    while end - start > 1 and tokens.lower[start] in ordinary_words() and tokens.text[start + 1] not in ("-", "."):
        start += 1
    return start


@cache
def ordinary_words() -> frozenset[str]:
    """Return the common words that are nobody's first name."""
    return rules.words("common_words") - first_names()


def junk(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a span holds no capital, a single letter, or only words that are never a name."""
    if not any(tokens.capital[start:end]) or sum(len(word) for word in tokens.text[start:end]) < 2:
        return True
    if sum(word.isalpha() for word in tokens.text[start:end]) > 1:
        return all_generic(tokens, start, end)
    return all(_never_alone(tokens, i) for i in range(start, end))


def is_portfolio(tokens: Tokens, c: Candidate) -> bool:
    """Return whether a supposed name is an office or its field ("Minister of Rural Affairs", "Interior" Minister)."""
    if c.label not in ("ORG", "PERSON") or c.method == "head noun":
        return False
    i, after = tokens.before(c.start), tokens.after(c.end)
    if after > 0 and tokens.lower[after] in _OFFICES and not tokens.text[c.start].isupper():
        return c.label == "ORG" or c.end - c.start < 4
    if c.label == "PERSON":
        return False
    held = (
        c.end - c.start > 2
        and tokens.lower[c.start] in rules.words("titles", kind="role")
        and tokens.lower[c.start + 1] in ("of", "for")
    )
    return held or (i > 0 and tokens.lower[i] in ("of", "for") and tokens.lower[i - 1] in _OFFICES)


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
