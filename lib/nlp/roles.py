"""The role or affiliation that the text gives a person: before the name, or after it as an apposition.

A role is a range of tokens ``[start, end)``; ``(at, at)``, an empty one, stands for none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache

from spacy.tokens import Doc

from lib.model import Range
from lib.nlp import rules
from lib.nlp.doc import Name

#: Longer than this an apposition has run into the next clause.
MAX_WORDS = 12
#: How far after the comma the noun that names the role may stand ("the opposition's new chief negotiator").
NOUN_WITHIN = 7
_MODIFIERS = frozenset(("NN", "NNP", "NNPS", "NNS", "JJ", "JJS", "HYPH", "POS", "VBN"))
#: What a participle before a noun comes after.
_OPENERS = frozenset(("DT", "PRP$", "POS", "JJ", "JJS", "VBN", "IN", "CC", "HYPH", ",", ":", "``", "-LRB-", "_SP"))
_STOPS = frozenset(
    (
        ",",
        ".",
        ";",
        ":",
        "-",
        "--",
        "\u2014",
        "\u2013",
        "(",
        ")",
        '"',
        "[",
        "]",
        "who",
        "which",
        "that",
        "whose",
        "and",
        "but",
        "when",
        "as",
    )
)
_NOUNS = frozenset(("NN", "NNP"))
#: What may follow the name in "the envoy, Ada Holm, left"; after "and" the comma was one of a list.
_CLOSES = frozenset((",", ".", ")", ";", '"', "\u2014"))
_JOINTS = frozenset(("and", "&"))
_DANGLING = frozenset(("DT", "IN", "TO", "CC", "PRP$"))
_CLAUSE = ("VB", "MD", "WP", "WDT", "PRP", "RB")


def roles_of(doc: Doc, names: tuple[Name, ...]) -> dict[int, str]:
    """Return the role that the text gives at each person's name (by index), where it gives one."""
    found = {}
    starts = {name.span.start for name in names}
    for i, name in enumerate(names):
        if name.label == "PERSON":
            start, end = role_before(doc, name.span.start)
            if start == end:
                start, end = role_after(doc, name.span.end, starts)
            if start == end:
                start, end = role_introducing(doc, name.span.start, name.span.end)
            if start < end:
                found[i] = doc[start:end].text
    return found


def best_role(roles: Iterable[str]) -> str | None:
    """Return the role to show of several: the shortest that says more than a bare title, the first of equals."""
    return min(roles, key=lambda role: (len(role.split()) < 2, len(role.split())), default=None)


@cache
def role_words() -> frozenset[str]:
    """Return the words that name a role, office or rank; "Mr" and "Sir" name none."""
    return rules.words("titles", kind="role") | rules.words("titles", kind="rank") | rules.words("titles", kind="royal")


def role_before(doc: Doc, end: int) -> Range:
    """Return the role written just before the token ``end`` ("Russia's Foreign Minister"), without "Dr" after it."""
    honorific = rules.words("titles", kind="honorific")
    while end > 0 and (doc[end - 1].lower_ in honorific or doc[end - 1].text == "."):
        end -= 1
    if end < 1 or doc[end - 1].lower_ not in role_words():
        return end, end
    start = end - 1
    while start > 0 and not doc[start].is_sent_start and _modifies(doc, start - 1):
        start -= 1
    while start < end and doc[start].tag_ in ("POS", "HYPH"):
        start += 1
    return start, end


def _modifies(doc: Doc, i: int) -> bool:
    token = doc[i]
    stops = token.is_space or (token.lower_ in _STOPS and token.text != "-")
    return not stops and token.tag_ in _MODIFIERS and (token.tag_ != "VBN" or _stands_before_a_noun(doc, i))


def _stands_before_a_noun(doc: Doc, i: int) -> bool:
    """Return whether the participle ``i`` belongs to what follows ("the ousted president") and is not the verb.

    After a name, a pronoun or an auxiliary it is ("Holm chided President Ahmed", which the tagger takes for the like).
    """
    before = i - 1
    if before >= 0 and doc[before].tag_ == "RB":  # "the newly elected president"
        before -= 1
    return before < 0 or bool(doc[before + 1].is_sent_start) or doc[before].tag_ in _OPENERS


def role_after(doc: Doc, start: int, names: Container[int]) -> Range:
    """Return the role in the apposition after a name that ends at ``start`` (", head of ..."), without article."""
    none = start, start
    if start + 1 >= len(doc) or doc[start].text != ",":
        return none
    begin = start + 1
    if doc[begin].tag_ in ("DT", "PRP$"):
        begin += 1
    noun = next(
        (
            i
            for i in range(begin, min(begin + NOUN_WITHIN, len(doc)))
            if (doc[i].lower_ in role_words() and doc[i].tag_[:2] == "NN") or doc[i].lower_ in _STOPS
        ),
        -1,
    )
    if noun < 0 or doc[noun].lower_ in _STOPS or not all(doc[i].tag_ in _MODIFIERS for i in range(begin, noun)):
        return none
    # ", President Bashar al-Assad" after a name is the next person's title, not this one's role.
    if noun + 1 in names:
        return none
    end = noun + 1
    while end < len(doc) and end - begin < MAX_WORDS and not _ends(doc, end):
        end += 2 if doc[end].tag_ == "HYPH" else 1
    if end - begin == MAX_WORDS:
        end = noun + 1
    while doc[end - 1].tag_ in _DANGLING:
        end -= 1
    return begin, end


def role_introducing(doc: Doc, start: int, end: int) -> Range:
    """Return the role before the comma of "the UN envoy, Ada Holm, left"; ``[start, end)`` is the name."""
    noun = start - 2
    if noun < 1 or doc[start - 1].text != "," or doc[noun].lower_ not in role_words() or doc[noun].tag_ not in _NOUNS:
        return start, start
    begin = noun
    while begin > 0 and _modifies(doc, begin - 1):
        begin -= 1
    closed = end == len(doc) or doc[end].text in _CLOSES or doc[end].tag_ == "POS"
    definite = begin > 0 and doc[begin - 1].lower_ in ("the", "its", "their", "his", "her")
    return (begin, noun + 1) if closed and definite else (start, start)


def _ends(doc: Doc, i: int) -> bool:
    """Return whether the apposition ends before token ``i``: at a stop, a verb, a pronoun or the end of the line."""
    token = doc[i]
    noun_follows = i + 1 < len(doc) and doc[i + 1].tag_.startswith("NN")
    if token.tag_ == "HYPH" and not token.whitespace_ and noun_follows:
        return False
    if noun_follows and (token.lower_ in _JOINTS or token.tag_ in ("VBG", "VBN", "PRP$")):
        return False
    if token.lower_ in _STOPS or "\n" in token.text or bool(token.is_sent_start):
        return True
    return token.tag_.startswith(_CLAUSE) and token.tag_ != "PRP$"
