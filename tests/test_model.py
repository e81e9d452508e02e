"""Records survive JSON, and ids do not move."""

from __future__ import annotations

import json

import pytest

from lib.model import (
    Article,
    Entity,
    MarkedWords,
    Mention,
    Processed,
    Quote,
    Toponym,
    Zone,
    article_id,
    entity_id,
    slug,
)

PROCESSED = Processed(
    article=Article("a1", "Ana Silva said “no”.", title="No", authors=("R. Poe",), published_at="2026-09-01"),
    zones=(Zone(0, 3, "headline"),),
    mentions=(Mention(0, 9, "PERSON", "person/ana-silva", 0.9, "model"),),
    entities=(Entity("person/ana-silva", "PERSON", "Ana Silva", ("Silva",), "mayor"),),
    quotes=(Quote(15, 19, "direct", cue=(10, 14), speaker=(0, 9), chain=((0, 9),), parts=((15, 17), (17, 19))),),
    places=(Toponym(0, 3, 5, "X", "PT", 1.0, 2.0, countries=("PT",), alternatives=({"name": "Y"},)),),
    pipeline="p",
    notes=("n",),
    marked_words=(MarkedWords(15, 19, "scare", 0.7, "in a clause"),),
)


def test_processed_survives_json() -> None:
    assert Processed.from_json(json.loads(json.dumps(PROCESSED.to_json()))) == PROCESSED


def test_a_processed_line_is_flat() -> None:
    line = PROCESSED.to_json()
    assert line["id"] == "a1"
    assert line["mentions"][0]["entity"] == "person/ana-silva"


def test_one_speaker_stands_in_both_fields() -> None:
    assert Quote(0, 1, "direct", speaker_entity="person/a").speaker_entities == ("person/a",)
    assert Quote(0, 1, "direct", speaker_entities=("person/a", "org/b")).speaker_entity == "person/a"
    assert Quote(0, 1, "direct").speaker_entities == ()


def test_a_line_without_text_is_refused() -> None:
    with pytest.raises(TypeError, match="text"):
        Processed.from_json({"id": "x"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Sergey Lavrov", "sergey-lavrov"), ("Médecins Sans Frontières", "medecins-sans-frontieres"), ("北京", "北京")],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_entity_ids_come_from_kind_and_name() -> None:
    assert entity_id("PERSON", "Sergey Lavrov") == "person/sergey-lavrov"
    assert entity_id("FAC", "Pier 9") == entity_id("GPE", "Pier 9") == "place/pier-9"


def test_article_id_follows_outlet_and_url_or_else_the_text() -> None:
    assert article_id("one", outlet="Beta", url="u") == article_id("two", outlet="Beta", url="u")
    assert article_id("one", outlet="Beta", url="u") != article_id("one", outlet="Alfa", url="u")
    assert article_id("one") != article_id("two")
