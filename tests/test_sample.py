"""The sample corpus is what data/sample/README.md says it is."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
KEYS = {"outlet", "url", "title", "authors", "published_at", "text"}
HOSTS = {
    "The Fenchurch Record": "fenchurchrecord.example",
    "Longmeridian": "longmeridian.example",
    "Mersey Whistle": "merseywhistle.example",
    "Tombigbee Packet": "tombigbeepacket.example",
}
FIRST, LAST = dt.date(2026, 8, 31), dt.date(2026, 10, 25)
WIRE = [
    ("three-day-truce-lake-chad", "fish-market-truce", "lake-chad-truce"),
    ("board-report-pressadine", "dirty-tank-to-blame-for-heart-pills", "pressadine-report-alabama"),
]


def tail(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1]


def plain(text: str) -> str:
    """``text`` with every quotation mark and apostrophe made the same one."""
    return re.sub('[‘’“”"]', "'", text)


ARTICLES = [json.loads(line) for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").split("\n") if line]
BY_TAIL = {tail(a["url"]): a for a in ARTICLES}
README = (SAMPLE / "README.md").read_text(encoding="utf-8")


def section(title: str) -> list[list[str]]:
    """The rows of the table under the README's heading ``title``, without its head."""
    part = README.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def text(name: str) -> str:
    return BY_TAIL[name]["text"]


def words(name: str) -> int:
    return len(text(name).split())


def date(article: dict) -> dt.date | None:
    return dt.date.fromisoformat(article["published_at"][:10]) if article["published_at"] else None


def test_every_record_has_the_documented_fields():
    for a in ARTICLES:
        assert set(a) == KEYS, a["url"]
        assert a["text"] == a["text"].strip()
        assert a["title"]
        assert a["outlet"]
        assert isinstance(a["authors"], list)
        assert all(isinstance(n, str) and n for n in a["authors"])
        assert "\n\n" in a["text"]
        assert "\n\n\n" not in a["text"]
        assert "\r" not in a["text"]


def test_number_of_articles_and_of_words():
    assert len(ARTICLES) == 65
    assert f"{len(ARTICLES)} articles" in README
    assert 22_000 <= sum(len(a["text"].split()) for a in ARTICLES) <= 26_000


def test_no_article_twice():
    keys = [(a["outlet"], a["url"]) for a in ARTICLES]
    assert len(set(keys)) == len(keys)
    assert len(BY_TAIL) == len(ARTICLES), "the README names articles by the last part of the url"
    assert len({a["title"] for a in ARTICLES}) == len(ARTICLES)


def test_four_outlets_as_many_articles_as_the_readme_says():
    counted = Counter(a["outlet"] for a in ARTICLES)
    assert counted == {row[0]: int(row[3]) for row in section("Outlets")}
    assert set(counted) == set(HOSTS)


def test_every_url_is_on_its_outlets_example_host():
    for a in ARTICLES:
        parts = urlsplit(a["url"])
        assert (parts.scheme, parts.netloc) == ("https", HOSTS[a["outlet"]])
        assert not re.search(r"https?://|www\.|\w@\w", a["text"]), "no address inside a text"


