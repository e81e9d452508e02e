"""Frames of the queries as items for lists of links (lib.ui.components.rows). Pure: frame in, dicts out."""

from __future__ import annotations

import json
from collections import Counter, namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from lib import countries as nations
from lib.charts import percent
from lib.errors import ReadError
from lib.gazetteer import gazetteer
from lib.model import QUOTE_KINDS
from lib.queries import utterances
from lib.queries.found import Passage
from lib.queries.found import said as said_parts
from lib.ui.links import PLACES, href, listing, to_article, to_name, to_place, to_utterance, with_name
from lib.ui.words import (
    NO_OUTLET,
    NOBODY,
    PLACE_STATUS,
    UNSURE,
    certainty,
    count,
    counted,
    day,
    days,
    place_reason,
    title,
)
from lib.view import UNATTRIBUTED, View

#: Words of context beside a quote in a list: the article is a click away.
BESIDE = 100
Items = list[dict[str, Any]]


def names(frame: pd.DataFrame, view: View, kind: str | None = None) -> Items:
    """Return bars for names by articles; the frame has id, name, n_articles, and may have kind, role and share."""
    most = frame["n_articles"].max() if len(frame) else 1
    return [_bar(r, view, to_name(r.id, _kind(r, kind), view), _kind(r, kind), most) for r in _rows(frame)]


def names_within(frame: pd.DataFrame, view: View) -> Items:
    """Return bars for names by articles, each opening the articles of ``view`` that mention it."""
    most = frame["n_articles"].max() if len(frame) else 1
    return [_bar(r, view, listing(with_name(view.filters(), r.id)), r.kind, most) for r in _rows(frame)]


def figure(n: int, what: str, address: str, many: str | None = None) -> dict[str, Any]:
    """Return a number with its noun, opening what it counts: for rows of the form "figures"."""
    return {
        "value": f"{n:,}",
        "title": count(n, what, many).partition(" ")[2],
        "href": address,
        "say": count(n, what, many),
    }


def measured(n: int, view: View) -> dict[str, Any]:
    """Return the like for what ``view`` counts, opening the list of it."""
    said = counted(n, view)
    return {"value": f"{n:,}", "title": said.partition(" ")[2], "href": listing(view), "say": said}


def silent(frame: pd.DataFrame, view: View) -> Items:
    """Return chips for outlets without an article in the view, each with all its articles (name, n_articles)."""
    return [
        {
            "title": outlet(r.name),
            "value": f"{r.n_articles:,}",
            "kind": "other",
            "href": listing(View(outlets=(r.name,), version=view.version)),
            "say": f"{outlet(r.name)}: {count(int(r.n_articles), 'article')}",
        }
        for r in _rows(frame)
    ]


def roles(frame: pd.DataFrame, view: View, subject: str) -> Items:
    """Return how a name is described (role, n_articles, first_day, last_day), each opening its newest article_id."""
    return [
        {
            "title": r.role,
            "kind": "other",
            "href": to_article(r.article_id, view, subject=subject),
            "meta": [count(int(r.n_articles), "article"), days(known(r.first_day), known(r.last_day))],
            "say": f"{r.role}: {count(int(r.n_articles), 'article')}",
        }
        for r in _rows(frame)
    ]


def changes(frame: pd.DataFrame, now: View) -> Items:
    """Return bars for names that rise or fall, by their share in the period ``now``, each opening its page there."""
    most = frame["share"].max() if len(frame) else 1
    return [
        {
            "href": to_name(r.id, r.kind, now),
            "title": r.name,
            "kind": r.kind,
            "bar": r.share / most if most else 0,
            "value": f"{percent(r.share)} from {percent(r.share_before)}",
            "say": f"{r.name}: {counted(int(r.n_articles), now)}, {r.n_before:,} before",
        }
        for r in _rows(frame)
    ]


def stretches(frame: pd.DataFrame, view: View, address: Callable[[View], str]) -> Items:
    """Return chips for stretches of time (start, end, n_articles), each keeping its days."""
    return [
        {
            "title": days(r.start, r.end),
            "value": f"{r.n_articles:,}",
            "kind": "other",
            "href": address(view.with_(start=r.start, end=r.end, interval=None)),
            "say": f"{days(r.start, r.end)}: {counted(int(r.n_articles), view)}",
        }
        for r in _rows(frame)
    ]


