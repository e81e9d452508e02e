"""Titles and descriptions as mentions: "Home Secretary" before a name, "the head of it" after one, "the Court" alone.

They name nobody by themselves, so their label is ROLE: they belong to the cluster of the person or body they stand
for, and give it neither name nor kind. A description is linked only where its noun, and every word before it, was said
of somebody named before it; of several the nearest is meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Span

from lib.model import Range
from lib.nlp import rules
from lib.nlp.doc import Cluster, Name
from lib.nlp.name_lists import head_nouns, of_kind, titles
from lib.nlp.place_words import country_of
from lib.nlp.roles import role_after, role_before, role_introducing, role_words

#: The label of a mention that describes and does not name: no entity's label, and not counted.
#: How many words may stand between "the" and the noun ("the former chief trade negotiator").
MAX_MODIFIERS = 5
_MODIFIERS = frozenset(("NN", "NNP", "JJ", "NNPS", "POS", "VBN", "HYPH"))
_NOUNS = frozenset(("NN", "NNP"))
_PART_OF_PHRASE = frozenset(("DT", "JJ", "NN", "HYPH"))
_EMPTY = frozenset(("'s", "\u2019s", "-", "the", "then", "new"))
#: Titles that these words make another office: "the president" is not the vice president.
_LESSER = frozenset(("vice", "deputy", "assistant", "shadow", "junior", "former", "ex"))


class Description(NamedTuple):
    """Tokens ``[start, end)`` that stand for cluster ``owner`` (an index); ``method`` is a row of name_scores.csv."""

    start: int
    end: int
    owner: int
    method: str
    reason: str = ""


class Said(NamedTuple):
    """One role that the text gives cluster ``owner``: its noun is the key, ``words`` all its words but that."""

    owner: int
    words: frozenset[str]
    text: str


class Answers(NamedTuple):
    """Who fits a description: each one's first role said, every place where one is named, where each is named first."""

    roles: dict[int, Said]
    named: list[tuple[int, int]]
    firsts: list[int]


class Roles:
    """What the text says of whom, by the noun that says it. ``members`` are the clusters' names, as first tokens."""

    def __init__(self, members: list[list[int]]) -> None:
        self.members = members
        self.by_noun: dict[str, dict[tuple[int, frozenset[str]], Said]] = defaultdict(dict)
        self._answers: dict[tuple[str, frozenset[str]], Answers] = {}

    def add(self, noun: str, said: Said) -> None:
        """Note a role; the same one said again adds nothing."""
        self.by_noun[noun].setdefault((said.owner, said.words), said)

    def nearest(self, noun: str, asked: frozenset[str], start: int) -> tuple[Said | None, bool]:
        """Return the role of whoever was named last before ``start`` and fits, and whether several were."""
        if (noun, asked) not in self._answers:
            self._answers[noun, asked] = self._fitting(noun, asked)
        found = self._answers[noun, asked]
        at = bisect_left(found.named, (start, -1)) - 1
        if at < 0:
            return None, False
        return found.roles[found.named[at][1]], bisect_left(found.firsts, start) > 1

    def _fitting(self, noun: str, asked: frozenset[str]) -> Answers:
        roles: dict[int, Said] = {}
        for one in self.by_noun.get(noun, {}).values():
            if asked <= one.words and not (one.words & _LESSER) - asked:
                roles.setdefault(one.owner, one)
        named = sorted((at, owner) for owner in roles for at in self.members[owner])
        return Answers(roles, named, sorted(self.members[owner][0] for owner in roles))


class Words:
    """One Doc's words as lists, with the name (index) that covers each token, or -1."""

    def __init__(self, doc: Doc, names: tuple[Name, ...]) -> None:
        self.doc = doc
        self.names = names
        self.lower = [token.lower_ for token in doc]
        self.name = [-1] * len(doc)
        for i, name in enumerate(names):
            self.name[name.span.start : name.span.end] = [i] * (name.span.end - name.span.start)

    def __len__(self) -> int:
        return len(self.lower)

    def free(self, start: int, noun: int, end: int) -> Range:
        """Return the part of ``[start, end)`` around ``noun`` that no name covers, without loose words at its edges."""
        begin, stop = noun, noun + 1
        while begin > start and self.name[begin - 1] < 0:
            begin -= 1
        while stop < end and self.name[stop] < 0:
            stop += 1
        while begin < noun and self.lower[begin] in ("'s", "\u2019s", "-", "of", "and", "for"):
            begin += 1
        while stop > noun + 1 and self.doc[stop - 1].tag_ in ("DT", "IN", "TO", "CC", ",", "HYPH", "POS", "PRP$"):
            stop -= 1
        return begin, stop


