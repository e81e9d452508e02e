"""A base merged from a base and a layer is, by its text ids, the very same as everything built anew."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lib import settings
from lib.errors import StoreError
from lib.store import build, columns, texts, versions
from lib.store.build import publish
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import Store, open_store
from lib.store.records import FAILURE, REMOVAL, Record, article_record
from lib.store.schema import SUPPORT, TABLES
from lib.store.verify import verify
from tests.store.contents import arrays, assert_headings_as_tables, assert_quoted_as_tables
from tests.store.fixtures import article, build_store
from tests.store.histories import IDS, assert_same, commit, random_commit, random_processed


@pytest.fixture(autouse=True)
def merged_whatever_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", -1)
    monkeypatch.setattr(settings, "MERGED_FROM", 0)
    monkeypatch.setattr(settings, "MERGED_SHARE", 1000)
    monkeypatch.setattr(settings, "LAYER_FIRST", -1)
    monkeypatch.setattr(columns, "HEAD_AT_LEAST", 2)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the tags of the versions that are built from all of the ledger, in a list that grows."""
    tags: list[str] = []
    whole = build._whole

    def note(task: build._Task) -> None:
        if task.folder.name != "scratch":
            tags.append(task.draft.tag)

    monkeypatch.setattr(build, "_whole", lambda task: note(task) or whole(task))
    return tags


def supported(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the next build needs of a base, with ids in place of the numbers of articles."""
    ids = dict(store.rows("SELECT article, id FROM articles"))
    found = {name: store.rows(f"FROM {name}") for name in SUPPORT}
    found["dangling"] = [(ident, ids[number]) for ident, number in found["dangling"]]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def run(folder: Path, seed: int, n_commits: int) -> list[str]:
    """Publish made-up commits, some as layers, and compare each with everything anew; return the tags of the bases."""
    dice = random.Random(seed)  # noqa: S311 - made-up articles, no secret
    store, bases = folder / "store", []
    build_store(store, [random_processed(dice, ident) for ident in dice.sample(IDS, 6)])
    for _ in range(n_commits):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "LAYER_SHARE", dice.choice([-1, -1, 1000]))
            built = commit(store, random_commit(dice))
        assert_same(store, folder / "scratch")
        assert_headings_as_tables(open_store(store), IDS)
        assert_quoted_as_tables(open_store(store))
        if not built.base:
            bases.append(built.tag)
            own = open_store(store)
            assert supported(own) == supported(open_store(folder / "scratch"))
            told = arrays(columns.collect(own._db.cursor()))
            assert arrays(columns.mapped(built.path(store, "columns"))) == told
    assert verify(store) == []
    assert not list(store.glob("*.tmp"))
    return bases


@pytest.mark.parametrize(("seed", "n_commits"), [(2, 3), (5, 3), (218, 1)])
def test_what_is_merged_is_the_same_as_everything_anew(
    tmp_path: Path, anew: list[str], seed: int, n_commits: int
) -> None:
    assert set(run(tmp_path, seed, n_commits)) - set(anew)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 230))
def test_long_histories(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 12)


def test_a_base_whose_last_article_is_gone_is_built_anew(tmp_path: Path, anew: list[str]) -> None:
    build_store(tmp_path, [article("First.", id="a"), article("Last.", id="b")])
    built = commit(tmp_path, [Record(REMOVAL, "b")])
    assert (built.base, anew) == ("", ["1", built.tag])
    assert [row[0] for row in open_store(tmp_path).rows("SELECT id FROM articles")] == ["a"]
    assert not list(tmp_path.glob("*.tmp"))


def test_whoever_watches_is_told_of_each_step(tmp_path: Path) -> None:
    build_store(tmp_path, [article("First.", id="a")])
    heard: list[tuple[int, int]] = []
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        ledger.append([Record(FAILURE, "x.txt", problem="is empty")])
        publish(tmp_path, told=lambda done, of: heard.append((done, of)))
    assert [done for done, _ in heard] == list(range(len(heard)))
    assert len(heard) > len(TABLES | SUPPORT)
    assert len({of for _, of in heard}) == 1
    assert heard[-1][0] < heard[-1][1]


def test_a_small_base_and_one_of_which_much_is_new_are_built_anew(
    tmp_path: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(4)])
    monkeypatch.setattr(settings, "MERGED_FROM", 5)
    build_store(tmp_path, [article("New.", id="b")])
    assert anew == ["1", "2"]
    build_store(tmp_path, [article("Newer.", id="c")])
    assert anew == ["1", "2"]
    monkeypatch.setattr(settings, "MERGED_SHARE", 0.3)
    build_store(tmp_path, [article(f"Newest {i}.", id=f"d{i}") for i in range(2)])
    assert anew == ["1", "2", "4"]


@pytest.fixture
def layer_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_FIRST", 0.5)


def test_where_a_base_is_due_what_is_new_is_read_as_a_layer_before(
    tmp_path: Path, layer_first: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 0.15)
    read: list[tuple[str, str]] = []
    make_current = versions.make_current

    def note(folder: Path, manifest: versions.Manifest) -> None:
        make_current(folder, manifest)
        read.append((manifest.tag, manifest.base))
        assert open_store(folder).rows("SELECT count(*) FROM articles") == [(manifest.articles,)]

    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(10)])
    monkeypatch.setattr(versions, "make_current", note)
    heard: list[tuple[int, int]] = []
    for names in ("b", "c", "defghijklm"):
        with writer_lock(tmp_path):
            Ledger.create(tmp_path).append([article_record(article(f"New {name}.", id=name)) for name in names])
            publish(tmp_path, told=lambda done, of: heard.append((done, of)) if len(read) in (1, 2) else None)
    assert read == [("2", "1"), ("3", "1"), ("3-2", ""), ("4", "")]  # ten are more than half of the twelve
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert {of for _, of in heard} == {100}
    assert heard[0][0] == 0
    assert verify(tmp_path) == []


def test_where_it_cannot_be_merged_then_what_is_new_is_read_all_the_same(
    tmp_path: Path, layer_first: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(10)])
    with monkeypatch.context() as patch:
        patch.setattr(build, "_merged", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StoreError, match=r"can be read, but its files could not be put together: the disk is full"):
            build_store(tmp_path, [article("New.", id="b")])
        assert open_store(tmp_path).rows("SELECT count(*) FROM articles") == [(11,)]
    build_store(tmp_path, [article("Newer.", id="c")])
    assert [(m.tag, m.base) for m in versions.manifests(tmp_path)][:2] == [("3-2", ""), ("3", "1")]
    assert open_store(tmp_path).rows("SELECT count(*) FROM articles") == [(12,)]
    assert verify(tmp_path) == []


def test_texts_of_several_files_come_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "GROUP", 2)
    monkeypatch.setattr(texts, "BATCH", 3)
    store = tmp_path / "store"
    build_store(store, [article(f"Old {i}.", id=f"a{i}") for i in range(5)])
    first = versions.newest(store).path(store, "bodies")
    assert texts.join(tmp_path / "both.parquet", (first, first)) == 10
    assert pq.read_table(tmp_path / "both.parquet")["id"].to_pylist() == [f"a{i}" for i in range(5)] * 2
    assert pq.read_metadata(tmp_path / "both.parquet").row_group(0).num_rows == 2
