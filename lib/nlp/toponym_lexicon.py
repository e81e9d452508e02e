"""What is known of a spelling whatever article it stands in: worked out once, so that a word costs one look-up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from spacy.strings import StringStore
from spacy.tokens import Doc

from lib.gazetteer import Gazetteer, name_key
from lib.nlp import rules

#: What a word with a capital may open, as bits: a place's whole name; one, but only where the model calls it a
#: place; a name of several words; a demonym; one of two words; a short form of a state.
ALONE, LABELLED, LONGER, PEOPLE, PEOPLES, SHORT = 1, 2, 4, 8, 16, 32
#: Spellings kept, of some 300 bytes each; when it is full all go, as reading them again takes milliseconds.
KEPT = 20_000
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


class Lexicon:
    """The spellings that articles have used so far, and the keys of names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.key_of = lru_cache(maxsize=KEPT)(self._key_of)
        self._known: dict[int, Spelling] = {}

    def spellings(self, doc: Doc, numbers: list[int]) -> list[Spelling]:
        """Return the spellings of the words of ``doc``; ``numbers`` are spaCy's for their texts (ORTH)."""
        known = self._known
        try:
            return [known[number] for number in numbers]
        except KeyError:
            known = self._known = known if len(known) < KEPT else {}
            self._learn(known, set(numbers).difference(known), doc.vocab.strings)
            return [known[number] for number in numbers]

    def _learn(self, known: dict[int, Spelling], numbers: set[int], strings: StringStore) -> None:
        kinds = cue_kinds()
        for number in numbers:
            text = strings[number]
            lower = text.lower()
            capital = text[0].isupper()
            opens = self._opens(text, lower) if capital else 0
            known[number] = Spelling(text, lower, capital, opens, kinds.get(lower, NOTHING.says))

    def _opens(self, text: str, lower: str) -> int:
        opens = self._alone(text, lower)
        if self.gazetteer.opens_longer(text):
            opens |= LONGER
        key = name_key(text)
        if key in self.gazetteer.demonyms:
            opens |= PEOPLE
        if key.partition(" ")[0] in self.gazetteer.demonym_openings:
            opens |= PEOPLES
        if text in abbreviations().firsts:
            opens |= SHORT
        return opens

    def _alone(self, text: str, lower: str) -> int:
        """Return ALONE, LABELLED or 0: one of three letters or fewer must be written as a short form is."""
        key, upper = self.key_of(text), without_party(text).isupper()
        if (
            not key
            or (len(key) <= 2 and not upper)
            or lower in cues("generic")
            or name_key(text) in self.gazetteer.demonyms
        ):
            return 0
        return ALONE if upper or len(key) > 3 else LABELLED

    def _key_of(self, text: str) -> str:
        """Return the gazetteer's key of a name as an article writes it; "" where no place is called or written so."""
        name = without_party(text)
        key = self.gazetteer.known_key(name)
        return key if key and "$" not in name and any(map(str.isalpha, key)) else ""


@lru_cache(maxsize=1)
def lexicon_of(gazetteer: Gazetteer) -> Lexicon:
    """Return the lexicon of this process's gazetteer."""
    return Lexicon(gazetteer)


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