def outlets(frame: pd.DataFrame, view: View) -> Items:
    """Return bars for outlets by articles (outlet, n_articles, share), each opening the articles of ``view`` it has."""
    most = frame["n_articles"].max() if len(frame) else 1
    rows = frame.rename(columns={"outlet": "name"})
    items = [_bar(r, view, listing(view.with_(outlets=(r.name,))), "other", most) for r in _rows(rows)]
    return [item | {"title": item["title"] or NO_OUTLET} for item in items]


def abouts(frame: pd.DataFrame, view: View, address: Callable[[View], str]) -> Items:
    """Return bars for what quotes mention; following one keeps only those quotes, following it again lifts that."""
    most = frame["n_quotes"].max() if len(frame) else 1
    return [
        {
            "href": address(view.toggle("about", r.id)),
            "title": r.name,
            "kind": r.kind,
            "bar": r.n_quotes / most,
            "value": f"{r.n_quotes:,}",
            "on": r.id in view.about,
            "say": f"{r.name}: {count(r.n_quotes, 'quote')}",
            "top": False,
        }
        for r in _rows(frame)
    ]


def places(frame: pd.DataFrame, view: View) -> Items:
    """Return bars for places by articles, with a note where some of them are only a guess."""
    most = frame["n_articles"].max() if len(frame) else 1
    items = []
    for r in _rows(frame):
        item = _bar(r, view, to_place(r.geonameid, view), "place", most)
        doubt = f"{r.n_doubtful} in doubt" if getattr(r, "n_doubtful", 0) else None
        item["note"] = ", ".join(part for part in (land(r), doubt) if part)
        items.append(item)
    return items


def land(r: Any) -> str:
    """Return the country a place lies in; for a whole country, that it is one."""
    if r.geonameid in nations.by_geonameid():
        return "whole country"
    return country_name(plain_text(getattr(r, "country", None)))


def lands(frame: pd.DataFrame, view: View) -> Items:
    """Return bars for countries by articles with any place in them; following one keeps those, again lifts it."""
    named = frame.assign(name=frame["country"].map(country_name))
    return _bars(
        named, view, "place", lambda r: href(PLACES, view.filters().toggle("countries", r.country)), "countries"
    )


def outlets_of_place(frame: pd.DataFrame, view: View, geonameid: int) -> Items:
    """Return bars for the outlets that name a place, each opening those articles."""
    here = _with_place(view, geonameid)
    named = frame.assign(name=frame["outlet"].map(outlet))
    return _bars(named, view, "other", lambda r: listing(here.with_(outlets=(r.outlet,))))


def roles_of_place(frame: pd.DataFrame, view: View, geonameid: int, words: Mapping[str | None, str]) -> Items:
    """Return bars for the roles a place stands in, each opening those articles."""
    here = _with_place(view, geonameid)
    named = frame.assign(name=frame["role"].map(words)).rename(columns={"role": "place_role"})  # no note beside the bar
    return _bars(named, view, "place", lambda r: listing(here.with_(place_role=r.place_role)))


def _bars(frame: pd.DataFrame, view: View, kind: str, address: Callable[[Any], str], picked: str = "") -> Items:
    """Return a bar for each row; of those in the view's attribute ``picked``, the bar is marked."""
    most = max(frame["n_articles"].max(), 1) if len(frame) else 1
    items = [_bar(r, view, address(r), kind, most) for r in _rows(frame.assign(id=frame["name"]))]
    on = frame["country"].isin(getattr(view, picked)) if picked else [False] * len(frame)
    return [item | {"on": bool(mark)} for item, mark in zip(items, on, strict=True)]


def _with_place(view: View, geonameid: int) -> View:
    filters = view.filters()
    return filters if geonameid in filters.places else filters.toggle("places", geonameid)


def together(frame: pd.DataFrame, view: View, subject: str) -> Items:
    """Return bars for the names that share articles with ``subject``, each opening the articles of both."""
    own = frame["id_a"] == subject
    other = pd.DataFrame(
        {column: frame[f"{column}_b"].where(own, frame[f"{column}_a"]) for column in ("id", "name", "kind")}
        | {"n_articles": frame["n_articles"]}
    )
    return names_within(other, with_name(view.filters(), subject))


def speakers(frame: pd.DataFrame, view: View, address: Callable[[View], str]) -> Items:
    """Return bars for speakers by quotes; following one keeps only their quotes, following it again lifts that.

    The unattributed may be more than anybody's: their bar is cut at the length of the longest named one.
    """
    named = frame.loc[frame["id"] != UNATTRIBUTED, "n_quotes"]
    most = named.max() if len(named) else frame["n_quotes"].max()
    return [_speaker(r, view, address, most) for r in _rows(frame)]


