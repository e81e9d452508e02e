"""How all this was made, how good it is, and what is missing."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from lib import settings
from lib.charts import reliability
from lib.queries import method
from lib.queries import totals as numbers
from lib.ui import below, components, data, links, lists, pictures
from lib.ui.escape import plain
from lib.ui.links import href
from lib.ui.shell import Screen, go_on
from lib.ui.words import count, moment

CALIBRATION = settings.ROOT / "docs" / "calibration.csv"
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
QUALITY_WORDS = (
    "Measured on texts that people annotated by hand. *Right* is the share of what the program found that is right, "
    "*found* the share of what is there that it found; F1 is low when either is. The rules were chosen while "
    "looking at these texts, so expect a little less on others."
)
#: A range with fewer is only in the table: one more right or wrong would move its point by a tenth.
ENOUGH = 10
SCORE_WORDS = (
    "A score is a promise: of the quotes with 0.9, about nine in ten should be right. Each point is a range of scores, "
    "larger where it holds more; on the dashed line the promise is kept, above it more are right than promised. "
    f"Ranges with fewer than {ENOUGH} are in the tables only."
)
JUDGED = {
    "quotes": "Right are the words and, where a speaker is given, the speaker. On PolNeAR the speaker is judged as "
    "written, so quotes whose speaker is a “he” or “the envoy” are left out there; in the two other sets the person "
    "behind these words is judged too, in few cases.",
    "names": "Right are the first and the last letter of a name and its kind: person, organisation or place.",
}
#: In this order a phone shows what is measured, and how well.
COLUMNS = {
    "measure": "What",
    "precision": "Right",
    "recall": "Found",
    "f1": "F1",
    "n": "In the texts",
    "set": "Texts",
}
SHARES = ("precision", "recall", "f1")
SHARE = st.column_config.NumberColumn(format="%.0f %%", width=62)
LIMITS = (
    "It reads English. Articles in other languages are stored and listed, without names and quotes.",
    "It reports what articles say, not whether it is true.",
    "Thoughts, hopes and plans (“she believes”) are not counted as quotes, nor are titles and single words in marks; "
    "these are listed with the article. Of whole sentences in marks without a speaker most are speech all the same.",
    "“I” and “we” are not resolved to persons; “they” only where two or more were named together just before.",
    "Two people of the same full name are shown as one; where their roles differ in kind, they are listed as in doubt.",
    "Names of different articles are joined where that is sure; what is only likely is listed as in doubt.",
    "Small rivers, streets and quarters are in no table of places: they are marked in the text, without a pin.",
    "A country's shade counts its adjectives too: “Iraqi” is a mention of Iraq.",
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
    made = {**made, "built_at": moment(made["built_at"])} if made else {}
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
    below.later(screen, "quality", _measured, told="What was measured", height=700)


def _measured(_: Screen) -> None:
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))
    st.markdown(QUALITY_WORDS)
    table = pd.DataFrame(measured["rows"])[list(COLUMNS)]
    table[list(SHARES)] *= 100
    table = table.rename(columns=COLUMNS)
    shown = {COLUMNS[name]: SHARE for name in SHARES} | {COLUMNS["measure"]: st.column_config.TextColumn(width=165)}
    st.dataframe(table, hide_index=True, column_config=shown, alt="Measured quality, one row a measure")
    st.markdown("\n".join(f"- {plain(_described(texts))}" for texts in measured["sets"]))


def scores(screen: Screen) -> None:
    """Show how often quotes and names of each score are right."""
    st.subheader("What a score means")
    if not CALIBRATION.is_file():
        st.caption("No measurements come with this copy.")
        return
    st.markdown(SCORE_WORDS)
    below.later(screen, "scores", _promises, told="The scores in two charts", height=900)


def _promises(_: Screen) -> None:
    """Show for quotes and for names how many of each score are right, as points and, folded away, as a table."""
    measured = pd.read_csv(CALIBRATION)
    measured["share"] = measured["right"] / measured["n"]
    for what, told in JUDGED.items():
        own = measured[(measured["what"] == what) & (measured["n"] >= ENOUGH)]
        st.markdown(f"**{what.capitalize()}.** {plain(told)}")
        pictures.show(reliability, own, name=f"scores_{what}", noun=what)
        folded = st.expander(f"The figures of {what}", key=f"figures-{what}", on_change="rerun")
        if folded.open:
            with folded:
                _ranges(measured[measured["what"] == what], what)


def _ranges(frame: pd.DataFrame, what: str) -> None:
    """Show each range of scores of each set with its number and the share that is right."""
    bounds = zip(frame["low"], frame["high"], strict=True)
    shown = pd.DataFrame(
        {
            "Texts": frame["set"],
            "Score": [f"{low:.2f} to {high:.2f}" for low, high in bounds],
            what.capitalize(): frame["n"],
            "Mean score": frame["mean"],
            "Right": 100 * frame["share"],
        }
    )
    looks = {
        "Mean score": st.column_config.NumberColumn(format="%.2f"),
        "Right": SHARE,
    }
    st.dataframe(shown, hide_index=True, column_config=looks, alt=f"How often {what} of each score are right")


def limits() -> None:
    """Name what the program does not do, so that nobody reads more into it than is there."""
    st.subheader("What it doesn't do")
    st.markdown("\n".join(f"- {plain(limit)}" for limit in LIMITS))


def _described(texts: dict) -> str:
    return f"{texts['name']}: {texts['what']}, {count(texts['n_articles'], 'article')}; licence: {texts['licence']}."


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
        items = lists.silent(screen.ask(numbers.silent), screen.view)
        with st.expander(f"The {count(silent, 'silent outlet')}"):
            components.rows(items, "chips", label="Silent outlets", key="silent", ordered=False)
