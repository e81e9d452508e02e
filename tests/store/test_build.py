import gc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lib.errors import StoreError
from lib.model import ROLE, Article, Entity, Mention, Processed, Quote, Zone
from lib.store import joining
from lib.store.build import is_published, publish, rebuild
from lib.store.ledger import Ledger, writer_lock
from lib.store.read import Store, open_store
from lib.store.records import FAILURE, REMOVAL, Record, article_record
from tests.store.contents import contents
from tests.store.fixtures import article, build_store, quote, toponym, zone

BERG, COUNCIL = ("PERSON", "Anna Berg"), ("ORG", "City Council")


def store_of(folder: Path, *articles: Processed) -> Store:
    return open_store(build_store(folder, articles))


def test_an_article_s_number_is_its_place_in_the_bodies_as_they_came(tmp_path: Path) -> None:
    store = store_of(
        tmp_path,
        article("No date.", outlet="Beta"),
        article("Late.", published_at="2026-05-02T08:00:00Z", outlet="Alpha"),
        article("Early.", published_at="2026-05-02", outlet="Beta"),
        article("Odd date.", published_at="last Tuesday"),
    )
    store = open_store(build_store(store.folder, [article("Later still.", outlet="Alpha")]))
    rows = store.rows("SELECT article, id, lead, day FROM articles ORDER BY article")
    leads = ["No date.", "Late.", "Early.", "Odd date.", "Later still."]
    assert [(number, lead) for number, _, lead, _ in rows] == list(enumerate(leads))
    assert [day for *_, day in rows] == [None, date(2026, 5, 2), date(2026, 5, 2), None, None]
    assert [store.processed(ident).article.text for _, ident, _, _ in rows] == leads
    assert store.rows("SELECT name, n_articles, first_day FROM outlets ORDER BY name") == [
        ("", 1, None),
        ("Alpha", 2, date(2026, 5, 2)),
        ("Beta", 2, date(2026, 5, 2)),
    ]


def test_names_in_furniture_and_in_repeated_pull_quotes_do_not_count(tmp_path: Path) -> None:
    text = (
        "Anna Berg will never leave this valley again.\n\nAnna Berg will never leave this valley\n\n"
        "Anna Berg was seen here and now by nobody\n\nMore on Anna Berg"
    )
    pulled = text.index("Anna Berg", 5)
    repeated = Zone(pulled, text.index("\n\n", pulled), "pull_quote")
    other = zone(text, "Anna Berg was seen here and now by nobody", "pull_quote")
    more = zone(text, "More on Anna Berg", "boilerplate")
    store = store_of(tmp_path, article(text, names=[BERG], zones=(repeated, other, more)))
    assert [r[0] for r in store.rows("SELECT counted FROM mentions ORDER BY start")] == [True, False, True, False]
    assert store.rows("SELECT n_articles, n_mentions FROM entities") == [(1, 2)]
    assert store.rows("SELECT n_mentions FROM articles") == [(2,)]


def test_quotes_and_places_in_furniture_do_not_count(tmp_path: Path) -> None:
    text = '"Yes," said Anna Berg in Oslo. Read also: "No," said Anna Berg in Rome.'
    store = store_of(
        tmp_path,
        article(
            text,
            names=[BERG],
            zones=(zone(text, 'Read also: "No," said Anna Berg in Rome.', "boilerplate"),),
            quotes=(quote(text, '"Yes,"', speaker="Anna Berg"), quote(text, '"No,"', speaker="Anna Berg")),
            places=(toponym(text, "Oslo", 1, "NO", 59.9, 10.7), toponym(text, "Rome", 2, "IT", 41.9, 12.5)),
        ),
    )
    assert store.rows('SELECT content, "at" FROM quotes') == [('"Yes,"', 0)]
    assert store.rows("SELECT text, counted FROM toponyms ORDER BY start") == [("Oslo", True), ("Rome", False)]
    assert store.rows("SELECT name, n_articles FROM places ORDER BY place") == [("Oslo", 1), ("Rome", 0)]
    assert store.rows("SELECT n_quotes, n_places FROM articles") == [(1, 1)]


