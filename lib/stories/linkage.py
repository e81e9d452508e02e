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

Terms = tuple[np.ndarray, np.ndarray, np.ndarray]
#: Articles without a name or a number in common are of two events however alike their words: what a desk writes to a
#: pattern (results, tenders, ratings). Their similarity is held to CAP, and to LIFT times what names and numbers share.
CAP, LIFT = 0.05, 3.0


#: A group of at most SMALL new articles that is CLEARLY times nearer to a story of STORY articles than to any other is
#: taken into it on this part (LESS) of the evidence otherwise asked for: the first and last reports of an event share
#: less with it than those in between. On less than .8, single items of the sample were drawn to stories.
SMALL, STORY, CLEARLY, LESS = 3, 6, 1.5, 0.8


@dataclass(slots=True)
class Node:
    """A group of articles: ``keys`` (sorted) and ``weights`` are the sum of its articles' vectors, ``size`` of them.

    ``telling`` are the weights of names and numbers alone, which ``bare`` of the articles have none of.
    ``first`` and ``last`` are days or None; ``members`` are row numbers; ``stories`` are the numbers of stories in it.
    """

    members: list[int]
    keys: np.ndarray
    weights: np.ndarray
    telling: np.ndarray
    size: int
    bare: int = 0
    first: int | None = None
    last: int | None = None
    stories: list[int] = field(default_factory=list)


def make_node(members: list[int], terms: Terms, size: int, bare: int, days: list[int]) -> Node:
    """Return the group of ``members`` whose articles' ``terms`` are (keys, weights, telling), in any order."""
    keys, place = np.unique(terms[0], return_inverse=True)
    sums = [np.bincount(place, weights=w, minlength=len(keys)).astype(np.float32) for w in terms[1:]]
    return Node(members, keys, *sums, size, bare, min(days, default=None), max(days, default=None))


def similarity(a: Node, b: Node) -> float:
    """Return the mean similarity over all pairs of an article of ``a`` and one of ``b``, capped by names and numbers.

    A pair in which one article has neither names nor numbers is not capped.
    """
    if len(a.keys) > len(b.keys):
        a, b = b, a
    if not len(a.keys):
        return 0.0
    at = np.minimum(np.searchsorted(b.keys, a.keys), len(b.keys) - 1)
    same = b.keys[at] == a.keys
    at = at[same]
    pairs = a.size * b.size
    alike = float(a.weights[same] @ b.weights[at]) / pairs
    unnamed = pairs - (a.size - a.bare) * (b.size - b.bare)
    told = (float(a.telling[same] @ b.telling[at]) + unnamed) / pairs
    return min(alike, CAP + LIFT * told)


def days_between(a: Node, b: Node) -> int | None:
    """Return the days between the nearer ends of two groups, 0 where they overlap; None if one has no date."""
    if a.first is None or b.first is None:
        return None
    return max(0, a.first - b.last, b.first - a.last)


def joined(a: Node, b: Node) -> Node:
    """Return both groups as one."""
    both = make_node(
        a.members + b.members,
        tuple(np.concatenate(both) for both in ((a.keys, b.keys), (a.weights, b.weights), (a.telling, b.telling))),
        a.size + b.size,
        a.bare + b.bare,
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
        self._join_best()
        self._take_in()
        return [node for node in self.nodes if node is not None]

    def _join_best(self) -> None:
        while self.heap:
            _, i, j = heapq.heappop(self.heap)
            if self.nodes[i] is not None and self.nodes[j] is not None:
                self._join(i, j)

    def _take_in(self) -> None:
        """Join each small group to the one that it is clearly nearer to than to any other, on less evidence."""
        for i, node in enumerate(list(self.nodes)):
            if node is None or node.size > SMALL or node.stories or self.nodes[i] is None:
                continue
            nearest = sorted(self.near[i].items(), key=lambda near: -near[1])[:2]
            if not nearest or (len(nearest) > 1 and nearest[0][1] < CLEARLY * nearest[1][1]):
                continue
            j, similar = nearest[0]
            asked = similar - self.margin(node, self.nodes[j], similar)
            if self.nodes[j].size >= STORY and similar >= LESS * asked:
                self._join(i, j)
                self._join_best()

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
