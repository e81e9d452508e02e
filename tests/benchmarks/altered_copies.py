"""Copies of real articles as papers make them, for measuring what the copy finder finds: seeded, the same each time."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from lib.stories.record import Report

SEED = 20261123
N_COPIES = 300
#: A shorter article is a brief that nobody cuts; three sentences of a longer one are a small part of it.
MIN_WORDS, MIN_LOCAL_WORDS = 120, 400
#: A local paragraph is no longer than that.
LOCAL_WORDS = 60
HEADLINES = ("What we know so far", "Officials respond after long day", "Questions remain over decision")
SWAPS = {"said": "told reporters", "will": "is to", "about": "some", "also": "too", "but": "yet", "more than": "over"}


def altered_copies(reports: list[Report], n: int = N_COPIES) -> Iterator[tuple[Report, str]]:
    """Yield ``n`` altered copies, each with the id of the article that it was made from.

    Each is cut to between 45 and 100 % of its sentences from the end, has another headline, a word changed or dropped
    in every fifth sentence, and (two in three) a paragraph taken from an article of another outlet put in.
    """
    chance = random.Random(SEED)  # noqa: S311 - a seeded test set, no secret
    long_enough = [r for r in reports if len(r.text.split()) >= MIN_WORDS]
    local_news = [r for r in reports if len(r.text.split()) >= MIN_LOCAL_WORDS]
    for original in chance.sample(long_enough, n):
        yield _altered(original, chance.choice(local_news), chance), original.id


def _altered(original: Report, local: Report, chance: random.Random) -> Report:
    sentences = re.split(r"(?<=[.!?])\s+", original.text.strip())
    kept = sentences[: max(3, round(len(sentences) * chance.uniform(0.45, 1)))]
    edited = [_edited(sentence, chance) if chance.random() < 0.2 else sentence for sentence in kept]
    if chance.random() < 2 / 3:
        paragraph = " ".join(" ".join(re.split(r"(?<=[.!?])\s+", local.text.strip())[1:4]).split()[:LOCAL_WORDS])
        edited.insert(chance.randrange(1, len(edited) + 1), paragraph)
    day = None if original.day is None else original.day + chance.randrange(2)
    return replace(
        original,
        id=f"copy of {original.id}",
        title=chance.choice(HEADLINES),
        text=" ".join(edited),
        day=day,
        outlet="The Copying Post",
    )


def _edited(sentence: str, chance: random.Random) -> str:
    """Return the sentence with one usual word changed, or else one word dropped."""
    for word in chance.sample(sorted(SWAPS), len(SWAPS)):
        if f" {word} " in sentence:
            return sentence.replace(f" {word} ", f" {SWAPS[word]} ", 1)
    words = sentence.split()
    if len(words) > 1:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)
