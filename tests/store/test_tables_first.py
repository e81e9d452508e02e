"""Where nothing could be read, a large version is read before it can be searched, and is then the same as any other."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lib import settings
from lib.errors import SearchError
from lib.store import build, kept_index, remote, search, versions
from lib.store.build import is_published, publish, rebuild
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import Store, open_store
from lib.store.records import article_record
from lib.store.verify import verify
from tests.store.contents import contents
from tests.store.fixtures import article, build_store, quote
from tests.store.histories import IDS, SAID, WORDS, assert_same, commit, random_commit, random_processed

ROOT = Path(__file__).resolve().parents[2]
TEXT = '"Yes," said Anna Berg in Rome.'


@pytest.fixture(autouse=True)
def however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TABLES_FIRST", 1)
    monkeypatch.setattr(kept_index, "MOST", 1000)


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """Return the stores as readers open them before indexes are made, in a list that grows."""
    opened: list[Store] = []
    real = build._index

    def index(folder: Path, manifest: versions.Manifest) -> versions.Manifest:
        opened.append(open_store(folder))
        return real(folder, manifest)

    monkeypatch.setattr(build, "_index", index)
    return opened


def some() -> list:
    said = article(TEXT, id="a", names=[("PERSON", "Anna Berg")], quotes=(quote(TEXT, '"Yes,"', speaker="Anna Berg"),))
    return [said, article("Oslo.", id="b")]


def cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish some articles and fail where the indexes are to be made."""

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(search, "_write", full)
        with pytest.raises(Exception, match="the disk is full"):
            build_store(folder, some())


def test_it_is_read_before_it_can_be_searched_and_searched_then(tmp_path: Path, between: list[Store]) -> None:
    build_store(tmp_path, some())
    (early,) = between
    assert early.rows("SELECT count(*), sum(n_quotes) FROM articles") == [(2, 1)]
    assert early.processed("a").article.text == TEXT
    # the same reader finds something as soon as the indexes are there
    assert early.search("rome").tolist() == [0]
    assert early.search_quotes("yes").tolist() == [0]
    assert [m.tag for m in versions.manifests(tmp_path)] == ["1"]
    assert verify(tmp_path) == []
    assert not list(tmp_path.glob("*.tmp"))


def test_what_cannot_be_searched_yet_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(tmp_path, monkeypatch)
    store = open_store(tmp_path)
    asked = (store.search, store.search_quotes, store.matches)
    for ask in (*asked, lambda words: store.best_matches(words, 1), lambda words: store.best_quote_matches(words, 1)):
        with pytest.raises(SearchError, match="cannot be searched yet"):
            ask("rome")
    with pytest.raises(SearchError, match="not closed"):
        store.search('"rome')
    assert verify(tmp_path) == ["The search indexes have not been made yet. Run `python -m lib rebuild`."]
    assert not is_published(tmp_path, 1)


def test_the_next_run_makes_what_is_missing_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(tmp_path, monkeypatch)
    store, before = open_store(tmp_path), next(versions.manifests(tmp_path))
    # killed when the index had its name, but before the manifest named it
    (tmp_path / "search-1" / "articles").mkdir(parents=True)
    with writer_lock(tmp_path):
        publish(tmp_path)
    (after,) = versions.manifests(tmp_path)
    assert before.files.items() < after.files.items()
    assert after.searchable
    assert store.search("rome").tolist() == [0]
    assert verify(tmp_path) == []


@pytest.mark.parametrize("share", [-1, 1000])
def test_articles_that_came_meanwhile_are_published_after_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", share)
    cut_off(tmp_path, monkeypatch)
    build_store(tmp_path, [article("Rome again.", id="c")])
    assert [(m.version, m.searchable) for m in versions.manifests(tmp_path)] == [(2, True), (1, True)]
    assert len(open_store(tmp_path).search("rome")) == 2
    assert verify(tmp_path) == []


