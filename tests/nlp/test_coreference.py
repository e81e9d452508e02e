"""Whom pronouns and descriptions stand for."""

from __future__ import annotations

import pytest

from lib.nlp.coreference import Resolver
from tests.nlp.parsed import parsed

MET = "Ada NNP compound 1; Brook NNP nsubj 2; met VBD ROOT 2; Tom NNP compound 4; Reed NNP dobj 2; ~. . punct 2"
ROSE = "{} PRP nsubj 1; rose VBD ROOT 1; ~. . punct 1"
ENVOY = (
    "The DT det 2; UN NNP compound 2; envoy NN nsubj 5; Ada NNP compound 4; Brook NNP appos 2; arrived VBD ROOT 5;"
    " ~. . punct 5"
)
FIRM = "Acme NNP nsubj 1; hired VBD ROOT 1; Tom NNP compound 3; Reed NNP dobj 1; ~. . punct 1"


def resolver(*paragraphs: str) -> Resolver:
    doc = parsed(*paragraphs, people=("Ada Brook", "Tom Reed"), bodies=("Acme", "UN"))
    return Resolver(doc, [])


def pronoun(who: Resolver, word: str, last: str | None = None) -> str | None:
    token = next(t for t in who.doc if t.text == word)
    answer = who.pronoun(token, last)
    return answer.cluster.name if answer else None


@pytest.mark.parametrize(("word", "name"), [("She", "Ada Brook"), ("He", "Tom Reed")])
def test_a_pronoun_agrees_with_the_given_name(word, name):
    assert pronoun(resolver(MET, ROSE.format(word)), word) == name


def test_nobody_is_invented():
    assert pronoun(resolver(ROSE.format("He")), "He") is None
    assert pronoun(resolver(MET, ROSE.format("I")), "I") is None


def test_a_name_too_far_back_is_forgotten():
    assert pronoun(resolver(MET, *[ROSE.format("It")] * 9, ROSE.format("She")), "She") is None


def test_it_is_the_body_that_was_the_subject():
    assert pronoun(resolver(FIRM, ROSE.format("It")), "It") == "Acme"


def described(who: Resolver, words: str, root: str) -> tuple[str, str] | None:
    start = next(i for i in range(len(who.doc)) if who.doc[i : i + len(words.split())].text == words)
    answer = who.description(who.doc[start : start + len(words.split())], None)
    return (answer.cluster.name, answer.reason) if answer else None


def test_a_description_repeats_a_title():
    said = "The DT det 1; envoy NN nsubj 2; rose VBD ROOT 2; ~. . punct 2"
    assert described(resolver(MET, ENVOY, said), "The envoy", "envoy") == ("Ada Brook", "role")


def test_an_indefinite_man_is_the_subject_of_the_sentence_before():
    said = "A DT det 2; stocky JJ amod 2; man NN nsubj 3; rose VBD ROOT 3; ~. . punct 3"
    left = "Tom NNP compound 1; Reed NNP nsubj 2; left VBD ROOT 2; ~. . punct 2"
    assert described(resolver(left, said), "A stocky man", "man") == ("Tom Reed", "description")
    assert described(resolver(MET, said), "A stocky man", "man") is None


def test_the_company_is_the_body_named_last():
    said = "The DT det 1; company NN nsubj 2; rose VBD ROOT 2; ~. . punct 2"
    assert described(resolver(FIRM, said), "The company", "company") == ("Acme", "description of a body")
    assert described(resolver(MET, said), "The company", "company") is None


def test_a_relative_is_not_the_one_whose_relative_it_is():
    said = "His PRP$ poss 1; father NN nsubj 2; rose VBD ROOT 2; ~. . punct 2"
    left = "Tom NNP compound 1; Reed NNP nsubj 2; left VBD ROOT 2; ~. . punct 2"
    assert described(resolver(left, said), "His father", "father") is None


def test_a_description_with_its_own_complement_is_somebody_new():
    said = "The DT det 1; head NN nsubj 4; of IN prep 1; traffic NN pobj 2; rose VBD ROOT 4; ~. . punct 4"
    left = "Tom NNP compound 1; Reed NNP nsubj 2; left VBD ROOT 2; ~. . punct 2"
    assert described(resolver(left, said), "The head of traffic", "head") is None


def test_the_army_is_not_whatever_body_was_named_last():
    said = "The DT det 1; army NN nsubj 2; rose VBD ROOT 2; ~. . punct 2"
    assert described(resolver(FIRM, said), "The army", "army") is None


def test_the_city_is_the_place_named_last():
    said = "The DT det 1; city NN nsubj 2; rose VBD ROOT 2; ~. . punct 2"
    doc = parsed(FIRM.replace("Acme", "Porto"), said, bodies=("Porto",))
    doc._.clusters = tuple(c._replace(label="GPE") for c in doc._.clusters)
    assert described(Resolver(doc, []), "The city", "city") == ("Porto", "description of a body")


def test_a_word_that_is_also_written_small_is_no_she():
    salt = "Salt NNP nsubj 1; helped VBD ROOT 1; ~. . punct 1"
    small = "The DT det 1; salt NN nsubj 2; helped VBD ROOT 2; ~. . punct 2"
    for more, name in (((), "Salt"), ((small,), None)):
        doc = parsed(salt, *more, ROSE.format("She"), people=("Salt",))
        assert pronoun(Resolver(doc, []), "She") == name
