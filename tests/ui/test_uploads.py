"""Uploads go through a process of their own; what cannot be read is named with its reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lib.settings import ROOT
from lib.store.read import current_version
from lib.ui import uploads
from lib.ui.add import outcome


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORY_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_a_file_that_cannot_be_read_is_reported_under_its_own_name(store: Path) -> None:
    files = [uploads.File("../../secret/notes.pdf", b"%PDF"), uploads.File("week.jsonl", b"{broken")]
    last = list(uploads.run(files))[-1]
    assert last["kind"] == "report"
    assert [where for where, _ in last["failed"]] == ["notes.pdf", "week.jsonl:1"]
    assert current_version(store) == last["version"]


def test_an_empty_pasted_text_is_an_error_of_that_text(store: Path) -> None:
    last = list(uploads.run(pasted={"text": "  ", "published_at": "", "url": ""}))[-1]
    assert last["failed"][0][0] == "pasted text"


def test_a_store_that_cannot_be_written_is_said_in_words(store: Path) -> None:
    store.write_text("a file where the folder should be")
    last = list(uploads.run([uploads.File("a.pdf", b"")]))[-1]
    assert last["kind"] == "error"
    assert last["problem"]


def test_the_outcome_counts_everything() -> None:
    result = {"added": 1, "updated": 2, "unchanged": 0, "failed": [["a", "b"]], "seconds": 3.2}
    assert outcome(result) == "1 article added, 2 updated, 1 could not be read, in 3 seconds."


def test_the_pages_never_load_the_language_model() -> None:
    panels = "overview, article, articles, names, places, quotes, add, method"
    code = f"import sys; from lib.ui import {panels}; sys.exit('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
