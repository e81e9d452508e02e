import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lib.errors import SearchError
from lib.store import fitting, search
from lib.store.search import OF_ARTICLES, OF_QUOTES, Index, find, update_index, write_index
from lib.store.syntax import parse

ARTICLES = [
    {"title": "Rome burns", "text": "The city burned; nobody in Rome slept.", "day": 20260517},
    {"title": "Café talk", "text": "Erdoğan met the U.S. envoy in a naïve mood.", "day": 20260601},
    {"title": "Markets", "text": "Shares fell. The bank said it's over.", "outlet": "Harbour Post", "day": None},
    {"title": "OR and NOT", "text": "Rome or Paris, not Berlin.", "author": ["Jane Doe", "Otto Fox"]},
    {"title": None, "text": "北京, İzmir and Straße", "outlet": "Post", "day": 20251231},
]
QUOTES = [
    {"article": 0, "said": "Nobody slept tonight", "speaker": ["the mayor", "Ada Berg"], "day": 20260517},
    {"article": 0, "said": "Taxes will fall", "speaker": ["Bo Chan"], "day": 20260517},
    {"article": 3, "said": "Taxes will rise", "speaker": ["she", "Ada Berg"], "outlet": "Post"},
]


def documents(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield ``rows`` as the index takes them, each with its place as its number where it has none."""
    for number, row in enumerate(rows):
        yield json.dumps({"number": number} | {name: value for name, value in row.items() if value is not None})


@pytest.fixture(scope="module", params=["few are asked for", "all from the lists", "of an earlier release"])
def indexes(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[tuple[Index, Index]]:
    folder = tmp_path_factory.mktemp("index")
    for name, rows in (("articles", ARTICLES), ("quotes", QUOTES)):
        write_index(folder / name, documents(rows))
        if request.param == "of an earlier release":
            written_before(folder / name)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "all from the lists":
            patch.setattr(fitting, "FEW", -1)
        yield Index(folder / "articles", OF_ARTICLES), Index(folder / "quotes", OF_QUOTES)


def written_before(folder: Path) -> None:
    """Make the index in ``folder`` one of a release that did not note the numbers of documents beside it."""
    for path in folder.glob("*.npy"):
        path.unlink()


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
        ("rome OR -rome", [0, 1, 2, 3, 4]),
        ('"nobody in rome"', [0]),
        ("“nobody in rome”", [0]),
        ('"burns the"', []),  # never from the title into the text
        ('-"nobody in rome" rome', [3]),
        ('"city nobody"', []),
        ('"city nobody"~', [0]),  # one word may stand between
        ('"city slept"~3', []),
        ('"city slept"~4', [0]),
        ("burn*", [0]),
        ("burned", [0]),
        ("burn", []),  # no stemming
        ('"not ber"', []),
        ("erdogan cafe naive", [1]),
        ("Erdoğan", [1]),
        ("u.s.", [1]),
        ("it's", [2]),
        ("strasse", [4]),
        ("izmir", [4]),
        ("İZMİR", [4]),
        ("北京", [4]),
        ("北*", [4]),
        ("erdogen~", [1]),
        ("erdugen~", []),
        ("erdugen~2", [1]),
        ("title:rome", [0]),
        ("text:rome", [0, 3]),
        ("Headline:(rome OR cafe)", [0, 1]),
        ("-title:rome rome", [3]),
        ("outlet:post", [2, 4]),
        ('outlet:"harbour post"', [2]),
        ('author:"doe otto"', []),  # never from one author into the next
        ("by:doe", [3]),
        ("date:2026", [0, 1]),
        ("date:2026-05", [0]),
        ("date:2026-06-01", [1]),
        ("from:2026-05-18", [1]),
        ("since:2026-05-17 until:2026-05-31", [0]),
        ("to:2025", [4]),
        ("date:[2026-05-17 TO 2026-06]", [0, 1]),
        ("date:[* TO 2026-05]", [0, 4]),
        ("date:[* TO *]", [0, 1, 4]),
        ("-date:2026 post", []),
        ("rome date:2026", [0]),
        ("12:30", []),  # a colon after something else than letters is just punctuation
        ("https://rome.example", []),
        ("Rome: burns", [0]),
        ("rome^2", []),
        ("not berlin", [3]),  # only capitals are signs
    ],
)
def test_articles(indexes: tuple[Index, Index], words: str, found: list[int]) -> None:
    hits = find(*indexes, parse(words))
    assert hits.numbers.dtype == np.int32
    assert hits.numbers.tolist() == found
    assert find(*indexes, parse(words), scored=True).numbers.tolist() == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("said:taxes", [0, 3]),
        ("quote:taxes", [0, 3]),
        ("said:taxes speaker:berg", [3]),  # one and the same quote
        ("said:(taxes -fall)", [3]),
        ("said:(taxes OR slept) speaker:mayor", [0]),
        ("said:(taxes speaker:chan)", [0]),
        ("rome -said:rise", [0]),  # no quote at all of that kind
        ("speaker:berg -said:taxes", []),
        ("-said:slept -said:rise", [1, 2, 4]),
        ("said:slept OR shares", [0, 2]),
        ("NOT (said:taxes OR shares)", [1, 4]),
        ("rome said:taxes title:not", [3]),
        ("said:rome", []),
    ],
)
def test_articles_by_their_quotes(indexes: tuple[Index, Index], words: str, found: list[int]) -> None:
    assert find(*indexes, parse(words)).numbers.tolist() == found
    assert find(*indexes, parse(words), scored=True).numbers.tolist() == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("taxes", [1, 2]),
        ("taxes speaker:berg", [2]),
        ('speaker:("bo chan" OR mayor)', [0, 1]),
        ("said:taxes -rise", [1]),
        ("-taxes", [0]),
        ("date:2026-05 taxes", [1]),
        ("outlet:post", [2]),
    ],
)
def test_inside_quotes(indexes: tuple[Index, Index], words: str, found: list[int]) -> None:
    assert indexes[1].hits(parse(words, quotes=True)).numbers.tolist() == found


def test_best_match_weighs_titles_and_adds_quotes(indexes: tuple[Index, Index]) -> None:
    def scores(words: str) -> dict[int, float]:
        hits = find(*indexes, parse(words), scored=True)
        return dict(zip(hits.numbers.tolist(), hits.scores.tolist(), strict=True))

    assert scores("rome")[0] > scores("rome")[3] > 0
    assert scores("rome said:taxes")[3] > scores("rome")[3]
    assert scores("date:2026") == {0: 0, 1: 0}


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE articles; --", "a\x00b", "[a-z]*", "te.x*", "⑴*", "\\", "rome~2", "{x TO y}", "👩🏽‍🚀 rome", "a+b"],
)
def test_nothing_typed_breaks_it(indexes: tuple[Index, Index], words: str) -> None:
    with suppress(SearchError):
        assert len(find(*indexes, parse(words)).numbers) <= len(ARTICLES)


@pytest.mark.parametrize("before", [False, True])
def test_everything_and_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    monkeypatch.setattr(fitting, "FEW", -1)
    write_index(tmp_path / "i", documents(ARTICLES))
    if before:
        written_before(tmp_path / "i")
    update_index(tmp_path / "i", [0, 2], documents([{"number": 5, "text": "Rome again"}]))
    index = Index(tmp_path / "i", OF_ARTICLES)
    assert index.everything().tolist() == [1, 3, 4, 5]
    assert index.hits(parse("rome")).numbers.tolist() == [3, 5]
    assert index.hits(parse("-rome")).numbers.tolist() == [1, 4]
    assert (index.lists is None) == before


@pytest.mark.parametrize("words", ["-rome", "rome OR -rome", "the", "rome", "nobody OR fell OR met"])
def test_what_most_texts_fit_is_found_from_the_rest(tmp_path, words):
    write_index(tmp_path / "articles", documents(ARTICLES))
    written_before(tmp_path / "articles")
    asked = []
    index = Index(tmp_path / "articles", OF_ARTICLES, lambda: asked.append(words) or np.arange(len(ARTICLES)))
    found = index.hits(parse(words)).numbers
    assert found.tolist() == Index(tmp_path / "articles", OF_ARTICLES).hits(parse(words)).numbers.tolist()
    assert bool(asked) == (len(found) * 2 > len(ARTICLES))


def test_more_than_is_handed_over_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 7)
    rows = [{"text": "on the whole" if n % 3 else "the whole on"} for n in range(200)]
    write_index(tmp_path / "i", documents(rows))
    found = Index(tmp_path / "i", OF_ARTICLES).hits(parse('"the whole"')).numbers
    assert found.tolist() == list(range(200))


@pytest.mark.parametrize("patched", [{}, {"FREQUENT": 1}, {"FREQUENT": 0, "MANY": -1}, {"FREQUENT": 1, "AS_WORDS": 0}])
@pytest.mark.parametrize("words", ["wor*", "wird~", "wxrd1~2", "wor* -word3", "zz*"])
def test_what_a_prefix_or_a_fuzzy_word_stands_for(tmp_path, monkeypatch, words, patched):
    rows = [{"title": f"word{n % 5}", "text": f"word{n % 3} world{n} ward"} for n in range(60)] + [{"text": "other"}]
    write_index(tmp_path / "i", documents(rows))
    wanted = Index(tmp_path / "i", OF_ARTICLES).asked(parse(words)).tolist()
    for name, value in {"FEW": 2, **patched}.items():
        monkeypatch.setattr(fitting, name, value)
    assert Index(tmp_path / "i", OF_ARTICLES).hits(parse(words)).numbers.tolist() == wanted