def test_one_entity_across_articles_takes_its_most_frequent_name_and_role(tmp_path: Path) -> None:
    def told(name: str, role: str | None, number: int) -> Processed:
        entity = Entity("person/x", "PERSON", name, (name, "Berg"), role)
        return Processed(
            Article(str(number), name), mentions=(Mention(0, 4, "PERSON", "person/x", 1, "t"),), entities=(entity,)
        )

    store = store_of(
        tmp_path,
        told("A. Berg", "mayor", 1),
        told("Anna Berg", "mayor", 2),
        told("Anna Berg", None, 3),
        told("X", "lawyer", 4),
    )
    row = store.rows("SELECT name, role, aliases, n_articles, kind, label FROM entities")[0]
    assert row == ("Anna Berg", "mayor", ["Berg", "A. Berg", "X"], 4, "person", "PERSON")


def test_ties_between_names_go_to_the_longest(tmp_path: Path) -> None:
    one, two = (Entity("org/x", "ORG", name) for name in ("HNC", "High Negotiations Committee"))
    store = store_of(
        tmp_path, Processed(Article("1", "HNC"), entities=(one,)), Processed(Article("2", "H"), entities=(two,))
    )
    assert store.rows("SELECT name FROM entities") == [("High Negotiations Committee",)]


def test_article_entities_count_each_name_once_an_article_and_the_totals_agree(tmp_path: Path) -> None:
    texts = ["Anna Berg met the City Council. Anna Berg left.", "Anna Berg slept.", "The City Council met Anna Berg."]
    dates = ["2026-05-01", "2026-05-01", None]
    store = store_of(
        tmp_path,
        *(
            article(t, names=[n for n in (BERG, COUNCIL) if n[1] in t], published_at=d)
            for t, d in zip(texts, dates, strict=True)
        ),
    )
    berg = store.rows("SELECT entity FROM entities WHERE id = 'person/anna-berg'")[0][0]
    beside = "SELECT count(*) FROM article_entities b WHERE b.article = a.article AND b.entity <> a.entity"
    rows = store.rows(f"SELECT n, ({beside}) FROM article_entities a WHERE entity = ? ORDER BY article", [berg])  # noqa: S608
    assert sorted(rows) == [(1, 0), (1, 1), (2, 1)]
    days = store.rows(
        "SELECT day, count(*), sum(n) FROM article_entities WHERE entity = ? GROUP BY 1 ORDER BY 1", [berg]
    )
    assert days == [(date(2026, 5, 1), 2, 3), (None, 1, 1)]
    assert store.rows("SELECT n_articles, n_mentions FROM entities WHERE entity = ?", [berg]) == [(3, 4)]


def test_a_mention_of_an_entity_that_nobody_describes_describes_itself(tmp_path: Path) -> None:
    bare = Processed(Article("1", "Anna Berg left."), mentions=(Mention(0, 9, "PERSON", "own/7", 1, "t"),))
    store = store_of(tmp_path, bare)
    assert store.rows("SELECT id, kind, name, n_articles FROM entities") == [("own/7", "person", "Anna Berg", 1)]


def test_a_title_that_stands_for_a_name_is_kept_but_not_counted(tmp_path: Path) -> None:
    text = "Minister Anna Berg left."
    done = article(text, names=[("PERSON", "Anna Berg")])
    title = Mention(0, 8, ROLE, done.entities[0].id, 0.9, "title")
    db = store_of(tmp_path, replace(done, mentions=(title, *done.mentions)))
    assert db.rows("SELECT label, counted FROM mentions ORDER BY label") == [("PERSON", True), ("ROLE", False)]
    assert db.rows("SELECT kind, name, n_mentions FROM entities") == [("person", "Anna Berg", 1)]


