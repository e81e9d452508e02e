"""Which articles a View is about, as a mask and as SQL: the only place that turns a View into conditions.

What is counted is counted with the mask (lib.store.columns). In SQL, dates and outlets are columns of every large
table, so they are written on the table at hand and prune its row groups. Words, names and places are lists of
articles and become semi-joins (``article IN (SELECT ...)``), each narrowed by the same dates and outlets. Numbers
and texts are always bound, never written into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.queries import joins, mask
from lib.store.columns import Postings, different, looked_up
from lib.view import ARTICLE_FILTERS, View

if TYPE_CHECKING:
    from lib.store.read import Store

#: The column of article_places that says a place has this role in the article.
ROLE_COLUMNS = {"dateline": "dateline", "mentioned": "mentioned", "in_quote": "in_quote"}
NOTHING = "FALSE"
#: Up to so many numbers are put into a set to find out how many different ones there are.
IN_A_SET = 200
#: The column of every table with articles that tells one counted thing from another (lib.view.UNITS).
UNIT_COLUMNS = {"articles": "article", "stories": "story", "texts": "text"}
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Scope:
    """The article filter of one View on one Store.

    ``near`` holds conditions on ``day`` and ``outlet``, ``far`` those that need another table; ``{t}`` stands
    for the table they are asked of. ``names`` and ``places`` are the numbers of the view's names and places.
    """

    store: Store
    view: View
    near: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    names: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    @cached_property
    def key(self) -> tuple:
        """Return what tells this filter from others of the same store."""
        return tuple(getattr(self.view, name) for name in ARTICLE_FILTERS)

    @property
    def mask(self) -> np.ndarray:
        """Return for each article number whether the article is in the view; not to be changed."""
        return self.store.columns.kept(("mask", self.key), lambda: _mask(self))

    @property
    def unit(self) -> np.ndarray | None:
        """The number of the story or text of each article, where the view counts these instead of articles."""
        columns = self.store.columns
        return {"articles": None, "stories": columns.story, "texts": columns.text}[self.view.unit]

    @property
    def n_articles(self) -> int:
        """How many (of what the view counts) are in the view, undated ones included where no date is asked for."""
        return int(np.count_nonzero(self.mask)) if self.plain else self.n(np.flatnonzero(self.mask))

    def n(self, articles: np.ndarray) -> int:
        """Return how many of what the view counts ``articles`` (numbers, each once) are about."""
        unit = self.unit
        return len(articles) if unit is None else n_different(unit[articles])

    def per(self, group: np.ndarray, articles: np.ndarray) -> np.ndarray:
        """Return the like for each value, from 0 on, that ``group`` gives an article number."""
        own, unit = group[articles], self.unit
        n = int(own.max()) + 1 if len(own) else 0
        return np.bincount(own, minlength=n) if unit is None else different(own, unit[articles], n)

    def among(self, lists: Postings, key: int, role: str | None = None) -> np.ndarray:
        """Return the articles of the view that ``key`` of ``lists`` is in, in the role where one is given."""
        own = lists.lines(key)
        chosen = looked_up(self.mask, lists.articles[own])
        if role:
            chosen = chosen & lists.in_role(role, own)
        return lists.articles[own][np.flatnonzero(chosen)]

    @property
    def unfiltered(self) -> bool:
        """True when every article of the store is in the view."""
        return not self.near and not self.far

    @property
    def plain(self) -> bool:
        """True when figures count articles, each of which a list names once."""
        return self.view.unit == "articles"

    def count(self, table: str, *, repeated: bool = False) -> str:
        """Return the SQL of how many articles, stories or texts (view.unit) rows of ``table`` are about.

        ``repeated`` says that an article may have several of the rows.
        """
        if self.plain and not repeated:
            return "count(*)"
        return f"count(DISTINCT {table}.{UNIT_COLUMNS[self.view.unit]})"

    def where(self, table: str, *more: str) -> str:
        """Return the condition that keeps the view's rows of ``table``, which has day, outlet and article."""
        parts = [part.format(t=table) for part in (*self.near, *self.far)]
        return " AND ".join([*parts, *more]) or "TRUE"

    def page(self, articles: np.ndarray) -> str:
        """Return SQL for a table of one column, ``article``, with the numbers of the few ``articles`` that are shown.

        A join with it reads only where one of them can be; a list of fifty numbers takes four times as long.
        """
        self.tables["on_page"] = pa.table({"article": pa.array(articles, pa.int32())})
        return "on_page"

    def frame(self, sql: str, **params: Any) -> pd.DataFrame:
        """Return the rows of ``sql``, with those of the scope's parameters bound that it uses."""
        known = {**self.params, **params}
        used = {name: known[name] for name in dict.fromkeys(_PARAMETER.findall(sql))}
        if "word_hits" in sql:
            self.tables["word_hits"] = _table("article", mask.searched(self.store, self.view.words))
        found = self.store.frame(sql, used, **{name: t for name, t in self.tables.items() if name in sql})
        # a text column without a single value comes as objects: give it the type of a full one
        untold = [name for name in found.columns if found[name].dtype == object and found[name].isna().all()]
        return found.astype(dict.fromkeys(untold, "str")) if untold else found


def scope(store: Store, view: View) -> Scope:
    """Return the article filter of ``view``; an unknown outlet, name or place lets no article through.

    Raises lib.errors.SearchError when the view's words cannot be understood.
    """
    near, params = _near(store, view)
    names = numbers(store, "entities", "entity", "id", view.names)
    places = numbers(store, "places", "place", "geonameid", view.places)
    far = [_names_condition(number, near, params) for number in names]
    far += _place_conditions(places, near, params, view.place_role)
    far += _country_conditions(view, near, params)
    if view.story:
        far.append(_story_condition(store, view.story, params))
    if None in names or None in places:
        far.append(NOTHING)
    if view.words:
        mask.searched(store, view.words)  # so that bad syntax is told here
        far.append("{t}.article IN (SELECT article FROM word_hits)")
    known = tuple(n for n in names if n is not None)
    return Scope(store, view, near, tuple(far), params, {}, known, tuple(p for p in places if p is not None))


