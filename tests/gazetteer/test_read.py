import time

import pytest

from lib.errors import ReadError
from lib.gazetteer import Gazetteer, gazetteer, standing
from lib.gazetteer.curated import own_id
from lib.gazetteer.place import OWN_IDS
from lib.gazetteer.read import is_form
from lib.settings import GAZETTEER, RULES


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Syria", "country", "SY"),
        ("Kiev", "capital", "UA"),
        ("Kyiv", "capital", "UA"),
        ("Burma", "country", "MM"),
        ("Gaza", "region", "PS"),
        ("Moadamiyeh", "district", "SY"),
        ("Kremlin", "metonym", "RU"),
        ("Cologne", "city", "DE"),
        ("Britain", "country", "GB"),
        ("Congo", "country", "CD"),
    ],
)
def test_the_best_known_place_of_a_name(name, kind, country):
    best = gazetteer().best(name)
    assert (best.kind, best.country) == (kind, country)


def test_namesakes_come_best_known_first():
    places = gazetteer().lookup("Paris")
    assert places[0].country == "FR"
    assert any(p.country == "US" and p.admin1 == "TX" for p in places)
    assert [standing(p) for p in places] == sorted(map(standing, places), reverse=True)


def test_an_unknown_name_has_no_place():
    assert gazetteer().lookup("Xyzzyville") == ()
    assert gazetteer().best("") is None


def test_counties_have_a_geonames_id_and_a_point():
    (county,) = [p for p in gazetteer().lookup("Rapides Parish") if p.kind == "admin2"]
    assert (county.country, county.admin1) == ("US", "LA")
    assert abs(county.lat - 31.2) < 0.3
    assert county.id < OWN_IDS


@pytest.mark.parametrize(("word", "name"), [("Syrians", "Syria"), ("Texan", "Texas"), ("Dutch", "The Netherlands")])
def test_people_belong_to_a_place(word, name):
    assert gazetteer().demonym(word).name == name


def test_a_country_is_no_demonym_of_itself():
    assert gazetteer().demonym("Congo") is None


def test_sets_for_typing_names():
    g = gazetteer()
    assert g.countries["ivory coast"] == "CI"
    assert g.capitals["damascus"] == "SY"
    assert g.admin1["texas"] == "US"
    assert "syrian" in g.demonyms
    assert "chicago" in g.cities_over(1_000_000)
    assert "springfield" not in g.cities_over(1_000_000)


def test_a_division_is_found_by_code():
    assert gazetteer().division("US.LA").name == "Louisiana"
    assert gazetteer().division("US.ZZ") is None


def test_a_town_lies_in_a_state_and_a_state_in_none():
    assert gazetteer().division_of(4250542).name == "Illinois"
    texas = gazetteer().division("US.TX")
    assert gazetteer().division_of(texas.id) is None
    assert gazetteer().division_of(-1) is None


def test_opening_takes_milliseconds():
    start = time.process_time()
    Gazetteer(GAZETTEER, RULES)
    assert time.process_time() - start < 0.5


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(ReadError, match="gazetteer build"):
        Gazetteer(tmp_path / "none.sqlite")


def test_the_id_of_a_curated_row_depends_on_its_name_and_countries_only():
    assert own_id("Middle East", "IQ SY") == own_id("The Middle-East", "IQ SY") >= OWN_IDS
    assert own_id("Middle East", "IQ SY") != own_id("Middle East", "IQ")


def test_a_town_without_a_count_is_not_taken_for_a_city():
    names = {p.countries[0]: standing(p) for p in gazetteer().lookup("Hebron") if p.kind == "city" and not p.alias}
    assert names["PS"] > names["GB"]


def test_a_great_city_owns_the_forms_of_its_name():
    assert [gazetteer().lookup(n)[0].name for n in ("Hull", "Gothenburg")] == ["Kingston upon Hull", "Göteborg"]
    assert not gazetteer().lookup("Gothenburg")[0].alias


@pytest.mark.parametrize(
    ("key", "own", "form"),
    [
        ("hull", "kingston upon hull", True),
        ("frankfurt", "frankfurt am main", True),
        ("gothenburg", "goteborg", True),
        ("southampton", "hampton", False),
        ("bethlehem", "belem", False),
    ],
)
def test_a_form_of_a_name_is_a_spelling_or_its_first_or_last_word(key, own, form):
    assert is_form(key, own) is form
