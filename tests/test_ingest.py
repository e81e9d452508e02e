import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lib import settings
from lib.errors import ModelError, ReadError, ReadWarning, StoreError
from lib.ingest import Item, Report, annotate_all, ingest, remove_sample
from lib.model import Article, Processed
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.verify import verify
from tests.annotating import fake, first_word, found

ROOT = Path(__file__).resolve().parents[1]


def take(store: Path, *sources: Item, **how) -> Report:
    return ingest(sources, store, annotate=fake, **how)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.unchanged, report.updated, len(report.failed)


def ids(store: Path) -> set[str]:
    return {row[0] for row in open_store(store).rows("SELECT id FROM articles")}


def test_what_goes_in_is_published_annotated(tmp_path: Path) -> None:
    report = take(tmp_path, found("Anna left."), found("Bert stayed here."))
    assert counts(report) == (2, 0, 0, 0)
    assert (report.n_words, report.version) == (5, 1)
    assert open_store(tmp_path).rows("SELECT name FROM entities ORDER BY name") == [("Anna",), ("Bert",)]
    assert verify(tmp_path) == []


def test_the_same_again_appends_nothing_and_annotates_nothing(tmp_path: Path) -> None:
    take(tmp_path, found("Anna left."))

    def never(articles: list[Article]) -> list[Processed]:
        raise AssertionError(articles)

    report = ingest([found("Anna left."), found("Anna left.")], tmp_path, annotate=never)
    assert counts(report) == (0, 2, 0, 0)
    assert Ledger.create(tmp_path).version == 1


def test_one_article_twice_in_a_run_is_stored_once(tmp_path: Path) -> None:
    assert counts(take(tmp_path, found("Anna left."), found("Anna left."))) == (1, 1, 0, 0)


def test_other_content_under_the_same_id_is_an_update(tmp_path: Path) -> None:
    take(tmp_path, found("Anna left.", url="https://x/1"))
    report = take(tmp_path, found("Bert left.", url="https://x/1"))
    assert counts(report) == (0, 0, 1, 0)
    assert open_store(tmp_path).rows("SELECT id FROM entities") == [("person/bert",)]


def test_a_changed_file_replaces_its_older_self(tmp_path: Path) -> None:
    old, new = found("Anna left.", origin="press/a.txt"), found("Anna came.", origin="press/a.txt")
    take(tmp_path, old)
    assert counts(take(tmp_path, new)) == (0, 0, 1, 0)
    assert ids(tmp_path) == {new.id}
    assert counts(take(tmp_path, old)) == (0, 0, 1, 0)
    assert ids(tmp_path) == {old.id}


@pytest.mark.parametrize(
    ("own", "how"),
    [
        ({"origin": "week.jsonl:7"}, {}),
        ({"origin": "a.txt"}, {"uploaded": True}),
        ({"origin": None}, {}),
    ],
)
def test_records_and_uploads_replace_nothing(tmp_path: Path, own: dict, how: dict) -> None:
    take(tmp_path, found("Anna left.", **own), **how)
    take(tmp_path, found("Anna came.", **own), **how)
    assert len(ids(tmp_path)) == 2


def test_files_of_one_name_in_two_folders_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        take(tmp_path / "store", found(f"Anna {name}.", origin="a.txt"))
    assert len(ids(tmp_path / "store")) == 2


def test_a_text_that_another_file_still_holds_stays(tmp_path: Path) -> None:
    text = "Anna left."
    take(tmp_path, found(text, origin="a.txt"))
    take(tmp_path, found(text, origin="b.txt"), found("Anna came.", origin="a.txt"))
    assert len(ids(tmp_path)) == 2


