"""Sides of a comparison: two or more names, outlets, places, stories or periods within one View.

Every side is a View of its own (lib.view.side), so each number here is the number of articles or quotes of that
View narrowed by what its row or column says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lib.queries import quotes, timeline
from lib.queries.articles import per_period
from lib.queries.change import windows
from lib.queries.counts import articles_in_view, counts, top_entities
from lib.queries.entities import described
from lib.queries.scope import Scope, n_different, numbers, scope
from lib.view import UNATTRIBUTED, View, side

if TYPE_CHECKING:
    from lib.store.read import Store

#: The names of one side that are looked for in the others; what it has alone beyond them is in few articles.
POOL = 300
#: What of an article's subject a View can ask for, all but who published it and when.
ABOUT = ("words", "names", "places", "countries", "place_role", "story")


def sides(view: View) -> list[View]:
    """Return the View of each side, in the order of ``view.beside``."""
    return [side(view, spelled) for spelled in view.beside]


def whole(view: View, spelled: str) -> View:
    """Return the View of which a side's share is a part.

    For an outlet or a period in a view that asks for a subject, that is all which the outlet published or the period
    holds; for anything else the view itself.
    """
    if not spelled.startswith(("outlet:", "days:")) or not any(getattr(view, name) for name in ABOUT):
        return view
    empty = View()
    return replace(side(view, spelled), **{name: getattr(empty, name) for name in ABOUT})


def totals(store: Store, view: View) -> pd.DataFrame:
    """Return (side, n_articles, share, n_whole, n_quotes, n_outlets, n_now, n_before) of each side, in order.

    ``share`` is of the ``n_whole`` articles of ``whole``. ``n_now`` and ``n_before`` are its articles in the period
    that lib.queries.change.windows gives for the view and in the one before; missing for a side that is a period.
    """
    return pd.DataFrame([_total(store, view, spelled) for spelled in view.beside])


def _total(store: Store, view: View, spelled: str) -> dict[str, Any]:
    one = side(view, spelled)
    own = scope(store, one)
    n_outlets = n_different(store.columns.outlet[np.flatnonzero(own.mask)])
    n, of = articles_in_view(own), articles_in_view(scope(store, whole(view, spelled)))
    found = None if spelled.startswith("days:") else windows(store, view)
    now, before = (
        (None, None)
        if found is None
        else (articles_in_view(scope(store, side(v, spelled))) for v in (found.now, found.before))
    )
    share = n / of if of else 0.0
    facts = {"side": spelled, "n_articles": n, "share": share, "n_whole": of, "n_quotes": quotes.count(store, one)}
    return facts | {"n_outlets": n_outlets, "n_now": now, "n_before": before}


def over_time(store: Store, view: View, interval: str) -> pd.DataFrame:
    """Return (period, id, n_articles, share) of each side (its spelling is the id) in each period of the view.

    A side that is a period has rows only within its days. ``share`` as in ``totals``, missing where the whole has
    no article in that period.
    """
    spine = per_period(store, view, interval)["period"]
    parts = [_over_time(store, view, spelled, interval, spine) for spelled in view.beside]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["period", "id", "n_articles"])


def _over_time(store: Store, view: View, spelled: str, interval: str, spine: pd.Series) -> pd.DataFrame:
    one, of = side(view, spelled), whole(view, spelled)
    if one.start and spelled.startswith("days:"):
        first = pd.Timestamp(one.start).to_period({"day": "D", "week": "W", "month": "M"}[interval]).start_time
        spine = spine[(spine >= first) & (spine <= pd.Timestamp(one.end))]
    dated = (timeline.articles_per_period(scope(store, v), interval) for v in (one, of))
    n, n_whole = (found.reindex(spine).fillna(0) for found in dated)
    share = (n / n_whole.where(n_whole > 0)).to_numpy()
    return pd.DataFrame({"period": spine.to_numpy(), "id": spelled, "n_articles": n.astype(int), "share": share})


def by_outlet(store: Store, view: View, *, limit: int = 12) -> pd.DataFrame:
    """Return (id, outlet, n_articles, share) of each side in the ``limit`` outlets with most of the sides' articles.

    ``share`` is of that outlet's articles in the view.
    """
    published = _by_outlet(store, view)
    parts = [
        _by_outlet(store, side(view, spelled)).rename("n_articles").to_frame().assign(id=spelled)
        for spelled in view.beside
    ]
    found = pd.concat(parts).reset_index()
    kept = found.groupby("outlet")["n_articles"].sum().nlargest(limit).index
    found = found[found["outlet"].isin(kept)]
    return found.assign(share=found["n_articles"] / published.reindex(found["outlet"]).to_numpy())


def _by_outlet(store: Store, view: View) -> pd.Series:
    own, names = scope(store, view), store.known["outlets"].named()
    n = own.per(store.columns.outlet, np.flatnonzero(own.mask))
    found = np.flatnonzero(n)
    index = pd.Index([names[outlet] for outlet in found.tolist()], dtype="str", name="outlet")
    return pd.Series(n[found], index=index, name="n")


def only(store: Store, view: View, spelled: str, kind: str, *, limit: int = 5) -> pd.DataFrame:
    """Return (id, name, kind, n_articles) of names of ``kind`` in this side's articles and in no other side's.

    Looked for among the side's POOL names in most articles.
    """
    own = scope(store, side(view, spelled))
    top = top_entities(own, kind, POOL).set_index("entity")["n_articles"]
    for other in view.beside:
        if other != spelled and len(top):
            top = top.drop(_there(scope(store, side(view, other)), top.index.tolist()))
    return _named(store, top.head(limit))


def _there(own: Scope, entities: Sequence[int]) -> list[int]:
    """Return which of ``entities`` the scope's articles mention."""
    there = own.store.columns.names.keys[counts(own) > 0]
    return [entity for entity, known in zip(entities, np.isin(entities, there).tolist(), strict=True) if known]


