"""Work grows with the length of an article, not with its square. Steps are counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from lib.nlp.descriptions import Roles, Said
from lib.nlp.linker import linker
from lib.nlp.names import find_names
from lib.nlp.quotes import find_quotes
from tests.nlp.parsed import parsed

MINISTER = "Minister NNP compound 2; Ada NNP compound 2; Brook{} NNP nsubj 3; left VBD ROOT 3; ~. . punct 3"
SLEPT = "The DT det 1; minister NN nsubj 2; slept VBD ROOT 2; ~. . punct 2"
PARTY = "Delta{} NNP compound 1; Party NNP nsubj 2; met VBD ROOT 2; ~. . punct 2; Delta{} NNP nsubj 5; fell VBD ROOT 5"
MARKS = "\" `` punct 2; ~so RB advmod 2; ~\" '' punct 2; and CC cc 2"
#: Twice the text may take this much more work; growth with the square shows from 2.3 on.
TWICE = 2.2


def steps(work: Callable[..., Any], *given: Any) -> int:
    """Return how many functions, built-in ones included, are entered while ``work`` runs."""
    n = 0

    def count(frame, event: str, arg) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work(*given)
    finally:
        sys.setprofile(None)
    return n


def ministers(n: int):
    pieces = [p for i in range(n) for p in (MINISTER.format(i), SLEPT)]
    return parsed(*pieces, people=tuple(f"Ada Brook{i}" for i in range(n)))


def parties(n: int):
    names = (name for i in range(n) for name in (f"Delta{i} Party", f"Delta{i}"))
    return parsed(*(PARTY.format(i, i) for i in range(n)), bodies=tuple(dict.fromkeys(names)))


def marks(n: int):
    return parsed(*([MARKS] * n))


@pytest.mark.parametrize(
    ("make", "work"),
    [(ministers, linker), (ministers, find_names), (parties, linker), (marks, find_quotes)],
)
def test_twice_the_article_is_about_twice_the_work(make, work) -> None:
    tuple(work(make(10)))  # lists of words are read once
    once, twice = make(200), make(400)
    assert steps(lambda doc: tuple(work(doc)), twice) < TWICE * steps(lambda doc: tuple(work(doc)), once)


def test_a_description_does_not_look_at_everyone_it_could_mean_again() -> None:
    def asked_again(n: int) -> int:
        roles = Roles([[10 * i] for i in range(n)])
        for i in range(n):
            roles.add("minister", Said(i, frozenset(), "minister"))
        assert roles.nearest("minister", frozenset(), 15) == (Said(1, frozenset(), "minister"), True)
        return steps(roles.nearest, "minister", frozenset(), 15)

    assert asked_again(400) == asked_again(4)