def test_failures_are_counted_recorded_and_solved_by_a_later_run(tmp_path: Path) -> None:
    bad = ReadError("week.jsonl:2", "has an empty text")
    report = take(tmp_path, found("Anna left.", origin="week.jsonl:1"), bad, ReadWarning("week.jsonl:3", "no date"))
    assert (report.failed, report.warnings) == ([(bad.where, bad.problem)], [("week.jsonl:3", "no date")])
    take(tmp_path, found("Other.", origin="other.jsonl:1"), bad)
    assert Ledger.create(tmp_path).version == 2  # the same failure is not recorded twice
    assert open_store(tmp_path).rows("SELECT location, problem FROM failures") == [(bad.where, bad.problem)]
    take(tmp_path, found("Anna left.", origin="week.jsonl:1"))
    assert open_store(tmp_path).rows("SELECT * FROM failures") == []


def test_an_article_that_breaks_the_annotator_costs_no_other(tmp_path: Path) -> None:
    report = take(tmp_path, found("Anna left."), found("A boom."), found("Bert left."))
    assert counts(report) == (2, 0, 0, 1)
    assert report.failed[0][1] == "not annotated: ValueError: boom"
    rows = open_store(tmp_path).rows("SELECT note FROM articles WHERE NOT annotated")
    assert rows == [("not annotated: ValueError: boom",)]
    again = take(tmp_path, found("A boom."))
    assert (counts(again), Ledger.create(tmp_path).version) == ((0, 0, 0, 1), 1)
    healed = ingest([found("A boom.")], tmp_path, annotate=lambda own: [first_word(a) for a in own])
    assert counts(healed) == (0, 0, 1, 0)


def test_a_missing_model_stops_the_run(tmp_path: Path) -> None:
    def missing(articles: list[Article]) -> list[Processed]:
        raise ModelError("not installed")

    with pytest.raises(ModelError):
        ingest([found("Anna left.")], tmp_path, annotate=missing)
    assert Ledger.create(tmp_path).version == 0


def test_annotations_made_elsewhere_are_kept_as_they_are(tmp_path: Path) -> None:
    own = replace(first_word(found("Anna left.")), pipeline="")
    assert counts(take(tmp_path, own)) == (1, 0, 0, 0)
    assert counts(take(tmp_path, own)) == (0, 1, 0, 0)
    assert counts(take(tmp_path, own.article)) == (0, 1, 0, 0)
    better = replace(own, mentions=())
    assert counts(take(tmp_path, better)) == (0, 0, 1, 0)
    assert open_store(tmp_path).processed(own.article.id) == better


def test_our_own_output_comes_back_as_unchanged(tmp_path: Path) -> None:
    take(tmp_path, found("Anna left."))
    assert counts(take(tmp_path, first_word(found("Anna left.")))) == (0, 1, 0, 0)


def test_again_annotates_what_another_pipeline_annotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(tmp_path, found("Anna left."))
    for fingerprint, expected in (("fake+1", (0, 1, 0, 0)), ("fake+2", (0, 0, 1, 0))):
        monkeypatch.setattr("lib.ingest.Workers.fingerprint", fingerprint)
        assert counts(take(tmp_path, found("Anna left."), again=True)) == expected


def test_commits_are_bounded_and_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "COMMIT", 10)
    monkeypatch.setattr(settings, "BATCH", 3)
    told: list[int] = []
    take(tmp_path, *(found(f"Anna {i}.") for i in range(25)), progress=lambda report: told.append(report.done))
    assert Ledger.create(tmp_path).version == 3
    assert told == list(range(1, 26))
    assert len(ids(tmp_path)) == 25


def test_stopping_by_hand_keeps_what_is_annotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BATCH", 2)

    def stopped() -> Iterator[Article]:
        yield from (found(f"Anna {i}.") for i in range(4))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(stopped(), tmp_path, annotate=fake)
    assert len(Ledger.create(tmp_path).known()) == 4
    assert counts(take(tmp_path, found("Anna 0."))) == (0, 1, 0, 0)
    assert len(ids(tmp_path)) == 4  # the next run publishes


