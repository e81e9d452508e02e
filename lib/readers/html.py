"""Saved web pages: the article in them, without menus, advertisements and comments. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import LxmlError
from trafilatura import bare_extraction

from lib.errors import ReadError, ReadWarning
from lib.model import Article, article_id
from lib.readers.dates import parse_date
from lib.readers.record import Item, checked_text, web_address
from lib.readers.source import Source, read_whole

#: Pages with their pictures inlined reach some megabytes; ten times that is no page.
MAX_BYTES = 20_000_000
#: The first date of publication, and only where the page states it: a guess from its text would be some other date.
DATES = {"original_date": True, "extensive_search": False}


def read_html(source: Source, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the article of a saved page, after a ReadWarning where its date or address was left out."""
    data = read_whole(source, MAX_BYTES)
    try:
        page = bare_extraction(data, with_metadata=True, include_comments=False, date_extraction_params=dict(DATES))
    except (LxmlError, ValueError, RecursionError) as error:
        raise ReadError(source.name, "is not a web page that can be read") from error
    if page is None or not (page.text or "").strip():
        raise ReadError(source.name, "holds no article text that could be told from the rest of the page")
    text = checked_text("\n\n".join(line.strip() for line in page.text.split("\n") if line.strip()), source.name)
    url, url_problem = web_address(page.url)
    published, date_problem = parse_date(page.date)
    yield from (ReadWarning(source.name, problem) for problem in (url_problem, date_problem) if problem)
    name = page.sitename or outlet
    yield Article(
        id=article_id(text, outlet=name, url=url),
        text=text,
        title=page.title or None,
        url=url,
        outlet=name,
        authors=tuple(a.strip() for a in (page.author or "").split(";") if a.strip()),
        published_at=published,
        language=page.language or None,
        origin=source.name,
    )
