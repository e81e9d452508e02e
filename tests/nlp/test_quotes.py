"""The quote rules on parses given by hand."""

from __future__ import annotations

import pytest

from lib.nlp import cues, rules
from lib.nlp.marks import find_quoted, uses_single_marks
from lib.nlp.quotes import find_quotes
from tests.nlp.parsed import parsed

CLAUSE = (
    "Mayor NNP compound 2; Ada NNP compound 2; Brook NNP nsubj 3; said VBD ROOT 3; that IN mark 8; the DT det 6;"
    " bridge NN nsubj 8; would MD aux 8; open VB ccomp 3; in IN prep 8; May NNP pobj 9; ~. . punct 3"
)
POSTPOSED = (
    "The DT det 1; bridge NN nsubj 3; would MD aux 3; open VB ccomp 9; in IN prep 3; May NNP pobj 4; ~, , punct 9;"
    " the DT det 8; mayor NN nsubj 9; said VBD ROOT 9; ~. . punct 9"
)
INSERTED = (
    "The DT det 1; bridge NN nsubj 7; ~, , punct 4; she PRP nsubj 4; said VBD parataxis 7; ~, , punct 4;"
    " would MD aux 7; open VB ROOT 7; in IN prep 7; May NNP pobj 8; ~. . punct 7"
)
ACCORDING = (
    "According VBG prep 7; to IN prep 0; the DT det 3; council NN pobj 1; ~, , punct 7; the DT det 6;"
    " bridge NN nsubj 7; is VBZ ROOT 7; safe JJ acomp 7; ~. . punct 7"
)
ACCUSED = (
    "Brook NNP nsubj 1; accused VBD ROOT 1; the DT det 3; firm NN dobj 1; of IN prep 3; delay NN pobj 4; ~. . punct 1"
)
NOUN = (
    "Her PRP$ poss 1; claim NN nsubj 7; that IN mark 5; the DT det 4; bridge NN nsubj 5; is VBZ acl 1; safe JJ acomp 5;"
    " angered VBD ROOT 7; residents NNS dobj 7; ~. . punct 7"
)
DENIED = "He PRP nsubjpass 2; was VBD auxpass 2; denied VBN ROOT 2; a DT det 4; visa NN dobj 2; ~. . punct 2"
SPLIT = (
    "\" `` punct 8; ~The DT det 2; bridge NN nsubj 3; is VBZ ccomp 8; safe JJ acomp 3; ~, , punct 8; ~\" '' punct 8;"
    ' Brook NNP nsubj 8; said VBD ROOT 8; ~. . punct 8; " `` punct 12; ~We PRP nsubj 12; tested VBD ROOT 12;'
    " it PRP dobj 12; twice RB advmod 12; ~. . punct 12; ~\" '' punct 12"
)
CUE_FIRST = (
    'She PRP nsubj 1; added VBD ROOT 1; ~: : punct 1; " `` punct 1; ~Nobody NN nsubjpass 6; was VBD auxpass 6;'
    " hurt VBN ccomp 1; ~. . punct 1; ~\" '' punct 1"
)
FARCE = (
    'Brook NNP nsubj 1; called VBD ROOT 1; the DT det 3; report NN dobj 1; " `` punct 1; ~a DT det 6; farce NN oprd 1;'
    " ~\" '' punct 1; on IN prep 1; Monday NNP pobj 8; ~. . punct 1"
)
SCARE = (
    "The DT det 4; \" `` punct 4; ~smart JJ amod 4; ~\" '' punct 4; bridge NN nsubj 5; opened VBD ROOT 5;"
    " in IN prep 5; May NNP pobj 6; ~. . punct 5"
)
NESTED = (
    '" `` punct 10; ~He PRP nsubj 2; told VBD ccomp 10; me PRP dobj 2; that IN mark 6; it PRP nsubj 6;'
    " fell VBD ccomp 2;"
    " ~, , punct 10; ~\" '' punct 10; Brook NNP nsubj 10; said VBD ROOT 10; ~. . punct 10"
)
STRAY = (
    '" `` punct 7; ~We PRP nsubj 3; will MD aux 3; go VB ccomp 7; on RP advmod 3; ~, , punct 7; Brook NNP nsubj 7;'
    " said VBD ROOT 7; ~. . punct 7"
)
TWO = (
    "\" `` punct 7; ~It PRP nsubj 2; is VBZ ccomp 7; safe JJ acomp 2; ~, , punct 7; ~\" '' punct 7; Brook NNP nsubj 7;"
    " said VBD ROOT 7; ~. . punct 7; Nobody NN nsubj 10; spoke VBD ROOT 10; ~. . punct 10; Trams NNS nsubj 13;"
    ' stopped VBD ROOT 13; ~. . punct 13; " `` punct 17; ~It PRP nsubj 17; fell VBD ROOT 17; twice RB advmod 17;'
    " ~. . punct 17; ~\" '' punct 17"
)
WIRE = (
    "'' `` punct 2; ~It PRP nsubj 2; is VBZ ccomp 7; safe JJ acomp 2; ~, , punct 7; ~'' '' punct 7; he PRP nsubj 7;"
    " said VBD ROOT 7; ~. . punct 7"
)
CONJ = (
    "Brook NNP nsubj 1; opened VBD ROOT 1; the DT det 3; bridge NN dobj 1; and CC cc 1; said VBD conj 1;"
    " it PRP nsubj 7; was VBD ccomp 5; safe JJ acomp 7; ~. . punct 1"
)
ALONE = (
    "\" `` punct 2; ~It PRP nsubj 2; stood VBD ROOT 2; for IN prep 2; years NNS pobj 3; ~. . punct 2; ~\" '' punct 2"
)
TOLD = "Brook NNP nsubj 1; told VBD ROOT 1; reporters NNS dobj 1; ~: : punct 1"
OPENING = '" `` punct 2; ~We PRP nsubj 2; built VBD ROOT 2; it PRP dobj 2; well RB advmod 2; ~. . punct 2'
BELIEVES = (
    "Brook NNP nsubj 1; believes VBZ ROOT 1; that IN mark 5; the DT det 4; bridge NN nsubj 5; is VBZ ccomp 1;"
    " safe JJ acomp 5; ~. . punct 1"
)
NAMED = (
    "A DT det 1; song NN nsubj 6; called VBN acl 1; \" `` punct 2; ~Dawn NNP oprd 2; ~\" '' punct 2; won VBD ROOT 6;"
    " twice RB advmod 6; ~. . punct 6"
)
PLAN = "A DT det 1; plan NN nsubj 4; called VBN acl 1; Dawn NNP oprd 2; failed VBD ROOT 4; ~. . punct 4"
BY_HIM = (
    "The DT det 1; plan NN nsubjpass 3; was VBD auxpass 3; called VBN ROOT 3; a DT det 5; farce NN oprd 3;"
    " by IN agent 3; Brook NNP pobj 6; ~. . punct 3"
)
ASKED = (
    "Asked VBN advcl 7; whether IN mark 3; trams NNS nsubj 3; stopped VBD ccomp 0; ~, , punct 7; the DT det 6;"
    " mayor NN nsubj 7; left VBD ROOT 7; ~. . punct 7"
)
WAITED = (
    "While IN mark 2; trams NNS nsubj 2; waited VBD advcl 5; ~, , punct 5; Brook NNP nsubj 5; recalled VBD ROOT 5;"
    " earlier RBR amod 7; days NNS dobj 5; ~. . punct 5"
)
QUESTIONED = "Police NNS nsubj 1; questioned VBD ROOT 1; him PRP dobj 1; ~. . punct 1"
TO_REPORT = (
    "Riders NNS nsubj 1; had VBD ROOT 1; to TO aux 3; report VB xcomp 1; the DT det 5; theft NN dobj 3; ~. . punct 1"
)
NO_COMMA = (
    "According VBG prep 6; to IN prep 0; Brook NNP pobj 1; the DT det 4; bridge NN appos 2; today NN npadvmod 6;"
    " is VBZ ROOT 6; safe JJ acomp 6; ~. . punct 6"
)
HYPHEN = (
    "Study NN compound 1; co NN nsubj 4; ~- NN punct 1; ~author NN appos 1; said VBD ROOT 4; trams NNS nsubj 6;"
    " stopped VBD ccomp 4; ~. . punct 4"
)
BUT_ALSO = (
    "Trams NNS nsubj 2; had VBD aux 2; stopped VBN ROOT 2; ~, , punct 2; she PRP nsubj 5; said VBD parataxis 2;"
    " ~, , punct 2; but CC cc 2; not RB neg 9; buses NNS conj 0; ~. . punct 2"
)
SECOND = (
    "She PRP nsubj 1; said VBD ROOT 1; trams NNS nsubj 3; stopped VBD ccomp 1; early RB advmod 3; and CC cc 3;"
    " suggested VBD conj 3; a DT det 8; walk NN dobj 6; ~. . punct 1"
)
AND_THAT = (
    "She PRP nsubj 1; said VBD ROOT 1; that IN mark 4; trams NNS nsubj 4; stopped VBD ccomp 1; and CC cc 1;"
    " that IN mark 8; buses NNS nsubj 8; ran VBD conj 1; ~. . punct 1"
)
LOST = "She PRP nsubj 1; indicated VBD ROOT 1; work NN dobj 1; is VBZ ccomp 1; over RB advmod 3; ~. . punct 1"
STATEMENT = (
    "Brook NNP nsubj 1; told VBD ROOT 1; us PRP dobj 1; in IN prep 1; a DT det 5; statement NN pobj 3; that IN mark 8;"
    " trams NNS nsubj 8; stopped VBD acl 5; ~. . punct 1"
)
COLON = (
    "He PRP nsubj 1; said VBD ROOT 1; a DT det 5; \" `` punct 5; ~good JJ amod 5; plan NN dobj 1; ~\" '' punct 5;"
    ' was VBD ccomp 1; near RB advmod 7; ~: : punct 1; " `` punct 1; ~We PRP nsubj 12; walk VBP parataxis 1;'
    " home RB advmod 12; today NN npadvmod 12; ~. . punct 12; ~\" '' punct 12"
)


