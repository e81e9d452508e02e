from itertools import pairwise

import pytest

from lib.nlp.names import find_names
from tests.nlp.build import doc_of


def found(doc):
    return [(n.span.text, n.label) for n in find_names(doc)]


def tagged(text, **kinds):
    """Return tags for ``text``: NNP for capitals, those given by word, NN for the rest."""
    words = [w for piece in text.split(" ") for w in piece.split("|")]
    return " ".join(kinds.get(w) or ("NNP" if w[0].isupper() else "NN") for w in words)


def test_article_and_possessive_are_no_part_of_a_name():
    doc = doc_of("talks with the Kingdom Party|'s leader began", ents=(("the Kingdom Party's", "ORG"),))
    assert found(doc) == [("Kingdom Party", "ORG")]


def test_a_name_before_an_opening_bracket_is_two_names():
    doc = doc_of("the Global Wheat Council (|GWC|) met", ents=(("Global Wheat Council (GWC", "ORG"),))
    assert found(doc) == [("Global Wheat Council", "ORG"), ("GWC", "ORG")]


def test_a_line_break_ends_a_name():
    doc = doc_of("by Anna Berg \\n Photo", ents=(("Anna Berg \nPhoto", "PERSON"),))
    assert found(doc) == [("Anna Berg", "PERSON")]


@pytest.mark.parametrize("title", ["Prime Minister", "Sheikh", "Dr", "Deputy Governor"])
def test_title_is_cut_from_a_person(title):
    doc = doc_of(f"and {title} Hamad Karimov spoke", ents=((f"{title} Hamad Karimov", "PERSON"),))
    assert found(doc) == [("Hamad Karimov", "PERSON")]


def test_nationality_is_cut_from_a_person():
    doc = doc_of("ahead of Swiss Urs Keller today", ents=(("Swiss Urs Keller", "PERSON"),))
    assert found(doc) == [("Urs Keller", "PERSON")]


def test_person_grows_to_the_whole_name():
    text = "and Paulus Karim Simba al Hadi spoke"
    doc = doc_of(text, tags=tagged(text, al="NN"), ents=(("Karim Simba", "PERSON"),))
    assert found(doc) == [("Paulus Karim Simba al Hadi", "PERSON")]


def test_hyphenated_given_name_belongs_to_the_person():
    doc = doc_of("with Park Min|-|ho on stage", ents=(("Park Min", "PERSON"),))
    assert found(doc) == [("Park Min-ho", "PERSON")]


def test_hyphenated_adjective_does_not():
    doc = doc_of(
        "a Kremlin|-|backed plan by Oleg Petrov|-|led groups", ents=(("Kremlin", "ORG"), ("Oleg Petrov", "PERSON"))
    )
    assert ("Oleg Petrov", "PERSON") in found(doc)


def test_head_noun_makes_the_full_name_of_a_body():
    text = "people heard again that the Ministry of Trade and Rural Affairs of Mongolia said"
    doc = doc_of(text, tags=tagged(text, of="IN"), ents=(("Rural Affairs", "ORG"), ("Mongolia", "GPE")))
    assert found(doc) == [("Ministry of Trade and Rural Affairs of Mongolia", "ORG")]


def test_two_bodies_joined_by_and_stay_two():
    text = "people heard again today at Hillside Institute of Technology and Lakeview University"
    doc = doc_of(text, tags=tagged(text, of="IN"))
    assert found(doc) == [("Hillside Institute of Technology", "ORG"), ("Lakeview University", "ORG")]


def test_possessive_owner_is_not_the_body_but_peoples_is():
    doc = doc_of(
        "people heard later that Ruritania|'s Supreme Court told the People|'s Freedom Army",
        ents=(("Ruritania", "GPE"),),
    )
    assert found(doc) == [("Ruritania", "GPE"), ("Supreme Court", "ORG"), ("People's Freedom Army", "ORG")]


def test_a_surname_takes_the_kind_of_its_full_name():
    doc = doc_of(
        "when Tomas Vrba came , Vrba spoke",
        ents=(("Tomas Vrba", "PERSON"), ("Vrba", "ORG")),
    )
    assert found(doc) == [("Tomas Vrba", "PERSON"), ("Vrba", "PERSON")]


def test_a_surname_that_is_an_ordinary_word_is_found():
    doc = doc_of("when Jane West came , West spoke of the river", ents=(("Jane West", "PERSON"),))
    assert found(doc) == [("Jane West", "PERSON"), ("West", "PERSON")]


def test_initials_take_the_kind_of_the_body_anywhere():
    text = "the Northern Fishing Alliance met and an NFA paper was read"
    assert found(doc_of(text)) == [("Northern Fishing Alliance", "ORG"), ("NFA", "ORG")]


def test_a_country_is_a_place_even_if_the_model_says_person():
    doc = doc_of("she went to Malawi again", ents=(("Malawi", "PERSON"),))
    assert found(doc) == [("Malawi", "GPE")]


def test_an_agency_is_a_body_even_if_the_model_says_person():
    doc = doc_of("she told Reuters again", ents=(("Reuters", "PERSON"),))
    assert found(doc) == [("Reuters", "ORG")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("and then Ms Quelo left", "PERSON"),
        ("and then Quelo , 47 , left", "PERSON"),
        ("he lives in the town of Quelo now", "GPE"),
        ("the rebel group Quelo left", "ORG"),
    ],
)
def test_context_tells_what_an_unknown_name_is(text, label):
    assert found(doc_of(text, tags=tagged(text, of="IN"))) == [("Quelo", label)]


def test_an_unknown_capital_without_evidence_is_no_name():
    assert found(doc_of("and then Quelo left")) == []


@pytest.mark.parametrize("words", ["Monday", "The", "5 min", "Prime Minister", "'s", "March"])
def test_fragments_are_no_names(words):
    text = f"and {words} then"
    assert found(doc_of(text, ents=((words, "ORG"),))) == []


def test_abbreviation_that_spells_a_grammar_word_is_a_name():
    doc = doc_of("fighters of the IS and more", ents=(("IS", "ORG"),))
    assert found(doc) == [("IS", "ORG")]


def test_names_are_in_order_and_do_not_overlap():
    text = "Mr Olu Ade of the Lagos Port Authority met Reuters in Lagos"
    names = list(find_names(doc_of(text, ents=(("Olu Ade", "PERSON"), ("Lagos", "GPE"), ("Lagos", "GPE")))))
    assert all(a.span.end <= b.span.start for a, b in pairwise(names))
    assert all(0 < n.score < 1 and n.method for n in names)


def test_the_field_of_a_minister_is_no_body():
    text = "and the Minister of Rural Affairs spoke"
    assert found(doc_of(text, tags=tagged(text, of="IN"), ents=(("Rural Affairs", "ORG"),))) == []


def test_the_people_after_a_name_say_that_it_is_a_people():
    doc = doc_of("two members of the Quelo people left", ents=(("Quelo", "ORG"),))
    assert found(doc) == [("Quelo", "NORP")]


def test_an_empty_article_has_no_names():
    assert found(doc_of("\\n")) == []
