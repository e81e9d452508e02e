"""Whether two names of people are one: the same words, initials, transliterations, short forms of first names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from math import prod
from typing import NamedTuple

from lib import settings
from lib.joins.record import DOUBTFUL, SAME, Join, Known
from lib.joins.spelling import ARTICLES, ending, folded, sound

GENERATIONS = frozenset(("jr", "sr", "junior", "senior", "ii", "iii", "iv"))
#: A surname alone is taken for the one full name that has at least this share of all articles with that surname ...
CLEARLY = 0.95
#: ... and so many of them; from half on it is listed as doubtful.
OFTEN = 20
HALF = 0.5
#: A surname alone that fewer articles have is not worth an editor's time.
WORTH = 3
SHORT_FORM = "a short form of the first name"
#: Two spellings of a shorter word that sound alike are often two words.
SHORTEST = 4
#: More names with one surname than this are compared only where the first word begins alike.
BLOCK = 400


class Person(NamedTuple):
    """A name taken apart: first word, those between, last word, generation ("jr" or "")."""

    known: Known
    first: str
    middle: tuple[str, ...]
    last: str
    generation: str


def person_joins(known: Sequence[Known]) -> Iterator[Join]:
    """Yield the joins among people, each pair once, the rarer id first."""
    people = [p for k in known if (p := taken_apart(k)) is not None]
    full, bare = [p for p in people if p.first], [p for p in people if not p.first]
    blocks: dict[str, list[Person]] = defaultdict(list)
    for person in full:
        blocks[sound(person.last)].append(person)
    for block in blocks.values():
        yield from _within(block)
    yield from _surnames(bare, full)


def taken_apart(known: Known) -> Person | None:
    """Return the parts of a person's name; None for one without letters."""
    words = [w for w in folded(known.name) if w not in ARTICLES] or list(folded(known.name))
    generation = words.pop() if len(words) > 1 and words[-1] in GENERATIONS else ""
    if not words:
        return None
    first = words[0] if len(words) > 1 else ""
    return Person(known, first, tuple(words[1:-1]), words[-1], generation)


def _within(block: list[Person]) -> Iterator[Join]:
    """Yield the joins among full names whose surnames sound alike; a name that fits two different ones is doubtful."""
    found = [(a, b, *told) for a, b in _pairs(block) if (told := compared(a, b)) is not None]
    others: dict[str, list[Person]] = defaultdict(list)
    for a, b, *_ in found:
        others[a.known.id].append(b)
        others[b.known.id].append(a)
    apart = {k for k, own in others.items() if any(compared(a, b) is None for a, b in combinations(own[:BLOCK], 2))}
    for a, b, score, reason in found:
        if apart & {a.known.id, b.known.id}:
            yield joined(a, b, min(score, 0.6), f"{reason}, but others fit as well", DOUBTFUL)
        elif (conflict := conflicting(a.known, b.known)) is not None:
            yield joined(a, b, min(score, 0.5), f"{reason}, but {conflict}", DOUBTFUL)
        elif SHORT_FORM in reason and not _only_ones(a, b, block):
            yield joined(a, b, min(score, 0.75), f"{reason}, but others have that surname", DOUBTFUL)
        else:
            yield joined(a, b, score, reason, SAME if score >= 0.9 else DOUBTFUL)


def _only_ones(a: Person, b: Person, block: Sequence[Person]) -> bool:
    """Return whether nobody in the block has the surname of the two and another first name."""
    return all(_first(other.first, a.first) for other in block if other.last in (a.last, b.last))


def _pairs(block: list[Person]) -> Iterator[tuple[Person, Person]]:
    """Yield the pairs of a block; those of a very large one only where the first words begin alike."""
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in block:
        groups[_formal(person.first)[:1] if len(block) <= BLOCK else sound(_formal(person.first))].append(person)
    for group in groups.values():
        yield from combinations(group[: 2 * BLOCK], 2)


def compared(a: Person, b: Person) -> tuple[float, str] | None:
    """Return how surely two full names are one, and why; None where they are not."""
    if a.generation != b.generation or (middle := _middles(a.middle, b.middle)) is None:
        return None
    first, last = _first(a.first, b.first), _spelled(a.last, b.last)
    if first is None or last is None:
        return None
    parts = [part for part in (first, middle, last) if part[1]]
    if not parts:
        return 0.98, "the same name but for accents and marks"
    return round(prod(score for score, _ in parts), 2), ", ".join(dict.fromkeys(reason for _, reason in parts))