def told(doc) -> list[tuple[str, str, str | None]]:
    """Return kind, content and speaker of each quote."""
    return [(s.kind, doc.text[s.start : s.end], s.speaker and s.speaker.text) for s in find_quotes(doc)]


@pytest.mark.parametrize(
    ("sentence", "kind", "content", "speaker"),
    [
        (CLAUSE, "indirect", "that the bridge would open in May", "Mayor Ada Brook"),
        (POSTPOSED, "indirect", "The bridge would open in May", "the mayor"),
        (INSERTED, "indirect", "The bridge, she said, would open in May", "she"),
        (ACCORDING, "indirect", "the bridge is safe", "the council"),
        (ACCUSED, "indirect", "the firm of delay", "Brook"),
        (NOUN, "indirect", "that the bridge is safe", "Her"),
        (CONJ, "indirect", "it was safe", "Brook"),
        (CUE_FIRST, "direct", '"Nobody was hurt."', "She"),
        (WIRE, "direct", "''It is safe,''", "he"),
        (FARCE, "mixed", 'the report "a farce"', "Brook"),
        (ASKED, "indirect", "whether trams stopped", None),
        (NO_COMMA, "indirect", "the bridge today is safe", "Brook"),
        (HYPHEN, "indirect", "trams stopped", "Study co-author"),
        (BUT_ALSO, "indirect", "Trams had stopped, she said, but not buses", "she"),
        (AND_THAT, "indirect", "that trams stopped and that buses ran", "She"),
        (LOST, "indirect", "work is over", "She"),
        (STATEMENT, "indirect", "that trams stopped", "Brook"),
    ],
)
def test_one_sentence_one_quote(sentence, kind, content, speaker):
    assert told(parsed(sentence)) == [(kind, content, speaker)]


