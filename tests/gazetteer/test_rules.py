"""The tables that a newsroom edits: every row is whole, so that a slip shows here and not on the map."""

import pytest

from lib.errors import ReadError
from lib.gazetteer import curated, gazetteer
from lib.settings import RULES

ROWS = [(name, where, row) for name in curated.FILES for where, row in curated.rows(RULES / f"{name}.csv")]


def test_every_row_has_its_countries_and_a_reason():
    countries = gazetteer().country_places
    for _, where, row in ROWS:
        assert row["reason"], where
        assert row["countries"] or "ocean" in row["reason"] or row["kind"] == "sea", where
        assert all(code in countries for code in row["countries"].split()), where


def test_every_point_is_on_the_globe():
    for place, _ in curated.read_places(RULES):
        assert -90 <= place.lat <= 90, place
        assert -180 <= place.lon <= 180, place


def test_no_row_is_written_twice():
    keys = [(row["name"], row["countries"]) for _, _, row in ROWS]
    assert len(keys) == len(set(keys))


def test_demonyms_lead_to_places():
    for word, owner in curated.read_demonyms(RULES):
        assert gazetteer().demonym(word), f"{word}: {owner} is no place"


def test_a_disputed_territory_is_counted_as_the_un_does():
    assert gazetteer().best("Crimea").countries == ("UA",)
    assert gazetteer().best("Golan Heights").countries == ("SY",)
    assert gazetteer().best("East Jerusalem").countries == ("PS",)
    assert gazetteer().best("Western Sahara").countries == ("EH",)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Nowhere,,realm,1,2,SY,,,test", "kind 'realm'"),
        ("Nowhere,,city,north,2,SY,,,test", "not a number"),
        ("Nowhere,,city,,,SY,,,test", "needs lat and lon"),
        ("Nowhere,,city", "one for each column"),
    ],
)
def test_a_bad_row_is_named_with_file_and_line(tmp_path, row, message):
    head = "name,aliases,kind,lat,lon,countries,admin1,geonameid,reason"
    for name in curated.FILES:
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(ReadError, match=message) as error:
        list(curated.read_places(tmp_path))
    assert error.value.where.endswith("regions.csv:2")


def test_a_newsroom_row_is_found_without_a_rebuild(tmp_path):
    for path in RULES.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "local_places.csv").open("a", encoding="utf-8") as file:
        file.write("Quillby Docks,The Docks,district,53.4,-2.9,GB,ENG,,our own patch\n")
    own = type(gazetteer())(rules=tmp_path)
    assert own.best("Quillby Docks").country == "GB"
    assert own.best("the docks").name == "Quillby Docks"
