"""Typography mapped one character to one, so that every offset into the original stays true."""

from __future__ import annotations

import re

from lib.layout import unwrap

_SAME = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\t\v\f\x00\x1c\x1d\x1e\x1f\u200b\u2060\ufeff\u00ad", " "),
    **dict.fromkeys("\r\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\x93\x94", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\uff07\x91\x92", "'"),
    **dict.fromkeys("\u2010\u2011\u2043\u2212", "-"),
    **dict.fromkeys("\u2012\u2015\u2e3a\x97", "\u2014"),
    "\x96": "\u2013",
}
_TABLE = str.maketrans(_SAME)
#: TeX-style quotation marks of older wires: two characters stay two.
_PAIRS = ((re.compile("``"), ' "'), (re.compile("''"), '" '))
#: A lone underscore between words is the old wires' dash.
_WIRE_DASH = re.compile(r"(?<=\s)_(?=\s)")


def normalise(text: str) -> str:
    """Return ``text`` with plain spaces, quotation marks and dashes, lines rejoined; the length is unchanged."""
    plain = text.replace("\r\n", " \n").translate(_TABLE)
    if "``" in plain:
        for pattern, pair in _PAIRS:
            plain = pattern.sub(pair, plain)
    return unwrap(_WIRE_DASH.sub("\u2014", plain))
