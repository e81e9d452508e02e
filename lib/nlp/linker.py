"""Which names of an article are the same person, body or place."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from lib.model import KINDS, ROLE, entity_id
from lib.nlp import rules
from lib.nlp.descriptions import find_descriptions
from lib.nlp.doc import Cluster, Name
from lib.nlp.name_lists import head_nouns, not_names, of_kind
from lib.nlp.name_types import initials_of
from lib.nlp.roles import best_role, roles_of

Words = tuple[str, ...]
#: How a shorter name is part of a person's full name, best first.
SURNAME, INITIALS, PART, FIRST = 1, 2, 3, 4
_REASONS = {
    SURNAME: "surname of",
    INITIALS: "the same name with initials as",
    PART: "part of the name",
    FIRST: "first name of",
}
#: Longer words are names shouted in a headline, not abbreviations.
_LONGEST_ACRONYM = 8


class Form(NamedTuple):
    """One spelling of one kind: its words, and the names (indexes) written so, in order."""

    words: Words
    kind: str
    members: tuple[int, ...]


class Join(NamedTuple):
    """Form ``part`` (an index) is the same as form ``whole``; ``reason`` is for the screen."""

    part: int
    whole: int
    reason: str


def find_clusters(doc: Doc) -> Iterator[Cluster]:
    """Yield the clusters of ``doc._.names`` in order of first appearance; every name is in exactly one."""
    names: tuple[Name, ...] = doc._.names
    forms = by_person_meant(forms_of(names))
    joins = [*person_joins(names, forms), *body_joins(doc, names, forms), *listed_joins(forms)]
    roles = roles_of(doc, names)
    found: dict[str, list[int]] = {}
    for group in grouped(len(forms), joins):
        label, name = entity_of(names, [forms[i] for i in group])
        found.setdefault(entity_id(label, name), []).extend(group)
    why: dict[int, list[str]] = defaultdict(list)
    for join in joins:
        why[join.part].append(f"{written(names[forms[join.part].members[0]])}: {join.reason}")
    for ident, group in sorted(found.items(), key=lambda item: min(forms[i].members[0] for i in item[1])):
        reasons = dict.fromkeys(reason for i in group for reason in why[i])
        yield cluster(names, ident, [forms[i] for i in group], tuple(reasons), roles)


def cluster(
    names: tuple[Name, ...], ident: str, forms: list[Form], reasons: tuple[str, ...], roles: dict[int, str]
) -> Cluster:
    """Return the Cluster of the given forms."""
    members = tuple(sorted(m for form in forms for m in form.members))
    label, listed = entity_of(names, forms)
    name = as_spelled(listed, [written(names[m]) for m in members])
    aliases = tuple(dict.fromkeys(s for m in members if (s := written(names[m])) != name))
    return Cluster(ident, label, name, aliases, best_role(roles[m] for m in members if m in roles), members, reasons)


def as_spelled(listed: str, spellings: list[str]) -> str:
    """Return the article's own spelling of a body's full name ("Organisation"), else the name as listed."""
    length = len(plain_words(listed))
    return next((s for s in (listed, *spellings) if s in spellings and len(plain_words(s)) == length > 1), listed)


def written(name: Name) -> str:
    """Return a name as the text writes it, on one line."""
    return " ".join(name.span.text.split())


def forms_of(names: tuple[Name, ...]) -> list[Form]:
    """Return the distinct spellings by kind, in order of first appearance."""
    members: dict[tuple[Words, str], list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        members[plain_words(name.span.text), KINDS.get(name.label, "other")].append(i)
    return [Form(words, kind, tuple(own)) for (words, kind), own in members.items()]


@cache
def plain_words(text: str) -> Words:
    """Return the words that a name's spellings share: no "The", stops or accents; small unless an abbreviation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = [word.strip(".,'\"") for word in plain.replace("-", " ").split()]
    words = [word if word.isupper() and 1 < len(word) < 5 else word.casefold() for word in words if word]
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def by_person_meant(forms: list[Form]) -> list[Form]:
    """Return the forms with each surname that several full names share cut into one form for each person meant.

    A bare surname means the nearest person before it who bears it, else the first after it.
    """
    people = people_by_word(forms)
    out: list[Form] = []
    for i, form in enumerate(forms):
        _, options = wholes(forms, people, i)
        if len(options) < 2:
            out.append(form)
            continue
        meant: dict[int, list[int]] = defaultdict(list)
        for member in form.members:
            meant[nearest(forms, member, options)].append(member)
        out.extend(form._replace(members=tuple(own)) for own in meant.values())
    return out


