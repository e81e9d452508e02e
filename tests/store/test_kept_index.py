"""Everything built anew on an index that is gone on from is the very same as with one made from nothing."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lib import settings
from lib.store import build, kept_index, search, texts, versions
from lib.store.build import rebuild
from lib.store.kept_index import numbered
from lib.store.old import make
from lib.store.read import open_store
from lib.store.records import REMOVAL, Record, article_record
from lib.store.verify import verify
from tests.store.fixtures import article, build_store
from tests.store.histories import IDS, assert_same, commit, random_commit, random_processed


@pytest.fixture(autouse=True)
def whatever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_index, "MOST", 1000)


@pytest.fixture
def from_nothing(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the indexes that are made from nothing, but those of quotes, in a list that grows."""
    made: list[Path] = []
    real = search.write_index

    def write(folder: Path, documents: object, threads: int = 1) -> None:
        if folder.name == "articles" and folder.parents[1].name != "scratch":
            made.append(folder)
        real(folder, documents, threads)

    monkeypatch.setattr(search, "write_index", write)
    return made


def built_of_all(store: Path, rows: list[Record]) -> versions.Manifest:
    """Append ``rows`` to the ledger and return what is published then, built of all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LAYER_SHARE", -1)
        patch.setattr(settings, "MERGED_SHARE", -1)
        return commit(store, rows)


def numbers(store: Path) -> dict[str, int]:
    return dict(open_store(store).rows("SELECT id, article FROM articles ORDER BY article"))


def run(folder: Path, seed: int, n_commits: int) -> None:
    """Publish made-up commits, each built of all or as a layer, and compare each with everything from nothing."""
    dice = random.Random(seed)  # noqa: S311 - made-up articles, no secret
    store = folder / "store"
    build_store(store, [random_processed(dice, ident) for ident in dice.sample(IDS, 6)])
    for _ in range(n_commits):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "LAYER_SHARE", 1000)
            commit(store, random_commit(dice))
        built_of_all(store, random_commit(dice))
        assert_same(store, folder / "scratch")
        assert verify(store) == []


@pytest.mark.parametrize("seed", [4, 6])
def test_what_goes_on_is_the_same_as_everything_from_nothing(
    tmp_path: Path, from_nothing: list[Path], seed: int
) -> None:
    run(tmp_path, seed, 2)
    assert len(from_nothing) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300, 330))
def test_long_histories(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 8)


def test_articles_keep_their_numbers_and_leave_places_empty(tmp_path: Path, from_nothing: list[Path]) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(5)])
    built_of_all(tmp_path, [article_record(article("Newer.", id="a1")), Record(REMOVAL, "a3")])
    assert numbers(tmp_path) == {"a0": 0, "a2": 2, "a4": 4, "a1": 5}
    built_of_all(tmp_path, [article_record(article("Newest.", id="a1")), article_record(article("More.", id="b"))])
    assert numbers(tmp_path) == {"a0": 0, "a2": 2, "a4": 4, "a1": 5, "b": 6}
    assert len(from_nothing) == 1
    store = open_store(tmp_path)
    assert {ident: store.processed(ident).article.text for ident in ("a1", "a4")} == {"a1": "Newest.", "a4": "Old 4."}
    assert verify(tmp_path) == []
    # a version that is there already is made from nothing, and no place is left empty
    rebuild(tmp_path)
    assert numbers(tmp_path) == {"a0": 0, "a2": 1, "a4": 2, "a1": 3, "b": 4}
    assert len(from_nothing) == 2


def test_after_a_change_of_tables_nothing_is_indexed_again(
    tmp_path: Path, from_nothing: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(5)])
    before = next(versions.manifests(tmp_path))
    monkeypatch.setattr(build, "schema_digest", lambda: "other")
    rebuild(tmp_path)
    after = next(versions.manifests(tmp_path))
    assert (after.schema, after.build, len(from_nothing)) == ("other", before.build + 1, 1)
    segments = {
        Path(name).name: own for name, own in before.files.items() if name.endswith(".idx") and "articles" in name
    }
    assert segments.items() <= {Path(name).name: own for name, own in after.files.items()}.items()


def test_an_old_version_goes_on_from_the_newest(tmp_path: Path, from_nothing: list[Path]) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(3)])
    built_of_all(tmp_path, [Record(REMOVAL, "a1"), article_record(article("Anna came.", id="b"))])
    for path in tmp_path.glob("*-1*"):
        versions.remove(path)
    make(tmp_path, 1)
    store = open_store(tmp_path, 1)
    assert [row[0] for row in store.rows("SELECT id FROM articles ORDER BY article")] == ["a0", "a1", "a2"]
    assert store.search_index("articles").everything().tolist() == [0, 1, 2]
    assert len(from_nothing) == 1


def test_a_damaged_index_or_one_of_other_words_is_not_gone_on_from(
    tmp_path: Path, from_nothing: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(3)])
    file = next(tmp_path.glob("search-1/articles/*.pos"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    built_of_all(tmp_path, [article_record(article("New.", id="b"))])
    assert len(from_nothing) == 2
    monkeypatch.setattr(kept_index, "digest", lambda: "other words")
    built_of_all(tmp_path, [article_record(article("Newer.", id="c"))])
    assert len(from_nothing) == 3


def test_where_much_is_gone_all_is_numbered_anew(
    tmp_path: Path, from_nothing: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_index, "MOST", 0.25)
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(8)])
    built_of_all(tmp_path, [Record(REMOVAL, "a0")])
    assert numbers(tmp_path)["a1"] == 1
    built_of_all(tmp_path, [Record(REMOVAL, "a1")])
    assert numbers(tmp_path)["a2"] == 0
    assert len(from_nothing) == 2


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([], []),
        ([-1, -1], [0, 1]),
        ([0, 1, 2], [0, 1, 2]),
        ([1, 4, 5], [1, 4, 5]),
        ([1, -1, 4], [1, 2, 4]),
        ([1, -1, 2], [0, 1, 2]),  # no number lies between
        ([-1, 0], [0, 1]),
        ([0, 7, 2, 3], [0, 1, 2, 3]),
        ([5, 0, 1, 2], [5, 6, 7, 8]),  # before 0, 1 and 2 there is no number left for the first
    ],
)
def test_as_many_as_can_be_keep_their_number(before: list[int], now: list[int]) -> None:
    assert numbered(np.array(before, np.int64)).tolist() == now


@pytest.mark.parametrize("seed", range(20))
def test_numbers_ascend_and_no_choice_keeps_more(seed: int) -> None:
    dice = np.random.default_rng(seed)
    before = np.where(dice.random(7) < 0.2, -1, dice.permutation(12)[:7])
    found = numbered(before)
    assert (np.diff(found) > 0).all()
    assert found[0] >= 0
    assert np.count_nonzero(found == before) == most_kept(before.tolist())


def most_kept(before: list[int]) -> int:
    """Return how many of ``before`` can keep their number, by trying every choice."""
    best = 0
    for choice in range(2 ** len(before)):
        kept = [(place, value) for place, value in enumerate(before) if choice >> place & 1]
        ahead = [value - place for place, value in kept]
        if all(value >= 0 for _, value in kept) and ahead == sorted(ahead) and min(ahead, default=0) >= 0:
            best = max(best, len(kept))
    return best


def test_rows_in_another_order_than_was_numbered_are_refused() -> None:
    batch = pa.record_batch({"id": ["a", "b"], "text": ["A", "B"]})
    (found,) = texts.spread([batch], pa.chunked_array([["a", "b"]]), np.array([1, 3]))
    assert found.to_pydict() == {"article": [0, 1, 2, 3], "id": [None, "a", None, "b"], "text": [None, "A", None, "B"]}
    with pytest.raises(ValueError, match="not those that were numbered"):
        list(texts.spread([batch], pa.chunked_array([["b", "a"]]), np.array([1, 3])))