def articles(frame: pd.DataFrame, view: View, passages: Mapping[str, Passage] | None = None) -> Items:
    """Return the items of a list of articles; ``passages`` says by id where the words searched for stand."""
    found = passages or {}
    return [
        {
            "href": to_article(r.id, view, at=found[r.id].at if r.id in found else None),
            "title": (found[r.id].title if r.id in found else None) or title(plain_text(r.title), plain_text(r.lead)),
            "kind": "other",
            "meta": [
                outlet(r.outlet),
                day(r.day),
                count(int(r.n_words), "word"),
                count(int(r.n_quotes), "quote"),
                count(int(r.n_mentions), "name mention", "name mentions"),
            ],
            "flags": _copies(r) + ([] if r.annotated else ["names and quotes not looked for"]),
            "before": (found[r.id].text if r.id in found else None) or short(plain_text(r.lead)),
        }
        for r in _rows(frame)
    ]


def _copies(r: Any) -> list[str]:
    """Return how many articles share an article's text, or that it repeats another's."""
    if getattr(r, "n_same", 1) > 1:
        return [f"in {r.n_same:,} articles, shown once"]
    return ["a copy"] if getattr(r, "is_copy", False) else []


def sentences(frame: pd.DataFrame, view: View, kind: str, subject: str) -> Items:
    """Return the items of sentences that mention a name, each opening its article there.

    Sentences of one article stand together, and the last of them says which article it is.
    """
    follows = (frame["article_id"] == frame["article_id"].shift(-1)).tolist()
    return [
        {
            "href": to_article(r.article_id, view, at=int(r.start), subject=subject),
            "kind": kind,
            "before": r.before,
            "mark": r.text,
            "after": r.after,
            "meta": [] if same else [title(plain_text(r.title)), outlet(r.outlet), day(r.day)],
            "flags": _doubts(r),
            "joined": same,
            **citation(f"{r.before}{r.text}{r.after}".strip(), None, origin(r), r.article_id, int(r.start)),
        }
        for r, same in zip(_rows(frame), follows, strict=True)
    ]


def said(frame: pd.DataFrame, view: View) -> Items:
    """Return the items of one speaker's quotes, without repeating who speaks."""
    return [
        item | {"meta": [item["note"], *item["meta"]]}
        for item in (_quote(r, view) | {"quoted": True} for r in _rows(frame))
    ]


def quotes(frame: pd.DataFrame, view: View) -> Items:
    """Return the items of a list of quotes, each opening its article there."""
    return [_quote(r, view) for r in _rows(frame)]


def in_words(told: dict[str, Any]) -> str:
    """Return where else an utterance is and how: "in 5 articles of 3 outlets, 1 trimmed, 2 altered"."""
    parts = [f"in {count(told['n_articles'], 'article')} of {count(told['n_outlets'], 'outlet')}"]
    parts += [f"{told[f'n_{form}']} {form}" for form in ("trimmed", "altered") if told[f"n_{form}"]]
    return ", ".join(parts) + (", speakers differ" if told["disputed"] else "")


def elsewhere(items: Items, keys: Iterable[tuple[str, int]], found: dict[str, dict[str, Any]], view: View) -> Items:
    """Return ``items``, the quotes ``keys`` (article, start), each with a link to its versions in other articles."""
    linked = []
    for item, (article, start) in zip(items, keys, strict=True):
        told = found.get(utterances.key(article, start))
        link = [{"text": in_words(told), "href": to_utterance(view, told["story"], article, start)}] if told else []
        linked.append(item | {"links": link})
    return linked


def doubtful(frame: pd.DataFrame, view: View) -> Items:
    """Return the items of place names that nobody should trust the pin of, with what they might be and why."""
    return [
        {
            "href": to_article(r.article_id, view, at=int(r.start)),
            "title": r.text,
            "kind": "place",
            "meta": [
                *doubts(
                    r.status,
                    plain_text(r.method),
                    r.candidates,
                    Guess(
                        plain_text(r.name),
                        plain_text(r.country),
                        r.score,
                        known(r.lat),
                        known(r.lon),
                        known(r.geonameid),
                    ),
                    r.alternatives,
                ),
                title(plain_text(r.title)),
            ],
        }
        for r in _rows(frame)
    ]


