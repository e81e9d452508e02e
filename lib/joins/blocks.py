"""Which names can have to do with each other: a join, and what decides it, stays within names that share a block."""

from __future__ import annotations

from collections.abc import Iterator

from lib.joins.bodies import is_short, plain_words, without_group
from lib.joins.people import taken_apart
from lib.joins.record import Known
from lib.joins.spelling import folded, sound


def blocks_of(known: Known) -> Iterator[str]:
    """Yield the blocks of a name, maybe one twice: its words, its surname as it sounds; of a body its core, initials.

    ``find_joins`` of all names gives what it gives of each set of names that no block links to another.
    """
    yield f"words {known.id.partition('/')[2]}"
    if known.kind == "person":
        person = taken_apart(known)
        if person is not None:
            yield f"surname {sound(person.last)}"
    elif core := without_group(plain_words(known.name)):
        yield f"core {' '.join(core)}"
        for name in (known.name, *(spelling for spelling, _ in known.spellings)):
            if is_short(name):
                yield f"short {''.join(folded(name))}"
