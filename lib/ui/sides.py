"""The sides of a comparison as frames that a chart can draw, for the page and for the report. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from lib.charts import lines_from_start, lines_over_time
from lib.queries import compare
from lib.ui.screen import Screen
from lib.ui.words import side_name

#: What is looked for in one side alone.
KINDS = (("person", "People"), ("org", "Organisations"), ("place", "Places"))


def value(screen: Screen) -> str:
    """Return the column that is drawn: a count, or the share of coverage."""
    return "share" if screen.view.measure == "share" else "n_articles"


def lines(screen: Screen) -> Callable[..., Any]:
    """Return the chart of the sides over time: periods all begin at the left, anything else has its own dates."""
    periods = all(spelled.startswith("days:") for spelled in screen.view.beside)
    return lines_from_start if periods else lines_over_time


def over_time(screen: Screen, interval: str) -> pd.DataFrame:
    """Return compare.over_time with the ``name`` of each side."""
    return _called(screen, screen.ask(compare.over_time, interval=interval), "id")


def by_outlet(screen: Screen) -> pd.DataFrame:
    """Return compare.by_outlet with the ``name`` of each side; empty where there is nothing to tell apart."""
    frame = _called(screen, screen.ask(compare.by_outlet), "id")
    alone = frame["outlet"].nunique() < 2 or all(s.startswith("outlet:") for s in screen.view.beside)
    return frame.head(0) if alone else frame


def shared(screen: Screen) -> pd.DataFrame:
    """Return compare.shared, a column of the grid (``outlet``, called ``where``) for each side."""
    frame = screen.ask(compare.shared)
    if frame.empty:
        return frame
    named = _called(screen, frame, "side").rename(columns={"name": "where"})
    return named.assign(name=frame["name"], outlet=named["side"])


def _called(screen: Screen, frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.assign(name=[side_name(spelled, screen.labels) for spelled in frame[column]])
