"""How a name was found and joined, in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lib.model import Article, Entity, Mention, Processed
from lib.ui import evidence
from lib.view import View


class Here:
    """As much of a screen as a link needs."""

    view = View()


def pair(**changes) -> pd.DataFrame:
    row = {
        "id": "person/berg", "name": "Berg", "n_articles": 4, "other": "person/ada-berg", "other_name": "Ada Berg",
        "other_n_articles": 1, "score": 0.8, "reason": "the surname alone",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_both_names_of_a_doubtful_join_are_linked_with_counts_and_reason() -> None:
    (item,) = evidence.pairs(pair(), Here())
    assert (item["title"], [o["title"] for o in item["others"]]) == ("Berg", ["Ada Berg"])
    assert item["href"] != item["others"][0]["href"]
    assert item["meta"] == ["a person in 4 articles and a person in 1 article", "the surname alone", "score 0.80"]


def test_one_name_for_two_people_is_one_link() -> None:
    (item,) = evidence.pairs(pair(other="person/berg", other_name="Berg", other_n_articles=4), Here())
    assert item["others"] == []


def test_a_mention_says_its_rule_score_and_whom_it_means() -> None:
    found = Mention(0, 4, "PERSON", "person/ada-berg", 0.9, "surname")
    article = Processed(Article("a", "Berg left."), (), (found,), (Entity("person/ada-berg", "PERSON", "Ada Berg"),))
    said = evidence.said_of(found, article)
    assert said == "“Berg” was found as a person by the rule “surname”: sure (0.90). Taken to mean Ada Berg."
    ada = Entity("person/ada-berg", "PERSON", "Ada Berg", reasons=("Berg: surname of Ada Berg", "she: a guess"))
    told = evidence.said_of(found, replace(article, entities=(ada,)))
    assert told.endswith("sure (0.90). Surname of Ada Berg.")
    envoy = replace(ada, reasons=("Berg: described as mayor",))
    told = evidence.said_of(found, replace(article, entities=(envoy,)))
    assert told.endswith("Taken to mean Ada Berg: described as mayor.")
