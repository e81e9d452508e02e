"""From ingest to the serving file: what story an article is in, and whose text it repeats."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lib import placing, settings
from lib.ingest import ingest, rebuild, remove_sample
from lib.model import Article, Entity, Mention, Placement, Processed
from lib.store.build import publish
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.records import REMOVAL, SCHEMA, Record, article_record, story_record
from tests.stories.made import NAMES, NOISE, week

DAYS = [f"2026-03-0{n}" for n in range(1, 10)]
WIRE = (
    "GENEVA (Corvane) - The harbour board of Tarnsk agreed on Monday to reopen the old bridge over the Orla after the "
    "flood that drove thousands of people from their homes, its chairman said in a statement read to reporters outside "
    "the town hall, where engineers had met through the night to weigh the cost of repairs against that of a new one."
)


def told(ident: str, text: str, day: str | None = None, **own) -> Processed:
    """Return an article in which every name of NAMES is a mention."""
    found = [(text.find(name), name) for name in NAMES if name in text]
    mentions = tuple(Mention(at, at + len(name), "PERSON", f"person/{name}", 0.9, "t") for at, name in sorted(found))
    entities = tuple(Entity(m.entity, "PERSON", text[m.start : m.end]) for m in mentions)
    return Processed(Article(ident, text, published_at=day, **own), mentions=mentions, entities=entities, pipeline="t")


def floods(tag: str = "") -> list[Processed]:
    return [told(r.id, r.text, DAYS[r.day - 739_000], outlet=f"Outlet {r.id[0]}") for r in week(tag=tag)]


def shown(store: Path) -> dict[str, str]:
    """Return article id -> story id as published."""
    return dict(open_store(store).rows("SELECT a.id, s.id FROM articles a JOIN stories s USING (story)"))


def texts(store: Path) -> dict[str, str]:
    return dict(open_store(store).rows("SELECT a.id, o.id FROM articles a JOIN articles o ON o.article = a.text"))


def test_articles_come_with_their_stories_in_one_commit(tmp_path: Path) -> None:
    assert ingest(floods(), tmp_path).version == 1
    found = shown(tmp_path)
    assert found["a2"] == found["a1"] == found["a0"] == "a0"
    assert found["b2"] == "b0"
    assert found["n0"] == "n0"
    rows = open_store(tmp_path).rows("SELECT id, n_articles, n_outlets, n_texts FROM stories WHERE n_articles > 1")
    assert sorted(rows) == [("a0", 3, 1, 3), ("b0", 3, 1, 3)]
    reason = open_store(tmp_path).rows("SELECT story_reason FROM articles WHERE id = 'a1'")[0][0]
    assert reason.startswith("shares ")
    assert reason.endswith("one day apart")


def test_stories_stay_when_more_comes_and_through_annotation_and_rebuild(tmp_path: Path) -> None:
    ingest(floods()[:4], tmp_path)
    before = shown(tmp_path)
    changed = told("a0", floods()[0].article.text + " Nobody was hurt.", DAYS[0])
    ingest([*floods()[4:], changed], tmp_path)
    after = shown(tmp_path)
    assert {ident: after[ident] for ident in before} == before
    assert after["a2"] == "a0"
    rebuild(tmp_path)
    assert shown(tmp_path) == after


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"torn"), None])
def test_the_state_is_remade_from_the_ledger(tmp_path: Path, damage) -> None:
    ingest([*floods(), told("wire", WIRE, DAYS[4])], tmp_path)
    if damage:
        damage(tmp_path / placing.STATE)
    ingest([told("late", floods()[0].article.text[:-20], DAYS[4]), told("copy", WIRE, DAYS[5])], tmp_path)
    assert shown(tmp_path)["late"] == "a0"
    assert texts(tmp_path)["copy"] == "wire"
    assert placing.Tracker.load(tmp_path / placing.STATE).at == 2


def test_a_state_behind_the_ledger_is_not_trusted(tmp_path: Path) -> None:
    ingest(floods()[:4], tmp_path)
    old = (tmp_path / placing.STATE).read_bytes()
    ingest([told("wire", WIRE, DAYS[4])], tmp_path)
    (tmp_path / placing.STATE).write_bytes(old)
    ingest([told("copy", WIRE, DAYS[5])], tmp_path)
    assert texts(tmp_path)["copy"] == "wire"


def test_a_late_original_takes_its_copies_over(tmp_path: Path) -> None:
    ingest([told("copy", WIRE.removeprefix("GENEVA (Corvane) - "), DAYS[2], outlet="Beta")], tmp_path)
    assert texts(tmp_path) == {"copy": "copy"}
    ingest([told("wire", WIRE, DAYS[3], outlet="Corvane")], tmp_path)
    assert texts(tmp_path) == {"copy": "wire", "wire": "wire"}
    rows = dict(open_store(tmp_path).rows("SELECT id, agency FROM articles"))
    assert rows == {"copy": "Corvane", "wire": "Corvane"}
    assert shown(tmp_path)["copy"] == shown(tmp_path)["wire"]


def test_removed_articles_leave_their_story_and_copies_keep_together(tmp_path: Path) -> None:
    own = [told(f"c{n}", WIRE, DAYS[n], sample=n == 0) for n in range(3)]
    ingest(own, tmp_path)
    assert set(texts(tmp_path).values()) == {"c0"}
    assert remove_sample(tmp_path) == 1
    assert texts(tmp_path) == {"c1": "c1", "c2": "c1"}
    assert open_store(tmp_path).rows("SELECT id, n_articles, n_texts FROM stories") == [("c0", 2, 1)]
    ingest([told("c3", WIRE, DAYS[4])], tmp_path)
    assert set(texts(tmp_path).values()) == {"c1"}


def test_merged_stories_are_written_for_every_article(tmp_path: Path) -> None:
    first, last = "Mayor Ilse Brandt spoke of rain in Tarnsk.", "A sluice on the Orla is to be opened, engineers said."
    noise = [told(f"n{n}", text, f"2026-06-0{n + 1}") for n, text in enumerate(NOISE)]
    ingest([*noise, told("old", first, DAYS[0]), told("new", last, DAYS[1])], tmp_path)
    assert shown(tmp_path)["new"] != shown(tmp_path)["old"]
    ingest([told(f"j{n}", f"{first} {last} {n}", DAYS[2]) for n in range(6)], tmp_path)
    found = shown(tmp_path)
    assert found["new"] == found["old"] == found["j0"]


def test_a_ledger_without_stories_is_given_them_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = SCHEMA.remove(len(SCHEMA.names) - 1)
    monkeypatch.setattr("lib.store.ledger.SCHEMA", old)
    monkeypatch.setattr("lib.store.ledger.to_table", lambda *own: without(old, *own))
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        ledger.append([article_record(p) for p in floods()])
        ledger.append([Record(REMOVAL, "n0")])
        monkeypatch.undo()
        publish(tmp_path)
    assert set(shown(tmp_path)) == set(shown(tmp_path).values())  # each a story of its own
    assert rebuild(tmp_path) == 4  # the columns and the stories are a commit each
    assert shown(tmp_path)["a2"] == "a0"
    assert rebuild(tmp_path) == 4
    assert "agency" in pq.read_schema(sorted(Ledger.open(tmp_path).files())[-1]).names


def without(schema, records, seq, at):
    from lib.store.records import to_table  # noqa: PLC0415

    return to_table(records, seq, at).select(schema.names)


def test_large_takes_are_placed_commit_by_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "COMMIT", 3)
    ingest(sorted(floods(), key=lambda p: p.article.published_at), tmp_path)
    found = shown(tmp_path)
    assert found["a2"] == found["a0"]
    assert Ledger.open(tmp_path).placed() == set(found)


def test_chains_of_originals_end_at_their_last(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        rows = [told(ident, NOISE[n], DAYS[n]) for n, ident in enumerate("abc")]
        placed = [Placement("b", "a", copy_of="gone"), Placement("c", "a", copy_of="b"), Placement("a", "a")]
        ledger.append([*map(article_record, rows), *map(story_record, placed)])
        publish(tmp_path)
    assert texts(tmp_path) == {"a": "a", "b": "b", "c": "b"}
