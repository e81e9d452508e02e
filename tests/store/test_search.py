from contextlib import suppress

import numpy as np
import pytest

from lib.errors import SearchError
from lib.store.search import MAX_DEPTH, MAX_TOKENS, Index, write_index

TEXTS = [
    ["Rome burns", "The city burned; nobody in Rome slept."],
    ["Café talk", "Erdoğan met the U.S. envoy in a naïve mood."],
    ["Markets", "Shares fell. The bank said it's over."],
    ["OR and NOT", "Rome or Paris, not Berlin."],
    ["", "北京 and Straße"],
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index") / "i"
    write_index(folder, enumerate(TEXTS))
    return Index(folder)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rome", [0, 3]),
        ("ROME city", [0]),
        ("rome AND city", [0]),
        ("rome OR shares", [0, 2, 3]),
        ("rome -city", [3]),
        ("rome NOT city", [3]),
        ("-rome", [1, 2, 4]),
        ("NOT (rome OR shares)", [1, 4]),
        ("(rome city) OR (bank over)", [0, 2]),
        ('"nobody in rome"', [0]),
        ("“nobody in rome”", [0]),
        ('"burns the"', []),  # never from the title into the text
        ('-"nobody in rome" rome', [3]),
        ("burn*", [0]),
        ("burned", [0]),
        ("burn", []),  # no stemming
        ('"not ber"', []),
        ("erdogan cafe naive", [1]),
        ("Erdoğan", [1]),
        ("u.s.", [1]),
        ("it's", [2]),
        ("strasse", [4]),
        ("北京", [4]),
        ("title:rome", []),  # no field names: the words "title rome" next to each other
        ("rome^2", []),
        ("not berlin", [3]),  # only capitals are signs
    ],
)
def test_syntax(index: Index, words: str, found: list[int]) -> None:
    numbers = index.numbers(words)
    assert numbers.dtype == np.int32
    assert numbers.tolist() == found


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        '"open',
        "(rome",
        "rome)",
        "OR",
        "rome OR",
        "OR rome",
        "NOT",
        "rome -()",
        "()",
        "...",
        '""',
        "*",
        "NOT NOT x",
    ],
)
def test_bad_syntax_is_said_plainly(index: Index, words: str) -> None:
    with pytest.raises(SearchError) as error:
        index.numbers(words)
    assert str(error.value).endswith(".")


def test_an_absurd_search_is_refused(index: Index) -> None:
    for words in ("a " * (MAX_TOKENS + 1), "(" * (MAX_DEPTH + 5) + "a" + ")" * (MAX_DEPTH + 5)):
        with pytest.raises(SearchError):
            index.numbers(words)


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE articles; --", "a\x00b", "[a-z]*", "te.x*", "⑴*", "\\", "rome~2", "{x TO y}", "👩🏽‍🚀 rome"],
)
def test_nothing_typed_breaks_it(index: Index, words: str) -> None:
    with suppress(SearchError):
        assert len(index.numbers(words)) <= len(TEXTS)


def test_limit_and_everything(index: Index) -> None:
    assert index.numbers("rome", limit=1).tolist() == [0]
    assert index.everything().tolist() == [0, 1, 2, 3, 4]
