"""The places an article names, each with its gazetteer entry, or with the doubt that is left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc, Span

from lib import settings
from lib.gazetteer import AREAS, Gazetteer, Place, gazetteer
from lib.gazetteer.curated import Home, read_homes
from lib.nlp.doc import Located
from lib.nlp.toponym_choice import Choice, choose
from lib.nlp.toponym_spans import Found, find_spans

#: Below this belief in one meaning the answer is "ambiguous": the best guess is kept, a map must not pin it.
SURE = 0.6
#: How a name is found that leaves nothing to choose.
TOLD_BY_WORD = ("demonym", "container", "abbreviation")
#: Other meanings believed less than this are not kept; at most KEPT are.
WORTH = 0.02
KEPT = 5


def find_toponyms(doc: Doc, places: Gazetteer, *, homes: dict[str, Home] | None = None) -> Iterator[Located]:
    """Yield the place names of ``doc`` in order, none overlapping.

    Reads ``doc._.names``, ``_.zones``, ``_.speech`` and the outlet of ``_.article``. Streets, buildings and bodies
    called after places are left out. ``homes`` are outlets' homes by name or domain in small letters.
    """
    found = find_spans(doc, places)
    choices = choose(found, home_of(doc, homes) if homes else None)
    roles, answers = Roles(doc), {}
    for item, choice in zip(found, choices, strict=True):
        span = Span(doc, item.start, item.end)
        role = roles.of(span)
        if choice is None:
            yield unlisted(span, item, role)
            continue
        # the mentions of one name share an answer, which is costly to write out
        key = (id(choice), item.method, bool(item.within))
        if key in answers:
            yield answers[key]._replace(span=span, role=role)
        else:
            answers[key] = located(span, item, choice, role)
            yield answers[key]


def home_of(doc: Doc, homes: dict[str, Home]) -> Home | None:
    """Return the home of the article's outlet, or None."""
    article = doc._.article
    return homes.get(article.outlet.lower()) if article and article.outlet else None


class Roles:
    """Where in its article a place stands."""

    def __init__(self, doc: Doc) -> None:
        more = doc._
        self.datelines = [(z.start, z.end) for z in more.zones if z.kind == "dateline"]
        self.quotes = [(s.start, s.end) for s in more.speech if s.kind != "indirect"]

    def of(self, span: Span) -> str:
        """Return "dateline", "in_quote" or "mentioned"; indirect speech is the reporter's words, so it is no quote."""
        start, end = span.start_char, span.end_char
        for first, last in self.datelines:
            if first <= start < last:
                return "dateline"
        for first, last in self.quotes:
            if first <= start and end <= last:
                return "in_quote"
        return "mentioned"


def located(span: Span, item: Found, choice: Choice, role: str) -> Located:
    """Return the answer for a name the gazetteer has; "European" shades countries and has no point of its own."""
    (place, _), sure = choice.ranked[0], choice.sure
    pointless = item.method == "demonym" and place.kind in AREAS
    rest = [(p, s) for p, s in choice.ranked[1 : KEPT + 1] if s >= WORTH]
    countries = tuple(dict.fromkeys(chain(place.countries, *[p.countries for p, _ in rest])))
    return Located(
        span,
        place.id,
        place.name,
        place.country,
        None if pointless else place.lat,
        None if pointless else place.lon,
        sure,
        len(choice.ranked),
        role,
        status_of(item, place, sure),
        method_of(item, choice, sure),
        countries,
        tuple([alternative(p, s) for p, s in rest]),
    )


def status_of(item: Found, place: Place, sure: float) -> str:
    """Return how far the answer may be trusted, in the words of lib.model.Toponym."""
    if sure < SURE:
        return "ambiguous"
    if place.kind in AREAS:
        return "area"
    return "country" if place.kind == "country" or item.method == "demonym" else "resolved"


def method_of(item: Found, choice: Choice | None = None, sure: float = 0.0) -> str:
    """Return how the name was found, why this place was chosen and what makes it doubtful, joined by "+".

    "model+container" is found by the model and tied by the text to what it lies in, "gazetteer+known+abroad" is the
    best known place of the name, though a little one in a country that nothing else names (see toponym_choice).
    """
    if item.within:
        return f"{item.method}+container"
    if choice is None or item.method in TOLD_BY_WORD:
        return item.method
    doubt = (choice.doubted or "even") if sure < SURE else ""
    return "+".join(filter(None, (item.method, choice.reason, doubt)))


def alternative(place: Place, share: float) -> dict:
    """Return another meaning as the contract stores it."""
    return {
        "geonameid": place.id,
        "name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "score": round(share, 3),
    }


def unlisted(span: Span, item: Found, role: str) -> Located:
    """Return the answer for a name that is in no gazetteer: its country where the text gives one, else nothing."""
    country = item.within[0].country if item.within else None
    status = "country" if country else "unknown"
    known = (country,) if country else ()
    return Located(span, None, None, country, None, None, 0.0, 0, role, status, method_of(item), known)


@cache
def outlet_homes() -> dict[str, Home]:
    """Return the outlets' homes from STORY_OUTLETS, or from data/rules/outlets.csv."""
    return read_homes(settings.outlets_file())


@Language.component("toponyms", assigns=["doc._.located"])
def toponyms(doc: Doc) -> Doc:
    doc._.located = tuple(find_toponyms(doc, gazetteer(), homes=outlet_homes()))
    return doc
