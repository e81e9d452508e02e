"""All joins of a store's names, and the id that each name is found under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lib.joins.bodies import body_joins
from lib.joins.people import CLEARLY, OFTEN, Person, compared, namesakes, person_joins, taken_apart
from lib.joins.record import DOUBTFUL, SAME, Join, Known

#: A name taken for two kinds in fewer articles is not worth an editor's time.
WORTH = 5


def find_joins(known: Iterable[Known]) -> list[Join]:
    """Return the joins, surest first; of the same ones ``other`` is the id that stays, and no id is joined twice.

    A function of the set of ``known`` alone: their order does not matter.
    """
    kinds: dict[str, list[Known]] = defaultdict(list)
    for one in sorted(known):
        kinds[one.kind].append(one)
    people, bodies = kinds["person"], kinds["org"]
    found = [*person_joins(people), *body_joins(bodies), *_of_two_kinds(people, bodies), *namesakes(people)]
    return settled(found, {one.id: one for one in (*people, *bodies)})


def _of_two_kinds(people: Sequence[Known], bodies: Sequence[Known]) -> Iterator[Join]:
    """Yield joins of one name taken for a person here and a body there: the same where one is rare."""
    named = {body.id.partition("/")[2]: body for body in bodies}
    for person in people:
        body = named.get(person.id.partition("/")[2])
        if body is None or person.n + body.n < WORTH:
            continue
        rarer, other = sorted((person, body), key=lambda k: (k.n, k.id))
        share = other.n / (rarer.n + other.n)
        sure = share >= CLEARLY and other.n >= OFTEN
        what = "a person" if other.kind == "person" else "an organisation"
        reason = f"the same words, taken for {what} in {other.n} of {rarer.n + other.n} articles"
        yield Join(rarer.id, other.id, round(share, 2), reason, SAME if sure else DOUBTFUL)


def settled(joins: Iterable[Join], known: dict[str, Known]) -> list[Join]:
    """Return ``joins`` with every id of a group joined to the one in most articles; what would conflict is doubtful."""
    group = {id: id for id in known}
    members = {id: [id] for id in known}
    told: dict[str, Join] = {}
    doubtful: list[Join] = []
    for join in sorted(set(joins), key=lambda j: (-j.score, *j[:2], j.reason)):
        a, b = group[join.id], group[join.other]
        if join.status == DOUBTFUL:
            doubtful.append(join)
        elif a != b and not _compatible(members[a], members[b], known):
            doubtful.append(join._replace(status=DOUBTFUL, reason=f"{join.reason}, but others of that name differ"))
        elif a != b:
            rarer, other = sorted((a, b), key=lambda i: (known[i].n, len(known[i].name), i))
            members[other] += members.pop(rarer)
            group.update(dict.fromkeys(members[other], other))
            told.setdefault(join.id, join)
            told.setdefault(join.other, join)
    same = [
        told.get(id, Join(id, root, 0.9, f"the same as {known[root].name}", SAME))._replace(id=id, other=root)
        for id, root in sorted(group.items())
        if id != root
    ]
    apart = {
        (min(pair), max(pair)): j._replace(id=pair[0], other=pair[1])
        for j in reversed(doubtful)
        if (pair := (group[j.id], group[j.other]))[0] != pair[1] or j.id == j.other
    }
    return [*sorted(same, key=_order), *sorted(apart.values(), key=_order)]


def _order(join: Join) -> tuple[float, str, str]:
    return -join.score, join.id, join.other


def _compatible(some: Sequence[str], others: Sequence[str], known: dict[str, Known]) -> bool:
    """Return whether no full name of one group contradicts one of the other."""
    first, second = (_full(ids, known) for ids in (some, others))
    return all(compared(a, b) is not None for a in first for b in second)


def _full(ids: Sequence[str], known: dict[str, Known]) -> list[Person]:
    people = (taken_apart(known[id]) for id in ids if known[id].kind == "person")
    return [p for p in people if p is not None and p.first]
