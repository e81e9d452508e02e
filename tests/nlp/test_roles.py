import pytest

from lib.nlp.linker import find_clusters
from lib.nlp.roles import best_role, roles_of
from tests.nlp.build import doc_of, named


def role(text, tags, name):
    doc = named(doc_of(text, tags=tags, ents=((name, "PERSON"),)))
    return roles_of(doc, doc._.names).get(0)


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Ruritania|'s Foreign Minister Ada Holm left", "NNP POS NNP NNP NNP NNP VBD", "Ruritania's Foreign Minister"),
        ("the regime|'s chief negotiator Ada Holm left", "DT NN POS JJ NN NNP NNP VBD", "regime's chief negotiator"),
        ("UN special envoy Dr. Ada Holm left", "NNP JJ NN NNP NNP NNP VBD", "UN special envoy"),
        ("then Mr Ada Holm left", "RB NNP NNP NNP VBD", None),
        ("the ousted President Ada Holm left", "DT VBN NNP NNP NNP VBD", "ousted President"),
        ("a newly elected President Ada Holm left", "DT RB VBN NNP NNP NNP VBD", "elected President"),
        ("Per Berg chided President Ada Holm .", "NNP NNP VBN NNP NNP NNP .", "President"),
        ("he has also praised striker Ada Holm .", "PRP VBZ RB VBN NN NNP NNP .", "striker"),
        ("the song Ada Holm sang", "DT NN NNP NNP VBD", None),
    ],
)
def test_role_before_the_name(text, tags, expected):
    assert role(text, tags, "Ada Holm") == expected


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Ada Holm , NFA spokesperson", "NNP NNP , NNP NN", "NFA spokesperson"),
        ("Ada Holm , the head of Oslo Zoo , left", "NNP NNP , DT NN IN NNP NNP , VBD", "head of Oslo Zoo"),
        ("Ada Holm , director of the zoo told us", "NNP NNP , NN IN DT NN VBD PRP", "director of the zoo"),
        ("Ada Holm , member of a leading group left", "NNP NNP , NN IN DT VBG NN VBD", "member of a leading group"),
        ("Ada Holm , who is head of a zoo", "NNP NNP , WP VBZ NN IN DT NN", None),
        ("Ada Holm , 47 , head of a zoo", "NNP NNP , CD , NN IN DT NN", None),
        ("Ada Holm left , the head of a zoo said", "NNP NNP VBD , DT NN IN DT NN VBD", None),
    ],
)
def test_role_after_the_name(text, tags, expected):
    assert role(text, tags, "Ada Holm") == expected


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("the UN envoy , Ada Holm , left", "DT NNP NN , NNP NNP , VBD", "UN envoy"),
        ("the UN envoy , Ada Holm and others left", "DT NNP NN , NNP NNP CC NNS VBD", None),
        ("an envoy , Ada Holm , left", "DT NN , NNP NNP , VBD", None),
    ],
)
def test_role_introducing_the_name(text, tags, expected):
    assert role(text, tags, "Ada Holm") == expected


def test_the_next_persons_title_is_not_this_ones_role():
    doc = named(
        doc_of(
            "Ada Holm , President Per Berg left",
            tags="NNP NNP , NNP NNP NNP VBD",
            ents=(("Ada Holm", "PERSON"), ("Per Berg", "PERSON")),
        )
    )
    assert roles_of(doc, doc._.names) == {1: "President"}


def test_a_body_has_no_role():
    assert roles_of(named(doc_of("spokesman Hill Bank", ents=(("Hill Bank", "ORG"),))), ()) == {}


def test_best_role_is_short_but_more_than_a_bare_title():
    assert (
        best_role(["spokesperson for the opposition's committee", "HNC spokesperson", "President"])
        == "HNC spokesperson"
    )
    assert best_role(["President"]) == "President"
    assert best_role([]) is None


def test_role_reaches_the_cluster_of_the_surname():
    text = "Holm came . NFA spokesperson Ada Holm left"
    doc = named(doc_of(text, tags="NNP VBD . NNP NN NNP NNP VBD", ents=(("Holm", "PERSON"), ("Ada Holm", "PERSON"))))
    (one,) = find_clusters(doc)
    assert one.role == "NFA spokesperson"
