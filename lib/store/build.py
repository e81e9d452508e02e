"""Publishing: a serving file, bodies and search indexes from the ledger at one version, then CURRENT."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from functools import cache, partial
from itertools import count, takewhile
from pathlib import Path
from threading import Event
from typing import NamedTuple

import duckdb

from lib import settings
from lib.errors import StoreError
from lib.store import (
    columns,
    documents,
    filling,
    headings,
    joining,
    kept_index,
    known,
    layer_index,
    layers,
    merging,
    quoted,
    remote,
    search,
    steps,
    versions,
)
from lib.store.cleaning import prune
from lib.store.disk import sync
from lib.store.kept_index import Kept
from lib.store.layer_columns import merged
from lib.store.ledger import Ledger, plain_errors, writer_lock
from lib.store.records import SCHEMA
from lib.store.schema import SUPPORT, TABLES
from lib.store.versions import Files, Manifest
from lib.store.work import Told


@cache
def schema_digest() -> str:
    """Return a hash of the layout; a file with another one was made by another version of the program."""
    layout = (TABLES, SUPPORT, str(SCHEMA), search.LAYOUT, columns.SOURCES)
    return hashlib.sha256(repr(layout).encode()).hexdigest()[:12]


def rebuild(folder: Path) -> int:
    """Build and publish the ledger's last version even if it is published already, and return it."""
    with writer_lock(folder):
        return publish(folder, again=True)


def publish(folder: Path, *, again: bool = False, told: Told | None = None) -> int:
    """Publish the ledger's last version unless it is, whole, already; return it. Needs the writer lock.

    ``again`` builds it, and all of it, even so, from nothing but the ledger; ``told`` hears of each step. Where nothing
    could be read, a large one can be before it can be searched.
    """
    ledger = Ledger.open(folder)
    if ledger is None:
        raise StoreError(f"There is no store in {folder} yet. `python -m lib ingest FILE` makes one.")
    published = is_published(folder, ledger.version)
    if published and not again:
        return ledger.version
    with plain_errors(folder, "has its articles, but they could not be published"):
        prune(folder)
        unfinished = None if again else _unsearchable(folder)
        if unfinished is None or _index(folder, unfinished).version != ledger.version:
            for manifest in _builds(folder, ledger, told, again=again, anew=published):
                remote.push_version(folder, manifest)
                versions.make_current(folder, manifest)
                if not manifest.searchable:
                    _index(folder, manifest)
        prune(folder)
    return ledger.version


def _builds(folder: Path, ledger: Ledger, told: Told | None, *, again: bool, anew: bool) -> Iterator[Manifest]:
    """Yield what readers get of the ledger's version, one after the other.

    Where a base is due that takes a minute and a half for a million articles, they have what is new as a layer before.
    """
    if not again and _is_base_due(folder, ledger):
        layer = build(folder, ledger, layer_first=True, told=_part(told, 0, 10))
        yield layer
        if layer.base:
            with plain_errors(
                folder, "has its articles, and they can be read, but its files could not be put together"
            ):
                yield build(folder, ledger, told=_part(told, 10, 100))
    else:
        first = _is_first(folder, ledger)
        yield build(folder, ledger, whole=again, anew=anew, tables_first=first, told=told)


