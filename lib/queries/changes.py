"""What came, changed and went between two versions of the data: for a link pinned to the older one, and ``diff``.

An article has changed when its contents or its annotations have; a name when it is called, sorted or described
otherwise (that more articles mention it is no change of the name); a quote when somebody else is said to speak.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from lib.store.read import Store


class Counts(NamedTuple):
    """How many of one kind came, changed and went."""

    added: int
    changed: int
    gone: int


class Changes(NamedTuple):
    """Everything between two versions, counted."""

    articles: Counts
    names: Counts
    quotes: Counts


def changes(old: Store, new: Store) -> Changes:
    """Return what is different in ``new``, the later version of the same store."""
    found = (_counted(of(old, new)) for of in (articles, names, quotes))
    return Changes(*found)


def listed(old: Store, new: Store, limit: int | None = 10) -> dict[str, tuple[dict[str, int], list[dict[str, Any]]]]:
    """Return for "articles", "names" and "quotes" the counts and the first ``limit`` rows of each change.

    A row has change, id and text; the id of a quote is that of its article.
    """
    found = {}
    for kind, of, key, text in (
        ("articles", articles, "id", "title"),
        ("names", names, "id", "name"),
        ("quotes", quotes, "article_id", "content"),
    ):
        frame = of(old, new)
        shown = frame.groupby("change", sort=False).head(limit) if limit else frame
        rows = shown[["change", key, text]].rename(columns={key: "id", text: "text"}).to_dict("records")
        found[kind] = (_counted(frame)._asdict(), rows)
    return found


def _counted(frame: pd.DataFrame) -> Counts:
    n = frame["change"].value_counts()
    return Counts(*(int(n.get(change, 0)) for change in Counts._fields))


def articles(old: Store, new: Store) -> pd.DataFrame:
    """Return (change, id, title, outlet, article) of each article; ``article`` is its number in new, of gone ones in
    old. Only articles that the later versions touched are looked at.
    """
    touched = new.frame("SELECT id FROM articles WHERE changed_in > $v", {"v": old.version})
    removed = new.frame("SELECT id FROM removals WHERE removed_in > $v", {"v": old.version})
    before = old.frame("SELECT id FROM articles SEMI JOIN touched USING (id)", touched=touched)
    here = new.frame(
        f"""SELECT CASE WHEN b.id IS NULL THEN 'added' ELSE 'changed' END AS change, {_SHOWN}
            LEFT JOIN before b ON b.id = a.id WHERE a.changed_in > $v ORDER BY a.changed_in, a.id""",
        {"v": old.version},
        before=before,
    )
    gone = old.frame(f"SELECT 'gone' AS change, {_SHOWN} SEMI JOIN removed USING (id) ORDER BY a.id", removed=removed)
    return pd.concat([here, gone], ignore_index=True)


_SHOWN = """a.id, coalesce(a.title, a.lead) AS title, o.name AS outlet, a.article
    FROM articles a JOIN outlets o USING (outlet)"""


def names(old: Store, new: Store) -> pd.DataFrame:
    """Return (change, id, name, kind, n_articles) of each name that articles mention, those in most articles first."""
    before = old.frame(_NAME_STATES)
    after = new.frame(_NAME_STATES)
    here = new.frame(
        f"""SELECT CASE WHEN b.key IS NULL THEN 'added' ELSE 'changed' END AS change, id, name, kind, n_articles
            FROM entities LEFT JOIN before b ON b.key = hash(id)
            WHERE n_articles > 0 AND b.state IS DISTINCT FROM {_STATE} ORDER BY n_articles DESC, id""",
        before=before,
    )
    gone = old.frame(
        """SELECT 'gone' AS change, id, name, kind, n_articles FROM entities
           WHERE n_articles > 0 AND hash(id) NOT IN (SELECT key FROM after) ORDER BY n_articles DESC, id""",
        after=after,
    )
    return pd.concat([here, gone], ignore_index=True)


#: Numbers in place of words: 400,000 names are compared in a moment, and no text is carried from file to file.
_STATE = "hash(name, kind, role)"
_NAME_STATES = f"SELECT hash(id) AS key, {_STATE} AS state FROM entities WHERE n_articles > 0"


def quotes(old: Store, new: Store) -> pd.DataFrame:
    """Return (change, article_id, content, speaker) of each quote of the articles that came, changed or went.

    Quotes of an article are the same when their words are; ``speaker`` is the name's id, of gone quotes the old one.
    """
    touched = articles(old, new)
    before, after = (_quotes_of(store, touched) for store in (old, new))
    key = ["article_id", "content", "nth"]
    both = after.merge(before, on=key, how="outer", suffixes=("", "_old"), indicator="side")
    same = (both["side"] == "both") & (both["speaker"].fillna("") == both["speaker_old"].fillna(""))
    both["change"] = both["side"].map({"left_only": "added", "both": "changed", "right_only": "gone"}).astype(str)
    both["speaker"] = both["speaker"].where(both["side"] != "right_only", both["speaker_old"])
    return both.loc[~same, ["change", "article_id", "content", "speaker"]].reset_index(drop=True)


def _quotes_of(store: Store, touched: pd.DataFrame) -> pd.DataFrame:
    """Return (article_id, content, speaker, nth) of the quotes of the ``touched`` articles (column id) in ``store``."""
    return store.frame(
        """WITH own AS (SELECT article, id FROM articles SEMI JOIN touched USING (id))
           SELECT own.id AS article_id, q.content, e.id AS speaker,
                  row_number() OVER (PARTITION BY own.id, q.content ORDER BY q."start") AS nth
           FROM quotes q JOIN own USING (article) LEFT JOIN entities e ON e.entity = q.speaker""",
        touched=touched[["id"]],
    )
