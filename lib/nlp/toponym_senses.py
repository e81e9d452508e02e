"""Which mentions of a name mean the same place, and what the text itself says that is.

A mention that the text ties to a place ("Paris, Texas"; "the state of Georgia") keeps to it. The others of its name
follow it where it comes first; where the bare name came first, it needed no explanation and may be another place.
Where the text sets two places of a name apart, the bare mentions are read paragraph by paragraph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lib.gazetteer import SETTLEMENTS, Place, name_key
from lib.gazetteer.read import KNOWN_BY_ALIAS
from lib.nlp.toponym_spans import Found, lies_in

#: Meanings looked at for one name; the sixth Springfield is found, the fortieth is not in the news.
MOST = 60
#: Points for the sense in which the article introduced the name, in powers of ten of inhabitants.
TOLD = 6.0
#: How a state or country is named behind a town: "Albany, New York" does not tell that "New York" is the state.
BEHIND = ("container", "abbreviation")
_OWNERS = frozenset((*SETTLEMENTS, "admin1", "admin2"))


class Sense(NamedTuple):
    """The places that mentions (indexes of spans) taken together can mean, and points that the text itself gives.

    ``fixed`` says that the text names the place; ``divided`` that it uses the name for two. ``aside`` are spans
    that say nothing of this sense: those of the name's explained sense, with the states behind them.
    """

    places: tuple[Place, ...]
    members: frozenset[int]
    told: dict[int, float]
    fixed: bool = False
    divided: bool = False
    aside: frozenset[int] = frozenset()


class _Tied(NamedTuple):
    """A mention that the text ties to some of the name's meanings."""

    index: int
    places: tuple[Place, ...]


def read_senses(found: list[Found]) -> list[Sense]:
    """Return the senses of all names of one article; spans without any place are in none."""
    by_name: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for i, item in enumerate(found):
        if item.places:
            by_name[name_key(item.name), item.method == "demonym"].append(i)
    senses: list[Sense] = []
    for members in by_name.values():
        if any(is_told(found[i]) for i in members):
            senses.extend(_senses(found, members))
        else:
            senses.append(Sense(meanings(found[members[0]].places), frozenset(members), {}))
    return senses


def is_told(item: Found) -> bool:
    """Return whether the text says anything of what a mention means."""
    return bool(item.within or item.only or item.other or item.method in BEHIND)


def _senses(found: list[Found], members: list[int]) -> Iterator[Sense]:
    tied = [_Tied(i, places) for i in members if (places := tied_to(found[i]))]
    groups: dict[frozenset[int], list[_Tied]] = defaultdict(list)
    for item in tied:
        groups[frozenset(p.id for p in item.places)].append(item)
    for same in groups.values():
        yield Sense(same[0].places, frozenset([t.index for t in same]), {}, fixed=True)
    spoken_for = {t.index for t in tied}
    bare = [i for i in members if i not in spoken_for]
    yield from _bare(found, bare, tied, divided=is_divided(found, tied))


def _bare(found: list[Found], bare: list[int], tied: list[_Tied], *, divided: bool) -> Iterator[Sense]:
    """Yield the senses of the mentions that nothing is said about: one, or one for each paragraph and kind."""
    groups: dict[tuple, list[int]] = defaultdict(list)
    for i in bare:
        groups[found[i].only == "division", found[i].block if divided else 0].append(i)
    for (division, _), members in groups.items():
        places = meanings(found[members[0]].places)
        behind = [] if division else tied
        if not behind:
            yield Sense(places, frozenset(members), {}, divided=divided)
            continue
        told = told_apart(found, members, behind) if divided else told_once(found, members, behind, places)
        first = first_in_text(found, members)
        later = {t.index for t in behind if divided or t.index > first}
        behind_them = {i + 1 for i in later if i + 1 < len(found) and found[i + 1].method in BEHIND}
        yield Sense(places, frozenset(members), told, divided=divided, aside=frozenset(later | behind_them))


def tied_to(item: Found) -> tuple[Place, ...]:
    """Return the meanings of a mention that the text itself leaves, or () where it says nothing."""
    places = item.places
    if item.within:
        places = tuple(p for p in places if any(lies_in(p, c) for c in item.within))
    elif item.only == "state":
        places = tuple(p for p in places if p.kind == "admin1" and not p.alias)
    elif item.only == "country":
        places = tuple(p for p in places if p.kind == "country")
    elif item.method not in BEHIND:
        return ()
    return meanings(places) if places else ()


def first_in_text(found: list[Found], members: list[int]) -> int:
    """Return the first of ``members`` below the article's first paragraph: a headline is short and explains nothing."""
    return next((i for i in members if found[i].block > 1), len(found))


def is_divided(found: list[Found], tied: list[_Tied]) -> bool:
    """Return whether the text uses the name for two places: it says so, or ties it to two that share nothing."""
    sets = [{p.id for p in t.places} for t in tied]
    apart = any(not one & other for one in sets for other in sets)
    return apart or any(found[t.index].other for t in tied)


def told_once(found: list[Found], bare: list[int], tied: list[_Tied], places: tuple[Place, ...]) -> dict[int, float]:
    """Return the points of meanings for bare mentions where the article has one explained sense of the name."""
    told: dict[int, float] = {}
    city = any(p.kind in SETTLEMENTS and not p.alias for p in places)
    first = first_in_text(found, bare)
    for item in tied:
        if city and (found[item.index].method in BEHIND or found[item.index].only):
            continue
        if item.index < first:
            told.update({p.id: TOLD for p in item.places})
    return told


def told_apart(found: list[Found], bare: list[int], tied: list[_Tied]) -> dict[int, float]:
    """Return the points for the bare mentions of one paragraph: the last sense explained, not "the other" one.

    Where the last paragraph that explained the name set two senses side by side, neither holds on.
    """
    told: dict[int, float] = {}
    block, last = found[bare[0]].block, 0
    for place_ids, item in ((frozenset(p.id for p in t.places), found[t.index]) for t in tied):
        here = item.block == block
        if item.start < found[bare[0]].start and (here or not item.other):
            beside = item.block == last and not here and any(points > 0 for points in told.values())
            agrees = not beside or bool(place_ids & set(told))
            told = dict.fromkeys(place_ids, TOLD) if agrees else {}
            last = item.block
        elif item.other:
            told.update(dict.fromkeys(place_ids, -TOLD))
    return told


@lru_cache(maxsize=5_000)
def meanings(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the meanings worth weighing: a small place's second name counts only where no place owns it."""
    if len(places) == 1:
        return places
    country = any(p.kind == "country" for p in places)
    own = any(not p.alias and p.kind in _OWNERS for p in places)
    kept = (
        p
        for p in places
        if p.kind == "country" or not p.alias or not (country or (own and p.population < KNOWN_BY_ALIAS))
    )
    return tuple(islice(kept, MOST))
