import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from lib.store import versions
from lib.store.build import rebuild
from lib.store.ledger import Ledger
from lib.store.records import article_record
from lib.store.verify import status, verify
from tests.store.fixtures import article, build_store


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_store(folder, [article("Rome one.", outlet="Beta", published_at="2026-05-01")])
    return build_store(folder, [article("Rome two.", sample=True, notes=("not annotated: why",))])


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def _largest(folder: Path) -> Path:
    return max((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)


def test_a_good_store_has_no_problems(store: Path) -> None:
    assert verify(store) == []


def test_nothing_stored_is_said(tmp_path: Path) -> None:
    assert "nothing has been stored" in verify(tmp_path)[0]


DAMAGE: dict[str, Callable[[Path], None]] = {
    "CURRENT is missing": lambda s: (s / "CURRENT").unlink(),
    "the ledger is at 3": lambda s: Ledger.create(s).append([article_record(article("Unpublished."))]) and None,
    "is damaged": lambda s: (s / "bodies-2.parquet").write_bytes(b"PAR1"),
    "serving-2.duckdb has been changed": lambda s: _flip(s / "serving-2.duckdb"),
    "bodies-2.parquet has been changed": lambda s: _flip(s / "bodies-2.parquet"),
    "search-2": lambda s: _flip(_largest(s / "search-2")),
}


@pytest.mark.parametrize("said", DAMAGE)
def test_every_damage_is_found_and_rebuild_heals_it(store: Path, said: str) -> None:
    DAMAGE[said](store)
    problems = verify(store)
    assert any(said in p for p in problems)
    assert all("python -m lib rebuild" in p for p in problems)
    rebuild(store)
    assert verify(store) == []


def _forge(store: Path, sql: str) -> None:
    """Change the serving file and its manifest alike, as an error in the program would."""
    manifest = next(versions.manifests(store))
    with duckdb.connect(str(manifest.path(store, "serving"))) as db:
        db.execute(sql)
    files = versions.file_sums(store, *(manifest.path(store, kind) for kind in ("serving", "bodies", "search")))
    versions.complete(
        store, versions.Manifest(manifest.version, manifest.build, manifest.schema, manifest.digest, files)
    )


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE articles SET id = 'other' WHERE article = 0", "not published"),
        ("DELETE FROM outlets", "Table outlets has 0 rows"),
        ("DELETE FROM articles WHERE article = 1", "search index"),
        ("UPDATE meta SET value = 'x' WHERE key = 'digest'", "not the one that its manifest names"),
    ],
)
def test_tables_that_disagree_are_found(store: Path, sql: str, said: str) -> None:
    _forge(store, sql)
    assert any(said in problem for problem in verify(store))


def test_status_counts(store: Path) -> None:
    found = status(store)
    assert (found.version, found.articles, found.samples, found.outlets) == (2, 2, 1, 2)
    assert (found.undated, found.unannotated, found.failed, found.first_day) == (1, 1, 0, "2026-05-01")
    assert found.bytes > 1000


def test_status_of_nothing(tmp_path: Path) -> None:
    found = status(tmp_path / "none")
    assert (found.version, found.articles, found.samples, found.bytes) == (0, 0, 0, 0)


def test_every_flipped_byte_of_the_ledgers_rows_is_found_and_no_rebuild_is_advised(store: Path) -> None:
    path = max((store / "ledger").rglob("*.parquet"), key=lambda p: p.stat().st_size)
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 13):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        (problem,) = verify(store)
        assert path.name in problem
        assert "Restore the folder `ledger` from a backup" in problem
        assert "lib rebuild" not in problem
    path.write_bytes(whole[:-1])
    assert any("another size" in problem for problem in verify(store))
    path.unlink()
    assert any("is missing" in problem for problem in verify(store))
