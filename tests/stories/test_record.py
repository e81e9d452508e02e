from __future__ import annotations

from datetime import date

from lib.model import Article, Entity, Mention, Processed, Zone
from lib.stories.command import stories_of
from lib.stories.record import Report, day_of


def test_days() -> None:
    assert day_of("2026-09-01T10:00:00Z") == day_of("2026-09-01") == date(2026, 9, 1).toordinal()
    assert day_of("soon") is day_of(None) is day_of("") is None


def test_evidence_of_an_annotated_article() -> None:
    text = "4 min read\nObi spoke to the French in Bol."
    record = Processed(
        Article("x", text, title="A talk", authors=("Corvane",)),
        zones=(Zone(0, 10, "boilerplate"),),
        mentions=(
            Mention(11, 14, "PERSON", "person/ada-obi", 1.0, "model"),
            Mention(28, 34, "NORP", "group/french", 1.0, "model"),
        ),
        entities=(Entity("person/ada-obi", "PERSON", "Ada Obi"),),
    )
    report = Report.of(record)
    assert report.text == "\nObi spoke to the French in Bol."
    assert report.names == (("Obi", "Ada Obi"),)
    assert report.authors == ("Corvane",)


def test_the_command_says_story_and_original_of_each_article() -> None:
    text = "The river Orla broke its banks at Tarnsk and many people left their homes before the old bridge fell. " * 3
    articles = [Processed(Article(name, text, published_at=f"2026-09-0{n}")) for n, name in ((2, "b"), (1, "a"))]
    assert list(stories_of(articles)) == [
        {"id": "b", "story": "a", "copy_of": "a"},
        {"id": "a", "story": "a", "copy_of": None},
    ]
