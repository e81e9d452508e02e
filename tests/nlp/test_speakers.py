"""From the words of a speaker to the entity behind them."""

from __future__ import annotations

from lib.nlp.quotes import quotes
from lib.nlp.speakers import find_speakers
from tests.nlp.parsed import parsed
from tests.nlp.test_quotes import ACCORDING, CLAUSE, CONJ

WHO = (
    "Tom NNP compound 1; Reed NNP nsubj 10; ~, , punct 1; who WP nsubj 4; said VBD relcl 1; the DT det 6;"
    " bridge NN nsubj 7; was VBD ccomp 4; safe JJ acomp 7; ~, , punct 1; left VBD ROOT 10; ~. . punct 10"
)
CAMPAIGN = (
    "Brook NNP poss 2; ~'s POS case 0; office NN nsubj 3; said VBD ROOT 3; the DT det 5; bridge NN nsubj 6;"
    " was VBD ccomp 3; safe JJ acomp 6; ~. . punct 3"
)
REPORT = (
    "A DT det 1; report NN nsubj 4; by IN prep 1; Transparency NNP pobj 2; said VBD ROOT 4; the DT det 6;"
    " bridge NN nsubj 7; was VBD ccomp 4; safe JJ acomp 7; ~. . punct 4"
)
SHE = "She PRP nsubj 1; said VBD ROOT 1; it PRP nsubj 3; stood VBD ccomp 1; ~. . punct 1"


def entities(doc) -> list[str | None]:
    return [s.entity for s in find_speakers(quotes(doc))]


def test_a_title_with_a_name_is_the_person():
    doc = quotes(parsed(CLAUSE, people=("Ada Brook",)))
    (speech,) = find_speakers(doc)
    assert speech.entity == "person/ada-brook"
    assert [span.text for span in speech.chain] == ["Mayor Ada Brook", "Ada Brook"]


def test_an_owner_or_modifier_does_not_speak_for_its_office():
    assert entities(parsed(CAMPAIGN, people=("Brook",))) == [None]


def test_who_is_the_noun_before_it():
    doc = quotes(parsed(WHO, people=("Tom Reed",)))
    (speech,) = find_speakers(doc)
    assert (speech.speaker.text, speech.entity) == ("who", "person/tom-reed")
    assert speech.method.endswith("relative pronoun")


def test_a_report_speaks_for_the_body_it_is_by():
    assert entities(parsed(REPORT, bodies=("Transparency",))) == ["org/transparency"]


def test_an_unknown_speaker_is_left_open():
    doc = quotes(parsed(ACCORDING))
    (speech,) = find_speakers(doc)
    assert (speech.entity, speech.chain) == (None, ())
    assert speech.speaker.text == "the council"


def test_the_chain_runs_from_pronoun_to_full_name():
    doc = quotes(parsed(CLAUSE, CONJ, SHE, people=("Ada Brook", "Brook")))
    *_, speech = find_speakers(doc)
    assert speech.entity == "person/ada-brook"
    assert [span.text for span in speech.chain] == ["She", "Brook", "Ada Brook"]


def test_each_step_costs_score():
    doc = quotes(parsed(CLAUSE, SHE, people=("Ada Brook",)))
    named, pronoun = find_speakers(doc)
    assert pronoun.score < named.score
    assert pronoun.method == "speech: clause; pronoun"
