"""From the words of a speaker to the entity behind them."""

from __future__ import annotations

from spacy.tokens import Span

from lib.nlp.doc import Name
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


FOUNDER = (
    "Acme NNP compound 1; founder NN compound 3; Ada NNP compound 3; Brook NNP nsubj 4; said VBD ROOT 4;"
    " it PRP nsubj 6; stood VBD ccomp 4; ~. . punct 4"
)
LISTED = (
    "Acme NNP nsubj 4; and CC cc 0; county NN compound 3; officials NNS conj 0; said VBD ROOT 4; it PRP nsubj 6;"
    " stood VBD ccomp 4; ~. . punct 4"
)
BOTH = (
    "Brook NNP nsubj 3; and CC cc 0; Reed NNP conj 0; said VBD ROOT 3; it PRP nsubj 5; stood VBD ccomp 3; ~. . punct 3"
)
SECRETARY = "The DT det 1; secretary NN nsubj 2; said VBD ROOT 2; it PRP nsubj 4; stood VBD ccomp 2; ~. . punct 2"
LAST = "Brook NNP nsubj 1; said VBD ROOT 1; it PRP nsubj 3; stood VBD ccomp 1; ~. . punct 1"


def test_the_person_speaks_not_what_the_person_founded():
    assert entities(parsed(FOUNDER, people=("Acme", "Ada Brook"))) == ["person/ada-brook"]


def test_a_place_that_officials_are_from_does_not_speak():
    assert entities(parsed(LISTED, bodies=("Acme",))) == [None]


def test_of_two_speakers_the_words_hold_both_and_the_first_is_the_entity():
    doc = quotes(parsed(BOTH, people=("Brook", "Reed")))
    (speech,) = find_speakers(doc)
    assert (speech.speaker.text, speech.entity) == ("Brook and Reed", "person/brook")


def test_a_title_among_the_mentions_is_its_cluster():
    doc = quotes(parsed(CLAUSE, SECRETARY, people=("Ada Brook",)))
    i = next(t.i for t in doc if t.text == "secretary")
    (cluster,) = doc._.clusters
    title = Name(Span(doc, i, i + 1, label="ROLE"), "ROLE", 0.8, "title")
    doc._.names = (*(n for n in doc._.names if n.label != "ROLE"), title)
    doc._.clusters = (cluster._replace(members=tuple(range(len(doc._.names)))),)
    *_, speech = find_speakers(doc)
    assert (speech.entity, speech.method) == ("person/ada-brook", "speech: clause; role")
    assert speech.chain[-1].text == "Ada Brook"


def test_a_last_name_that_is_no_mention_is_its_only_bearer():
    doc = quotes(parsed(CLAUSE, LAST, people=("Ada Brook",)))
    *_, speech = find_speakers(doc)
    assert (speech.entity, speech.method) == ("person/ada-brook", "speech: clause; short name")


def test_initials_before_a_turn_are_the_person_who_has_them():
    full = "Ada NNP compound 1; Brook NNP ROOT 1; ~: : punct 1; It PRP nsubj 4; stood VBD appos 1; ~. . punct 1"
    short = "AB NNP ROOT 0; ~: : punct 0; It PRP nsubj 3; stood VBD appos 0; ~. . punct 0"
    doc = parsed(full, short, short, short, short, people=("Ada Brook", "AB"))
    assert set(entities(doc)) == {"person/ada-brook"}


def test_a_speaker_cut_off_inside_a_name_runs_to_its_end():
    cut = "Ada NNP nsubj 2; Brook VBP aux 2; said VBD ROOT 2; it PRP nsubj 4; stood VBD ccomp 2; ~. . punct 2"
    (speech,) = quotes(parsed(cut, people=("Ada Brook",)))._.speech
    assert speech.speaker.text == "Ada Brook"


TWO = (
    "Ada NNP compound 1; Brook NNP nsubj 5; and CC cc 1; Ben NNP compound 4; Holm NNP conj 1; said VBD ROOT 5;"
    " it PRP nsubj 7; stood VBD ccomp 5; ~. . punct 5"
)
MET = (
    "Ada NNP compound 1; Brook NNP nsubj 5; and CC cc 1; Ben NNP compound 4; Holm NNP conj 1;"
    " met VBD ROOT 5; ~. . punct 5"
)
MEN = "Both DT det 1; men NNS nsubj 2; said VBD ROOT 2; it PRP nsubj 4; stood VBD ccomp 2; ~. . punct 2"
THEY = "They PRP nsubj 1; said VBD ROOT 1; it PRP nsubj 3; stood VBD ccomp 1; ~. . punct 1"
OTHERS = "Officials NNS nsubj 1; slept VBD ROOT 1; ~. . punct 1"
FIRM = (
    "Brook NNP nsubj 4; and CC cc 0; Holm NNP compound 3; Corp NNP conj 0; said VBD ROOT 4; it PRP nsubj 6;"
    " stood VBD ccomp 4; ~. . punct 4"
)
PAIR = ("person/ada-brook", "person/ben-holm")
PEOPLE = ("Ada Brook", "Ben Holm")


def together(*paragraphs: str, **names) -> list[tuple[str, ...]]:
    return [s.entities for s in find_speakers(quotes(parsed(*paragraphs, **names)))]


def test_all_whom_and_joins_speak():
    doc = quotes(parsed(TWO, people=PEOPLE))
    (speech,) = find_speakers(doc)
    assert (speech.entity, speech.entities) == ("person/ada-brook", PAIR)


def test_both_and_they_are_the_two_named_together_before():
    assert together(MET, MEN, people=PEOPLE) == [PAIR]
    assert together(MET, THEY, people=PEOPLE) == [PAIR]


def test_they_are_not_the_two_when_others_come_between():
    assert together(MET, OTHERS, THEY, people=PEOPLE) == [()]


def test_a_firm_with_and_in_its_name_is_one():
    assert together(FIRM, bodies=("Brook", "Holm Corp")) == [()]
