"""What numbers stand for: the same from the files of a version as from its tables."""

from __future__ import annotations

import json
import shutil

import pytest

from lib.store import known
from lib.store.read import open_store
from tests.store.fixtures import article, build_store, toponym

TEXT = "Ada Berg met Bo Chan of Acme in Paris."
NAMES = [("PERSON", "Ada Berg"), ("PERSON", "Bo Chan"), ("ORG", "Acme")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    there = toponym(TEXT, "Paris", 2988507, "FR", 48.85, 2.35)
    own = article(TEXT, names=NAMES, outlet="Beta", places=(there,))
    return build_store(tmp_path_factory.mktemp("built"), [own])


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "store")


def tables(store):
    return {name: own.table.to_pylist() for name, own in store.known.items()}


def test_the_files_say_what_the_tables_say(folder):
    assert tables(open_store(folder)) == {
        name: own.table.to_pylist() for name, own in known.collect(open_store(folder)._db).items()
    }
    assert len(tables(open_store(folder))["entities"]) == 3


def test_a_layer_has_files_of_its_own(folder):
    build_store(folder, [article("Cy Dole spoke.", names=[("PERSON", "Cy Dole")], outlet="Gamma")])
    store = open_store(folder)
    assert store.known["outlets"].pairs("name", ["Gamma"], "outlet") == {"Gamma": 1}
    assert tables(store) == {name: own.table.to_pylist() for name, own in known.collect(store._db).items()}


def test_a_version_without_the_files_is_read_from_its_tables(folder):
    before = tables(open_store(folder))
    (manifest,) = folder.glob("manifest-*.json")
    told = json.loads(manifest.read_text("utf-8"))
    told["files"] = {name: own for name, own in told["files"].items() if not name.endswith(".arrow")}
    manifest.write_text(json.dumps(told), "utf-8")
    for path in folder.glob("columns-*/*.arrow"):
        path.unlink()
    assert tables(open_store(folder)) == before


@pytest.mark.parametrize(
    ("table", "key", "wanted", "found"),
    [
        ("entities", "id", ["org/acme", "nobody", "org/acme"], ["Acme"]),
        ("entities", "id", ["a", "b", "c", "d", "org/acme", "person/bo-chan"], ["Acme", "Bo Chan"]),
        ("entities", "entity", [2, 0, 2, 99, -1], 2),
        ("entities", "id", [], []),
        ("places", "geonameid", [2988507, 1, 10**30], ["Paris"]),
        ("places", "country", ["FR"], ["Paris"]),
        ("places", "place", [10**12], []),
        ("joins", "id", ["org/acme"], None),
    ],
)
def test_rows_are_found_by_number_and_by_text(folder, table, key, wanted, found):
    own, columns = open_store(folder).known[table], ("name",) if table != "joins" else ("other",)
    rows, again = own.rows(key, wanted, columns), own.rows(key, wanted, columns)
    names = sorted(rows.column(0).to_pylist())
    assert names == found if isinstance(found, list) else len(names) == (found or 0)
    assert again.equals(rows)
