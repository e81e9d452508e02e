"""Days, weeks (Monday to Sunday, as in ISO 8601) and months: how time is cut, in SQL and for the reader."""

from __future__ import annotations

from datetime import date, timedelta

from lib.queries.scope import Scope
from lib.view import INTERVALS

#: Up to this many days a chart of single days is readable; then weeks up to about two years, then months.
DAYS_AT_MOST = 45
WEEKS_AT_MOST = 106
#: One wrong date ("1926") must not make a chart of 36,000 days: a coarser interval is taken instead.
PERIODS_AT_MOST = 1_500
DAYS_IN = {"day": 1, "week": 7, "month": 30}


def pick(first: date | None, last: date | None, wanted: str | None = None) -> str:
    """Return day, week or month for the days from ``first`` to ``last``: ``wanted`` unless it would be too fine."""
    days = (last - first).days + 1 if first and last else 1
    if wanted in INTERVALS:
        finer = INTERVALS[INTERVALS.index(wanted) :]
        return next((i for i in finer if days / DAYS_IN[i] <= PERIODS_AT_MOST), "month")
    if days <= DAYS_AT_MOST:
        return "day"
    return "week" if days / 7 <= WEEKS_AT_MOST else "month"


def last_day(period: date, interval: str) -> date:
    """Return the last day of the period that begins on ``period``."""
    if interval == "month":
        return (period.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return period + timedelta(days=DAYS_IN[interval] - 1)


def period_of(column: str, interval: str) -> str:
    """Return SQL for the first day, as a timestamp, of the period that ``column`` lies in."""
    if interval not in INTERVALS:
        raise ValueError(f"interval {interval!r} is none of {', '.join(INTERVALS)}")
    return f"date_trunc('{interval}', {column})::TIMESTAMP"


def spine(scope: Scope, interval: str) -> str:
    """Return two CTEs: in_view(period, n) with the view's dated articles, and spine(period) without gaps.

    The spine runs from the first to the last period that has an article in the view.
    """
    where = scope.where("a", "a.day IS NOT NULL")
    return f"""
        in_view AS (SELECT {period_of("a.day", interval)} AS period, {scope.count("a")} AS n
                    FROM articles a WHERE {where} GROUP BY 1),
        spine AS (SELECT unnest(generate_series(min(period), max(period), INTERVAL 1 {interval})) AS period
                  FROM in_view)"""
