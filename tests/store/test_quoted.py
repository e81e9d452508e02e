"""What is shown of quotes: the same from the files of a version as from its tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lib import settings
from lib.errors import StoreError
from lib.queries import quotes
from lib.store import mapped, quoted, versions
from lib.store.read import Store, open_store
from lib.store.verify import verify
from lib.view import View
from tests.store.contents import assert_quoted_as_tables
from tests.store.fixtures import article, build_store, quote

IDS = ("z", "a", "m")


def said(id: str):
    text = f"Before it “Come {id},” said Anna Berg, and “go”."
    found = quote(text, f"“Come {id},”", speaker="Anna Berg", cue="said"), quote(text, "“go”")
    return article(text, id=id, names=[("PERSON", "Anna Berg")], quotes=found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_store(tmp_path / "store", [said(id) for id in IDS])


def without_file(folder: Path) -> None:
    """Make every version one of an earlier release."""
    for manifest in folder.glob("manifest-*.json"):
        told = json.loads(manifest.read_text("utf-8"))
        told["files"] = {name: own for name, own in told["files"].items() if "quoted." not in name}
        manifest.write_text(json.dumps(told), "utf-8")
    for path in folder.glob("columns-*/quoted.*"):
        path.unlink()


def listed(store: Store) -> list[dict]:
    return quotes.listing(store, View()).drop(columns="quote").to_dict("records")


def test_the_file_says_what_the_table_says(folder: Path) -> None:
    assert_quoted_as_tables(open_store(folder))


def test_quotes_of_many_pieces_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoted, "BATCH", 3)
    monkeypatch.setattr(mapped, "ROWS", 2)
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    build_store(tmp_path, [said(id) for id in IDS])
    build_store(tmp_path, [said("b"), said("a")])
    store = open_store(tmp_path)
    assert [len(part.first) for part in store._quoted._parts] == [4, 3]
    assert_quoted_as_tables(store)


def test_a_store_without_quotes_lists_none(tmp_path: Path) -> None:
    store = open_store(build_store(tmp_path, [article("Nobody spoke.")]))
    assert_quoted_as_tables(store)
    assert listed(store) == []


def test_a_version_without_the_file_is_read_from_its_table(folder: Path) -> None:
    before = listed(open_store(folder))
    without_file(folder)
    store = open_store(folder)
    assert store._quoted is None
    assert listed(store) == before
    assert {row["content"] for row in before} == {"“Come z,”", "“Come m,”", "“Come a,”", "“go”"}


@pytest.mark.parametrize("share", [1000, -1], ids=["layer", "merged"])
def test_what_goes_on_from_a_base_without_the_file_is_read_from_the_table(
    folder: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", share)
    monkeypatch.setattr(settings, "MERGED_FROM", 0)
    monkeypatch.setattr(settings, "MERGED_SHARE", 1000)
    without_file(folder)
    build_store(folder, [said("b"), said("a")])
    store = open_store(folder)
    assert store._quoted is None
    assert sorted(row["article_id"] for row in listed(store)) == ["a", "a", "b", "b", "m", "m", "z", "z"]
    assert verify(folder) == []


def test_a_file_cut_short_or_changed_is_found(folder: Path) -> None:
    path = versions.newest(folder).path(folder, "columns") / quoted.FILE
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Before", b"Behind"))
    assert [quoted.FILE in told for told in verify(folder)] == [True]
    path.write_bytes(whole[:-10])
    with pytest.raises(StoreError, match="missing or damaged"):
        open_store(folder)


def test_a_quote_that_is_not_there_is_no_other(folder: Path) -> None:
    with pytest.raises(LookupError, match="no quote 99"):
        open_store(folder).quotes(np.array([0, 99], np.int32), ("content",))


def test_the_quotes_of_some_articles_are_found_in_any_order_of_quotes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    columns = open_store(build_store(folder, [said("b"), said("a"), article("Nobody spoke.", id="c")])).columns
    assert columns._quotes_in_order
    masks = [np.array([(own >> i) % 2 for i in range(columns.n)], bool) & columns.there for own in range(2**columns.n)]
    expected = [np.flatnonzero(mask[columns.quote_article]).tolist() for mask in masks]
    assert [columns.quotes_in(mask).tolist() for mask in masks] == expected
    columns._quotes_in_order = False
    assert [columns.quotes_in(mask).tolist() for mask in masks] == expected
