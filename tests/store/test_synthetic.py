"""The made-up articles that speed is measured on: their offsets are true, and the same seed gives the same."""

import pytest

from lib.store.records import to_processed
from tests.benchmarks.synthetic import commits
from tests.benchmarks.synthetic_world import world

N = 300


@pytest.fixture(scope="module")
def about():
    return world(N, 7)


@pytest.fixture(scope="module")
def rows(about):
    return [row for table in commits(about, N, 200, 7) for row in table.to_pylist()]


def test_every_mention_is_a_name_of_its_entity(rows):
    for processed in map(to_processed, rows):
        names = {e.id: (e.name, *e.aliases) for e in processed.entities}
        text = processed.article.text
        assert processed.mentions
        assert all(text[m.start : m.end].rstrip(".") in names[m.entity] for m in processed.mentions)


def test_quotes_name_their_cue_and_their_speaker(rows):
    for processed in map(to_processed, rows):
        text = processed.article.text
        for quote in processed.quotes:
            assert quote.cue
            assert text[slice(*quote.cue)] == "said"
            assert (quote.speaker is None) == (quote.speaker_entity is None)


def test_ids_differ_and_time_goes_on(rows):
    assert len({row["id"] for row in rows}) == N
    days = [row["published_at"] for row in rows if row["published_at"]]
    assert days == sorted(days)


def test_the_same_seed_gives_the_same_articles(about, rows):
    again = [row for table in commits(about, N, 200, 7) for row in table.to_pylist()]
    assert again == rows
    other = [row for table in commits(world(N, 8), N, 200, 8) for row in table.to_pylist()]
    assert other != rows
