"""Ticks of a time axis."""

from __future__ import annotations

import pandas as pd

from lib.charts import coverage


def test_weeks_have_their_ticks_on_mondays() -> None:
    weeks = pd.Series(pd.to_datetime(["2026-08-31", "2026-09-07"]))
    ticks = coverage.time_axis(weeks, "week").to_dict()["values"]
    assert [pd.Timestamp(tick, unit="ms") for tick in ticks] == list(weeks)
