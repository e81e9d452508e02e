"""What a list shows of articles and stories: the same from the files of a version as from its tables."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pytest

from lib.store import headings, versions
from lib.store.read import open_store
from tests.store.contents import assert_headings_as_tables
from tests.store.fixtures import article, build_store

IDS = ("z", "a", "m")


@pytest.fixture
def folder(tmp_path):
    return build_store(tmp_path / "store", [article(f"Ada Berg spoke {id}.", id=id) for id in IDS])


def test_the_files_say_what_the_tables_say(folder):
    found = versions.newest(folder).path(folder, "columns").glob("headings-*")
    names = ("headings-articles.arrow", "headings-articles.npy", "headings-ids.arrow")
    assert sorted(path.name for path in found) == [*names, "headings-stories.arrow", "headings-stories.npy"]
    store = open_store(folder)
    assert_headings_as_tables(store, [*IDS, "", "b", "zz"])
    assert store.headings["articles"].rows(np.array([99]), ("id",)) == {}


def test_a_version_without_the_files_is_read_from_its_tables(folder):
    (manifest,) = folder.glob("manifest-*.json")
    told = json.loads(manifest.read_text("utf-8"))
    told["files"] = {name: own for name, own in told["files"].items() if "headings-" not in name}
    manifest.write_text(json.dumps(told), "utf-8")
    for path in folder.glob("columns-*/headings-*"):
        path.unlink()
    assert_headings_as_tables(open_store(folder), [*IDS, "b"])


def test_an_id_is_found_by_the_hash_that_was_written(folder):
    sql = "SELECT id, md5_number_lower(id) FROM articles"
    assert [headings.hash_of(id) - own for id, own in open_store(folder).rows(sql)] == [0, 0, 0]
    assert headings.hash_of("Grüße") == duckdb.sql("SELECT md5_number_lower('Grüße')").fetchall()[0][0]


@pytest.mark.parametrize("n", [1, 2, 1_000, 100_000])
@pytest.mark.parametrize("skewed", [False, True])
def test_every_hash_is_found_and_no_other(n, skewed):
    dice = np.random.default_rng(n)
    hashes = np.sort(dice.integers(0, 2**64, n, np.uint64) >> np.uint64(40 * skewed))
    hashes[:2] = 0  # and one that two ids have
    own = headings.Hashed(hashes, np.arange(n, dtype=np.int32))
    assert own.having(0) == [0, 1][:n]
    for place in {0, n - 1, *dice.integers(0, n, 200).tolist()}:
        assert own.having(int(hashes[place])) == np.flatnonzero(hashes == hashes[place]).tolist()
        assert own.having(int(hashes[place]) + 1) == np.flatnonzero(hashes == hashes[place] + np.uint64(1)).tolist()
    assert own.having(2**64 - 1) == []


def test_no_hash_is_found_where_there_is_none():
    assert headings.Hashed(np.empty(0, np.uint64), np.empty(0, np.int32)).having(7) == []


def test_of_articles_with_one_hash_the_one_with_the_id_is_found(folder):
    store = open_store(folder)
    hashed = headings.Hashed(np.full(3, headings.hash_of("a"), np.uint64), np.arange(3, dtype=np.int32))
    own = headings.Filed(store.headings["articles"]._parts, [hashed])
    assert [(n,) for n in own.numbered("a")] == store.rows("SELECT article FROM articles WHERE id = 'a'")
    assert list(own.numbered("z")) == []


@pytest.mark.parametrize("filed", [True, False])
def test_a_number_that_is_not_there_is_no_other(folder, filed):
    store = open_store(folder)
    known = (store.headings if filed else headings.asked(store.table))["articles"]
    assert known.table(np.array([2, 0, 2]), ("article",))["article"].to_pylist() == [2, 0, 2]
    assert known.table(np.empty(0, np.int64), ("title",)).num_rows == 0
    for missing in (3, -1):
        with pytest.raises(LookupError, match="not there"):
            known.table(np.array([0, missing]), ("title",))
