"""Where an article names a place: spans with every place they could mean and what the text says about them."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, Place, name_key
from lib.nlp.toponym_evidence import (
    LISTING,
    NO_BODY,
    PLACE_LABELS,
    Surroundings,
)
from lib.nlp.toponym_lexicon import ALONE, LABELLED, LONGER, PEOPLE, PEOPLES, SHORT, abbreviations, without_party

#: The longest names in the gazetteer that the news uses have six words ("Democratic Republic of the Congo").
LONGEST = 6
#: What may stand between a place's comma and what holds it ("the other Paris, the one in Texas").
APPOSITIONS = (("the", "one", "in"), ("in",))
PLURALS = {"counties": "county", "parishes": "parish", "townships": "township"}
#: Words between a place and what holds it.
CONTAINED = frozenset((",", "(", "in"))
#: Words that a list of counties goes on or closes with.
GOES_ON = LISTING | PLURALS.keys()
#: The model's labels of places: such a name is kept though the gazetteer does not have it.
UNLISTED = ("GPE", "LOC")


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
        return [self.among_divisions(found, k) if is_division(item) else item for k, item in enumerate(found)]

    @cached_property
    def openings(self) -> list[int]:
        """The words with a capital that a place's name, a demonym or a short form may begin with, in order."""
        words = self.words
        known = [i for i, word in enumerate(words) if word.opens]
        named = [i for i in self.span_end if self.label[i] in UNLISTED and words[i].capital and not words[i].opens]
        return list(filter(self.may_open, sorted(known + named) if named else known))

    def may_open(self, i: int) -> bool:
        """Return False where what is known of the word, its label and the next word rule out that a place begins."""
        word, label = self.words[i], self.label[i]
        if word.lower == "the":
            return False
        if word.opens & (PEOPLE | SHORT) or label in UNLISTED:
            return True
        if word.opens & ALONE and not self.is_part_of_person(i, i + 1):
            return True
        if word.opens & LABELLED and label in PLACE_LABELS:
            return True
        return bool(word.opens & LONGER) and self.goes_on(i + 1)

    def goes_on(self, i: int) -> bool:
        """Return whether word ``i`` may stand in the middle of a name."""
        return self.words[i].capital or "inside" in self.words[i].says

    def found(
        self,
        i: int,
        end: int,
        places: tuple[Place, ...],
        method: str,
        *,
        name: str = "",
        within: tuple[Place, ...] = (),
        only: str = "",
    ) -> Found:
        """Return a span, named as the text has it where no ``name`` is given."""
        other = "namesake" in self.words[i - 1].says
        name = name or self.tokens.between(i, end)
        return Found(i, end, name, places, method, within, only, self.tokens.block(i), other)

    def among_divisions(self, found: list[Found], k: int) -> Found:
        """Return span ``k``, meant as a state or province if it is listed beside one ("New York and New Jersey")."""
        item = found[k]
        for other, left, right in ((k - 1, k - 1, k), (k + 1, k, k + 1)):
            if not 0 <= other < len(found) or not found[other].places or found[other].name == item.name:
                continue
            between = self.words[found[left].end : found[right].start]
            listed = 0 < len(between) <= 2 and all(word.lower in LISTING for word in between)
            if listed and found[other].places[0].kind == "admin1":
                return item._replace(only="division")
        return item

    def at(self, i: int, known: frozenset[str]) -> Found | None:
        """Return the place name that starts at token ``i``, or None."""
        label, opens = self.label[i], self.words[i].opens
        if opens & (PEOPLE | PEOPLES) and (label == "NORP" or (not self.inside[i] and label in ("", "LANGUAGE"))):
            demonym = self.demonym(i)
            if demonym:
                return demonym
        short = self.abbreviation(i) if opens & SHORT else None
        if short:
            return short
        for end in self.ends(i):
            key = self.key_at(i, end)
            places = self.places_at(i, end, key) if key and not self.is_other(i, end) else ()
            if not places:
                continue
            item = self.judged(i, end, key, places, known)
            if item:
                return item
            if end - i > 1 and label not in PLACE_LABELS:
                continue
            break
        return self.unlisted(i) if label in UNLISTED else None

    def ends(self, i: int) -> list[int]:
        """Return where a name that starts at ``i`` may end, longest first; a name ends with a capital."""
        words, found = self.words, [i + 1]
        if words[i].opens & LONGER:
            k = i + 1
            while k < i + LONGEST and self.goes_on(k):
                k += 1
                if words[k - 1].capital:
                    found.insert(0, k)
        if self.label[i] == "PERSON":
            return [end for end in found if not self.is_part_of_person(i, end)]
        return found

    def judged(self, i: int, end: int, key: str, places: tuple[Place, ...], known: frozenset[str]) -> Found | None:
        """Return the span as found if the evidence for a place is strong enough."""
        name, after = self.tokens.between(i, end), self.words[end]
        plural = self.plural_division(end) if after.capital or after.lower in GOES_ON else ""
        listed = self.gazetteer.lookup(f"{name} {plural}") if plural else ()
        if listed:
            return self.found(i, end, listed, "gazetteer", name=f"{name} {plural}")
        inner = self.container_at(end) if after.lower in CONTAINED else None
        within = () if not inner or self.lists_states(i, places, inner.end) else held(places, inner.places)
        if not self.is_place(i, end, places[0], key, known, contained=bool(within)):
            self.doubted.add(name_key(name))
            return None
        method = "model" if self.label[i] in PLACE_LABELS else "gazetteer"
        return self.found(i, end, places, method, name=without_party(name), within=within, only=self.wanted(i, end))

    def lists_states(self, i: int, places: tuple[Place, ...], end: int) -> bool:
        """Return whether a state and the one behind it, which ends at ``end``, only stand in a list of states."""
        if places[0].kind not in ("country", "admin1"):
            return False
        k = end
        while self.words[k].lower in LISTING:
            k += 1
        goes_on = end < k < self.n and any(may_contain(p) for p in self.meanings(k, k + 1)[:1])
        return goes_on or self.in_list(i)

    def plural_division(self, end: int) -> str:
        """Return "county" or "parish" where a list that goes on at ``end`` closes with "counties" or "parishes"."""
        for k in range(end, min(end + 25, self.n)):
            word = self.words[k]
            if word.lower in PLURALS:
                return PLURALS[word.lower]
            if not (word.capital or word.lower in LISTING):
                break
        return ""

    def wanted(self, i: int, end: int) -> str:
        """Return the kind that the words around ask for: "settlement", "division", "state", "country" or ""."""
        near, after = self.words[i - 1], self.words[end]
        of = self.words[i - 2].lower if near.lower == "of" else ""
        if of in ("state", "province"):
            return "state"
        if "state" in after.says or "part of a state" in near.says:
            return "division"
        if of in ("country", "nation"):
            return "country"
        return "settlement" if of in ("city", "town", "village") else ""

    def container_at(self, end: int) -> Found | None:
        """Return the state, province or country that follows at ``end`` ("Paris, Texas"; "Paris, in Texas")."""
        i = self.behind_comma(end)
        word = self.words[i]
        short = self.abbreviation(i, alone=False) if word.opens & SHORT else None
        if short or not word.capital:
            return short
        for last in self.ends(i):
            places = tuple(p for p in self.meanings(i, last) if may_contain(p))
            if places and not self.is_other(i, last):
                return self.found(i, last, places, "container")
        return None

    def behind_comma(self, end: int) -> int:
        """Return the first word of what may hold the place before ``end``; the text's length where there is none."""
        words = self.words
        if words[end].lower not in CONTAINED or end >= self.n - 1:
            return self.n
        if words[end].lower == "in":
            return end + 1
        for start in APPOSITIONS:
            if tuple([word.lower for word in words[end + 1 : end + 1 + len(start)]]) == start:
                return end + 1 + len(start)
        return end + 1

    def abbreviation(self, i: int, *, alone: bool = True) -> Found | None:
        """Return a state or province written short at ``i``; most are believed only behind a place's name."""
        table = abbreviations()
        for end in (i + 2, i + 1):
            text = self.tokens.between(i, end) if end <= self.n else ""
            code, by_itself = table.by_text.get(text, ("", False))
            goes_on = text.endswith(".") and self.words[end].text.islower()
            if code and (by_itself or not alone or goes_on):
                place = self.gazetteer.division(code)
                if place:
                    return self.found(i, end, (place,), "abbreviation")
        return None

    def demonym(self, i: int) -> Found | None:
        """Return the people or thing of a country at ``i`` ("Syrian", "South Ossetians"), or None."""
        for end in (i + 2, i + 1):
            if self.words[end - 1].capital:
                place = self.gazetteer.demonym(self.tokens.between(i, end))
                if place and not self.within_body(i, end):
                    return self.found(i, end, (place,), "demonym")
        return None

    def within_body(self, i: int, end: int) -> bool:
        """Return whether the word is no nationality: part of a body's name, a language, an illness, a minority."""
        words, label = self.words, self.label[i]
        word, before, after = words[i], words[i - 1], words[end]
        if not after.says.isdisjoint(("disease", "language", "not a place")):
            return True
        if "speaking" in before.says or label == "LANGUAGE":
            return True
        behind = words[i - 2] if i > 1 and before.lower == "-" else before
        beyond = words[end + 1] if end + 1 < self.n and after.lower == "-" else after
        if "ethnic" in behind.says and word.lower.startswith("american"):
            return True
        if "ethnic" in word.says and beyond.lower.startswith("american"):
            return True
        return (label not in NO_BODY or label == "PERSON") and not self.of_body(i, end)

    def unlisted(self, i: int) -> Found | None:
        """Return a name the model calls a place but the gazetteer does not have, with its container if one is given."""
        end = self.span_end.get(i, 0)
        words = self.words
        if not end or any(word.text.isdigit() for word in words[i:end]):
            return None
        stripped = i
        while stripped < end - 1 and (words[stripped].lower == "the" or "direction" in words[stripped].says):
            stripped += 1
        places = self.meanings(stripped, end) if stripped > i else ()
        if places and not self.is_other(stripped, end):
            return self.found(i, end, places, "part", name=self.tokens.between(stripped, end))
        inner = self.container_at(end)
        return self.found(i, end, (), "model", within=inner.places if inner else ())


def is_division(item: Found) -> bool:
    """Return whether a span may be meant as a state or province, though the text does not ask for one."""
    return bool(item.places) and item.places[0].kind == "admin1" and not item.only


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
