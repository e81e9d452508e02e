"""What is known of a spelling whatever article it stands in: worked out once, so that a word costs one look-up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from spacy.strings import StringStore

from lib.gazetteer import Gazetteer, name_key
from lib.nlp import rules

#: What a word with a capital may open, as bits: a place's whole name; one, but only where the model calls it a
#: place; a name of several words; a demonym; one of two words; a short form of a state.
ALONE, LABELLED, LONGER, PEOPLE, PEOPLES, SHORT = 1, 2, 4, 8, 16, 32
#: Spellings kept, of some 300 bytes each; when it is full all go, as reading them again takes milliseconds.
KEPT = 15_000
PARTY = re.compile(r"[DRI]-(?=[A-Z])")


@dataclass(slots=True)
class Spelling:
    """One spelling: what it may open, as bits, and what it says of a place beside it (kinds of place_cues.csv)."""

    text: str
    lower: str
    capital: bool = False
    opens: int = 0
    says: frozenset[str] = frozenset()


#: What stands before an article's first word and behind its last.
NOTHING = Spelling("", "")


class Lexicon(dict[int, Spelling]):
    """The spellings that articles have used so far, by spaCy's number for each (ORTH), and the keys of names."""

    def __init__(self, gazetteer: Gazetteer, strings: StringStore) -> None:
        super().__init__()
        self.gazetteer = gazetteer
        self.strings = strings
        self.kinds = cue_kinds()
        self.generic = cues("generic")
        self.shorts = abbreviations().firsts
        self.key_of = lru_cache(maxsize=KEPT // 2)(self._key_of)

    def read(self, numbers: list[int]) -> list[Spelling]:
        """Return the spellings of these numbers."""
        if len(self) > KEPT:
            self.clear()
        return list(map(self.__getitem__, numbers))

    def __missing__(self, number: int) -> Spelling:
        text = self.strings[number]
        lower = text.lower()
        capital = text[0].isupper()
        opens = self._opens(text) if capital else 0
        word = self[number] = Spelling(text, lower, capital, opens, self.kinds.get(lower, NOTHING.says))
        return word

    def _opens(self, text: str) -> int:
        """Return what a word with a capital may open."""
        places, key = self.gazetteer, name_key(text)
        opens = LONGER if places.opens_longer(text) else 0
        if key in places.demonyms:
            opens |= PEOPLE
        elif key not in self.generic and (places.may_hold(key) or not text.isalpha()):
            opens |= self._alone(text)
        if key.partition(" ")[0] in places.demonym_openings:
            opens |= PEOPLES
        if text in self.shorts:
            opens |= SHORT
        return opens

    def _alone(self, text: str) -> int:
        """Return ALONE, LABELLED or 0: one of three letters or fewer must be written as a short form is."""
        key = self._key_of(text)
        if not key or len(key) > 3 or without_party(text).isupper():
            return ALONE if key else 0
        return LABELLED if len(key) == 3 else 0

    def _key_of(self, text: str) -> str:
        """Return the gazetteer's key of a name as an article writes it; "" where no place is called or written so."""
        name = without_party(text)
        key = self.gazetteer.known_key(name)
        if not key or "$" in name:
            return ""
        return key if key.isalpha() or any(map(str.isalpha, key)) else ""


@lru_cache(maxsize=1)
def lexicon_of(gazetteer: Gazetteer, strings: StringStore) -> Lexicon:
    """Return the lexicon of this process's gazetteer and model."""
    return Lexicon(gazetteer, strings)


def without_party(text: str) -> str:
    """Return a name without the letter of a party before it ("D-Springfield")."""
    return PARTY.sub("", text) if "-" in text else text


@cache
def cues(*kinds: str) -> frozenset[str]:
    """Return the words of these kinds in data/rules/place_cues.csv."""
    return frozenset().union(*(rules.words("place_cues", kind=kind) for kind in kinds))


@cache
def cue_kinds() -> dict[str, frozenset[str]]:
    """Return the kinds of each word in data/rules/place_cues.csv."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rules.table("place_cues"):
        found[row["word"]].add(row["kind"])
    return {word: frozenset(kinds) for word, kinds in found.items()}


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
