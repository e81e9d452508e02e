"""Names that mean two places in one article, and names that nothing in the article explains."""

from itertools import pairwise

import pytest

from lib.gazetteer import gazetteer
from lib.gazetteer.curated import Home
from lib.model import Article
from lib.nlp.doc import Located, Paragraph
from lib.nlp.toponyms import find_toponyms
from tests.nlp.build import doc_of, named


def found(*paragraphs, home=None) -> list[Located]:
    """Return the places of an article of ``paragraphs``; the words with a star before them are GPE to the model."""
    words = " ".join(paragraphs)
    ents = tuple((w[1:].replace("_", " "), "GPE") for w in words.split() if w.startswith("*"))
    doc = named(doc_of(words.replace("*", "").replace("_", " "), ents=ents))
    lengths = [len(p.replace("_", " ").split()) for p in paragraphs]
    starts = [sum(lengths[:k]) for k in range(len(lengths) + 1)]
    doc._.paragraphs = tuple(Paragraph(a, b, "body") for a, b in pairwise(starts))
    doc._.article = Article(id="a", text=doc.text, outlet="Lakeview Post")
    return list(find_toponyms(doc, gazetteer(), homes={"lakeview post": home} if home else {}))


def spots(places, name):
    """Return (country, state) of each mention of ``name``."""
    known = (gazetteer().by_id(p.geonameid) for p in places if p.span.text == name)
    return [(p.countries[0], p.admin1) for p in known]


ALABAMA = Home("US", "AL", 31.0, -85.8)


def test_a_place_named_with_its_country_keeps_it_against_the_home_of_the_outlet():
    places = found("talks in *Geneva , *Switzerland , ended", home=ALABAMA)
    assert spots(places, "Geneva") == [("CH", "GE")]


def test_the_sense_explained_first_holds_until_another_is_explained():
    places = found(
        "talks in *Geneva , *Switzerland , ended",
        "the text was read in *Geneva at noon",
        "a parade was held in *Geneva , *Alabama , too",
        home=ALABAMA,
    )
    assert spots(places, "Geneva") == [("CH", "GE"), ("CH", "GE"), ("US", "AL")]


def test_a_name_that_needed_no_explanation_is_not_the_one_explained_later():
    places = found("news", "he wrote from *London to her", "a ship left *London , *Ontario , today")
    assert spots(places, "London") == [("GB", "ENG"), ("CA", "08")]


def test_a_headline_explains_nothing():
    places = found("fire in *Paris kills two", "in *Paris , *Texas , two died", "the mayor of *Paris wept")
    assert spots(places, "Paris") == [("US", "TX")] * 3


@pytest.mark.parametrize("between", [", in", "in", ", the one in"])
def test_what_holds_a_place_may_stand_behind_in(between):
    assert spots(found(f"a factory at *Birmingham {between} *Alabama , closed"), "Birmingham") == [("US", "AL")]


def test_the_other_one_is_not_the_one_meant_elsewhere():
    places = found("news", "in *Birmingham she wept , and in the other *Birmingham , in *Alabama , they sang")
    assert spots(places, "Birmingham") == [("GB", "ENG"), ("US", "AL")]


def test_two_senses_side_by_side_leave_a_bare_name_in_doubt():
    places = found("news", "from *Paris , *Texas , to *Paris , *France , by air", "she likes *Paris best")
    assert places[-1].status == "ambiguous"


@pytest.mark.parametrize(
    ("text", "kind"), [("in the US state of *Georgia , men", "admin1"), ("in the country of *Georgia , men", "country")]
)
def test_the_kind_the_text_gives_is_kept(text, kind):
    georgia = found(text, "crowds met in *Tbilisi and *Atlanta")
    place = next(p for p in georgia if p.span.text == "Georgia")
    assert gazetteer().by_id(place.geonameid).kind == kind


def test_a_town_tells_which_country_stands_behind_it():
    places = found("*Kutaisi , *Georgia : a fire burned", "the fire in *Georgia grew , and *Atlanta heard of it")
    assert [c for c, _ in spots(places, "Georgia")] == ["GE", "GE"]


def test_a_city_is_not_lost_to_a_small_namesake_of_its_english_name():
    assert spots(found("a ship reached *Gothenburg at noon"), "Gothenburg") == [("SE", "28")]
    assert spots(found("a ship reached *Hull at noon"), "Hull") == [("GB", "ENG")]


def test_a_little_place_abroad_needs_support():
    assert found("a man from *Elkader sang")[0].status == "ambiguous"
    assert found("a man from *Elkader in *Iowa sang")[0].status == "resolved"
    assert found("a man from *Elkader sang", home=Home("US", "IA", 41.6, -93.6))[0].status == "resolved"


def test_a_county_council_is_a_body():
    assert [p.span.text for p in found("then Hampshire County Council met")] == []
    assert [p.span.text for p in found("then Hampshire County Sheriff came")] == ["Hampshire County"]


def test_places_the_model_took_for_one_name_are_parted():
    doc = named(doc_of("landed at Cork , Le Havre and Gdynia", ents=(("Cork , Le Havre and Gdynia", "ORG"),)))
    assert [(p.span.text, p.country) for p in find_toponyms(doc, gazetteer())] == [
        ("Cork", "IE"),
        ("Le Havre", "FR"),
        ("Gdynia", "PL"),
    ]


@pytest.mark.parametrize(("name", "country"), [("El Paso", "US"), ("La Paz", "BO"), ("Le Havre", "FR")])
def test_a_name_may_open_with_an_article(name, country):
    assert found(f"they met in *{name.replace(' ', '_')} at noon")[0].country == country


def test_a_doctor_behind_a_city_is_no_drive():
    assert [p.span.text for p in found("in *Leeds Dr Ann Vale spoke")] == ["Leeds"]
    assert [p for p in found("a house on *Leeds Dr burned") if p.lat is not None] == []


@pytest.mark.parametrize(
    ("name", "country"), [("Vistula", "PL"), ("Lake Turkana", None), ("Strait of Gibraltar", None)]
)
def test_well_known_waters_are_listed(name, country):
    assert found(f"they crossed the *{name.replace(' ', '_')} by boat")[0].country == country


def test_a_place_the_model_took_for_a_person_is_found_where_the_text_says_where():
    doc = named(doc_of("the plant at Kutaisi closed", ents=(("Kutaisi", "PERSON"),)))
    assert [p.country for p in find_toponyms(doc, gazetteer())] == ["GE"]
    doc = named(doc_of("a crash at Waterloo station", ents=(("Waterloo", "PERSON"),)))
    assert [p for p in find_toponyms(doc, gazetteer()) if p.lat is not None] == []
    doc = named(doc_of("a letter from Kutaisi came", ents=(("Kutaisi", "PERSON"),)))
    assert [p for p in find_toponyms(doc, gazetteer()) if p.lat is not None] == []


def test_a_country_before_its_city_is_the_one_the_city_is_in():
    places = found("news", "*Kutaisi is Georgia 's third city")
    assert [c for c, _ in spots(places, "Georgia")] == ["GE"]


def test_a_small_namesake_of_a_great_city_needs_its_state():
    words = "*Denver and *Phoenix and *Seattle wrote to *Gothenburg"
    assert found("news", words)[-1].country == "SE" or found("news", words)[-1].status == "ambiguous"
    assert spots(found("news", "*Omaha and *Kearney in *Nebraska wrote to *Gothenburg"), "Gothenburg") == [("US", "NE")]
