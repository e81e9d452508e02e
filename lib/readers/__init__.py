"""Files, pages, tables and pasted text to articles. Bad content is never raised: it is yielded, named and counted."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lib.errors import ReadError
from lib.model import Article
from lib.readers.dates import parse_date
from lib.readers.files import SUFFIXES, expand
from lib.readers.html import read_html
from lib.readers.jsonlines import read_json
from lib.readers.record import Item, checked_text, web_address
from lib.readers.source import Source, from_path, from_upload
from lib.readers.table import read_table
from lib.readers.text import from_text, read_text

__all__ = ["SUFFIXES", "Item", "expand", "read", "read_all", "read_bytes", "read_pasted"]

READERS: dict[str, Callable[..., Iterator[Item]]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".csv": read_table,
    ".tsv": read_table,
}
_CUT = "is cut short or damaged: what came before the break was read, the rest is lost"
PASTED = "pasted text"


def read(path: Path, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the articles of one file in order, with a ReadError in place of each record that could not be read.

    A ReadWarning stands before an article of which something was left out. A line of the contract comes as
    Processed. ``outlet`` is who published an article that does not say.
    """
    if path.exists() and not path.is_file():
        yield ReadError(str(path), "is not a file")
        return
    yield from _read(from_path(path), outlet)


def read_all(paths: Iterable[str]) -> Iterator[Item]:
    """Yield what ``read`` yields for every file that ``paths`` (files, folders, patterns) stand for."""
    for item in expand(paths):
        if isinstance(item, Path):
            yield from read(item)
        else:
            yield item


def read_bytes(name: str, data: bytes, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield what ``read`` yields, for a file called ``name`` that came through the browser."""
    yield from _read(from_upload(name, data), outlet)


def read_pasted(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published_at: str | None = None,
) -> Article:
    """Return the article of a text pasted by hand; what is not given is read from the text where it shows it.

    Raises ReadError where the text is empty or too long, or the date or address given cannot be used.
    """
    clean = checked_text(text, PASTED)
    address, problem = web_address((url or "").strip() or None)
    published, date_problem = parse_date(published_at)
    if problem or date_problem:
        raise ReadError(PASTED, problem or date_problem or "")
    given = {"title": (title or "").strip() or None, "outlet": (outlet or "").strip() or None}
    return from_text(clean, **given, url=address, published_at=published, origin=PASTED)[0]


def _read(source: Source, outlet: str | None) -> Iterator[Item]:
    reader = READERS.get(source.suffix)
    if reader is None:
        known = ", ".join(sorted(READERS))
        yield ReadError(source.name, f"is of a format that is not read ({known}, each also as .gz)")
        return
    try:
        yield from reader(source, outlet=outlet)
    except ReadError as error:
        yield error
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield ReadError(source.name, _CUT)
    except FileNotFoundError:
        yield ReadError(source.name, "does not exist")
    except OSError as error:
        yield ReadError(source.name, f"cannot be read: {error.strerror or error}")
