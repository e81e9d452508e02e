"""One record of a file, under whatever names its fields go, to an Article or a Processed article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from lib import settings
from lib.errors import ReadError, ReadWarning
from lib.model import MARKED_KINDS, QUOTE_KINDS, ZONE_KINDS, Article, Processed, article_id
from lib.readers.dates import parse_date
from lib.readers.source import whole

Item = Article | Processed | ReadError | ReadWarning

#: The names that each field goes by, best first.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "text": ("text", "body", "content", "article"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "outlet": ("outlet", "source", "publisher", "domain"),
    "published_at": ("published_at", "date", "published", "pubdate"),
    "authors": ("authors", "author", "byline"),
    "language": ("language", "lang"),
}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def from_record(record: Any, where: str, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the article of one record, after a ReadWarning for each thing left out; a ReadError where there is none."""
    if not isinstance(record, Mapping):
        yield ReadError(where, "is not an object with a text, but " + _kind(record))
        return
    known = {str(key).strip().lower(): value for key, value in record.items() if key is not None}
    try:
        article, warnings = _article(known, where, outlet)
        ready = _processed(known, article) if _is_processed(known) else article
    except ReadError as error:
        yield error
        return
    yield from warnings
    yield ready


def checked_text(text: Any, where: str) -> str:
    """Return ``text`` ready to be an article's; raises ReadError where it is none, empty or far too long."""
    if not isinstance(text, str):
        raise ReadError(where, f"has a text that is not text, but {_kind(text)}")
    if not text.strip():
        raise ReadError(where, "has an empty text")
    if len(text) > settings.MAX_CHARACTERS:
        size = f"{len(text):,} characters, and at most {settings.MAX_CHARACTERS:,} are read as one article"
        raise ReadError(where, f"has a text of {size}")
    return whole(text)


def _article(known: Mapping[str, Any], where: str, outlet: str | None) -> tuple[Article, list[ReadWarning]]:
    if not any(name in known for name in NAMES["text"]):
        raise ReadError(where, "has no text (looked for " + ", ".join(NAMES["text"]) + ")")
    text = checked_text(_first(known, "text"), where)
    url, url_problem = web_address(_plain(_first(known, "url")))
    published, date_problem = parse_date(_first(known, "published_at"))
    outlet = _plain(_first(known, "outlet")) or outlet
    given = _first(known, "id")
    article = Article(
        id=whole(str(given)) if _is_id(given) else article_id(text, outlet=outlet, url=url),
        text=text,
        title=_plain(_first(known, "title")),
        url=url,
        outlet=outlet,
        authors=_authors(_first(known, "authors")),
        published_at=published,
        language=_plain(_first(known, "language")),
        origin=where,
        sample=known.get("sample") is True,
    )
    return article, [ReadWarning(where, problem) for problem in (url_problem, date_problem) if problem]


def _first(known: Mapping[str, Any], field: str) -> Any:
    """Return the first value of ``field`` that is not empty, under any of its names."""
    values = [known[name] for name in NAMES[field] if name in known]
    return next((v for v in values if v not in (None, "", [], {}) and str(v).strip()), values[0] if values else None)


def _is_id(value: Any) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or (isinstance(value, int) and not isinstance(value, bool))


def _plain(value: Any) -> str | None:
    """Return a field as one line of text, or None; of an object, its "name" ({"name": "The Daily Example"})."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return whole(" ".join(str(value).split())) or None


def web_address(url: str | None) -> tuple[str | None, str | None]:
    """Return ``url``, or None and what is wrong with it: a link that is no web address could run a script."""
    if url is None or url.lower().startswith(("http://", "https://")):
        return url, None
    if _SCHEME.match(url) or " " in url or "." not in url:
        return None, f"the address {url[:40]!r} was left out: it does not begin with http:// or https://"
    return url, None


def _authors(value: Any) -> tuple[str, ...]:
    """Return the authors of a list, or of a line ("By Anna Lind and Omar Haddad")."""
    if isinstance(value, str):
        line = re.sub(r"^\s*by\s+", "", value, flags=re.IGNORECASE)
        value = re.split(r"\s*;\s*|\s+and\s+|\s*,\s+(?=\S+\s+\S)", line)
    if not isinstance(value, list | tuple):
        value = [value]
    return tuple(name for name in map(_plain, value) if name)


def _kind(value: Any) -> str:
    kinds = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "an object",
    }
    return kinds.get(type(value), "nothing")


# Lines of the contract


def _is_processed(known: Mapping[str, Any]) -> bool:
    return "mentions" in known and "pipeline" in known


def _processed(known: Mapping[str, Any], article: Article) -> Processed:
    """Return the record of a contract line; raises ReadError where an annotation is not what the contract says."""
    where = article.origin or ""
    try:
        record = Processed.from_json({**known, **asdict(article)})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReadError(where, f"does not follow the contract of processed articles: {error}") from error
    size = len(article.text)
    for what, span in _spans(record):
        if span is not None and not _is_range(span, size):
            raise ReadError(where, f"has a {what} at {span!r}, which is no range of its {size} characters")
    wrong = {z.kind for z in record.zones} - set(ZONE_KINDS) | {q.kind for q in record.quotes} - set(QUOTE_KINDS)
    wrong |= {m.kind for m in record.marked_words} - set(MARKED_KINDS)
    if wrong:
        raise ReadError(where, "has kinds that the contract does not know: " + ", ".join(sorted(map(str, wrong))))
    return replace(record, article=article)


def _spans(record: Processed) -> Iterator[tuple[str, Any]]:
    for what, rows in (("zone", record.zones), ("mention", record.mentions), ("quote", record.quotes)):
        yield from ((what, (row.start, row.end)) for row in rows)
    yield from (("place", (place.start, place.end)) for place in record.places)
    yield from (("marked word", (own.start, own.end)) for own in record.marked_words)
    for quote in record.quotes:
        yield "cue", quote.cue
        yield "speaker", quote.speaker
        yield from (("chain", span) for span in quote.chain)
        yield from (("part", span) for span in quote.parts)


def _is_range(span: Any, size: int) -> bool:
    if not (isinstance(span, tuple) and len(span) == 2 and all(type(n) is int for n in span)):
        return False
    return 0 <= span[0] < span[1] <= size
