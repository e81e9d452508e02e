from __future__ import annotations

import numpy as np
import pytest

from lib.model import Article, Entity, Processed, Quote
from lib.stories.utterances import Said, near, said_in, utterances


def said(
    article: str, words: str, speaker: str | None = "person/ada-obi", name: str | None = None, day: int = 1
) -> Said:
    shown = name or (speaker or "").partition("/")[2].replace("-", " ").title() or None
    return Said(f"{article}:0", article, words, speaker, shown, day)


def forms(quotes: list[Said]) -> list[list[str]]:
    return [[v.form for v in utterance.variants] for utterance in utterances(quotes)]


FULL = "“We shut the sluice at midnight because nobody had asked the farmers downstream,”"


def test_trimmed_altered_and_same() -> None:
    quotes = [
        said("a", FULL),
        said("b", "'We shut the sluice at midnight'", day=2),
        said("c", FULL.replace("midnight", "dawn"), day=3),
        said("d", FULL.replace("“", '"'), day=4),
    ]
    assert forms(quotes) == [["fullest", "trimmed", "altered", "same"]]


def test_contractions_are_no_alteration() -> None:
    assert forms(
        [said("a", "We won't be sold by our own docks."), said("b", "We will not be sold by our own docks")]
    ) == [["fullest", "same"]]


def test_everyday_phrases_and_one_article_are_no_utterance() -> None:
    assert forms([said("a", "I don't think so, no."), said("b", "I don't think so, no.", "person/ben-ray")]) == []
    assert forms([said("a", FULL), said("a", FULL)]) == []


@pytest.mark.parametrize("put_in", ["", " [the reeve]", " \0", " \1", "’s clerk Zoë Ödön [said. And]"])
def test_what_an_editor_put_in_and_strange_letters_hide_no_utterance(put_in: str) -> None:
    cut = f"Nobody{put_in} had asked the farmers downstream at all. So there."
    (found,) = utterances([said("a", FULL), said("b", cut, day=2), said("c", "Nobody saw a boat.", day=3)])
    assert [v.said.article for v in found.variants] == ["a", "b"]


def test_speakers_that_disagree_are_flagged() -> None:
    (found,) = utterances([said("a", FULL), said("b", FULL), said("c", FULL, "person/ben-ray")])
    assert found.disputed
    assert found.speaker == "person/ada-obi"
    assert [v.other_speaker for v in found.variants] == [False, False, True]


def test_a_longer_name_a_spokesman_and_nobody_do_not_disagree() -> None:
    quotes = [
        said("a", FULL),
        said("b", FULL, "person/dame-ada-obi"),
        said("c", FULL, "org/river-board"),
        said("d", FULL, None),
    ]
    (found,) = utterances(quotes)
    assert not found.disputed


def test_one_sentence_of_a_longer_quote_is_enough_and_quoting_another_is_flagged() -> None:
    long = "It was a long night. We counted nine boats under the bridge. I would do it again."
    quoting = "'He told us, 'We counted nine boats under the bridge,' and I saw none."
    assert len(utterances([said("a", long), said("b", "We counted nine boats under the bridge", day=2)])) == 1
    (found,) = utterances([said("a", long), said("b", quoting, "person/ben-ray", day=2)])
    assert found.disputed


def test_quotes_of_an_article_leave_out_the_cue() -> None:
    text = "“We shut it,” said Ada Obi, “at midnight.”"
    quote = Quote(0, len(text), "direct", speaker_entity="person/ada-obi", parts=((0, 13), (28, 42)))
    record = Processed(
        Article("x", text, published_at="2026-09-01", outlet="The Packet"),
        entities=(Entity("person/ada-obi", "PERSON", "Ada Obi"),),
        quotes=(quote,),
    )
    (found,) = said_in(record)
    assert found.words == "“We shut it,” “at midnight.”"
    assert (found.key, found.name, found.outlet, found.day) == ("x:0", "Ada Obi", "The Packet", 739860)


def test_near_is_what_shares_words_in_a_group_directly_or_through_others() -> None:
    first, second = "The sluice was shut at midnight", "Nobody asked the farmers downstream"
    quotes = [first, f"{first}. {second}.", "A word of its own entirely", f"{second}!", first, "It was then so", ""]
    groups = np.array([1, 1, 1, 1, 2, 1, 1])

    def of(*some: int) -> list[int]:
        return near(quotes, groups, np.array(some, int)).tolist()

    assert of(0) == of(3) == of(0, 2, 5, 6) == [0, 1, 3]
    assert of(2) == of(4) == of(5) == of(6) == of() == []
    assert near([], np.array([], int), np.array([], int)).tolist() == []
    assert near(quotes, np.ones(len(quotes), int), np.array([4])).tolist() == [0, 1, 3, 4]
