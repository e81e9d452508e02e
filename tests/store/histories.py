"""Made-up histories of a store: commits of articles new and changed, removed, placed; and whether two stores agree."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from lib.model import ROLE, Article, Entity, Mention, Placement, Processed, Quote, Toponym, Zone, slug
from lib.store import fitting, versions
from lib.store.build import publish, rebuild
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import open_store
from lib.store.records import FAILURE, REMOVAL, Record, article_record, story_record
from lib.store.schema import TABLES
from tests.store.contents import contents

#: Some are one across articles, some may be, some belong to another program, which joins its own.
NAMES = ["Anna Berg", "Anna J. Berg", "Anne Berg", "Ben Cole", "Benjamin Cole", "Berg", "Oslo", "Dockers"]
NAMES += ["City Council", "The City Council", "City Council Inc"]
IDS = [f"a{i}" for i in range(9)]
SAID = ["yes", "speaker:anna", "speaker:cole", "outlet:beta"]
WORDS = [*SAID, "berg", "oslo", "title:news", "said:yes"]


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


def commit(store: Path, rows: list[Record]) -> versions.Manifest:
    """Append ``rows`` to the ledger and return what is published then."""
    with writer_lock(store):
        Ledger.create(store).append(rows)
        publish(store)
    return next(versions.manifests(store))


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
    told = store.rows("SELECT key, value FROM meta WHERE starts_with(key, 'rows_')")
    assert {key: int(value) for key, value in told} == {
        f"rows_{name}": len(built[name]) for name in TABLES.keys() - {"meta"}
    }
    whole = anew(folder, scratch)
    for name in whole:
        assert built[name] == whole[name], name
