"""What is on the screen and out of how many: the numbers every page states beside its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lib import countries
from lib.queries import joins
from lib.queries.articles import days_of
from lib.queries.counts import counts_in, n_entities
from lib.queries.doubts import n_in_doubt
from lib.queries.scope import n_different, paired, scope
from lib.store.columns import Columns, n_in
from lib.view import View, side

if TYPE_CHECKING:
    from lib.store.read import Store


#: What a toponym may be called when nobody should trust its pin (lib.model.Toponym.status).
DOUBTFUL = ("ambiguous", "unknown")


@dataclass(frozen=True, slots=True)
class Totals:
    """The size of a view and of the store it is a part of.

    ``n_articles`` are in the view, of ``n_all`` in the store; ``n_stories`` and ``n_texts`` are the stories and the
    independent texts that these belong to. ``n_undated`` articles have no date and meet every other filter: they are
    in ``n_articles`` unless dates are asked for, and in no chart over time.
    ``n_quotes`` (of which ``n_unattributed`` nobody could be given) and ``n_doubtful_places`` (toponyms) are in the
    view's articles, these in the view's place role; ``n_failed`` files and records could not be read at all.
    ``sample`` says that the store holds articles made up for show.
    """

    n_articles: int
    n_stories: int
    n_texts: int
    n_all: int
    n_all_stories: int
    n_all_texts: int
    n_undated: int
    n_unannotated: int
    n_outlets: int
    n_outlets_all: int
    n_quotes: int
    n_unattributed: int
    n_doubtful_places: int
    n_failed: int
    first_day: date | None
    last_day: date | None
    sample: bool
    version: int

    def n(self, unit: str) -> int:
        """Return how many articles, stories or texts are in the view."""
        return {"articles": self.n_articles, "stories": self.n_stories, "texts": self.n_texts}[unit]

    def n_of(self, unit: str) -> int:
        """Return the like for the whole store."""
        return {"articles": self.n_all, "stories": self.n_all_stories, "texts": self.n_all_texts}[unit]


@dataclass(frozen=True, slots=True)
class Variety:
    """How many different people, organisations and places the view's articles name, places in the view's place role."""

    n_people: int
    n_orgs: int
    n_places: int


def totals(store: Store, view: View) -> Totals:
    """Return the size of ``view``, and of everything it leaves out."""
    own, columns = scope(store, view), store.columns
    mask, articles = own.mask, np.flatnonzero(own.mask)
    undated = scope(store, replace(view, start=None, end=None)).mask[columns.undated]
    first, last = days_of(own)
    return Totals(
        n_articles=len(articles),
        n_stories=n_different(columns.story[articles]),
        n_texts=_n_texts(columns, mask, len(articles)),
        n_unannotated=int(np.count_nonzero(mask & ~columns.annotated)),
        n_outlets=n_different(columns.outlet[articles]),
        first_day=first,
        last_day=last,
        n_all=len(columns.newest),
        n_all_stories=store.size.n_stories,
        n_all_texts=store.size.n_texts,
        n_outlets_all=store.size.n_outlets,
        n_failed=store.size.n_failed,
        sample=store.size.sample,
        version=store.version,
        n_undated=int(np.count_nonzero(undated)),
        n_quotes=n_in(mask, columns.n_quotes),
        n_unattributed=n_in(mask, columns.n_unattributed),
        n_doubtful_places=n_in_doubt(own),
    )


def variety(store: Store, view: View) -> Variety:
    """Return how many different names are in ``view``: of all figures the dearest, so asked by who shows it alone."""
    own = scope(store, view)
    n = n_entities(own, ("person", "org"))
    n_places = int(np.count_nonzero(counts_in(own, store.columns.places)))
    return Variety(n["person"], n["org"], n_places)


def _n_texts(columns: Columns, mask: np.ndarray, n_articles: int) -> int:
    """Return how many different texts the ``n_articles`` of ``mask`` have: copies whose original is there add none."""
    copies = columns.copies[mask[columns.copies]]
    originals = columns.text[copies]
    there = mask[originals] & (columns.text[originals] == originals)
    return n_articles - len(copies) + n_different(originals[~there])


def outlets(store: Store) -> pd.DataFrame:
    """Return every outlet as (name, n_articles, first_day, last_day), the largest first; "" gave no outlet."""
    return store.frame("SELECT name, n_articles, first_day, last_day FROM outlets ORDER BY n_articles DESC, name")


def silent(store: Store, view: View) -> pd.DataFrame:
    """Return (name, n_articles) of the outlets with articles in the store and none in the view, the largest first."""
    heard = np.unique(store.columns.outlet[scope(store, view).mask])
    known = store.frame("SELECT outlet, name, n_articles FROM outlets ORDER BY n_articles DESC, name")
    return known[~known["outlet"].isin(heard)][["name", "n_articles"]].reset_index(drop=True)


def labels(store: Store, view: View) -> dict[Any, str]:
    """Return the name of each entity, place, country and story that the view holds; unknown ones are left out."""
    sides = [side(View(), spelled) for spelled in view.beside]
    entities = [*view.names, *view.speakers, *view.about, view.subject, *(name for one in sides for name in one.names)]
    places = [*view.places, *_place_subject(view), *(place for one in sides for place in one.places)]
    codes = {*view.countries, *(code for one in sides for code in one.countries)}
    stories = [one.story for one in (view, *sides) if one.story]
    ids = [i for i in dict.fromkeys(entities) if i]
    kept = joins.kept_ids(store, ids)
    named = paired(store, "entities", "id", [*ids, *kept.values()], "name")
    named |= {id: named[other] for id, other in kept.items() if other in named}
    named |= paired(store, "places", "geonameid", list(dict.fromkeys(places)), "name")
    named |= {code: name for code, name in countries.names().items() if code in codes}
    return named | paired(store, "stories", "id", list(dict.fromkeys(stories)), "title")


def _place_subject(view: View) -> tuple[int, ...]:
    return (int(view.subject),) if view.subject and view.subject.isdecimal() else ()
