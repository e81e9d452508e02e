"""How strongly an article's words say that a spelling names a place, in points."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, Place, name_key, standing
from lib.model import ROLE
from lib.nlp import rules
from lib.nlp.toponym_words import Words

#: Labels of names that are places, and of names that may be their people.
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
#: Labels, and none, of words that are no part of a body or thing; those of what a list of places is taken for.
NO_BODY = PLACE_LABELS | {"", "NORP", "PERSON"}
TAKEN_FOR_ONE = PLACE_LABELS | {"ORG", "PERSON"}
#: How legislators are given their seat: "D-Springfield".
PARTIES = frozenset(("D", "R", "I", "DFL", "Ind", "Lab", "Con", "LD"))
PARTY = re.compile(r"[DRI]-(?=[A-Z])")
LISTING = frozenset((",", "and", "or", "&", "/"))
DASHES = frozenset(("-", "--", "\u2013", "\u2014"))
#: Evidence that a spelling is a place, in the points that ACCEPTED is measured in; tuned on two dev sets.
POINTS = {
    "label": 3.0,
    "part": -0.7,
    "locative": 1.2,
    "container": 3.5,
    "people": 1.5,
    "body": 1.5,
    "dateline": 2.0,
    "list": 1.2,
    "party": 2.5,
    "illness": -4.0,
    "again": 2.5,
    "start": -0.4,
    "common": -1.5,
    "neighbour": -1.2,
    "PERSON": -4.0,
    "PERSON single": -1.4,
    "PERSON whole": -1.0,
    "other": -3.0,
    "whole": -0.4,
    "surname": -4.0,
}
ACCEPTED = 3.0
#: A county named as such needs no other evidence.
DIVISION_ENDS = ("county", "parish", "township")


class Surroundings:
    """One article's words beside what the names found in it and the gazetteer say about each."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.tokens = Words(doc)
        n = self.n = len(doc)
        self.doubted: set[str] = set()
        self.illnesses: set[str] = set()
        self.label = [""] * n
        self.span_end = {}
        self.inside = [False] * n
        self.surnames: set[str] = set()
        for name in (n for n in doc._.names if n.label != ROLE):
            self.note(name.label, name.span.start, name.span.end)
        self.last = 0
        self.dateline = {i for z in doc._.zones if z.kind == "dateline" for i in within_characters(doc, z.start, z.end)}

    def note(self, label: str, start: int, end: int) -> None:
        """Keep what the names say about tokens ``[start, end)``."""
        pieces = self.listed(label, start, end) if end - start > 2 else []
        for first, last in pieces or [(start, end)]:
            self.label[first:last] = ["GPE" if pieces else label] * (last - first)
            self.span_end[first] = last
            self.inside[first + 1 : last] = [True] * (last - first - 1)
        if label == "PERSON" and not pieces and end - start > 1 and not self.is_listed(start, end):
            self.surnames.update((self.tokens.lower[start], self.tokens.lower[end - 1]))

    def listed(self, label: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the places that the model took for one name ("Cork, Le Havre and Gdynia"), or [] where it is one.

        With a comma and nothing but places it is no body, whatever the label; some of a place's may be unknown.
        """
        inner = [i for i in range(start + 1, end - 1) if self.tokens.lower[i] in (",", "and")]
        if not inner or label not in TAKEN_FOR_ONE or self.is_listed(start, end):
            return []
        pieces = [(i, j) for i, j in zip([start, *(k + 1 for k in inner)], [*inner, end], strict=True) if i < j]
        known = [bool(self.gazetteer.lookup(self.tokens.between(i, j))) for i, j in pieces]
        if label in PLACE_LABELS:
            return pieces if any(known) else []
        return pieces if all(known) and "," in self.tokens.lower[start:end] else []

    def is_listed(self, start: int, end: int) -> bool:
        """Return whether the whole name ``[start, end)`` is a place's, whatever stands around it."""
        opens = self.gazetteer.opens(self.tokens.text[start])
        return opens and bool(self.gazetteer.lookup(self.tokens.between(start, end)))

    def meanings(self, i: int, end: int) -> tuple[Place, ...]:
        """Return the places that tokens ``[i, end)`` could name, if the words could be a place's name at all."""
        text = without_party(self.tokens.between(i, end))
        key = self.gazetteer.known_key(text)
        if not key or self.is_part_of_person(i, end):
            return ()
        if "$" in text or not (key.isalpha() or any(map(str.isalpha, key))):
            return ()
        if end - i == 1 and (self.tokens.lower[i] in cues("generic") or self.is_glued(i)):
            return ()
        if end - i > 1 and self.tokens.lower[i] in cues("inside") and self.tokens.lower[i] not in cues("opening"):
            return ()
        return self.spelled(i, text, key)

    def is_glued(self, i: int) -> bool:
        """Return whether the word is a demonym or hangs on a sign or small word ("$US", "mid-Atlantic")."""
        before = self.tokens.text[i - 1] if i else ""
        hangs = before == "$" or (i > 1 and before == "-" and self.tokens.text[i - 2].islower())
        return hangs or name_key(self.tokens.text[i]) in self.gazetteer.demonyms

    def is_part_of_person(self, i: int, end: int) -> bool:
        """Return whether the span is a piece of a longer person's name; a county is believed even there."""
        whole = self.span_end.get(i) == end
        return self.label[i] == "PERSON" and not whole and self.tokens.lower[end - 1] not in DIVISION_ENDS

    def spelled(self, i: int, text: str, key: str) -> tuple[Place, ...]:
        """Return the places of that name; one of four letters or fewer must be written as a name or short form is."""
        if self.label[i] in PLACE_LABELS:
            return self.gazetteer.lookup(text) if len(key) > 2 or text.isupper() else ()
        short = text.isupper() and not self.tokens.is_shouted(i)
        if (len(key) <= 3 and not short) or (len(key) <= 2 and not text.isupper()):
            return ()
        places = self.gazetteer.lookup(text)
        if short and len(key) <= 4 and not self.gazetteer.is_listed(key):
            return tuple(p for p in places if p.kind in ("country", "region"))
        return places

    def evidence(self, i: int, end: int, places: tuple[Place, ...], contained: bool, known: frozenset[str]) -> float:
        """Return the points for a place: how well known the name is, and what stands around it."""
        tokens, label = self.tokens, self.label[i]
        key = name_key(without_party(tokens.between(i, end)))
        points = 3.4 if key.endswith(DIVISION_ENDS) else fame(places[0])
        if label in PLACE_LABELS:
            points += POINTS["label"] if self.covers_label(i, end) else POINTS["part"]
        points += POINTS["container"] * contained
        points += POINTS["dateline"] * (i in self.dateline or self.opens_dateline(i, end))
        points += POINTS["again"] * (key in known) + POINTS["illness"] * (key in self.illnesses)
        before = tokens.lower[i - 1] if i else ""
        after = tokens.lower[end] if end < self.n else ""
        points += POINTS["locative"] * (before in cues("locative"))
        points += POINTS["people"] * (after in cues("people"))
        points += POINTS["body"] * (after in cues("body") and tokens.capital[end])
        points += POINTS["list"] * self.in_list(i)
        points += POINTS["party"] * self.behind_party(i)
        return points + self.against(i, end, before, contained=contained)

    def covers_label(self, i: int, end: int) -> bool:
        """Return whether the span is all of the model's name but a leading article or direction."""
        if end < self.n and self.inside[end]:
            return False
        lower = self.tokens.lower
        while self.inside[i] and (lower[i - 1] in ("the", "of") or lower[i - 1] in cues("direction", "head")):
            i -= 1
        return not self.inside[i]

    def in_list(self, i: int) -> bool:
        """Return whether only commas and "and" stand between the last place found and token ``i``."""
        between = self.tokens.lower[self.last : i] if self.last and i - self.last <= 2 else ()
        return bool(between) and all(w in LISTING for w in between)

    def behind_party(self, i: int) -> bool:
        """Return whether the name is a legislator's seat ("R-Springfield" in one word or in three)."""
        text = self.tokens.text
        if i > 1 and text[i - 1] == "-" and text[i - 2] in PARTIES:
            return True
        return "-" in text[i] and bool(PARTY.match(text[i]))

    def opens_dateline(self, i: int, end: int) -> bool:
        """Return whether a sentence begins with the name in capitals and a dash ("GENEVA -- The")."""
        after = self.tokens.text[end] if end < self.n else ""
        if end - i > 3 or (after not in DASHES and after != "("):
            return False
        return self.tokens.between(i, end).isupper() and self.tokens.is_start(i)

    def against(self, i: int, end: int, before: str, *, contained: bool) -> float:
        """Return the (negative) points against a place."""
        tokens, label, points = self.tokens, self.label[i], 0.0
        single = end - i == 1
        if label == "PERSON":
            eased = contained or self.is_where(i, end, before)
            points += self.against_person(i, end) / (2 if eased else 1)
        elif label not in NO_BODY and not self.of_body(i, end):
            whole = self.span_end.get(i) == end
            points += POINTS["whole"] if whole else POINTS["other"]
        if single and tokens.lower[i] in self.surnames and before not in cues("locative"):
            points += POINTS["surname"]
        if label not in PLACE_LABELS:
            points += POINTS["start"] * (single and tokens.is_start(i))
            points += POINTS["common"] * (single and tokens.is_common(i))
            points += POINTS["neighbour"] * self.has_neighbour(i, end)
        return points

    def is_where(self, i: int, end: int, before: str) -> bool:
        """Return whether the whole name says where something is ("at Kutaisi"), though not in a building's name."""
        after = self.tokens.lower[end] if end < self.n else ""
        whole = self.span_end.get(i) == end
        return whole and before in cues("whereabouts") and after not in cues("building")

    def against_person(self, i: int, end: int) -> float:
        """Return the points the label PERSON takes off: fewer where the whole name is a place's, as models slip."""
        if end - i > 1 and self.tokens.lower[end - 1] in DIVISION_ENDS:
            return 0.0
        if self.span_end.get(i) != end or self.tokens.lower[i] in self.surnames:
            return POINTS["PERSON"]
        if end - i > 1:
            return POINTS["PERSON whole"]
        capital = self.meanings(i, end)[0].kind == "capital"
        return POINTS["PERSON whole"] if capital else POINTS["PERSON single"]

    def has_neighbour(self, i: int, end: int) -> bool:
        """Return whether the span is only part of a longer capitalised name."""
        tokens = self.tokens
        before = i > 0 and tokens.proper(i - 1) and not tokens.is_start(i - 1) and not self.label[i - 1]
        after = end < self.n and tokens.proper(end) and tokens.lower[end] not in cues("body")
        before = before and tokens.lower[i - 1] not in cues("direction")
        return bool(before or after) and not tokens.is_shouted(i)

    def is_other(self, i: int, end: int) -> bool:
        """Return whether the name belongs to something that is no place: a street, a paper, a club, a body."""
        after = self.tokens.lower[end] if end < self.n else ""
        if after in cues("disease"):
            self.illnesses.add(name_key(self.tokens.between(i, end)))
            return True
        capital = end < self.n and self.tokens.capital[end]
        if capital and self.is_council(end):
            return True
        titled = after in cues("street or title") and end + 1 < self.n and self.tokens.capital[end + 1]
        if capital and not titled and (after in cues("street") or after in cues("not a place")):
            return not (end + 1 < self.n and self.tokens.lower[end + 1] in cues("body"))
        label = self.label[i]
        if label in NO_BODY:
            return False
        return self.span_end.get(i) != end and not self.of_body(i, end)

    def is_council(self, end: int) -> bool:
        """Return whether a county council's name ends or goes on at ``end``."""
        lower = self.tokens.lower
        k = end + 1 if lower[end] in DIVISION_ENDS else end
        return k < self.n and lower[k] in cues("council") and lower[k - 1] in DIVISION_ENDS

    def of_body(self, i: int, end: int) -> bool:
        """Return whether the name says whose public body it is ("Laurel County Sheriff's Office", "Army of Chad")."""
        lower, stop = self.tokens.lower, end
        if end - i > 1 and lower[end - 1] in DIVISION_ENDS:
            return True
        while stop < self.n and self.inside[stop]:
            stop += 1
        first = not self.inside[i] or (lower[i - 1] == "the" and not self.inside[i - 1])
        if first:
            rest = set(lower[end:stop])
            return bool(rest & cues("body")) and not rest & cues("named after")
        begin = i
        while self.inside[begin]:
            begin -= 1
        return stop == end and lower[i - 1] in ("of", "the") and any(w in cues("head") for w in lower[begin:i])


def without_party(text: str) -> str:
    """Return a name without the letter of a party before it ("D-Springfield")."""
    return PARTY.sub("", text) if "-" in text else text


def within_characters(doc: Doc, start: int, end: int) -> range:
    """Return the indexes of the tokens that begin in the characters ``[start, end)``."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return range(span.start, span.end) if span else range(0)


def fame(place: Place) -> float:
    """Return the points for being known by name alone: a country or a city of millions needs no other evidence."""
    if place.kind in ("country", "continent", "admin1", "region", "sea", "metonym") and not place.alias:
        return 3.4
    if place.kind == "country":
        return 3.4
    return min(4.0 if place.kind == "capital" else 3.4, max(0.0, (standing(place) - 2.0) * 0.85))


@cache
def cues(*kinds: str) -> frozenset[str]:
    """Return the words of these kinds in data/rules/place_cues.csv."""
    return frozenset().union(*(rules.words("place_cues", kind=kind) for kind in kinds))
