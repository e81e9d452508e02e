"""The dashboard that ``make run`` starts: ``python -m lib.ui.serve [--port N] [--address HOST] [--processes N]``.

Plain ``streamlit run dashboard.py`` works too: in one process, and without the headers of ``lib.ui.server``.
"""

from __future__ import annotations

import argparse
import os
import sys

from lib import settings
from lib.ui import front


def main() -> int:
    """Serve until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lib.ui.serve", description="Serve Story Explorer.")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="localhost", help="0.0.0.0 lets other computers in; put a login in front")
    most = front.usual()
    told = f"how many processes may answer, each started when it is needed (here {most}; more than one only on Linux)"
    parser.add_argument("--processes", type=int, default=most, metavar="N", help=told)
    given = parser.parse_args()
    if not 1 <= given.processes <= front.MOST:
        parser.error(f"--processes {given.processes}: it takes 1 to {front.MOST}")
    os.chdir(settings.ROOT)  # where Streamlit looks for .streamlit/config.toml
    if given.processes > 1 and sys.platform == "linux":
        return front.run(given.address, given.port, given.processes)
    from lib.ui import server  # noqa: PLC0415 - Streamlit is 100 MB, which the front does without

    server.run({"server.port": given.port, "server.address": given.address})
    return 0


if __name__ == "__main__":
    sys.exit(main())
