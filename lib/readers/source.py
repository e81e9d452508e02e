"""A named stream of bytes, from a file, an upload or a compressed one, and the text in it."""

from __future__ import annotations

import codecs
import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, TextIO

from charset_normalizer import from_bytes

from lib.errors import ReadError

_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: How files begin that are no text, whatever their name says.
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"SQLite")
#: More control characters than this share are no text in any encoding.
MAX_CONTROL_SHARE = 0.01
#: English text in the Windows encoding has few letters outside ASCII, and guessing by statistics misreads those
#: few ("Núńez"); a text with more of them than this share is in another script, and is guessed.
WESTERN_SHARE = 0.1
#: Bytes that stand for nothing in cp1252.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ESCAPED = re.compile(r"[\udc80-\udcff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Source(NamedTuple):
    """``name`` is what errors say; ``open`` returns the bytes from the start, unpacked where compressed."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def suffix(self) -> str:
        """The suffix that says the format, in lower case: ".jsonl" for "week3.JSONL.gz"."""
        path = PurePath(self.name.lower())
        return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def from_path(path: Path) -> Source:
    """Return the source of a file on disk."""
    return Source(shown(path), lambda: _unpacked(path))


def shown(path: Path | str) -> str:
    """Return the path as text that can be stored and printed, also where the disk has bytes that are no text."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def from_upload(name: str, data: bytes) -> Source:
    """Return the source of bytes sent by a browser; of the name only its last part is kept."""
    packed = data.startswith(_GZIP)
    last = PurePath(name.replace("\\", "/")).name or "upload"
    return Source(last, lambda: gzip.GzipFile(fileobj=io.BytesIO(data)) if packed else io.BytesIO(data))


def _unpacked(path: Path) -> BinaryIO:
    """Return the bytes of a file, or what is in it where it is gzip, whatever its name says."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path) if packed else path.open("rb")


def read_whole(source: Source, limit: int) -> bytes:
    """Return all bytes of ``source``; raises ReadError where there are none, or more than ``limit``."""
    with source.open() as stream:
        data = stream.read(limit + 1)
    if not data.strip():
        raise ReadError(source.name, "is empty")
    if len(data) > limit:
        raise ReadError(source.name, f"is larger than {limit // 1_000_000} MB, which no article is")
    return data


def decode(name: str, data: bytes) -> str:
    """Return the text of a whole file in the encoding it is in; raises ReadError where it is no text."""
    if data.startswith(_BINARY):
        raise ReadError(name, "is not a text file, whatever its name says")
    if data.startswith(_UTF16):
        return whole(data.decode("utf-16", "replace"))
    text = repaired(data.decode("utf-8-sig", "surrogateescape"))
    if text is None or len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text) or "\x00" in text:
        raise ReadError(name, "is not a text file, or in an encoding that could not be told")
    return text


def open_text(stream: BinaryIO, *, newline: str) -> TextIO:
    """Return ``stream`` as text; bytes that are not UTF-8 stay escaped until ``repaired`` is given the record."""
    start = stream.read(2)
    stream.seek(0)
    if start in _UTF16:
        return io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline=newline)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=newline)


def repaired(text: str) -> str | None:
    """Return a record in the encoding that it is in, or None where none fits."""
    broken = len(_ESCAPED.findall(text))
    if not broken:
        return text
    if sum(not c.isascii() for c in text) >= 2 * broken:
        return whole(text)  # UTF-8 with a bad byte here and there
    data = text.encode("utf-8", "surrogateescape")
    if broken <= WESTERN_SHARE * len(text) and not _UNDEFINED.search(data):
        return data.decode("cp1252")
    best = from_bytes(data).best()
    return None if best is None else str(best)


def whole(text: str) -> str:
    """Return ``text`` with halves of characters (lone surrogates) as U+FFFD; the length is unchanged."""
    return _SURROGATE.sub("\ufffd", text)
