import gc
import threading
from pathlib import Path
from weakref import ref

import numpy as np
import pandas as pd
import pytest

from lib import settings
from lib.errors import SearchError, StoreError
from lib.store import versions
from lib.store.build import rebuild
from lib.store.ledger import Ledger
from lib.store.read import current_version, open_store
from lib.store.records import article_record
from lib.store.schema import TABLES
from tests.store.fixtures import article, build_store, garbled, quote


def test_a_missing_store_opens_empty(tmp_path: Path) -> None:
    store = open_store(tmp_path / "none")
    assert (store.version, current_version(tmp_path / "none")) == (0, 0)
    for table in TABLES:
        assert store.frame(f"FROM {table}").empty
    assert store.search("rome").dtype == np.int32
    assert (len(store.search("rome")), store.texts([0]), store.processed("x")) == (0, {}, None)
    with pytest.raises(SearchError):
        store.search("(")


def test_articles_without_tables_say_what_to_do(tmp_path: Path) -> None:
    Ledger.create(tmp_path).append([article_record(article("One."))])
    with pytest.raises(StoreError, match="lib rebuild"):
        open_store(tmp_path)


def test_processed_and_texts_give_back_what_was_stored(tmp_path: Path) -> None:
    own = [article(f'Anna Berg said "Yes {i}".', names=[("PERSON", "Anna Berg")], title=f"T{i}") for i in range(30)]
    own.append(article('He said "No".', quotes=(quote('He said "No".', '"No"', cue="said"),)))
    store = open_store(build_store(tmp_path, own))
    assert all(store.processed(p.article.id) == p for p in own)
    numbers = dict(store.rows("SELECT id, article FROM articles"))
    texts = store.texts(np.array([numbers[p.article.id] for p in own], np.int32))
    assert texts == {numbers[p.article.id]: p.article.text for p in own}
    assert store.texts([-1, 10_000]) == {}
    assert store.processed("nope") is None


def test_bodies_are_found_beyond_the_first_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.store.texts.GROUP", 300)
    own = [article(f"Text {i}.", published_at=f"20{i % 20:02d}-01-01") for i in range(2_100)]
    store = open_store(build_store(tmp_path, own))
    for wanted in ([0], [299, 300], [2_099, 5, 2_099]):
        expected = dict(store.rows("SELECT article, lead FROM articles WHERE article IN (SELECT unnest(?))", [wanted]))
        assert store.texts(wanted) == expected


def test_search_finds_articles_and_quotes(tmp_path: Path) -> None:
    text = 'The mayor said "Rome burns" today.'
    store = open_store(
        build_store(tmp_path, [article(text, title="Fire", quotes=(quote(text, '"Rome burns"'),)), article("Rome.")])
    )
    assert store.search("rome").tolist() == [0, 1]
    assert len(store.search("fire mayor")) == 1
    assert store.search_quotes("burn*").tolist() == [0]
    assert store.search_quotes("mayor").tolist() == []


def test_tables_given_to_a_query_are_seen_by_it_alone(tmp_path: Path) -> None:
    store = open_store(build_store(tmp_path, [article("One.")]))
    hits = pd.DataFrame({"article": [0]})
    assert len(store.frame("SELECT * FROM articles SEMI JOIN hits USING (article)", hits=hits)) == 1
    with pytest.raises(Exception, match="hits"):
        store.frame("SELECT * FROM hits")


def test_a_store_is_read_only_and_sees_no_python_variables(tmp_path: Path) -> None:
    store = open_store(build_store(tmp_path, [article("One.")]))
    secret = pd.DataFrame({"a": [1]})  # noqa: F841 - DuckDB would find it by its name
    for sql in ("DELETE FROM articles", "SELECT * FROM secret"):
        with pytest.raises(Exception, match=r"read-only|secret"):
            store.frame(sql)


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = open_store(build_store(tmp_path, [article(f"Rome {i}.") for i in range(50)]))
    wrong = []

    def work() -> None:
        for i in range(30):
            ids = store.rows("SELECT id FROM articles WHERE article = ?", [i])
            if len(store.search("rome")) != 50 or store.processed(ids[0][0]) is None or len(store.texts([i])) != 1:
                wrong.append(i)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_open_reader_stays_whole_while_versions_come_and_go(tmp_path: Path) -> None:
    first = article("Rome one.")
    old = open_store(build_store(tmp_path, [first]))
    for i in range(5):
        build_store(tmp_path, [article(f"Rome, the {i}th.")])
    assert not (tmp_path / "serving-1.duckdb").exists()
    assert old.rows("SELECT count(*) FROM articles") == [(1,)]
    assert (old.search("rome").tolist(), old.processed(first.article.id)) == ([0], first)
    new = open_store(tmp_path)
    assert (new.version, len(new.search("rome"))) == (6, 6)


def test_without_current_the_newest_whole_version_opens(tmp_path: Path) -> None:
    for i in range(2):
        build_store(tmp_path, [article(f"Rome {i}.")])
    (tmp_path / "CURRENT").unlink()
    assert (open_store(tmp_path).version, current_version(tmp_path)) == (2, 2)
    (tmp_path / "CURRENT").write_bytes(b"\xff\xff")
    assert open_store(tmp_path).version == 2


@pytest.mark.parametrize("name", ["serving-2.duckdb", "bodies-2.parquet", "search-2"])
def test_a_cut_file_falls_back_to_the_version_before_and_rebuild_heals(tmp_path: Path, name: str) -> None:
    for i in range(2):
        build_store(tmp_path, [article(f"Rome {i}.")])
    path = tmp_path / name
    if path.is_dir():
        path = max((p for p in path.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    path.write_bytes(path.read_bytes()[:-7])
    assert open_store(tmp_path).version == 1
    assert rebuild(tmp_path) == 2
    assert open_store(tmp_path).version == 2


def test_a_garbled_serving_file_of_the_right_size_is_said_plainly(tmp_path: Path) -> None:
    build_store(tmp_path, [article("Rome.")])
    path = tmp_path / "serving-1.duckdb"
    path.write_bytes(b"\x00" * path.stat().st_size)
    with pytest.raises(StoreError, match="lib rebuild"):
        open_store(tmp_path)


def test_a_version_on_a_base_is_opened_twice_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    for text in ("Rome.", "Oslo."):
        build_store(tmp_path, [article(text)])
    assert next(versions.manifests(tmp_path)).base
    first, second = open_store(tmp_path), open_store(tmp_path)
    first.close()
    assert second.rows("SELECT count(*) FROM articles") == [(2,)]


def test_a_version_that_nobody_uses_is_let_go_of_at_once(tmp_path: Path) -> None:
    store = open_store(build_store(tmp_path, [article("Rome.")]))
    assert len(store.search("rome OR NOT rome")) == 1
    there = ref(store)
    gc.disable()
    try:
        del store
        assert there() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("part", ["term", "idx"])
def test_an_index_whose_bytes_have_changed_is_said_plainly_and_rebuild_heals(tmp_path: Path, part: str) -> None:
    own = [article(f"The mayor of Rome spoke of subject{i} and matter{i * 7 % 90}.") for i in range(120)]
    build_store(tmp_path, own)
    for path in (tmp_path / "search-1" / "articles").glob(f"*.{part}"):
        path.write_bytes(garbled(path.read_bytes()))
    with pytest.raises(StoreError, match=r"(?s)damaged.*articles are safe.*lib rebuild"):
        open_store(tmp_path).search('"subject1 and" OR subject* OR rme~')
    rebuild(tmp_path)
    assert len(open_store(tmp_path).search("subject*")) == 120