def _named(store: Store, n_articles: pd.Series) -> pd.DataFrame:
    """Return (id, name, kind, n_articles) for counts by entity number, in their order."""
    names = described(store, "entities", "entity", n_articles.index.tolist(), "id, name, kind").set_index("entity")
    return names.reindex(n_articles.index).assign(n_articles=n_articles).reset_index(drop=True)


def shared(store: Store, view: View, *, limit: int = 12) -> pd.DataFrame:
    """Return (id, name, side, n_articles, share) of the names that every side's articles mention, a row for each side.

    People and organisations, those first whose rarest side has most articles; ``share`` is of the side's articles.
    The names that are sides themselves are left out.
    """
    pools = [pd.concat([_top(store, v, kind) for kind in ("person", "org")]) for v in sides(view)]
    common = pd.concat(pools, axis=1, join="inner").min(axis=1).nlargest(limit + len(view.beside))
    parts = []
    for spelled, pool in zip(view.beside, pools, strict=True):
        n = articles_in_view(scope(store, side(view, spelled)))
        named = _named(store, pool.reindex(common.index))
        parts.append(named.assign(side=spelled, share=named["n_articles"] / max(n, 1)))
    found = pd.concat(parts, ignore_index=True)
    kept = [i for i in dict.fromkeys(found["id"]) if i not in view.beside][:limit]
    return found[found["id"].isin(kept)]


def _top(store: Store, view: View, kind: str) -> pd.Series:
    return top_entities(scope(store, view), kind, POOL).set_index("entity")["n_articles"]


def quoted_only(store: Store, view: View, spelled: str, *, limit: int = 5) -> pd.DataFrame:
    """Return the speakers (as quotes.speakers gives them) who are quoted in this side's articles and in no other's."""
    own = quotes.speakers(store, side(view, spelled), limit=POOL)
    entities = numbers(store, "entities", "entity", "id", own["id"].tolist())
    elsewhere = [quotes.heard(store, side(view, other)) for other in view.beside if other != spelled]
    there = np.isin([-1 if n is None else n for n in entities], np.concatenate([[-1], *elsewhere]))
    return own[~there & (own["id"] != UNATTRIBUTED)].head(limit)
