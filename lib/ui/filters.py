"""The few filters in the side bar: words, dates, outlets. Names and places are picked by clicking on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from lib.ui import components, searching, state
from lib.ui.escape import sendable
from lib.ui.words import NO_OUTLET
from lib.view import MAX_VALUES, MAX_WORDS, UNITS, View

#: What the switch says: it has to fit the side bar.
SHORT = {"articles": "Articles", "stories": "Stories", "texts": "Texts"}
HELP = "Stories: all articles about one event. Texts: an article and its copies in other outlets."


def draw_filters(view: View, outlets: pd.DataFrame) -> None:
    """Draw the filters as the address says they are; a change is written back to the address."""
    known = dict.fromkeys((*(str(name) for name in outlets["name"] if name), *view.outlets))
    shown = {name: sendable(name) or NO_OUTLET for name in known}
    components.outlets(list(shown.values()))
    data = {
        "words": search_field("Words in the article", view.words, "ceasefire OR truce") | {"search": True},
        "how": explained(searching.HOW + searching.HOW_ARTICLES),
        "days": {
            "start": view.start.isoformat() if view.start else "",
            "end": view.end.isoformat() if view.end else "",
            "first": date.min.isoformat(),
            "last": date.max.isoformat(),
        },
        "outlets": {"chosen": [shown[name] for name in view.outlets], "most": MAX_VALUES},
        "units": {"options": [(unit, SHORT[unit]) for unit in UNITS], "chosen": view.unit, "help": HELP},
    }
    components.filters("filters-side", data, lambda said: state.change(**changes(said, known)))


def draw_words_of_quotes(view: View) -> None:
    """Draw the field for words in quotes; what is typed is written to the address."""
    data = {
        "words": search_field("Words in the quote", view.says, 'taxes speaker:"prime minister"'),
        "how": explained(searching.HOW + searching.HOW_QUOTES),
    }
    components.filters(
        "filters-quotes", data, lambda said: state.change(says=changes(said, ()).get("words", view.says))
    )


def search_field(label: str, value: str, placeholder: str) -> dict[str, Any]:
    """Return what a field for words shows."""
    return {"label": label, "value": value, "placeholder": placeholder, "most": MAX_WORDS}


def explained(rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return what stands behind "How to search"."""
    return {"rows": list(rows), "note": searching.NOTE}


def changes(said: Any, known: Iterable[str]) -> dict[str, Any]:
    """Return what a browser says of the filters as changes of the view; what it cannot have said is left out.

    ``known`` are the outlets that were offered.
    """
    read = {"words": clean, "start": _day, "end": _day, "outlets": lambda names: _outlets(names, known), "unit": _unit}
    found = {}
    for name, value in said.items() if isinstance(said, Mapping) else ():
        try:
            found[name] = read[name](value)
        except (KeyError, TypeError, ValueError):
            continue
    return found


def clean(words: str) -> str:
    """Return what was typed on one line without unprintable characters, as the address allows it."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:MAX_WORDS]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _outlets(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    meant = {sendable(name) or NO_OUTLET: name for name in known}
    return tuple(dict.fromkeys(meant[name] for name in names))[:MAX_VALUES]


def _unit(unit: str) -> str:
    return UNITS[UNITS.index(unit)]