def test_two_processes_give_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BATCH", 4)
    articles = [found(f"Anna{i} left.", origin=f"{i}.txt") for i in range(20)]
    mixed: list[Item] = [*articles[:7], ReadError("x", "y"), *articles[7:]]
    assert [i if isinstance(i, ReadError) else i.article for i in annotate_all(mixed, jobs=2, annotate=fake)] == mixed
    take(tmp_path / "two", *mixed, jobs=2)
    take(tmp_path / "one", *mixed)
    one, two = open_store(tmp_path / "one"), open_store(tmp_path / "two")
    assert one.digest == two.digest
    assert one.rows("SELECT * FROM mentions") == two.rows("SELECT * FROM mentions")


def test_a_killed_process_fails_its_own_batch_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BATCH", 2)
    report = take(tmp_path, *(found(f"Anna{i} {'die' if i == 5 else 'left'}.") for i in range(12)), jobs=2)
    assert counts(report) == (10, 0, 0, 2)
    assert "killed twice" in report.failed[0][1]
    assert len(ids(tmp_path)) == 12


def test_halves_of_characters_fail_by_name(tmp_path: Path) -> None:
    report = take(tmp_path, found("Anna \ud800.", id="x", origin="x.txt"), found("Bert."))
    assert counts(report) == (1, 0, 0, 1)
    assert "surrogates" in report.failed[0][1]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(StoreError, match="is being written by"):
        take(tmp_path, found("Anna left."))


def test_the_sample_comes_and_goes(tmp_path: Path) -> None:
    take(tmp_path, found("Anna left.", sample=True), found("Bert left."))
    assert remove_sample(tmp_path) == 1
    assert ids(tmp_path) == {found("Bert left.").id}
    assert remove_sample(tmp_path) == 0
    assert counts(take(tmp_path, found("Anna left.", sample=True))) == (1, 0, 0, 0)


FULL = """
import resource, sys
from pathlib import Path
from lib import settings
from lib.errors import StoreError
from tests.annotating import fake, found
from lib.ingest import ingest
store, settings.LAYER_SHARE = Path(sys.argv[1]), int(sys.argv[3])
ingest([found("Anna left.")], store, annotate=fake)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    ingest([found("Bert left. " + "".join(map(chr, range(40, 60_000 // 2))))], store, annotate=fake)
except StoreError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize(("limit", "share"), [(2_000, 0), (200_000, 0), (200_000, 1000)])
def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path, limit: int, share: int) -> None:
    """2 kB: the commit fails; 200 kB: the commit succeeds and publishing fails, of all anew or (share) of a layer."""
    command = [sys.executable, "-c", FULL, str(tmp_path), str(limit), str(share)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert open_store(tmp_path).rows("SELECT count(*) FROM articles") == [(1,)]
    take(tmp_path, found("Cleo left."))
    assert verify(tmp_path) == []
    assert len(ids(tmp_path)) == (2 if limit == 2_000 else 3)


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """Return a store that everybody may read and nobody but root may write."""
    take(tmp_path, found("Anna left."))
    for path in tmp_path.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    tmp_path.chmod(0o555)
    for folder in [tmp_path, *tmp_path.parents][:-2]:  # up to the system's own folder, which is open to all
        folder.chmod(folder.stat().st_mode | 0o005)
    return tmp_path


def as_nobody(code: str, store: Path) -> subprocess.CompletedProcess:
    """Run ``code``, with the store's path as ``store``, as a user who owns nothing."""
    head = """
import os, sys
from pathlib import Path
from lib.errors import StoreError
from lib.ingest import ingest
from lib.store.read import open_store
store = Path(sys.argv[1])
open_store(store).search("anna")  # loads what Python loads late: this user may not even read Python
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
"""
    command = [sys.executable, "-c", head + code, str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


ROOT_ALONE = pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root to become another")


@ROOT_ALONE
def test_a_read_only_store_is_said(read_only: Path) -> None:
    done = as_nobody("try: ingest([], store)\nexcept StoreError as error: sys.exit(str(error))", read_only)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


@ROOT_ALONE
def test_a_read_only_store_is_read_and_searched(read_only: Path) -> None:
    done = as_nobody("print(len(open_store(store).search('anna')))", read_only)
    assert done.stdout == "1\n", done.stderr
