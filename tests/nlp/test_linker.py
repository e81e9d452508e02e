import pytest

from lib.nlp.linker import FIRST, INITIALS, PART, SURNAME, find_clusters, linker, part_of_name, plain_words
from tests.nlp.build import doc_of, named


def clusters(text, *ents):
    doc = named(doc_of(text, ents=ents))
    return list(find_clusters(doc))


def members(text, *ents):
    return {c.name: c.members for c in clusters(text, *ents)}


PER, ORG, GPE = "PERSON", "ORG", "GPE"


def test_surname_joins_its_full_name_and_says_why():
    (one,) = clusters("Vrba came . Later Tomas Vrba left", ("Vrba", PER), ("Tomas Vrba", PER))
    assert (one.id, one.name, one.aliases, one.members) == ("person/tomas-vrba", "Tomas Vrba", ("Vrba",), (0, 1))
    assert one.reasons == ("Vrba: surname of Tomas Vrba",)


def test_bare_surname_of_namesakes_goes_to_the_nearest_before_it():
    text = "Ada Holm met Per Holm . Holm left . Ada Holm wept . Holm laughed"
    found = clusters(text, ("Ada Holm", PER), ("Per Holm", PER), ("Holm", PER), ("Ada Holm", PER), ("Holm", PER))
    assert {c.name: c.members for c in found} == {"Ada Holm": (0, 3, 4), "Per Holm": (1, 2)}
    assert any("nearest of several" in reason for c in found for reason in c.reasons)


@pytest.mark.parametrize(
    ("short", "full", "rank"),
    [
        ("Mistura", "Staffan de Mistura", SURNAME),
        ("de Mistura", "Staffan de Mistura", SURNAME),
        ("al-Hadi", "Omar al-Hadi", SURNAME),
        ("Hadi", "Omar al-Hadi", SURNAME),
        ("Holm", "Per Holm Jr.", SURNAME),
        ("P. Holm", "Per Holm", INITIALS),
        ("Per Holm", "Per A. Holm", INITIALS),
        ("Lope Vega", "Juan Lope Vega Ruiz", PART),
        ("Lope", "Juan Lope Vega", PART),
        ("Kim", "Kim Min-ho", FIRST),
        ("Ada Holm", "Per Holm", 0),
        ("A. Holm", "Per Holm", 0),
        ("Holmes", "Per Holm", 0),
    ],
)
def test_part_of_name(short, full, rank):
    assert part_of_name(plain_words(short), plain_words(full)) == rank


def test_initials_join_the_body_anywhere_in_the_article():
    (one,) = clusters(
        "the NFA met . The Northern Fishing Alliance won", ("NFA", ORG), ("Northern Fishing Alliance", ORG)
    )
    assert (one.id, one.reasons) == ("org/northern-fishing-alliance", ("NFA: initials of Northern Fishing Alliance",))


@pytest.mark.parametrize("text", ["Frente del Mar (|FUM|) won", "FUM (|Frente del Mar|) won"])
def test_brackets_join_whatever_the_initials(text):
    ents = (("Frente del Mar", ORG), ("FUM", ORG))
    (one,) = clusters(text, *(ents if text.startswith("Frente") else ents[::-1]))
    assert (one.name, one.members) == ("Frente del Mar", (0, 1))


def test_part_of_a_body_joins_the_only_one_it_fits():
    assert members("the Zamra Front won . Zamra lost", ("Zamra Front", ORG), ("Zamra", ORG)) == {"Zamra Front": (0, 1)}


def test_part_that_fits_two_bodies_joins_neither():
    text = "Zamra Front met Zamra Party . Zamra won"
    assert len(clusters(text, ("Zamra Front", ORG), ("Zamra Party", ORG), ("Zamra", ORG))) == 3


def test_a_generic_word_is_not_part_of_a_body():
    assert len(clusters("the Hill Council met . The Council won", ("Hill Council", ORG), ("Council", ORG))) == 2


def test_listed_aliases_are_one_place():
    (one,) = clusters("from the US to America", ("US", GPE), ("America", GPE))
    assert (one.id, one.members) == ("place/united-states", (0, 1))


def test_a_person_and_a_place_of_one_name_stay_two():
    assert {c.id for c in clusters("Lincoln went to Lincoln", ("Lincoln", PER), ("Lincoln", GPE))} == {
        "person/lincoln",
        "place/lincoln",
    }


def test_accents_hyphens_and_the_article_do_not_part_spellings():
    text = "André Al-Omari of The Hill Bank met Andre Al Omari of Hill Bank"
    found = members(text, ("André Al-Omari", PER), ("The Hill Bank", ORG), ("Andre Al Omari", PER), ("Hill Bank", ORG))
    assert sorted(found.values()) == [(0, 2), (1, 3)]
    assert "Hill Bank" in found


def test_every_name_is_in_one_cluster_and_ids_are_unique():
    text = "Ada Holm , Holm , Oslo , OSLO , Holm AS"
    found = clusters(text, ("Ada Holm", PER), ("Holm", PER), ("Oslo", GPE), ("OSLO", GPE), ("Holm AS", ORG))
    assert sorted(m for c in found for m in c.members) == [0, 1, 2, 3, 4]
    assert len({c.id for c in found}) == len(found)


def test_names_take_the_label_of_their_cluster():
    doc = linker(
        named(
            doc_of(
                "Oslo Bay , Oslo Bay , Oslo Bay", ents=(("Oslo Bay", "LOC"), ("Oslo Bay", "LOC"), ("Oslo Bay", "FAC"))
            )
        )
    )
    assert {(n.label, n.span.label_) for n in doc._.names} == {("LOC", "LOC")}


def test_no_names_no_clusters():
    assert clusters("nothing here") == []
