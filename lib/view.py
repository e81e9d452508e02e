"""What the reader looks at: one value that the address bar holds, every page shows and every query obeys.

``FIELDS`` is the only place that says how a part of the view is spelled in the address, which values
are allowed and how it reads in the sentence on the screen. Reading an address never fails: what
cannot be understood is dropped and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from lib.model import PLACE_ROLES, QUOTE_KINDS

INTERVALS = ("day", "week", "month")
MAPS = (
    "world",
    "europe",
    "middle-east",
    "africa",
    "asia",
    "north-america",
    "south-america",
    "oceania",
    "united-states",
)
#: Parts of the world that a map can show beside these: what is picked, and one US state ("us-oh").
PICKED_MAP = "picked"
_STATES = (
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or"
    " pa ri sc sd tn tx ut vt va wa wv wi wy"
)
US_STATES = tuple(_STATES.split())
SORTS = ("newest", "oldest", "best", "most", "match", "growing")
#: What a comparison shows of its sides: how many articles, or which part of all.
MEASURES = ("count", "share")
MAX_VALUES = 50
MAX_WORDS = 500
#: What a figure counts: articles, the stories they belong to, or texts (an article and its copies are one).
UNITS = ("articles", "stories", "texts")
#: The speaker value that stands for quotes nobody could be given.
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class View:
    """The whole view. The first block decides which articles are in it; the rest, what of them is shown.

    ``names`` are entity ids; an article is in the view when it mentions all of them. ``places`` are
    gazetteer ids, likewise; ``countries`` are ISO 3166 codes, and any place in one counts.
    ``start`` and ``end`` are both included. ``beside`` are the sides of a comparison, spelled as ``side`` reads them.
    A quote fits ``about`` when its own words mention all these entities.
    """

    start: date | None = None
    end: date | None = None
    outlets: tuple[str, ...] = ()
    words: str = ""
    names: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    place_role: str | None = None
    story: str | None = None

    speakers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    says: str = ""
    subject: str | None = None
    article: str | None = None
    at: int | None = None
    interval: str | None = None
    sort: str | None = None
    page: int = 1
    map: str | None = None
    version: int | None = None
    present: bool = False
    unit: str = "articles"
    beside: tuple[str, ...] = ()
    measure: str = "count"
    queue: str | None = None
    step: int | None = None
    about: tuple[str, ...] = ()
    undated: bool = False

    def with_(self, **changes: Any) -> View:
        """Return a copy with ``changes``; a changed filter goes back to the first page of a list."""
        if "page" not in changes and set(changes) - {"at", "present", "queue", "step"}:
            changes["page"] = 1
        return replace(self, **changes)

    def toggle(self, attribute: str, value: Any) -> View:
        """Return a copy in which ``value`` is added to the tuple ``attribute``, or taken out if it is there."""
        old: tuple = getattr(self, attribute)
        new = tuple(v for v in old if v != value) if value in old else (*old, value)
        return self.with_(**{attribute: new})

    def filters(self) -> View:
        """Return only the part that decides which articles are in the view, for carrying to another page."""
        keep = {name: getattr(self, name) for name in ARTICLE_FILTERS}
        carried = {name: getattr(self, name) for name in CARRIED}
        return View(**keep, **carried, unit=self.unit)


#: What a view takes along to another page besides its filters: none of it decides which articles are in it.
CARRIED = ("interval", "version", "present", "queue", "step")
ARTICLE_FILTERS = ("start", "end", "outlets", "words", "names", "places", "countries", "place_role", "story", "undated")


@dataclass(frozen=True, slots=True)
class Field:
    """How one attribute of View is spelled: its key in the address, and text to value and back.

    ``decode`` raises ValueError for a text that is not allowed.
    """

    key: str
    attribute: str
    decode: Callable[[str], Any]
    encode: Callable[[Any], str] = str
    many: bool = False


def _one_of(*allowed: str) -> Callable[[str], str]:
    def decode(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text!r} is none of {', '.join(allowed)}")
        return text

    return decode


def _short(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > MAX_WORDS or not text.isprintable():
        raise ValueError("empty, over-long or unprintable")
    return text


def _outlet(text: str) -> str:
    """Return the name of an outlet: that of articles without one is empty."""
    return text and _short(text)


def _country(text: str) -> str:
    if not (len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError(f"{text!r} is no ISO 3166 country code")
    return text


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ValueError(f"{text!r} is not a number")
    return int(text)


def _page(text: str) -> int:
    return max(1, _positive(text))


def _yes(text: str) -> bool:
    return _one_of("1")(text) == "1"


def _none(text: str) -> bool:
    return _one_of("none")(text) == "none"


def period_side(start: date, end: date) -> str:
    """Return the spelling of a period as a side of a comparison."""
    return f"days:{start.isoformat()}..{end.isoformat()}"


def side(view: View, spelled: str) -> View:
    """Return the part of ``view`` that one side of a comparison looks at; raises ValueError for no side.

    A side is an entity id ("person/ada-berg"), or "outlet:Beta", "place:102" (gazetteer), "country:FR", "story:x"
    or "days:2026-03-01..2026-03-31". Days are cut to those of the view; an outlet takes the place of its outlets.
    """
    kind, _, value = _short(spelled).partition(":")
    if kind == "outlet":
        return view.with_(outlets=(value,))
    if kind == "place":
        return view.with_(places=tuple(dict.fromkeys((*view.places, _positive(value)))))
    if kind == "country":
        return view.with_(countries=tuple(dict.fromkeys((*view.countries, _country(value)))))
    if kind == "story":
        return view.with_(story=_short(value))
    if kind == "days":
        start, end = _days(value)
        return view.with_(start=max(view.start or start, start), end=min(view.end or end, end))
    if "/" not in spelled:
        raise ValueError(f"{spelled!r} is nothing to compare")
    return view.with_(names=tuple(dict.fromkeys((*view.names, spelled))))


def _days(text: str) -> tuple[date, date]:
    start, _, end = text.partition("..")
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first > last:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def _side(text: str) -> str:
    side(View(), text)
    return _short(text)


FIELDS: tuple[Field, ...] = (
    Field("from", "start", date.fromisoformat, date.isoformat),
    Field("to", "end", date.fromisoformat, date.isoformat),
    Field("outlet", "outlets", _outlet, many=True),
    Field("q", "words", _short),
    Field("name", "names", _short, many=True),
    Field("place", "places", _positive, many=True),
    Field("country", "countries", _country, many=True),
    Field("role", "place_role", _one_of(*PLACE_ROLES)),
    Field("story", "story", _short),
    Field("speaker", "speakers", _short, many=True),
    Field("kind", "kinds", _one_of(*QUOTE_KINDS), many=True),
    Field("says", "says", _short),
    Field("show", "subject", _short),
    Field("article", "article", _short),
    Field("at", "at", _positive),
    Field("by", "interval", _one_of(*INTERVALS)),
    Field("sort", "sort", _one_of(*SORTS)),
    Field("page", "page", _page),
    Field("map", "map", _one_of(*MAPS, PICKED_MAP, *(f"us-{state}" for state in US_STATES))),
    Field("version", "version", _positive),
    Field("present", "present", _yes, lambda on: "1"),
    Field("count", "unit", _one_of(*UNITS)),
    Field("with", "beside", _side, many=True),
    Field("as", "measure", _one_of(*MEASURES)),
    Field("queue", "queue", _short),
    Field("step", "step", _positive),
    Field("about", "about", _short, many=True),
    Field("dates", "undated", _none, lambda on: "none"),
)
_values = attrgetter(*(field.attribute for field in FIELDS))
_UNSET = _values(View())


def from_params(params: Mapping[str, Iterable[str]]) -> tuple[View, list[str]]:
    """Return the view that the address asks for, and the keys (``key=value``) that were dropped.

    ``params`` maps each key to its values in order. Keys that are no part of a view are ignored.
    """
    found: dict[str, Any] = {}
    dropped: list[str] = []
    for field in FIELDS:
        values = []
        for text in list(params.get(field.key, ()))[:MAX_VALUES]:
            try:
                value = field.decode(text)
            except ValueError:
                dropped.append(f"{field.key}={text[:60]}")
                continue
            if value not in values:
                values.append(value)
        if values:
            found[field.attribute] = tuple(values) if field.many else values[-1]
    view = View(**found)
    if view.start and view.end and view.start > view.end:
        dropped.append(f"to={view.end.isoformat()}")
        view = replace(view, end=None)
    return view, dropped


def to_params(view: View) -> dict[str, list[str]]:
    """Return the address of ``view``: only what differs from the default, in the order of FIELDS."""
    values = _values(view)
    if values == _UNSET:
        return {}
    return {
        field.key: [field.encode(v) for v in value] if field.many else [field.encode(value)]
        for field, value, unset in zip(FIELDS, values, _UNSET, strict=True)
        if value != unset
    }


def describe(view: View, labels: Mapping[Any, str] | None = None) -> str:
    """Return in English which articles are in the view ("from Beta, 1 to 9 May 2026, that mention HNC").

    ``labels`` maps entity ids, place ids and story ids to their names; an id without one stands for itself.
    Returns "" for a view without filters.
    """
    said = labels or {}
    parts = []
    if view.outlets:
        parts.append("from " + _listed(view.outlets, "or"))
    if view.start or view.end:
        parts.append(_period(view.start, view.end))
    if view.undated:
        parts.append("without a date")
    if view.names:
        parts.append("that mention " + _listed([said.get(n, n) for n in view.names], "and"))
    if view.places:
        verb = {"dateline": "datelined", "in_quote": "that mention in a quote"}.get(view.place_role or "", "about")
        parts.append(f"{verb} " + _listed([said.get(p, f"place {p}") for p in view.places], "and"))
    if view.countries:
        parts.append("with a place in " + _listed([said.get(c, c) for c in view.countries], "and"))
    if view.place_role and not view.places:
        role = {"dateline": "in a dateline", "in_quote": "inside a quote"}.get(view.place_role, "in the text")
        parts.append(f"with a place {role}")
    if view.story:
        parts.append("in the story " + said.get(view.story, view.story))
    if view.words:
        parts.append(f"with the words {view.words}")
    return ", ".join(parts)


def describe_quotes(view: View, labels: Mapping[Any, str] | None = None) -> str:
    """Return in English which quotes of those articles are shown ("by Ada Berg, that mention HNC"); "" for all."""
    said = labels or {}
    parts = []
    if view.kinds:
        parts.append(_listed(view.kinds, "or"))
    if view.speakers:
        named = [said.get(s, s) for s in view.speakers if s != UNATTRIBUTED]
        parts.append("by " + _listed([*named, *(["nobody known"] if UNATTRIBUTED in view.speakers else [])], "or"))
    if view.about:
        parts.append("that mention " + _listed([said.get(n, n) for n in view.about], "and"))
    if view.says:
        parts.append(f"with the words {view.says}")
    return ", ".join(parts)


def _listed(items: Iterable[str], last: str) -> str:
    names = list(items)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _period(start: date | None, end: date | None) -> str:
    if start and end:
        return f"on {_day(start)}" if start == end else f"{_day(start)} to {_day(end)}"
    return f"since {_day(start)}" if start else f"until {_day(end)}"
