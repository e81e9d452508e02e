"""The sample's README says which articles are wire copies, which words are repeated and which threads there are."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from lib import settings
from lib.stories.copies import CopyFinder
from lib.stories.grouper import Grouper
from lib.stories.record import Report, day_of
from lib.stories.utterances import Said, utterances

#: Stand-ins for the annotations, so that no model decides these tests.
NAME = re.compile(r"(?<![.!?\"“‘]\s)(?<!^)(?<!\n)\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
QUOTE = re.compile(r"[“\"]([^”\"\n]{15,})[”\"]|(?<!\w)‘([^\n]{15,}?)[.,?!]?’(?!\w)")
LAKE = ("geneva-talks-open-in-two-rooms", "chari-union-walks-out", "lake-chad-truce-broken", "ceasefire-first-days")
DOCK = ("day-one-gates-shut-at-seaforth", "four-ports-closed", "dockers-vote-to-walk-out", "what-the-dockers-want")
PILL = ("aldergate-recalls-pressadine", "blood-pressure-pill-recalled", "pressadine-recall-widens")
ALONE = ("wetumpka-river-race", "geneva-council-bridge", "grace-amponsah-novel-tide-clerk", "court-fake-crane-licences")


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    records = [json.loads(line) for line in settings.SAMPLE.read_text(encoding="utf-8").split("\n") if line]
    return [
        Report(
            record["url"].rsplit("/", 1)[-1],
            record["title"],
            record["text"],
            day_of(record["published_at"]),
            record["outlet"],
            tuple((name, name) for name in NAME.findall(record["text"])),
            authors=tuple(record["authors"]),
        )
        for record in records
    ]


def test_the_wire_copies_and_nothing_else(reports: list[Report]) -> None:
    found = CopyFinder().add(reports)
    assert {copy.id: copy.copy_of for copy in found} == {
        "fish-market-truce": "three-day-truce-lake-chad",
        "lake-chad-truce": "three-day-truce-lake-chad",
        "dirty-tank-to-blame-for-heart-pills": "board-report-pressadine",
        "pressadine-report-alabama": "board-report-pressadine",
    }
    assert {copy.agency for copy in found} == {"Corvane"}


def test_the_threads_stay_apart(reports: list[Report]) -> None:
    story = {made.id: made.story for made in Grouper().add(reports).assignments}
    threads = [{story[name] for name in thread} for thread in (LAKE, DOCK, PILL)]
    assert [len(thread) for thread in threads] == [1, 1, 1]
    assert len(set.union(*threads)) == 3
    size = Counter(story.values())
    assert [size[story[name]] for name in ALONE] == [1, 1, 1, 1]


def test_the_same_words_in_several_places(reports: list[Report]) -> None:
    quotes = [
        Said(f"{r.id}:{n}", r.id, match[1] or match[2], day=r.day)
        for r in reports
        for n, match in enumerate(QUOTE.finditer(r.text))
    ]
    found = [{v.said.article for v in utterance.variants} for utterance in utterances(quotes)]
    for shared in (
        {"dockers-vote-to-walk-out", "what-the-dockers-want", "dock-deal-analysis"},
        {"board-report-pressadine", "dirty-tank-to-blame-for-heart-pills", "farrow-to-leave-aldergate"},
        {"villa-cedrat-protocol-signed", "lake-chad-accord-reaction"},
        {"recall-london-ontario-paris-texas", "the-interview-rachel-osei-lindqvist", "birmingham-reacts-farrow"},
        {"rotterdam-crews-refuse-diverted-cargo", "mersey-chemists-run-out-of-heart-pills"},
    ):
        assert any(shared <= articles for articles in found), shared
