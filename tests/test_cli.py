import json
import subprocess
import sys
from pathlib import Path

import pytest

from lib.__main__ import OK, PROBLEMS, USAGE, main, print_report
from lib.ingest import Report
from lib.store.ledger import Ledger
from lib.store.read import open_store
from tests.annotating import fake

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ["ingest", "annotate", "stories", "verify", "status", "sample", "rebuild", "outlets", "gazetteer"]
COMMANDS += ["versions", "pin", "unpin", "diff", "vacuum", "joins"]
LINES = [{"id": f"n{i}", "text": f"Anna{i} left Rome.", "outlet": "Beta", "date": "2026-05-01"} for i in range(3)]


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of three articles and a broken line; annotation is faked, the store is in ``tmp_path``."""
    monkeypatch.setattr("lib.fanout.annotate_here", fake)
    monkeypatch.setenv("STORY_STORE", str(tmp_path / "store"))
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join([*map(json.dumps, LINES), '{"id": "n4", "text": ""}']), "utf-8")
    return path


def test_ingest_says_what_became_of_everything(news: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["ingest", str(news)]) == PROBLEMS
    told = capsys.readouterr().err
    assert f"failed: {news}:4: has an empty text" in told
    assert [line.split()[-1] for line in told.splitlines() if line.startswith(("added", "unchanged", "failed   "))] == [
        "3",
        "0",
        "1",
    ]
    main(["ingest", str(news)])
    assert "unchanged          3" in capsys.readouterr().err


def test_ingest_without_failures_is_ok_and_shows_progress_when_asked(news: Path, capsys: pytest.CaptureFixture) -> None:
    news.write_text(json.dumps(LINES[0]), "utf-8")
    assert main(["ingest", str(news), "--progress"]) == OK
    assert "1/1" in capsys.readouterr().err


def test_the_store_option_goes_first(news: Path, tmp_path: Path) -> None:
    main(["ingest", str(news), "--store", str(tmp_path / "other")])
    assert open_store(tmp_path / "other").version == 1
    assert not (tmp_path / "store").exists()


def test_annotate_prints_the_contract_and_stores_nothing(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["annotate", str(news)]) == PROBLEMS
    out, err = capsys.readouterr()
    records = [json.loads(line) for line in out.splitlines()]
    assert [(r["id"], r["text"]) for r in records] == [(r["id"], r["text"]) for r in LINES]
    assert records[0]["mentions"][0]["start"] == 0
    assert "news.jsonl:4: has an empty text" in err
    assert not (tmp_path / "store").exists()


def test_what_annotate_printed_can_be_ingested(news: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    main(["annotate", str(news)])
    lines = tmp_path / "annotated.jsonl"
    lines.write_text(capsys.readouterr().out, "utf-8")
    assert main(["ingest", str(lines)]) == OK
    assert open_store(tmp_path / "store").rows("SELECT count(*) FROM mentions") == [(3,)]


def test_verify_and_rebuild(news: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    main(["ingest", str(news)])
    assert main(["verify"]) == OK
    (tmp_path / "store" / "CURRENT").unlink()
    assert main(["verify"]) == PROBLEMS
    assert "Run `python -m lib rebuild`" in capsys.readouterr().out
    assert main(["rebuild"]) == OK
    assert "making tables" not in capsys.readouterr().err
    assert main(["verify"]) == OK
    assert main(["rebuild", "--progress"]) == OK
    assert "making tables and search index: 100%" in capsys.readouterr().err


def test_status(news: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["status"]) == OK
    main(["ingest", str(news)])
    capsys.readouterr()
    main(["status", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["articles"], found["outlets"], found["failed"], found["first_day"]) == (3, 1, 1, "2026-05-01")
    main(["status"])
    assert "size on disk" in capsys.readouterr().out


def test_sample_comes_and_goes(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    news.write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    monkeypatch.setattr("lib.settings.SAMPLE", news)
    assert main(["sample"]) == OK
    assert open_store(tmp_path / "store").rows("SELECT DISTINCT sample FROM articles") == [(True,)]
    assert main(["sample", "--remove"]) == OK
    assert "3 sample articles" in capsys.readouterr().out
    assert open_store(tmp_path / "store").rows("SELECT * FROM articles") == []


def test_the_sample_comes_by_itself_only_to_a_new_store(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.settings.SAMPLE", news)
    main(["sample", "--if-new"])
    assert open_store(tmp_path / "store").rows("SELECT count(*) FROM articles WHERE sample") == [(3,)]
    main(["sample", "--remove"])
    assert main(["sample", "--if-new"]) == OK
    assert open_store(tmp_path / "store").rows("SELECT count(*) FROM articles") == [(0,)]


def test_the_sample_comes_after_a_first_start_that_was_cut_short(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.settings.SAMPLE", news)
    Ledger.create(tmp_path / "store")
    main(["sample", "--if-new"])
    assert open_store(tmp_path / "store").rows("SELECT count(*) FROM articles WHERE sample") == [(3,)]


def test_stories_are_printed_in_order(news: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["stories", str(news)]) == PROBLEMS
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [line["id"] for line in LINES]
    assert set(lines[0]) == {"id", "story", "copy_of"}


def test_learning_homes_keeps_the_rows_that_people_wrote(news: Path, tmp_path: Path) -> None:
    table = tmp_path / "outlets.csv"
    header = "outlet,country,admin1,lat,lon,reason"
    table.write_text(f"{header}\nbeta,IT,07,41.9,12.5,its address\nold,FR,11,48.9,2.4,learned: 3 names\n", "utf-8")
    main(["ingest", str(news)])
    assert main(["outlets", "learn", "--out", str(table)]) == OK
    assert table.read_text("utf-8") == f"{header}\nbeta,IT,07,41.9,12.5,its address\n"


def test_a_store_that_cannot_be_made_is_said_in_a_sentence(news: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["ingest", str(news), "--store", str(news / "store")]) == PROBLEMS
    assert capsys.readouterr().err.startswith("The store in ")


@pytest.mark.parametrize("argv", [[], ["ingest"], ["nonsense"], ["ingest", "x", "--jobs", "0"], ["status", "x"]])
def test_wrong_usage_is_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert stopped.value.code == 2


def test_stopping_by_hand_is_130(news: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    def stop(articles: list) -> list:
        raise KeyboardInterrupt

    monkeypatch.setattr("lib.fanout.annotate_here", stop)
    assert main(["ingest", str(news)]) == 130
    assert "run the same command again" in capsys.readouterr().err


def test_many_failures_are_summed_up(capsys: pytest.CaptureFixture) -> None:
    print_report(Report(failed=[(f"a:{i}", "has an empty text") for i in range(60)]))
    told = capsys.readouterr().err
    assert told.count("failed: ") == 51
    assert "and 10 more (10 x has an empty text)" in told


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom lib.__main__ import main\ntry: main(['--help'])\n"
        "except SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "examples:" in done.stdout
    assert not {"spacy", "duckdb", "pandas", "pyarrow", "tantivy", "deltalake"} & set(done.stderr.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_in_the_documentation(command: str, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "usage:" in capsys.readouterr().out
    assert f"python -m lib {command}" in (ROOT / "docs" / "store.md").read_text("utf-8")


def test_versions_are_listed_pinned_compared_and_cleaned_away(news: Path, capsys: pytest.CaptureFixture) -> None:
    def told(*command: str) -> list[str]:
        assert main([*command]) in (OK, PROBLEMS)
        return capsys.readouterr().out.splitlines()

    main(["ingest", str(news)])
    news.write_text(json.dumps(LINES[0] | {"text": "Zoe9 left Rome."}), "utf-8")
    main(["ingest", str(news)])
    capsys.readouterr()
    assert "Version 1 is pinned" in told("pin", "1", "--note", "court case")[0]
    lines = [line.split(maxsplit=7) for line in told("versions")[1:]]
    assert [[own[0], *own[3:]] for own in lines] == [
        ["2", "0", "1", "0", "0", "current"],
        ["1", "3", "0", "0", "1", "ready, pinned: court case"],
    ]
    assert told("diff", "1")[0].split() == ["articles", "0", "added", "1", "changed", "0", "gone"]
    found = json.loads("".join(told("diff", "1", "2", "--json")))
    assert found["articles"][1] == [{"change": "changed", "id": "n0", "text": "Zoe9 left Rome."}]
    assert main(["diff", "2", "1"]) == USAGE
    assert "0.0 MB freed" in told("vacuum")[-1]
    told("unpin", "1")
    assert "serving-1.duckdb" in told("vacuum")
    assert told("rebuild", "--version", "1") == ["Version 1 can be opened."]
    assert open_store(news.parent / "store", 1).version == 1
