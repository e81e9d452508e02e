"""The lists of words are what they are as tantivy itself finds them, whatever the gaps between documents."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tantivy import Query

from lib.store import postings, search

N = 3_000
#: Documents by number: dense and sparse lists, with long gaps, of exactly one block, of less than one, of the last one.
WORDS: dict[str, Callable[[int], bool]] = {
    "all": lambda n: True,
    "odd": lambda n: n % 2 == 1,
    "first": lambda n: n < 128,
    "second": lambda n: 128 <= n < 255,
    "square": lambda n: int(n**0.5) ** 2 == n,
    "late": lambda n: n == 0 or n > 2_700,
    "burst": lambda n: n // 200 % 3 == 1 or n % 401 == 0,
    "last": lambda n: n == N - 1,
    "ærø": lambda n: n % 7 == 0,
    "北京": lambda n: n % 300 == 5,
}


def document(number: int) -> str:
    """Return a document with the words of its number, and with two that it alone has."""
    words = [word for word, has in WORDS.items() if has(number)]
    words += [f"w{number}", chr(97 + number % 26) + str(number)]
    return json.dumps(
        {"number": number, "text": " ".join(words), "day": 20260101 + number % 28, "article": number // 2}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index in two parts, of which some documents were taken out."""
    folder = tmp_path_factory.mktemp("lists") / "index"
    search.write_index(folder, map(document, range(N - 500)))
    search.update_index(folder, [*range(0, N, 31), 130], map(document, range(N - 500, N)))
    return folder


@pytest.fixture(scope="module")
def lists(folder: Path) -> postings.Lists:
    found = postings.read(folder, search.NUMBERS)
    assert found is not None
    return found


def there(number: int) -> bool:
    return number >= N - 500 or (number % 31 != 0 and number != 130)


@pytest.mark.parametrize("word", WORDS)
def test_a_word(lists: postings.Lists, word: str) -> None:
    folded = {"ærø": "aero"}.get(word, word)
    wanted = [n for n in range(N) if WORDS[word](n) and there(n)]
    assert np.flatnonzero(lists.having("text", folded)).tolist() == wanted
    assert lists.n("text", folded) >= len(wanted)


def test_every_word_of_the_index_is_found(folder: Path, lists: postings.Lists) -> None:
    searcher = search.Index(folder, search.OF_ARTICLES).searcher
    words = searcher.terms_with_prefix("text", "")
    assert len(words) > 1.9 * N
    for word, n in words:
        assert lists.n("text", word) == searcher.doc_freq("text", word)
        if n == 1:
            found = searcher.search(Query.term_query(search.schema(), "text", word)).count
            assert np.count_nonzero(lists.having("text", word)) == found


@pytest.mark.parametrize("word", ["", "a", "al", "alls", "odd0", "z9999", "ÿ", "w", "wword"])
def test_what_is_no_word(lists: postings.Lists, word: str) -> None:
    assert lists.n("text", word) == 0
    assert not lists.having("text", word).any()


def test_a_field_that_no_document_has(lists: postings.Lists) -> None:
    assert lists.n("author", "all") == 0
    assert not lists.having("author", "all").any()


def test_what_is_noted(lists: postings.Lists) -> None:
    assert np.flatnonzero(lists.everything()).tolist() == [n for n in range(N) if there(n)]
    days = np.flatnonzero(lists.between("day", 20260102, 20260103)).tolist()
    assert days == [n for n in range(N) if there(n) and n % 28 in (1, 2)]
    some = lists.having("text", "square")
    assert sorted(lists.values("article", some)) == [n // 2 for n in np.flatnonzero(some)]


def test_another_layout_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "LAYOUT", 99)
    assert postings.read(folder, search.NUMBERS) is None


def test_notes_of_what_is_no_more_are_deleted(tmp_path: Path) -> None:
    search.write_index(tmp_path / "i", map(document, range(10)))
    stale = tmp_path / "i" / "00000000000000000000000000000000.npy"
    stale.touch()
    postings.note(tmp_path / "i", search.NUMBERS)
    assert not stale.exists()
    assert postings.noted(tmp_path / "i")
