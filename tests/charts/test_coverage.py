"""Ticks of a time axis."""

from __future__ import annotations

import pandas as pd

from lib.charts import coverage


def test_weeks_have_their_ticks_on_mondays() -> None:
    weeks = pd.Series(pd.to_datetime(["2026-08-31", "2026-09-07"]))
    ticks = coverage.time_axis(weeks, "week").to_dict()["values"]
    assert [(t["year"], t["month"], t["date"], t["utc"]) for t in ticks] == [(2026, 8, 31, True), (2026, 9, 7, True)]
