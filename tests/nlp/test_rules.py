import pytest

from lib import settings
from lib.errors import ReadError
from lib.nlp import rules

OWN = (
    *("aliases", "common_words", "company_suffixes", "first_names", "head_nouns", "known_names"),
    *("name_evidence", "name_scores", "name_words", "not_names", "titles"),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "RULES", tmp_path)
    yield tmp_path
    for cached in (rules.table, rules.words, rules.mapping):
        cached.cache_clear()


@pytest.mark.parametrize("name", OWN)
def test_every_row_of_a_list_has_a_reason(name):
    assert rules.table(name)
    assert all(row["reason"].strip() for row in rules.table(name))


def test_words_can_be_picked_by_column(folder):
    (folder / "animals.csv").write_text("word,kind,reason\ncat,pet,small\nlion,wild,large\n")
    assert rules.words("animals", kind="pet") == {"cat"}
    assert rules.mapping("animals", "word", "kind") == {"cat": "pet", "lion": "wild"}


def test_a_crooked_row_is_named_with_its_line(folder):
    (folder / "crooked.csv").write_text("word,reason\ncat,small\nlion\n")
    with pytest.raises(ReadError, match=r"crooked\.csv:3"):
        rules.table("crooked")


def test_a_missing_list_is_an_error(folder):
    with pytest.raises(ReadError, match="nowhere"):
        rules.table("nowhere")
