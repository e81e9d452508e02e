"""Names and titles as they are, in places that would read them as Markdown or follow them as links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

#: Every ASCII punctuation mark: CommonMark lets a backslash stand before any of them and shows the mark itself.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")
#: Half of a pair of UTF-16 units alone: valid in Python, not in the UTF-8 that goes to the browser.
_LONE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain(text: object) -> str:
    r"""Return Markdown that shows ``text`` letter for letter on one line: ``plain("*a*") == r"\*a\*"``."""
    return _PUNCTUATION.sub(r"\\\1", _SPACE.sub(" ", sendable(str(text))).strip())


def sendable(text: str) -> str:
    """Return ``text`` with what cannot be sent to a browser shown as the replacement character."""
    if text.isprintable():  # nearly always, and five times as quick
        return text
    return _CONTROL.sub("\ufffd", _LONE.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Return what was typed on one line, without unprintable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def web_address(url: str | None) -> str | None:
    """Return ``url`` when it is an http or https address that a reader may be sent to, else None."""
    if not url or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
