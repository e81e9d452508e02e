"""A layer on a base is, by its text ids, the very same as everything built anew, whatever was done to the ledger."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from lib import settings
from lib.model import ROLE, Article, Entity, Mention, Placement, Processed, Quote, Toponym, Zone, slug
from lib.store import columns, fitting, layer_index, versions
from lib.store.build import publish, rebuild
from lib.store.columns import together
from lib.store.layer_columns import both_of as both_of_layer
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.records import FAILURE, REMOVAL, Record, article_record, story_record
from lib.store.schema import OF_ARTICLES, OF_KEYS, TABLES, WHOLE
from lib.store.verify import verify
from tests.store.contents import arrays, assert_headings_as_tables, contents
from tests.store.fixtures import article, build_store

#: Some are one across articles, some may be, some belong to another program, which joins its own.
NAMES = ["Anna Berg", "Anna J. Berg", "Anne Berg", "Ben Cole", "Benjamin Cole", "Berg", "Oslo", "Dockers"]
NAMES += ["City Council", "The City Council", "City Council Inc"]
IDS = [f"a{i}" for i in range(9)]
SAID = ["yes", "speaker:anna", "speaker:cole", "outlet:beta"]
WORDS = [*SAID, "berg", "oslo", "title:news", "said:yes"]


@pytest.fixture(autouse=True)
def always_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAYER_SHARE", 1000)
    monkeypatch.setattr(columns, "HEAD_AT_LEAST", 2)


def entity_of(name: str) -> str:
    """Return the id of the entity that ``name`` belongs to."""
    kind = "e" if name in ("Oslo", "Dockers") else "org" if "City" in name else "person"
    return f"{kind}/{slug(name)}"


def random_processed(dice: random.Random, ident: str) -> Processed:
    """Return an article about few names; labels, spellings, roles and countries differ at random."""
    text, spans = "", []
    for name in dice.choices(NAMES, k=dice.randint(1, 5)):
        text += dice.choice(["Then ", "“No,” said ", "When "])
        spans.append((len(text), len(text) + len(name)))
        text += name + dice.choice([" left.\n\n", " said “Yes, we will do it now.” ", ". "])
    text += dice.choice(["", "\n\nThen Anna Berg left the hall", "\n\nMore on Oslo"])
    who = [entity_of(text[s:e]) for s, e in spans]
    label = dice.choice(["PERSON", "PERSON", "ORG"])
    mentions = [
        Mention(s, e, dice.choice([label, label, ROLE]), w, 0.5, "t") for (s, e), w in zip(spans, who, strict=True)
    ]
    told = [w for w in dict.fromkeys(who) if dice.random() < 0.7]
    entities = [
        Entity(w, label, dice.choice([words, words.upper()]), (words[:3],), dice.choice([None, "mayor", "singer"]))
        for w in told
        if (words := w.partition("/")[2].replace("-", " "))
    ]
    starts = [i for i, c in enumerate(text) if c == "“"]
    speakers = [dice.choice([None, *map(entity_of, NAMES)]) for _ in starts]
    quotes = [
        Quote(
            s, text.index("”", s) + 1, "direct", speaker_entity=w, speaker_entities=(w, "person/ben-cole") if w else ()
        )
        for s, w in zip(starts, speakers, strict=True)
    ]
    w = dice.choice(["resolved", "area"])
    places = [
        Toponym(
            s, e, 7, dice.choice(["Oslo", "Oslo (NO)"]), dice.choice(["NO", "NO", "SE"]), 59.9, 10.7, 0.9, 2, status=w
        )
        for s, e in spans
        if text[s:e] == "Oslo"
    ]
    zones = (
        [Zone(text.rindex("\n\n") + 2, len(text), dice.choice(["pull_quote", "boilerplate"]))] if "\n\n" in text else []
    )
    zones = [z for z in zones if z.end > z.start]
    own = {
        "outlet": dice.choice(["Beta", "Alpha", None, f"New {ident}"]),
        "title": dice.choice([None, "News of the day", f"Title {dice.randint(0, 3)}"]),
        "published_at": dice.choice([None, "2026-05-01", "2026-05-02T10:00:00Z", "2026-06-01"]),
    }
    lists = {"zones": zones, "mentions": mentions, "entities": entities, "quotes": quotes, "places": places}
    return Processed(
        Article(ident, text, **own), pipeline=dice.choice(["p1", "p2"]), **{k: tuple(v) for k, v in lists.items()}
    )


def random_commit(dice: random.Random) -> list[Record]:
    """Return the rows of a commit: articles new and changed, removals, failures and solved ones, placements."""
    rows: dict[tuple[str, str], Record] = {}
    for ident in dice.sample(IDS, dice.randint(0, 3)):
        gone = dice.random() < 0.3
        row = Record(REMOVAL, ident) if gone else article_record(random_processed(dice, ident))
        rows["article", ident] = row
    for ident in dice.sample(IDS, dice.randint(0, 2)):
        original = dice.choice([None, *[i for i in IDS if i < ident]])
        placed = Placement(ident, dice.choice(["s1", "s2", "s3"]), 0.5, "shares words", original)
        rows["story", ident] = story_record(placed)
    if dice.random() < 0.3 or not rows:
        where = dice.choice(["x.txt", "y.txt"])
        rows["failure", where] = Record(FAILURE, where, problem=dice.choice([None, "is empty", "is broken"]))
    return list(rows.values())


def anew(folder: Path, scratch: Path) -> dict[str, list]:
    """Return the contents of a store that has the same ledger and is built from all of it."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(folder / "ledger", scratch / "ledger")
    rebuild(scratch)
    return contents(open_store(scratch), WORDS, SAID)


