"""Annotation spread over processes: in this one, in others of this computer, or (lib.cluster) of several.

Whoever annotates runs ``attempt`` on a batch of articles; what comes back is in the order of what went in, so the
result does not depend on who did it. A batch whose process is killed is done again by another.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock

from lib import settings
from lib.errors import ModelError
from lib.model import Article, Processed
from lib.placing import in_batches
from lib.store.records import NOT_ANNOTATED

log = logging.getLogger(__name__)
Annotate = Callable[[list[Article]], list[Processed]]
#: Batches handed out for each process: enough that none waits, few enough that a file of any size streams.
AHEAD = 2
LOST = "the process that annotated it was killed twice, most likely for want of memory"
#: An article annotated, with None; or bare, with what went wrong.
Annotated = tuple[Processed, str | None]
#: The same with whether it was annotated elsewhere: (processed, elsewhere?, problem).
Done = tuple[Processed, bool, str | None]


class Workers:
    """Annotation in this process, or in ``jobs`` others that each load the model once."""

    def __init__(self, jobs: int = 1, annotate: Annotate | None = None) -> None:
        self.jobs = max(1, jobs)
        self.annotate = annotate or annotate_here
        self.pool: Executor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop_pool()

    @property
    def width(self) -> int:
        """How many batches are annotated at once."""
        return self.jobs

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the pipeline that would annotate now; loads the model."""
        return annotator().fingerprint

    def annotated(self, items: Iterable[Article | Processed]) -> Iterator[Done]:
        """Yield (processed, annotated elsewhere?, problem or None) for each item, in order, as they get done."""
        if self.jobs > 1:
            return self._spread(in_batches(items, settings.BATCH))
        return self._here(in_batches(items, settings.BATCH))

    def _here(self, batches: Iterable[list]) -> Iterator[Done]:
        for batch in batches:
            yield from merged(batch, attempt(self.annotate, articles_of(batch)))

    def _spread(self, batches: Iterable[list]) -> Iterator[Done]:
        """Keep every worker busy, and yield what they give in the order of the batches."""
        ahead: deque[tuple[list, Future]] = deque()
        for batch in batches:
            ahead.append((batch, self._submit(batch)))
            if len(ahead) >= AHEAD * self.width:
                yield from self._first(ahead)
        while ahead:
            yield from self._first(ahead)

    def _first(self, ahead: deque[tuple[list, Future]]) -> Iterator[Done]:
        """Yield the oldest batch; where its process was killed, all that was under way, done again one by one."""
        batch, future = ahead.popleft()
        if not isinstance(future.exception(), BrokenProcessPool):
            yield from merged(batch, future.result())
            return
        log.warning("A process that annotates was killed; starting another.")
        self._drop_pool()
        again = [(batch, future), *ahead]
        ahead.clear()
        for own, old in again:
            kept = old.done() and not old.cancelled() and old.exception() is None
            yield from merged(own, old.result() if kept else self._alone(own))

    def _submit(self, batch: list) -> Future:
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"))
        try:
            return self.pool.submit(attempt, self.annotate, articles_of(batch))
        except BrokenProcessPool as error:
            broken: Future = Future()
            broken.set_exception(error)
            return broken

    def _alone(self, batch: list) -> list[Annotated]:
        """Annotate a batch with nothing beside it, so that a second kill fails its articles and no others."""
        try:
            return self._submit(batch).result()
        except BrokenProcessPool:
            self._drop_pool()
            return [failed(article, LOST) for article in articles_of(batch)]

    def _drop_pool(self) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
        self.pool = None


def articles_of(batch: list) -> list[Article]:
    """Return what of a batch must be annotated."""
    return [item for item in batch if isinstance(item, Article)]


def merged(batch: list, results: list[Annotated]) -> Iterator[Done]:
    """Yield the batch in its order: what came annotated as it is, the rest from ``results``."""
    own = iter(results)
    for item in batch:
        if isinstance(item, Processed):
            yield item, True, None
        else:
            processed, problem = next(own)
            yield processed, False, problem


def attempt(annotate: Annotate, articles: list[Article]) -> list[Annotated]:
    """Return each article annotated, with None; or bare, with what went wrong in annotating it."""
    if not articles:
        return []
    try:
        return [(processed, None) for processed in annotate(articles)]
    except ModelError:
        raise
    except Exception as error:  # whatever one article sets off must not cost the others
        if len(articles) == 1:
            log.exception("Could not annotate %s", articles[0].origin or articles[0].id)
            return [failed(articles[0], f"{type(error).__name__}: {error}")]
    return [result for article in articles for result in attempt(annotate, [article])]


def failed(article: Article, why: str) -> Annotated:
    """Return the bare article with a note, and the note as the problem."""
    problem = f"{NOT_ANNOTATED}: {why}"
    return Processed(article, notes=(problem,)), problem


_ANNOTATOR: list = []
_ONE_AT_A_TIME = Lock()


def annotator():
    """Return this process's Annotator, loaded the first time it is asked for."""
    if not _ANNOTATOR:
        from lib.nlp.pipeline import Annotator  # noqa: PLC0415 - spaCy takes a second to import: only where needed

        _ANNOTATOR.append(Annotator())
    return _ANNOTATOR[0]


def annotate_here(articles: list[Article]) -> list[Processed]:
    """Return the articles annotated by this process's Annotator; threads take turns, as the model wants it."""
    with _ONE_AT_A_TIME:
        return list(annotator().pipe(articles))
