"""What was changed from one text to another, as pieces to show. Pure."""

from __future__ import annotations

from lib.stories.difference import Change, difference

#: Longest stretch of equal text shown around a change, on each side of what is left out.
SIDE = 140
LEGEND = "Underlined: added. Struck through: left out. The rest is the same in both."


def parts(old: str, new: str, *, cut: bool = False) -> list[dict[str, str]]:
    """Return ``{"text", "kind"}`` (equal, inserted, deleted) in reading order.

    ``cut`` leaves out the middle of long equal stretches.
    """
    found = difference(old, new)
    shown: list[dict[str, str]] = []
    for i, change in enumerate(found):
        for kind, text in _pieces(change, old, new):
            short = cut and kind == "equal"
            said = _cut(text, first=i == 0, last=i == len(found) - 1) if short else text
            shown.append({"text": said, "kind": kind})
    return shown


def _pieces(change: Change, old: str, new: str) -> list[tuple[str, str]]:
    """Return a replacement as what was left out and what was added; blanks between two pieces stay readable."""
    if change.kind == "equal":
        return [("equal", new[slice(*change.new)])]
    both = [("deleted", old[slice(*change.old)]), ("inserted", new[slice(*change.new)])]
    return [(kind, text) for kind, text in both if text.strip()]


def _cut(text: str, *, first: bool, last: bool) -> str:
    """Return an equal stretch with its middle left out, or the side away from the change at either end."""
    if len(text) <= 2 * SIDE:
        return text
    head, tail = text[:SIDE].rsplit(" ", 1)[0], text[-SIDE:].partition(" ")[2]
    return f"… {tail}" if first and not last else f"{head} …" if last and not first else f"{head} … {tail}"
