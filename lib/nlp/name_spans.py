"""Where names begin and end: the model's spans trimmed, split and completed to the full name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from lib.model import KINDS
from lib.nlp.name_lists import dates, first_names, grammar, head_nouns, never_in_names, not_names, of_kind, titles
from lib.nlp.place_words import place_kind
from lib.nlp.tokens import Tokens


class Candidate(NamedTuple):
    """Tokens ``[start, end)`` that may be a name of kind ``label``; ``method`` says which rule proposed it."""

    start: int
    end: int
    label: str
    method: str


_LEADING = frozenset(("the", "a", "an", "this", "that", "and", "of", *"'\"-.,([/*&", "'s", "--", "\u2014", "\u2013"))
_TRAILING = frozenset(
    ("the", "and", "of", "for", "in", *"'\"-,([)]/*&:;", "'s", "--", "\u2014", "\u2013"),
)
_BREAKS = frozenset(("(", ")", "[", "]", '"', ";", ":", "\u2014"))
#: Words that begin something else after a comma.
_OPENERS = frozenset(("the", "a", "an", "who", "which"))
_HYPHENS = frozenset(("-", "\u2013"))
_JOINTS = frozenset(("and", "&"))
#: What stands between the two sides of a match or a case.
_VERSUS = frozenset(("v", "vs", "v.", "vs."))
#: A number in a table beside a name ("83", "4-43", "2:14.5"); bodies and laws may have one, people and places not.
_SCORE = re.compile(r"\d[\d.,:/=-]*")
#: Particles that end one name and begin another as often as they join ("Santos e Silva" is rarer than "A y B").
_LOOSE = frozenset(("la", "le", "y", "e"))


def candidates(tokens: Tokens) -> list[Candidate]:
    """Return what may be a name, in order and not overlapping: the model's, by head noun, by capitals."""
    found = list(model_candidates(tokens))
    taken = [""] * len(tokens)
    for c in found:
        taken[c.start : c.end] = [c.label] * (c.end - c.start)
    headed = [*headed_candidates(tokens, taken), *noun_first_candidates(tokens)]
    cover = {i for c in headed for i in range(c.start, c.end)}
    people = [completed(tokens, c, taken) for c in found]
    clear = [
        c for c in people if cover.isdisjoint(range(c.start, c.end)) or (c.label == "PERSON" and c.end - c.start > 3)
    ]
    found = without_overlap([*headed, *clear])
    return sorted([*found, *capital_candidates(tokens, found)])


def model_candidates(tokens: Tokens) -> Iterator[Candidate]:
    """Yield the model's names, each trimmed to the name alone and split where it holds two."""
    for ent in tokens.doc.ents:
        if ent.label_ in KINDS:
            for piece in _split(tokens, ent.start, ent.end, ent.label_):
                start, end = trim(tokens, *piece)
                if start < end:
                    yield Candidate(start, end, ent.label_, "model")


