"""The filter of names never misses one and lets little else through."""

from lib.gazetteer import gazetteer
from lib.gazetteer.filter import filter_of, may_hold

NAMES = [f"name {i}" for i in range(300)] + ["paris", "new york"]


def test_every_name_and_every_first_word_is_held():
    bits = filter_of(NAMES)
    assert all(may_hold(bits, name) for name in NAMES)
    assert may_hold(bits, "new ")
    assert not may_hold(bits, "new")
    assert not may_hold(bits, "paris ")


def test_other_words_are_mostly_turned_away():
    let_through = sum(bool(gazetteer().known_key(f"no such place {i}")) for i in range(2000))
    assert let_through < 200


def test_a_word_that_only_begins_names_opens_them():
    places = gazetteer()
    assert places.opens_longer("Kuala")
    assert not places.known_key("Kuala")
    assert not places.opens_longer("Xyzzy")


def test_a_row_of_the_newsroom_passes_the_filter(tmp_path):
    assert gazetteer().opens_longer("Downing")
    assert gazetteer().lookup("Downing Street")