def find_descriptions(doc: Doc, names: tuple[Name, ...], clusters: tuple[Cluster, ...]) -> Iterator[Description]:
    """Yield the titles and descriptions of the clusters' people and bodies, in no order, never over a name."""
    words = Words(doc, names)
    owners = {i: k for k, c in enumerate(clusters) for i in c.members}
    taken: set[int] = set()
    said = Roles([[names[i].span.start for i in c.members] for c in clusters])
    for d in beside_names(words, owners, said):
        if taken.isdisjoint(range(d.start, d.end)):
            taken.update(range(d.start, d.end))
            yield d
    bodies = named_after_nouns(clusters)
    nouns = said.by_noun.keys() | bodies.keys()
    for start, noun in (*definite_phrases(words, nouns), *bare_titles(words, said.by_noun)):
        if taken.isdisjoint(range(start, noun + 1)):
            d = person_meant(words, start, noun, said) or body_meant(words, start, noun, bodies, said.members)
            if d is not None:
                taken.update(range(d.start, d.end))
                yield d


def beside_names(words: Words, owners: dict[int, int], said: Roles) -> Iterator[Description]:
    """Yield the titles before people's names and the appositions beside them; note in ``said`` what they say."""
    starts = {name.span.start for name in words.names}
    for i, name in enumerate(words.names):
        if name.label != "PERSON":
            continue
        start, noun, end = title_of(words, name.span)
        if start < end and words.name[noun] < 0:
            note(words, said, owners[i], (start, noun, end))
            yield Description(*words.free(start, noun, end), owners[i], "title")
        start, end = role_after(words.doc, name.span.end, starts)
        # "According to Holm, a detective did ...": the sentence begins after the comma.
        if start < end and words.lower[max(0, name.span.start - 2)] != "according":
            noun = next(k for k in range(start, end) if words.lower[k] in role_words())
            if words.name[noun] < 0:
                note(words, said, owners[i], (start, noun, end))
                start -= words.doc[start - 1].tag_ == "DT"
                yield Description(*words.free(start, noun, end), owners[i], "apposition")
        start, end = role_introducing(words.doc, name.span.start, name.span.end)
        if start < end and words.name[end - 1] < 0:
            note(words, said, owners[i], (start, end - 1, end))
            yield Description(*words.free(start - 1, end - 1, end), owners[i], "apposition")


def title_of(words: Words, name: Span) -> tuple[int, int, int]:
    """Return start, noun and end of the title before a name; an empty range where there is none.

    Besides the listed titles a noun that the parse hangs on the name is one ("co-inventor Ada Holm").
    """
    doc, at = words.doc, name.start
    start, end = role_before(doc, at)
    if start < end:
        return start, end - 1, at
    if end < at:
        first = next((k for k in range(end, at) if words.lower[k] != "."), at)
        return first, first, at
    noun = at - 1
    fits = noun >= 0 and doc[noun].tag_ == "NN" and words.name[noun] < 0 and words.lower[noun].isalpha()
    if not fits or doc[noun].dep_ not in ("compound", "nmod") or not name.start <= doc[noun].head.i < name.end:
        return at, at, at
    start = noun
    while start and not doc[start].is_sent_start and doc[start - 1].tag_ in _MODIFIERS:
        start -= 1
    return start, noun, at


def note(words: Words, said: Roles, owner: int, role: tuple[int, int, int]) -> None:
    """Add to ``said`` the role whose noun stands at the middle of ``role``, if people are called by such a noun."""
    start, noun, end = role
    if words.lower[noun] not in titles() and words.lower[noun] not in rules.words("person_words"):
        return
    own = frozenset(_root(words.doc[k].text) for k in range(start, end) if k != noun)
    said.add(words.lower[noun], Said(owner, own, words.doc[start : noun + 1].text))


@cache
def _root(word: str) -> str:
    """Return what the forms of a place's name share: "united states" for "US" and "American"; others in small."""
    known = country_of(word) or rules.mapping("aliases", "alias", "name").get(word) or word
    return known.lower()


