"""The word lists of the name rules by what they are used for; the lists themselves are data/rules/*.csv."""

from __future__ import annotations

from functools import cache

from lib.nlp import rules


def of_kind(kind: str) -> frozenset[str]:
    """Return the words of one kind in data/rules/name_words.csv ("particle", "place noun")."""
    return rules.words("name_words", kind=kind)


def titles() -> frozenset[str]:
    """Return every word that may stand before a person's name without being part of it."""
    return rules.words("titles")


@cache
def first_names() -> frozenset[str]:
    """Return the words that begin people's names: of the US census, and of the list that tells men from women."""
    return rules.words("first_names") | rules.words("given_names", "name")


def not_names() -> frozenset[str]:
    """Return the words that alone are never a name."""
    return rules.words("not_names")


def grammar() -> frozenset[str]:
    """Return the articles, prepositions and other grammar words among them."""
    return rules.words("not_names", reason="grammar word")


@cache
def dates() -> frozenset[str]:
    """Return the names of weekdays and months."""
    return rules.words("not_names", reason="month") | rules.words("not_names", reason="weekday")


@cache
def never_in_names() -> frozenset[str]:
    """Return the words of which no name consists, not even of two ("Read More"; "Home Office" is one)."""
    return dates() | grammar() | rules.words("not_names", reason="unit, currency or measure")


def head_nouns() -> dict[str, str]:
    """Return the label that each head noun gives to the name it ends ("ministry" -> "ORG")."""
    return rules.mapping("head_nouns", "word", "label")


@cache
def known_labels() -> dict[str, str]:
    """Return the label of each spelling in the lists of known names and of aliases."""
    return {**rules.mapping("aliases", "alias", "label"), **rules.mapping("known_names", "name", "label")}
