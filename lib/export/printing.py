"""What draws charts and sets PDF files; only ever imported by the process that ``lib.export.press`` starts.

``python -m lib.export.printing`` reads one pickled ``(job, arguments)`` from its own program on standard input and
writes the pickled answer. It imports no pandas, so it starts in a tenth of a second.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

import vl_convert

from lib.export.fonts import FOLDER
from lib.export.pdf import as_pdf

#: Pixels for each unit of a picture: sharp on a projector and in print.
SCALE = 2


def drawn(specs: list[dict[str, Any]]) -> list[str]:
    """Return each Vega-Lite chart as SVG, measured with the fonts that ship with the program."""
    vl_convert.register_font_directory(str(FOLDER))
    return [vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]) for spec in specs]


def png(svg: str) -> bytes:
    """Return a picture of ``svg``."""
    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert.svg_to_png(svg, scale=SCALE)


JOBS = {job.__name__: job for job in (drawn, png, as_pdf)}


def main() -> int:
    """Answer one request on standard input."""
    job, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own program
    sys.stdout.buffer.write(pickle.dumps(JOBS[job](*arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