def test_a_quote_split_by_its_cue_is_one_quote_with_parts():
    doc = parsed(SPLIT)
    (speech,) = find_quotes(doc)
    assert [doc.text[a:b] for a, b in speech.parts] == ['"The bridge is safe,"', '"We tested it twice."']
    assert (speech.start, speech.end, speech.kind) == (0, len(doc.text), "direct")
    assert speech.cue.text == "said"


def test_an_inserted_cue_is_no_part_of_what_was_said():
    (speech,) = find_quotes(parsed(INSERTED))
    assert len(speech.parts) == 2
    assert speech.parts[0][1] < speech.cue.start_char < speech.parts[1][0]


def test_a_passage_of_the_reporters_parts_two_quotes_of_one_speaker():
    assert [(content, speaker) for _, content, speaker in told(parsed(TWO))] == [
        ('"It is safe,"', "Brook"),
        ('"It fell twice."', "Brook"),
    ]


def test_scare_quotes_and_a_thing_denied_are_no_speech():
    assert told(parsed(SCARE)) == []
    assert told(parsed(DENIED)) == []


@pytest.mark.parametrize("sentence", [NAMED, PLAN, QUESTIONED, TO_REPORT])
def test_a_name_given_a_person_questioned_and_a_thing_to_be_reported_are_no_speech(sentence):
    assert told(parsed(sentence)) == []


