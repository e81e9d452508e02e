from __future__ import annotations

from collections import defaultdict

import numpy as np

from lib.stories.grouper import WINDOW, Grouped, Grouper
from lib.stories.reasons import FOUNDED
from tests.stories.made import FLOOD_A, FLOOD_B, report, week


def stories(grouped: Grouped) -> set[frozenset[str]]:
    members = defaultdict(set)
    for made in grouped.assignments:
        members[made.story].add(made.id)
    return {frozenset(ids) for ids in members.values()}


def by_id(grouped: Grouped) -> dict[str, str]:
    return {made.id: made.story for made in grouped.assignments}


def test_two_floods_in_one_week_stay_two() -> None:
    found = stories(Grouper().add(week()))
    assert {frozenset({"a0", "a1", "a2"}), frozenset({"b0", "b1", "b2"})} <= found
    assert sum(len(ids) == 1 for ids in found) == 6


def test_a_story_is_named_after_its_first_article() -> None:
    shuffled = sorted(week(), key=lambda r: r.id, reverse=True)
    story = by_id(Grouper().add(shuffled))
    assert story["a2"] == story["a1"] == story["a0"] == "a0"


def test_one_batch_or_many_give_the_same_floods() -> None:
    grouper = Grouper()
    batch = sorted(week(), key=lambda r: r.day)
    story = {}
    for start in range(0, len(batch), 4):
        grouped = grouper.add(batch[start : start + 4])
        story |= by_id(grouped)
        story = {id_: grouped.merged.get(s, s) for id_, s in story.items()}
    assert story["a0"] == story["a1"] == story["a2"]
    assert story["b0"] == story["b1"] == story["b2"]
    assert story["a0"] != story["b0"]


def test_ids_stay_when_more_comes_and_after_a_rerun() -> None:
    once, again = Grouper(), Grouper()
    before = by_id(once.add(week()))
    assert by_id(again.add(week())) == before
    more = once.add([report("late", FLOOD_A[1].replace("opened", "shut"), 4), *week(start=60, tag="x")])
    assert more.merged == {}
    assert by_id(more)["late"] == "a0"
    assert by_id(once.add(week())) == before


def test_last_years_flood_and_this_years_stay_two() -> None:
    grouper = Grouper()
    grouper.add(week())
    later = by_id(grouper.add(week(start=WINDOW + 10, tag="y")))
    assert later["ay0"] == later["ay2"] == "ay0"


def test_a_story_stays_alive_while_coverage_comes() -> None:
    grouper = Grouper()
    grouper.add(week())
    for n in range(1, 4):
        late = grouper.add([report(f"late{n}", FLOOD_A[1], n * (WINDOW - 5))])
        assert late.assignments[0].story == "a0"


def test_an_undated_article_finds_any_story() -> None:
    grouper = Grouper()
    grouper.add([*week(), *week(start=300, tag="z")])
    assert by_id(grouper.add([report("undated", FLOOD_B[1])]))["undated"] in {"b0", "bz0"}


def test_the_reason_can_be_shown() -> None:
    made = {a.id: a for a in Grouper().add(week()).assignments}
    assert made["a0"].reason == FOUNDED
    assert made["b2"].reason.endswith("; one day apart")
    assert {"Jorge Salas", "Rimaya"} <= set(made["b2"].reason.removeprefix("shares ").split(";")[0].split(", "))
    assert 0.1 < made["b2"].score < 1


def test_two_stories_grown_together_keep_the_older_id() -> None:
    grouper = Grouper()
    first, last = "Mayor Ilse Brandt spoke of rain in Tarnsk.", "A sluice on the Orla is to be opened, engineers said."
    seen = by_id(grouper.add([*week(tag="w", start=100), report("old", first, 0), report("new", last, 1)]))
    assert seen["old"] != seen["new"]
    joining = [report(f"j{n}", f"{first} {last}", 2) for n in range(6)]
    grouped = grouper.add(joining)
    assert grouped.merged == {"new": "old"}
    assert set(by_id(grouped).values()) == {"old"}


def test_state_is_carried_by_plain_arrays() -> None:
    whole, saved = Grouper(), Grouper()
    whole.add(week())
    saved.add(week())
    state = saved.save()
    assert all(isinstance(array, np.ndarray) for array in state.values())
    more = [report("c", FLOOD_B[0].replace("12 miners", "12 men"), 3), report("d", FLOOD_A[2], 3)]
    assert Grouper.load(state).add(more) == whole.add(more)


def test_room_is_made_by_letting_the_stalest_stories_go(monkeypatch) -> None:
    monkeypatch.setattr("lib.stories.grouper.MAX_HELD", 20)
    grouper = Grouper()
    for n in range(5):
        grouper.add(week(start=30 * n, tag=f"r{n}"))
    assert len(grouper.shelf) <= 20 + 12
    assert "ar40" in grouper.shelf.ids
    assert "ar00" not in grouper.shelf.ids
    assert grouper.shelf.found.sum() == len(grouper.shelf.keys)


def test_articles_without_words_found_their_own_stories() -> None:
    grouped = Grouper().add([report("x", ""), report("y", "", 1), report("z", "The the and.")])
    assert len(stories(grouped)) == 3
    assert Grouper().add([]).assignments == ()


RESULTS = (
    "Shr 41 cts vs 22 cts. Net 1.2 mln vs 800,000. Revs 31.5 mln vs 20.1 mln. Year shr 1.10 dlrs vs 88 cts.",
    "Shr 17 cts vs 35 cts. Net 3.4 mln vs 610,000. Revs 77.8 mln vs 42.9 mln. Year shr 2.45 dlrs vs 96 cts.",
    "Shr 63 cts vs 19 cts. Net 5.6 mln vs 430,000. Revs 12.7 mln vs 64.3 mln. Year shr 3.75 dlrs vs 71 cts.",
)


def test_items_of_one_pattern_about_others_stay_apart() -> None:
    own = [report(f"r{n}", text, 0) for n, text in enumerate(RESULTS)]
    found = stories(Grouper().add([*week(), *own]))
    assert {frozenset({"r0"}), frozenset({"r1"}), frozenset({"r2"})} <= found
