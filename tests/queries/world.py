"""A small made-up press, and the serving tables of it: facts first, every table derived from the facts.

``FACTS`` is a list of Fact, one for each article, drawn with a fixed seed. The tables are filled from it row by
row in plain Python, so that a query's answer can be compared with a count over the facts.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lib.store import headings, known
from lib.store.columns import Columns, collect
from lib.store.read import Store
from lib.store.schema import TABLES

OUTLETS = ("Harbour Post", "Beta", "Il Corriere O'Neill", "")
PEOPLE = tuple(f"person/{n}" for n in ("ada-berg", "bo-chan", "cleo-diaz", "dan-eze", "eva-falk", "finn-gray"))
ORGS = tuple(f"org/{n}" for n in ("acme", "border-agency", "city-council", "dockers-union"))
NAMED_PLACES = ("place/lutonia", "place/port-vale")
#: geonameid, name, country, lat, lon; the last is a sea that no country holds.
PLACES = (
    (101, "Lutonia", "LU", 49.6, 6.1),
    (102, "Port Vale", "LU", 49.5, 6.0),
    (103, "Vale", "FR", 48.8, 2.3),
    (104, "Grey Sea", None, 55.0, 3.0),
)
KINDS = ("direct", "mixed", "indirect")
FIRST = date(2026, 1, 28)
#: Why every article is in its story: story_score, story_reason, copy_shared, agency.
WHY = (0.5, "shares Acme; same day", None, None)


@dataclass
class Fact:
    """One article: ``names`` maps entity ids to counted mentions, ``places`` geonameids to lists of toponyms."""

    article: int
    outlet: str
    day: date | None
    names: Counter = field(default_factory=Counter)
    places: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    quotes: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    words: tuple[str, ...] = ()
    story: int = 0
    text: int = 0

    @property
    def id(self) -> str:
        return f"a{self.article}"

    def about(self, i: int) -> list[str]:
        """Return the names inside the quote ``i``: every second name of the article from there on."""
        return sorted(self.names)[i::2]


def make_facts(n: int = 120, seed: int = 5) -> list[Fact]:
    """Return ``n`` articles over about four months, a gap of two weeks in them, the undated last."""
    dice = random.Random(seed)  # noqa: S311 - made-up data, no secret
    days = sorted(FIRST + timedelta(days=d) for d in (dice.choice((*range(40), *range(56, 110))) for _ in range(n - 6)))
    facts = []
    for number, day in enumerate([*days, *[None] * 6]):
        fact = Fact(number, dice.choices(OUTLETS, (6, 3, 2, 1))[0], day)
        for name in dice.sample((*PEOPLE, *ORGS, *NAMED_PLACES), dice.randint(0, 6)):
            fact.names[name] = dice.randint(1, 3)
        for place in dice.sample(PLACES, dice.randint(0, 3)):
            roles = dice.choices(("dateline", "mentioned", "in_quote"), k=dice.randint(1, 2))
            fact.places[place[0]] = [(role, dice.choice(("resolved", "ambiguous"))) for role in roles]
        speakers = [*(n for n in fact.names if n in PEOPLE), None]
        fact.quotes = [
            (_voices(dice.choice(speakers), speakers), dice.choice(KINDS), dice.choice(("ferry", "budget")))
            for _ in range(dice.randint(0, 3))
        ]
        fact.words = tuple(dice.sample(("ferry", "budget", "strike"), dice.randint(0, 2)))
        fact.story, fact.text = number % 17, number if number % 5 else number // 2
        facts.append(fact)
    for fact in facts:
        fact.text = facts[fact.text].text  # whoever copies a copy has its original's text
    return facts


def _voices(first: str | None, people: list[str | None]) -> tuple[str, ...]:
    """Return who says a quote: nobody, one, or the first and the last of three people and more together."""
    if first is None:
        return ()
    return (first, people[-2]) if len(people) > 3 and first != people[-2] else (first,)


def name_of(entity: str) -> str:
    return entity.split("/")[1].replace("-", " ").title()


class MemoryStore:
    """The doors of lib.store.read.Store over tables in memory."""

    version = 7
    size = Store.size

    def __init__(self, facts: list[Fact]) -> None:
        self.facts = facts
        self.db = duckdb.connect(config={"threads": 1})
        for statement in TABLES.values():
            self.db.execute(statement)
        self.spans: dict[int, str] = {}
        for table, rows in serving_rows(facts, self.spans).items():
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names from TABLES

        self.columns, self.known = Columns(collect(self.db)), known.collect(self.db)
        self.headings = headings.asked(self.table)

    def frame(self, sql: str, params: Any = (), **tables: Any) -> pd.DataFrame:
        return self.cursor(tables).execute(sql, params or None).df()

    def table(self, sql: str, **tables: Any) -> pa.Table:
        return self.cursor(tables).sql(sql).to_arrow_table()

    quotes, _quoted = Store.quotes, None

    def cursor(self, tables: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        cursor = self.db.cursor()
        for name, table in tables.items():
            cursor.register(name, table)
        return cursor

    def rows(self, sql: str, params: Any = (), **tables: Any) -> list[tuple]:
        return self.cursor(tables).execute(sql, params or None).fetchall()

    def number(self, article_id: str) -> int | None:
        return next((f.article for f in self.facts if f.id == article_id), None)

    def search(self, words: str) -> np.ndarray:
        return np.array([f.article for f in self.facts if words in f.words], dtype=np.int32)

    def search_quotes(self, words: str) -> np.ndarray:
        said = [q for f in self.facts for q in f.quotes]
        return np.array([i for i, (_, _, word) in enumerate(said) if word == words], dtype=np.int32)

    def texts(self, articles: list[int]) -> dict[int, str]:
        return {n: self.spans[n] for n in articles}


def serving_rows(facts: list[Fact], texts: dict[int, str]) -> dict[str, list[tuple]]:
    """Return the rows of every serving table; fills ``texts`` with one line for each article."""
    ids = (*PEOPLE, *ORGS, *NAMED_PLACES)
    number = {name: i for i, name in enumerate(ids)}
    rows: dict[str, list[tuple]] = {table: [] for table in TABLES}
    for fact in facts:
        _article_rows(fact, rows, number, texts)
    for name in ids:
        own = [f for f in facts if name in f.names]
        days = [f.day for f in own if f.day]
        said = sum(name in q[0] for f in facts for q in f.quotes)
        kind, label = name.split("/")[0], "PERSON" if name in PEOPLE else "ORG"
        n_mentions = sum(f.names[name] for f in own)
        aliases, role = [f"The {name_of(name)}"], f"{kind} of note"
        totals = (len(own), n_mentions, said, min(days), max(days))
        plain = [text.lower() for text in (name_of(name), *aliases)]
        rows["entities"].append((number[name], name, kind, label, name_of(name), aliases, role, *totals, *plain))
    for i, outlet in enumerate(OUTLETS):
        days = [f.day for f in facts if f.outlet == outlet and f.day]
        n = sum(f.outlet == outlet for f in facts)
        rows["outlets"].append((i, outlet, n, min(days, default=None), max(days, default=None)))
    for i, place in enumerate(PLACES):
        own = [f for f in facts if place[0] in f.places]
        days = [f.day for f in own if f.day]
        n_mentions = sum(len(f.places[place[0]]) for f in own)
        rows["places"].append((i, *place, len(own), n_mentions, min(days, default=None), max(days, default=None)))
    rows["stories"] = [_story_row(story, facts) for story in sorted({f.story for f in facts})]
    rows["failures"] = [("2026-05-01 00:00:00", "week3.jsonl:7", "no text")]
    return rows


def _story_row(story: int, facts: list[Fact]) -> tuple:
    own = [f for f in facts if f.story == story]
    days = [f.day for f in own if f.day]
    counts = (len(own), len({f.outlet for f in own}), len({f.text for f in own}))
    lead = own[0].article
    return (story, f"s{story}", f"Title {lead}", lead, *counts, min(days, default=None), max(days, default=None))


def _article_rows(fact: Fact, rows: dict[str, list[tuple]], number: dict[str, int], texts: dict[int, str]) -> None:
    a, outlet, text = fact.article, OUTLETS.index(fact.outlet), "Opening line.\n"
    at, told = 0, (fact.story, fact.text)
    for name, n in fact.names.items():
        kind = name.split("/")[0]
        rows["article_entities"].append((number[name], fact.day, a, outlet, kind, n, *told))
        for counted in [True] * n + [False]:
            text += "Yesterday "
            span = (len(text), len(text) + len(name_of(name)))
            text += f"{name_of(name)} spoke. "
            rows["mentions"].append((a, *span, number[name], "PERSON", 0.9, "test", counted, at))
            at += 1
    for i, (voices, kind, word) in enumerate(fact.quotes):
        who = (number[voices[0]], name_of(voices[0])) if voices else (None, None)
        speakers = [number[v] for v in voices]
        rows["quote_speakers"] += [(s, fact.day, a, outlet, kind, len(rows["quotes"]), *told) for s in speakers]
        rows["quote_names"] += [
            (number[n], fact.day, a, outlet, kind, len(rows["quotes"]), *told) for n in fact.about(i)
        ]
        said = ("before ", f"the {word} is late", " after")
        quote = (
            len(rows["quotes"]),
            who[0],
            fact.day,
            a,
            outlet,
            kind,
            0.8,
            "test",
            i,
            i + 1,
            who[1],
            "said",
            *said,
            i,
            speakers,
            *told,
        )
        rows["quotes"].append(quote)
    step = 0
    for geonameid, toponyms in fact.places.items():
        index = [p[0] for p in PLACES].index(geonameid)
        roles = [role for role, _ in toponyms]
        doubtful = all(status == "ambiguous" for _, status in toponyms)
        flags = [role in roles for role in ("dateline", "mentioned", "in_quote")]
        where = (index, fact.day, a, outlet, PLACES[index][2], len(toponyms))
        rows["article_places"].append((*where, *flags, doubtful, *told))
        for role, status in toponyms:
            span = (len(text), len(text) + len(PLACES[index][1]))
            text += f"{PLACES[index][1]} is calm. "
            rows["toponyms"].append(
                (a, *span, text[slice(*span)], index, 0.7, 2, role, status, "t", [], "[]", True, step)
            )
            step += 1
    texts[a] = text
    n_words, n_mentions, n_quotes = len(text.split()), sum(fact.names.values()), len(fact.quotes)
    stamp = fact.day.isoformat() if fact.day else None
    head = (a, fact.id, outlet, f"Title {a}", None, [], stamp, fact.day, "en", n_words, n_mentions, n_quotes)
    rows["articles"].append(
        (*head, len(fact.places), a % 11 != 0, None, False, "made-up", text[:40], *told, *WHY, 1, 1)
    )
