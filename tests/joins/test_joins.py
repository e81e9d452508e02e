"""Which names across articles are one, which may be, and which are not."""

from __future__ import annotations

import random

import pytest

from lib.joins.blocks import blocks_of
from lib.joins.find import find_joins
from lib.joins.record import DOUBTFUL, SAME, Join, Known
from lib.model import slug


def known(name: str, n: int = 5, kind: str = "person", *, spellings=(), roles=()) -> Known:
    return Known(f"{kind}/{slug(name)}", kind, name, n, tuple(spellings), tuple(roles))


def one(*names: Known) -> tuple[str, str] | None:
    """Return (status, id that stays) of the only join, None where there is none."""
    joins = find_joins(names)
    assert len(joins) < 2
    return (joins[0].status, joins[0].other) if joins else None


@pytest.mark.parametrize(
    ("a", "b", "status"),
    [
        ("Ada J. Holm", "Ada Holm", SAME),
        ("Sergei Holmov", "Sergey Holmov", SAME),
        ("Ada Holmskyy", "Ada Holmsky", SAME),
        ("Zoë Holm", "Zoe Holm", SAME),
        ("Tom Holm", "Thomas Holm", SAME),
        ("A. Holm", "Ada Holm", DOUBTFUL),
        ("Ada Houston", "Ada Huston", DOUBTFUL),
        ("Ada Holm Jr.", "Ada Holm", None),
        ("Ada B. Holm", "Ada C. Holm", None),
        ("Ada Holm", "Eva Holm", None),
    ],
)
def test_two_names_of_people(a: str, b: str, status: str | None) -> None:
    told = one(known(a, 2), known(b, 9)) if slug(a) != slug(b) else (SAME, f"person/{slug(b)}")
    assert told == (status and (status, f"person/{slug(b)}"))


def test_a_name_that_fits_two_people_is_joined_to_neither() -> None:
    joins = find_joins([known("Ada Holm"), known("Ada B. Holm"), known("Ada C. Holm")])
    assert {j.status for j in joins} == {DOUBTFUL}


def test_a_short_first_name_is_sure_only_where_nobody_else_has_the_surname() -> None:
    names = [known("Tom Holm", 2), known("Thomas Holm", 9)]
    assert one(*names) == (SAME, "person/thomas-holm")
    assert one(*names, known("Eva Holm")) == (DOUBTFUL, "person/thomas-holm")


def test_a_surname_is_the_one_whom_nearly_all_full_names_mean() -> None:
    assert one(known("Holm", 9), known("Ada Holm", 60)) == (SAME, "person/ada-holm")
    assert one(known("Holm", 9), known("Ada Holm", 6)) == (DOUBTFUL, "person/ada-holm")
    joins = find_joins([known("Holm", 9), known("Ada Holm", 60), known("Eva Holm", 50)])
    assert [(j.other, j.status) for j in joins] == [("person/ada-holm", DOUBTFUL)]


def test_namesakes_of_two_trades_are_doubtful() -> None:
    judge, singer = known("Ada J. Holm", 4, roles=[("judge", 3)]), known("Ada Holm", 9, roles=[("folk singer", 5)])
    assert one(judge, singer) == (DOUBTFUL, "person/ada-holm")
    assert one(known("Ada Holm", 9, roles=[("judge", 3), ("folk singer", 5)])) == (DOUBTFUL, "person/ada-holm")
    assert one(known("Ada Holm", 9, roles=[("judge", 1), ("folk singer", 8)])) is None


@pytest.mark.parametrize(
    ("a", "b", "status"),
    [
        ("The Delta Post", "Delta Post", SAME),
        ("Delta Organisation", "Delta Organization", SAME),
        ("Delta Holm Inc", "Delta Holm", SAME),
        ("Delta Holm Co", "Delta Holm Co Ltd", SAME),
        ("Delta Holm Corp", "Delta Holm AG", DOUBTFUL),
        ("Delta Holm Group", "Delta Holm", DOUBTFUL),
        ("Delta Post", "Delta Times", None),
        ("The Times", "Times", None),
        ("Delta Labour Party", "Delta Labor Party", None),
        ("Co", "Co Inc", None),
    ],
)
def test_two_names_of_bodies(a: str, b: str, status: str | None) -> None:
    told = one(known(a, 2, "org"), known(b, 9, "org"))
    assert told == (status and (status, f"org/{slug(b)}"))


def test_a_short_name_is_what_the_articles_explain_it_as() -> None:
    delta = known("Edge & Oslo", 9, "org", spellings=[("E&O", 4)])
    assert one(known("E&O", 3, "org"), delta) == (SAME, "org/edge-oslo")
    other = known("Eye Opener", 9, "org", spellings=[("E&O", 3)])
    assert [j.status for j in find_joins([known("E&O", 3, "org"), delta, other])] == [DOUBTFUL]


def test_one_name_taken_for_a_person_once_is_the_body() -> None:
    assert one(known("Delta", 1), known("Delta", 40, "org")) == (SAME, "org/delta")
    assert one(known("Delta", 10), known("Delta", 40, "org")) == (DOUBTFUL, "org/delta")


def test_ids_of_a_group_go_to_the_one_in_most_articles_whatever_the_order() -> None:
    names = [known("Ada J. Holm", 3), known("Ada Holm", 60), known("Holm", 9), known("Delta Inc", 2, "org")]
    expected = find_joins(names)
    assert {(j.id, j.other) for j in expected} == {(k.id, "person/ada-holm") for k in (names[0], names[2])}
    assert all(isinstance(j, Join) and j.reason and 0 < j.score <= 1 for j in expected)
    for seed in range(5):
        random.Random(seed).shuffle(names)  # noqa: S311 - no secret
        assert find_joins(names) == expected


def test_names_that_no_block_links_have_nothing_to_do_with_each_other() -> None:
    """What a layer relies on: the joins of all are those of each set of linked names."""
    names = [
        known("Ada J. Holm", 3, roles=[("judge", 2)]),
        known("Ada Holm", 60),
        known("Holm", 9),
        known("Eva Ritz", 4),
    ]
    names += [known("Eva Rits", 7), known("Delta", 3), known("Holm", 8, "org"), known("Delta Group Inc", 5, "org")]
    names += [known("The Delta Group", 6, "org"), known("E&O", 3, "org"), known("Delta", 40, "org")]
    names += [known("Edge & Oslo", 9, "org", spellings=[("E&O", 4)]), known("Oslo Post", 3, "org")]
    sets = [{one} for one in names]
    for block in {block for one in names for block in blocks_of(one)}:
        linked = [own for own in sets if any(block in blocks_of(one) for one in own)]
        sets = [own for own in sets if own not in linked] + [set().union(*linked)]
    assert len(sets) == 6
    assert sorted(join for own in sets for join in find_joins(own)) == sorted(find_joins(names))