def test_a_name_that_somebody_gives_is_speech():
    assert [speaker for _, _, speaker in told(parsed(BY_HIM))] == ["Brook"]


def test_a_clause_that_sets_the_scene_is_not_what_was_said():
    assert told(parsed(WAITED)) == [("indirect", "earlier days", "Brook")]


def test_a_second_statement_is_no_part_of_the_first():
    assert [content for _, content, _ in told(parsed(SECOND))] == ["trams stopped early", "a walk"]


def test_a_colon_announces_a_quotation_behind_a_fragment():
    assert '"We walk home today."' in [content[-21:] for _, content, _ in told(parsed(COLON))]


def test_what_nobody_is_given_as_saying_scores_less():
    asked, said = (next(find_quotes(parsed(s))) for s in (ASKED, CLAUSE))
    assert asked.method == "speech: clause; no speaker"
    assert asked.score < said.score


def test_what_is_reported_inside_a_quotation_belongs_to_it():
    assert told(parsed(NESTED)) == [("direct", '"He told me that it fell,"', "Brook")]


def test_one_stray_mark_does_not_cost_the_quote():
    ((_, content, speaker),) = told(parsed(STRAY))
    assert "We will go on" in content
    assert speaker == "Brook"


def test_a_paragraph_that_opens_with_a_quotation_goes_on_with_the_last_speaker():
    doc = parsed(SPLIT, ALONE)
    (speech,) = find_quotes(doc)
    assert doc.text[slice(*speech.parts[-1])] == '"It stood for years."'


def test_a_colon_announces_the_next_paragraph():
    (speech,) = find_quotes(parsed(TOLD, ALONE))
    assert (speech.method, speech.speaker.text) == ("announced with a colon", "Brook")


def test_a_quotation_over_paragraphs_reopens_and_is_one():
    doc = parsed(OPENING, ALONE)
    assert [q.closed for q in find_quoted(doc)] == [False, True]
    doc = parsed("He PRP nsubj 1; said VBD ROOT 1; ~: : punct 1; " + _shifted(OPENING, 3), ALONE)
    (speech,) = find_quotes(doc)
    assert doc.text[speech.start : speech.end].count('"') == 3


def _shifted(sentence: str, by: int) -> str:
    pieces = [piece.rsplit(" ", 1) for piece in sentence.split("; ")]
    return "; ".join(f"{rest} {int(head) + by}" for rest, head in pieces)


