"""How a name was found and joined, and the words in quotation marks that nobody says."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.model import ROLE, Mention, Processed
from lib.queries import joins
from lib.ui import components, data
from lib.ui.escape import plain
from lib.ui.links import to_article, to_name
from lib.ui.shell import Screen
from lib.ui.words import MARKED_KINDS, certainty, count

#: Doubtful joins listed at once.
LISTED = 25
KINDS = {"person": "a person", "org": "an organisation"}
LABELS = {"PERSON": "a person", "ORG": "an organisation", "GPE": "a place", "LOC": "a place", "FAC": "a place"}


def mention(screen: Screen, article: Processed) -> None:
    """Show how the mention that the address points at was found; nothing where it points at none."""
    found = next((m for m in article.mentions if m.start == screen.view.at), None)
    if found is None:
        return
    with st.expander("How this name was found", expanded=True):
        st.markdown(plain(said_of(found, article)))
        for join in data.look_up(joins.joined_to, screen.store, found.entity).head(3).itertuples():
            st.markdown(plain(f"{because(join)}."))


def said_of(found: Mention, article: Processed) -> str:
    """Return in a sentence by which rule a mention was found, how sure that is, and whom it was taken to mean."""
    written = article.article.text[found.start : found.end]
    name = next((e.name for e in article.entities if e.id == found.entity), found.entity)
    what = "a title or description" if found.label == ROLE else LABELS.get(found.label, f"a name ({found.label})")
    reason = why(written, found.entity, article)
    told = reason[:1].upper() + reason[1:] if name in reason else f"Taken to mean {name}{reason and ': '}{reason}"
    same = "" if written == name else f" {told}."
    return f"“{written}” was found as {what} by the rule “{found.method}”: {certainty(found.score)}.{same}"


def why(written: str, id: str, article: Processed) -> str:
    """Return why ``written`` is taken to mean an entity; "" where the annotations do not say."""
    start = f"{' '.join(written.split())}: "
    reasons = (reason for e in article.entities if e.id == id for reason in e.reasons)
    found = [reason.removeprefix(start) for reason in reasons if reason.startswith(start)]
    return ", ".join(found)


def because(join: Any) -> str:
    """Return what a join of names across articles says: the other name, where, why, how sure."""
    return f"Also “{join.name}” ({count(join.n_articles, 'article')}): {join.reason}, {certainty(join.score)}"


def marked_words(screen: Screen, article: Processed) -> None:
    """List the words in quotation marks that nobody says, by kind, folded away."""
    if not article.marked_words:
        return
    with st.expander(f"{count(len(article.marked_words), 'other passage')} in quotation marks"):
        items = [
            {
                "href": to_article(article.article.id, screen.view, at=m.start),
                "top": False,
                "title": article.article.text[m.start : m.end],
                "kind": "other",
                "meta": [MARKED_KINDS[m.kind], m.method, certainty(m.score)],
            }
            for m in article.marked_words
        ]
        components.rows(items, "articles", label="Words in quotation marks", key="marked")


def across(screen: Screen, id: str) -> None:
    """Show which names in other articles are the same as ``id``, and which may be, each with its reason and score."""
    same = data.look_up(joins.joined_to, screen.store, id)
    doubtful = data.ask(joins.doubtful_of, screen.store, screen.view.filters(), id=id).value
    if same.empty and doubtful.empty:
        return
    with st.expander(f"Names across articles: {len(same)} joined, {len(doubtful)} in doubt"):
        for join in same.itertuples():
            st.markdown(plain(f"{because(join)}."))
        if len(doubtful):
            components.rows(pairs(doubtful, screen), "articles", label="May be the same", key="may-be")


def doubtful(screen: Screen) -> None:
    """List the joins that an editor should look at, those of most articles first."""
    n = data.look_up(joins.counts, screen.store)
    if not n["same"] + n["doubtful"]:
        return
    st.subheader("Names in doubt")
    st.markdown(
        f"{count(n['same'], 'name')} of different articles were joined to another, as surely one person or body. "
        f"{count(n['doubtful'], 'pair')} may be the same, or are one name that may stand for two: never joined."
    )
    frame = data.look_up(joins.first_doubtful, screen.store)
    if len(frame):
        with st.expander(f"The {len(frame)} in most articles"):
            components.rows(pairs(frame, screen), "articles", label="Names in doubt", key="doubtful-names")


def pairs(frame: Any, screen: Screen) -> list[dict[str, Any]]:
    """Return an item for each doubtful join, with a link to each of the two names."""
    return [_pair(r, screen) for r in frame.itertuples()]


def _pair(r: Any, screen: Screen) -> dict[str, Any]:
    one, two = (r.id, r.name, r.n_articles), (r.other, r.other_name, r.other_n_articles)
    sides = [one] if r.id == r.other else [one, two]
    (first, *others) = [{"title": name, "href": to_name(id, None, screen.view), "say": name} for id, name, _ in sides]
    kinds = [KINDS[id.partition("/")[0]] for id, *_ in sides]
    told = [f"{kind} in {count(int(n), 'article')}" for kind, (*_, n) in zip(kinds, sides, strict=True)]
    meta = [" and ".join(told), r.reason, f"score {r.score:.2f}"]
    return {**first, "others": others, "kind": r.id.partition("/")[0], "meta": meta}
