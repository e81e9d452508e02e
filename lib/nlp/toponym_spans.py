"""Where an article names a place: spans with every place they could mean and what the text says about them."""

from __future__ import annotations

from functools import cache, cached_property
from typing import NamedTuple

from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, Place, name_key
from lib.nlp import rules
from lib.nlp.toponym_evidence import (
    ACCEPTED,
    DIVISION_ENDS,
    LISTING,
    NO_BODY,
    PLACE_LABELS,
    Surroundings,
    cues,
    without_party,
)

#: The longest names in the gazetteer that the news uses have six words ("Democratic Republic of the Congo").
LONGEST = 6
#: What may stand between a place's comma and what holds it ("the other Paris, the one in Texas").
APPOSITIONS = (("the", "one", "in"), ("in",))
PLURALS = {"counties": "county", "parishes": "parish", "townships": "township"}


class Found(NamedTuple):
    """A span of tokens that names a place. ``places`` are its possible meanings, best known first.

    ``within`` are the places that the text says it lies in ("Paris, Texas"); ``only`` is the kind of place that
    the words around it ask for, "" where they ask for none; ``method`` says how it was found; ``block`` is its
    paragraph; ``other`` says that the text sets it apart from a namesake ("the other Paris").
    """

    start: int
    end: int
    name: str
    places: tuple[Place, ...]
    method: str
    within: tuple[Place, ...] = ()
    only: str = ""
    sure: float = 0.0
    block: int = 0
    other: bool = False


def find_spans(doc: Doc, gazetteer: Gazetteer) -> list[Found]:
    """Return the place names of ``doc`` in order, none overlapping; a second pass finds repeats of the first."""
    scan = Scan(doc, gazetteer)
    first = scan.run(frozenset())
    known = frozenset(name_key(f.name) for f in first if f.places)
    return scan.run(known) if known & (scan.doubted | scan.illnesses) else first


