"""Gold and processed articles to counts of what was found, what was missed and what was invented.

Every function takes a gold record (tests/gold/README.md) and a processed article as ``to_json`` gives it. Spans are
half-open character ranges.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lib.model import KINDS

#: A quote is found where its span shares this much with the gold one (Dice); the second asks for its true extent.
FOUND, EXACT = 0.3, 0.8
CLASSES = {"PERSON": "people", "ORG": "organisations", "GPE": "places", "LOC": "places", "FAC": "places"}
EARTH_DIAMETER_KM = 12_742


class Tally(NamedTuple):
    """What one measure counts: ``right`` of ``said`` by the program, ``found`` of ``asked`` by the gold."""

    right: float = 0
    said: float = 0
    found: float = 0
    asked: float = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def precision(self) -> float | None:
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        return self.found / self.asked if self.asked else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean; the other half alone where one has nothing to count; None without either."""
        p, r = self.precision, self.recall
        if p is None or r is None:
            return r if p is None else p
        return 2 * p * r / (p + r) if p + r else 0.0


Tallies = dict[str, Tally]


def overlap(a: dict, b: dict) -> int:
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def dice(a: dict, b: dict) -> float:
    return 2 * overlap(a, b) / (a["end"] - a["start"] + b["end"] - b["start"])


def pair(gold: list[dict], found: list[dict], floor: float) -> dict[int, int]:
    """Return the best one-to-one pairs of at least ``floor``: {index in gold: index in found}."""
    scored = ((dice(g, f), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found))
    pairs: dict[int, int] = {}
    for score, i, j in sorted(scored, reverse=True):
        if score >= floor and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


# Quotes


class Pairing(NamedTuple):
    """The quotes of one article, gold beside found, and who each found entity is."""

    gold: list[dict]
    found: list[dict]
    pairs: dict[int, int]
    person: Callable[[str | None], str | None]

    def gold_of(self, j: int) -> dict | None:
        return next((self.gold[i] for i, k in self.pairs.items() if k == j), None)


def pairing(gold: dict, processed: dict, floor: float) -> Pairing:
    found = processed["quotes"]
    return Pairing(gold["quotes"], found, pair(gold["quotes"], found, floor), identify(gold, processed))


def identify(gold: dict, processed: dict) -> Callable[[str | None], str | None]:
    """Return a function from an entity's id to the gold name that most of its mentions bear, or None."""
    votes: dict[str, Counter] = defaultdict(Counter)
    for mention in named(processed["mentions"]):
        votes[mention["entity"]].update(g["canonical"] for g in gold["entities"] if overlap(mention, g))
    return lambda entity: votes[entity].most_common(1)[0][0] if entity and votes.get(entity) else None


def speaker_right(gold: dict, found: dict) -> bool:
    """Return whether the words given as the speaker overlap the gold ones, or both have none."""
    said, start = found.get("speaker"), gold.get("speaker_start")
    if not said or start is None:
        return not said and start is None
    return overlap({"start": said[0], "end": said[1]}, {"start": start, "end": gold["speaker_end"]}) > 0


def person_right(p: Pairing, gold: dict, found: dict) -> bool:
    return p.person(found.get("speaker_entity")) == gold["speaker_canonical"]


def quotes(gold: dict, processed: dict) -> Tallies:
    """Return the tallies of quotes found, of their extent by kind, and of who is said to speak."""
    loose, exact = pairing(gold, processed, FOUND), pairing(gold, processed, EXACT)
    return {
        "quotes found": tally_quotes(loose, lambda g, f: True),
        "quotes found, full extent": tally_quotes(exact, lambda g, f: True),
        **{f"{k} quotes, full extent": tally_kind(exact, k) for k in ("direct", "mixed", "indirect")},
        "quotes with the speaker as written": tally_quotes(loose, speaker_right),
        "quotes with the right person": tally_people(loose),
    }


def tally_quotes(p: Pairing, right: Callable[[dict, dict], bool]) -> Tally:
    """Count all found quotes, and the gold ones that are speech; the rest of the gold is neither asked nor wrong."""
    good = {i for i, j in p.pairs.items() if right(p.gold[i], p.found[j])}
    asked = {i for i, g in enumerate(p.gold) if g["speech_cue"]}
    neutral = {i for i in p.pairs if i not in asked}
    return Tally(len(good - neutral), len(p.found) - len(neutral), len(good & asked), len(asked))


def tally_kind(p: Pairing, kind: str) -> Tally:
    """Count the found quotes of ``kind`` that are quotes of any kind, and the gold ones of ``kind`` that are found."""
    neutral = {j for i, j in p.pairs.items() if not p.gold[i]["speech_cue"]}
    said = [j for j, f in enumerate(p.found) if f["kind"] == kind and j not in neutral]
    asked = [i for i, g in enumerate(p.gold) if g["kind"] == kind and g["speech_cue"]]
    paired = set(p.pairs.values())
    return Tally(sum(j in paired for j in said), len(said), sum(i in p.pairs for i in asked), len(asked))


def tally_people(p: Pairing) -> Tally:
    """Count the found quotes that are given to somebody, and the gold ones whose speaker has a name."""
    asked = [i for i, g in enumerate(p.gold) if g["speech_cue"] and g["speaker_canonical"]]
    good = [i for i in asked if i in p.pairs and person_right(p, p.gold[i], p.found[p.pairs[i]])]
    owners = {j: p.gold_of(j) for j, f in enumerate(p.found) if f.get("speaker_entity")}
    said = [j for j, g in owners.items() if g is None or g["speech_cue"]]
    return Tally(len(good), len(said), len(good), len(asked))


