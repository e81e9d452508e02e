"""The few filters in the side bar: words, dates, outlets. Names and places are picked by clicking on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from lib.ui import components, searching, state
from lib.ui.escape import one_line, sendable
from lib.ui.words import NO_OUTLET
from lib.view import MAX_VALUES, MAX_WORDS, UNITS, View

#: What the switch says: it has to fit the side bar.
SHORT = {"articles": "Articles", "stories": "Stories", "texts": "Texts"}
HELP = "Stories: all articles about one event. Texts: an article and its copies in other outlets."


def draw_filters(view: View, outlets: pd.DataFrame) -> None:
    """Draw the filters as the address says they are; a change is written back to the address."""
    known = dict.fromkeys((*(str(name) for name in outlets["name"] if name), *view.outlets))
    shown = {name: _shown(name) for name in known}
    components.outlets(list(shown.values()))
    data = _words("Words in the article", view.words, "ceasefire OR truce", searching.HOW_ARTICLES, search=True) | {
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
    data = _words("Words in the quote", view.says, 'taxes speaker:"prime minister"', searching.HOW_QUOTES)
    components.filters(
        "filters-quotes", data, lambda said: state.change(says=changes(said, ()).get("words", view.says))
    )


def _words(
    label: str, value: str, placeholder: str, more: Sequence[tuple[str, str]], *, search: bool = False
) -> dict[str, Any]:
    """Return what a field for words shows, and what stands behind "How to search", ``more`` of its own at the end.

    ``search`` is True for the field that the key "/" leads to.
    """
    field = {"label": label, "value": value, "placeholder": placeholder, "most": MAX_WORDS, "search": search}
    return {"words": field, "how": {"rows": [*searching.HOW, *more], "note": searching.NOTE}}


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
    return one_line(words)[:MAX_WORDS]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _shown(outlet: str) -> str:
    return sendable(outlet) or NO_OUTLET


def _outlets(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    meant = {_shown(name): name for name in known}
    return tuple(dict.fromkeys(meant[name] for name in names))[:MAX_VALUES]


def _unit(unit: str) -> str:
    return UNITS[UNITS.index(unit)]
