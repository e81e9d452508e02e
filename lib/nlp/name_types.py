"""What a name names: evidence from every place where an article uses it, weighed together.

The weights are data/rules/name_evidence.csv; an empty label there means "the label that the evidence itself gives".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from lib.nlp import rules
from lib.nlp.name_lists import first_names, head_nouns, known_labels, of_kind, titles
from lib.nlp.name_spans import Candidate, is_acronym, surname_first
from lib.nlp.place_words import place_kind
from lib.nlp.tokens import Tokens

_LOCATIVE = {
    **dict.fromkeys(("near", "outside", "inside", "across", "around", "into"), "near before"),
    "in": "in before",
    "from": "from before",
    "to": "to before",
    "at": "to before",
}
#: The tags of words between a comma and the noun of an apposition (", the former Swedish minister").
_BEFORE_NOUN = frozenset(["DT", "JJ", "NN", "NNP", "POS", "CD", "VBN", "HYPH", "NNS", "PRP$"])

#: The model repeats its mistake at each mention of an unknown word: n mentions count as n ** (1 - this).
_DAMPED = {"ORG": 0.5, "PERSON": 0.5, "GPE": 0.25, "LOC": 0.25}
#: A name that is a web address ("Example.com").
_ADDRESS = re.compile(r"[\w-]+\.(?:com|org|net|gov|tv|fm|ai|co\.[a-z]{2})", re.IGNORECASE)

Key = tuple[str, ...]
Votes = Counter[str]


@cache
def weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return the (label, weight) pairs of each kind of evidence."""
    out: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in rules.table("name_evidence"):
        out[row["evidence"]].append((row["label"], float(row["weight"])))
    return {key: tuple(pairs) for key, pairs in out.items()}


def add(vote: Votes, what: str, label: str = "", *, share: float = 1.0) -> None:
    """Add the evidence ``what`` to ``vote``; ``label`` fills in where the table leaves it open."""
    for own, weight in weights()[what]:
        vote[own or label] += weight * share


