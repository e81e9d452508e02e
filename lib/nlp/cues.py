"""The words that report speech and thought, read from data/rules/reporting_cues.csv."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from lib import settings
from lib.errors import StoryExplorerError

#: "thought" and "thought_noun" are listed but not read: a view or wish that the reporter ascribes is no statement
#: (measured: without them F1 of quotes with their speaker rises by .010). To have one read, change its class.
CLASSES = ("speech", "evidence", "noun", "voicing", "thought", "thought_noun")
FRAMES = frozenset(
    {
        "quote",
        "clause",
        "object",
        "to",
        "addressee",
        "person_to",
        "person_of",
        "predicate",
        "object_as",
        "for",
        "on",
        "about",
    }
)


class Cue(NamedTuple):
    """A word that reports: ``kind`` is one of CLASSES, ``frames`` say what can follow it."""

    name: str
    kind: str
    frames: frozenset[str]


@cache
def verbs() -> dict[str, Cue]:
    """Return every verb form of the cue list, in lower case."""
    return {form: cue for form, cue in _rows() if cue.kind in ("speech", "evidence")}


@cache
def nouns() -> dict[str, Cue]:
    """Return every noun form of the cue list, in lower case."""
    return {form: cue for form, cue in _rows() if cue.kind == "noun"}


@cache
def voicing() -> frozenset[str]:
    """Return the forms of verbs whose subject makes the statement that is their object: "voiced concern that ..."."""
    return frozenset(form for form, cue in _rows() if cue.kind == "voicing")


def _rows() -> list[tuple[str, Cue]]:
    path = settings.RULES / "reporting_cues.csv"
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            frames = frozenset(row["frames"].split())
            if row["class"] not in CLASSES or not frames <= FRAMES:
                raise StoryExplorerError(f"{path.name}:{line}: unknown class or frame in {row!r}")
            cue = Cue(row["cue"], row["class"], frames)
            found.extend((form, cue) for form in row["forms"].split())
    return found