class Scan(Surroundings):
    """A walk over one article from left to right that takes the longest place name at each word."""

    def run(self, known: frozenset[str]) -> list[Found]:
        """Return the spans; ``known`` are keys of names already taken for places elsewhere in the article."""
        found: list[Found] = []
        self.last = 0
        for i in self.openings:
            item = self.at(i, known) if i >= self.last else None
            if item is None:
                continue
            found.append(item)
            self.last = item.end
            inner = self.container_at(item.end) if item.places and item.within else None
            if inner:
                found.append(holding(inner, item.places))
                self.last = inner.end
        listed = [self.among_divisions(found, k) for k in range(len(found))]
        return [self.placed(item) for item in listed]

    @cached_property
    def openings(self) -> list[int]:
        """The words with a capital that a place's name, a demonym or a short form may begin with, in order."""
        opens, shorts, text, label = self.gazetteer.opens, abbreviations().firsts, self.tokens.text, self.label
        return [
            i
            for i in self.tokens.capitals
            if (opens(text[i]) or label[i] in ("GPE", "LOC") or text[i] in shorts) and self.tokens.lower[i] != "the"
        ]

    def placed(self, item: Found) -> Found:
        """Return ``item`` with its paragraph, and whether the text calls it the other one of its name."""
        other = item.start > 0 and self.tokens.lower[item.start - 1] in cues("namesake")
        return item._replace(block=self.tokens.block(item.start), other=other)

    def among_divisions(self, found: list[Found], k: int) -> Found:
        """Return span ``k``, meant as a state or province if it is listed beside one ("New York and New Jersey")."""
        item = found[k]
        if item.only or not item.places or item.places[0].kind != "admin1":
            return item
        for other, left, right in ((k - 1, k - 1, k), (k + 1, k, k + 1)):
            if not 0 <= other < len(found) or not found[other].places or found[other].name == item.name:
                continue
            between = self.tokens.lower[found[left].end : found[right].start]
            listed = 0 < len(between) <= 2 and all(w in LISTING for w in between)
            if listed and [p.kind for p in found[other].places[:1]] == ["admin1"]:
                return item._replace(only="division")
        return item

    def at(self, i: int, known: frozenset[str]) -> Found | None:
        """Return the place name that starts at token ``i``, or None."""
        label = self.label[i]
        if label == "NORP" or (not self.inside[i] and label in ("", "LANGUAGE")):
            demonym = self.demonym(i)
            if demonym:
                return demonym
        short = self.abbreviation(i)
        if short:
            return short
        for end in self.ends(i):
            places = self.meanings(i, end)
            if not places or self.is_other(i, end):
                continue
            item = self.judged(i, end, places, known)
            if item:
                return item
            if end - i > 1 and label not in PLACE_LABELS:
                continue
            break
        return self.unlisted(i)

    def ends(self, i: int) -> list[int]:
        """Return where a name that starts at ``i`` may end, longest first; a name ends with a capital."""
        capital, lower, inside = self.tokens.capital, self.tokens.lower, cues("inside")
        found, k = [i + 1], i + 1
        stop = min(self.n, i + LONGEST) if self.gazetteer.opens_longer(self.tokens.text[i]) else k
        while k < stop and (capital[k] or lower[k] in inside):
            k += 1
            if capital[k - 1]:
                found.append(k)
        if self.label[i] == "PERSON":
            whole = self.span_end.get(i)
            found = [end for end in found if end == whole or lower[end - 1] in DIVISION_ENDS]
        return found[::-1]

    def judged(self, i: int, end: int, places: tuple[Place, ...], known: frozenset[str]) -> Found | None:
        """Return the span as found if the evidence for a place is strong enough."""
        plural = self.plural_division(end)
        if plural:
            listed = self.gazetteer.lookup(f"{self.tokens.between(i, end)} {plural}")
            if listed:
                return Found(i, end, f"{self.tokens.between(i, end)} {plural}", listed, "gazetteer", sure=ACCEPTED)
        inner = self.container_at(end)
        within = () if not inner or self.lists_states(i, places, inner.end) else held(places, inner.places)
        sure = self.evidence(i, end, places, bool(within), known)
        if sure < ACCEPTED:
            self.doubted.add(name_key(self.tokens.between(i, end)))
            return None
        only = self.wanted(i, end)
        method = "model" if self.label[i] in PLACE_LABELS else "gazetteer"
        return Found(i, end, without_party(self.tokens.between(i, end)), places, method, within, only, sure)

    def lists_states(self, i: int, places: tuple[Place, ...], end: int) -> bool:
        """Return whether a state and the one behind it, which ends at ``end``, only stand in a list of states."""
        if places[0].kind not in ("country", "admin1"):
            return False
        k = end
        while k < self.n and self.tokens.lower[k] in LISTING:
            k += 1
        goes_on = end < k < self.n and any(may_contain(p) for p in self.meanings(k, k + 1)[:1])
        return goes_on or self.in_list(i)

    def plural_division(self, end: int) -> str:
        """Return "county" or "parish" where a list that goes on at ``end`` closes with "counties" or "parishes"."""
        for k in range(end, min(end + 25, self.n)):
            word = self.tokens.lower[k]
            if word in PLURALS:
                return PLURALS[word]
            if not (self.tokens.capital[k] or word in (",", "and", "or", "&")):
                break
        return ""

    def wanted(self, i: int, end: int) -> str:
        """Return the kind that the words around ask for: "settlement", "division" or ""."""
        tokens = self.tokens
        after = tokens.lower[end] if end < self.n else ""
        before = tokens.lower[max(0, i - 2) : i]
        of = before[0] if len(before) == 2 and before[1] == "of" else ""
        near = before[-1] if before else ""
        if of in ("state", "province"):
            return "state"
        if after in cues("state") or near in cues("part of a state"):
            return "division"
        if of in ("country", "nation"):
            return "country"
        return "settlement" if of in ("city", "town", "village") else ""

    def container_at(self, end: int) -> Found | None:
        """Return the state, province or country that follows at ``end`` ("Paris, Texas"; "Paris, in Texas")."""
        i = self.behind_comma(end)
        if i >= self.n:
            return None
        short = self.abbreviation(i, alone=False)
        if short:
            return short
        if not self.tokens.capital[i]:
            return None
        for last in self.ends(i):
            places = tuple(p for p in self.meanings(i, last) if may_contain(p))
            if places and not self.is_other(i, last):
                return Found(i, last, self.tokens.between(i, last), places, "container", sure=ACCEPTED)
        return None

    def behind_comma(self, end: int) -> int:
        """Return the first word of what may hold the place before ``end``; the text's length where there is none."""
        lower = self.tokens.lower
        if end >= self.n - 1:
            return self.n
        if lower[end] == "in":
            return end + 1
        if lower[end] not in (",", "("):
            return self.n
        for words in APPOSITIONS:
            if tuple(lower[end + 1 : end + 1 + len(words)]) == words:
                return end + 1 + len(words)
        return end + 1

    def abbreviation(self, i: int, *, alone: bool = True) -> Found | None:
        """Return a state or province written short at ``i``; most are believed only behind a place's name."""
        table = abbreviations()
        if self.tokens.text[i] not in table.firsts:
            return None
        for end in (i + 2, i + 1):
            text = self.tokens.between(i, end) if end <= self.n else ""
            code, by_itself = table.by_text.get(text, ("", False))
            goes_on = text.endswith(".") and end < self.n and self.tokens.text[end].islower()
            if code and (by_itself or not alone or goes_on):
                place = self.gazetteer.division(code)
                if place:
                    return Found(i, end, text, (place,), "abbreviation", sure=ACCEPTED)
        return None

    def demonym(self, i: int) -> Found | None:
        """Return the people or thing of a country at ``i`` ("Syrian", "South Ossetians"), or None."""
        for end in (i + 2, i + 1):
            if end > self.n or not self.tokens.capital[end - 1]:
                continue
            text = self.tokens.between(i, end)
            place = self.gazetteer.demonym(text)
            if place and not self.within_body(i, end):
                return Found(i, end, text, (place,), "demonym", sure=ACCEPTED)
        return None

    def within_body(self, i: int, end: int) -> bool:
        """Return whether the word is no nationality: part of a body's name, a language, an illness, a minority."""
        lower = self.tokens.lower
        after = lower[end] if end < self.n else ""
        if after in cues("disease") or after in cues("language") or after in cues("not a place"):
            return True
        if i and (lower[i - 1] in cues("speaking") or self.label[i] == "LANGUAGE"):
            return True
        behind = lower[i - 2] if i > 1 and lower[i - 1] == "-" else lower[i - 1] if i else ""
        beyond = lower[end + 1] if end + 1 < self.n and after == "-" else after
        if behind in cues("ethnic") and lower[i].startswith("american"):
            return True
        if lower[i] in cues("ethnic") and beyond.startswith("american"):
            return True
        return (self.label[i] not in NO_BODY or self.label[i] == "PERSON") and not self.of_body(i, end)

    def unlisted(self, i: int) -> Found | None:
        """Return a name the model calls a place but the gazetteer does not have, with its container if one is given."""
        if self.label[i] not in ("GPE", "LOC"):
            return None
        end = self.span_end.get(i, 0)
        if not end or any(t.isdigit() for t in self.tokens.text[i:end]):
            return None
        stripped = i
        lower = self.tokens.lower
        while stripped < end - 1 and (lower[stripped] == "the" or lower[stripped] in cues("direction")):
            stripped += 1
        places = self.meanings(stripped, end) if stripped > i else ()
        if places and not self.is_other(stripped, end):
            return Found(i, end, self.tokens.between(stripped, end), places, "part", sure=ACCEPTED)
        inner = self.container_at(end)
        return Found(i, end, self.tokens.between(i, end), (), "model", tuple(inner.places) if inner else (), sure=0.0)


