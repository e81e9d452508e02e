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
    told = listed(own, found["article"].to_numpy(), ("id", "title"))
    return found.join(told.rename(columns={"id": "article_id"}))


def listed(own: Scope, articles: np.ndarray, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` (lib.store.headings) of each of ``articles``, in this order, with outlet and day."""
    found = own.store.headings["articles"].table(articles, columns).to_pandas()
    return found.assign(outlet=outlet_names(own, articles), day=days(own, articles))


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
