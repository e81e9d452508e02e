"""Articles into stories as they come: each joins a story that is alive or founds one.

A batch is taken in the order of its days, in steps of at most STEP articles. In each step the new articles and the
stories they resemble are clustered together (lib.stories.linkage), so that an article is weighed against the others
that come with it and not only against what was there before. What is a story stays one: articles never leave it, and
two stories that have grown together become the older one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from lib.stories.linkage import LESS, Linkage, Node, days_between, make_node, similarity
from lib.stories.reasons import FOUNDED, reason
from lib.stories.record import Report
from lib.stories.shelf import MAX_HELD, NO_DAY, Shelf, indexed

#: A story is alive for so many days after its last article: follow-ups come within two or three weeks, and the next
#: flood, final or verdict of the same cast later.
WINDOW = 21
#: Coverage of one event comes within days; the evidence asked for then grows to this many times by WINDOW's end. As
#: much is asked where one side has no date: time cannot speak against it.
FRESH_DAYS = 3
LATE_DEMAND = 1.4
#: The mean similarity that joins two groups, for 500 articles, and what it gains with each e-fold of articles: rarity
#: is measured on the articles held, so all similarities rise with their number. Chosen by cross-validation over
#: topics at 12 to 6,500 articles; above that MAX_RARITY keeps it level.
THRESHOLD, PER_FOLD, AT = 0.155, 0.025, 500
LOWEST, HIGHEST = 0.12, 0.22
#: Two stories that are out need this many times the threshold to become one: people have seen them apart.
MERGE_DEMAND = 1.1
#: Articles clustered at once: a day of a busy newsroom.
STEP = 1_000
#: The rarest of an article's words and names, by which its neighbours are found, and how many neighbours are weighed.
PROBES, NEIGHBOURS = 40, 30
#: Of a word in more articles than this, the newest lead to neighbours: the work for an article stays the same however
#: many are held. In the weighing, the word counts for all of them.
MAX_POSTINGS = 300
#: A large story is weighed by its newest articles: it may move on, and cost must not grow with it.
MAX_MEMBERS = 40


_NO_ROWS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The story of an article; ``score`` is its mean similarity to the story's other articles, 0 for a founder."""

    id: str
    story: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a batch has done: one assignment for each article, in order, and ``merged``: old story id -> kept id."""

    assignments: tuple[Assignment, ...]
    merged: dict[str, str] = field(default_factory=dict)


class Grouper:
    """The stories so far. ``add`` takes a batch; ``save`` and ``load`` carry the state between runs.

    The same batches in the same order give the same stories, also across ``save`` and ``load``.
    """

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.story_ids: list[str] = []
        self.touched = np.zeros(0, dtype=np.int64)
        self.steps = 0

    def add(self, reports: Iterable[Report]) -> Grouped:
        """Return the story of each article. One that is held already keeps its story, whatever its text is now."""
        batch = list(reports)
        held = {id_: row for row, id_ in enumerate(self.shelf.ids)}
        made: dict[str, Assignment] = {}
        merged: dict[str, str] = {}
        for report in batch:
            if report.id in held:
                made[report.id] = Assignment(report.id, self._story_of(held[report.id]), 0.0, "in this story before")
        new = list({r.id: r for r in batch if r.id not in held}.values())
        new.sort(key=lambda r: (r.day is None, r.day or 0))
        for start in range(0, len(new), STEP):
            made |= self._step(new[start : start + STEP], merged)
        final = [made[r.id] for r in batch]
        return Grouped(tuple(_renamed(a, merged) for a in final), {old: _kept(old, merged) for old in merged})

    def adopt(self, reports: Sequence[Report], stories: Sequence[str]) -> None:
        """Hold articles in the stories that they were given before, at most STEP of them at once."""
        self._make_room(len(reports))
        self.steps += 1
        rows = self.shelf.append(list(reports))
        numbers = {name: number for number, name in enumerate(self.story_ids)}
        for story in stories:
            numbers.setdefault(story, len(numbers))
        self.story_ids = list(numbers)
        self.shelf.story[rows] = [numbers[story] for story in stories]
        self.touched = np.append(self.touched, np.zeros(len(numbers) - len(self.touched), dtype=np.int64))
        self.touched[self.shelf.story[rows]] = self.steps

    def forget(self, gone: Collection[str]) -> None:
        """Let go of the articles ``gone``."""
        kept = [row for row, ident in enumerate(self.shelf.ids) if ident not in gone]
        if len(kept) < len(self.shelf):
            self.shelf.keep(np.array(kept, dtype=np.int64))

    def save(self) -> dict[str, np.ndarray]:
        """Return the state as named arrays: of articles, of their terms ("keys", "counts"), of stories."""
        stories = {"story_ids": np.array(self.story_ids, dtype=object), "touched": self.touched}
        return {**self.shelf.save(), **stories, "steps": np.array([self.steps])}

    @classmethod
    def load(cls, arrays: dict[str, np.ndarray]) -> Grouper:
        """Return the grouper that ``save`` described."""
        grouper = cls()
        grouper.shelf = Shelf.load(arrays)
        grouper.story_ids = [str(i) for i in arrays["story_ids"]]
        grouper.touched = np.asarray(arrays["touched"])
        grouper.steps = int(arrays["steps"][0])
        return grouper

    def _story_of(self, row: int) -> str:
        return self.story_ids[self.shelf.story[row]]

    def _step(self, reports: list[Report], merged: dict[str, str]) -> dict[str, Assignment]:
        """Cluster ``reports`` with the stories near them; note what merged; return the assignments by article."""
        self._make_room(len(reports))
        self.steps += 1
        rows = self.shelf.append(reports)
        by_row = dict(zip(rows.tolist(), reports, strict=True))
        made: dict[str, Assignment] = {}
        nodes = self._clustered(rows)
        for node in sorted(nodes, key=lambda n: min(set(n.members) & by_row.keys(), default=len(self.shelf))):
            new = [row for row in node.members if row in by_row]
            story = self._named(node, new, merged)
            made |= {by_row[row].id: self._assigned(row, by_row[row], node, story) for row in new}
        return made

    def _clustered(self, rows: np.ndarray) -> list[Node]:
        """Return the groups that new articles and the stories near them make."""
        found = list(self._neighbours(rows))
        old = sorted({int(s) for near in found for s in self.shelf.story[near] if s >= 0})
        nodes = [*self._articles(rows), *self._stories(old)]
        place = {s: len(rows) + n for n, s in enumerate(old)}
        asked = self.threshold()
        linkage = Linkage(nodes, partial(self._margin, asked), LESS * asked)
        for i, near in enumerate(found):
            stories = self.shelf.story[near]
            others = {place[int(s)] if s >= 0 else int(row - rows[0]) for row, s in zip(near, stories, strict=True)}
            for j in sorted(others - {i} - linkage.near[i].keys()):
                linkage.add(i, j, similarity(nodes[i], nodes[j]))
        return linkage.run()

    def _articles(self, rows: np.ndarray) -> Iterator[Node]:
        """Yield each of ``rows`` as a group of one."""
        keys, weights, position, telling = self.shelf.vectors(rows)
        bare = self.shelf.bare(rows)
        bounds = np.searchsorted(position, np.arange(len(rows) + 1))
        for n, row in enumerate(rows.tolist()):
            part = slice(bounds[n], bounds[n + 1])
            terms = (keys[part], weights[part], telling[part])
            yield make_node([row], terms, 1, int(bare[n]), self._days([row]))

    def _stories(self, stories: list[int]) -> Iterator[Node]:
        """Yield each story as a group, weighed by its newest articles; ``stories`` ascend."""
        held = np.flatnonzero(np.isin(self.shelf.story, stories))
        held = held[np.argsort(self.shelf.story[held], kind="stable")]
        parts = np.split(held, np.searchsorted(self.shelf.story[held], stories)[1:])
        newest = [part[-MAX_MEMBERS:] for part in parts]
        kept = np.concatenate([_NO_ROWS, *newest])
        keys, weights, position, telling = self.shelf.vectors(kept)
        bare = np.cumsum([0, *self.shelf.bare(kept)])
        ends = np.cumsum([0, *(len(rows) for rows in newest)])
        bounds = np.searchsorted(position, ends)
        for n, story in enumerate(stories):
            part = slice(bounds[n], bounds[n + 1])
            days = self._days(parts[n])
            terms = (keys[part], weights[part], telling[part])
            bare_ones = int(bare[ends[n + 1]] - bare[ends[n]])
            node = make_node(newest[n].tolist(), terms, len(newest[n]), bare_ones, days)
            node.stories = [story]
            yield node

    def _days(self, rows: list[int] | np.ndarray) -> list[int]:
        return [day for day in self.shelf.day[rows].tolist() if day != NO_DAY]

    def _neighbours(self, rows: np.ndarray) -> Iterator[np.ndarray]:
        """Yield for each of ``rows`` the rows of the articles most like it by their rarest words and names."""
        shelf = self.shelf
        keys, weights, position, _ = shelf.vectors(rows)
        wanted = indexed(keys)
        keys, weights, position = keys[wanted], weights[wanted], position[wanted]
        low = np.searchsorted(shelf.index_keys, keys, side="left")
        high = np.searchsorted(shelf.index_keys, keys, side="right")
        low = np.maximum(low, high - MAX_POSTINGS)
        bounds = np.searchsorted(position, np.arange(len(rows) + 1))
        for n, row in enumerate(rows.tolist()):
            own = np.arange(bounds[n], bounds[n + 1])
            best = own[np.argsort(-weights[own], kind="stable")[:PROBES]]
            best = best[weights[best] > 0]
            yield self._nearest(row, low[best], high[best], weights[best])

    def _nearest(self, row: int, low: np.ndarray, high: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return the best NEIGHBOURS rows from the index's stretches ``low`` to ``high``."""
        shelf = self.shelf
        if not len(low):
            return np.zeros(0, dtype=np.int64)
        owners = np.concatenate([shelf.index_rows[a:b] for a, b in zip(low, high, strict=True)])
        totals = np.bincount(owners, weights=np.repeat(weights.astype(np.float64) ** 2, high - low))
        rows = np.flatnonzero(totals)
        day = shelf.day[row]
        if day != NO_DAY:
            rows = rows[(shelf.day[rows] == NO_DAY) | (np.abs(shelf.day[rows] - day) <= WINDOW * 2)]
        rows = rows[rows != row]
        if len(rows) > NEIGHBOURS:
            rows = rows[np.argpartition(-totals[rows], NEIGHBOURS)[:NEIGHBOURS]]
        return rows

    def _margin(self, asked: float, a: Node, b: Node, similar: float) -> float:
        """Return by how much the evidence passes what is asked for; below 0 the two stay apart."""
        apart = days_between(a, b)
        if apart is not None and apart > WINDOW:
            return -1.0
        if apart is not None and apart > FRESH_DAYS:
            asked *= 1 + (LATE_DEMAND - 1) * (apart - FRESH_DAYS) / (WINDOW - FRESH_DAYS)
        if (a.first is None) != (b.first is None):
            asked *= LATE_DEMAND
        if a.stories and b.stories:
            asked *= MERGE_DEMAND
        return similar - asked

    def threshold(self) -> float:
        """Return the mean similarity asked for between articles of the same days."""
        return float(np.clip(THRESHOLD + PER_FOLD * np.log(max(len(self.shelf), 1) / AT), LOWEST, HIGHEST))

    def _named(self, node: Node, new: list[int], merged: dict[str, str]) -> int:
        """Return the number of the node's story: its oldest one, or a new one with its first article's id."""
        shelf = self.shelf
        if node.stories:
            story = min(node.stories)
            for other in set(node.stories) - {story}:
                merged[self.story_ids[other]] = self.story_ids[story]
                shelf.story[shelf.story == other] = story
        else:
            story = len(self.story_ids)
            self.story_ids.append(shelf.ids[min(new)])
            self.touched = np.append(self.touched, self.steps)
        shelf.story[new] = story
        self.touched[story] = self.steps
        return story

    def _assigned(self, row: int, report: Report, node: Node, story: int) -> Assignment:
        """Return the article's story with what it shares with the story's other articles."""
        name = self.story_ids[story]
        if name == report.id or len(node.members) == 1:
            return Assignment(report.id, name, 0.0, FOUNDED)
        keys, weights, _, telling = self.shelf.vectors(np.array([row]))
        own = make_node([row], (keys, weights, telling), 1, 0, self._days([row]))
        own.bare = 1  # the score is of all the evidence
        score = (similarity(own, node) * node.size - float(own.weights @ own.weights)) / max(node.size - 1, 1)
        rest = [r for r in node.members if r != row]
        return Assignment(report.id, name, round(score, 3), reason(report, own, node, self._days(rest)))

    def _make_room(self, coming: int) -> None:
        """Let go of the articles of the stories longest without a new one, a tenth at a time."""
        shelf = self.shelf
        if len(shelf) + coming <= MAX_HELD:
            return
        target = min(len(shelf), int(MAX_HELD * 0.9) - coming)
        newest_first = np.argsort(-self.touched[shelf.story], kind="stable")[: max(target, 0)]
        shelf.keep(np.sort(newest_first))


def _kept(story: str, merged: dict[str, str]) -> str:
    """Return the story that ``story`` has become."""
    while story in merged:
        story = merged[story]
    return story


def _renamed(made: Assignment, merged: dict[str, str]) -> Assignment:
    return Assignment(made.id, _kept(made.story, merged), made.score, made.reason)
