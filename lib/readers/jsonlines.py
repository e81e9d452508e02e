"""JSON and JSON lines: one record at a time, so that a file of any size can be read and one bad line loses no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from lib import settings
from lib.errors import ReadError
from lib.readers.record import NAMES, Item, from_record
from lib.readers.source import Source, decode, open_text, read_whole, repaired

#: A line of this many characters is no article, even with all its annotations.
MAX_LINE = 40 * settings.MAX_CHARACTERS
#: A file that is one JSON value is held in memory whole.
MAX_BYTES = settings.MAX_UPLOAD_MB * 1_000_000


def read_json(source: Source, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the articles of a file that is one record a line, one object, a list of them, or {"articles": [...]}."""
    with source.open() as stream, open_text(stream, newline="\n") as lines:
        numbered = _lines(lines)
        start = list(islice(numbered, 2))
        if not start:
            raise ReadError(source.name, "is empty")
        if _is_lines(source.suffix, *(line for _, line in start)):
            for line in chain(start, numbered):
                yield from _line_items(source.name, line, outlet)
            return
    yield from _whole_items(source, outlet)


def _lines(stream: TextIO) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank with its number; of one that is too long, only the start."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if line.strip():
            yield number, line
        while not line.endswith("\n") and len(line) == MAX_LINE:
            line = stream.readline(MAX_LINE)


def _is_lines(suffix: str, first: str, second: str = "") -> bool:
    """Return whether a file holds a record a line, by its first two lines; either may be a broken one."""
    if _is_record(first):
        return True
    if _is_record(second):
        return first.strip() != "["
    return suffix != ".json" and not first.lstrip().startswith("[") and first.strip() != "{"


def _is_record(line: str) -> bool:
    """Return whether a line is a whole object by itself, as in JSON lines."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _line_items(name: str, line: tuple[int, str], outlet: str | None) -> Iterator[Item]:
    number, raw = line
    where = f"{name}:{number}"
    text = repaired(raw)
    if text is None:
        yield ReadError(where, "is in an encoding that could not be told; save the file as UTF-8")
    elif len(text) >= MAX_LINE:
        yield ReadError(where, f"is a line of more than {MAX_LINE:,} characters, which no article is")
    else:
        yield from _items(text, where, outlet)


def _whole_items(source: Source, outlet: str | None) -> Iterator[Item]:
    yield from _items(decode(source.name, read_whole(source, MAX_BYTES)), source.name, outlet)


def _items(text: str, where: str, outlet: str | None) -> Iterator[Item]:
    """Yield the articles of one JSON value; of a list, each under its place in it ("file:3")."""
    try:
        value = json.loads(text)
    except ValueError as error:
        yield ReadError(where, _plainly(error))
        return
    except RecursionError:
        yield ReadError(where, "is not an article: lists within lists without end")
        return
    records = _listed(value)
    if records is None:
        yield from from_record(value, where, outlet=outlet)
        return
    if not records:
        yield ReadError(where, "holds no articles")
    for place, record in enumerate(records, 1):
        yield from from_record(record, f"{where}:{place}", outlet=outlet)


def _plainly(error: ValueError) -> str:
    """Return what is wrong with JSON, and at which character; the line only where there are more than one."""
    if not isinstance(error, json.JSONDecodeError):
        return f"is not valid JSON: {error}"
    line = f"line {error.lineno}, " if error.lineno > 1 else ""
    return f"is not valid JSON: {error.msg} ({line}character {error.colno})"


def _listed(value: Any) -> list | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("articles"), list) and not set(NAMES["text"]) & set(value):
        return value["articles"]
    return None
