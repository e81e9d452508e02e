"""What is known of a spelling lets no place's name slip and turns most other words away."""

import pytest

from lib.gazetteer import gazetteer
from lib.nlp import toponym_lexicon
from lib.nlp.toponym_lexicon import ALONE, LABELLED, LONGER, NOTHING, PEOPLE, SHORT, Lexicon, without_party
from lib.nlp.toponym_words import Words
from tests.nlp.build import VOCAB, doc_of


def spelling(word, lexicon=None):
    return Words(doc_of(word), lexicon or Lexicon(gazetteer(), VOCAB.strings)).all[0]


@pytest.mark.parametrize(
    ("word", "opens"),
    [
        ("Damascus", ALONE),
        ("Ulm", LABELLED),
        ("ULM", ALONE),
        ("Kuala", LONGER),
        ("Syrian", PEOPLE),
        ("Ga.", SHORT),
        ("Xyzzy", 0),
        ("damascus", 0),
        ("US$", 0),
        ("Friday", 0),
    ],
)
def test_what_a_word_may_open(word, opens):
    kinds = (ALONE, LABELLED, PEOPLE, SHORT) if opens != LONGER else (ALONE, LONGER)
    assert spelling(word).opens & sum(kinds) == opens


def test_a_word_says_what_the_table_of_cues_has_it_for():
    assert "locative" in spelling("in").says
    assert spelling("xyzzy").says == frozenset()


def test_nothing_stands_before_the_first_word_and_behind_the_last():
    words = Words(doc_of("Syria"), Lexicon(gazetteer(), VOCAB.strings))
    assert [words.all[i].text for i in (-1, 0, 1)] == ["", "Syria", ""]
    assert words.all[1] is NOTHING


def test_a_full_lexicon_starts_anew_and_answers_the_same(monkeypatch):
    monkeypatch.setattr(toponym_lexicon, "KEPT", 2)
    lexicon = Lexicon(gazetteer(), VOCAB.strings)
    words = [spelling(word, lexicon) for word in ("Damascus", "in", "Kuala", "Damascus")]
    assert words[0] == words[-1]
    assert words[0] is not words[-1]


def test_a_party_is_no_part_of_the_name():
    assert [without_party(text) for text in ("D-Springfield", "Baden-Baden")] == ["Springfield", "Baden-Baden"]


def test_every_great_city_opens_by_its_first_word():
    lexicon = Lexicon(gazetteer(), VOCAB.strings)
    firsts = {name.title().split()[0] for name in gazetteer().cities_over(1_000_000)}
    assert len(firsts) > 100
    assert [word for word in firsts if not spelling(word, lexicon).opens & (ALONE | LABELLED | LONGER)] == []
