"""What a list shows of articles and stories: the same from the files of a version as from its tables."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lib.store import versions
from lib.store.read import open_store
from tests.store.contents import assert_headings_as_tables
from tests.store.fixtures import article, build_store

IDS = ("z", "a", "m")


@pytest.fixture
def folder(tmp_path):
    return build_store(tmp_path / "store", [article(f"Ada Berg spoke {id}.", id=id) for id in IDS])


def test_the_files_say_what_the_tables_say(folder):
    found = versions.newest(folder).path(folder, "columns").glob("headings-*")
    assert sorted(path.name for path in found) == ["headings-articles.arrow", "headings-stories.arrow"]
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