def trim(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Return the span without article, possessive ending, quotes and dashes at its edges; it may be empty."""
    lower, captions = tokens.lower, of_kind("caption word")
    while start < end and (lower[start] in _LEADING or lower[start].isspace()):
        start += 1
    # "Quoting Ada Holm": a participle that begins the sentence is no part of the name.
    if end - start > 1 and tokens.tag[start] == "VBG" and start in tokens.starts and lower[start] not in first_names():
        start += 1
    while start < end and (
        lower[end - 1] in _TRAILING or lower[end - 1].isspace() or (lower[end - 1] in captions and end - start > 2)
    ):
        end -= 1
    # "UN Intelligence-gathering cell": a compound in small letters describes, it does not name.
    if end - start > 3 and lower[end - 2] in _HYPHENS and tokens.tag[end - 1] in ("VBG", "VBN"):
        end -= 3
    return start, end


def _split(tokens: Tokens, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a model's name between what parts two names and joins none."""
    begin = start
    for i in range(start, end):
        if _parts_names(tokens, i, start, end, label):
            yield begin, i
            begin = i + 1
    yield begin, end


def _parts_names(tokens: Tokens, i: int, start: int, end: int, label: str) -> bool:
    """Return whether token ``i`` of the span stands between two names, or between a name and something else."""
    word = tokens.text[i]
    if word in _BREAKS or "\n" in word:
        return True
    if i == start:
        return False
    if word in _JOINTS:
        return _joins_two(tokens, i, start, end, label)
    free_dash = word in _HYPHENS and not tokens.glued[i] and not tokens.glued[i - 1]
    return free_dash or word in _VERSUS or _is_score(tokens, i, start, end, label) or _opens(tokens, i, end, label)


def _is_score(tokens: Tokens, i: int, start: int, end: int, label: str) -> bool:
    """Return whether token ``i`` is a number beside a name in a table: any after a person or place, else one of two."""
    if not _SCORE.fullmatch(tokens.text[i]) or tokens.glued[i - 1]:
        return False
    return label in ("PERSON", "GPE", "LOC") or sum(map(str.isdigit, tokens.text[start : end + 1])) > 1


def _opens(tokens: Tokens, i: int, end: int, label: str) -> bool:
    """Return whether another name begins after the comma, "the" or "Dr." at ``i``."""
    word = tokens.lower[i]
    if word == ",":
        return label in ("PERSON", "GPE", "LOC") or (i + 1 < end and tokens.lower[i + 1] in _OPENERS)
    if word == "the":
        return label in ("ORG", "GPE", "LOC") and tokens.proper[i - 1]
    return label in ("ORG", "GPE", "LOC", "NORP") and word in of_kind("person's address")


def _joins_two(tokens: Tokens, i: int, start: int, end: int, label: str) -> bool:
    """Return whether the "and" at ``i`` stands between two people or two places ("Trinidad and Tobago" is one)."""
    if label == "PERSON":
        return True
    if label in ("GPE", "LOC"):
        return not place_kind(tokens.doc[start:end].text)
    return i - start > 1 and end - i > 2 and {tokens.lower[start], tokens.lower[i + 1]} <= first_names()


def completed(tokens: Tokens, c: Candidate, taken: list[str]) -> Candidate:
    """Return a person's candidate without title and grown over the name's own words on both sides; others as they are.

    ``taken`` holds, for each token, the label of the model's name it belongs to, or "".
    """
    if c.label != "PERSON":
        return c
    start, end = untitled(tokens, c.start, c.end), c.end
    while (i := _name_word_before(tokens, start, taken)) >= 0:
        start = i
    while i := _name_word_after(tokens, end, taken):
        end = i
    return c._replace(start=start, end=end)


def untitled(tokens: Tokens, start: int, end: int) -> int:
    """Return where a person's name starts once "Prime Minister", "Sheikh" or "Swiss" before it is cut.

    Only a run of title words from the left is cut, and never the whole span.
    """
    at = start
    for i in range(start, end - 1):
        word = tokens.lower[i]
        if word in titles() or (word == "." and i and tokens.lower[i - 1] in titles()):
            at = i + 1
        elif not tokens.capital[i] or word in of_kind("title modifier"):
            continue
        elif i + 2 < end and (place_kind(tokens.text[i]) == "demonym" or _is_office(tokens, i + 1)):
            at = i + 1
        else:
            break
    while at < end and (tokens.lower[at] in _LEADING or tokens.lower[at].isspace()):
        at += 1
    named = at < end and (tokens.capital[at] or tokens.lower[at].split("-")[0] in of_kind("particle"))
    return at if named else start


def _is_office(tokens: Tokens, i: int) -> bool:
    """Return whether word ``i`` is a title that is nobody's first name ("Haryana Governor Rao", not "Ann Dean Rao")."""
    return tokens.lower[i] in titles() and tokens.lower[i] not in first_names()


def _name_word_before(tokens: Tokens, start: int, taken: list[str]) -> int:
    """Return the new start, or -1 where the name goes no further."""
    i = tokens.before(start)
    if i > 0 and tokens.text[i] in _HYPHENS and tokens.glued[i] and tokens.glued[i - 1]:
        return i - 1 if _is_free(tokens, i - 1, taken) else -1
    if i < 0 or (tokens.glued[i] and tokens.text[i] != "."):
        return -1
    if tokens.lower[i] in of_kind("particle") and i and _is_free(tokens, i - 1, taken):
        return i - 1
    word = tokens.lower[i]
    whole = word.isalpha() or len(word) <= 2 or "-" in word or "'" in word
    free = _is_free(tokens, i, taken) or (len(word) > 2 and _is_stray_first_name(tokens, i, taken))
    return i if whole and free and word not in of_kind("title modifier") else -1


def _name_word_after(tokens: Tokens, end: int, taken: list[str]) -> int:
    """Return the new end, or 0 where the name goes no further."""
    if end + 1 < len(tokens) and tokens.text[end] in _HYPHENS and tokens.glued[end - 1] and tokens.glued[end]:
        joined = tokens.lower[end + 1]
        adjective = joined in of_kind("adjective maker") or tokens.tag[end + 1] in ("VBN", "VBD")
        return 0 if adjective or not joined.isalpha() else end + 2
    i = tokens.after(end)
    if i < 0 or tokens.glued[end - 1]:
        return 0
    if tokens.lower[i] in of_kind("particle") - _LOOSE and i + 1 < len(tokens) and _is_free(tokens, i + 1, taken):
        return i + 2
    fits = tokens.lower[i].isalpha() and not tokens.text[i].isupper() and _is_free(tokens, i, taken)
    return i + 1 if fits else 0


def _is_stray_first_name(tokens: Tokens, i: int, taken: list[str]) -> bool:
    """Return whether the model took a first name before a person's name for a place or body of its own."""
    alone = (i == 0 or taken[i - 1] != taken[i]) and taken[i + 1] != taken[i]
    return alone and tokens.proper[i] and tokens.lower[i] in first_names() and tokens.lower[i] not in titles()


def _is_free(tokens: Tokens, i: int, taken: list[str]) -> bool:
    """Return whether word ``i`` can be part of a person's name: a capitalised noun of no other name, title or list."""
    word = tokens.lower[i]
    listed = word in titles() or word in head_nouns() or (word in not_names() and word not in grammar())
    return tokens.proper[i] and taken[i] in ("", "PERSON") and not listed


def headed_candidates(tokens: Tokens, taken: list[str]) -> Iterator[Candidate]:
    """Yield the names that a capitalised head noun makes: "Ministry of Foreign Affairs", "Windhoek High Court".

    The words before it must be capitalised, or an "of" phrase must follow; "Court" alone is no name.
    """
    heads = head_nouns()
    for i, word in enumerate(tokens.lower):
        if word not in heads or not tokens.capital[i] or i in tokens.shouted or _goes_on(tokens, i + 1, taken):
            continue
        start, end, label = _left(tokens, i, taken), i + 1, heads[word]
        if label == "ORG" or word in of_kind("of place"):
            end = _right(tokens, end, taken)
        if end - start > 1 and not all_generic(tokens, start, end):
            yield Candidate(start, end, label, "head noun")


def noun_first_candidates(tokens: Tokens) -> Iterator[Candidate]:
    """Yield the names that a noun of another language begins: "Partido 7 de Abril", "Calle Mayor"."""
    labels = {"body noun first": "ORG", "place noun first": "LOC"}
    for kind, label in labels.items():
        nouns = of_kind(kind)
        for i, word in enumerate(tokens.lower):
            if word in nouns and tokens.text[i].istitle() and i not in tokens.shouted:
                end = i + 1
                while at := _further_word(tokens, end):
                    end = at
                if end - i > 1:
                    yield Candidate(i, end, label, "head noun")


def _further_word(tokens: Tokens, end: int) -> int:
    """Return the end after the next capitalised word, at most two particles or numbers before it; 0 where none is."""
    links = of_kind("particle") | of_kind("of link")
    for at in range(end, min(end + 3, len(tokens))):
        if tokens.proper[at]:
            return 0 if tokens.lower[at] in titles() else at + 1
        if tokens.lower[at] not in links and not tokens.text[at].isdigit():
            return 0
    return 0


def _goes_on(tokens: Tokens, i: int, taken: list[str]) -> bool:
    """Return whether a further capitalised word of the same name stands at ``i`` ("Airport" in "Airport Road")."""
    at = tokens.after(i)
    if at < 0 or not tokens.capital[at] or tokens.glued[i - 1]:
        return False
    word = tokens.lower[at]
    if word in head_nouns():
        return True
    other = word in titles() or word in dates() or taken[at] in ("PERSON", "GPE")
    return tokens.proper[at] and not other and len(word) > 1


def _left(tokens: Tokens, head: int, taken: list[str]) -> int:
    """Return the first of the capitalised words that run up to ``head``."""
    start = head
    while start > 0 and (i := tokens.before(start)) > 0:
        earlier = tokens.capital[i - 1] and tokens.proper[i - 1]
        if not (
            _fits_before(tokens, i) if tokens.capital[i] else earlier and _links_before(tokens, i, start < head, taken)
        ):
            break
        start = i if tokens.capital[i] else i - 1
    return start


def _fits_before(tokens: Tokens, i: int) -> bool:
    """Return whether capitalised word ``i`` can be part of a body's name that goes on after it."""
    word = tokens.lower[i]
    office = word in titles() and word != "general" and not _is_royal(word)
    if word in dates() or office or (word in grammar() and not tokens.proper[i]):
        return False
    return i not in tokens.starts or tokens.tag[i] in ("NNP", "NNPS", "JJ")


def _is_royal(word: str) -> bool:
    """Return whether bodies and buildings are named after bearers of this title ("Queen Elizabeth Hospital")."""
    return word in ("king", "queen", "prince", "princess", "sultan")


def _links_before(tokens: Tokens, i: int, inside: bool, taken: list[str]) -> bool:
    """Return whether small word ``i`` joins two parts of one body's name; a capitalised word stands before it."""
    word = tokens.lower[i]
    if word in _JOINTS:
        return inside and taken[i - 1] not in ("GPE", "PERSON") and not _is_whole_body(tokens, i)
    if word == "'s":
        return tokens.lower[i - 1] in of_kind("owner")
    if word in _HYPHENS:
        return tokens.glued[i] and tokens.glued[i - 1]
    return word in of_kind("particle") - _LOOSE and i - 1 not in tokens.starts


def _is_whole_body(tokens: Tokens, end: int) -> bool:
    """Return whether a whole body's name ends at ``end`` ("Institute of Technology" before "and State University")."""
    i = end - 1
    while i > 0 and (tokens.capital[i] or tokens.lower[i] in of_kind("of link")):
        if tokens.lower[i] in head_nouns():
            return True
        i -= 1
    return False


def _right(tokens: Tokens, end: int, taken: list[str]) -> int:
    """Return the end after the "of ..." phrases whose words are capitalised."""
    begin = at = end
    links = of_kind("of link")
    while (i := tokens.after(at)) > 0:
        word = tokens.lower[i]
        joint = word in _JOINTS and end > begin and not _begins_body(tokens, i + 1, taken)
        link = at == end and (word in links or joint)
        if link or (word == "the" and tokens.lower[i - 1] in links):
            at = i + 1
        elif at > end and _fits_after(tokens, i, taken) and (word not in grammar() or tokens.proper[i]):
            at = end = _run_end(tokens, i, taken)
        else:
            break
    return end


def _begins_body(tokens: Tokens, i: int, taken: list[str]) -> bool:
    """Return whether the words at ``i`` are a body of their own ("... and Lakeview University")."""
    end = _run_end(tokens, i, taken)
    last = tokens.lower[end - 1]
    return end - i > 1 and head_nouns().get(last) == "ORG" and not last.endswith("s")


def _fits_after(tokens: Tokens, i: int, taken: list[str]) -> bool:
    word = tokens.lower[i]
    return tokens.capital[i] and taken[i] != "PERSON" and word not in titles() and word not in dates()


def _run_end(tokens: Tokens, i: int, taken: list[str]) -> int:
    end = i + 1
    while (j := tokens.after(end)) > 0 and tokens.proper[j] and _fits_after(tokens, j, taken):
        end = j + 1
    return end


def all_generic(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a span of several words holds none that a name could be told by ("Prime Minister")."""
    return all(word in generic_words() or not word.isalpha() for word in tokens.lower[start:end])


@cache
def generic_words() -> frozenset[str]:
    """Return the words that tell no name, even several of them."""
    return never_in_names() | titles() | of_kind("title modifier")


def capital_candidates(tokens: Tokens, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the runs of capitalised words that no name covers, for the rest of the article to explain."""
    covered = {i for c in found for i in range(c.start, c.end)}
    covered |= {i for ent in tokens.doc.ents if ent.label_ not in KINDS for i in range(ent.start, ent.end)}
    surnames = surnames_of(tokens, found)
    begin, was_place = -1, False
    for i in range(len(tokens) + 1):
        free = i < len(tokens) and i not in covered
        inside = free and (_may_be_name(tokens, i) or _joins_capitals(tokens, i, begin >= 0))
        place = free and i in tokens.shouted and _is_shouted_place(tokens, i)
        inside, change = inside or place, place != was_place
        was_place = place
        if begin >= 0 and (change or not inside):
            yield Candidate(begin, i, "", "capitals")
            begin = -1
        if inside and begin < 0:
            begin = i
        elif free and not inside and _is_surname(tokens, i, surnames):
            yield Candidate(i, i + 1, "PERSON", "surname")


def _is_shouted_place(tokens: Tokens, i: int) -> bool:
    """Return whether a word of a headline in capitals, alone or with a neighbour, is a country or a well-known city."""
    if not tokens.capital[i] or tokens.lower[i] in not_names():
        return False
    pairs = (tokens.text[i : i + 1], tokens.text[i : i + 2], tokens.text[i - 1 : i + 1] if i else [])
    return any(place_kind(" ".join(pair)) in ("country", "capital", "large city") for pair in pairs)


def _joins_capitals(tokens: Tokens, i: int, inside: bool) -> bool:
    """Return whether ``i`` is a hyphen inside a run of capitals ("Brew-Hammond"), or an initial ("K Rao")."""
    if i + 1 >= len(tokens) or not tokens.proper[i + 1] or tokens.lower[i + 1] in not_names():
        return False
    if tokens.text[i] in _HYPHENS:
        return inside and tokens.glued[i] and tokens.glued[i - 1]
    return len(tokens.text[i]) == 1 and tokens.proper[i] and not tokens.glued[i] and i not in tokens.starts


def surnames_of(tokens: Tokens, found: Iterable[Candidate]) -> set[str]:
    """Return the surnames, in small, of the people whom the candidates name in full."""
    return {_surname(tokens, c) for c in found if c.label == "PERSON" and c.end - c.start > 1}


def _surname(tokens: Tokens, c: Candidate) -> str:
    if surname_first(tokens.key(c.start, c.end)):
        return tokens.lower[c.start]
    return tokens.lower[c.end - 2 if tokens.lower[c.end - 1] in of_kind("generation") else c.end - 1]


def surname_first(words: tuple[str, ...]) -> bool:
    """Return whether a full name has its surname first, as one with a given name like "Min-ho" does."""
    return len(words) == 4 and words[2] in _HYPHENS and words[3].islower()


def _is_surname(tokens: Tokens, i: int, surnames: set[str]) -> bool:
    """Return whether an ordinary word stands for a person whose full name ends in it ("Park said")."""
    if tokens.lower[i] not in surnames or not tokens.proper[i] or i in tokens.shouted:
        return False
    following = tokens.after(i + 1)
    return following < 0 or not tokens.capital[following]


def _may_be_name(tokens: Tokens, i: int) -> bool:
    """Return whether word ``i`` is capitalised for no other reason than being a name's."""
    word = tokens.lower[i]
    if not tokens.capital[i] or len(word) < 2 or not word[0].isalpha():
        return False
    if word in not_names() or word in titles():
        return is_acronym(tokens, i) and word in grammar()
    return tokens.proper[i] or (i not in tokens.starts and i not in tokens.shouted and word not in tokens.common)


def is_acronym(tokens: Tokens, i: int) -> bool:
    """Return whether a word is written in capitals where its neighbours are not: "IS" is not "is"."""
    return len(tokens.text[i]) > 1 and tokens.text[i].isupper() and i not in tokens.shouted


def without_overlap(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in order, the longer kept where two overlap (the earlier listed, at equal length)."""
    kept: list[Candidate] = []
    used: set[int] = set()
    for c in sorted(found, key=lambda c: c.start - c.end):
        span = range(c.start, c.end)
        if used.isdisjoint(span):
            kept.append(c)
            used.update(span)
    return sorted(kept)