def test_dates_lie_in_the_eight_weeks_and_cover_each():
    dated = [a for a in ARTICLES if a["published_at"]]
    for a in dated:
        assert FIRST <= date(a) <= LAST, a["url"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", a["published_at"])
        dt.datetime.fromisoformat(a["published_at"])
        in_url = re.search(r"/(2026)/(\d\d|aug|sep|oct)/(\d\d)/", a["url"])
        if in_url:
            month = {"aug": 8, "sep": 9, "oct": 10}.get(in_url[2]) or int(in_url[2])
            assert date(a) == dt.date(2026, month, int(in_url[3])), a["url"]
    weeks = Counter((date(a) - FIRST).days // 7 for a in dated)
    assert sorted(weeks) == list(range(8))
    assert min(weeks.values()) >= 5
    for outlet in HOSTS:
        assert {(date(a) - FIRST).days // 7 for a in dated if a["outlet"] == outlet} == set(range(8))


def test_some_dates_have_no_time_and_two_articles_no_date():
    assert sum(len(a["published_at"] or "") == len("2026-08-31") for a in ARTICLES) == 6
    undated = {tail(a["url"]) for a in ARTICLES if a["published_at"] is None}
    assert undated == {"letters-on-cranes-eels-and-lot-numbers", "who-is-who-lake-chad-talks"}
    assert undated == {
        row[0].strip("`") for row in section("Which article shows which difficulty") if "no date" in row[1]
    }


def test_lengths_vary():
    sizes = [len(a["text"].split()) for a in ARTICLES]
    assert sum(n >= 850 for n in sizes) >= 6
    assert max(sizes) <= 1300
    assert sum(60 <= n <= 120 for n in sizes) >= 8
    assert min(sizes) >= 60


def test_every_article_named_in_the_readme_exists():
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", README))
    assert len(named) > 35
    assert named <= set(BY_TAIL), named - set(BY_TAIL)


def test_the_wire_agency_is_credit_only():
    copies = {name for group in WIRE for name in group}
    assert {tail(a["url"]) for a in ARTICLES if "Corvane" in a["authors"]} == copies
    for a in ARTICLES:
        found = [m.start() for m in re.finditer("Corvane", a["text"])]
        if tail(a["url"]) in copies:
            assert len(found) == 1
            assert re.match(r"[A-Z]+(, [A-Z][a-z]+)? \(Corvane\) - ", a["text"])
        else:
            assert not found
            assert a["outlet"] != "Corvane"


@pytest.mark.parametrize("names", WIRE)
def test_wire_copies_are_nearly_equal_and_other_articles_are_not(names):
    full = plain(text(names[0])).split()
    assert len({BY_TAIL[n]["outlet"] for n in names}) == 3
    assert len({BY_TAIL[n]["title"] for n in names}) == 3
    for n in names[1:]:
        assert 0.75 < difflib.SequenceMatcher(None, full, plain(text(n)).split(), autojunk=False).ratio() < 1
    rest = [n for n in BY_TAIL if n not in names]
    worst = max(difflib.SequenceMatcher(None, full, plain(text(n)).split(), autojunk=False).ratio() for n in rest)
    assert worst < 0.4


def test_the_correction_follows_what_it_corrects():
    wrong, right = BY_TAIL["310-dockers-face-axe"], BY_TAIL["correction-dock-jobs"]
    assert wrong["outlet"] == right["outlet"]
    assert wrong["published_at"] < right["published_at"]
    assert wrong["title"] in right["text"]
    assert "310" in wrong["text"]
    assert "130" not in wrong["text"]
    assert "130 posts" in right["text"]
    assert text("what-the-dockers-want").splitlines()[-1].startswith("This article was amended")


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("court-fake-crane-licences", ("Owen Pryce", "Judge Helen Pryce")),
        ("day-one-gates-shut-at-seaforth", ("Sean Mullaney", "Karen Mullaney")),
        ("steady-hearts-sues-aldergate", ("Vance Greer", "Latoya Greer")),
        ("geneva-council-bridge", ("Vernell Tharpe", "Wendell Tharpe")),
        ("the-lake-that-will-not-hold-still", ("Mariam al-Barqani", "Colonel Youssouf al-Barqani")),
    ],
)
def test_namesakes_in_one_article(name, people):
    for person in people:
        assert person in text(name)
    row = next(r for r in section("Which article shows which difficulty") if r[0] == f"`{name}`")
    assert "namesakes" in row[1]


def test_namesakes_across_articles():
    assert "midfielder" in text("mariners-sink-ten-man-goole")
    assert "Callum Rafferty" in text("mariners-sink-ten-man-goole")
    assert "Councillor Callum Rafferty" in text("dockers-vote-to-walk-out")
    assert "midfielder" not in text("dockers-vote-to-walk-out")
    both = text("council-namesake-bins")
    assert "Councillor Callum Rafferty" in both
    assert "midfielder Callum Rafferty" in both
    assert "Grace Amponsah, a nurse" in text("four-ports-closed")
    assert "novel by Grace Amponsah" in text("grace-amponsah-novel-tide-clerk")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("lake-chad-truce", ("GENEVA, Switzerland", "Geneva, Alabama")),
        ("geneva-council-bridge", ("GENEVA, Ala.",)),
        (
            "recall-london-ontario-paris-texas",
            ("London, Ontario", "Paris, Texas", "Cambridge, England", "Cambridge, Massachusetts", "Athens"),
        ),
        ("kutaisi-plant-at-centre-of-recall", ("KUTAISI, Georgia", "US state of Georgia")),
        ("thank-you-natia-pressadine-investigation", ("the other Birmingham, in Alabama", "Cambridge, Massachusetts")),
        ("blood-pressure-pill-recalled", ("Springfield, Missouri", "BIRMINGHAM, Ala.")),
        ("odessa-pickering", ("Springfield, Illinois", "FLORENCE, Ala.", "Mobile Plaza")),
        ("eels-know-the-way", ("Lincolnshire", "Boston, Massachusetts")),
        ("grocers-warn-of-thin-shelves", ("Perth and Dundee",)),
    ],
)
def test_ambiguous_places(name, wanted):
    for place in wanted:
        assert place in text(name)


