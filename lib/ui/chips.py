"""The filters that are on, each with the address of the view without it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lib.ui.words import NO_OUTLET, NOBODY, day, days
from lib.view import UNATTRIBUTED, View

ROLES = {"dateline": "in a dateline", "mentioned": "in the text", "in_quote": "inside a quote"}


def chips(view: View, labels: Mapping[Any, str], address: Callable[[View], str]) -> list[dict[str, str]]:
    """Return ``{"title", "kind", "href"}`` for each filter of ``view``; following href takes just that one off."""
    return [
        {"title": title, "kind": kind, "href": address(rest), "say": f"Remove: {title}"}
        for title, kind, rest in _parts(view, labels)
    ]


def without_filters(view: View) -> View:
    """Return ``view`` with every filter off, on the same name or article."""
    return View(
        subject=view.subject,
        article=view.article,
        at=view.at,
        map=view.map,
        interval=view.interval,
        version=view.version,
        present=view.present,
        queue=view.queue,
        step=view.step,
        unit=view.unit,
        beside=view.beside,
        measure=view.measure,
    )


def _parts(view: View, labels: Mapping[Any, str]) -> Iterator[tuple[str, str, View]]:
    if view.words:
        yield f"“{view.words}”", "other", view.with_(words="")
    if view.start or view.end:
        yield _dates(view), "other", view.with_(start=None, end=None)
    if view.undated:
        yield "without a date", "other", view.with_(undated=False)
    for outlet in view.outlets:
        yield outlet or NO_OUTLET, "other", view.toggle("outlets", outlet)
    for name in view.names:
        yield labels.get(name, name), name.partition("/")[0], view.toggle("names", name)
    for place in view.places:
        yield labels.get(place, f"place {place}"), "place", view.toggle("places", place)
    for code in view.countries:
        yield f"in {labels.get(code, code)}", "place", view.toggle("countries", code)
    if view.place_role:
        yield f"place {ROLES[view.place_role]}", "place", view.with_(place_role=None)
    if view.story:
        yield f"story {labels.get(view.story, view.story)}", "other", view.with_(story=None)
    yield from _said(view, labels)
    if view.version:
        yield f"data version {view.version}", "other", view.with_(version=None)


def _said(view: View, labels: Mapping[Any, str]) -> Iterator[tuple[str, str, View]]:
    for speaker in view.speakers:
        name = NOBODY if speaker == UNATTRIBUTED else labels.get(speaker, speaker)
        yield f"said by {name}", speaker.partition("/")[0], view.toggle("speakers", speaker)
    for name in view.about:
        yield f"quotes about {labels.get(name, name)}", name.partition("/")[0], view.toggle("about", name)
    for kind in view.kinds:
        yield f"{kind} quotes", "other", view.toggle("kinds", kind)
    if view.says:
        yield f"quotes with “{view.says}”", "other", view.with_(says="")


def _dates(view: View) -> str:
    if view.start and view.end:
        return days(view.start, view.end)
    return f"since {day(view.start)}" if view.start else f"until {day(view.end)}"
