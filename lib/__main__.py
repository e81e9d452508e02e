"""The command line: ``python -m lib COMMAND``.

Exit codes: 0 all is well; 1 something failed or is wrong (what could be done was done); 2 wrong usage;
130 stopped by hand. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib import settings
from lib.errors import ReadError, ReadWarning, StoryExplorerError

if TYPE_CHECKING:
    from lib.ingest import Item, Report
    from lib.model import Processed

OK, PROBLEMS, USAGE, STOPPED = 0, 1, 2, 130
#: Failures and warnings listed one by one; the rest are counted, and all failures are in the store.
SHOWN = 50
#: DuckDB gives memory back to the system after 10 s, not at once: most of it is taken again for the next rows. A build
#: of 100,000 articles was given 0.67 instead of 0.96 million pages, and held no more at its most.
KEEP_FREE = "dirty_decay_ms:10000,muzzy_decay_ms:10000"
EXAMPLES = """examples:
  python -m lib ingest press/                   every readable file below the folder press
  python -m lib ingest week3.jsonl --jobs 2     with two processes
  python -m lib ingest press/ --again           annotate again what an older pipeline annotated
  python -m lib annotate page.html > page.jsonl annotate only; nothing is stored
  python -m lib verify                          do all parts of the store agree?

exit codes:
  0 all is well; 1 something failed or is wrong; 2 wrong usage; 130 stopped by hand
