import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from lib.errors import StoreError
from lib.model import MarkedWords, Processed
from lib.store.build import rebuild
from lib.store.ledger import CONFIGURATION, Ledger, explain, writer_lock
from lib.store.read import open_store
from lib.store.records import FAILURE, PLACEMENT, REMOVAL, SCHEMA, Record, article_record, to_table
from lib.store.verify import verify
from tests.store.fixtures import article, build_store, quote

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_ledger_is_version_0_and_each_commit_counts_one(tmp_path: Path) -> None:
    assert Ledger.open(tmp_path) is None
    ledger = Ledger.create(tmp_path)
    assert (ledger.version, ledger.known()) == (0, {})
    assert ledger.append([article_record(article("One."))]) == 1
    assert ledger.append([article_record(article("Two."))]) == 2
    assert Ledger.create(tmp_path).version == 2


def test_the_latest_row_of_an_id_holds(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path)
    ledger.append([article_record(article("Old.", id="a")), article_record(article("Stays.", id="b"))])
    ledger.append([article_record(article("New.", id="a"))])
    ledger.append([Record(REMOVAL, "b"), Record(FAILURE, "b", problem="is empty")])
    known = ledger.known()
    assert known["article", "a"].content == article_record(article("New.", id="a")).content
    assert known["article", "b"].kind == REMOVAL
    assert known[FAILURE, "b"].problem == "is empty"


def test_what_is_known_can_be_set_and_its_articles_and_failures_listed(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path)
    ledger.append([article_record(article("One.", id=i), file=f"{i}.txt") for i in ("a", "b", "c")])
    ledger.append([Record(REMOVAL, "b"), Record(FAILURE, "x.txt", problem="is empty")])
    known = ledger.known()
    assert known.articles("file") == {"a": ("a.txt",), "c": ("c.txt",)}
    known["article", "c"] = known["article", "b"]
    known["article", "d"] = known[FAILURE, "y.txt"] = known["article", "a"]
    assert known["article", "c"].kind == REMOVAL
    assert [ident for ident, _ in known.failures()] == ["x.txt", "y.txt"]
    assert (len(known), ("article", "e") in known) == (6, False)


def test_two_rows_of_an_id_in_one_commit_are_refused(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path)
    with pytest.raises(ValueError, match="two rows"):
        ledger.append([article_record(article("x", id="a")), article_record(article("y", id="a"))])
    assert ledger.version == 0


#: What the schema got after the first release.
LATER = {"marked_words", "entities.reasons", "quotes.speaker_entities", *PLACEMENT}


def older(schema: pa.Schema) -> pa.Schema:
    """Return ``schema`` as it was before the columns and nested fields of LATER."""

    def kind(field: pa.Field) -> pa.DataType:
        if not (pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)):
            return field.type
        return pa.list_(pa.struct([f for f in field.type.value_type if f"{field.name}.{f.name}" not in LATER]))

    return pa.schema([pa.field(f.name, kind(f)) for f in schema if f.name not in LATER])


def older_ledger(folder: Path) -> Processed:
    """Write the ledger of a store as the first release made it, and return the article in it."""
    text = '"Yes," said Anna Berg.'
    done = article(
        text, id="old", names=[("PERSON", "Anna Berg")], quotes=(quote(text, '"Yes,"', speaker="Anna Berg"),)
    )
    rows = to_table([article_record(done)], 1, datetime.now(UTC)).to_pylist()
    place, schema = str(folder / "ledger"), older(SCHEMA)
    DeltaTable.create(place, schema, configuration=CONFIGURATION)
    write_deltalake(place, pa.Table.from_pylist(rows, schema=schema), mode="append")
    return done


def test_an_older_ledger_is_rebuilt_as_it_is(tmp_path: Path) -> None:
    done = older_ledger(tmp_path)
    assert rebuild(tmp_path) == 1
    store = open_store(tmp_path)
    assert store.processed("old") == done
    assert store.rows("SELECT name, n_said FROM entities") == [("Anna Berg", 1)]


def test_an_older_ledger_is_appended_to_and_tells_other_programs_its_new_columns(tmp_path: Path) -> None:
    done = older_ledger(tmp_path)
    text = "So-called “progress”."
    new = replace(article(text, id="new"), marked_words=(MarkedWords(10, 20, "scare", 0.7, "test"),))
    store = open_store(build_store(tmp_path, [new]))
    assert [store.processed(i) for i in ("old", "new")] == [done, new]
    assert (store.version, Ledger.create(tmp_path).version) == (3, 3)
    read = DeltaTable(str(tmp_path / "ledger")).to_pyarrow_table()
    assert sorted(len(own or ()) for own in read["marked_words"].to_pylist()) == [0, 1]
    assert verify(tmp_path) == []


def test_the_articles_of_an_older_ledger_can_be_read_again(tmp_path: Path) -> None:
    done = older_ledger(tmp_path)
    assert list(Ledger.create(tmp_path).articles({"old"})) == [done]


def test_other_programs_read_the_table_as_it_is(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path)
    ledger.append([article_record(article("Anna Berg spoke.", names=[("PERSON", "Anna Berg")], outlet="Beta"))])
    table = DeltaTable(str(tmp_path / "ledger"))
    assert table.to_pyarrow_table()["outlet"].to_pylist() == ["Beta"]
    sql = "SELECT unnest(mentions).entity FROM read_parquet($files)"
    assert duckdb.execute(sql, {"files": table.file_uris()}).fetchall() == [("person/anna-berg",)]


def test_known_reads_no_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.create(tmp_path)
    ledger.append([article_record(article("x" * 100_000))])
    without = tmp_path / "light.parquet"
    pq.write_table(pq.read_table(ledger.files()[0]).drop(["text", "mentions", "quotes", "places"]), without)
    monkeypatch.setattr(ledger, "files", lambda *_: [str(without)])
    assert len(ledger.known()) == 1


def test_a_second_writer_is_told_who_is_at_work(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lib.store.ledger import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): pass"
    )
    with writer_lock(tmp_path):
        other = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert other.returncode == 1
    assert "is being written by process" in other.stderr
    with writer_lock(tmp_path):
        pass  # free again


def test_errors_say_what_to_do() -> None:
    folder = Path("s")
    assert "disk is full" in explain(folder, "was not changed", OSError(28, "No space left on device"))
    assert "disk is full" in explain(folder, "was not changed", OSError(27, "File too large"))
    assert "cannot be written" in explain(folder, "was not changed", PermissionError(13, "Permission denied"))
    assert "verify" in explain(folder, "was not changed", OSError(5, "Input/output error"))


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError), writer_lock(tmp_path / "file" / "store"):
        pass


def test_a_full_disk_loses_nothing_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.create(tmp_path)
    ledger.append([article_record(article("One."))])

    def full(*args, **how) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lib.store.ledger.pq.write_table", full)
        with pytest.raises(StoreError, match="disk is full"):
            ledger.append([article_record(article("Two."))])
    assert Ledger.create(tmp_path).version == 1
    assert ledger.append([article_record(article("Two."))]) == 2
