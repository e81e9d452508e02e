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
    return made(about, 7)


def made(about, seed):
    return [row for table in commits(about, N, 200, seed) for row in table.to_pylist() if row["kind"] == "article"]


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
    assert made(about, 7) == rows
    assert made(world(N, 8), 8) != rows


def test_a_story_is_named_after_its_first_article(about):
    placed = [row for table in commits(about, N, 200, 7) for row in table.to_pylist() if row["kind"] == "story"]
    place = {row["id"]: i for i, row in enumerate(placed)}
    assert len(place) == N
    assert all(place[row["story"]] <= i for i, row in enumerate(placed))
    assert any(row["copy_of"] for row in placed)