"""


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of the command that ``argv`` asks for."""
    for library in (
        "OPENBLAS",
        "OMP",
        "BLIS",
    ):  # threads inside a process slow all of them down
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", KEEP_FREE)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    options = parser().parse_args(argv)
    try:
        return options.run(options)
    except StoryExplorerError as error:
        print(error, file=sys.stderr)
        return PROBLEMS
    except KeyboardInterrupt:
        print("Stopped. What was committed is kept; run the same command again to go on.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has gone
        return PROBLEMS


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    shape = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("python -m lib", description="Story Explorer", epilog=EXAMPLES, formatter_class=shape)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = _adder(commands, shape)
    add(ingest, "store and annotate articles", _paths, _store, _jobs, _progress, _again)
    add(annotate, "print articles annotated, one JSON object a line; nothing is stored", _paths, _jobs, _progress)
    add(stories, "print the story and the original of each article, one JSON object a line", _paths, _jobs, _progress)
    add(verify, "check that ledger, tables and search index agree", _store)
    add(status, "show what the store holds", _store, _json)
    add(sample, "add the sample articles (fiction), or take them out", _store, _jobs, _progress, _sample)
    add(rebuild, "make tables and search index anew from the ledger", _store, _progress, _one_version)
    add(versions, "list the versions of the data, the newest first", _store, _json, _limit)
    add(pin, "keep a version for good", _store, _version, _note)
    add(unpin, "let a version go with the others", _store, _version)
    add(diff, "show what came, changed and went from version A to version B", _store, _json, _limit, _two_versions)
    add(vacuum, "delete all that neither the current version nor a pinned one needs", _store)
    add(joins, "list which names of different articles are one, and which may be", _store, _json, _limit)
    add(outlets, "learn where each outlet is at home from the places it writes about", _store, _homes)
    add(gazetteer, "build the table of places", _gazetteer)
    return top


def _adder(commands: Any, shape: type) -> Callable[..., None]:
    def add(run: Callable, about: str, *arguments: Callable[[argparse.ArgumentParser], Any]) -> None:
        own = commands.add_parser(run.__name__, help=about, description=about.capitalize() + ".", formatter_class=shape)
        own.set_defaults(run=run)
        for argument in arguments:
            argument(own)

    return add


def _paths(own: argparse.ArgumentParser) -> None:
    kinds = "txt, html, json, jsonl, csv, tsv, each also as .gz"
    own.add_argument("paths", nargs="+", metavar="PATH", help=f"a file, a folder or a pattern ({kinds})")


def _store(own: argparse.ArgumentParser) -> None:
    about = "the store's folder, or s3://bucket/prefix (else STORY_STORE, else ./store)"
    own.add_argument("--store", type=settings.store_at, metavar="DIR", help=about)


def _jobs(own: argparse.ArgumentParser) -> None:
    own.add_argument(
        "--jobs", type=_count, default=1, metavar="N", help="processes that annotate (1; each takes 0.7 GB)"
    )
    own.add_argument("--cluster", metavar="ADDRESS", help="annotate on a Dask cluster instead (tcp://host:8786)")


def _progress(own: argparse.ArgumentParser) -> None:
    own.add_argument("--progress", action="store_true", help="show progress even where the output is no terminal")


def _again(own: argparse.ArgumentParser) -> None:
    own.add_argument(
        "--again", action="store_true", help="annotate again what another version of the pipeline annotated"
    )


def _json(own: argparse.ArgumentParser) -> None:
    own.add_argument("--json", action="store_true", help="as one JSON object")


def _version(own: argparse.ArgumentParser) -> None:
    own.add_argument("version", type=int, metavar="N", help="the number of the version (see `versions`)")


def _one_version(own: argparse.ArgumentParser) -> None:
    own.add_argument("--version", type=int, metavar="N", help="make an old version ready to be opened instead")


def _two_versions(own: argparse.ArgumentParser) -> None:
    own.add_argument("old", type=int, metavar="A", help="the older version")
    own.add_argument("new", type=int, metavar="B", nargs="?", help="the newer one (the current one)")


def _note(own: argparse.ArgumentParser) -> None:
    own.add_argument("--note", default="", metavar="TEXT", help="what it is kept for")


def _limit(own: argparse.ArgumentParser) -> None:
    own.add_argument("--limit", type=int, default=10, metavar="N", help="how many to list (10; 0: all)")


def _sample(own: argparse.ArgumentParser) -> None:
    either = own.add_mutually_exclusive_group()
    either.add_argument("--remove", action="store_true", help="take the sample articles out of the store")
    either.add_argument("--if-new", action="store_true", help="only where nothing was ever stored")


def _homes(own: argparse.ArgumentParser) -> None:
    own.add_argument("action", choices=["learn"], help="learn: write the table of homes")
    own.add_argument("--out", type=Path, default=settings.outlets_file(), metavar="FILE", help="the table to write")


def _gazetteer(own: argparse.ArgumentParser) -> None:
    own.add_argument("action", choices=["build"], help="build: make the table from its sources")
    own.add_argument("--archives", type=Path, required=True, metavar="DIR", help="where the packages lie")
    own.add_argument("--out", type=Path, default=settings.GAZETTEER, metavar="FILE", help="the table to write")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError("between 1 and 64 processes")
    return number


def ingest(options: argparse.Namespace) -> int:
    """Store what the paths hold; 1 when anything failed."""
    from lib.readers import read_all  # noqa: PLC0415

    return _take(options, read_all(options.paths), _estimate(options), again=options.again)


def sample(options: argparse.Namespace) -> int:
    """Add the sample, or take it out."""
    from lib.ingest import remove_sample  # noqa: PLC0415
    from lib.readers import read  # noqa: PLC0415

    if options.remove:
        print(f"{remove_sample(_folder(options)):,} sample articles taken out.")
        return OK
    if options.if_new and _was_used(_folder(options)):
        return OK
    print("Annotating the sample, articles of fiction (about half a minute) ...", file=sys.stderr)
    return _take(options, map(_marked, read(settings.SAMPLE)), None)


def _was_used(folder: Path) -> bool:
    """Return whether anything was ever stored there, be it gone again; a first start cut short stored nothing."""
    from lib.store.ledger import Ledger  # noqa: PLC0415

    ledger = Ledger.open(folder)
    return ledger is not None and ledger.version > 0


def _marked(item: Item) -> Item:
    """Return an article marked as sample; anything else as it is."""
    if isinstance(item, ReadError | ReadWarning):
        return item
    if hasattr(item, "article"):
        return replace(item, article=replace(item.article, sample=True))
    return replace(item, sample=True)


def _take(options: argparse.Namespace, sources: Iterable[Item], total: int | None, **how: Any) -> int:
    from lib.ingest import ingest as take  # noqa: PLC0415

    with _bar(options, total) as moved, _steps(options) as told:
        how |= {"jobs": options.jobs, "cluster": options.cluster, "told": told}
        how["progress"] = lambda so_far: moved(so_far.done)
        report = take(sources, _folder(options), **how)
    print_report(report)
    return PROBLEMS if report.failed else OK


def print_report(report: Report) -> None:
    """Print what became of the articles to stderr: warnings, failures with their reason, then the counts."""
    for title, rows in (("warning", report.warnings), ("failed", report.failed)):
        for where, problem in rows[:SHOWN]:
            print(f"{title}: {where}: {problem}", file=sys.stderr)
        if len(rows) > SHOWN:
            kinds = Counter(problem for _, problem in rows[SHOWN:]).most_common(3)
            rest = "; ".join(f"{n:,} x {problem}" for problem, n in kinds)
            print(f"{title}: and {len(rows) - SHOWN:,} more ({rest})", file=sys.stderr)
    rate = f"{report.n_words / report.seconds:,.0f} words a second" if report.n_words else "nothing to annotate"
    rows = [
        ("added", report.added),
        ("unchanged", report.unchanged),
        ("updated", report.updated),
        ("failed", len(report.failed)),
        ("warnings", len(report.warnings)),
    ]
    for name, count in rows:
        print(f"{name:<10}{count:>10,}", file=sys.stderr)
    print(f"version {report.version}, {report.seconds:.1f} s, {rate}", file=sys.stderr)


def annotate(options: argparse.Namespace) -> int:
    """Print every article annotated, in order; errors go to stderr, and 1 is returned when there were any."""
    failed: list[ReadError] = []
    for processed in _annotated(options, failed):
        print(json.dumps(processed.to_json(), ensure_ascii=False))
    sys.stdout.flush()
    return PROBLEMS if failed else OK


def stories(options: argparse.Namespace) -> int:
    """Print {"id", "story", "copy_of"} for every article, in order; 1 when any could not be read."""
    from lib.stories.command import stories_of  # noqa: PLC0415

    failed: list[ReadError] = []
    for line in stories_of(_annotated(options, failed)):
        print(json.dumps(line, ensure_ascii=False))
    sys.stdout.flush()
    return PROBLEMS if failed else OK


def _annotated(options: argparse.Namespace, failed: list[ReadError]) -> Iterator[Processed]:
    """Yield what the paths hold, annotated; errors are printed and added to ``failed``."""
    from lib.ingest import annotate_all  # noqa: PLC0415
    from lib.readers import read_all  # noqa: PLC0415

    n_done = 0
    with _bar(options, _estimate(options)) as moved:
        for item in annotate_all(read_all(options.paths), jobs=options.jobs, cluster=options.cluster):
            if isinstance(item, ReadError | ReadWarning):
                failed += [item] if isinstance(item, ReadError) else []
                print(item, file=sys.stderr)
                continue
            yield item
            n_done += 1
            moved(n_done)


def verify(options: argparse.Namespace) -> int:
    """Print what is wrong with the store and what to do; 1 when anything is."""
    from lib.store.verify import verify as check  # noqa: PLC0415

    problems = check(_folder(options))
    for problem in problems:
        print(problem)
    if not problems:
        print("Ledger, tables, bodies and search index agree.")
    return PROBLEMS if problems else OK


def status(options: argparse.Namespace) -> int:
    """Print what the store holds."""
    from lib.store.verify import status as look  # noqa: PLC0415

    found = look(_folder(options))
    told = {name: getattr(found, name) for name in found.__dataclass_fields__}
    if options.json:
        print(json.dumps(told, default=str))
        return OK
    told["bytes"] = f"{found.bytes / 1e6:,.1f} MB"
    for name, value in told.items():
        shown = f"{value:,}" if isinstance(value, int) else "-" if value in (None, "") else value
        print(f"{name.replace('_', ' ').replace('bytes', 'size on disk'):<16}{shown}")
    if found.version != found.ledger_version:
        print("Not everything that is stored is published. Run `python -m lib rebuild`.")
    return OK


def joins(options: argparse.Namespace) -> int:
    """Print the joins of names across articles: status, score, both ids, articles with the first, the reason."""
    from lib.store.read import open_store  # noqa: PLC0415

    sql = """SELECT status, score, id, other, n_articles, reason FROM joins
        ORDER BY status = 'same', n_articles DESC, id, other LIMIT ?"""
    rows = open_store(_folder(options)).rows(sql, [options.limit or 1_000_000_000])
    for status, score, id, other, n, reason in rows:
        if options.json:
            named = {"status": status, "score": score, "id": id, "other": other, "n_articles": n, "reason": reason}
            print(json.dumps(named))
        else:
            print(f"{status:<9} {score:.2f}  {id} ({n:,})  {other}  {reason}")
    return OK


def versions(options: argparse.Namespace) -> int:
    """Print what each version brought, and whether it is kept or pinned."""
    from lib.store.history import history  # noqa: PLC0415

    found = history(_folder(options), options.limit or None)
    if options.json:
        print(json.dumps([commit._asdict() for commit in found], default=str))
        return OK
    print(f"{'version':>7}  {'stored (UTC)':<16}  {'added':>7} {'updated':>7} {'removed':>7} {'failed':>6}")
    for own in found:
        state = ["current"] if own.current else ["ready"] if own.kept else []
        state += [f"pinned: {own.note}" if own.note else "pinned"] if own.note is not None else []
        counts = f"{own.added:>7,} {own.updated:>7,} {own.removed:>7,} {own.failed:>6,}"
        print(f"{own.version:>7}  {own.at:%Y-%m-%d %H:%M}  {counts}  {', '.join(state)}".rstrip())
    return OK


def pin(options: argparse.Namespace) -> int:
    """Keep a version."""
    from lib.store.pins import pin as keep  # noqa: PLC0415

    keep(_folder(options), options.version, options.note)
    print(f"Version {options.version} is pinned: it stays until `python -m lib unpin {options.version}`.")
    return OK


def unpin(options: argparse.Namespace) -> int:
    """Let a version go."""
    from lib.store.pins import unpin as let_go  # noqa: PLC0415

    let_go(_folder(options), options.version)
    print(f"Version {options.version} is no longer pinned.")
    return OK


def diff(options: argparse.Namespace) -> int:
    """Print what came, changed and went between two versions; makes them again where they are not kept."""
    from lib.queries.changes import listed  # noqa: PLC0415
    from lib.store.read import current_version, open_store  # noqa: PLC0415

    folder = _folder(options)
    new = options.new or current_version(folder)
    if options.old >= new:
        print(f"Version {options.old} is not older than version {new}: give the older one first.", file=sys.stderr)
        return USAGE
    found = listed(open_store(folder, options.old), open_store(folder, new), options.limit or None)
    if options.json:
        print(json.dumps({"old": options.old, "new": new, **found}, ensure_ascii=False))
        return OK
    for kind, (counts, rows) in found.items():
        print(f"{kind:<9}" + "".join(f"{n:>9,} {change}" for change, n in counts.items()))
        for row in rows:
            print("  {change:<8} {text}".format(**row))
    return OK


def vacuum(options: argparse.Namespace) -> int:
    """Delete what nobody needs, and say what."""
    from lib.store.cleaning import vacuum as clean  # noqa: PLC0415

    freed = clean(_folder(options))
    for name in freed.names:
        print(name)
    print(f"{len(freed.names):,} files deleted, {freed.n_bytes / 1e6:,.1f} MB freed.")
    return OK


def rebuild(options: argparse.Namespace) -> int:
    """Publish the ledger's last version anew, or make an old version ready to be opened."""
    from lib.ingest import rebuild as build  # noqa: PLC0415
    from lib.store.old import make  # noqa: PLC0415

    if options.version is not None:
        print(f"Version {make(_folder(options), options.version).version} can be opened.")
        return OK
    with _steps(options) as told:
        version = build(_folder(options), told)
    print(f"Version {version} published.")
    return OK


def outlets(options: argparse.Namespace) -> int:
    """Write the table of outlets' homes as learned from the stored articles; rows that people wrote stay."""
    from lib.gazetteer.curated import read_homes  # noqa: PLC0415
    from lib.gazetteer.homes import learn_homes, write_homes  # noqa: PLC0415
    from lib.gazetteer.read import gazetteer as places  # noqa: PLC0415
    from lib.store.read import open_store  # noqa: PLC0415

    named = open_store(_folder(options)).rows("""
        SELECT o.name, list(t.text) FROM toponyms t JOIN articles a USING (article) JOIN outlets o USING (outlet)
        WHERE o.name != '' GROUP BY a.article, o.name""")
    written = read_homes(options.out) if options.out.exists() else {}
    by_hand = {outlet: home for outlet, home in written.items() if not home.reason.startswith("learned")}
    homes = learn_homes(named, places())
    write_homes(options.out, homes | by_hand)
    print(f"{len(homes):,} homes written to {options.out}. `ingest --again` places the stored articles anew.")
    return OK


def gazetteer(options: argparse.Namespace) -> int:
    """Build the table of places from its packages."""
    from lib.gazetteer.build import build  # noqa: PLC0415

    counts = build(options.out, options.archives)
    print(", ".join(f"{name} {number:,}" for name, number in counts._asdict().items()))
    return OK


def _folder(options: argparse.Namespace) -> Path:
    return options.store or settings.store_dir()


def _estimate(options: argparse.Namespace) -> int | None:
    """Return how many articles and errors the paths hold, for the time left; None where nobody watches.

    Files of many records are read once more for it: seconds, where annotating them takes minutes.
    """
    from lib.ingest import is_one_article  # noqa: PLC0415
    from lib.readers import expand, read  # noqa: PLC0415

    if not _is_watched(options):
        return None
    total = 0
    for item in expand(options.paths):
        if isinstance(item, Path) and not is_one_article(item):
            total += sum(not isinstance(own, ReadWarning) for own in read(item))
        else:
            total += not isinstance(item, ReadWarning)
    return total


def _is_watched(options: argparse.Namespace) -> bool:
    return options.progress or sys.stderr.isatty()


@contextmanager
def _bar(options: argparse.Namespace, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left on stderr while the block runs; yields what moves it to a count."""
    if not _is_watched(options):
        yield lambda count: None
        return
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(total=total, unit=" articles", file=sys.stderr, smoothing=0.05) as bar:
        yield lambda count: bar.update(count - bar.n)


@contextmanager
def _steps(options: argparse.Namespace) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows on stderr how far publishing is, each time that it is told how many of how many steps are done;
    None where nobody watches.
    """
    if not _is_watched(options):
        yield None
        return
    from tqdm import tqdm  # noqa: PLC0415

    shown = []

    def told(done: int, of: int) -> None:
        if not shown:
            shown.append(tqdm(total=of, desc="making tables and search index", unit=" steps", file=sys.stderr))
        shown[0].update(min(done, of) - shown[0].n)

    yield told
    for bar in shown:
        bar.update(bar.total - bar.n)
        bar.close()


if __name__ == "__main__":
    sys.exit(main())