# Names


def outside_furniture(gold: dict, spans: Iterable[dict]) -> list[dict]:
    """Return the spans that stand outside the gold's furniture, which no count includes."""
    furniture = [z for z in gold["zones"] if z["kind"] == "boilerplate"]
    return [s for s in spans if not any(overlap(s, z) for z in furniture)]


def named(mentions: Iterable[dict]) -> list[dict]:
    """Return the mentions that are names, of whatever kind; not the descriptions ("the envoy") linked to them."""
    return [m for m in mentions if m["label"] in KINDS]


def names(gold: dict, processed: dict) -> Tallies:
    """Return the tallies of names by class (exact span and class) and of their linking (B-cubed)."""
    asked, said = outside_furniture(gold, gold["entities"]), outside_furniture(gold, named(processed["mentions"]))
    out = {}
    for kind in ("people", "organisations", "places"):
        a, b = ({(m["start"], m["end"]) for m in ms if CLASSES.get(m["label"]) == kind} for ms in (asked, said))
        out[f"names of {kind}"] = Tally(len(a & b), len(b), len(a & b), len(a))
    return {**out, "names linked to one entity": linking(asked, said)}


def linking(gold: list[dict], found: list[dict]) -> Tally:
    """Return B-cubed (Bagga and Baldwin 1998) over the gold mentions; one that is not found is alone, and missed."""
    hits = [next((m["entity"] for m in found if overlap(g, m)), None) for g in gold]
    right = recalled = 0.0
    for i, g in enumerate(gold):
        true = {j for j, other in enumerate(gold) if other["canonical"] == g["canonical"]}
        mine = {j for j, hit in enumerate(hits) if hit is not None and hit == hits[i]}
        right += len(true & mine) / len(mine) if mine else 0
        recalled += len(true & mine) / len(true)
    return Tally(right, sum(h is not None for h in hits), recalled, len(gold))


# Places


def km(a: dict, b: dict) -> float:
    """Return the great-circle distance of two records with ``lat`` and ``lon``."""
    la1, lo1, la2, lo2 = (math.radians(v) for v in (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return EARTH_DIAMETER_KM * math.asin(min(1.0, math.sqrt(h)))


def pinned(place: dict) -> bool:
    return place.get("lat") is not None and place.get("status") in ("resolved", None)


def place_right(gold: dict, found: dict) -> bool:
    """Return whether ``found`` is the gold place: a country by its code, the rest by distance, no pin where unclear."""
    if gold["kind"] == "unclear":
        return not pinned(found)
    if gold["kind"] == "country":
        return found.get("country") == gold["country"]
    if found.get("lat") is None:
        return gold["kind"] == "area" and found.get("status") == "area"
    return km(gold, found) <= gold["within_km"]


def counted(place: dict, gold: dict) -> bool:
    """Return whether a found place is judged: not the country of "French", nor "Leeds" within "Leeds City Council"."""
    inside = (g for g in gold["entities"] if g["label"] == "ORG" and overlap(g, place) < g["end"] - g["start"])
    return place.get("method") != "demonym" and not any(overlap(g, place) for g in inside)


def places(gold: dict, processed: dict) -> Tallies:
    """Return the tallies of places put right, and of the pins among them (a false pin is a wrong one)."""
    asked = outside_furniture(gold, gold["toponyms"])
    said = [p for p in outside_furniture(gold, processed["places"]) if counted(p, gold)]
    good = [(g, f) for g in asked if (f := next((f for f in said if overlap(g, f)), None)) and place_right(g, f)]
    answers = [f for f in said if f.get("lat") is not None or f.get("country")]
    right = sum(f in answers for _, f in good)
    pins = [f for f in said if pinned(f)]
    points = [g for g in asked if g["kind"] == "point"]
    return {
        "places": Tally(right, len(answers), len(good), len(asked)),
        "pins on the map": Tally(
            sum(f in pins for _, f in good), len(pins), sum(g["kind"] == "point" for g, _ in good), len(points)
        ),
    }


# Zones


def zones(gold: dict, processed: dict) -> Tallies:
    """Return the tally of zones of the right kind and nearly the right extent."""
    good = 0
    for kind in {z["kind"] for z in gold["zones"]}:
        of_kind = [[z for z in record["zones"] if z["kind"] == kind] for record in (gold, processed)]
        good += len(pair(*of_kind, EXACT))
    return {"zones": Tally(good, len(processed["zones"]), good, len(gold["zones"]))}


def score(articles: Iterable[tuple[dict, dict]]) -> Tallies:
    """Return every measure summed over pairs of gold and processed article, in the order of the measures."""
    total: Tallies = {}
    for gold, processed in articles:
        for part in (quotes, names, places, zones):
            for measure, tally in part(gold, processed).items():
                total[measure] = total.get(measure, Tally()).plus(tally)
    return total


def wrong_spans(gold: dict, text: str) -> list[str]:
    """Return the gold's spans whose ``text`` is not what the article has there, each as a line to read."""
    spans = [s for part in ("zones", "quotes", "entities", "toponyms") for s in gold[part]]
    spans += [
        {"start": q["speaker_start"], "end": q["speaker_end"], "text": q["speaker_text"]}
        for q in gold["quotes"]
        if q["speaker_start"] is not None
    ]
    spans += [{"start": q["cue"][0], "end": q["cue"][1], "text": q["cue_text"]} for q in gold["quotes"] if q["cue"]]
    return [
        f"{s['start']}-{s['end']} is {text[s['start'] : s['end']]!r}, not {s['text']!r}"
        for s in spans
        if not s["text"] or text[s["start"] : s["end"]] != s["text"]
    ]