def test_making_all_anew_does_not_go_on_from_what_has_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(tmp_path, monkeypatch)
    assert rebuild(tmp_path) == 1
    assert next(versions.manifests(tmp_path)).tag == "1-2"
    assert verify(tmp_path) == []


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_as_made_at_once(tmp_path: Path, between: list[Store], seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up articles, no secret
    build_store(tmp_path / "store", [random_processed(dice, ident) for ident in dice.sample(IDS, 6)])
    assert len(between) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "TABLES_FIRST", 1000)
        assert_same(tmp_path / "store", tmp_path / "scratch")
    assert len(between) == 1


def test_after_an_update_the_index_of_the_articles_is_gone_on_from(
    tmp_path: Path, between: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(7)  # noqa: S311 - made-up articles, no secret
    monkeypatch.setattr(settings, "LAYER_SHARE", -1)
    build_store(tmp_path, [random_processed(dice, ident) for ident in IDS])
    for _ in range(3):  # places without an article come of it
        commit(tmp_path, random_commit(dice))
    whole = contents(open_store(tmp_path), WORDS, SAID)
    made = []
    real = search.write_index
    monkeypatch.setattr(
        search, "write_index", lambda folder, *own, **more: (made.append(folder.name), real(folder, *own, **more))
    )
    monkeypatch.setattr(build, "schema_digest", lambda: "other")
    monkeypatch.setattr("lib.store.read.schema_digest", lambda: "other")
    rebuild(tmp_path)
    assert [len(between), made] == [2, ["quotes"]]
    assert contents(open_store(tmp_path), WORDS, SAID) == whole


def test_who_has_something_to_read_keeps_it_until_all_is_made(tmp_path: Path, between: list[Store]) -> None:
    build_store(tmp_path, some())
    rebuild(tmp_path)
    commit(tmp_path, [article_record(article("Rome again.", id="c"))])
    assert len(between) == 1


def test_a_small_one_is_made_at_once(tmp_path: Path, between: list[Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TABLES_FIRST", 3)
    build_store(tmp_path, some())
    assert between == []


def test_an_object_store_gets_versions_that_are_whole(
    tmp_path: Path, between: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(tmp_path, some())
    monkeypatch.setattr(build, "schema_digest", lambda: "other")
    ledger = Ledger.open(tmp_path)
    assert build._is_first(tmp_path, ledger)
    monkeypatch.setattr(remote, "of", lambda _: object())
    assert not build._is_first(tmp_path, ledger)


WRITER = """
import sys
from pathlib import Path
from lib import settings
from lib.store.build import publish
from lib.store.ledger import writer_lock
from tests.store.killing import kill_before

folder, last = Path(sys.argv[1]), int(sys.argv[2])
settings.TABLES_FIRST = 1

with writer_lock(folder):
    kill_before(last)
    publish(folder)
"""


def killed(folder: Path, last: int) -> subprocess.CompletedProcess:
    """Let a writer publish what the ledger in ``folder`` has and be killed at a step; 0: never."""
    with writer_lock(folder):
        Ledger.create(folder).append([article_record(p) for p in some()])
    command = [sys.executable, "-c", WRITER, str(folder), str(last)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def check(folder: Path, last: int) -> None:
    assert killed(folder, last).returncode == -signal.SIGKILL
    found = versions.newest(folder)
    if found:
        store = open_store(folder)
        assert store.rows("SELECT count(*) FROM articles") == [(2,)]
        if found.searchable:
            assert store.search("rome").tolist() == [0]
        else:
            with pytest.raises(SearchError):
                store.search("rome")
    with writer_lock(folder):
        publish(folder)
    assert open_store(folder).search("rome").tolist() == [0]
    assert verify(folder) == []
    assert not list(folder.glob("*.tmp"))


#: While files are named; before and after CURRENT; while the indexes are.
@pytest.mark.parametrize("last", [5, 22, 26, 30, 40])
def test_killed_at_a_step(tmp_path: Path, last: int) -> None:
    check(tmp_path, last)


@pytest.mark.slow
@pytest.mark.parametrize("last", range(1, 60))
def test_killed_at_every_step(tmp_path: Path, last: int) -> None:
    check(tmp_path, last)
