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


@pytest.mark.parametrize(
    ("text", "tags", "model", "expected"),
    [
        ("Harborough 296 , Vale", "NNP CD , NNP", ("Harborough 296", "PERSON"), "Harborough"),
        ("Harborough v Valeton", "NNP IN NNP", ("Harborough v Valeton", "PERSON"), "Harborough"),
        ("Ruritania - Ada Holm", "NNP : NNP NNP", ("Ruritania - Ada Holm", "ORG"), "Ada Holm"),
        ("in Harborough , Valeton", "IN NNP , NNP", ("Harborough , Valeton", "GPE"), "Valeton"),
        ("Holm and Berg", "NNP CC NNP", ("Holm and Berg", "PERSON"), "Berg"),
        ("Anna Holm and Peter Berg", "NNP NNP CC NNP NNP", ("Anna Holm and Peter Berg", "ORG"), "Peter Berg"),
        ("in Ruritania Dr. Ada Holm", "IN NNP NNP NNP NNP", ("Ruritania Dr. Ada Holm", "ORG"), "Ada Holm"),
        ("by Holm the Harborough club", "IN NNP DT NNP NN", ("Holm the Harborough", "ORG"), "Holm"),
        ("Quoting Ada Holm", "VBG NNP NNP", ("Quoting Ada Holm", "PERSON"), "Ada Holm"),
    ],
)
def test_two_names_in_one_are_parted(text, tags, model, expected):
    assert expected in [words for words, _ in found(doc_of(text, tags=tags, ents=(model,)))]


@pytest.mark.parametrize(
    ("text", "tags", "model"),
    [
        ("Radio 4 said", "NNP CD VBD", ("Radio 4", "ORG")),
        ("in Trinidad and Tobago", "IN NNP CC NNP", ("Trinidad and Tobago", "GPE")),
        ("the firm of Holm and Berg", "DT NN IN NNP CC NNP", ("Holm and Berg", "ORG")),
    ],
)
def test_one_name_stays_one(text, tags, model):
    assert found(doc_of(text, tags=tags, ents=(model,))) == [model]


def test_two_people_are_parted_once_evidence_says_that_they_are_people():
    text = "Ada Holm met Tomas Vrba . Holm and Vrba left"
    doc = doc_of(text, ents=(("Ada Holm", "PERSON"), ("Tomas Vrba", "PERSON"), ("Holm and Vrba", "ORG")))
    assert {words for words, _ in found(doc)} >= {"Ada Holm", "Tomas Vrba"}
    assert found(doc)[-1] in [("Vrba", "PERSON"), ("Holm and Vrba", "ORG")]


def test_a_first_name_taken_for_a_place_belongs_to_the_person():
    doc = doc_of("with Patrick Vrba today", ents=(("Patrick", "GPE"), ("Vrba", "PERSON")))
    assert found(doc) == [("Patrick Vrba", "PERSON")]


def test_a_surname_first_that_is_an_ordinary_word_is_found():
    doc = doc_of(
        "Park Min|-|ho came . Then Park said no",
        tags="NNP NNP HYPH NN VBD . RB NNP VBD DT",
        ents=(("Park Min", "PERSON"),),
    )
    assert found(doc)[-1] == ("Park", "PERSON")


def test_a_surname_that_is_a_title_is_found():
    text, tags = "Ada King came . later King wept", "NNP NNP VBD . RB NNP VBD"
    assert found(doc_of(text, tags, ents=(("Ada King", "PERSON"), ("King", "PERSON"))))[-1] == ("King", "PERSON")
    assert found(doc_of("later King wept", "RB NNP VBD", ents=(("King", "PERSON"),))) == []


def test_an_abbreviation_is_no_surname():
    text = "the members of ARDOK elected their president Naa ARDOK after other people left"
    ents = (("ARDOK", "ORG"), ("Naa ARDOK", "PERSON"))
    assert ("ARDOK", "ORG") in found(doc_of(text, ents=ents))


def test_a_web_address_is_a_body():
    assert found(doc_of("at Harborough.com today", ents=(("Harborough.com", "PERSON"),))) == [("Harborough.com", "ORG")]


@pytest.mark.parametrize(
    ("name", "label"), [("Partido 7 de Abril", "ORG"), ("Calle Nueva", "LOC"), ("Jalan Besar", "LOC")]
)
def test_a_noun_of_another_language_begins_the_name(name, label):
    tags = "IN " + " ".join("CD" if w.isdigit() else "IN" if w.islower() else "NNP" for w in name.split())
    assert found(doc_of(f"near {name}", tags=tags)) == [(name, label)]


def test_a_genitive_that_owns_nothing_is_part_of_the_bodys_name():
    text = "Millard|'s rose . The Millard|'s rating fell"
    tags = "NNP POS VBZ . DT NNP POS NN VBD"
    doc = doc_of(text, tags=tags, ents=(("Millard", "ORG"), ("Millard", "ORG")))
    assert found(doc) == [("Millard's", "ORG"), ("Millard's", "ORG")]
    doc = doc_of(
        text.replace("Millard|'s rose", "Millard rose"),
        tags=tags.replace("POS ", "", 1),
        ents=(("Millard", "ORG"),) * 2,
    )
    assert found(doc) == [("Millard", "ORG"), ("Millard", "ORG")]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("the Interior Minister left", ("Interior", "PERSON")),
        ("met Head of Balance Management today", ("Head of Balance Management", "ORG")),
    ],
)
def test_an_office_is_no_name(text, model):
    assert found(doc_of(text, ents=(model,))) == []


def test_the_field_of_an_office_is_cut_from_the_minister():
    doc = doc_of(
        "Minister of Tourism Ada Holm left", tags="NNP IN NNP NNP NNP VBD", ents=(("Tourism Ada Holm", "PERSON"),)
    )
    assert found(doc) == [("Ada Holm", "PERSON")]


@pytest.mark.parametrize(("between", "label"), [("and", "GPE"), ("met", "LANGUAGE")])
def test_and_joins_two_of_a_kind(between, label):
    text = f"leaders of France {between} Vardania later"
    doc = doc_of(text, tags="NNS IN NNP CC NNP RB", ents=(("France", "GPE"), ("Vardania", "LANGUAGE")))
    assert found(doc)[-1] == ("Vardania", label)
