"""Which place names of a view have no sure pin: one rule for their number and for their list."""

from __future__ import annotations

import numpy as np

from lib.queries.scope import Scope
from lib.store.columns import DOUBTS, looked_up, n_in


def in_doubt(own: Scope) -> np.ndarray:
    """Return for each line of ``columns.doubt_articles`` whether it is in the view's articles, in the view's role."""
    chosen = looked_up(own.mask, own.store.columns.doubt_articles)
    return chosen & _in_role(own, own.view.place_role) if own.view.place_role else chosen


def n_in_doubt(own: Scope) -> int:
    """Return how many of those lines that is."""
    if own.view.place_role:
        return int(np.count_nonzero(in_doubt(own)))
    return n_in(own.mask, own.store.columns.doubts_of)


def _in_role(own: Scope, role: str) -> np.ndarray:
    """Return for each of those lines whether the name stands in ``role``, asked in the order in which they lie."""
    sql = f"SELECT role = ? AS own {DOUBTS}"
    return own.store.columns.kept(("doubts", role), lambda: own.store.frame(sql, [role])["own"].to_numpy(bool))
