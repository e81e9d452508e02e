import pytest
from spacy.tokens import Doc

from lib.gazetteer import gazetteer
from lib.gazetteer.curated import Home
from lib.model import Article, Zone
from lib.nlp.doc import Located, Speech
from lib.nlp.toponyms import find_toponyms
from tests.nlp.build import VOCAB, doc_of, named


def found(text, *ents, homes=None, outlet=None, tags="") -> list[Located]:
    doc = named(doc_of(text, tags, ents=ents))
    doc._.article = Article(id="a", text=doc.text, outlet=outlet)
    return list(find_toponyms(doc, gazetteer(), homes=homes))


def spelled(places):
    return [(p.span.text, p.country) for p in places]


def one(text, *ents, **more) -> Located:
    (place,) = found(text, *ents, **more)
    return place


def test_a_country_is_its_own_answer():
    place = one("they flew to Syria yesterday", ("Syria", "GPE"))
    assert (place.name, place.country, place.status, place.geonameid) == ("Syria", "SY", "country", 163843)


@pytest.mark.parametrize(
    ("text", "name", "state"),
    [("he lives in Paris , Texas , now", "Paris", "TX"), ("he lives in Athens , Ga. , now", "Athens", "GA")],
)
def test_the_state_behind_a_comma_decides(text, name, state):
    places = found(text, (name, "GPE"))
    assert [p.country for p in places] == ["US", "US"]
    assert places[0].method == "model+container"
    assert places[0].status == "resolved"
    assert gazetteer().by_id(places[0].geonameid).admin1 == state
    assert gazetteer().by_id(places[1].geonameid).kind == "admin1"


def test_london_ontario_is_in_canada():
    assert found("police in London , Ontario , said", ("London", "GPE"), ("Ontario", "GPE"))[0].country == "CA"


def test_one_meaning_holds_in_the_whole_article():
    places = found("in Paris , Texas . The mayor of Paris spoke", ("Paris", "GPE"), ("Texas", "GPE"), ("Paris", "GPE"))
    assert places[0].geonameid == places[2].geonameid


def test_two_containers_set_two_meanings_apart():
    ents = (("Paris", "GPE"), ("Texas", "GPE"), ("Paris", "GPE"), ("France", "GPE"))
    first, _, second, _ = found("from Paris , Texas , to Paris , France , by air", *ents)
    assert (first.country, second.country) == ("US", "FR")


def test_a_city_stands_before_the_state_of_its_name():
    assert one("she flew to New York today", ("New York", "GPE")).name == "New York City"
    assert one("he came back to Washington", ("Washington", "GPE")).name == "Washington"
    assert gazetteer().by_id(one("back to Washington", ("Washington", "GPE")).geonameid).admin1 == "DC"


@pytest.mark.parametrize("text", ["in Washington state , officials", "across eastern Washington , officials"])
def test_the_state_is_meant_where_the_text_says_so(text):
    assert gazetteer().by_id(one(text, ("Washington", "GPE")).geonameid).kind == "admin1"


def test_a_state_listed_beside_a_state_is_a_state():
    places = found("laws in New York and New Jersey differ", ("New York", "GPE"), ("New Jersey", "GPE"))
    assert gazetteer().by_id(places[0].geonameid).kind == "admin1"


def test_the_other_names_of_the_article_decide():
    country = found("Tbilisi and Batumi are in Georgia", ("Tbilisi", "GPE"), ("Batumi", "GPE"), ("Georgia", "GPE"))[2]
    state = found("Atlanta and Savannah and Macon are in Georgia", ("Atlanta", "GPE"), ("Savannah", "GPE"),
                  ("Macon", "GPE"), ("Georgia", "GPE"))[3]  # fmt: skip
    assert (country.country, state.country) == ("GE", "US")


def test_the_home_of_the_outlet_decides():
    homes = {"the lakeview post": Home("US", "IL", 39.8, -89.6)}
    text = "a fire in Springfield destroyed two houses"
    assert one(text, ("Springfield", "GPE")).status == "ambiguous"
    at_home = one(text, ("Springfield", "GPE"), homes=homes, outlet="The Lakeview Post")
    assert (gazetteer().by_id(at_home.geonameid).admin1, at_home.status) == ("IL", "resolved")


def test_doubt_is_kept_with_the_other_meanings():
    place = one("a fire in Springfield destroyed two houses", ("Springfield", "GPE"))
    assert place.status == "ambiguous"
    assert place.score < 0.6
    assert place.candidates > 10
    assert {"geonameid", "name", "country", "lat", "lon", "score"} == set(place.alternatives[0])
    assert [a["score"] for a in place.alternatives] == sorted((a["score"] for a in place.alternatives), reverse=True)


def test_a_name_in_no_gazetteer_gets_no_pin():
    place = one("he walked to Xyzzyville alone", ("Xyzzyville", "GPE"))
    assert (place.status, place.lat, place.geonameid) == ("unknown", None, None)


def test_an_unlisted_name_takes_the_country_the_text_gives():
    place = found("he walked to Xyzzyville , Syria , alone", ("Xyzzyville", "GPE"), ("Syria", "GPE"))[0]
    assert (place.status, place.country, place.lat) == ("country", "SY", None)


