"""A version as a layer on a base: a small file beside a large one, which no longer changes.

A base is a version that needs no other: built from all of the ledger, or merged from a base and a layer
(lib.store.merging). A layer holds what is different since: its tables are in the schema
``added`` of its own file, and views of the names that readers know put them together with those of the base, which is
attached as ``base``. As in a log-structured merge tree, layers are made anew for each version, each on the base itself,
until what they hold has grown so much that a new base pays (lib.settings.LAYER_SHARE).
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but names of lib.store.schema is put into the statements
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from lib.store import steps, versions
from lib.store.bodies import Bodies
from lib.store.ledger import Ledger
from lib.store.schema import OF_ARTICLES, OF_KEYS, SUPPORT, TABLES, WHOLE
from lib.store.versions import Manifest

#: Replaced articles whose texts are asked for at a time, at most as many groups of rows of a megabyte.
_AT_ONCE = 200


def base_for(folder: Path, ledger: Ledger, schema: str) -> Manifest | None:
    """Return the last base that the ledger's version can be put on, None where there is none."""
    for manifest in versions.manifests(folder):
        fits = manifest.schema == schema and manifest.version <= ledger.version
        usable = fits and not manifest.base and manifest.searchable
        if usable and manifest.complaint(folder) is None:
            return manifest
    return None


def layers_on(folder: Path, base: Manifest) -> Iterator[Manifest]:
    """Yield the versions that are layers on ``base``, newest first, to be gone on from.

    All their files must be there, and the texts as they were written.
    """
    for manifest in versions.manifests(folder):
        is_whole = (manifest.base, manifest.schema) == (base.tag, base.schema) and manifest.complaint(folder) is None
        if is_whole:
            told = versions.file_sums(folder, manifest.path(folder, "bodies"))
            if told.items() <= manifest.files.items():
                yield manifest


def attach(db: duckdb.DuckDBPyConnection, folder: Path, base: Manifest) -> None:
    """Attach the base's file as ``base``; tables made from here on are the layer's."""
    attach_file(db, base.path(folder, "serving"))
    db.execute("CREATE SCHEMA added; SET search_path = 'added'")


