"""A click in a chart, as the view it asks for. Pure: (View, event) -> View, or -> Jump for one on another page.

An event is what Streamlit hands over for a Vega-Lite chart: ``{"selection": {"pick": [{field: value}], "brush":
{field: [low, high]}}}``. Two selections on one chart also fire each other empty, and a selection that was drawn
from the address is missing in the event: so what an event leaves out is never taken as a wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from lib.ui.links import ARTICLES, Page
from lib.view import MAX_VALUES, View, side

PICK, BRUSH, PLACE, COUNTRY, PAIR = "pick", "brush", "place", "country", "pair"


class Jump(NamedTuple):
    """A view on another page than the one that was clicked on."""

    page: Page
    view: View


def picked(event: Mapping[str, Any], field: str, selection: str = PICK) -> tuple[Any, ...]:
    """Return the values of ``field`` that are picked in the chart, in order, each once."""
    points = (event.get("selection") or {}).get(selection) or []
    values = [p[field] for p in points if isinstance(p, Mapping) and p.get(field) not in (None, "")]
    return tuple(dict.fromkeys(values))[:MAX_VALUES]


def brushed(event: Mapping[str, Any]) -> tuple[date, date] | None:
    """Return the first and last day that the reader drew over, or None; time is all that a chart lets be drawn over."""
    brush = (event.get("selection") or {}).get(BRUSH) or {}
    ends = next(iter(brush.values()), None)
    if not isinstance(ends, list | tuple) or len(ends) < 2:
        return None
    days = sorted(d for d in (_day(ends[0]), _day(ends[-1])) if d)
    return (days[0], days[-1]) if len(days) == 2 else None


def period_picked(view: View, event: Mapping[str, Any]) -> View | None:
    """Return the view of the period of the picked column or point, within the view's own days; None without one."""
    days = [_day(value) for field in ("first", "last") for value in picked(event, field)[-1:]]
    if len(days) < 2 or None in days:
        return None
    first, last = days
    return view.with_(start=max(view.start or first, first), end=min(view.end or last, last), interval=None)


def column_picked(view: View, event: Mapping[str, Any]) -> View:
    """Return the view of the articles that the picked column counts: one outlet's in one period.

    The column of "other outlets" gives its whole period.
    """
    points = (event.get("selection") or {}).get(PICK) or []
    narrowed = period_picked(view, event)
    if narrowed is None:
        return view
    outlet = points[-1].get("outlet")
    return narrowed if outlet is None else narrowed.with_(outlets=(str(outlet),))


def days_brushed(view: View, event: Mapping[str, Any]) -> View:
    """Return the view of the days that were drawn over; nothing drawn changes nothing."""
    days = brushed(event)
    return view if days is None else view.with_(start=days[0], end=days[1], interval=None)


def coverage_clicked(view: View, event: Mapping[str, Any]) -> View:
    """Return the view after a click or a stretch in the chart of coverage over time."""
    return days_brushed(view, event) if brushed(event) else column_picked(view, event)


def subject_picked(view: View, event: Mapping[str, Any], field: str = "id") -> View:
    """Return the view that shows the picked name; picking it again closes it."""
    found = [str(v) for v in picked(event, field) if str(v) != view.subject]
    return view.with_(subject=found[-1] if found else None, at=None)


def line_clicked(view: View, event: Mapping[str, Any], field: str = "id") -> View:
    """Return the view after a stretch drawn over lines (those days) or a click on a point (that name, its days)."""
    if brushed(event):
        return days_brushed(view, event)
    ids, narrowed = picked(event, field), period_picked(view, event)
    return narrowed.with_(subject=str(ids[-1]), at=None) if ids and narrowed else view


def speaker_clicked(view: View, event: Mapping[str, Any]) -> View:
    """Return the quotes of the picked point's speaker in its days, or of the days drawn over."""
    ids, narrowed = picked(event, "id"), period_picked(view, event)
    if brushed(event) or not ids or narrowed is None:
        return days_brushed(view, event)
    return narrowed.with_(speakers=(str(ids[-1]),))


def side_clicked(view: View, event: Mapping[str, Any]) -> View | Jump:
    """Return the days drawn over, or for a click on a point the articles of one side of a comparison in its period."""
    ids, narrowed = picked(event, "id"), period_picked(view, event)
    if brushed(event) or not ids or narrowed is None:
        return days_brushed(view, event)
    return Jump(ARTICLES, side(narrowed, str(ids[-1])).filters())


def together_clicked(view: View, event: Mapping[str, Any]) -> View | Jump:
    """Return the page of the picked circle, or the articles that mention both ends of the picked line."""
    ends = picked(event, "id_a", PAIR), picked(event, "id_b", PAIR)
    if not all(ends):
        return subject_picked(view, event)
    names = dict.fromkeys((*view.names, *(str(end[-1]) for end in ends)))
    return Jump(ARTICLES, view.filters().with_(names=tuple(names)))


def place_picked(view: View, event: Mapping[str, Any]) -> View:
    """Return the view narrowed to the circle or country picked on the map, or without it when picked again."""
    found = [int(v) for v in picked(event, "geonameid", PLACE)]
    if found:
        return view.with_(places=tuple(found[-1:]))
    narrowed = country_picked(view, event)
    return view.with_(places=()) if narrowed == view and len(view.places) == 1 else narrowed


def place_opened(view: View, event: Mapping[str, Any]) -> View:
    """Return the view that shows the place whose circle was picked on the map, or is narrowed to a country."""
    found = picked(event, "geonameid", PLACE)
    return view.with_(subject=str(int(found[-1])), at=None) if found else country_picked(view, event)


def country_picked(view: View, event: Mapping[str, Any]) -> View:
    """Return the view of articles with a place in the country picked last; nothing picked any more lifts it."""
    found = tuple(str(v) for v in picked(event, "id", COUNTRY))
    if set(found) == set(view.countries) or (not found and view.places):
        return view
    return view.with_(countries=tuple(c for c in found if c not in view.countries)[-1:] or found)


def _day(value: Any) -> date | None:
    """Return the day of a JavaScript time in milliseconds or of an ISO text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value).date()
        return datetime.fromtimestamp(value / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
