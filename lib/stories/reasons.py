"""Why an article is in its story, in words that can be shown."""

from __future__ import annotations

import numpy as np

from lib.stories.linkage import Node
from lib.stories.record import Report
from lib.stories.terms import NAME, NUMBER, PAIR, WORD, keys_of, name_tokens, terms_of

FOUNDED = "first article of its story"
#: As many shared things as a reader takes in at a glance.
SHOWN = 4


def reason(report: Report, own: Node, story: Node, days: list[int]) -> str:
    """Return "shares Geneva, HNC, de Mistura; two days apart" for an article and the group it is in."""
    shared = shared_terms(report, own, story)
    said = f"shares {', '.join(shared)}" if shared else "shares many common words"
    apart = _apart(report.day, days)
    return f"{said}; {apart}" if apart else said


def shared_terms(report: Report, own: Node, story: Node) -> list[str]:
    """Return the terms that weigh most in the similarity, as the article writes them, strongest first."""
    at = np.searchsorted(story.keys, own.keys)
    others = story.weights[np.minimum(at, len(story.keys) - 1)] - own.weights
    strength = dict(zip(own.keys.tolist(), (own.weights * others).tolist(), strict=True))
    found = [(strength.get(key, 0.0), text) for key, text in _readable(report)]
    shown: list[str] = []
    for weight, text in sorted(found, key=lambda f: (-f[0], f[1])):
        if len(shown) < SHOWN and weight > 1e-6 and not _told(text, shown):
            shown.append(text)
    return shown


def _readable(report: Report) -> list[tuple[int, str]]:
    """Return (key, words to show) for each term of an article; a name by its full form."""
    counted = terms_of(report)
    full = {token: name for written, name in reversed(report.names) for token in name_tokens(written)}
    named = [(key, full[token]) for key, token in zip(keys_of(NAME, counted[NAME]), counted[NAME], strict=True)]
    rest = [
        pair for kind in (WORD, PAIR, NUMBER) for pair in zip(keys_of(kind, counted[kind]), counted[kind], strict=True)
    ]
    return named + rest


def _told(text: str, shown: list[str]) -> bool:
    """Return whether all words of ``text`` are shown already."""
    seen = {word for other in shown for word in other.lower().split()}
    return set(text.lower().split()) <= seen


def _apart(day: int | None, days: list[int]) -> str:
    """Return how far the article is from the nearest other one: "same day", "two days apart"; "" without dates."""
    if day is None or not days:
        return ""
    n = min(abs(day - other) for other in days)
    words = ("same day", "one day apart", "two days apart", "three days apart", "four days apart", "five days apart")
    return words[n] if n < len(words) else f"{n} days apart"