def _first(a: str, b: str) -> tuple[float, str] | None:
    if 1 in (len(a), len(b)) and len(a) != len(b):
        return (0.85, "an initial for the first name") if a[0] == b[0] else None
    if (spelled := _spelled(a, b)) is not None:
        return spelled
    return (0.9, SHORT_FORM) if _formal(a) == _formal(b) else None


def _spelled(a: str, b: str) -> tuple[float, str] | None:
    if a == b:
        return 1.0, ""
    if min(len(a), len(b)) < SHORTEST or a[0] != b[0] or sound(a) != sound(b):
        return None
    return (0.95, "two transliterations") if ending(a) == ending(b) else (0.85, "two spellings of one sound")


def _middles(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, str] | None:
    if a == b:
        return 1.0, ""
    if not a or not b:
        initial = all(len(word) == 1 for word in (*a, *b))
        return (0.97, "the same but for a middle initial") if initial else (0.9, "the same but for a middle name")
    same = len(a) == len(b) and all(
        x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(a, b, strict=True)
    )
    return (0.95, "a middle name and its initial") if same else None


@cache
def _short_forms() -> dict[str, str]:
    with (settings.RULES / "short_names.csv").open(newline="", encoding="utf-8") as file:
        return {row["short"]: row["name"] for row in csv.DictReader(file)}


def _formal(first: str) -> str:
    return _short_forms().get(first, first)


def _surnames(bare: list[Person], full: list[Person]) -> Iterator[Join]:
    """Yield the joins of a surname alone to the full name that nearly all articles with that surname mean."""
    by_last: dict[str, list[Person]] = defaultdict(list)
    for person in full:
        by_last[person.last].append(person)
    for alone in bare:
        options = by_last.get(alone.last, ())
        if not options or alone.known.n < WORTH:
            continue
        most = max(options, key=lambda p: (p.known.n, p.known.id))
        share = most.known.n / sum(p.known.n for p in options)
        reason = f"the surname alone; {share:.0%} of the articles that give a full name with it mean {most.known.name}"
        if share >= HALF and most.known.n >= WORTH:
            sure = share >= CLEARLY and most.known.n >= OFTEN and conflicting(alone.known, most.known) is None
            yield Join(alone.known.id, most.known.id, round(min(share, 0.96), 2), reason, SAME if sure else DOUBTFUL)


def joined(a: Person, b: Person, score: float, reason: str, status: str) -> Join:
    """Return the join of two people, the one in fewer articles first."""
    rarer, other = sorted((a.known, b.known), key=lambda k: (k.n, len(k.name), k.id))
    return Join(rarer.id, other.id, score, reason, status)


@cache
def _fields() -> dict[str, str]:
    with (settings.RULES / "role_fields.csv").open(newline="", encoding="utf-8") as file:
        return {row["noun"]: row["field"] for row in csv.DictReader(file)}


def fields_of(known: Known) -> dict[str, tuple[int, str]]:
    """Return the fields that a person's roles belong to, each with its articles and its most frequent role."""
    found: dict[str, tuple[int, str]] = {}
    for role, n in sorted(known.roles, key=lambda row: (-row[1], row[0])):
        field = next((f for word in reversed(folded(role)) if (f := _fields().get(word))), None)
        if field:
            before = found.get(field, (0, role))
            found[field] = before[0] + n, before[1]
    return found


def conflicting(a: Known, b: Known) -> str | None:
    """Return in words how the roles of two names conflict: fields that they do not share; None where they do not."""
    first, second = fields_of(a), fields_of(b)
    if not first or not second or first.keys() & second.keys():
        return None
    one, two = (max(own.values())[1] for own in (first, second))
    return f"one is called {one}, the other {two}"


def namesakes(known: Sequence[Known]) -> Iterator[Join]:
    """Yield the people of one name who may be two: called by roles of two fields, each in a quarter of the articles."""
    for person in known:
        fields = sorted(fields_of(person).values(), reverse=True)
        told = sum(n for n, _ in fields)
        if len(fields) > 1 and fields[1][0] * 4 >= told and fields[1][0] > 1:
            (n, role), (m, other) = fields[:2]
            reason = f"may be two people of one name: called {role} in {n} articles and {other} in {m}"
            yield Join(person.id, person.id, round(1 - fields[1][0] / told, 2), reason, DOUBTFUL)
