"""Average-link clustering over a sparse graph: the two nearest groups are joined until none are near enough.

The similarity of two groups is the mean over all pairs of their articles, which for vectors is the dot product of
the groups' mean vectors: it is kept by the rule of Lance and Williams (1967) while both sides know it and computed
from the vectors where one does not. Only pairs that retrieval has found are looked at first, so cost grows with the
number of articles times their neighbours and not with the square.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(slots=True)
class Node:
    """A group of articles: ``keys`` (sorted) and ``weights`` are the sum of its articles' vectors, ``size`` of them.

    ``first`` and ``last`` are days or None; ``members`` are row numbers; ``stories`` are the numbers of stories in it.
    """

    members: list[int]
    keys: np.ndarray
    weights: np.ndarray
    size: int
    first: int | None = None
    last: int | None = None
    stories: list[int] = field(default_factory=list)


def make_node(members: list[int], keys: np.ndarray, weights: np.ndarray, size: int, days: list[int]) -> Node:
    """Return the group of ``members`` whose articles' terms are ``keys`` and ``weights``, in any order."""
    keys, place = np.unique(keys, return_inverse=True)
    summed = np.bincount(place, weights=weights, minlength=len(keys)).astype(np.float32)
    return Node(members, keys, summed, size, min(days, default=None), max(days, default=None))


def similarity(a: Node, b: Node) -> float:
    """Return the mean similarity over all pairs of an article of ``a`` and one of ``b``."""
    if len(a.keys) > len(b.keys):
        a, b = b, a
    if not len(a.keys):
        return 0.0
    at = np.minimum(np.searchsorted(b.keys, a.keys), len(b.keys) - 1)
    same = b.keys[at] == a.keys
    return float(a.weights[same] @ b.weights[at[same]]) / (a.size * b.size)


def days_between(a: Node, b: Node) -> int | None:
    """Return the days between the nearer ends of two groups, 0 where they overlap; None if one has no date."""
    if a.first is None or b.first is None:
        return None
    return max(0, a.first - b.last, b.first - a.last)


def joined(a: Node, b: Node) -> Node:
    """Return both groups as one."""
    both = make_node(
        a.members + b.members,
        np.concatenate([a.keys, b.keys]),
        np.concatenate([a.weights, b.weights]),
        a.size + b.size,
        [],
    )
    both.first = min((d for d in (a.first, b.first) if d is not None), default=None)
    both.last = max((d for d in (a.last, b.last) if d is not None), default=None)
    both.stories = a.stories + b.stories
    return both


class Linkage:
    """Groups being joined; ``run`` returns what is left. ``margin(a, b, s)`` is how far ``s`` passes, or below 0.

    A similarity below ``floor``, the least that can pass, is forgotten: the mean of two such cannot pass either.
    """

    def __init__(self, nodes: list[Node], margin: Callable[[Node, Node, float], float], floor: float) -> None:
        self.nodes: list[Node | None] = list(nodes)
        self.margin = margin
        self.floor = floor
        self.near: list[dict[int, float]] = [{} for _ in nodes]
        self.heap: list[tuple[float, int, int]] = []

    def add(self, i: int, j: int, similar: float) -> None:
        """Note the similarity of groups ``i`` and ``j``."""
        if similar < self.floor:
            return
        self.near[i][j] = self.near[j][i] = similar
        passed = self.margin(self.nodes[i], self.nodes[j], similar)
        if passed >= 0:
            heapq.heappush(self.heap, (-passed, min(i, j), max(i, j)))

    def run(self) -> list[Node]:
        """Return the groups that no join is left for, each join having been the best at its time."""
        while self.heap:
            _, i, j = heapq.heappop(self.heap)
            if self.nodes[i] is not None and self.nodes[j] is not None:
                self._join(i, j)
        return [node for node in self.nodes if node is not None]

    def _join(self, i: int, j: int) -> None:
        a, b = self.nodes[i], self.nodes[j]
        near = {k: self._joint(i, j, k) for k in (self.near[i].keys() | self.near[j].keys()) - {i, j}}
        self.nodes[i] = self.nodes[j] = None
        self.nodes.append(joined(a, b))
        self.near.append({})
        for k in sorted(near):
            self.near[k].pop(i, None)
            self.near[k].pop(j, None)
            self.add(len(self.nodes) - 1, k, near[k])
        self.near[i], self.near[j] = {}, {}

    def _joint(self, i: int, j: int, k: int) -> float:
        """Return the similarity of ``k`` to ``i`` and ``j`` together (Lance and Williams)."""
        a, b, c = self.nodes[i], self.nodes[j], self.nodes[k]
        to_a = self.near[i].get(k)
        to_b = self.near[j].get(k)
        to_a = similarity(a, c) if to_a is None else to_a
        to_b = similarity(b, c) if to_b is None else to_b
        return (a.size * to_a + b.size * to_b) / (a.size + b.size)
