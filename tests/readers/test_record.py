"""Records: field names, what is taken as it is, and lines of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from lib.errors import ReadError, ReadWarning
from lib.model import Article, Entity, Mention, Processed, Quote, Zone, article_id
from lib.readers.record import from_record

TEXT = "Anna Lind said: “We stay.”"


def only(record: Any) -> Any:
    (item,) = from_record(record, "week.jsonl:7")
    return item


def contract(**changes: Any) -> dict[str, Any]:
    made = Processed(
        Article("a1", TEXT),
        zones=(Zone(0, 9, "headline"),),
        mentions=(Mention(0, 9, "PERSON", "person/anna-lind", 0.9, "ner"),),
        entities=(Entity("person/anna-lind", "PERSON", "Anna Lind"),),
        quotes=(Quote(16, 26, "direct", cue=(10, 14), speaker=(0, 9), chain=((0, 9),)),),
        pipeline="test-1",
    )
    return {**made.to_json(), **changes}


def test_id_and_text_are_taken_as_they_are() -> None:
    article = only({"id": " A 1 ", "text": "  One.\r\n\x00Two. ", "Date": "2026-01-05"})
    assert (article.id, article.text) == (" A 1 ", "  One.\r\n\x00Two. ")
    assert article.published_at == "2026-01-05"
    assert article.origin == "week.jsonl:7"


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("BODY", "One.", "text", "One."),
        ("Content", "One.", "text", "One."),
        ("headline", " <b>Old</b>  bridge ", "title", "<b>Old</b> bridge"),
        ("link", "https://example.org/1", "url", "https://example.org/1"),
        ("publisher", "The Gazette", "outlet", "The Gazette"),
        ("source", {"id": 1, "name": "The Gazette"}, "outlet", "The Gazette"),
        ("domain", "example.org", "outlet", "example.org"),
        ("pubDate", "Mon, 05 Jan 2026 10:00:00 GMT", "published_at", "2026-01-05T10:00:00+00:00"),
        ("byline", "By Anna Lind and Omar Haddad", "authors", ("Anna Lind", "Omar Haddad")),
        ("author", "Anna Lind, Omar Haddad", "authors", ("Anna Lind", "Omar Haddad")),
        ("author", "Lind, Anna", "authors", ("Lind, Anna",)),
        ("authors", ["Anna Lind", {"name": "Omar Haddad"}, None], "authors", ("Anna Lind", "Omar Haddad")),
        ("lang", "en", "language", "en"),
        ("id", 17, "id", "17"),
    ],
)
def test_names_of_fields(field: str, value: Any, attribute: str, expected: Any) -> None:
    article = only({"text": "A text.", field: value} if attribute != "text" else {field: value})
    assert getattr(article, attribute) == expected


def test_the_better_name_wins_unless_it_is_empty() -> None:
    article = only(
        {"text": "", "body": "One.", "date": "2026-01-05", "published_at": None, "outlet": "A", "domain": "b"}
    )
    assert (article.text, article.published_at, article.outlet) == ("One.", "2026-01-05", "A")


def test_ids_come_from_address_or_text() -> None:
    assert only({"text": "One."}).id == article_id("One.")
    assert only({"text": "One.", "url": "https://example.org/1"}).id == article_id("", url="https://example.org/1")


def test_halves_of_characters_are_replaced_one_for_one() -> None:
    assert only({"text": "a\ud800b", "title": "\udfff"}).text == "a\ufffdb"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"title": "Old bridge"}, "has no text (looked for text, body"),
        ({"text": " \n"}, "empty text"),
        ({"text": None}, "not text, but nothing"),
        ({"text": 5}, "not text, but a number"),
        ({"text": ["One."]}, "not text, but a list"),
        ({"text": "a" * 5_000_000}, "5,000,000 characters, and at most 1,000,000"),
        (["One."], "not an object"),
        ("One.", "not an object"),
        (None, "not an object"),
    ],
)
def test_records_that_are_no_article(record: Any, words: str) -> None:
    error = only(record)
    assert isinstance(error, ReadError)
    assert error.where == "week.jsonl:7"
    assert words in error.problem


@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [("date", "yesterday", "published_at"), ("url", "javascript:alert(1)", "url"), ("url", "not an address", "url")],
)
def test_what_cannot_be_used_is_left_out_and_told(field: str, value: str, attribute: str) -> None:
    warning, article = from_record({"text": "One.", field: value}, "week.jsonl:7")
    assert isinstance(warning, ReadWarning)
    assert value in warning.problem
    assert getattr(article, attribute) is None


def test_a_line_of_the_contract_comes_back_as_it_was() -> None:
    record = contract()
    read = only(record)
    assert isinstance(read, Processed)
    assert read.to_json() == {**record, "origin": "week.jsonl:7"}


@pytest.mark.parametrize(
    "changes",
    [
        {"mentions": [{"start": 0, "end": 99, "label": "ORG", "entity": "e", "score": 1, "method": "m"}]},
        {"mentions": [{"start": 9, "end": 9, "label": "ORG", "entity": "e", "score": 1, "method": "m"}]},
        {"mentions": [{"start": -1, "end": 9, "label": "ORG", "entity": "e", "score": 1, "method": "m"}]},
        {"mentions": [{"start": "0", "end": 9, "label": "ORG", "entity": "e", "score": 1, "method": "m"}]},
        {"mentions": [{"start": True, "end": 9, "label": "ORG", "entity": "e", "score": 1, "method": "m"}]},
        {"mentions": [{"start": 0, "end": 9}]},
        {"mentions": ["Anna Lind"]},
        {"mentions": 5},
        {"quotes": [{"start": 0, "end": 9, "kind": "direct", "cue": [5, 99]}]},
        {"quotes": [{"start": 0, "end": 9, "kind": "direct", "speaker": [5]}]},
        {"quotes": [{"start": 0, "end": 9, "kind": "direct", "chain": [[9, 3]]}]},
        {"quotes": [{"start": 0, "end": 9, "kind": "shouted"}]},
        {"zones": [{"start": 0, "end": 9, "kind": "margin"}]},
        {"places": [{"start": 0, "end": 400}]},
    ],
)
def test_broken_lines_of_the_contract(changes: dict[str, Any]) -> None:
    error = only(contract(**changes))
    assert isinstance(error, ReadError)
    assert error.where == "week.jsonl:7"
