"""A layer on a base is, by its text ids, the very same as everything built anew, whatever was done to the ledger."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from lib import settings
from lib.model import Article, Entity, Placement, Processed, Toponym, entity_id
from lib.store import columns, filling, joining, layer_index, versions
from lib.store.bodies import Bodies
from lib.store.build import publish
from lib.store.columns import together
from lib.store.layer_columns import both_of as both_of_layer
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.records import REMOVAL, Record, article_record, story_record
from lib.store.schema import OF_ARTICLES, OF_KEYS, TABLES, WHOLE
from lib.store.verify import verify
from tests.store.contents import arrays, assert_headings_as_tables, assert_quoted_as_tables
from tests.store.fixtures import article, build_store, garbled, quote
from tests.store.histories import IDS, assert_same, commit, random_commit, random_processed


@pytest.fixture(autouse=True)
def always_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    monkeypatch.setattr(columns, "HEAD_AT_LEAST", 2)


def run(folder: Path, seed: int, n_commits: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up articles, no secret
    store = folder / "store"
    first = [random_processed(dice, ident) for ident in dice.sample(IDS, 6)]
    build_store(store, first)
    for _ in range(n_commits):
        built = commit(store, random_commit(dice))
        assert built.base
        assert_same(store, folder / "scratch")
        assert_headings_as_tables(open_store(store), IDS)
        assert_quoted_as_tables(open_store(store))
        told = arrays(columns.collect(open_store(store)._db.cursor()))
        assert arrays(columns.mapped(built.path(store, "columns"))) == told
    assert verify(store) == []


@pytest.mark.parametrize("seed", [1, 3])
def test_a_layer_is_the_same_as_everything_anew(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_long_histories(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 12)


def test_a_layer_indexes_only_what_the_one_before_has_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes: list[layer_index.Change] = []
    real = layer_index.change
    monkeypatch.setattr(layer_index, "change", lambda *given: changes.append(real(*given)) or changes[-1])
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(3)])
    build_store(tmp_path, [article("New.", id="b")])
    build_store(tmp_path, [article("Newer.", id="a1"), article("Last.", id="c")])
    found = [(change.source.tag, sorted(change.gone), sorted(change.added)) for change in changes]
    assert found == [("1", [], [3]), ("2", [1], [4, 5])]
    # where an article of the base is there again that the layer before has not, the base is gone on from
    layer, *_, base = versions.manifests(tmp_path)
    assert real(tmp_path, base, layer, [], layer.path(tmp_path, "bodies")).source == base


@pytest.fixture
def quotes_indexed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int], list[str]]]:
    """Return a list that grows: the version that is gone on from, numbers of quotes that go, and words that come."""
    changes: list[tuple[str, list[int], list[str]]] = []
    real = layer_index.change_of_quotes

    def note(*given: Any) -> layer_index.Quotes:
        found = real(*given)
        changes.append((found.source.tag, sorted(found.gone), sorted(json.loads(own)["said"] for own in found.added)))
        return found

    monkeypatch.setattr(layer_index, "change_of_quotes", note)
    return changes


def said(ident: str, words: str, speaker: str = "Anna Berg") -> Processed:
    text = f"{speaker} said “{words}” again."
    return article(text, id=ident, names=[("PERSON", speaker)], quotes=(quote(text, f"“{words}”", speaker=speaker),))


def test_a_layer_indexes_only_those_quotes_which_the_one_before_has_not(
    tmp_path: Path, quotes_indexed: list[tuple[str, list[int], list[str]]]
) -> None:
    store = tmp_path / "store"
    build_store(store, [said(f"a{i}", f"old {i}") for i in range(3)])
    commit(store, [article_record(said("b", "new"))])
    commit(store, [story_record(Placement("a1", "s")), article_record(said("c", "newer"))])
    commit(store, [article_record(said("d", "last"))])
    commit(store, [article_record(said("b", "changed")), Record(REMOVAL, "a2")])
    assert quotes_indexed == [
        ("1", [], ["“new”"]),
        ("2", [1], ["“newer”", "“old 1”"]),  # replaced, but as it was: under another number
        ("3", [], ["“last”"]),
        ("4", [2, 3, 4, 5, 6], ["“changed”", "“last”", "“newer”", "“old 1”"]),  # behind it all moves up
    ]
    assert_same(store, tmp_path / "scratch")


@pytest.mark.parametrize("how", ["damaged", "older"])
def test_where_the_layer_before_does_not_say_what_it_indexed_the_base_is_gone_on_from(
    tmp_path: Path, how: str, quotes_indexed: list[tuple[str, list[int], list[str]]]
) -> None:
    store = tmp_path / "store"
    build_store(store, [said("a", "old")])
    layer = commit(store, [article_record(said("b", "new"))])
    serving = layer.path(store, "serving")
    if how == "damaged":
        serving.write_bytes(garbled(serving.read_bytes()))
    else:
        with duckdb.connect(str(serving)) as db:
            db.execute("DROP TABLE added.indexed")
        versions.complete(store, replace(layer, files=layer.files | versions.file_sums(store, serving)))
    commit(store, [article_record(said("c", "newer"))])
    commit(store, [article_record(said("d", "last"))])
    assert quotes_indexed[1:] == [("1", [], ["“newer”", "“new”"]), ("3", [], ["“last”"])]
    assert_same(store, tmp_path / "scratch")


def test_a_quote_of_the_base_whose_speaker_gets_the_old_name_back_is_found_by_it(
    tmp_path: Path, quotes_indexed: list[tuple[str, list[int], list[str]]]
) -> None:
    store = tmp_path / "store"
    build_store(store, [said("a", "old")])
    names = Entity(entity_id("PERSON", "Anna Berg"), "PERSON", "Anna M. Berg", ("Anna M. Berg",))
    for ident in ("b", "c"):
        build_store(store, [replace(said(ident, ident), entities=(names,))])
    assert open_store(store).rows("SELECT DISTINCT name FROM entities") == [("Anna M. Berg",)]
    commit(store, [Record(REMOVAL, "b"), Record(REMOVAL, "c")])
    assert quotes_indexed == [("1", [0], ["“b”", "“old”"]), ("2", [], ["“c”"]), ("3", [0, 1, 2], ["“old”"])]
    assert_same(store, tmp_path / "scratch")


def test_articles_whose_names_are_found_under_another_are_told_before_any_text_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for where, name in ((filling, "choose"), (joining, "decide"), (filling, "write_texts")):
        real = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *own, name=name, real=real: calls.append(name) or real(*own))
    store = tmp_path / "store"
    build_store(store, [article("Gelco paid.", id="a", names=[("ORG", "Gelco")]), article("Oslo.", id="b")])
    calls.clear()
    commit(store, [article_record(article("Gelco Corp paid.", id="c", names=[("ORG", "Gelco Corp")]))])
    assert open_store(store).rows("SELECT name FROM entities") == [("Gelco Corp",)]
    assert calls == ["choose", "decide", "choose", "write_texts"]
    assert_same(store, tmp_path / "scratch")
    calls.clear()
    commit(store, [article_record(article("Oslo again.", id="d"))])
    assert calls == ["choose", "decide", "write_texts"]  # the layer before has replaced "a"
    assert_same(store, tmp_path / "scratch")


def test_of_the_base_s_texts_only_those_are_read_that_the_layer_before_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []
    real = Bodies.tables
    monkeypatch.setattr(Bodies, "tables", lambda own, wanted, *more: read.append(wanted) or real(own, wanted, *more))
    store = tmp_path / "store"
    build_store(store, [article(f"Anna Berg left {i}.", id=f"a{i}") for i in range(5)])
    commit(store, [story_record(Placement("a1", "s1")), story_record(Placement("a2", "s1"))])
    commit(store, [story_record(Placement("a3", "s1"))])
    commit(store, [article_record(article("Anna Berg is back.", id="a2"))])
    last = commit(store, [article_record(article("Ben Cole too.", id="b"))])
    assert read == [[1, 2], [3], [2], [2]]
    assert_same(store, tmp_path / "scratch")
    # a damaged one is not gone on from, but the one before it
    path = last.path(store, "bodies")
    path.write_bytes(garbled(path.read_bytes()))
    read.clear()
    commit(store, [article_record(article("And Oslo.", id="c"))])
    assert read == [[2]]
    assert_same(store, tmp_path / "scratch")


def test_names_are_counted_where_the_last_articles_were_taken_out(tmp_path: Path) -> None:
    names = [("PERSON", "Anna Berg")]
    build_store(tmp_path, [article(f"Anna Berg left {i}.", id=f"a{i:03}", names=names) for i in range(130)])
    with writer_lock(tmp_path):
        Ledger.create(tmp_path).append([Record(REMOVAL, ident) for ident in ("a128", "a129")])
        publish(tmp_path)
    assert next(versions.manifests(tmp_path)).base
    own = open_store(tmp_path).columns
    assert len(own.names.bits) == 1
    assert own.names.counts(own.there).tolist() == [128]


def test_articles_of_one_day_are_listed_from_the_newest_whichever_part_has_them(tmp_path: Path) -> None:
    times = [None, "soon", "2026-05-01", "2026-05-01T08:00", "2026-05-01T09:00", "2026-05-02", "2026-04-01"]
    for part in (1, 2):
        named = [(f"{letter}{part}-{time}", time) for time in times for letter in "acb"]
        build_store(tmp_path, [article(f"About {id}.", id=id, published_at=time) for id, time in named])
    store = open_store(tmp_path)
    known = dict(store.rows("SELECT article, id FROM articles"))
    told = [known[number] for number in store.columns.newest.tolist()]
    order = ["2026-05-02", "2026-05-01T09:00", "2026-05-01T08:00", "2026-05-01", "2026-04-01", None, "soon"]
    assert told == [f"{letter}{part}-{time}" for time in order for letter in "cba" for part in (2, 1)]


def test_which_names_are_together_is_counted_from_what_changed() -> None:
    rng = np.random.default_rng(4)
    old = packed_rows(rng.random((5, 200)) < 0.3)
    new = packed_rows(rng.random((5, 300)) < 0.3)
    new[:, 1:3] = old[:, 1:3]
    anew = together(new).tolist()
    assert both_of_layer(together(old), old, new).tolist() == anew
    assert both_of_layer(None, old, new).tolist() == anew


def packed_rows(masks: np.ndarray) -> np.ndarray:
    return np.array([columns.packed(mask) for mask in masks])


def test_a_sea_that_no_article_names_any_more_is_gone(tmp_path: Path) -> None:
    sea = Toponym(8, 17, 7, "North Sea", "", 56.0, 3.0, status="area")
    store = tmp_path / "store"
    build_store(store, [Processed(Article("a1", "Off the North Sea."), places=(sea,)), article("Anna left.")])
    build_store(store, [Processed(Article("a1", "Off the coast."))])
    assert next(versions.manifests(store)).base
    assert open_store(store).rows("SELECT name FROM places") == []
    assert_same(store, tmp_path / "scratch")


def test_every_table_says_how_a_layer_goes_with_its_base() -> None:
    assert sorted((*OF_ARTICLES, *OF_KEYS, *WHOLE)) == sorted(TABLES)


@pytest.mark.parametrize(("name", "most"), [("LAYER_SHARE", 0.1), ("LAYER_ROWS", 2)])
def test_a_layer_that_would_grow_too_large_is_built_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: float
) -> None:
    build_store(tmp_path, [article(f"Old {i}.") for i in range(20)])
    monkeypatch.setattr(settings, name, most)
    bases = []
    for i in range(3):
        build_store(tmp_path, [article(f"New {i}.")])
        bases.append(next(versions.manifests(tmp_path)).base)
    assert bases == ["1", "1", ""]
