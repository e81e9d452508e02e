import pytest

from lib import settings
from lib.errors import ReadError
from lib.nlp import place_words
from lib.nlp.place_words import place_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Malawi", "country"), ("NAIROBI", "capital"), ("Barcelona", "large city"), ("Kenyan", "demonym"), ("Qqxyz", "")],
)
def test_place_kind(name, kind):
    assert place_kind(name) == kind


def test_a_missing_gazetteer_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "GAZETTEER", tmp_path / "none.sqlite")
    place_words._database.cache_clear()
    with pytest.raises(ReadError, match="gazetteer build"):
        place_kind("A place that nobody asked for before")
    place_words._database.cache_clear()
