"""The house rules that a machine can hold: imports point downward, pages stay thin, functions stay short."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))]
SOURCES = [*PAGES, *sorted((ROOT / "lib").rglob("*.py"))]

#: What each room of the house may import from lib; a room that is not named may import the leaves only.
LEAVES = {"model", "view", "errors", "settings", "layout", "countries"}
ALLOWED = {
    "model": set(),
    "view": {"model"},
    "errors": set(),
    "settings": set(),
    "layout": {"model", "settings"},
    "countries": {"settings"},
    "gazetteer": LEAVES,
    "readers": LEAVES,
    "nlp": LEAVES | {"gazetteer"},
    "stories": LEAVES,
    "joins": {"settings"},
    "store": LEAVES | {"joins"},
    "queries": LEAVES | {"store", "stories"},
    "charts": LEAVES,
    "export": LEAVES,
    "placing": LEAVES | {"stories", "store"},
    "fanout": LEAVES | {"nlp", "store", "placing"},
    "cluster": LEAVES | {"fanout", "placing"},
    "ingest": LEAVES | {"readers", "store", "placing", "fanout", "cluster"},
    "ui": LEAVES | {"queries", "charts", "export", "store", "stories", "readers", "ingest", "gazetteer"},
    "pages": LEAVES | {"ui", "queries", "charts"},
    "__main__": None,
}


def room(path: Path) -> str:
    """Return the room of a source file: "nlp" for lib/nlp/quotes.py, "pages" for any page."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "lib" and len(parts) > 1 else "pages"


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms of lib that a source file imports, wherever the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "lib":
            rooms |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lib."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            rooms |= {a.name.split(".")[1] for a in node.names if a.name.startswith("lib.")}
    return rooms


def imported_packages(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module]
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downward(path: Path) -> None:
    allowed = ALLOWED.get(room(path), LEAVES)
    if allowed is not None:
        assert imported_rooms(path) - allowed - {room(path)} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_window_and_workshop_stay_apart(path: Path) -> None:
    packages = imported_packages(path)
    if room(path) not in {"ui", "pages"}:
        assert "streamlit" not in packages
    if room(path) not in {"nlp", "__main__"}:
        assert "spacy" not in packages


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_pages_ask_and_show(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 80
    banned = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Try
    assert [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, banned)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno - f.lineno >= 80} == {}
