"""Plain text, one article to a file: what it says about itself is read from its layout, the text is untouched."""

from __future__ import annotations

from collections.abc import Iterator

from lib import settings
from lib.errors import ReadWarning
from lib.layout import find_layout, find_metadata
from lib.model import Article, article_id
from lib.readers.dates import parse_date
from lib.readers.record import Item, checked_text
from lib.readers.source import Source, decode, read_whole

#: No character takes more bytes than this in UTF-8 or UTF-16.
BYTES_PER_CHARACTER = 4


def read_text(source: Source, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the one article of a text file, after a ReadWarning where its date was left out."""
    data = read_whole(source, BYTES_PER_CHARACTER * settings.MAX_CHARACTERS)
    text = checked_text(decode(source.name, data), source.name)
    article, problem = from_text(text, outlet=outlet, origin=source.name)
    if problem:
        yield ReadWarning(source.name, problem)
    yield article


def from_text(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published_at: str | None = None,
    origin: str | None = None,
) -> tuple[Article, str | None]:
    """Return the article of a pasted text, and what is wrong with the date it shows; what is given goes first."""
    shown = find_metadata(text, find_layout(text, title))
    found, problem = (published_at, None) if published_at else parse_date(shown.published)
    outlet = outlet or shown.outlet
    article = Article(
        id=article_id(text, outlet=outlet, url=url),
        text=text,
        title=title or shown.title,
        url=url,
        outlet=outlet,
        authors=shown.authors,
        published_at=found,
        origin=origin,
    )
    return article, problem
