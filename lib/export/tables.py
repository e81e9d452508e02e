"""A frame as a file: CSV for every tool, Excel, and JSON, each saying where its rows come from."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from lib.export.about import About, rows_of
from lib.export.harmless import formula, neutral, writable

#: Rows of one file: more than anybody reads in a spreadsheet, and some seconds of work as Excel.
MAX_ROWS = 20_000
#: Lines at the top of a CSV file that say where it comes from, so that a program can skip them.
CSV_PREAMBLE = 8
#: Characters of one cell in Excel.
CELL = 32_767
NEUTRAL = "Text that a spreadsheet would run as a formula has an apostrophe before it."


def as_csv(frame: pd.DataFrame, about: About) -> bytes:
    """Return ``frame`` as CSV in UTF-8 with CSV_PREAMBLE lines about it, each a cell that begins with #."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    kept, facts = _kept(frame, about)
    writer.writerows([neutral(f"# {what}: {_line(text)}")] for what, text in facts.items())
    writer.writerow([f"# note: {NEUTRAL}"])
    writer.writerow(kept.columns)
    writer.writerows(zip(*(_neutral(column) for column in _columns(kept)), strict=True))
    return out.getvalue().encode("utf-8-sig")


def as_json(frame: pd.DataFrame, about: About) -> bytes:
    """Return ``{"about": {...}, "rows": [{column: value}]}``; texts are as they were written, nothing neutralised."""
    kept, facts = _kept(frame, about)
    names = list(kept.columns)
    rows = (dict(zip(names, row, strict=True)) for row in zip(*_columns(kept), strict=True))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)  # one row a line, for people and for diff
    return f'{{"about": {json.dumps(facts, ensure_ascii=False, indent=1)},\n"rows": [\n{lines}\n]}}\n'.encode()


def as_xlsx(frame: pd.DataFrame, about: About) -> bytes:
    """Return a workbook with the sheets Table and About; every text is a text cell, never a formula or a link.

    Text that looks like a formula is marked to stay text also when somebody edits it (Excel's quote prefix).
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    kept, facts = _kept(frame, about)
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Table")
        _fill(sheet, kept, bold, book.add_format({"quote_prefix": True}))
        note = book.add_worksheet("About")
        note.set_column(0, 0, 14, bold)
        note.set_column(1, 1, 100, book.add_format({"text_wrap": True}))
        for i, (what, text) in enumerate(facts.items()):
            note.write_string(i, 0, what)
            note.write_string(i, 1, text)
    return out.getvalue()


def _fill(sheet: Any, frame: pd.DataFrame, bold: Any, stays_text: Any) -> None:
    for number, (name, values) in enumerate(zip(frame.columns, _columns(frame), strict=True)):
        sheet.write_string(0, number, str(name), bold)
        sheet.set_column(number, number, _width(str(name), values))
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                sheet.write_string(row, number, value[:CELL], stays_text if formula(value) else None)
            elif value is not None:
                sheet.write(row, number, value)
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _width(name: str, values: list[Any]) -> int:
    """Return a width in characters that shows most of a column's first rows and leaves room for the others."""
    longest = max((len(str(v)) for v in values[:50]), default=0)
    return min(60, max(10, longest, len(name)) + 2)


def _kept(frame: pd.DataFrame, about: About) -> tuple[pd.DataFrame, dict[str, str]]:
    kept = frame.head(MAX_ROWS)
    return kept, about.facts() | {"rows": rows_of(len(kept), cut=len(frame) > MAX_ROWS)}


def _columns(frame: pd.DataFrame) -> list[list[Any]]:
    """Return each column as texts, numbers, truth values and None; days and times are texts in ISO 8601."""
    return [_column(frame.iloc[:, i]) for i in range(frame.shape[1])]


def _column(column: pd.Series) -> list[Any]:
    missing = column.isna().tolist()
    return [None if gone else _value(value) for value, gone in zip(column.tolist(), missing, strict=True)]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, datetime | date):
        return _moment(value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    return writable(json.dumps(value, ensure_ascii=False, default=str)) if isinstance(value, list | dict) else value


def _neutral(column: list[Any]) -> list[Any]:
    return [neutral(value) if isinstance(value, str) else value for value in column]


def _moment(value: datetime | date) -> str:
    midnight = not isinstance(value, datetime) or (value.hour, value.minute, value.second) == (0, 0, 0)
    return f"{value:%Y-%m-%d}" if midnight else value.isoformat()


def _line(text: str) -> str:
    return " ".join(writable(text).split())
