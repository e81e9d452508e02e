"""How many articles of a view mention each name, counted with its mask.

An article counts once for a name, however often it mentions it. Names inside furniture, and names in a pull
quote that the text repeats, are in no list used here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries.scope import Scope
from lib.store.columns import ENTITY_KINDS, Columns, Postings, looked_up

#: Up to this share of all articles it is faster to look through the names of each than through the articles of each
#: name; beyond the rest of it, to take those of the others off. At a tenth of a million articles that takes 11 to 15 ms
#: of the processor instead of 25, at a fifth as much.
FEW = 0.12
#: Kinds of entity that a page lists.
LISTED_KINDS = ("person", "org", "place")


def counts(scope: Scope) -> np.ndarray:
    """Return for each of ``store.columns.names.keys`` in how many articles of the view it is."""
    columns = scope.store.columns
    if scope.unfiltered and scope.plain:
        return np.diff(columns.names.starts)
    if not scope.plain:
        return columns.kept(
            ("counts", scope.view.unit, scope.key), lambda: columns.names.counts(scope.mask, scope.unit)
        )
    return columns.kept(("counts", scope.key), lambda: _counts(columns, scope.mask))


def counts_in(own: Scope, lists: Postings) -> np.ndarray:
    """Return for each of the keys of ``lists``, places or countries, in how many articles of the view it is.

    Those of the view's place role are counted, where it has one.
    """
    role, columns = own.view.place_role, own.store.columns
    if own.unfiltered and own.plain:
        return np.diff(lists.starts)
    if role:
        return lists.counts_of(lists.chosen(own.mask, role), own.unit)
    return columns.kept(("counts", id(lists), own.view.unit, own.key), lambda: lists.counts(own.mask, own.unit))


def _counts(columns: Columns, mask: np.ndarray) -> np.ndarray:
    n, n_all = np.count_nonzero(mask), len(columns.newest)
    if n <= n_all * FEW:
        return _counts_of(columns, mask)
    if n_all - n <= n_all * FEW:
        return np.diff(columns.names.starts) - _counts_of(columns, columns.there & ~mask)
    return columns.names.counts(mask)


def _counts_of(columns: Columns, mask: np.ndarray) -> np.ndarray:
    """Return the like of ``counts``, from the names of each article of ``mask``."""
    found = np.bincount(names_of(columns, np.flatnonzero(mask)), minlength=len(columns.entity_kind))
    return found[columns.names.keys]


def names_of(columns: Columns, articles: np.ndarray) -> np.ndarray:
    """Return the names of each of ``articles``, one after the other."""
    lists = pa.ListArray.from_arrays(pa.array(columns.beside_starts), pa.array(columns.beside))
    return lists.take(pa.array(articles)).flatten().to_numpy()


def of_kind(columns: Columns, kinds: Sequence[str]) -> np.ndarray:
    """Return for each of ``names.keys`` whether the name is of one of ``kinds``."""

    def find() -> np.ndarray:
        wanted = np.isin(ENTITY_KINDS, kinds)
        return wanted[columns.entity_kind[columns.names.keys]]

    return columns.kept(("kind", *kinds), find)


def largest(keys: np.ndarray, n: np.ndarray, limit: int) -> np.ndarray:
    """Return the positions of the ``limit`` largest ``n`` above 0, largest first; of equals the smaller key."""
    found = np.flatnonzero(n)
    rank = n[found].astype(np.int64) << 32 | (0xFFFFFFFF - keys[found].astype(np.int64))
    if len(found) > limit:
        best = np.argpartition(rank, len(found) - limit)[len(found) - limit :]
        found, rank = found[best], rank[best]
    return found[np.argsort(-rank)]


def nth_largest(n: np.ndarray, nth: int) -> int:
    """Return the ``nth`` largest of whole numbers from 0 on, of which there are as many: small ones, most of them 0.

    NumPy's partition took 7 ms for the sizes of 400,000 stories, counting how many there are of each size one.
    """
    n_or_more = np.cumsum(np.bincount(n)[::-1])
    return len(n_or_more) - 1 - int(np.searchsorted(n_or_more, nth))


def top_entities(scope: Scope, kind: str | Sequence[str], limit: int) -> pd.DataFrame:
    """Return the frame (entity, n_articles) of the ``limit`` entities of the kind, or kinds, with the most articles."""
    lists = scope.store.columns.names
    n = counts(scope) * of_kind(scope.store.columns, (kind,) if isinstance(kind, str) else tuple(kind))
    best = largest(lists.keys, n, limit)
    return pd.DataFrame({"entity": lists.keys[best], "n_articles": n[best].astype(np.int64)})


def n_mentions(scope: Scope, entities: Sequence[int]) -> np.ndarray:
    """Return how often the view's articles mention each of ``entities``, in order."""
    lists, mask = scope.store.columns.names, scope.mask
    told = []
    for entity in entities:
        own = lists.lines(entity)
        n = lists.more["n"][own]
        told.append(int((n if scope.unfiltered else n * looked_up(mask, lists.articles[own])).sum(dtype=np.int64)))
    return np.array(told, np.int64)


def n_entities(scope: Scope, kinds: Sequence[str]) -> dict[str, int]:
    """Return how many different entities of each of ``kinds`` the view's articles mention."""
    n = counts(scope)
    return {kind: int(np.count_nonzero(n[of_kind(scope.store.columns, (kind,))])) for kind in kinds}


def articles_in_view(scope: Scope) -> int:
    """Return the number of articles in the view, those without a date included where no date is asked for."""
    return scope.n_articles


def n_quotes_of(scope: Scope, speakers: Sequence[int]) -> np.ndarray:
    """Return how many quotes of the view's articles each of ``speakers`` says, in order."""
    said = scope.store.columns.said
    n = [np.count_nonzero(looked_up(scope.mask, said.articles[said.lines(speaker)])) for speaker in speakers]
    return np.array(n, np.int64)
