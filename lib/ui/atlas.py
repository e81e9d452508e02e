"""The outlines of countries as files of this server: a browser fetches them once, not with every picture of a map.

In the chart, Streamlit reads and writes their 120 to 280 kB three times, a quarter of what a page with a map costs.
"""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache, lru_cache
from typing import Any

from lib import settings
from lib.charts import outlines

#: Set by the server that answers for these files; under another, charts hold their outlines themselves.
OPEN = threading.Event()
_FOLDER = "/outlines/"


def moved_out(spec: dict[str, Any], shapes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a chart whose layers fetch the outlines ``shapes`` (by name), and what it still has to hold of them."""
    if not shapes or not OPEN.is_set():
        return spec, shapes
    layers = [
        {**layer, "data": {"url": address(layer["data"]["name"]), "format": layer["data"]["format"]}}
        if layer.get("data", {}).get("name") in shapes
        else layer
        for layer in spec["layer"]
    ]
    return {**spec, "layer": layers}, {}


def address(name: str) -> str:
    """Return where the outlines of that name are, seen from any page; another edition of the maps is elsewhere."""
    return f".{_FOLDER}{_edition()}/{name}.json"


def wanted(path: str) -> str | None:
    """Return the name of the outlines that a request's path asks for, if any."""
    folder, _, file = path.rpartition(_FOLDER)[2].rpartition("/")
    return file.removesuffix(".json") if folder == _edition() and file.endswith(".json") else None


@lru_cache(maxsize=outlines.PARTS)
def body(name: str) -> bytes | None:
    """Return the file of that name, or None."""
    shapes = outlines.by_name(name)
    return None if shapes is None else json.dumps(shapes, separators=(",", ":")).encode()


@cache
def _edition() -> str:
    digest = hashlib.sha256()
    for file in sorted((settings.DATA / "maps").iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
