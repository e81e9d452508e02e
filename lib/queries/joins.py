"""Names across articles: which ids are one, which may be, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.queries.rows import framed

if TYPE_CHECKING:
    from lib.store.read import Store
    from lib.view import View

#: The fields of a View that hold ids of names.
SEVERAL = ("names", "speakers", "about")


#: The columns of ``joined_to``.
JOINED = {"id": "str", "name": "str", "n_articles": "int32", "score": "float64", "reason": "str"}


def kept_ids(store: Store, ids: Sequence[Any]) -> dict[str, str]:
    """Return, for those of ``ids`` that were joined to another, the id that they are found under."""
    return store.known["joins"].pairs("id", ids, "other")


def joined_to(store: Store, id: str) -> pd.DataFrame:
    """Return (id, name, n_articles, score, reason) of the ids that are found under ``id``, most articles first."""
    if not len(store.known["joins"].rows("other", [id], ["id"])):  # as nearly always
        return framed([], JOINED)
    return store.frame(
        """SELECT id, name, n_articles, score, reason FROM joins WHERE status = 'same' AND other = ?
           ORDER BY n_articles DESC, name, id""",
        [id],
    )


def doubtful(store: Store, *, id: str | None = None, limit: int = 25, offset: int = 0) -> pd.DataFrame:
    """Return the joins that nobody should make unseen, those of most articles first; of ``id`` alone if given.

    Columns: id, name, n_articles, other, other_name, other_n_articles, score, reason; counts are of the whole store.
    ``other`` is ``id`` where one name may be two people.
    """
    own = "AND $id IN (j.id, j.other)" if id else ""
    if id and not store.rows("SELECT 1 FROM joins WHERE status = 'doubtful' AND ? IN (id, other) LIMIT 1", [id]):
        limit = 0  # as nearly always: no need to look for the names of nobody among all
    return store.frame(
        f"""SELECT a.id, a.name, a.n_articles, b.id AS other, b.name AS other_name, b.n_articles AS other_n_articles,
                   j.score, j.reason
            FROM joins j JOIN entities a ON a.id = j.id JOIN entities b ON b.id = j.other
            WHERE j.status = 'doubtful' {own}
            ORDER BY least(a.n_articles, b.n_articles) DESC, greatest(a.n_articles, b.n_articles) DESC, a.id, b.id
            LIMIT $limit OFFSET $offset""",
        {"limit": limit, "offset": offset, **({"id": id} if id else {})},
    )


def doubtful_of(store: Store, view: View, *, id: str) -> pd.DataFrame:
    """Return the doubtful joins of one name, whatever the filters."""
    return doubtful(store, id=id)


def first_doubtful(store: Store) -> pd.DataFrame:
    """Return the doubtful joins that concern most articles."""
    return doubtful(store)


def counts(store: Store) -> dict[str, int]:
    """Return how many joins are "same" and how many "doubtful"."""
    return {"same": 0, "doubtful": 0} | dict(store.rows("SELECT status, count(*) FROM joins GROUP BY status"))


def current(store: Store, view: View) -> View:
    """Return ``view`` with the ids of names that were joined to others replaced by those they are found under."""
    ids = [id for id in (*view.names, *view.speakers, *view.about, view.subject) if id]
    kept = kept_ids(store, ids) if ids else {}
    if not kept:
        return view
    several = {name: tuple(dict.fromkeys(kept.get(id, id) for id in getattr(view, name))) for name in SEVERAL}
    return replace(view, **several, subject=kept.get(view.subject or "", view.subject))
