"""One truce in four outlets, fiction: an agency's text, a quote trimmed, a quote altered, and an edited copy."""

from __future__ import annotations

from lib.model import Processed
from tests.store.fixtures import article, quote

TRUCE = "The truce will hold until the last boat has left the harbour,"
WIRE = (
    f'PORT VALE (Corvane) - Ada Berg met the pilots of Port Vale on Monday. "{TRUCE}" Ada Berg said. The pilots have '
    "been on strike for nine weeks over the hours that they spend at sea between two ships, and the harbour board has "
    "lost a third of its fees since the spring."
)
#: id -> (outlet, text), in the order in which they were published.
TOLD = {
    "wire": ("Corvane", WIRE),
    "cut": ("Beta", f'Ada Berg met pilots of Port Vale. "{TRUCE[:43]}," Ada Berg said on Monday.'),
    "other": ("Gamma", f'In Port Vale, Ada Berg met pilots. "{TRUCE.replace("last", "final")}" Bo Chan said.'),
    "copy": ("Delta", WIRE.replace("nine weeks", "two months") + " Delta was there."),
}


def truce() -> list[Processed]:
    """Return the four articles, annotated."""
    names = [("PERSON", "Ada Berg"), ("PERSON", "Bo Chan"), ("GPE", "Port Vale")]
    return [
        article(
            text,
            id=id,
            outlet=outlet,
            title=f"Truce in {outlet}",
            published_at=f"2026-03-0{n + 1}",
            names=[name for name in names if name[1] in text],
            quotes=[quote(text, said(text), speaker="Bo Chan" if "Bo Chan" in text else "Ada Berg", cue="said")],
        )
        for n, (id, (outlet, text)) in enumerate(TOLD.items())
    ]


def said(text: str) -> str:
    return text[text.index('"') : text.rindex('"') + 1]