def test_the_same_words_stand_in_the_articles_the_readme_lists():
    rows = section("The same words in several places")
    assert len(rows) >= 3
    for speaker, words_said, where in rows:
        names = re.findall(r"`([a-z0-9-]+)`", where)
        if "wire text" in where:
            names += WIRE[int(re.search(r"wire text (\d)", where)[1]) - 1]
        assert len(names) >= 2
        for n in names:
            assert words_said in plain(text(n)), (speaker, n)
            assert speaker.split()[-1] in text(n), (speaker, n)


def test_quotation_marks_of_each_outlet():
    for a in ARTICLES:
        body = a["text"]
        if HOSTS[a["outlet"]] in ("merseywhistle.example", "tombigbeepacket.example"):
            assert not re.search("[‘’“”]", body), a["url"]
        else:
            assert not re.search("[\"']", body), a["url"]
        if a["outlet"] == "Longmeridian":
            assert body.count("“") == body.count("”"), a["url"]


def test_furniture():
    page = BY_TAIL["day-one-gates-shut-at-seaforth"]
    lines = page["text"].split("\n\n")
    assert lines[:2] == [page["title"], "4 min read"]
    assert '"' in lines
    assert "THE MONEY" in lines
    assert "THE CRANES" in lines
    assert any("Photo:" in line for line in lines)
    quote = lines[lines.index("—Sean Mullaney, lasher") - 1].strip('"')
    assert page["text"].count(quote.rstrip(",")) == 2
    assert any("Photo:" in line for line in text("its-over-dockers-vote-yes").split("\n\n"))
    assert text("its-over-dockers-vote-yes").splitlines()[-1] == "—Maureen Ashcott, NDF general secretary"
    long_read = text("three-weeks-on-the-quay").split("\n\n")
    assert long_read[:2] == [BY_TAIL["three-weeks-on-the-quay"]["title"], "7 min read"]
    assert "—Karen Mullaney, crane driver" in long_read
    lake = text("the-lake-that-will-not-hold-still").split("\n\n")
    assert "—Aïssata Ndongmo, captain" in lake
    assert any("Photograph:" in line for line in lake)
    for name in (
        "three-weeks-on-the-quay",
        "one-pill-two-genevas-long-road",
        "inside-the-villa-how-a-letter-became-a-ceasefire",
    ):
        caps = [line for line in text(name).split("\n\n") if line.upper() == line and len(line) > 5]
        assert len(caps) >= 3, name


def test_live_page_and_interview():
    live = text("live-dock-strike-deal")
    assert live.startswith("This live page")
    times = re.findall(r"^(\d\d:\d\d)\b", live, re.M)
    assert len(times) >= 12
    assert times == sorted(times, reverse=True)
    talk = text("the-interview-rachel-osei-lindqvist").split("\n\n")
    asked, answered = (sum(p.startswith(mark) for p in talk) for mark in ("Q: ", "A: "))
    assert asked == answered >= 10


def test_quotes_that_reopen_are_present():
    """A paragraph ends without the closing mark and the next opens again."""
    straight = [n for n in BY_TAIL if re.search(r'^[^"\n]*(?:"[^"\n]*"[^"\n]*)*"[^"\n]*[.?]\n\n"', text(n), re.M)]
    assert {"day-one-gates-shut-at-seaforth", "its-over-dockers-vote-yes", "live-dock-strike-deal"} <= set(straight)
    assert re.search(r"‘[^’\n]*(?:’\w[^’\n]*)*[.?]\n\n‘", text("three-weeks-on-the-quay"))
