import pytest

from lib.errors import ReadError
from lib.gazetteer import build, sources
from lib.gazetteer.sources import City, Division


def city(name, lat, lon, population=1000, **more):
    fields = {"feature": "PPL", "country": "US", "admin1": "LA", "admin2": "079", "names": ()} | more
    return City(id=abs(hash(name)), name=name, lat=lat, lon=lon, population=population, **fields)


def test_a_division_gets_the_people_and_the_middle_of_its_settlements():
    cities = [city("A", 31.0, -92.0), city("B", 32.0, -93.0), city("Quarter", 31.0, -92.0, feature="PPLX")]
    (row,) = build.division_rows([Division(7, "US.LA.079", "Test Parish", ())], cities)
    assert (row.kind, row.population) == ("admin2", 2000)
    assert (row.lat, row.lon) == (31.5, -92.5)


def test_a_division_without_settlements_is_left_out():
    assert list(build.division_rows([Division(7, "US.LA.001", "Empty Parish", ())], [city("A", 31, -92)])) == []


def test_a_city_and_its_suburbs_count_once():
    crowd = [(40.0, -100.0)] * 9 + [(42.0, -100.0)]
    assert build.middle(crowd) == (41.0, -100.0)


def test_points_on_both_sides_of_the_date_line_meet_there():
    lat, lon = build.middle([(-17.0, 179.0), (-17.5, -179.0)])
    assert lat == -17.25
    assert abs(lon) == 180


def test_the_middle_of_a_square_outline():
    square = [(10.0, -1.0), (12.0, -1.0), (12.0, 1.0), (10.0, 1.0)]
    lat, lon = build.centroid([square, [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1)]])
    assert (round(lat, 6), round(lon, 6)) == (0.0, 11.0)


def test_a_province_without_its_type_is_its_own_name():
    row = build.Row(1, "Hubei Sheng", "admin1", "CN", "12", "", 31, 112, 5, ("Hubei", "Hupeh"))
    assert sorted(build.keyed(row)) == [("hubei", 1, 0), ("hubei sheng", 1, 0), ("hupeh", 1, 1)]


@pytest.mark.parametrize(("name", "usable"), [("Munich", True), ("LON", False), ("munich", False), ("Мюнхен", False)])
def test_which_alternate_names_are_kept(name, usable):
    assert sources.is_usable_alias(name) is usable


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(ReadError, match="missing"):
        sources.check(tmp_path)


def test_another_version_of_an_archive_is_refused(tmp_path):
    (tmp_path / sources.CITIES.archive).write_bytes(b"other")
    with pytest.raises(ReadError, match="not the archive"):
        sources.check(tmp_path)


def test_two_shapes_of_one_country_are_both_kept(tmp_path):
    path = tmp_path / "map.json"
    path.write_text(
        '{"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[[0, 0], [1, 0], [0, 1]], [[5, 5], [1, 0]]],'
        '"objects": {"countries": {"geometries": [{"type": "Polygon", "id": "036", "arcs": [[0]]},'
        '{"type": "Polygon", "id": "036", "arcs": [[1]]}]}}}'
    )
    assert sources.read_shapes(path) == {"36": [[(0, 0), (1, 0), (1, 1)], [(5, 5), (6, 5)]]}
