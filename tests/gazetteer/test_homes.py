from lib.gazetteer import gazetteer
from lib.gazetteer.curated import read_homes
from lib.gazetteer.homes import learn_homes, write_homes

LOCAL = [
    ("Paris Post", ["Paris", "Henry County", "Puryear"]),
    ("Paris Post", ["Paris", "Cottage Grove", "Tennessee"]),
    ("Paris Post", ["Henry County", "Tennessee", "Camden"]),
]


def test_a_local_paper_lives_where_its_names_meet():
    home = learn_homes(LOCAL, gazetteer())["paris post"]
    assert (home.country, home.admin1) == ("US", "TN")
    assert abs(home.lat - 36.3) < 0.4
    assert home.reason.startswith("learned")


def test_a_paper_of_the_world_has_no_home():
    world = [("The Globe", ["Cairo", "Lima"]), ("The Globe", ["Osaka", "Nairobi", "Quito"])]
    assert learn_homes(world, gazetteer()) == {}


def test_homes_are_read_as_they_were_written(tmp_path):
    homes = learn_homes(LOCAL, gazetteer())
    write_homes(tmp_path / "outlets.csv", homes)
    assert read_homes(tmp_path / "outlets.csv") == homes