def test_a_view_ascribed_is_no_statement():
    assert told(parsed(BELIEVES)) == []


def test_furniture_and_subheads_do_not_speak():
    for kind in ("boilerplate", "subhead"):
        assert told(parsed(CLAUSE, kinds=(kind,))) == []


def test_a_labelled_headline_speaks():
    headline = "Brook NNP ROOT 0; ~: : punct 0; Bridge NNP nsubj 4; is VBZ appos 0; safe JJ acomp 3"
    assert told(parsed(headline, people=("Brook",), kinds=("headline",))) == [("indirect", "Bridge is safe", "Brook")]
    assert told(parsed(headline, kinds=("headline",))) == []


PULLED = "We PRP nsubj 1; built VBD ROOT 1; it PRP dobj 1; really RB advmod 4; well RB advmod 1; ~. . punct 1"
SIGNED = PULLED + "; ~\n _SP dep 5; \u2014 : punct 8; Ada NNP ROOT 8; ~, , punct 8; mayor NN appos 8"


def test_a_pull_quote_takes_its_attribution_line():
    (speech,) = find_quotes(parsed(SIGNED, people=("Ada",), kinds=("pull_quote",)))
    assert (speech.kind, speech.method, speech.speaker.text) == ("direct", "pull quote", "Ada")


def test_a_pull_quote_that_repeats_the_text_says_so():
    methods = [s.method for s in find_quotes(parsed(PULLED, PULLED, kinds=("body", "pull_quote")))]
    assert methods == ["pull quote, repeated in the text"]


def test_interview_turns_need_repeated_labels():
    turn = "Brook NNP ROOT 0; ~: : punct 0; It PRP nsubj 3; stood VBD appos 0; ~. . punct 0"
    question = turn.replace("Brook", "Reed")
    doc = parsed(turn, question, turn, question)
    assert [(s.method, s.speaker.text) for s in find_quotes(doc)] == [("interview", n) for n in ("Brook", "Reed") * 2]
    assert told(parsed(turn, question)) == []


def test_interview_labels_may_stand_in_brackets_and_be_shortened():
    reed = "( -LRB- punct 2; ~( -LRB- punct 2; ~Reed NNP ROOT 2; ~) -RRB- punct 2; ~) -RRB- punct 2; Why WRB dep 2"
    full = "Ada NNP compound 1; Brook NNP ROOT 1; ~: : punct 1; It PRP nsubj 4; stood VBD appos 1; ~. . punct 1"
    short = "AB NNP ROOT 0; ~: : punct 0; It PRP nsubj 3; stood VBD appos 0; ~. . punct 0"
    doc = parsed(full, reed, short, reed, short)
    assert [s.speaker.text for s in find_quotes(doc)] == ["Ada Brook", "Reed", "AB", "Reed", "AB"]


def test_single_marks_are_read_where_the_article_quotes_with_them():
    assert uses_single_marks("'It is safe,' she said. 'The voters' choice stands,' he said.")
    assert not uses_single_marks("The voters' choice isn't Brook's, and '90s trams won't come back.")


def test_every_cue_has_forms_and_every_frame_is_known():
    assert cues.verbs()["said"].name == "say"
    assert cues.nouns()["claims"].kind == "noun"
    assert "voiced" in cues.voicing()
    assert "voiced" not in cues.verbs()
    assert "believes" not in cues.verbs()


def test_every_measured_score_is_a_share():
    for row in rules.table("quote_scores"):
        assert 0 < float(row["with_speaker"]) <= 1
        assert 0 < float(row["found"]) <= 1
        assert row["reason"]


def test_a_mark_that_the_parse_takes_for_the_subject_speaks_nothing() -> None:
    doc = parsed(
        "- NN nsubj 2; ~, , punct 2; said VBD ROOT 2; that IN mark 6; the DT det 5; bridge NN nsubj 6; fell VBD ccomp 2"
    )
    (speech,) = find_quotes(doc)
    assert speech.speaker is None
