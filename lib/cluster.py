"""Annotation on the workers of a Dask cluster: the same code on other computers.

The scheduler hands a batch whose worker is lost to another one, by itself; a batch that has cost several workers
their life is given up and its articles are stored as not annotated, as on one computer.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator

from lib import settings
from lib.errors import ModelError
from lib.fanout import LOST, Annotate, Annotated, Done, Workers, articles_of, attempt, failed, merged
from lib.model import Article, Processed
from lib.placing import in_batches

try:
    from distributed import Client, Future, KilledWorker
except ImportError as error:
    raise ModelError(
        "A cluster needs Dask: pip install -r requirements-cluster.txt, here and on its workers."
    ) from error

log = logging.getLogger(__name__)
#: Seconds to wait for the scheduler, and then for its first worker.
PATIENCE = 30


class Cluster(Workers):
    """Annotation by the workers of the scheduler at ``address`` (tcp://host:8786, tls://host:8786)."""

    def __init__(self, address: str, annotate: Annotate | None = None) -> None:
        super().__init__(1, annotate)
        self.address = address
        self.pipeline = ""

    def __enter__(self) -> Cluster:
        try:
            self.client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"There is no Dask scheduler at {self.address} ({error}).") from error
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            self.client.close()
            raise ModelError(
                f"The scheduler at {self.address} has no workers. Start some: docs/operations.md."
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()  # what is still under way for us is dropped there

    @property
    def width(self) -> int:
        """How many batches the workers that are there now annotate at once."""
        return max(1, sum(self.client.nthreads().values()))

    def annotated(self, items: Iterable[Article | Processed]) -> Iterator[Done]:
        return self._spread(in_batches(items, settings.BATCH))

    def _submit(self, batch: list) -> Future:
        return self.client.submit(attempt, self.annotate, articles_of(batch), pure=False)

    def _first(self, ahead: deque[tuple[list, Future]]) -> Iterator[Done]:
        batch, future = ahead.popleft()
        yield from merged(batch, self._results(batch, future))

    def _results(self, batch: list, future: Future) -> list[Annotated]:
        try:
            results = future.result()
        except KilledWorker:
            log.warning("A batch has cost several workers their life and is left without annotations.")
            return [failed(article, LOST) for article in articles_of(batch)]
        self._check(results)
        return results

    def _check(self, results: list[Annotated]) -> None:
        """Raise ModelError where a worker runs another program or model than the first one that answered."""
        for processed, problem in results:
            self.pipeline = self.pipeline or processed.pipeline
            if not problem and processed.pipeline not in ("", self.pipeline):
                raise ModelError(
                    f"The workers at {self.address} do not annotate alike ({self.pipeline}, {processed.pipeline}). "
                    "Give all of them the same program and model, then run this again."
                )