def people_by_word(forms: list[Form]) -> dict[str, list[int]]:
    """Return, for each word, the persons' forms (indexes) that hold it."""
    index: dict[str, list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        if form.kind == "person":
            for word in dict.fromkeys(form.words):
                index[word].append(i)
    return index


def wholes(forms: list[Form], people: dict[str, list[int]], i: int) -> tuple[int, list[int]]:
    """Return the best way in which form ``i`` is part of fuller names, and those names; (0, []) where it is of none."""
    mine = forms[i].words
    if forms[i].kind != "person" or not mine:
        return 0, []
    ranks = {j: part_of_name(mine, forms[j].words) for j in people[mine[-1]] if j != i}
    best = min((rank for rank in ranks.values() if rank), default=0)
    return best, [j for j, rank in ranks.items() if rank and rank == best]


def part_of_name(short: Words, full: Words) -> int:
    """Return how ``short`` is part of the person's name ``full``: SURNAME, INITIALS, PART or FIRST, else 0."""
    if len(full) > 1 and full[-1] in of_kind("generation"):
        full = full[:-1]
    if len(short) > len(full) or short == full:
        return 0
    if len(short) == len(full):
        return INITIALS if _initials_agree(short, full) else 0
    bare = tuple(word for word in short if word not in of_kind("particle")) or short
    if full[-len(short) :] == short or full[-len(bare) :] == bare:
        return SURNAME
    if len(short) > 1:
        return INITIALS if _same_ends(short, full) else (PART if _inside(short, full) else 0)
    if short[0] == full[0]:
        return FIRST
    return PART if short[0] in full and short[0] not in of_kind("particle") else 0


def _initials_agree(a: Words, b: Words) -> bool:
    """Return whether ``a`` is ``b`` with first names cut to initials ("v putin", "vladimir putin")."""
    return (
        len(a) > 1
        and a[-1] == b[-1]
        and all(x == y or (len(x) == 1 and y.startswith(x)) for x, y in zip(a, b, strict=True))
    )


def _same_ends(short: Words, full: Words) -> bool:
    """Return whether only middle names are missing ("george bush", "george w bush"), the first perhaps an initial."""
    return short[-1] == full[-1] and (short[0] == full[0] or (len(short[0]) == 1 and full[0].startswith(short[0])))


def _inside(part: Words, whole: Words) -> bool:
    return any(whole[k : k + len(part)] == part for k in range(len(whole) - len(part) + 1))


def nearest(forms: list[Form], member: int, options: Iterable[int]) -> int:
    """Return the option that was mentioned last before ``member``, or the first mentioned after it."""
    earlier = ((bisect_left(forms[j].members, member) - 1, j) for j in options)
    before = [(forms[j].members[k], j) for k, j in earlier if k >= 0]
    return max(before)[1] if before else min(options, key=lambda j: forms[j].members[0])


def person_joins(names: tuple[Name, ...], forms: list[Form]) -> Iterator[Join]:
    """Yield for each shorter person's name the fuller one it belongs to: the nearest before it, else after."""
    people = people_by_word(forms)
    for i, form in enumerate(forms):
        rank, options = wholes(forms, people, i)
        if options:
            j = nearest(forms, form.members[0], options)
            shared = len({forms[k].words for k in options}) > 1
            reason = f"{_REASONS[rank]} {written(names[forms[j].members[0]])}"
            yield Join(i, j, f"{reason}, the nearest of several before it" if shared else reason)


def body_joins(doc: Doc, names: tuple[Name, ...], forms: list[Form]) -> Iterator[Join]:
    """Yield joins of bodies and places: a name in brackets after the other, initials, a part of the name."""
    bodies = [i for i, form in enumerate(forms) if form.kind not in ("person", "group")]
    done: set[int] = set()
    for join in [*bracketed(doc, names, forms), *initials(names, forms, bodies)]:
        if join.part not in done:
            done.add(join.part)
            yield join
    by_word: dict[str, list[int]] = defaultdict(list)
    for i in bodies:
        for word in dict.fromkeys(forms[i].words):
            by_word[word].append(i)
    for i in bodies:
        if i not in done and (j := longer_name(forms, by_word, i)) >= 0:
            yield Join(i, j, f"part of the name {written(names[forms[j].members[0]])}")


def is_acronym(name: Name) -> bool:
    """Return whether a name is an abbreviation of capitals ("HNC", "U.N.", "BioNTech" is not)."""
    letters = name.span.text.replace(".", "")
    return (
        1 < len(letters) <= _LONGEST_ACRONYM
        and letters.isalnum()
        and sum(c.isupper() for c in letters) > len(letters) / 2
    )


def bracketed(doc: Doc, names: tuple[Name, ...], forms: list[Form]) -> Iterator[Join]:
    """Yield joins of an abbreviation and the name beside it: "Western Union (WU)", "WU (Western Union)"."""
    owner = {member: i for i, form in enumerate(forms) for member in form.members}
    for k in range(len(names) - 1):
        first, second = names[k], names[k + 1]
        if KINDS.get(first.label) in ("person", "group") or KINDS.get(second.label) in ("person", "group"):
            continue
        between = doc[first.span.end : second.span.start].text.strip(" \"'")
        if between != "(" or doc[second.span.end : second.span.end + 1].text not in (")", '"', "'", ",", ";"):
            continue
        if len(first.span) > 1 and is_acronym(second):
            yield Join(owner[k + 1], owner[k], f"in brackets after {written(first)}")
        elif len(second.span) > 1 and is_acronym(first):
            yield Join(owner[k], owner[k + 1], f"before the brackets with {written(second)}")


def initials(names: tuple[Name, ...], forms: list[Form], bodies: list[int]) -> Iterator[Join]:
    """Yield joins of an abbreviation to the longer name whose words begin with its letters, anywhere in the article."""
    short = {
        i: forms[i].words[0].upper()
        for i in bodies
        if len(forms[i].words) == 1 and is_acronym(names[forms[i].members[0]])
    }
    if not short:
        return
    longer = {
        i: initials_of(tuple(written(names[forms[i].members[0]]).removeprefix("The ").split()))
        for i in bodies
        if len(forms[i].words) > 1
    }
    for i, letters in short.items():
        options = [j for j, of in longer.items() if letters.replace(".", "") in of]
        if options:
            j = nearest(forms, forms[i].members[0], options)
            yield Join(i, j, f"initials of {written(names[forms[j].members[0]])}")


def longer_name(forms: list[Form], by_word: dict[str, list[int]], i: int) -> int:
    """Return the only longer name of its kind that "Nusra" can stand for ("Nusra Front"), or -1.

    ``by_word`` are the bodies (indexes) that hold each word.
    """
    mine = forms[i]
    if not mine.words or (len(mine.words) == 1 and (mine.words[0] in head_nouns() or mine.words[0] in not_names())):
        return -1
    rarest = min((by_word[word] for word in mine.words), key=len)
    fits = [j for j in rarest if forms[j].kind == mine.kind and _stands_for(mine, forms[j].words)]
    return fits[0] if len(fits) == 1 else -1


def _stands_for(mine: Form, other: Words) -> bool:
    n = len(mine.words)
    at = next((k for k in range(len(other) - n + 1) if other[k : k + n] == mine.words), -1)
    if at < 0 or len(other) == n:
        return False
    before, after = other[:at], other[at + n :]
    if mine.kind == "place":
        return not before and all(word in of_kind("place tail") for word in after)
    if n > 1 and before and after:
        return after[0] == "of"
    return not {"of", "and", "for"} & {*before, *after} or (n > 1 and not before)


def listed_joins(forms: list[Form]) -> Iterator[Join]:
    """Yield joins of the spellings that data/rules/aliases.csv gives one name."""
    first: dict[tuple[str, str], int] = {}
    for i, form in enumerate(forms):
        if name := listed_name(form):
            j = first.setdefault((form.kind, name), i)
            if i != j:
                yield Join(i, j, f"listed as another name of {name}")


def listed_name(form: Form) -> str:
    """Return the name that the alias list gives a spelling, "" where it has none."""
    return aliases().get((form.kind, form.words), "")


@cache
def aliases() -> dict[tuple[str, Words], str]:
    """Return the name for each (kind, words) in the alias list; a name that others point to stands for itself."""
    listed = {
        (KINDS.get(row["label"], "other"), plain_words(row["name"])): row["name"] for row in rules.table("aliases")
    }
    return listed | {
        (KINDS.get(row["label"], "other"), plain_words(row["alias"])): row["name"] for row in rules.table("aliases")
    }


def grouped(n: int, joins: Iterable[Join]) -> list[list[int]]:
    """Return the forms 0..n-1 in the groups that the joins connect."""
    parent = list(range(n))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for join in joins:
        parent[root(join.part)] = root(join.whole)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(n):
        groups[root(i)].append(i)
    return list(groups.values())


def entity_of(names: tuple[Name, ...], forms: list[Form]) -> tuple[str, str]:
    """Return the best supported label of an entity, and its name: the listed one, else the fullest spelling."""
    weight: dict[str, float] = defaultdict(float)
    for form in forms:
        for member in form.members:
            weight[names[member].label] += names[member].score
    label = max(weight, key=weight.__getitem__)
    listed = next(filter(None, map(listed_name, forms)), "")
    return label, listed or fullest({written(names[m]) for form in forms for m in form.members})


def fullest(spellings: set[str]) -> str:
    """Return the fullest spelling, rather one not shouted; "The" stays only where it always stands."""
    longest = max(len(plain_words(s)) for s in spellings)
    full = [s for s in spellings if len(plain_words(s)) == longest]
    calm = [s for s in full if not (s.isupper() and len(s) > _LONGEST_ACRONYM // 2)] or full
    chosen = max(sorted(calm), key=len)
    return chosen.removeprefix("The ") if chosen.removeprefix("The ") in spellings else chosen


@Language.component("linker", requires=["doc._.names"], assigns=["doc._.clusters", "doc._.names"])
def linker(doc: Doc) -> Doc:
    """Return ``doc`` with its clusters; each name takes its cluster's label, titles and descriptions join the names."""
    clusters = tuple(find_clusters(doc))
    labels = {member: c.label for c in clusters for member in c.members}
    names = tuple(
        name
        if name.label == labels[i]
        else name._replace(label=labels[i], span=Span(doc, name.span.start, name.span.end, label=labels[i]))
        for i, name in enumerate(doc._.names)
    )
    doc._.names, doc._.clusters = described(doc, names, clusters)
    return doc


def described(
    doc: Doc, names: tuple[Name, ...], clusters: tuple[Cluster, ...]
) -> tuple[tuple[Name, ...], tuple[Cluster, ...]]:
    """Return the names with the titles and descriptions among them, and the clusters with these as members."""
    scores = rules.mapping("name_scores", "method", "score")
    found = list(find_descriptions(doc, names, clusters))
    roles = [Name(Span(doc, d.start, d.end, label=ROLE), ROLE, float(scores[d.method]), d.method) for d in found]
    ordered = tuple(sorted((*names, *roles), key=lambda name: name.span.start))
    place = {name.span.start: i for i, name in enumerate(ordered)}
    members = [[place[names[i].span.start] for i in c.members] for c in clusters]
    reasons = [dict.fromkeys(c.reasons) for c in clusters]
    for d in found:
        members[d.owner].append(place[d.start])
        if d.reason:
            reasons[d.owner].setdefault(f"{written(ordered[place[d.start]])}: {d.reason}")
    grown = (
        c._replace(members=tuple(sorted(own)), reasons=tuple(why))
        for c, own, why in zip(clusters, members, reasons, strict=True)
    )
    return ordered, tuple(grown)
