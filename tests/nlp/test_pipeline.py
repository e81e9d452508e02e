"""The pipeline's own promises: offsets, pieces, languages and the weights it trusts."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from lib.errors import ModelError
from lib.model import Article
from lib.nlp.language import detect, is_english
from lib.nlp.pipeline import MAX_PIECE, NOT_ENGLISH, Annotator, cut, load_model, verify_weights

FRENCH = "Le conseil municipal a voté mercredi soir la fermeture du vieux pont, malgré l'avis des riverains."


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize("text", ["", "One.", "One.\n\nTwo.\n\nThree.", "A sentence here. " * 5_000, "x" * 50_001])
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = cut(text, [0, 6])
    assert "".join(pieces) == text
    assert max(map(len, pieces), default=0) <= MAX_PIECE


def test_offsets_point_into_the_text_as_it_was_read(annotator: Annotator) -> None:
    text = "“Ms\u00a0Ana Silva” spoke in Lisbon.\n\n\U0001f600 Then Ana Silva left for Porto\u2028on Monday."
    (processed,) = annotator.pipe([Article("a", text)])
    said = {text[m.start : m.end] for m in processed.mentions}
    assert {"Ana Silva", "Lisbon"} <= {s.removeprefix("Ms\u00a0") for s in said}


def test_articles_come_back_in_order_and_foreign_ones_with_a_note(annotator: Annotator) -> None:
    articles = [Article("a", "Ana Silva won."), Article("b", FRENCH), Article("c", ""), Article("d", "Word")]
    done = list(annotator.pipe(articles, batch_size=3))
    assert [p.article.id for p in done] == ["a", "b", "c", "d"]
    assert [p.notes for p in done] == [(), (NOT_ENGLISH,), (), ()]
    assert done[1].mentions == ()


def test_every_mention_belongs_to_an_entity_of_its_article(annotator: Annotator) -> None:
    text = "The Harbour Workers' Union (HWU) met Ana Silva. Silva told the HWU that Lisbon had agreed."
    (processed,) = annotator.pipe([Article("a", text)])
    assert {m.entity for m in processed.mentions} == {e.id for e in processed.entities}


def test_the_language_that_the_source_states_wins() -> None:
    assert is_english(Article("a", FRENCH, language="en-GB"))
    assert not is_english(Article("a", FRENCH))
    assert detect(FRENCH) == "fr"
    assert detect("Zu kurz") is None
    assert detect("1. Okoro (Kenya) 12.71\n2. Lindqvist (Sweden) 12.74\n3. Tanaka (Japan) 12.92\n" * 3) in (None, "en")


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    for part in ("ner", "tok2vec", "parser"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "model").write_bytes(b"not the weights")
    with pytest.raises(ModelError, match="not the official"):
        verify_weights(tmp_path)


def test_a_missing_model_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="STORY_SPACY_MODEL"):
        load_model("no_such_pipeline")


def test_a_model_without_a_parser_is_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("PERSON")
    nlp.initialize()
    nlp.to_disk(tmp_path / "model")
    with pytest.raises(ModelError, match="no parser"):
        load_model(str(tmp_path / "model"))