def definite_phrases(words: Words, nouns: Container[str]) -> Iterator[Range]:
    """Yield first token and noun of each "the ... X" with X one of ``nouns``; a name after it makes it a title."""
    for i, word in enumerate(words.lower):
        if word != "the" or words.name[i] >= 0:
            continue
        noun = i
        for k in range(i + 1, min(i + 2 + MAX_MODIFIERS, len(words))):
            if words.doc[k].tag_ not in _MODIFIERS or (
                words.lower[k] in ("'s", "\u2019s") and words.lower[k - 1] in nouns
            ):
                break
            noun = k
        if noun > i and words.lower[noun] in nouns and words.name[noun] < 0 and words.doc[noun].tag_ in _NOUNS:
            following = noun + 1
            if following >= len(words) or (words.name[following] < 0 and words.doc[following].tag_ != "HYPH"):
                yield i, noun


def bare_titles(words: Words, nouns: Container[str]) -> Iterator[Range]:
    """Yield first token and noun of each title of two capitals or more without "the" ("Prime Minister's plan")."""
    for noun in range(1, len(words)):
        if words.lower[noun] not in nouns or not _titular(words, noun) or not _titular(words, noun - 1):
            continue
        start = noun - 1
        while start and _titular(words, start - 1):
            start -= 1
        following = words.name[noun + 1] if noun + 1 < len(words) else -1
        before = start == 0 or (words.name[start - 1] < 0 and words.doc[start - 1].tag_ not in _PART_OF_PHRASE)
        if following < 0 and before and not _owns_name(words, noun + 1):
            yield start, noun


def _owns_name(words: Words, k: int) -> bool:
    """Return whether "'s" and a capital follow at ``k``: the "Prime Minister's Office" is no prime minister."""
    return words.lower[k : k + 1] == ["'s"] and words.doc[k + 1 : k + 2].text[:1].isupper()


def _titular(words: Words, k: int) -> bool:
    return words.name[k] < 0 and words.doc[k].tag_ == "NNP" and words.doc[k].text[0].isupper()


def person_meant(words: Words, start: int, noun: int, said: Roles) -> Description | None:
    """Return the description with the person of whom its words were said, the last named before it, or None."""
    asked = {_root(words.doc[k].text) for k in range(start, noun)} - _EMPTY
    if words.lower[noun + 1 : noun + 2] == ["of"]:
        asked |= _of_phrase(words, noun + 2)
    one, several = said.nearest(words.lower[noun], frozenset(asked), start)
    if one is None:
        return None
    begin, end = words.free(start, noun, noun + 1)
    reason = f"described as {one.text}" + (", the nearest of several before it" if several else "")
    return Description(begin, end, one.owner, "description, of several" if several else "description", reason)


def _of_phrase(words: Words, start: int) -> set[str]:
    """Return the words after "of" up to the next stop or verb."""
    found = set()
    for k in range(start, min(start + MAX_MODIFIERS, len(words))):
        if words.doc[k].tag_ not in _MODIFIERS and words.doc[k].tag_ not in ("DT", "NNS"):
            break
        found.add(_root(words.doc[k].text))
    return found - _EMPTY


def named_after_nouns(clusters: tuple[Cluster, ...]) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Return, for each head noun, the bodies (indexes) whose names have it, with the words up to it."""
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for k, c in enumerate(clusters):
        if c.label == "ORG":
            own = tuple(c.name.lower().replace("'s", " 's").split())
            core = own[: next((i for i, word in enumerate(own) if i and word in ("of", "for", "on")), len(own))]
            if len(own) > 1 and head_nouns().get(core[-1]) == "ORG" and core[-1] not in of_kind("generic body"):
                found[core[-1]].append((k, core))
            if own[-1] in rules.words("company_suffixes"):
                found["company"].append((k, ("company",)))
    return found


def body_meant(
    words: Words,
    start: int,
    noun: int,
    bodies: dict[str, list[tuple[int, tuple[str, ...]]]],
    members: list[list[int]],
) -> Description | None:
    """Return the description with the only body whose name ends, before any "of", in its words, or None."""
    asked = tuple(words.lower[start + (words.lower[start] == "the") : noun + 1])
    known = bodies.get(words.lower[noun], ())
    owners = {k for k, core in known if core[-len(asked) :] == asked and members[k][0] < start}
    if (
        len(owners) != 1
        or any(words.name[k] >= 0 for k in range(start, noun))
        or words.lower[noun + 1 : noun + 2] == ["of"]
    ):
        return None
    (owner,) = owners
    if not words.doc[noun].text[0].isupper() and len({k for k, _ in known}) > 1:
        return None
    return Description(start, noun + 1, owner, "body description", f"the only {words.doc[noun].text} named before it")