class Guess(NamedTuple):
    """One place that a name could be; ``score`` is how likely."""

    name: str | None
    country: str | None
    score: float
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None


def doubts(status: str, method: str | None, n: int, best: Guess, alternatives: str | list[dict] | None) -> list[str]:
    """Return what is said beside a doubtful place: what is wrong, what it could be, why the first was taken."""
    why = place_reason(method or "")
    return [PLACE_STATUS.get(status, status), candidates(n, best, alternatives), *([f"First: {why}"] if why else [])]


def candidates(n: int, best: Guess, alternatives: str | list[dict[str, Any]] | None) -> str:
    """Return which places a name could be, most likely first: "Paris, Texas, United States (0.48) or 3 more".

    Namesakes that neither state nor country tells apart are told apart by where they lie.
    """
    others = json.loads(alternatives) if isinstance(alternatives, str) else list(alternatives or ())
    guesses = [best] if best.name else []
    guesses += [
        Guess(*map(a.get, ("name", "country")), float(a.get("score") or 0.0), *map(a.get, ("lat", "lon", "geonameid")))
        for a in others[:4]
    ]
    rest = max(0, int(n or 0) - len(guesses))
    if not guesses:
        return "no place of this name is known" if not rest else f"{count(rest, 'place')} of this name"
    named = [in_full(guess) for guess in guesses]
    times = Counter(named)
    told = [_guess(guess, name, alone=times[name] == 1) for guess, name in zip(guesses, named, strict=True)]
    return f"Could be {'; '.join(told)}" + (f" or {rest} more" if rest else "")


def in_full(guess: Guess) -> str:
    """Return a place's name with its state, where one is known, and its country ("Paris, Texas, United States")."""
    state = division_name(int(guess.geonameid)) if guess.geonameid else ""
    land = country_name(guess.country) or "no one country"
    return ", ".join(part for part in (guess.name, state, "" if land == guess.name else land) if part)


def _guess(guess: Guess, name: str, *, alone: bool) -> str:
    placed = not alone and guess.lat is not None and guess.lon is not None
    where = f"{degrees(guess.lat, guess.lon)}, " if placed else ""
    return f"{name} ({where}{guess.score:.2f})"


@lru_cache(maxsize=5_000)
def division_name(geonameid: int) -> str:
    """Return the name of the state or province that a place lies in, "" where none is known."""
    try:
        division = gazetteer().division_of(geonameid)
    except ReadError:  # stores can be read where the gazetteer was left out
        return ""
    return division.name if division else ""


def degrees(lat: float, lon: float, digits: int = 1) -> str:
    """Return latitude and longitude as written on maps: "36.2° N, 37.2° E"."""
    return f"{abs(lat):.{digits}f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.{digits}f}° {'E' if lon >= 0 else 'W'}"


def country_name(code: str | None) -> str:
    """Return the English name of a country, its code where that is not known, "" for none."""
    return nations.names().get(code, code) if code else ""


def citation(words: str, speaker: str | None, source: str, article: str, start: int) -> dict[str, str]:
    """Return what is copied of a sentence or quote: its words, speaker and source, and its own link."""
    quoted = words if words[:1] in ('"', "“", "'", "‘") else f"“{words}”"
    said = f"{speaker}, {source}" if speaker else source
    return {"cite": f"{quoted}\n{said}", "link": to_article(article, View(), at=start)}


def origin(r: Any) -> str:
    """Return where a row's words come from, to be cited: the article's title, outlet and day."""
    return ", ".join((title(plain_text(r.title)), outlet(r.outlet), day(r.day)))


def outlet(name: Any) -> str:
    """Return the outlet's name, or that none was given."""
    return plain_text(name) or NO_OUTLET


def voices(others: Iterable[tuple[str, str]], view: View) -> Items:
    """Return links to those (id, name) who say a quote together with its first speaker."""
    return [{"href": to_name(id, None, view), "say": f"About {name}", "title": name} for id, name in others]