def test_quotes_show_whole_words_around_them_and_unknown_speakers_stay_empty(tmp_path: Path) -> None:
    text = "Ä" + " long" * 60 + ' he said "Stay here 👩🏽‍🚀" ' + "words " * 60
    start = text.index('"Stay')
    end = text.index('" words') + 1
    spoken = Quote(
        start, end, "direct", speaker=(start - 8, start - 6), speaker_entity="person/nobody", cue=(start - 5, start - 1)
    )
    short = quote("Yes, he said.", "Yes,", cue="said")
    store = store_of(tmp_path, article(text, quotes=(spoken,)), article("Yes, he said.", quotes=(short,)))
    rows = store.rows(
        "SELECT before, content, after, speaker, speaker_text, cue_text FROM quotes ORDER BY length(content) DESC"
    )
    before, content, after, *rest = rows[0]
    assert (content, rest) == ('"Stay here 👩🏽‍🚀"', [None, "he", "said"])
    assert before.startswith("long long")
    assert before.endswith("he said ")
    assert 150 < len(before) <= 160
    assert after.endswith(" words")
    assert 150 < len(after) <= 160
    assert rows[1][:3] == ("", "Yes,", " he said.")


def test_quotes_are_numbered_as_they_stand_in_the_articles(tmp_path: Path) -> None:
    texts = [f'"Yes {i}," said Anna Berg.' for i in range(3)]
    dates = ["2026-01-01", None, "2026-03-01"]
    store = store_of(
        tmp_path,
        *(
            article(t, names=[BERG], published_at=d, quotes=(quote(t, t.split(" said")[0], speaker="Anna Berg"),))
            for t, d in zip(texts, dates, strict=True)
        ),
        article('"Who?" it said.', quotes=(quote('"Who?" it said.', '"Who?"'),)),
    )
    assert [r[0] for r in store.rows("SELECT content FROM quotes ORDER BY quote")] == [
        '"Yes 0,"',
        '"Yes 1,"',
        '"Yes 2,"',
        '"Who?"',
    ]
    assert store.rows("SELECT n_said FROM entities") == [(3,)]


def test_lead_skips_zones_and_ends_with_a_word(tmp_path: Path) -> None:
    text = "HEADLINE HERE\n\nPARIS (AP) — " + "running text " * 30
    zones = (zone(text, "HEADLINE HERE", "headline"), zone(text, "PARIS (AP) —", "dateline"))
    store = store_of(tmp_path, article(text, zones=zones), article("HEADLINE HERE", zones=zones[:1]))
    leads = {r[0] for r in store.rows("SELECT lead FROM articles")}
    long = next(lead for lead in leads if lead.startswith("running"))
    assert "HEADLINE HERE" in leads  # nothing but a zone: better than nothing
    assert long.endswith(("running…", "text…"))
    assert len(long) <= 241


def test_places_carry_roles_and_doubts(tmp_path: Path) -> None:
    text = "PARIS — The mayor of Paris went to Springfield."
    places = (
        toponym(text, "Paris", 1, "FR", 48.8, 2.3),
        type(toponym(text, "Paris", 1, "FR", 48.8, 2.3))(0, 5, 1, "Paris", "FR", 48.8, 2.3, 0.9, 3, "dateline"),
        toponym(text, "Springfield", 9, "US", 39.8, -89.6, status="ambiguous", role="in_quote"),
    )
    store = store_of(tmp_path, article(text, places=places))
    rows = store.rows("SELECT n, dateline, mentioned, in_quote, doubtful, country FROM article_places ORDER BY place")
    assert rows == [(2, True, True, False, False, "FR"), (1, False, False, True, True, "US")]