def typed(tokens: Tokens, found: list[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates with the label that all evidence in the article supports best.

    A candidate proposed only by its capitals is dropped unless something in the article says what it is.
    """
    keys = [spelling(tokens, c) for c in found]
    votes = gathered(tokens, found, keys)
    known = known_labels()
    for c, key in zip(found, keys, strict=True):
        label, weight = max(votes[key].items(), key=lambda item: item[1], default=("", 0.0))
        listed_label = known.get(" ".join(key)) if label != "PERSON" or len(key) > 1 else None
        label = listed_label or label
        if c.method != "capitals":
            yield c if label == c.label else c._replace(label=label, method="evidence")
        elif listed_label or weight >= enough(key):
            yield c._replace(label=label, method="list" if listed_label else "capitals")


def gathered(tokens: Tokens, found: list[Candidate], keys: list[Key]) -> dict[Key, Votes]:
    """Return the votes for each spelling over all its occurrences, with what related spellings add."""
    votes: dict[Key, Votes] = defaultdict(Counter)
    counts = Counter(keys)
    for c, key in zip(found, keys, strict=True):
        own_word(c, votes[key], counts[key] ** -_DAMPED.get(c.label, 0.0))
        context(tokens, c, votes[key])
        if votes[key]["counted"] == 0:
            words_inside(tokens, c, votes[key])
            votes[key]["counted"] = 1
    for key, vote in votes.items():
        del vote["counted"]
        listed(key, vote)
    capitals = {key for c, key in zip(found, keys, strict=True) if len(key) == 1 and is_acronym(tokens, c.start)}
    share_surnames(votes, counts, capitals)
    share_initials(votes)
    share_beside(tokens, found, keys, votes)
    return votes


def enough(key: Key) -> float:
    """Return the votes that a run of capitals needs to count as a name."""
    ordinary = len(key) == 1 and key[0].lower() in rules.words("common_words")
    return weights()["enough for an ordinary word" if ordinary else "enough for capitals alone"][0][1]


def spelling(tokens: Tokens, c: Candidate) -> Key:
    """Return the words of a candidate; a long word in capitals counts as written small ("NAIROBI", "Nairobi")."""
    return tuple(t.capitalize() if len(t) > 4 and t.isupper() else t for t in tokens.key(c.start, c.end))


def own_word(c: Candidate, vote: Votes, share: float) -> None:
    """Add what the label that the candidate came with is worth."""
    if c.method == "model":
        size = "several words" if c.end - c.start > 1 else "one word"
        what = f"model: {c.label}, {size}"
        add(vote, what if what in weights() else f"model: other, {size}", c.label, share=share)
    elif c.method != "capitals":
        add(vote, f"rule: {c.method}", c.label, share=share)


def listed(key: Key, vote: Votes) -> None:
    """Add what the word lists, or else the gazetteer, say of a spelling."""
    label = known_labels().get(" ".join(key))
    if label:
        add(vote, "listed name", label)
    elif len(key) < 5 and (kind := place_kind(" ".join(key))) and f"gazetteer: {kind}" in weights():
        add(vote, f"gazetteer: {kind}")


def share_surnames(votes: dict[Key, Votes], counts: Counter[Key], capitals: set[Key]) -> None:
    """Let a full name and its parts support each other as one person, or one body; ``capitals`` are no surnames."""
    for key in [k for k in votes if len(k) > 1]:
        label = best(votes[key])
        for size in range(1, len(key)):
            part = votes.get(key[-size:])
            if part is None or key[-size:] in capitals:
                continue
            if label == "PERSON":
                add(part, "surname of a full name")
                add(part, "surname of a full name, each mention", share=counts[key[-size:]])
                part["PERSON"] += 0.5 * votes[key]["PERSON"]
            elif size == 1 and best(part) == "PERSON" and key[-1].lower() not in head_nouns() and len(key) < 4:
                add(votes[key], "full name with a person's surname")
        if key[:1] not in votes:
            continue
        if label == "PERSON" and surname_first(key):
            add(votes[key[:1]], "surname of a full name")
        elif label == "PERSON" and len(key) < 4:
            add(votes[key[:1]], "first word of a full name")
        elif label == "ORG" and key[0].lower() not in rules.words("common_words"):
            add(votes[key[:1]], "first word of a body")


def share_initials(votes: dict[Key, Votes]) -> None:
    """Let a body's name tell what its initials are ("HNC")."""
    acronyms = {k[0].replace(".", ""): k for k in votes if len(k) == 1 and k[0].isupper() and len(k[0]) > 1}
    if not acronyms:
        return
    for key in [k for k in votes if len(k) > 1]:
        for initials in initials_of(key) & acronyms.keys():
            add(votes[acronyms[initials]], "initials of a name", best(votes[key]))


def share_beside(tokens: Tokens, found: list[Candidate], keys: list[Key], votes: dict[Key, Votes]) -> None:
    """Let the two names of "X and Y" support each other as two of a kind."""
    labels = {key: best(vote) for key, vote in votes.items()}
    beside: dict[Key, Votes] = defaultdict(Counter)
    for (a, b), (left, right) in zip(pairwise(found), pairwise(keys), strict=True):
        if b.start - a.end == 1 and tokens.lower[a.end] in ("and", "or") and left != right:
            beside[left][labels[right]] += 1
            beside[right][labels[left]] += 1
    for key, seen in beside.items():
        for label in seen.keys() & {"PERSON", "ORG", "GPE"}:
            add(votes[key], "beside a name", label, share=seen[label] / seen.total())


def initials_of(key: Key) -> set[str]:
    """Return the initials of a name's words, with its small words and without ("ICRC", "DOJ")."""
    words = [part for word in key for part in word.split("-") if part and part[0].isalnum() and part != "'s"]
    return {"".join(w[0] for w in words).upper(), "".join(w[0] for w in words if w[0].isupper())}


def best(vote: Votes) -> str:
    """Return the label with most votes, "" where there is none."""
    return max(vote, key=vote.__getitem__, default="")


def context(tokens: Tokens, c: Candidate, vote: Votes) -> None:
    """Add what the neighbours of a candidate say of it."""
    i = tokens.before(c.start)
    if i >= 0:
        words_before(tokens, c, i, vote)
    i = tokens.after(c.end)
    if i >= 0:
        words_after(tokens, c, i, vote)


def words_inside(tokens: Tokens, c: Candidate, vote: Votes) -> None:
    """Add what the candidate's own words say: a legal form, a head noun, a first name, capitals only."""
    first, last, word = tokens.lower[c.start], tokens.lower[c.end - 1], tokens.text[c.end - 1]
    if c.end - c.start == 1:
        if word.isupper() and len(word) > 1 and word.replace(".", "").isalpha() and c.start not in tokens.shouted:
            add(vote, "capitals only, one word")
        elif _ADDRESS.fullmatch(word):
            add(vote, "web address")
        return
    if first in of_kind("person's address") and c.end - c.start < 5:
        add(vote, "title before")
    elif first in of_kind("body noun first"):
        add(vote, "first word is a body's noun")
    elif first in of_kind("place noun first"):
        add(vote, "first word is a place's noun")
    head = head_of(tokens, c)
    if last in rules.words("company_suffixes"):
        add(vote, "last word is a legal form")
    elif head in head_nouns() and tokens.capital[c.end - 1]:
        add(vote, "head noun", head_nouns()[head])
    elif c.end - c.start < 5 and first in first_names() and not tokens.text[c.start].isupper():
        add(vote, "first word is a first name")


def head_of(tokens: Tokens, c: Candidate) -> str:
    """Return the noun that says what a name of several words is: the last, or the last before "of"."""
    words = tokens.lower[c.start : c.end]
    at = next((i for i, word in enumerate(words) if i and word in ("of", "for", "on")), len(words))
    return words[at - 1]


def words_before(tokens: Tokens, c: Candidate, i: int, vote: Votes) -> None:
    """Add what the word at ``i``, just before the candidate, says of it."""
    word = tokens.lower[i]
    if word == "." and tokens.glued[i - 1]:
        word = tokens.lower[i - 1]
    earlier = tokens.lower[i - 1] if i else ""
    if word in titles():
        strong = tokens.capital[i] or word in rules.words("titles", kind="honorific")
        add(vote, "title before" if strong else "small title before")
    elif word in head_nouns() and tokens.text[i].islower() and word not in of_kind("no apposition"):
        add(vote, "noun before", head_nouns()[word])
    elif word == "the":
        add(vote, "the before")
    elif word in _LOCATIVE:
        add(vote, _LOCATIVE[word])
    elif word in of_kind("speech verb") and earlier in ('"', ","):
        add(vote, "speech verb before")
    elif word == "of" and earlier in of_kind("place noun"):
        add(vote, "place noun of before")
    elif word == "(" and c.end < len(tokens) and tokens.text[c.end] == ")" and tokens.text[c.start].isupper():
        add(vote, "in brackets")


def words_after(tokens: Tokens, c: Candidate, i: int, vote: Votes) -> None:
    """Add what the word at ``i``, just after the candidate, says of it."""
    word = tokens.lower[i]
    following = tokens.after(i + 1)
    if word in of_kind("speech verb"):
        add(vote, "speech verb after")
    elif (
        tokens.tag[i] in ("VBD", "VBZ") and c.end - c.start == 1 and (not c.start or tokens.lower[c.start - 1] != "the")
    ):
        add(vote, "verb after")
    elif word == "," and following > 0:
        after_comma(tokens, following, vote)
    elif word in ("who", "whose"):
        add(vote, "who after")
    elif word == "-" and following > 0 and tokens.lower[following] == "based":
        add(vote, "based after")
    elif word in of_kind("place noun"):
        add(vote, "place noun after")
    elif word in of_kind("people noun"):
        add(vote, "people noun after")
    elif word in of_kind("body noun"):
        add(vote, "body noun after")
    elif word in of_kind("body's people"):
        add(vote, "officials after")


def after_comma(tokens: Tokens, i: int, vote: Votes) -> None:
    """Add what follows "X, ": an age, "who", or an apposition."""
    text = tokens.text[i]
    if text.isdigit() and len(text) == 2 and i + 1 < len(tokens) and tokens.text[i + 1] in (",", "."):
        add(vote, "age after")
    elif tokens.lower[i] in ("who", "whose"):
        add(vote, "who after")
    else:
        apposition(tokens, i, vote)


def apposition(tokens: Tokens, start: int, vote: Votes) -> None:
    """Add what ", leader of ..." or ", a rebel group ..." says of the name before it: its first known noun decides."""
    for i in range(start, min(start + 5, len(tokens))):
        word = tokens.lower[i]
        if word in titles() and tokens.tag[i] in ("NN", "NNP", "NNS"):
            add(vote, "title after")
            return
        if (
            word in head_nouns()
            and i > start
            and tokens.text[i].islower()
            and tokens.lower[start] in ("a", "an", "the")
        ):
            add(vote, "noun after comma", head_nouns()[word])
            return
        if tokens.tag[i] not in _BEFORE_NOUN:
            return