def _quote(r: Any, view: View) -> dict[str, Any]:
    speaker, written = plain_text(r.speaker), plain_text(r.speaker_text)
    known = plain_text(r.speaker_id)
    return {
        "href": to_article(r.article_id, view, at=int(r.start)),
        "kind": (known or "other").partition("/")[0],
        "speaker": speaker or written or NOBODY,
        "speaker_known": bool(speaker or written),
        "speaker_href": to_name(known, None, view) if known else None,
        "speaker_say": f"About {speaker}",
        "others": voices(zip(r.also_ids, r.also, strict=True), view),
        "note": _as_written(speaker, written),
        **citation(r.content, speaker or written, origin(r), r.article_id, int(r.start)),
        "before": _last_words(r.before),
        "mark": said_parts(r.content, view.says) if view.says else r.content,
        "after": _first_words(r.after),
        "meta": [title(plain_text(r.title)), outlet(r.outlet), day(r.day), f"{r.kind}, {certainty(float(r.score))}"],
    }


def _speaker(r: Any, view: View, address: Callable[[View], str], most: int) -> dict[str, Any]:
    on = r.id in view.speakers
    kinds = {kind: int(getattr(r, f"n_{kind}")) for kind in QUOTE_KINDS}
    said = ", ".join(f"{n} {kind}" for kind, n in kinds.items() if n)
    return {
        "href": address(view.with_(speakers=() if on else (r.id,))),
        "title": r.name,
        "kind": "other" if r.id == UNATTRIBUTED else r.id.partition("/")[0],
        "note": plain_text(r.role),
        "bar": min(1.0, r.n_quotes / most),
        "parts": [n / r.n_quotes for n in kinds.values()],
        "value": f"{r.n_quotes:,}",
        "on": on,
        "say": f"{r.name}: {count(r.n_quotes, 'quote')} ({said})",
        "top": False,
    }


def _as_written(speaker: str | None, written: str | None) -> str | None:
    """Return how the article names the speaker, where that is not the speaker's name."""
    if speaker and written and written.casefold() != speaker.casefold():
        return f"as “{written}”"
    if speaker:
        return None
    return "not tied to a name" if written else "nobody could be given"


def _doubts(r: Any) -> list[str]:
    status = getattr(r, "status", "resolved")
    flags = [PLACE_STATUS[status]] if status in ("ambiguous", "unknown") else []
    return flags + ([certainty(float(r.score))] if float(r.score) < UNSURE else [])


def _bar(r: Any, view: View, address: str, kind: str, most: int) -> dict[str, Any]:
    share = getattr(r, "share", None)
    part = f" · {percent(share)}" if share is not None else ""
    return {
        "href": address,
        "title": r.name,
        "kind": kind,
        "note": plain_text(getattr(r, "role", None)),
        "bar": r.n_articles / most,
        "value": f"{r.n_articles:,}{part}",
        "on": str(getattr(r, "id", None) or getattr(r, "geonameid", "")) == view.subject,
        "say": f"{r.name}: {counted(r.n_articles, view)}",
    }


def why(reason: Any, score: Any) -> str | None:
    """Return why an article is in its story, with the score: "shares Geneva, HNC; same day (0.31)"."""
    said = plain_text(reason)
    return f"{said} ({float(score):.2f})" if said and known(score) else said


def known(value: Any) -> Any:
    """Return a value of a frame, None where it is missing (None, NaN, not-a-time)."""
    return None if pd.isna(value) else value


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    """Return the rows, their values by name; as pandas' own, which takes each text out of its array one by one."""
    return map(_row(tuple(frame.columns))._make, zip(*(_values(own) for _, own in frame.items()), strict=True))


def _values(own: pd.Series) -> list:
    """Return the values of a column; of texts those that Arrow gives, for which pandas takes three times as long."""
    return pa.array(own.array).to_pylist() if isinstance(own.dtype, pd.StringDtype) else own.tolist()


@cache
def _row(names: tuple[str, ...]) -> type:
    return namedtuple("Row", names)


def _kind(r: Any, kind: str | None) -> str:
    return kind or r.kind


def plain_text(value: Any) -> str | None:
    """Return a text of a frame, None where it is missing (None, NaN) or empty."""
    return value if isinstance(value, str) and value else None


def _first_words(text: Any, limit: int = BESIDE) -> str:
    """Return the beginning of what follows a quote, cut at a word."""
    said = plain_text(text) or ""
    return said if len(said) <= limit else said[:limit].rsplit(" ", 1)[0] + " …"


def _last_words(text: Any, limit: int = BESIDE) -> str:
    """Return the end of what precedes a quote, cut at a word."""
    said = plain_text(text) or ""
    return said if len(said) <= limit else "… " + said[-limit:].partition(" ")[2]


def short(text: str | None, limit: int = 240) -> str | None:
    """Return the beginning of a text on one line, cut at a word."""
    line = " ".join((text or "").split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"