def n_different(numbers: np.ndarray) -> int:
    """Return how many different numbers, each 0 or more, there are."""
    if len(numbers) <= IN_A_SET:
        return len(set(numbers.tolist()))
    seen = np.zeros(int(numbers.max()) + 1, bool)
    seen[numbers] = True
    return int(np.count_nonzero(seen))


def _table(name: str, chosen: np.ndarray) -> pa.Table:
    """Return the numbers of ``chosen`` as a table of one column."""
    return pa.table({name: pa.array(np.flatnonzero(chosen), pa.int32())})


def _mask(scope: Scope) -> np.ndarray:
    """Return the mask of the scope's view: the intersection of what each of its filters lets through."""
    columns, view = scope.store.columns, scope.view
    if NOTHING in scope.far:
        return np.zeros(columns.n, bool)
    found = mask.near(columns, view, [n for name, n in scope.params.items() if name.startswith("outlet_")])
    for number in scope.names:
        found &= mask.with_lines(columns, columns.names, number)
    for number in scope.places:
        found &= mask.with_lines(columns, columns.places, number, view.place_role)
    for code in view.countries:
        found &= mask.with_lines(columns, columns.countries, mask.country_key(code), view.place_role)
    if view.place_role and not scope.places:
        found &= mask.in_role(columns, view.place_role)
    if view.story:
        found &= columns.story == scope.params["story_0"]
    if view.words:
        found &= mask.searched(scope.store, view.words)
    return found


def numbers(store: Store, table: str, number: str, key: str, wanted: Sequence[Any]) -> list[int | None]:
    """Return the serving file's number for each of ``wanted``, in order; None where ``table`` has no such key.

    An entity id that was joined to another has the number of that one.
    """
    if not wanted:
        return []
    kept = joins.kept_ids(store, wanted) if table == "entities" else {}
    keys = [kept.get(value, value) for value in wanted]
    found = paired(store, table, key, keys, number)
    return [found.get(value) for value in keys]


def paired(store: Store, table: str, key: str, wanted: Sequence[Any], column: str) -> dict[Any, Any]:
    """Return ``column`` of the rows of ``table`` whose ``key`` is one of ``wanted``, by that key."""
    if not wanted:
        return {}
    if table in store.known:
        return store.known[table].pairs(key, wanted, column)
    marks = ", ".join("?" for _ in wanted)
    return dict(store.rows(f"SELECT {key}, {column} FROM {table} WHERE {key} IN ({marks})", list(wanted)))


def bind(params: dict[str, Any], prefix: str, values: Sequence[Any]) -> str:
    """Return ``$prefix_0, $prefix_1 ...`` for a list in SQL, having added the values to ``params``."""
    params.update({f"{prefix}_{i}": value for i, value in enumerate(values)})
    return ", ".join(f"${prefix}_{i}" for i in range(len(values))) or "NULL"


def _near(store: Store, view: View) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the conditions on day and outlet, and their parameters."""
    conditions, params = [], {}
    if view.start:
        conditions.append("{t}.day >= $first_day")
        params["first_day"] = view.start
    if view.end:
        conditions.append("{t}.day <= $last_day")
        params["last_day"] = view.end
    if view.undated:
        conditions.append("{t}.day IS NULL")
    if view.outlets:
        known = [n for n in numbers(store, "outlets", "outlet", "name", view.outlets) if n is not None]
        conditions.append(f"{{t}}.outlet IN ({bind(params, 'outlet', known)})" if known else NOTHING)
    return tuple(conditions), params


def _story_condition(store: Store, story: str, params: dict[str, Any]) -> str:
    """Return the condition that an article is in the story; every table with day and outlet has its number too."""
    number = numbers(store, "stories", "story", "id", [story])[0]
    return NOTHING if number is None else f"{{t}}.story = {bind(params, 'story', [number])}"


def _names_condition(number: int | None, near: tuple[str, ...], params: dict[str, Any]) -> str:
    """Return the condition that an article mentions the entity ``number``."""
    if number is None:
        return NOTHING
    mark = bind(params, f"name_{number}", [number])
    return _among("article_entities", near, f"x.entity = {mark}")


def _place_conditions(
    places: list[int | None], near: tuple[str, ...], params: dict[str, Any], role: str | None
) -> list[str]:
    """Return the conditions that an article has each place, in the role asked for; or any place in that role."""
    in_role = [f"x.{ROLE_COLUMNS[role]}"] if role else []
    if not places:
        return [_among("article_places", near, *in_role)] if role else []
    marks = [bind(params, f"place_{number}", [number]) for number in places if number is not None]
    return [_among("article_places", near, f"x.place = {mark}", *in_role) for mark in marks]


def _country_conditions(view: View, near: tuple[str, ...], params: dict[str, Any]) -> list[str]:
    """Return the conditions that an article has some place in each country, in the role asked for."""
    in_role = [f"x.{ROLE_COLUMNS[view.place_role]}"] if view.place_role else []
    marks = [bind(params, f"country_{code}", [code]) for code in view.countries]
    return [_among("article_places", near, f"x.country = {mark}", *in_role) for mark in marks]


def _among(table: str, near: tuple[str, ...], *more: str) -> str:
    rows = " AND ".join([part.format(t="x") for part in near] + list(more))
    return f"{{t}}.article IN (SELECT x.article FROM {table} x WHERE {rows})"