def assert_same(folder: Path, scratch: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "FEW", -1)  # what the lists of the layer say is compared with what tantivy finds
        store = open_store(folder)
        assert store.search_index("articles").lists
        assert store.search_index("quotes").lists
        built = contents(store, WORDS, SAID)
    whole = anew(folder, scratch)
    for name in whole:
        assert built[name] == whole[name], name


def run(folder: Path, seed: int, n_commits: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up articles, no secret
    store = folder / "store"
    first = [random_processed(dice, ident) for ident in dice.sample(IDS, 6)]
    build_store(store, first)
    for _ in range(n_commits):
        with writer_lock(store):
            ledger = Ledger.create(store)
            ledger.append(random_commit(dice))
            publish(store)
        built = next(versions.manifests(store))
        assert built.base
        assert_same(store, folder / "scratch")
        assert_headings_as_tables(open_store(store), IDS)
        told = arrays(columns.collect(open_store(store)._db.cursor()))
        assert arrays(columns.mapped(built.path(store, "columns"))) == told
    assert verify(store) == []


@pytest.mark.parametrize("seed", [1, 3])
def test_a_layer_is_the_same_as_everything_anew(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_long_histories(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 12)


def test_a_layer_indexes_only_what_the_one_before_has_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes: list[layer_index.Change] = []
    real = layer_index.change
    monkeypatch.setattr(layer_index, "change", lambda *given: changes.append(real(*given)) or changes[-1])
    build_store(tmp_path, [article(f"Old {i}.", id=f"a{i}") for i in range(3)])
    build_store(tmp_path, [article("New.", id="b")])
    build_store(tmp_path, [article("Newer.", id="a1"), article("Last.", id="c")])
    found = [(change.source.tag, sorted(change.gone), sorted(change.added)) for change in changes]
    assert found == [("1", [], [3]), ("2", [1], [4, 5])]
    # where an article of the base is there again that the layer before has not, the base is gone on from
    layer, *_, base = versions.manifests(tmp_path)
    assert real(tmp_path, base, [], layer.path(tmp_path, "bodies")).source == base


def test_names_are_counted_where_the_last_articles_were_taken_out(tmp_path: Path) -> None:
    names = [("PERSON", "Anna Berg")]
    build_store(tmp_path, [article(f"Anna Berg left {i}.", id=f"a{i:03}", names=names) for i in range(130)])
    with writer_lock(tmp_path):
        Ledger.create(tmp_path).append([Record(REMOVAL, ident) for ident in ("a128", "a129")])
        publish(tmp_path)
    assert next(versions.manifests(tmp_path)).base
    own = open_store(tmp_path).columns
    assert len(own.names.bits) == 1
    assert own.names.counts(own.there).tolist() == [128]


def test_which_names_are_together_is_counted_from_what_changed() -> None:
    rng = np.random.default_rng(4)
    old = packed_rows(rng.random((5, 200)) < 0.3)
    new = packed_rows(rng.random((5, 300)) < 0.3)
    new[:, 1:3] = old[:, 1:3]
    anew = together(new).tolist()
    assert both_of_layer(together(old), old, new).tolist() == anew
    assert both_of_layer(None, old, new).tolist() == anew


def packed_rows(masks: np.ndarray) -> np.ndarray:
    return np.array([columns.packed(mask) for mask in masks])


def test_a_sea_that_no_article_names_any_more_is_gone(tmp_path: Path) -> None:
    sea = Toponym(8, 17, 7, "North Sea", "", 56.0, 3.0, status="area")
    store = tmp_path / "store"
    build_store(store, [Processed(Article("a1", "Off the North Sea."), places=(sea,)), article("Anna left.")])
    build_store(store, [Processed(Article("a1", "Off the coast."))])
    assert next(versions.manifests(store)).base
    assert open_store(store).rows("SELECT name FROM places") == []
    assert_same(store, tmp_path / "scratch")


def test_every_table_says_how_a_layer_goes_with_its_base() -> None:
    assert sorted((*OF_ARTICLES, *OF_KEYS, *WHOLE)) == sorted(TABLES)


def test_a_layer_that_would_grow_too_large_is_built_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_store(tmp_path, [article(f"Old {i}.") for i in range(20)])
    monkeypatch.setattr(settings, "LAYER_SHARE", 0.1)
    bases = []
    for i in range(3):
        build_store(tmp_path, [article(f"New {i}.")])
        bases.append(next(versions.manifests(tmp_path)).base)
    assert bases == ["1", "1", ""]
