"""What is known of an entity id before it is joined, and what a join says."""

from __future__ import annotations

from typing import NamedTuple

SAME, DOUBTFUL = "same", "doubtful"


class Known(NamedTuple):
    """One entity id: kind, most frequent name, in how many articles; other spellings and roles, each with articles."""

    id: str
    kind: str
    name: str
    n: int
    spellings: tuple[tuple[str, int], ...] = ()
    roles: tuple[tuple[str, int], ...] = ()


class Join(NamedTuple):
    """``id`` is ("same") or may be ("doubtful") ``other``; of the same ones ``other`` is the id that stays."""

    id: str
    other: str
    score: float
    reason: str
    status: str