def may_contain(place: Place) -> bool:
    """Return whether a place can be named as what another lies in."""
    return place.kind in ("country", "admin1", "admin2", "region") and not (place.alias and place.kind != "country")


def holding(container: Found, places: tuple[Place, ...]) -> Found:
    """Return ``container`` with only the meanings that some of ``places`` lies in ("Kutaisi, Georgia")."""
    return container._replace(places=tuple(c for c in container.places if any(lies_in(p, c) for p in places)))


def held(places: tuple[Place, ...], containers: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return ``containers`` if any of ``places`` lies in one of them, else ()."""
    return containers if any(lies_in(place, c) for place in places for c in containers) else ()


def lies_in(place: Place, container: Place) -> bool:
    """Return whether ``place`` is part of ``container`` by the gazetteer's codes."""
    if place.id == container.id or not set(place.countries) & set(container.countries):
        return False
    if container.kind in ("country", "region"):
        return place.kind != "country"
    if place.admin1 != container.admin1 or place.kind in ("country", "admin1"):
        return False
    return container.kind == "admin1" or place.admin2 == container.admin2


class Abbreviations(NamedTuple):
    """Divisions' codes and whether they may stand alone, by spelling; the first words, for a quick look."""

    by_text: dict[str, tuple[str, bool]]
    firsts: frozenset[str]


@cache
def abbreviations() -> Abbreviations:
    """Return the short forms of states and provinces in data/rules/place_abbreviations.csv."""
    table = rules.table("place_abbreviations")
    by_text = {row["short"]: (row["division"], row["alone"] == "yes") for row in table}
    firsts = {first for short in by_text for first in (short.split()[0], short.removesuffix("."))}
    return Abbreviations(by_text, frozenset(firsts))