def test_notes_and_failures_are_told(tmp_path: Path) -> None:
    store = build_store(
        tmp_path,
        [article("Bonjour.", notes=("not annotated: the text is not in English",)), article("x", notes=("fine",))],
    )
    with writer_lock(tmp_path):
        ledger = Ledger.create(tmp_path)
        ledger.append([Record(FAILURE, "a.txt", problem="is empty"), Record(FAILURE, "b.txt", problem="is empty")])
        ledger.append([Record(FAILURE, "b.txt")])
        publish(tmp_path)
    store = open_store(tmp_path)
    assert store.rows("SELECT annotated, note FROM articles ORDER BY note") == [
        (True, "fine"),
        (False, "not annotated: the text is not in English"),
    ]
    assert store.rows("SELECT location, problem FROM failures") == [("a.txt", "is empty")]


def test_updates_and_removals_leave_no_trace_in_the_tables(tmp_path: Path) -> None:
    build_store(
        tmp_path,
        [article("Anna Berg left.", id="a", names=[BERG]), article("City Council met.", id="b", names=[COUNCIL])],
    )
    with writer_lock(tmp_path):
        Ledger.create(tmp_path).append(
            [article_record(article("City Council slept.", id="a", names=[COUNCIL])), Record(REMOVAL, "b")]
        )
        publish(tmp_path)
    store = open_store(tmp_path)
    assert store.rows("SELECT id FROM articles") == [("a",)]
    assert store.rows("SELECT id, n_articles FROM entities") == [("org/city-council", 1)]
    assert store.search("anna").tolist() == []


def test_the_digest_and_the_tables_do_not_depend_on_the_way_there(tmp_path: Path) -> None:
    one, two = article("Anna Berg left.", names=[BERG]), article("City Council met.", names=[COUNCIL])
    build_store(tmp_path / "a", [one, two])
    build_store(tmp_path / "b", [two])
    build_store(tmp_path / "b", [one])
    a, b = open_store(tmp_path / "a"), open_store(tmp_path / "b")
    assert a.digest == b.digest
    own, other = contents(a), contents(b)
    assert {table for table in own if own[table] != other[table]} == {"articles", "meta"}
    assert [row[:-2] for row in own["articles"]] == [row[:-2] for row in other["articles"]]


def test_python_frees_cycles_again_once_names_are_joined_or_fail_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        collecting.append(gc.isenabled())
        raise ValueError

    build_store(tmp_path, [article("Anna left.")])
    collecting = [gc.isenabled()]
    monkeypatch.setattr(joining, "find_joins", fail)
    with pytest.raises(ValueError):  # noqa: PT011 - raised right here
        rebuild(tmp_path)
    assert [*collecting, gc.isenabled()] == [True, False, True]


def test_publishing_again_changes_nothing_and_rebuilding_uses_new_names(tmp_path: Path) -> None:
    build_store(tmp_path, [article("One.")])
    files = {p.name for p in tmp_path.iterdir()}
    with writer_lock(tmp_path):
        assert publish(tmp_path) == 1
    assert {p.name for p in tmp_path.iterdir()} == files
    assert rebuild(tmp_path) == 1
    assert (tmp_path / "serving-1-2.duckdb").is_file()
    assert open_store(tmp_path).rows("SELECT count(*) FROM articles") == [(1,)]


def test_a_changed_layout_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_store(tmp_path, [article("One.")])
    monkeypatch.setattr("lib.store.build.schema_digest", lambda: "other")
    monkeypatch.setattr("lib.store.read.schema_digest", lambda: "other")
    assert not is_published(tmp_path, 1)
    with pytest.raises(StoreError, match="another version of this program"):
        open_store(tmp_path)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = "'; DROP TABLE articles; -- <script>alert('x')</script> a\x00b 👩🏽‍🚀 \u202e"
    store = store_of(
        tmp_path, article(text, title=text, outlet=text, id=text, names=[("PERSON", "<script>alert('x')</script>")])
    )
    assert store.processed(text).article.text == text
    assert store.rows("SELECT title, name FROM articles JOIN outlets USING (outlet)") == [(text, text)]
    assert store.rows("SELECT name FROM entities") == [("<script>alert('x')</script>",)]
