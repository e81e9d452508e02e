"""Stories for the store: new articles are placed as they are committed, and older ones anew where that changes them.

Knows lib.stories and lib.store, and no reader or language model. What the engines remember lies in STATE beside the
ledger; it is only a shorthand for what the ledger says, and made again from it where it is missing or behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lib import settings
from lib.model import Placement, Processed
from lib.store.ledger import Ledger, plain_errors
from lib.store.records import ARTICLE, Record, story_record
from lib.stories.record import Report
from lib.stories.shelf import MAX_HELD
from lib.stories.tracker import Tracker

STATE = "stories.npz"


class Placing:
    """The stories of one store, for one run that holds its writer lock."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.path = ledger.folder / STATE
        self.placed = ledger.placed()
        self._tracker: Tracker | None = None

    def records(self, committed: Iterable[Record]) -> list[Record]:
        """Return the story rows that belong into the commit of ``committed``; a placed article keeps its place."""
        articles = [r.processed for r in committed if r.kind == ARTICLE and r.id not in self.placed]
        return [story_record(placement) for placement in self._place(articles)]

    def catch_up(self) -> None:
        """Place, in commits of their own, the articles that an older program stored without a story."""
        missing = set(self.ledger.live()) - self.placed
        for articles in in_batches(self.ledger.articles(missing), settings.COMMIT):
            self.ledger.append([story_record(placement) for placement in self._place(articles)])

    def save(self) -> None:
        """Keep what the engines remember for the next run, if anything was placed in this one."""
        if self._tracker is not None:
            self._tracker.at = self.ledger.placed_at()
            with plain_errors(self.ledger.folder, "has its articles, but what its stories are made of was not saved"):
                self._tracker.save(self.path)

    def _place(self, articles: Sequence[Processed]) -> Iterator[Placement]:
        """Yield the placement of each article, and of each older one for which it has changed."""
        if not articles:
            return
        found = self._held().place([Report.of(article) for article in articles])
        yield from found.new
        new = {placement.id for placement in found.new}
        self.placed |= new
        for old in self.ledger.placements(stories=found.merged, ids=found.copies.keys() - new):
            yield found.again(old)

    def _held(self) -> Tracker:
        """Return what new articles are compared with: as the last run saved it, or remade."""
        if self._tracker is None:
            saved = Tracker.load(self.path)
            fits = saved is not None and saved.at == self.ledger.placed_at()
            self._tracker = saved if fits else self._remade()
            self._tracker.forget(set(self._tracker.grouper.shelf.ids).difference(self.ledger.live()))
        return self._tracker

    def _remade(self) -> Tracker:
        """Return a tracker that holds the newest articles of the ledger as they are placed there."""
        tracker = Tracker()
        newest = [ident for ident in self.ledger.live() if ident in self.placed][-MAX_HELD:]
        known = {placement.id: placement for placement in self.ledger.placements(ids=newest)}
        for articles in in_batches(self.ledger.articles(set(newest)), settings.COMMIT):
            tracker.adopt([Report.of(a) for a in articles], [known[a.article.id] for a in articles])
        return tracker


def in_batches(items: Iterable, size: int) -> Iterator[list]:
    """Yield what ``items`` yields in lists of ``size``, the last one shorter."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
