"""The evidence in an article: its words, pairs of words, names and numbers, each as a whole-number key.

Keys are hashes, so that no dictionary grows with the corpus: a hundred thousand articles hold some eight
million different pairs of words. Two terms that fall on one key only make it look a little more common.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from zlib import crc32

import numpy as np

from lib import settings
from lib.stories.record import Report

WORD, PAIR, NAME, NUMBER = range(4)
#: Keys for each kind of term, from the first one of its own: 2^24 in all. Pairs are by far the most.
ROOM = (1 << 21, (1 << 24) - (1 << 21) - (1 << 20) - (1 << 18), 1 << 20, 1 << 18)
FIRST = (0, ROOM[0], ROOM[0] + ROOM[1], ROOM[0] + ROOM[1] + ROOM[2])
N_KEYS = 1 << 24
#: A word that more than this share of articles uses says nothing about the event ("people", "government").
STOP_SHARE = 0.25
#: The headline counts once more than the text it stands over: it names the event.
TITLE_TIMES = 1
#: Terms kept of a very long article (a live page), the most frequent of each kind: what it is about is among them.
MAX_TERMS = (500, 800, 200, 100)


def terms_of(report: Report) -> tuple[Counter[str], ...]:
    """Return the counted terms of an article: (words, pairs of words, words of names, numbers)."""
    words = tokens(report.text)
    counted = Counter(words)
    for word in tokens(report.title[:200]):
        counted[word] += TITLE_TIMES
    names = Counter(t for written, _ in report.names for t in name_tokens(written))
    numbers = Counter(re.findall(r"\b\d[\d.,]*\d\b", report.text))
    found = (counted, Counter(f"{a} {b}" for a, b in pairwise(words)), names, numbers)
    return tuple(
        Counter(dict(c.most_common(most))) if len(c) > most else c for c, most in zip(found, MAX_TERMS, strict=True)
    )


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` that can tell one event from another, in lower case, in order."""
    common = stop_words()
    return [w for w in re.findall(r"[a-z][a-z'-]+", text.lower().replace("’", "'")) if len(w) > 2 and w not in common]


def name_tokens(name: str) -> list[str]:
    """Return the words of a name, in lower case, without "the" and initials."""
    return [w for w in re.findall(r"\w+", name.lower()) if len(w) > 2 and w not in stop_words()]


def keys_of(kind: int, terms: Iterable[str]) -> list[int]:
    """Return the key of each term of one kind; the same term has the same key in every run."""
    first, room = FIRST[kind], ROOM[kind]
    return [first + crc32(term.encode("utf-8", "surrogatepass")) % room for term in terms]


@cache
def word_shares() -> dict[str, float]:
    """Return how many articles of general news use a word, as a share, for words in 2 % of them or more."""
    with (settings.RULES / "stories" / "word_shares.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: float(row["share"]) for row in csv.DictReader(file)}


@cache
def stop_words() -> frozenset[str]:
    return frozenset(word for word, share in word_shares().items() if share >= STOP_SHARE)


@cache
def usual_shares() -> np.ndarray:
    """Return ``word_shares`` by key (float32, N_KEYS), for words and for names made of such words."""
    shares = np.zeros(N_KEYS, dtype=np.float32)
    known = word_shares()
    for kind in (WORD, NAME):
        shares[keys_of(kind, known)] = list(known.values())
    return shares
