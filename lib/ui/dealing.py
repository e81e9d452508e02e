"""Which of several processes a connection is for: the one its browser's cookie names, else the least busy."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The longest head of a request that is looked at; the server itself refuses longer ones (h11).
LONGEST = 16 * 1024
#: Readers in the least busy process from which on another one is got ready, and from which on the next one waits for
#: that.
SOON, ENOUGH = 2, 4
#: How a TLS handshake begins: Streamlit's own TLS ends in the process, where nobody has read a cookie yet.
_TLS = b"\x16"
_END = re.compile(rb"\r?\n\r?\n")


def cookie(port: int) -> bytes:
    """Return the name of the cookie that names a process: one for each port, as browsers mix those of one host."""
    return b"story-process-%d" % port


def is_whole(head: bytes) -> bool:
    """Return whether all is there of the head of a request that will be looked at."""
    is_http = not head or head[:1].isalpha()
    return not is_http or len(head) >= LONGEST or _END.search(head) is not None


def named(head: bytes, name: bytes) -> int | None:
    """Return the process that the cookie ``name`` names in the head of a request, or None; 1 for anything in TLS."""
    if head.startswith(_TLS):
        return 1
    lines = _END.split(head, maxsplit=1)[0]
    found = re.search(rb"^cookie:(?:[^\r\n]*;)?[ \t]*" + name + rb"=([1-9]\d?)[ \t]*(?:[;\r]|$)", lines, re.I | re.M)
    return int(found[1]) if found else None


def asks_for_a_page(head: bytes) -> bool:
    """Return whether the request is one after which a browser will open a session."""
    return head.startswith(b"GET ") and b"text/html" in head


def choose(wanted: int | None, readers: Mapping[int, int], most: int) -> int:
    """Return the number, from 1 to ``most``, of the process for a connection that wants to go to ``wanted``.

    ``readers`` has how many each process has that is ready. The number returned may be of one that is still to start.
    """
    if wanted is not None and wanted <= most:
        return wanted
    free = set(range(1, most + 1)) - set(readers)
    least = min(readers, key=lambda number: (readers[number], number), default=None)
    if least is None or (free and readers[least] >= ENOUGH):
        return min(free)
    return least


def soon_wanted(readers: Mapping[int, int], most: int) -> int | None:
    """Return the number of the process that should be started before somebody waits for it, None for none yet."""
    free = set(range(1, most + 1)) - set(readers)
    return min(free) if free and min(readers.values(), default=0) >= SOON else None
