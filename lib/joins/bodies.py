"""Whether two names of organisations are one: spelling, legal form, a short name that articles explain."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from lib import settings
from lib.joins.record import DOUBTFUL, SAME, Join, Known
from lib.joins.spelling import american, folded

#: Words at the end of a firm's name that may name another firm of the group.
GROUPS = frozenset(("group", "holding", "holdings", "international"))
#: A short name is what articles explain it as, if nearly all that explain it agree and so many do.
AGREED = 0.9
EXPLAINED = 2
HALF = 0.5


def body_joins(known: Sequence[Known]) -> Iterator[Join]:
    """Yield the joins among bodies, the rarer id first."""
    words = {body.id: own for body in known if (own := plain_words(body.name))}
    known = [body for body in known if body.id in words]
    yield from _alike(known, lambda body: words[body.id], 0.96, "the same but for its spelling")
    yield from _firms(known, words)
    yield from _alike(
        known, lambda body: without_form(words[body.id]), 0.78, "the same but for the legal form of an ordinary word"
    )
    yield from _alike(known, lambda body: without_group(words[body.id]), 0.75, "the same but for Group or Holdings")
    yield from explained(known)


@cache
def plain_words(name: str) -> tuple[str, ...]:
    """Return a body's words in American spelling; () where only a legal form is left of a name.

    "The" goes, unless it makes a name of an ordinary word ("The Times").
    """
    words = tuple(american(word) for word in folded(name))
    own = words[1:] if words[:1] == ("the",) else words
    words = own if len(own) > 1 or (own and own[0] not in _ordinary()) else words
    return () if all(word in _forms() for word in words) else words


def _alike(known: Sequence[Known], key: Callable[[Known], Any], score: float, reason: str) -> Iterator[Join]:
    """Yield joins of the names that share a key, to the one in most articles."""
    groups: dict[Any, list[Known]] = defaultdict(list)
    for body in known:
        groups[key(body)].append(body)
    for group in (own for own in groups.values() if len(own) > 1):
        most = max(group, key=lambda k: (k.n, len(k.name), k.id))
        status = SAME if score >= 0.9 else DOUBTFUL
        yield from (Join(k.id, most.id, score, reason, status) for k in group if k.id != most.id)


def _firms(known: Sequence[Known], words: dict[str, tuple[str, ...]]) -> Iterator[Join]:
    """Yield joins of the names of one firm: doubtful where their legal forms exclude each other (Corp and AG)."""
    groups: dict[tuple[str, ...], list[Known]] = defaultdict(list)
    for body in known:
        groups[_firm(words[body.id])].append(body)
    for core, group in groups.items():
        most, *others = sorted(group, key=lambda k: (k.n, len(k.name), k.id), reverse=True)
        forms = [set(words[most.id][len(core) :])]
        for body in others:
            own = set(words[body.id][len(core) :])
            if all(own <= form or form <= own for form in forms):
                forms.append(own)
                yield Join(body.id, most.id, 0.93, "the same but for the legal form", SAME)
            else:
                yield Join(body.id, most.id, 0.8, "the same but for two legal forms", DOUBTFUL)


def _firm(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a firm's name without its legal form, where that is no ordinary word or letter."""
    core = without_form(words)
    return words if len(core) == 1 and (core[0] in _ordinary() or len(core[0]) == 1) else core


@cache
def _ordinary() -> frozenset[str]:
    with (settings.RULES / "common_words.csv").open(newline="", encoding="utf-8") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


@cache
def _forms() -> frozenset[str]:
    with (settings.RULES / "company_suffixes.csv").open(newline="", encoding="utf-8") as file:
        return frozenset(word for row in csv.DictReader(file) for word in folded(row["word"]))


@cache
def _legal() -> frozenset[str]:
    return _forms() - GROUPS


def without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a firm's name without Inc, Ltd, AG ... at its end."""
    end = len(words)
    while end > 1 and words[end - 1] in _legal():
        end -= 1
    return words[:end]


def without_group(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a firm's name of two words and more without Group, Holdings ... and the legal form."""
    words = without_form(words)
    return words[:-1] if len(words) > 2 and words[-1] in GROUPS else words


def explained(known: Sequence[Known]) -> Iterator[Join]:
    """Yield joins of a short name ("HNC") to the long one that the articles which give both explain it as."""
    meant: dict[str, list[tuple[int, Known]]] = defaultdict(list)
    for body in known:
        for spelling, n in body.spellings:
            if is_short(spelling) and spelling != body.name:
                meant["".join(folded(spelling))].append((n, body))
    for body in known:
        options = [(n, k) for n, k in meant.get("".join(folded(body.name)), ()) if k.id != body.id]
        if not is_short(body.name) or not options:
            continue
        n, most = max(options, key=lambda o: (o[0], o[1].id))
        share = n / sum(m for m, _ in options)
        reason = f"{n} of {sum(m for m, _ in options)} articles that explain {body.name} mean {most.name}"
        if share >= HALF:
            status = SAME if share >= AGREED and n >= EXPLAINED else DOUBTFUL
            yield Join(body.id, most.id, round(min(share, 0.95) if n >= EXPLAINED else 0.7, 2), reason, status)


def is_short(name: str) -> bool:
    """Return whether a name is an abbreviation of capitals ("HNC", "E&O", "U.N.")."""
    if " " in name.strip():
        return False
    letters = [c for c in name if c.isalpha()]
    return 1 < len(letters) <= 8 and sum(c.isupper() for c in letters) * 2 > len(letters)
