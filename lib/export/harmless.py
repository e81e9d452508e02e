"""Texts of articles in cells of a spreadsheet, where "=..." would be run as a formula."""

from __future__ import annotations

import re

#: What spreadsheets take for the start of a formula, ASCII and full-width (OWASP, CSV injection), also behind blanks.
_FORMULA = re.compile(r"[\s\x00-\x1f\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")
#: Half of a pair of UTF-16 units, and control characters, can be in no file of the kinds written here.
_UNWRITABLE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def formula(text: str) -> bool:
    """Return whether a spreadsheet could take ``text`` for a formula."""
    return _FORMULA.match(text) is not None


def neutral(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet could take it for a formula."""
    return f"'{text}" if formula(text) else text


def writable(text: str) -> str:
    """Return ``text`` with what no file can hold shown as the replacement character."""
    return text if text.isascii() and text.isprintable() else _UNWRITABLE.sub("\ufffd", text)
