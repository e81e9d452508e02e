from itertools import pairwise

import pytest

from lib.model import ROLE
from lib.nlp.linker import linker
from tests.nlp.build import doc_of, named


def linked(text, *ents, tags="", deps=()):
    """Return the doc, linked; ``deps`` are (word index, head index, relation)."""
    doc = doc_of(text, tags=tags, ents=ents)
    for i, head, dep in deps:
        doc[i].head, doc[i].dep_ = doc[head], dep
    return linker(named(doc))


def roles(doc):
    """Return (words, name of the cluster, method) of each title or description."""
    owner = {i: c.name for c in doc._.clusters for i in c.members}
    return [(n.span.text, owner[i], n.method) for i, n in enumerate(doc._.names) if n.label == ROLE]


PER, ORG, GPE, NORP = "PERSON", "ORG", "GPE", "NORP"
ADA = ("Ada Holm", PER)


def test_the_title_before_a_name_belongs_to_the_person():
    doc = linked("Home Secretary Ada Holm left", ADA)
    assert roles(doc) == [("Home Secretary", "Ada Holm", "title")]
    assert doc._.clusters[0].members == (0, 1)


def test_a_title_is_no_name_alias_or_kind():
    (one,) = linked("Home Secretary Ada Holm left", ADA)._.clusters
    assert (one.id, one.label, one.name, one.aliases) == ("person/ada-holm", PER, "Ada Holm", ())


def test_a_title_stops_at_the_name_of_a_place():
    text = "Ruritania|'s Foreign Minister Ada Holm left"
    doc = linked(text, ("Ruritania", GPE), ADA, tags="NNP POS NNP NNP NNP NNP VBD")
    assert roles(doc) == [("Foreign Minister", "Ada Holm", "title")]


@pytest.mark.parametrize(("text", "words"), [("then Dr Ada Holm left", "Dr"), ("then Mr. Ada Holm left", "Mr.")])
def test_a_form_of_address_is_a_title(text, words):
    assert roles(linked(text, ADA, tags="RB NNP NNP NNP VBD")) == [(words, "Ada Holm", "title")]


def test_the_stop_of_the_sentence_before_is_no_title():
    assert roles(linked("it fell . Ada Holm left", ADA, tags="PRP VBD . NNP NNP VBD")) == []


def test_a_noun_that_the_parse_hangs_on_the_name_is_a_title():
    text, tags = "to inventor Ada Holm today", "IN NN NNP NNP NN"
    assert roles(linked(text, ADA, tags=tags, deps=((1, 3, "compound"),))) == [("inventor", "Ada Holm", "title")]
    assert roles(linked(text, ADA, tags=tags)) == []


def test_an_apposition_belongs_to_the_person_up_to_the_next_name():
    text = "Ada Holm , the head of Oslo Zoo , left"
    doc = linked(text, ADA, ("Oslo Zoo", ORG), tags="NNP NNP , DT NN IN NNP NNP , VBD")
    assert roles(doc) == [("the head", "Ada Holm", "apposition")]


def test_a_description_before_the_comma_introduces_the_person():
    text = "the UN envoy , Ada Holm , left . The UN envoy wept"
    doc = linked(text, ("UN", ORG), ADA, ("UN", ORG), tags="DT NNP NN , NNP NNP , VBD . DT NNP NN VBD")
    assert roles(doc) == [("envoy", "Ada Holm", "apposition"), ("envoy", "Ada Holm", "description")]


def test_according_to_someone_no_apposition_follows():
    text = "According to Ada Holm , a detective lied"
    assert roles(linked(text, ADA, tags="VBG IN NNP NNP , DT NN VBD")) == []


INTRODUCED = "Foreign Minister Ada Holm left . "
TAGS = "NNP NNP NNP NNP VBD . "


@pytest.mark.parametrize(
    ("rest", "tags", "words"),
    [
        ("The minister wept", "DT NN VBD", "The minister"),
        ("The foreign minister wept", "DT JJ NN VBD", "The foreign minister"),
        ("the minister|'s plan", "DT NN POS NN", "the minister"),
        ("Foreign Minister|'s plan", "NNP NNP POS NN", "Foreign Minister"),
    ],
)
def test_a_description_stands_for_the_person_of_whom_it_was_said(rest, tags, words):
    doc = linked(INTRODUCED + rest, ADA, tags=TAGS + tags)
    assert roles(doc)[1:] == [(words, "Ada Holm", "description")]
    assert doc._.clusters[0].reasons == (f"{words}: described as Foreign Minister",)


