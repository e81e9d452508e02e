"""Two first visitors on two pages import at the same time: neither may find a module half loaded.

Importing ``lib.charts.lines`` while another thread is inside ``lib/charts/__init__.py`` takes the import locks in the
opposite order, and Python then hands out half a module. So lib.ui imports from the package, never past it.
"""

from __future__ import annotations

import ast
import subprocess
import sys

from lib.settings import ROOT

RACE = """
import importlib, sys, threading
import streamlit
names = ["overview", "article", "articles", "names", "places", "quotes", "method", "add"]
gate, wrong = threading.Barrier(len(names)), []
def load(name):
    gate.wait()
    try:
        importlib.import_module("lib.ui." + name)
    except Exception as error:
        wrong.append(f"{name}: {error!r}")
threads = [threading.Thread(target=load, args=[name]) for name in names]
[t.start() for t in threads], [t.join() for t in threads]
sys.exit("; ".join(wrong) or 0)
"""


def test_all_panels_can_be_imported_at_the_same_time() -> None:
    done = subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_charts_are_imported_from_their_package() -> None:
    for path in sorted((ROOT / "lib" / "ui").glob("*.py")):
        imports = [n.module or "" for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        assert [m for m in imports if m.startswith(("lib.charts.", "lib.readers."))] == [], path.name