def test_a_region_is_an_area_with_its_countries():
    place = one("unrest across the Middle East grew", ("the Middle East", "LOC"))
    assert (place.status, place.country) == ("area", None)
    assert {"SY", "IQ"} <= set(place.countries)


def test_a_seat_of_government_stands_for_its_country():
    assert (one("the Kremlin said on Monday").country, one("the Kremlin said on Monday").name) == ("RU", "Kremlin")


def test_a_direction_is_taken_off():
    assert one("fighting in Northern Syria spread", ("Northern Syria", "LOC")).country == "SY"


def test_people_of_a_country_name_it():
    place = one("two Syrian soldiers and a boy", ("Syrian", "NORP"))
    assert (place.country, place.status, place.method) == ("SY", "country", "demonym")


def test_a_continents_people_have_no_point():
    place = one("two European officials met", ("European", "NORP"))
    assert (place.status, place.lat) == ("area", None)


@pytest.mark.parametrize(
    "text", ["she can speak French well", "a French speaker was there", "an African American church"]
)
def test_a_language_or_minority_is_no_place(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "ent"),
    [
        ("he plays for Manchester United now", ("Manchester United", "ORG")),
        ("the Geneva Convention forbids it", ("Geneva Convention", "LAW")),
        ("the Bank of England cut rates", ("Bank of England", "ORG")),
        ("she met Jordan Vale there", ("Jordan Vale", "PERSON")),
        ("a house at 12 London Street burned", ("London Street", "FAC")),
    ],
)
def test_a_name_called_after_a_place_is_none(text, ent):
    assert found(text, ent) == []


def test_a_surname_is_no_place():
    assert found("Anna Lincoln left . Then Lincoln wept", ("Anna Lincoln", "PERSON")) == []


def test_an_illness_is_no_place_anywhere_in_the_article():
    places = found("the Marburg virus spread as Marburg deaths rose", ("Marburg", "GPE"), ("Marburg", "GPE"))
    assert [p for p in places if p.lat is not None] == []


def test_a_public_body_tells_its_place():
    places = found("the Laurel County Sheriff's Office said", ("Laurel County Sheriff's Office", "ORG"))
    assert [p.span.text for p in places] == ["Laurel County"]
    assert spelled(found("the Army of Chad said", ("Army of Chad", "ORG"))) == [("Chad", "TD")]


def test_counties_in_a_list_are_counties():
    places = found("rain in Rapides , Grant and Avoyelles parishes fell", ("Rapides", "GPE"))
    assert [gazetteer().by_id(p.geonameid).kind for p in places] == ["admin2"] * 3
    assert {gazetteer().by_id(p.geonameid).admin1 for p in places} == {"LA"}


def test_what_the_model_missed_is_found_by_its_surroundings():
    assert spelled(found("crowds gathered in Damascus overnight")) == [("Damascus", "SY")]
    assert found("then Mobile rang and March came") == []


def test_a_legislators_seat_is_a_place():
    assert [p.span.text for p in found("Sen. Ann Reed , D|-|Lexington , spoke", ("Ann Reed", "PERSON"))] == [
        "Lexington"
    ]


def test_small_words_are_no_short_forms():
    assert found("tell Us about it") == []
    assert spelled(found("tell the US about it")) == [("US", "US")]


def test_where_the_place_stands_in_the_article():
    doc = named(doc_of('GENEVA -- He left Cairo . " Go to Lima , " she said', ents=(("Cairo", "GPE"), ("Lima", "GPE"))))
    doc._.zones = (Zone(0, 6, "dateline"),)
    start = doc.text.index("Go")
    doc._.speech = (Speech(start, start + 12, "direct"),)
    roles = [(p.span.text, p.role) for p in find_toponyms(doc, gazetteer())]
    assert roles == [("GENEVA", "dateline"), ("Cairo", "mentioned"), ("Lima", "in_quote")]


def test_an_empty_article_has_no_places():
    assert list(find_toponyms(Doc(VOCAB), gazetteer())) == []


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("talks in Kiev went on", "Kiev", "UA"),
        ("talks in Kyiv went on", "Kyiv", "UA"),
        ("the army of Burma denied it", "Burma", "MM"),
        ("fighting in Congo spread", "Congo", "CD"),
        ("aid reached Gaza on Monday", "Gaza", "PS"),
        ("a siege of Moadamiyeh began", "Moadamiyeh", "SY"),
        ("police in Birmingham said so", "Birmingham", "GB"),
    ],
)
def test_names_that_geoparsers_get_wrong(text, name, country):
    assert one(text, (name, "GPE")).country == country


def test_a_name_follows_the_places_beside_it():
    text = "in Birmingham , Montgomery and Mobile , in Alabama"
    names = [(name, "GPE") for name in ("Birmingham", "Montgomery", "Mobile", "Alabama")]
    assert gazetteer().by_id(found(text, *names)[0].geonameid).admin1 == "AL"


@pytest.mark.parametrize(
    ("text", "name", "method"),
    [
        ("a fire in Springfield destroyed it", "Springfield", "model+known+rivals"),
        ("they drove to Aleppo by night", "Aleppo", "model+known"),
        ("he was born in Paris , Texas , in May", "Paris", "model+container"),
    ],
)
def test_the_method_says_why_a_place_was_chosen(text, name, method):
    names = [(name, "GPE"), *([("Texas", "GPE")] if "Texas" in text else [])]
    assert found(text, *names)[0].method == method
