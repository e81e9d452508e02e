"""What stands in quotation marks and is no speech, on parses given by hand."""

from __future__ import annotations

import pytest

from lib.nlp.marked_words import find_marked
from lib.nlp.quotes import quotes
from tests.nlp.parsed import parsed
from tests.nlp.test_quotes import SPLIT

FILM = (
    'Her PRP$ poss 1; film NN nsubj 10; called VBN acl 1; " `` punct 4; ~Red NNP oprd 2; Dawn NNP oprd 2;'
    " ~\" '' punct 4; ~, , punct 1; too RB advmod 10; ~, , punct 10; opens VBZ ROOT 10; ~. . punct 10"
)
DUBBED = (
    'The DT det 1; scheme NN nsubjpass 3; was VBD auxpass 3; dubbed VBN ROOT 3; " `` punct 5; ~Big NNP amod 6;'
    " Dig NNP oprd 3; ~\" '' punct 6; ~. . punct 3"
)
DOUBT = (
    'The DT det 5; so RB advmod 3; ~- HYPH punct 3; ~called VBN amod 5; " `` punct 5; ~reform NN nsubj 7;'
    " ~\" '' punct 5; failed VBD ROOT 7; ~. . punct 7"
)
SCARE = (
    "They PRP nsubj 1; left VBD ROOT 1; the DT det 5; \" `` punct 5; ~safe JJ amod 6; ~\" '' punct 4; area NN dobj 1;"
    " ~. . punct 1"
)
NICKNAME = (
    "Joe NNP compound 4; \" `` punct 2; ~Red NNP compound 4; ~\" '' punct 2; Holm NNP nsubj 5; slept VBD ROOT 5;"
    " ~. . punct 5"
)
SENTENCE = (
    'Rain NN nsubj 1; fell VBD ROOT 1; ~. . punct 1; " `` punct 5; ~We PRP nsubj 5; slept VBD ROOT 5; ~. . punct 5;'
    " ~\" '' punct 5"
)


def marked(*paragraphs: str, **names) -> list[tuple[str, str, str]]:
    doc = quotes(parsed(*paragraphs, **names))
    return [(doc.text[m.start : m.end], m.kind, m.method) for m in find_marked(doc)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (FILM, ('"Red Dawn"', "title", "after a word for a work")),
        (DUBBED, ('"Big Dig"', "term", "after a word for words")),
        (DOUBT, ('"reform"', "scare", "after a word of doubt")),
        (SCARE, ('"safe"', "scare", "a few words inside a sentence")),
        (NICKNAME, ('"Red"', "term", "a nickname inside a name")),
        (SENTENCE, ('"We slept."', "other", "a sentence without a speaker")),
    ],
)
def test_words_in_marks_are_kept_with_their_kind(sentence: str, expected: tuple[str, str, str]) -> None:
    assert marked(sentence) == [expected]


def test_speech_is_no_marked_word() -> None:
    assert marked(SPLIT, people=("Brook",)) == []


def test_furniture_and_lost_marks_are_left_out() -> None:
    assert marked(SCARE, kinds=("boilerplate",)) == []
    assert marked(SCARE.replace("~\" '' punct 4", "~x NN dep 4")) == []