def _part(told: Told | None, first: int, last: int) -> Told | None:
    """Return what tells ``told``, in hundredths, of the steps of a part that goes from ``first`` to ``last``."""
    return told and (lambda done, of: told(first + (last - first) * done // of, 100))


def _is_base_due(folder: Path, ledger: Ledger) -> bool:
    """Return whether the next version is to be a large base though a layer would do for the time being."""
    base = layers.base_for(folder, ledger, schema_digest())
    if base is None or base.articles < settings.MERGED_FROM:
        return False
    return _room(base) < ledger.n_since(base.version) <= settings.LAYER_FIRST * base.articles


def _room(base: Manifest) -> float:
    """Return how many rows since ``base`` a layer on it may have, unless it is only read until the next base is."""
    return min(settings.LAYER_SHARE * base.articles, settings.LAYER_ROWS)


def _unsearchable(folder: Path) -> Manifest | None:
    """Return the version that is read now where a kill kept it from getting its indexes."""
    found = versions.newest(folder)
    return found if found and found.schema == schema_digest() and not found.searchable else None


def _is_first(folder: Path, ledger: Ledger) -> bool:
    """Return whether readers, who can open nothing now, would wait long for the indexes of this version.

    An object store gets versions that are whole: what is there is never written again.
    """
    found = versions.newest(folder)
    is_readable = found is not None and found.schema == schema_digest()
    return not is_readable and remote.of(folder) is None and ledger.n_since(0) >= settings.TABLES_FIRST


def is_published(folder: Path, version: int) -> bool:
    """Return whether CURRENT names a whole build of ``version`` in the layout of this program."""
    named, found = versions.current(folder), versions.newest(folder)
    if named is None or found is None:
        return False
    told = (found.tag, found.version, found.schema, found.searchable)
    return told == (named[1], version, schema_digest(), True)


def build(
    folder: Path,
    ledger: Ledger,
    *,
    whole: bool = False,
    anew: bool = False,
    tables_first: bool = False,
    layer_first: bool = False,
    asked: int = 0,
    told: Told | None = None,
) -> Manifest:
    """Write every file of the ledger's version under a new name and return its manifest, itself written.

    Where little is new since the last base, or so little that a layer can be read first, the files are a layer on those
    of that one, or merged with them into a new base, unless ``whole``; ``anew`` uses nothing of any earlier version,
    and ``tables_first`` leaves the indexes out. ``asked`` is for the manifest; ``told`` hears of each step.
    """
    number = versions.next_build(folder, ledger.version, remote.names(folder))
    draft = Manifest(ledger.version, number, schema_digest(), "", {}, asked, search=kept_index.digest())
    task = _Task(folder, ledger, draft, told, anew, tables_first)
    manifest = (None if whole or anew else _on_base(task, layer_first=layer_first)) or _whole(task)
    versions.complete(folder, manifest)
    return manifest


class _Task(NamedTuple):
    """What is built: the version of ``ledger`` as ``draft`` names it, ``anew`` or on what earlier versions have.

    ``told`` hears of each step; ``tables_first`` leaves the indexes for later.
    """

    folder: Path
    ledger: Ledger
    draft: Manifest
    told: Told | None
    anew: bool
    tables_first: bool


def _whole(task: _Task) -> Manifest:
    """Write the files of a base and return its manifest.

    The index of the articles is gone on from an earlier version's where that can be (lib.store.kept_index).
    """
    folder, ledger, draft, told, anew, tables_first = task
    new, step = _new_paths(folder, draft), _counted(told, indexes=1 if tables_first else 0.25)
    index = new.pop("search") if tables_first else new["search"]
    with _new_file(folder, new) as db:
        layers.attach_nothing(db)
        ledger.make_view(db)
        filling.choose(db, step)
        kept = None if anew else kept_index.kept(folder, filling.chosen(db))
        begun = _unindexed if tables_first else _going_on if kept else _from_nothing
        with begun(db, task, new, kept) as linked:
            filling.fill(db, step)
            of_quotes = partial(search.write_index, index / "quotes", threads=2)
            with (
                db.cursor() as own,
                nullcontext() if tables_first else _indexed_aside(of_quotes, documents.quotes(own)),
            ):
                filling.fill_support(db, step)
                sums = filling.content_sums(db, f"SELECT id, content FROM bodies WHERE {steps.THERE}")  # noqa: S608
                n_articles = filling.write_meta(db, draft.version, draft.schema, sums)
                columns.write(columns.collect(db), new["columns"])
                known.write(known.collect(db), new["columns"])
                headings.write(db, new["columns"])
                quoted.write(db, new["columns"])
        db.execute("CHECKPOINT")  # closing does it too, but keeps silent when the disk is full
    return _manifest(draft, _name(folder, draft, new, linked), sums, n_articles)


def _index(folder: Path, manifest: Manifest) -> Manifest:
    """Write the indexes of a base that readers have without them, and return its manifest, itself written."""
    kind = "search"
    final, new = manifest.path(folder, kind), _new_paths(folder, manifest)[kind]
    for path in (final, new):
        versions.remove(path)  # a kill left it
    bodies, linked = manifest.path(folder, "bodies"), Files()
    kept = kept_index.going_on(folder, manifest)
    with duckdb.connect(config=_limits(folder)) as db:
        layers.attach_file(db, manifest.path(folder, "serving"))
        db.execute("USE base")
        of_quotes = partial(search.write_index, new / "quotes", threads=2 if kept else 1)
        with _indexed_aside(of_quotes, documents.quotes(db)):
            if kept:
                linked = layers.link_index(folder, kept.source, manifest, new / "articles")
                search.update_index(new / "articles", kept.gone, documents.articles(bodies, kept.added))
            else:
                search.write_index(new / "articles", documents.articles(bodies), threads=2)
    whole = replace(manifest, files=manifest.files | _name(folder, manifest, {kind: new}, linked))
    versions.complete(folder, whole)
    return whole


def _manifest(draft: Manifest, files: Files, sums: tuple[int, int], n_articles: int) -> Manifest:
    """Return the manifest of what has these ``files``; ``sums`` are those of the contents."""
    return replace(draft, digest=filling.digest_of(*sums), files=files, articles=n_articles)


@contextmanager
def _unindexed(db: duckdb.DuckDBPyConnection, task: _Task, new: dict[str, Path], kept: Kept | None) -> Iterator[Files]:
    """Write the texts, under the numbers that are ``kept`` where some are; yield that nothing is linked."""
    filling.write_texts(db, new["bodies"], given=kept and (kept.rows, kept.numbers))
    yield {}


@contextmanager
def _from_nothing(db: duckdb.DuckDBPyConnection, task: _Task, new: dict[str, Path], kept: None) -> Iterator[Files]:
    """Write the texts, and have them indexed while the block runs; yield that nothing is linked."""
    passing = documents.Passing(new["bodies"])
    with _indexed_aside(partial(search.write_index, new["search"] / "articles"), passing.articles()):
        with closing(passing):
            filling.write_texts(db, new["bodies"], passing.offer)
        yield {}


@contextmanager
def _going_on(db: duckdb.DuckDBPyConnection, task: _Task, new: dict[str, Path], kept: Kept) -> Iterator[Files]:
    """Write the texts under the numbers that are ``kept``, have the index that is gone on from changed while the block
    runs, and yield what of it is linked.
    """
    index = new["search"] / "articles"
    linked = layers.link_index(task.folder, kept.source, task.draft, index)
    filling.write_texts(db, new["bodies"], given=(kept.rows, kept.numbers))
    update = partial(search.update_index, index, kept.gone)
    with _indexed_aside(update, documents.articles(new["bodies"], kept.added)):
        yield linked


def _on_base(task: _Task, *, layer_first: bool) -> Manifest | None:
    """Write a layer on the last base, or a new base merged from both, and return its manifest.

    None where neither can be, or everything anew is as quick.
    """
    base = layers.base_for(task.folder, task.ledger, task.draft.schema)
    if base is None:
        return None
    n_new = task.ledger.n_since(base.version)
    room = settings.LAYER_FIRST * base.articles if layer_first else _room(base)
    if n_new <= room and (layer := _layer(task, base, room)):
        return layer
    large = base.articles >= settings.MERGED_FROM
    return _merged(task, base) if large and n_new <= settings.MERGED_SHARE * base.articles else None


def _layer(task: _Task, base: Manifest, room: float) -> Manifest | None:
    """Write the files of a layer on ``base`` and return its manifest, None where there is no ``room`` for it."""
    new = _new_paths(task.folder, task.draft)
    made = _beside(task, base, new, room)
    if made is None:
        return None
    files = {name: own for name, own in base.files.items() if _is_part(name)}
    files |= _name(task.folder, task.draft, new, made.linked)
    return replace(_manifest(task.draft, files, made.sums, made.n_articles), base=base.tag, search=base.search)


def _merged(task: _Task, base: Manifest) -> Manifest | None:
    """Write the files of a new base, merged from ``base`` and a layer on it, and return its manifest; or None."""
    new = _new_paths(task.folder, task.draft)
    layer = new | {kind: new[kind].with_name(f"{kind}-{task.draft.tag}.layer.tmp") for kind in ("serving", "bodies")}
    parts = (base.path(task.folder, "bodies"), layer["bodies"])

    def merge(db: duckdb.DuckDBPyConnection, step: Callable[[], None]) -> bool:
        headings.write(db, new["columns"])  # those of the layer have its own rows only
        with ThreadPoolExecutor(1, "quotes") as aside:
            joined = aside.submit(quoted.join, base.path(task.folder, "columns"), new["columns"])
            done = merging.merge(db, new["serving"], parts, new["bodies"], step)
            joined.result()
        return done

    for kind in ("serving", "bodies"):
        versions.remove(new[kind])
    made = _beside(task, base, layer, settings.MERGED_SHARE * base.articles, merge)
    for kind in ("serving", "bodies"):
        versions.remove(layer[kind])
    if made is None:
        return None
    files = _name(task.folder, task.draft, new, made.linked)
    return replace(_manifest(task.draft, files, made.sums, made.n_articles), search=base.search)


class _Made(NamedTuple):
    """What is told of the files of a layer: the sums of the contents, how many articles, and what was only linked."""

    sums: tuple[int, int]
    n_articles: int
    linked: Files


def _beside(
    task: _Task,
    base: Manifest,
    new: dict[str, Path],
    room: float,
    then: Callable[[duckdb.DuckDBPyConnection, Callable[[], None]], bool] | None = None,
) -> _Made | None:
    """Write the files ``new`` of a layer on ``base`` and do what comes ``then``.

    None where more further articles have changed than there is ``room`` for, or ``then`` says that it cannot be done.
    """
    folder, ledger, draft, told, *_ = task
    more, old, decided = set[str](), base.path(folder, "bodies"), None
    earlier = next((m for m in layers.layers_on(folder, base) if m.version <= draft.version), None)
    before = earlier and (earlier.path(folder, "bodies"), earlier.version)
    step = _counted(told, len(TABLES | SUPPORT) if then else 0)
    while len(more) <= room:
        with _new_file(folder, new) as db:
            layers.attach(db, folder, base)
            ledger.make_view(db, base.version)
            filling.choose(db, step, more, old, before)
            decided = filling.decide(db, step, decided)
            further = joining.moved(db, str(old))
            if not further:
                filling.write_texts(db, new["bodies"])
                index = layer_index.change(folder, base, earlier, layers.replaced(db), new["bodies"])
                linked = layers.link_index(folder, index.source, draft, new["search"] / "articles")
                update = partial(search.update_index, new["search"] / "articles", index.gone)
                with _indexed_aside(update, documents.articles(new["bodies"], index.added)):
                    filling.fill(db, step, decided=True)
                    further = layers.further(db)
                    made = None if further else _joined_up(db, task, base, earlier, new)
                    fits = made is not None and (then is None or then(db, step))
                if made:
                    db.execute("CHECKPOINT")
                    return made._replace(linked=linked | made.linked) if fits else None
        more |= further
    return None


def _is_part(name: str) -> bool:
    """Return whether a file of a base is one that its layers are read with."""
    return name.startswith(("serving-", "bodies-")) or Path(name).name.startswith(("headings-", "quoted."))


def _joined_up(
    db: duckdb.DuckDBPyConnection, task: _Task, base: Manifest, before: Manifest | None, new: dict[str, Path]
) -> _Made:
    """Join the layer in ``db`` up with its base, write what goes with it but the index of its articles, and return what
    is told of it; the layer ``before`` is gone on from.
    """
    sums = _sums_of_layer(db)
    layers.join_up(db)
    n_articles = filling.write_meta(
        db, task.draft.version, task.draft.schema, sums, table="added.meta", size=layers.size
    )
    index, quotes = new["search"] / "quotes", layer_index.change_of_quotes(db, task.folder, base, before)
    linked = layers.link_index(task.folder, quotes.source, task.draft, index)
    with _indexed_aside(partial(search.update_index, index, quotes.gone), quotes.added):
        columns.write(merged(db, columns.mapped(base.path(task.folder, "columns"))), new["columns"])
        known.write(known.collect(db), new["columns"])
        headings.write(db, new["columns"], "added")
        quoted.write(db, new["columns"], "added")
    return _Made(sums, n_articles, linked)


def _sums_of_layer(db: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Return the sums over all articles from those of the base, before the layer is joined up with it."""
    told = db.execute("SELECT value FROM base.meta WHERE key = 'sums'").fetchone()[0]
    before, gone, new = (
        tuple(map(int, told.split())),
        filling.content_sums(db, "SELECT id, content FROM old_bodies"),
        filling.content_sums(db, "SELECT id, content FROM bodies"),
    )
    return before[0] - gone[0] + new[0], before[1] - gone[1] + new[1]


@contextmanager
def _new_file(folder: Path, new: dict[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to the new serving file; nothing of an earlier attempt is left."""
    for path in new.values():
        versions.remove(path)
    with duckdb.connect(str(new["serving"]), config=_limits(folder)) as db:
        # the layout of a million bodies takes half a second to read, and a dozen statements would read it each
        db.execute("LOAD parquet; SET parquet_metadata_cache = true")
        yield db


def _new_paths(folder: Path, draft: Manifest) -> dict[str, Path]:
    """Return where the files of a build are written until all are there."""
    names = {kind: draft.path(folder, kind).name for kind in ("serving", "bodies", "search", "columns")}
    return {kind: folder / f"{name}.tmp" for kind, name in names.items()}


def _name(folder: Path, draft: Manifest, new: dict[str, Path], linked: Files) -> Files:
    """Put the ``new`` files on the disk for good, give them their names and return all with sizes and sums.

    Those in ``linked`` are on the disk already, and their sums are known.
    """
    for kind, path in new.items():
        own = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else []
        final = draft.path(folder, kind)
        sync(*(p for p in own if str(Path(final.name, p.relative_to(path))) not in linked), path)
        path.replace(final)
    sync(folder)
    return versions.file_sums(folder, *(draft.path(folder, kind) for kind in new), known=linked)


def _counted(told: Told | None, n_more: int = 0, *, indexes: float = 0.25) -> Callable[[], None]:
    """Return what is called before each step, ``n_more`` than everything anew has.

    What follows on the last, the end of the ``indexes``, takes such a share of the time before.
    """
    stages = (steps.CONCERNED, steps.STAGES, steps.NUMBERED, steps.SILENT, steps.words_of("bodies"))
    later = (steps.PLACES, steps.PLACES_KEPT, steps.JOINED, steps.ANNOTATIONS, steps.FILLS, steps.COUNTS, steps.KEPT)
    n_steps = sum(map(len, (*stages, *later)))
    done = count()
    return lambda: told and told(next(done), int(n_steps * (1 + indexes)) + n_more)


def _limits(folder: Path) -> dict[str, str]:
    return {"memory_limit": settings.BUILD_MEMORY, "temp_directory": str(folder / "serving-spill.tmp")}


@contextmanager
def _indexed_aside(write: Callable[[Iterable[str]], None], rows: Iterable[str]) -> Iterator[None]:
    """Have ``write`` index ``rows`` while the block runs; all is written when the block ends, unless that fails."""
    failed = Event()
    with ThreadPoolExecutor(1, "index") as aside:
        index = aside.submit(write, takewhile(lambda _: not failed.is_set(), rows))
        try:
            yield
        except BaseException:
            failed.set()
            raise
        index.result()