@pytest.mark.parametrize(
    ("rest", "tags"),
    [
        ("a minister wept", "DT NN VBD"),
        ("the finance minister wept", "DT NN NN VBD"),
        ("the deputy minister wept", "DT JJ NN VBD"),
        ("the minister of finance wept", "DT NN IN NN VBD"),
        ("the envoy wept", "DT NN VBD"),
        ("the minister - elect wept", "DT NN HYPH JJ VBD"),
        ("Foreign Minister|'s Questions", "NNP NNP POS NNPS"),
    ],
)
def test_other_descriptions_stand_for_nobody_known(rest, tags):
    assert len(roles(linked(INTRODUCED + rest, ADA, tags=TAGS + tags))) == 1


def test_nobody_is_described_before_being_named():
    text = "The minister wept . Minister Ada Holm left"
    assert roles(linked(text, ADA, tags="DT NN VBD . NNP NNP NNP VBD")) == [("Minister", "Ada Holm", "title")]


def test_the_president_is_not_the_vice_president():
    text = "Vice President Ada Holm left . The president wept"
    assert len(roles(linked(text, ADA, tags="NNP NNP NNP NNP VBD . DT NN VBD"))) == 1


def test_a_nationality_agrees_with_the_name_of_its_country():
    text = "France|'s President Ada Holm left . The French president wept"
    tags = "NNP POS NNP NNP NNP VBD . DT JJ NN VBD"
    doc = linked(text, ("France", GPE), ADA, ("French", NORP), tags=tags)
    assert roles(doc)[1:] == [("president", "Ada Holm", "description")]


def test_of_several_with_the_title_the_nearest_before_is_meant():
    text = "Senator Ada Holm met Senator Per Berg . The senator wept"
    doc = linked(text, ADA, ("Per Berg", PER), tags="NNP NNP NNP VBD NNP NNP NNP . DT NN VBD")
    assert roles(doc)[2:] == [("The senator", "Per Berg", "description, of several")]
    assert any("the nearest of several" in reason for c in doc._.clusters for reason in c.reasons)


COURT = ("Windhoek High Court", ORG)


@pytest.mark.parametrize(
    ("words", "tags"), [("the Court", "DT NNP"), ("the court", "DT NN"), ("The High Court", "DT NNP NNP")]
)
def test_the_only_body_with_that_noun_is_meant(words, tags):
    doc = linked(f"Windhoek High Court met . {words} ruled", COURT, tags=f"NNP NNP NNP VBD . {tags} VBD")
    assert roles(doc) == [(words, "Windhoek High Court", "body description")]


def test_the_noun_before_of_describes_a_body():
    doc = linked(
        "the Church of Order met . The Church grew", ("Church of Order", ORG), tags="DT NNP IN NNP VBD . DT NNP VBD"
    )
    assert roles(doc) == [("The Church", "Church of Order", "body description")]


def test_a_firm_is_the_company():
    doc = linked("Hill Ltd grew . The company hired", ("Hill Ltd", ORG), tags="NNP NNP VBD . DT NN VBD")
    assert roles(doc) == [("The company", "Hill Ltd", "body description")]


def test_of_two_bodies_with_the_noun_none_is_meant():
    text = "Windhoek High Court and Oslo City Court met . The court ruled"
    tags = "NNP NNP NNP CC NNP NNP NNP VBD . DT NN VBD"
    assert roles(linked(text, COURT, ("Oslo City Court", ORG), tags=tags)) == []


def test_the_press_is_not_a_body_named_so():
    doc = linked("Hill City Press grew . The press hired", ("Hill City Press", ORG), tags="NNP NNP NNP VBD . DT NN VBD")
    assert roles(doc) == []


def test_names_and_descriptions_are_in_order_and_do_not_overlap():
    text = INTRODUCED + "The minister met Minister Per Berg"
    doc = linked(text, ADA, ("Per Berg", PER), tags=TAGS + "DT NN VBD NNP NNP NNP")
    spans = [n.span for n in doc._.names]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert sorted(i for c in doc._.clusters for i in c.members) == list(range(len(spans)))