def parquet_view(db: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a view of a Parquet file, which the file of ``db`` will not hold."""
    db.execute(f"CREATE TEMP VIEW {name} AS FROM read_parquet({literal(path)})")


def literal(path: Path) -> str:
    """Return a path as SQL has it."""
    return "'" + str(path).replace("'", "''") + "'"


def attach_file(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach a serving file as ``base``, for reading; who opens the same version again finds it there."""
    db.execute(f"ATTACH IF NOT EXISTS {literal(path)} AS base (READ_ONLY)")


def attach_nothing(db: duckdb.DuckDBPyConnection) -> None:
    """Attach a base without rows, so that the same statements build everything."""
    db.execute("ATTACH ':memory:' AS base")
    create_tables(db, "base")


def create_tables(db: duckdb.DuckDBPyConnection, file: str) -> None:
    """Create every table of a base in the attached ``file``."""
    for name, sql in (TABLES | SUPPORT).items():
        db.execute(sql.replace(f"CREATE TABLE {name} ", f"CREATE TABLE {file}.{name} ", 1))


def texts_before(db: duckdb.DuckDBPyConnection, before: tuple[Path, int] | None) -> None:
    """Make the view ``bodies_before`` of the texts of an earlier layer, given with its version; None: of nothing."""
    if before:
        path, version = before
        parquet_view(db, "bodies_before", path)
    else:
        version = 0
        db.register("nothing", steps.BODIES_SCHEMA.empty_table())
        db.execute("CREATE TEMP TABLE bodies_before AS FROM nothing")
        db.unregister("nothing")
    db.execute(f"SET VARIABLE version_before = {int(version)}")


def base_texts(db: duckdb.DuckDBPyConnection, texts: Path | None, *, has_before: bool) -> None:
    """Make the view ``base_bodies`` of what the replaced articles have in the base's ``texts``; it can be asked once.

    As far as the texts of an earlier layer have the same, it is read there: articles that layers replace lie together
    in these, while of the base's texts a whole group of rows is read for each.
    """
    db.execute("CREATE TEMP TABLE had_before (article INTEGER, id VARCHAR)")
    had = ""
    if has_before:
        # without a row of its own since the base, an article is in a layer as in the base, but for its number
        db.execute(
            """INSERT INTO had_before SELECT article, id FROM replaced SEMI JOIN bodies_before USING (id)
                ANTI JOIN (SELECT id FROM ledger WHERE kind = 'article') USING (id)"""
        )
        had = """SELECT h.article, b.* EXCLUDE (article) FROM bodies_before b JOIN had_before h USING (id)
            UNION ALL BY NAME """
    rows = db.execute("SELECT article FROM replaced ANTI JOIN had_before USING (article)").fetchall()
    read = _read(texts, [number for (number,) in rows]) if texts else iter(())
    db.register("bodies_read", pa.RecordBatchReader.from_batches(steps.BODIES_SCHEMA, read))
    db.execute(f"CREATE TEMP VIEW base_bodies AS {had}FROM bodies_read")


def _read(texts: Path, articles: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """Yield what a base's ``texts`` have of these ``articles``, some of them at a time."""
    bodies, wanted = Bodies([texts]), sorted(articles)
    for first in range(0, len(wanted), _AT_ONCE):
        for found in bodies.tables(wanted[first : first + _AT_ONCE]):
            yield from found.cast(steps.BODIES_SCHEMA).to_batches()


def together(db: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary views ``all_articles`` and so on: what base and layer hold of the articles that there are."""
    for table in OF_ARTICLES:
        db.execute(f"CREATE TEMP VIEW all_{table} AS {_of_articles(table, table, 'replaced')}")


def _of_articles(table: str, own: str, replaced: str) -> str:
    kept = f"FROM base.{table} WHERE article NOT IN (SELECT article FROM {replaced})"
    return f"{kept} UNION ALL FROM {own}"


def join_up(db: duckdb.DuckDBPyConnection) -> None:
    """Make the views that readers of the layer see; the tables of the layer are in the schema ``added``."""
    shadows = {
        "replaced": "SELECT article FROM replaced",
        "entity_shadow": "SELECT b.entity FROM base.entities b SEMI JOIN touched USING (id)",
        "place_shadow": "SELECT b.place FROM base.places b SEMI JOIN touched_places USING (geonameid)",
        "story_shadow": "SELECT b.story FROM base.stories b SEMI JOIN touched_stories USING (story)",
    }
    for name, sql in shadows.items():
        db.execute(f"CREATE TABLE added.{name} AS {sql}")
    nothing_replaced = not db.execute("SELECT count(*) FROM replaced").fetchone()[0]
    for table in OF_ARTICLES:
        rows = f"FROM base.{table} UNION ALL FROM added.{table}"
        _view(db, table, rows if nothing_replaced else _of_articles(table, f"added.{table}", "added.replaced"))
    for table, key in OF_KEYS.items():
        kept = f"FROM base.{table} WHERE {key} NOT IN (SELECT {key} FROM added.{key}_shadow)"
        _view(db, table, f"{kept} UNION ALL FROM added.{table}")
    for table in WHOLE:
        _view(db, table, f"FROM added.{table}")
    db.execute("SET search_path = 'main'")


def size(table: str) -> str:
    """Return the statement that counts the rows of a table of a layer that is joined up with its base.

    Rows of articles are counted by parts: looking each of the base's up among those that are replaced takes longer.
    """
    if table not in OF_ARTICLES:
        return f"SELECT count(*) FROM {table}"
    gone = f"SELECT count(*) FROM base.{table} SEMI JOIN added.replaced USING (article)"
    return f"SELECT (SELECT count(*) FROM base.{table}) - ({gone}) + (SELECT count(*) FROM added.{table})"


def _view(db: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    db.execute(f"CREATE VIEW main.{name} AS {sql}")


def further(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the ids of articles that the layer must replace as well (lib.store.steps.FURTHER)."""
    return {row[0] for row in db.execute(steps.FURTHER).fetchall()}


def replaced(db: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the articles of the base that the layer replaces."""
    return [row[0] for row in db.execute("SELECT article FROM replaced").fetchall()]


def link_index(folder: Path, source: Manifest, draft: Manifest, new: Path) -> versions.Files:
    """Put the search index of the version ``source`` that is called as ``new`` there, without copying it.

    Returns sizes and sums as ``draft`` names the files. They are never changed once written, but for those that list
    them, which are copied.
    """
    old, named = source.path(folder, "search") / new.name, draft.path(folder, "search") / new.name
    new.mkdir(parents=True)
    linked = {}
    for path in (p for p in old.iterdir() if p.is_file()):
        if path.suffix == ".json":
            shutil.copyfile(path, new / path.name)
        elif path.suffix != ".lock":
            os.link(path, new / path.name)
            told = source.files[str(path.relative_to(folder))]
            linked[str((named / path.name).relative_to(folder))] = told
    return linked
