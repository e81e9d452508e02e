"""Articles into the store: read, left alone where nothing changed, annotated, committed, published at the end.

The only module that knows both halves of the house. The model is loaded when the first article needs it, so
that taking in what is there already costs seconds.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath

from lib import settings
from lib.errors import ReadError, ReadWarning
from lib.fanout import Annotate, Workers
from lib.model import Article, Processed, article_id
from lib.placing import Placing
from lib.store.build import publish
from lib.store.holdings import Known
from lib.store.ledger import Ledger, writer_lock
from lib.store.records import (
    ARTICLE,
    FAILURE,
    REMOVAL,
    Record,
    annotations_hash,
    article_record,
    content_hash,
)
from lib.store.work import Told

log = logging.getLogger(__name__)
Item = Article | Processed | ReadError | ReadWarning
#: Files of these kinds are one article each: when such a file changes, its old article goes.
ONE_ARTICLE = {".txt", ".html", ".htm"}


@dataclass(slots=True)
class Report:
    """What became of everything that was read; ``failed`` and ``warnings`` are (where, problem)."""

    added: int = 0
    unchanged: int = 0
    updated: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    n_words: int = 0
    seconds: float = 0.0
    version: int = 0

    @property
    def done(self) -> int:
        """How many articles and failures have been dealt with so far."""
        return self.added + self.unchanged + self.updated + len(self.failed)


Progress = Callable[[Report], None]


def ingest(
    sources: Iterable[Item],
    store: Path,
    *,
    jobs: int = 1,
    cluster: str | None = None,
    again: bool = False,
    uploaded: bool = False,
    progress: Progress | None = None,
    told: Told | None = None,
    annotate: Annotate | None = None,
) -> Report:
    """Store ``sources`` and publish once at the end; return what became of them.

    Articles are committed every settings.COMMIT, and committed ones survive whatever happens. ``again`` annotates
    unchanged articles that another pipeline annotated. ``cluster`` is the address of a Dask scheduler whose workers
    annotate instead of ``jobs`` processes. ``uploaded`` says that origins are not files of this
    computer. ``progress`` is called with the report so far, ``told`` hears of each step of publishing.
    Raises StoreError and ModelError.
    """
    start = time.monotonic()
    report = Report()
    with writer_lock(store), _workers(jobs, annotate, cluster) as hands:
        run = _Run(Ledger.create(store), report, hands, again=again, uploaded=uploaded, progress=progress)
        run.placing.catch_up()
        try:
            run.take(sources)
        except KeyboardInterrupt:
            run.commit()  # what is annotated is kept; the next run goes on from here
            raise
        finally:
            run.placing.save()
        report.version = publish(store, told=told)
    report.seconds = time.monotonic() - start
    return report


def rebuild(store: Path, told: Told | None = None) -> int:
    """Put articles without a story into one, publish the ledger's last version anew, and return it.

    ``told`` hears of each step of publishing.
    """
    with writer_lock(store):
        ledger = Ledger.open(store)
        if ledger is not None and ledger.version:
            placing = Placing(Ledger.create(store))
            placing.catch_up()
            placing.save()
        return publish(store, again=True, told=told)


def remove_sample(store: Path) -> int:
    """Take every sample article out in one commit, publish, and return how many there were."""
    with writer_lock(store):
        ledger = Ledger.create(store)
        samples = [ident for ident, (sample,) in ledger.known().articles("sample").items() if sample]
        if samples:
            ledger.append([Record(REMOVAL, ident) for ident in samples])
        publish(store)
    return len(samples)


class _Run:
    """One run of ``ingest``: what the ledger knows, and what waits to be committed."""

    def __init__(
        self,
        ledger: Ledger,
        report: Report,
        workers: Workers,
        *,
        again: bool,
        uploaded: bool,
        progress: Progress | None,
    ) -> None:
        self.ledger, self.report, self.workers = ledger, report, workers
        self.again, self.uploaded, self.progress = again, uploaded, progress
        self.placing = Placing(ledger)
        self.known = ledger.known()
        self.files = {file: ident for ident, (file,) in self.known.articles("file").items() if file}
        self.waiting: dict[tuple[str, str], Record] = {}
        self.seen: dict[str, str] = {}
        self.touched: set[str] = set()

    def take(self, sources: Iterable[Item]) -> None:
        """Bring everything in ``sources`` into the ledger."""
        for processed, external, problem in self.workers.annotated(self.wanted(sources)):
            if problem:
                self.fail(processed.article.origin or processed.article.id, problem)
            self.store(processed, external=external, failed=bool(problem))
        self.solve()
        self.commit()

    def wanted(self, sources: Iterable[Item]) -> Iterator[Article | Processed]:
        """Yield what must be annotated or stored; count the rest."""
        for item in sources:
            if isinstance(item, ReadError | ReadWarning):
                self.note(item)
                continue
            article = item.article if isinstance(item, Processed) else item
            self.touched.add(file_of(article.origin or ""))
            if problem := unstorable(article):
                self.fail(article.origin or article.id, problem)
                continue
            unchanged = self.is_unchanged(item, article)
            self.seen[article.id] = given(item)
            if unchanged:
                self.report.unchanged += 1
                self.tell()
            else:
                yield item

    def note(self, item: ReadError | ReadWarning) -> None:
        self.touched.add(file_of(item.where))
        if isinstance(item, ReadError):
            self.fail(item.where, item.problem)
        else:
            self.report.warnings.append((item.where, item.problem))

    def is_unchanged(self, item: Article | Processed, article: Article) -> bool:
        """Return whether the ledger, or this run, holds just this already."""
        if article.id in self.seen:
            return self.seen[article.id] == given(item)
        known = self.known.get((ARTICLE, article.id))
        if known is None or known.kind != ARTICLE or known.content != content_hash(article):
            return False
        if isinstance(item, Processed):
            same_program = not known.annotations and known.pipeline == item.pipeline != ""
            return same_program or known.annotations == annotations_hash(item)
        if not known.pipeline and not known.annotations:
            return False  # annotating it failed before: try again
        return not self.again or known.pipeline == self.workers.fingerprint

    def store(self, processed: Processed, *, external: bool, failed: bool) -> None:
        """Queue an article, and the removal of the one that its file held before."""
        article = processed.article
        known = self.known.get((ARTICLE, article.id))
        record = article_record(processed, external=external, file=self.file_of_its_own(article))
        was_there = known is not None and known.kind == ARTICLE
        if not (failed and was_there and known.content == record.content):
            replaced = self.replace_file(record)
            self.queue(record)
            if not failed:
                self.report.updated += was_there or replaced
                self.report.added += not (was_there or replaced)
        self.report.n_words += len(article.text.split())
        self.tell()

    def file_of_its_own(self, article: Article) -> str | None:
        """Return the absolute path of an article that is a whole file of this computer, and known by its text."""
        if self.uploaded or article.url or not article.origin:
            return None
        by_text = article.id == article_id(article.text, outlet=article.outlet)
        path = Path(article.origin)
        return str(path.absolute()) if by_text and is_one_article(path) else None

    def replace_file(self, record: Record) -> bool:
        """Queue the removal of the article that ``record.file`` held before; return whether there was one."""
        before = self.files.get(record.file) if record.file else None
        if record.file:
            self.files[record.file] = record.id
        if before in (None, record.id) or before in self.seen:
            return False  # seen: another file of this run holds the same text
        self.queue(Record(REMOVAL, before))
        return True

    def queue(self, record: Record) -> None:
        """Add a row to the next commit; the later of two rows of one id holds."""
        space = FAILURE if record.kind == FAILURE else ARTICLE
        done = record.processed
        origin, sample = (done.article.origin, done.article.sample) if done else (None, False)
        pipeline = done.pipeline if done else ""
        self.waiting[space, record.id] = record
        self.known[space, record.id] = Known(
            record.kind, record.content, record.annotations, pipeline, sample, record.file, origin, record.problem
        )
        if len(self.waiting) >= settings.COMMIT:
            self.commit()

    def commit(self) -> None:
        """Append what waits; returning from it means that it is on the disk."""
        if self.waiting:
            records = list(self.waiting.values())
            self.ledger.append([*records, *self.placing.records(records)])
            self.waiting.clear()

    def fail(self, where: str, problem: str) -> None:
        """Count a failure, and record it unless it is on record."""
        self.report.failed.append((where, problem))
        known = self.known.get((FAILURE, where))
        if known is None or known.problem != problem:
            self.queue(Record(FAILURE, where, problem=problem))
        self.tell()

    def solve(self) -> None:
        """Record as solved every failure of a file that this run read and that did not fail again."""
        failing = {where for where, _ in self.report.failed}
        for where, known in self.known.failures():
            if known.problem is not None and where not in failing and file_of(where) in self.touched:
                self.queue(Record(FAILURE, where))

    def tell(self) -> None:
        if self.progress:
            self.progress(self.report)


def is_one_article(path: PurePath) -> bool:
    """Return whether a file of this name is one article, not a collection of records."""
    name = PurePath(path.name.lower())
    return (PurePath(name.stem).suffix if name.suffix == ".gz" else name.suffix) in ONE_ARTICLE


def file_of(where: str) -> str:
    """Return the file of "file:record" ("week.json:3:1" and "week.json" are both of week.json)."""
    return re.sub(r"(:\d+)+$", "", where)


def given(item: Article | Processed) -> str:
    """Return a hash of all that the source gave: the article, and its annotations where it brings them."""
    if isinstance(item, Processed):
        return content_hash(item.article) + annotations_hash(item)
    return content_hash(item)


def unstorable(article: Article) -> str | None:
    """Return why an article cannot be stored, or None."""
    try:
        " ".join(str(v) for v in asdict(article).values()).encode()
    except UnicodeEncodeError:
        return "holds halves of characters (lone surrogates), which cannot be stored"
    return None


def _workers(jobs: int, annotate: Annotate | None, cluster: str | None) -> Workers:
    if cluster is None:
        return Workers(jobs, annotate)
    from lib.cluster import Cluster  # noqa: PLC0415 - it needs a package that few install

    return Cluster(cluster, annotate)


def annotate_all(
    sources: Iterable[Item], *, jobs: int = 1, cluster: str | None = None, annotate: Annotate | None = None
) -> Iterator[Item]:
    """Yield each source annotated, in order, and stored nowhere; errors and warnings as they are.

    An article that could not be annotated comes after a ReadError that says why.
    """
    beside: deque[tuple[int, ReadError | ReadWarning]] = deque()

    def articles() -> Iterator[Article | Processed]:
        count = 0
        for item in sources:
            if isinstance(item, ReadError | ReadWarning):
                beside.append((count, item))
            else:
                count += 1
                yield item

    with _workers(jobs, annotate, cluster) as hands:
        for number, (processed, _, problem) in enumerate(hands.annotated(articles())):
            while beside and beside[0][0] <= number:
                yield beside.popleft()[1]
            if problem:
                yield ReadError(processed.article.origin or processed.article.id, problem)
            yield processed
    yield from (item for _, item in beside)
