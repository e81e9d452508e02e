"""How all this was made, how good it is, and what is missing."""

from __future__ import annotations

import json

import streamlit as st

from lib import settings
from lib.queries import method
from lib.ui import data, links
from lib.ui.escape import plain
from lib.ui.links import href
from lib.ui.shell import Screen, go_on
from lib.ui.words import count

QUALITY = settings.ROOT / "docs" / "quality.json"
HOW = (
    (
        "Articles",
        "Read from files or pasted text. The text is never changed: every count can show the words it counts.",
    ),
    (
        "Names",
        "People, organisations and places are found by a spaCy language model and rules; mentions of one name in an "
        "article are joined (“Sergey Lavrov”, “Mr Lavrov”, “Lavrov”). An article counts once for a name.",
    ),
    (
        "Quotes",
        "Direct, partly quoted and reported speech, each with its cue, its speaker and a score between 0 and 1. Who a "
        "“he” is, is worked out within the article; where that fails the quote stays unattributed and is listed so.",
    ),
    (
        "Places",
        "Place names are looked up in GeoNames and the likeliest is chosen. Where several fit about as well, the place "
        "is marked as in doubt instead of pinned.",
    ),
    ("Left out", "Bylines, captions' credits, “5 min read” and other furniture, and pull quotes that repeat the text."),
)
CREDITS = """
- Place names and positions: [GeoNames](https://www.geonames.org),
  [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), modified.
- Map outlines: [Natural Earth](https://www.naturalearthdata.com), as drawn by [Visionscarto](https://visionscarto.net).
- Language model: [spaCy](https://spacy.io) en_core_web_sm 3.8, MIT.
"""


def missing(screen: Screen) -> None:
    """Show what the numbers leave out, in figures and, for failed files, with reasons."""
    st.subheader("What is missing")
    n, view = screen.totals, screen.view.filters()
    facts = [
        f"{count(n.n_undated, 'article')} without a date: in no chart over time, left out when dates are chosen.",
        f"{count(n.n_unannotated, 'article')} in which names and quotes were not looked for.",
        f"{count(n.n_unattributed, 'quote')} of {n.n_quotes:,} without a name: the speaker is described or not given.",
        f"{count(n.n_doubtful_places, 'place name')} with no sure pin.",
        f"{count(n.n_failed, 'file or record', 'files and records')} that could not be read.",
    ]
    st.markdown("\n".join(f"- {plain(fact)}" for fact in facts))
    ways = (
        [("Unattributed quotes", href(links.QUOTES, view.with_(speakers=("unattributed",))))]
        if n.n_unattributed
        else []
    )
    ways += [("Places in doubt", href(links.PLACES, view))] if n.n_doubtful_places else []
    if ways:
        go_on(ways)
    if n.n_failed:
        _failures(screen)
    _silent(screen)


def how(screen: Screen) -> None:
    """Show how articles become numbers, and which versions made these."""
    st.subheader("How it was made")
    st.markdown("\n".join(f"- **{what}.** {plain(said)}" for what, said in HOW))
    made = data.look_up(method.made, screen.store)
    facts = {"version": "Data version", "built_at": "built", "pipeline": "by pipeline"}
    said = ", ".join(f"{word} {made[key]}" for key, word in facts.items() if made.get(key))
    if said:
        st.markdown(plain(said + "."))


def quality(screen: Screen) -> None:
    """Show the scores measured against texts that people annotated."""
    st.subheader("How good it is")
    if not QUALITY.is_file():
        st.caption("No measurements come with this copy.")
        return
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))
    st.dataframe(measured.get("rows", measured), hide_index=True, alt="Measured quality")


def credits(screen: Screen) -> None:
    """Name whose work this stands on."""
    st.subheader("Credits")
    st.markdown(CREDITS)


def _failures(screen: Screen) -> None:
    frame = data.look_up(method.failures, screen.store)
    with st.expander(f"The {count(len(frame), 'file or record', 'files and records')} that could not be read"):
        st.dataframe(frame, hide_index=True, alt="Files and records that could not be read, with the reasons")


def _silent(screen: Screen) -> None:
    """Name the outlets that have articles in the store and none within the filters."""
    n = screen.totals
    if n.n_outlets < n.n_outlets_all:
        silent = n.n_outlets_all - n.n_outlets
        st.markdown(plain(f"{count(silent, 'outlet')} of {n.n_outlets_all:,} with no article within the filters."))
