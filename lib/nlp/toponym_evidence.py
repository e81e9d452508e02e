"""How strongly an article's words say that a spelling names a place, in points."""

from __future__ import annotations

from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, Place, name_key, standing
from lib.model import ROLE
from lib.nlp.toponym_lexicon import LONGER, PARTY, PEOPLE, Spelling, lexicon_of, without_party
from lib.nlp.toponym_words import Words

#: Labels of names that are places, and of names that may be their people.
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
#: Labels, and none, of words that are no part of a body or thing; those of what a list of places is taken for.
NO_BODY = PLACE_LABELS | {"", "NORP", "PERSON"}
TAKEN_FOR_ONE = PLACE_LABELS | {"ORG", "PERSON"}
#: How legislators are given their seat: "D-Springfield".
PARTIES = frozenset(("D", "R", "I", "DFL", "Ind", "Lab", "Con", "LD"))
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
        lexicon = lexicon_of(gazetteer, doc.vocab.strings)
        self.gazetteer = gazetteer
        self.key_of = lexicon.key_of
        self.tokens = Words(doc, lexicon)
        self.words = self.tokens.all
        self.n = len(doc)
        self.doubted: set[str] = set()
        self.illnesses: set[str] = set()
        self.label = [""] * (self.n + 1)
        self.span_end: dict[int, int] = {}
        self.inside = [False] * (self.n + 1)
        self.surnames: set[str] = set()
        more = doc._
        for name in more.names:
            span = name.span
            if name.label != ROLE:
                self.note(name.label, span.start, span.end)
        self.last = 0
        self.dateline = {i for z in more.zones if z.kind == "dateline" for i in within_characters(doc, z.start, z.end)}

    def note(self, label: str, start: int, end: int) -> None:
        """Keep what the names say about tokens ``[start, end)``."""
        if end - start == 1:
            self.span_end[start] = end
            self.label[start] = label
            return
        pieces = self.listed(label, start, end) if end - start > 2 else []
        for first, last in pieces:
            self.mark("GPE", first, last)
        if pieces:
            return
        self.mark(label, start, end)
        if label == "PERSON" and not self.is_listed(start, end):
            self.surnames.update((self.words[start].lower, self.words[end - 1].lower))

    def mark(self, label: str, start: int, end: int) -> None:
        """Keep that a name of this label stands at tokens ``[start, end)``."""
        self.span_end[start] = end
        self.label[start] = label
        for i in range(start + 1, end):
            self.label[i] = label
            self.inside[i] = True

    def listed(self, label: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the places that the model took for one name ("Cork, Le Havre and Gdynia"), or [] where it is one.

        With a comma and nothing but places it is no body, whatever the label; some of a place's may be unknown.
        """
        if label not in TAKEN_FOR_ONE:
            return []
        inner = [i for i in range(start + 1, end - 1) if self.words[i].lower in (",", "and")]
        if not inner or self.is_listed(start, end):
            return []
        pieces = [(i, j) for i, j in zip([start, *(k + 1 for k in inner)], [*inner, end], strict=True) if i < j]
        known = [bool(self.gazetteer.lookup(self.tokens.between(i, j))) for i, j in pieces]
        if label in PLACE_LABELS:
            return pieces if any(known) else []
        return pieces if all(known) and any(word.text == "," for word in self.words[start:end]) else []

    def is_listed(self, start: int, end: int) -> bool:
        """Return whether the whole name ``[start, end)``, of several words, is a place's, whatever stands around it."""
        first = self.words[start]
        opens = first.opens & LONGER or not first.capital
        return bool(opens and self.gazetteer.lookup(self.tokens.between(start, end)))

    def meanings(self, i: int, end: int) -> tuple[Place, ...]:
        """Return the places that tokens ``[i, end)`` could name, if the words could be a place's name at all."""
        key = self.key_at(i, end)
        return self.places_at(i, end, key) if key else ()

    def key_at(self, i: int, end: int) -> str:
        """Return the key of tokens ``[i, end)``, "" where these words are no place's name."""
        word, single = self.words[i], end - i == 1
        key = self.key_of(word.text if single else self.tokens.between(i, end))
        if not key or (self.label[i] == "PERSON" and self.is_part_of_person(i, end)):
            return ""
        if "generic" in word.says if single else "inside" in word.says and "opening" not in word.says:
            return ""
        return "" if single and (self.is_people(word) or self.is_glued(i)) else key

    def places_at(self, i: int, end: int, key: str) -> tuple[Place, ...]:
        """Return the places of a key; one of four letters or fewer must be written as a name or short form is."""
        if len(key) > 4:
            return self.gazetteer.by_key(key)
        upper = without_party(self.tokens.between(i, end)).isupper()
        if self.label[i] in PLACE_LABELS:
            return self.gazetteer.by_key(key) if len(key) > 2 or upper else ()
        short = upper and not self.tokens.is_shouted(i)
        if (len(key) <= 3 and not short) or (len(key) <= 2 and not upper):
            return ()
        places = self.gazetteer.by_key(key)
        if short and not self.gazetteer.is_listed(key):
            return tuple(p for p in places if p.kind in ("country", "region"))
        return places

    def is_people(self, word: Spelling) -> bool:
        """Return whether the word is a demonym."""
        return bool(word.opens & PEOPLE) if word.capital else name_key(word.text) in self.gazetteer.demonyms

    def is_glued(self, i: int) -> bool:
        """Return whether the word hangs on a sign or small word ("$US", "mid-Atlantic")."""
        before = self.words[i - 1].text
        return before == "$" or (before == "-" and self.words[i - 2].text.islower())

    def is_part_of_person(self, i: int, end: int) -> bool:
        """Return whether the span is a piece of a longer person's name; a county is believed even there."""
        if self.label[i] != "PERSON":
            return False
        return self.span_end.get(i) != end and self.words[end - 1].lower not in DIVISION_ENDS

    def is_place(self, i: int, end: int, best: Place, key: str, known: frozenset[str], *, contained: bool) -> bool:
        """Return whether what speaks for a place is enough, and still is with what speaks against it taken off.

        ``best`` is the best known place of the name's ``key``; ``known`` are keys taken for places elsewhere.
        """
        points = self.evidence(i, end, best, key, known, contained=contained)
        return points >= ACCEPTED and points + self.against(i, end, contained=contained) >= ACCEPTED

    def evidence(self, i: int, end: int, best: Place, key: str, known: frozenset[str], *, contained: bool) -> float:
        """Return the points for a place: how well known the name is, and what stands around it."""
        before, after = self.words[i - 1], self.words[end]
        points = 3.4 if key.endswith(DIVISION_ENDS) else fame(best)
        if self.label[i] in PLACE_LABELS:
            points += POINTS["label"] if self.covers_label(i, end) else POINTS["part"]
        if contained:
            points += POINTS["container"]
        if i in self.dateline or self.opens_dateline(i, end):
            points += POINTS["dateline"]
        if key in known:
            points += POINTS["again"]
        if key in self.illnesses:
            points += POINTS["illness"]
        if "locative" in before.says:
            points += POINTS["locative"]
        if "people" in after.says:
            points += POINTS["people"]
        if "body" in after.says and after.capital:
            points += POINTS["body"]
        if self.in_list(i):
            points += POINTS["list"]
        if self.behind_party(i):
            points += POINTS["party"]
        return points

    def covers_label(self, i: int, end: int) -> bool:
        """Return whether the span is all of the model's name but a leading article or direction."""
        if self.inside[end]:
            return False
        while self.inside[i]:
            before = self.words[i - 1]
            if before.lower not in ("the", "of") and before.says.isdisjoint(("direction", "head")):
                return False
            i -= 1
        return True

    def in_list(self, i: int) -> bool:
        """Return whether only commas and "and" stand between the last place found and token ``i``."""
        last, words = self.last, self.words
        if not last or not 0 < i - last <= 2:
            return False
        return words[last].lower in LISTING and words[i - 1].lower in LISTING

    def behind_party(self, i: int) -> bool:
        """Return whether the name is a legislator's seat ("R-Springfield" in one word or in three)."""
        words = self.words
        if words[i - 1].text == "-" and words[i - 2].text in PARTIES:
            return True
        return "-" in words[i].text and bool(PARTY.match(words[i].text))

    def opens_dateline(self, i: int, end: int) -> bool:
        """Return whether a sentence begins with the name in capitals and a dash ("GENEVA -- The")."""
        after = self.words[end].text
        if end - i > 3 or (after not in DASHES and after != "("):
            return False
        return self.tokens.between(i, end).isupper() and self.tokens.is_start(i)

    def against(self, i: int, end: int, *, contained: bool) -> float:
        """Return the (negative) points against a place."""
        label, points = self.label[i], 0.0
        single, before = end - i == 1, self.words[i - 1]
        if label == "PERSON":
            eased = contained or self.is_where(i, end)
            points += self.against_person(i, end) / (2 if eased else 1)
        elif label not in NO_BODY and not self.of_body(i, end):
            points += POINTS["whole"] if self.span_end.get(i) == end else POINTS["other"]
        if single and self.words[i].lower in self.surnames and "locative" not in before.says:
            points += POINTS["surname"]
        if label not in PLACE_LABELS:
            points += POINTS["start"] * (single and self.tokens.is_start(i))
            points += POINTS["common"] * (single and self.tokens.is_common(i))
            points += POINTS["neighbour"] * self.has_neighbour(i, end)
        return points

    def is_where(self, i: int, end: int) -> bool:
        """Return whether the whole name says where something is ("at Kutaisi"), though not in a building's name."""
        whole = self.span_end.get(i) == end
        return whole and "whereabouts" in self.words[i - 1].says and "building" not in self.words[end].says

    def against_person(self, i: int, end: int) -> float:
        """Return the points the label PERSON takes off: fewer where the whole name is a place's, as models slip."""
        if end - i > 1 and self.words[end - 1].lower in DIVISION_ENDS:
            return 0.0
        if self.span_end.get(i) != end or self.words[i].lower in self.surnames:
            return POINTS["PERSON"]
        if end - i > 1:
            return POINTS["PERSON whole"]
        capital = self.meanings(i, end)[0].kind == "capital"
        return POINTS["PERSON whole"] if capital else POINTS["PERSON single"]

    def has_neighbour(self, i: int, end: int) -> bool:
        """Return whether the span is only part of a longer capitalised name."""
        tokens, before, after = self.tokens, self.words[i - 1], self.words[end]
        follows = after.capital and "body" not in after.says and tokens.is_proper(end)
        leads = before.capital and not self.label[i - 1] and "direction" not in before.says
        leads = leads and tokens.is_proper(i - 1) and not tokens.is_start(i - 1)
        return (follows or leads) and not tokens.is_shouted(i)

    def is_other(self, i: int, end: int) -> bool:
        """Return whether the name belongs to something that is no place: a street, a paper, a club, a body."""
        after = self.words[end]
        if not after.capital and not after.says and self.label[i] in NO_BODY:
            return False
        if "disease" in after.says:
            self.illnesses.add(name_key(self.tokens.between(i, end)))
            return True
        if after.capital:
            if self.is_council(end):
                return True
            beyond = self.words[end + 1]
            titled = "street or title" in after.says and beyond.capital
            if not titled and ("street" in after.says or "not a place" in after.says):
                return "body" not in beyond.says
        return self.label[i] not in NO_BODY and self.span_end.get(i) != end and not self.of_body(i, end)

    def is_council(self, end: int) -> bool:
        """Return whether a county council's name ends or goes on at ``end``."""
        words = self.words
        k = end + 1 if words[end].lower in DIVISION_ENDS else end
        return "council" in words[k].says and words[k - 1].lower in DIVISION_ENDS

    def of_body(self, i: int, end: int) -> bool:
        """Return whether the name says whose public body it is ("Laurel County Sheriff's Office", "Army of Chad")."""
        words, stop = self.words, end
        if end - i > 1 and words[end - 1].lower in DIVISION_ENDS:
            return True
        while self.inside[stop]:
            stop += 1
        first = not self.inside[i] or (words[i - 1].lower == "the" and not self.inside[i - 1])
        if first:
            rest = [word.says for word in words[end:stop]]
            return any("body" in says for says in rest) and not any("named after" in says for says in rest)
        begin = i
        while self.inside[begin]:
            begin -= 1
        of = stop == end and words[i - 1].lower in ("of", "the")
        return of and any("head" in word.says for word in words[begin:i])


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
