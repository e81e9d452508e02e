from pathlib import Path

import pytest

from lib.queries.changes import articles, changes, listed, names, quotes
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import Store, open_store
from lib.store.records import REMOVAL, Record, article_record
from tests.store.fixtures import article, build_store, quote

BERG, COLE, DUNN = ("PERSON", "Anna Berg"), ("PERSON", "Ben Cole"), ("PERSON", "Cora Dunn")


def said(content: str, speaker: str, **own):
    text = f"{content} said {speaker}."
    return article(text, names=[("PERSON", speaker)], quotes=(quote(text, content, speaker=speaker),), **own)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """Version 1, and version 4, in which an article came, one changed, one went, one went and came back."""
    tmp_path = tmp_path_factory.mktemp("pair")
    build_store(
        tmp_path,
        [
            said('"One,"', "Anna Berg", id="stays"),
            said('"Two,"', "Ben Cole", id="changes", title="Before"),
            said('"Three,"', "Cora Dunn", id="goes"),
            article("Back soon.", id="returns"),
        ],
    )
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        ledger.append([Record(REMOVAL, "goes"), Record(REMOVAL, "returns")])
        ledger.append([article_record(said('"Two,"', "Anna Berg", id="changes", title="After"))])
    build_store(tmp_path, [said('"New,"', "Eve Fox", id="comes"), article("Back soon.", id="returns")])
    return open_store(tmp_path, 1), open_store(tmp_path)


def test_everything_is_counted(pair: tuple[Store, Store]) -> None:
    found = changes(*pair)
    assert found.articles == (1, 2, 1)
    assert found.names == (1, 0, 2)
    assert found.quotes == (1, 1, 1)
    assert changes(pair[1], pair[1]) == ((0, 0, 0), (0, 0, 0), (0, 0, 0))


def test_articles_names_and_quotes_are_told(pair: tuple[Store, Store]) -> None:
    found = articles(*pair)
    assert dict(zip(found["id"], found["change"], strict=True)) == {
        "changes": "changed",
        "comes": "added",
        "returns": "changed",
        "goes": "gone",
    }
    assert found.set_index("id").loc["changes", "title"] == "After"
    found = names(*pair)
    assert sorted(zip(found["change"], found["name"], strict=True)) == [
        ("added", "Eve Fox"),
        ("gone", "Ben Cole"),
        ("gone", "Cora Dunn"),
    ]
    found = quotes(*pair).sort_values("change")
    assert found[["change", "content", "speaker"]].to_numpy().tolist() == [
        ["added", '"New,"', "person/eve-fox"],
        ["changed", '"Two,"', "person/anna-berg"],
        ["gone", '"Three,"', "person/cora-dunn"],
    ]


def test_a_name_has_changed_when_it_is_called_otherwise(tmp_path: Path) -> None:
    build_store(tmp_path, [article("A. Berg left.", id="a", names=[("PERSON", "A. Berg")])])
    later = article("Anna Berg left.", id="a", names=[("PERSON", "Anna Berg")])
    entity = later.entities[0].__class__("person/a-berg", "PERSON", "Anna Berg", ("Anna Berg",))
    mention = later.mentions[0].__class__(0, 9, "PERSON", "person/a-berg", 0.9, "test")
    build_store(tmp_path, [later.__class__(later.article, mentions=(mention,), entities=(entity,))])
    assert names(open_store(tmp_path, 1), open_store(tmp_path))["change"].tolist() == ["changed"]


def test_the_first_of_each_change_are_listed(pair: tuple[Store, Store]) -> None:
    found = listed(*pair, limit=1)
    counts, rows = found["names"]
    assert counts == {"added": 1, "changed": 0, "gone": 2}
    assert [row["change"] for row in rows] == ["added", "gone"]
    assert {row["id"] for row in found["quotes"][1]} == {"comes", "changes", "goes"}
    assert len(listed(*pair, limit=None)["names"][1]) == 3
