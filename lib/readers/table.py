"""Tables with one article a row: comma, semicolon, tab or bar between the columns, names in the first row."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from lib import settings
from lib.errors import ReadError
from lib.readers.record import NAMES, Item, from_record
from lib.readers.source import Source, open_text, repaired

#: Above the longest article, so that the article's own limit is the one that speaks.
MAX_FIELD = 20 * settings.MAX_CHARACTERS
DELIMITERS = (",", "\t", ";", "|")

csv.field_size_limit(MAX_FIELD)


def read_table(source: Source, *, outlet: str | None = None) -> Iterator[Item]:
    """Yield the articles of a table; raises ReadError where it is empty or has no column of texts."""
    with source.open() as stream, open_text(stream, newline="") as lines:
        head = lines.readline(MAX_FIELD)
        if not head.strip():
            raise ReadError(source.name, "is empty")
        delimiter = _delimiter(head, source.suffix)
        columns = next(csv.reader([head], delimiter=delimiter))
        if not {c.strip().lower() for c in columns} & set(NAMES["text"]):
            found = ", ".join(c.strip()[:40] for c in columns[:30])
            wanted = ", ".join(NAMES["text"])
            raise ReadError(source.name, f"has no column of texts. Its columns are {found}; name one of them {wanted}")
        n_rows = 0
        for number, row in _rows(csv.reader(lines, delimiter=delimiter)):
            n_rows += 1
            yield from _row_items(columns, row, f"{source.name}:{number}", outlet)
        if not n_rows:
            raise ReadError(source.name, "holds no articles, only the names of its columns")


def _delimiter(head: str, suffix: str) -> str:
    """Return the character that stands most often between the names of the columns."""
    if suffix == ".tsv" and "\t" in head:
        return "\t"
    return max(DELIMITERS, key=head.count)


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield each row that is not blank, or what is wrong with it, with the line that it starts on."""
    while True:
        number = reader.line_num + 2  # the header was read before, and lines count from one
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error
            continue
        if any(field.strip() for field in row):
            yield number, row


def _row_items(columns: list[str], row: list[str] | csv.Error, where: str, outlet: str | None) -> Iterator[Item]:
    if isinstance(row, csv.Error):
        yield ReadError(where, f"is a row that cannot be read: {row}")
    elif len(row) > len(columns):
        yield ReadError(where, f"has {len(row)} fields where the first row names {len(columns)} columns")
    else:
        fields = [repaired(field) for field in row]
        if None in fields:
            yield ReadError(where, "is in an encoding that could not be told; save the table as UTF-8")
        else:
            yield from from_record(dict(zip(columns, fields, strict=False)), where, outlet=outlet)
