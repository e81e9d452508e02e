"""Who can speak, and what a thing as speaker costs."""

from __future__ import annotations

import pytest

from lib.nlp.quotes import quotes
from lib.nlp.speakers import find_speakers
from lib.nlp.voices import is_thing, speaking_subject
from tests.nlp.parsed import parsed

SAYS = "The DT det 1; {} {} nsubj 2; {} VBD ROOT 2; that IN mark 6; the DT det 5; bridge NN nsubj 6; fell VBD ccomp 2"
ADDING = (
    "Brook NNP nsubj 1; said VBD ROOT 1; the DT det 3; bridge NN nsubj 4; costs VBZ ccomp 1; too RB advmod 6;"
    " much RB advmod 4; ~, , punct 4; adding VBG advcl 4; it PRP nsubj 10; leaks VBZ ccomp 8; ~. . punct 1"
)


@pytest.mark.parametrize(
    "word", ["ministers", "women", "archaeologists", "ferry-goers", "agencies", "studies", "farmer"]
)
def test_people_bodies_and_documents_speak(word):
    doc = parsed(SAYS.format(word, "NNS" if word.endswith(("s", "en")) else "NN", "said"))
    assert not is_thing(doc[1])


@pytest.mark.parametrize("word", ["tools", "rocks", "oxygen", "river", "matter"])
def test_things_do_not(word):
    assert is_thing(parsed(SAYS.format(word, "NN", "said"))[1])


def test_a_name_is_no_thing():
    assert not is_thing(parsed(SAYS.format("Oxygen", "NNP", "said"))[1])


def spoken(noun: str, verb: str):
    (speech,) = find_speakers(quotes(parsed(SAYS.format(noun, "NNS", verb))))
    return speech


def test_a_thing_scores_less_and_least_with_a_weak_cue():
    assert spoken("tools", "said").score < spoken("farmers", "said").score
    assert spoken("tools", "showed").score < spoken("farmers", "showed").score / 1.5
    assert spoken("tools", "showed").method == "evidence: clause; thing"


def test_a_participle_behind_reported_words_belongs_to_whoever_reports_them():
    doc = parsed(ADDING)
    assert speaking_subject(doc[8]).text == "Brook"
    assert speaking_subject(doc[1]).text == "Brook"
