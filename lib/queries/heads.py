"""What a list shows of the articles that its rows are about: id, headline, outlet and day.

Each part is asked where it costs least: the day and the outlet are in the arrays, an outlet's name, an article's id and
its headline among what the numbers mean. One statement with all the joins took 40 ms of the processor more for a page
of fifty quotes, half of it before it read anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.queries.scope import Scope
from lib.store.columns import UNDATED


def headed(own: Scope, found: pd.DataFrame) -> pd.DataFrame:
    """Return ``found``, of which ``article`` is a column, with article_id, title, outlet and day."""
    articles = found["article"].to_numpy()
    ids, titles = headings(own, articles)
    return found.assign(article_id=ids, title=titles, outlet=outlet_names(own, articles), day=days(own, articles))


def headings(own: Scope, articles: np.ndarray) -> tuple[pd.Series, pd.Series]:
    """Return the id and the headline of each of ``articles``."""
    known = own.store.headings["articles"].rows(articles, ("id", "title"))
    told = [known[number] for number in articles.tolist()]
    ids, titles = (pd.Series([row[i] for row in told], dtype="str") for i in (0, 1))
    return ids, titles


def outlet_names(own: Scope, articles: np.ndarray) -> pd.Series:
    """Return the name of the outlet of each of ``articles``."""
    numbers = own.store.columns.outlet[articles].tolist()
    named = own.store.known["outlets"].pairs("outlet", list(set(numbers)), "name")
    return pd.Series([named[number] for number in numbers], dtype="str")


def days(own: Scope, articles: np.ndarray) -> pd.Series:
    """Return the day of each of ``articles``, missing where it has no date."""
    numbers = own.store.columns.day[articles]
    told = numbers.astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(np.where(numbers == UNDATED, np.datetime64("NaT", "us"), told))


def named(own: Scope, entities: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the id and the name of each of ``entities``."""
    rows = own.store.known["entities"].rows("entity", entities, ("entity", "id", "name"))
    return {row["entity"]: (row["id"], row["name"]) for row in rows.to_pylist()}
