"""What made-up articles are about: words, names, outlets and stories with the skew of real news, all from a seed.

Few words, names and outlets are everywhere and most are rare (Zipf); a story is a burst of articles within days
that share a cast of names and their own words. Everything is numbers into arrays, so that a million articles take
minutes.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - a hundred words in quotation marks would hide the words
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lib.model import entity_id

#: Days that the articles spread over, up to LAST_DAY.
DAYS = 1_095
LAST_DAY = np.datetime64("2026-10-31")
N_WORDS = 40_000
#: Share of articles that belong to a story of several; the rest stand alone.
IN_STORIES = 0.65
CAST, OWN_WORDS = 6, 15
#: A draw is a look-up in this many Zipf quantiles: a hundred times faster than a search for each.
QUANTILES = 1 << 20
LABELS = ("PERSON", "ORG", "GPE", "NORP", "EVENT")
LABEL_SHARES = (0.45, 0.30, 0.18, 0.04, 0.03)
PERSON, GPE = 0, 2

_COMMON = (
    "the of to and a in that is for on said it with as was at by he be from has have they are not this but who his "
    "will its an were which had been their more after one or she about new people government would year up two out "
    "also there over when first last war president police minister against state country years time told party "
    "world military company former election court law officials security attack group public report week national "
    "city health law economy tax strike school team climate trade bank oil border talks vote crisis"
).split()
SAID = _COMMON.index("said")
_SYLLABLES = (
    "ba be bo da di do fa fi ga go ha he jo ka ke ki ko la li lo ma mi mo na ni no pa pi ra ri ro sa si so ta ti to va "
    "vi za zo bré dül ñor çel"
).split()
_FIRST = (
    "Ana Ben Carla David Elif Farid Grace Hugo Ines Jan Kofi Lena Maria Nadia Omar Petra Quentin Rosa Samir Tomás Uma "
    "Viktor Wen Ximena Yusuf Zoë"
).split()
_BODIES = ("Ministry", "Group", "Union", "Bank", "Agency", "Council", "Party", "Institute", "Airlines", "University")
_PAPERS = ("Herald", "Times", "Post", "Gazette", "Tribune", "News", "Wire", "Observer")


@dataclass(frozen=True)
class World:
    """The catalogue. ``pool`` holds every string a text is made of; the ``..._at`` say where in it a sort begins.

    Words stand in it twice, bare and with a full stop; names twice, in full and short.
    """

    pool: pa.Array
    pool_length: np.ndarray
    full_at: int
    short_at: int
    word_draws: np.ndarray
    name_draws: np.ndarray
    person_draws: np.ndarray
    outlet_draws: np.ndarray
    labels: np.ndarray
    ids: pa.Array
    outlets: pa.Array
    story_casts: np.ndarray
    story_words: np.ndarray
    times: np.ndarray
    stories: np.ndarray
    founders: np.ndarray


def world(n_articles: int, seed: int) -> World:
    """Return the catalogue for ``n_articles``, with the time (days since the first) and story (-1: none) of each."""
    rng = np.random.default_rng([seed, 0])
    n_names = max(3_000, n_articles * 2 // 5)
    labels = rng.choice(len(LABELS), n_names, p=LABEL_SHARES).astype(np.int8)
    full, short, ids = _names(labels)
    words = [*_COMMON, *(_spelled(i + 50_000) for i in range(N_WORDS - len(_COMMON)))]
    strings = [*words, *(word + "." for word in words), *full, *short]
    name_draws = zipf_draws(n_names, 1.0)
    times, stories, n_stories = _bursts(n_articles, rng)
    return World(
        pool=pa.array(strings),
        pool_length=np.array([len(s) for s in strings], np.int32),
        full_at=2 * N_WORDS,
        short_at=2 * N_WORDS + n_names,
        word_draws=zipf_draws(N_WORDS, 1.0),
        name_draws=name_draws,
        person_draws=name_draws[labels[name_draws] == PERSON],
        outlet_draws=zipf_draws(300, 0.8),
        labels=labels,
        ids=pa.array(ids),
        outlets=pa.array([f"The {_spelled(i + 90).title()} {_PAPERS[i % len(_PAPERS)]}" for i in range(300)]),
        story_casts=name_draws[rng.integers(0, QUANTILES, (n_stories, CAST))],
        story_words=rng.integers(200, N_WORDS // 4, (n_stories, OWN_WORDS)).astype(np.int32),
        times=times,
        stories=stories,
        founders=_founders(stories, n_stories),
    )


def zipf_draws(n: int, exponent: float) -> np.ndarray:
    """Return QUANTILES ranks below ``n``: one taken by an even random number is rank r in proportion r ** -exponent."""
    shares = np.cumsum((np.arange(n) + 1.0) ** -exponent)
    evenly = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return np.searchsorted(shares / shares[-1], evenly).astype(np.int32)


def _names(labels: np.ndarray) -> tuple[list[str], list[str], list[str]]:
    """Return for each name its full form, its short form and its id; the rank spells it, so no two are alike."""
    full, short, ids = [], [], []
    for rank, label in enumerate(labels):
        own = _spelled(rank).title()
        if label == PERSON:
            whole = f"{_FIRST[rank % len(_FIRST)]} {own}"
        else:
            whole = f"{own} {_BODIES[rank % len(_BODIES)]}" if LABELS[label] == "ORG" else own
        full.append(whole)
        short.append(own)
        ids.append(entity_id(LABELS[label], whole))
    return full, short, ids


def _spelled(number: int) -> str:
    """Return ``number`` in syllables, two at least."""
    base, said = len(_SYLLABLES), ""
    number += base
    while number:
        number, digit = divmod(number, base)
        said = _SYLLABLES[digit] + said
    return said


def _founders(stories: np.ndarray, n_stories: int) -> np.ndarray:
    """Return the first article of each story."""
    found = np.zeros(n_stories, np.int64)
    members = np.flatnonzero(stories >= 0)[::-1]
    found[stories[members]] = members
    return found


def _bursts(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the time (days) and story of each article, in order of time, and the number of stories."""
    sizes = np.minimum(2 + rng.pareto(1.1, n // 2) * 3, max(n // 100, 20)).astype(np.int64)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), n * IN_STORIES)) + 1]
    members = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:n]
    lasts = rng.exponential(2.0 + np.log2(sizes))
    own = rng.uniform(0, DAYS, len(sizes))[members] + rng.exponential(1.0, len(members)) * lasts[members]
    times = np.concatenate([own % DAYS, rng.uniform(0, DAYS, n - len(members))])
    stories = np.concatenate([members, np.full(n - len(members), -1, np.int32)])
    order = np.argsort(times, kind="stable")
    return times[order], stories[order], len(sizes)
