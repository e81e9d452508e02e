"""What follows a reporting verb as its content: one small function for each frame of the cue list."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.nlp import cues
from lib.nlp.cues import Cue
from lib.nlp.phrases import FINITE, SUBJECTS, Tokens, is_bare_participle, is_passive, own_subject

#: Subordinators whose clause, after a reported clause, is still part of what was said.
CARRIED_ON = frozenset({"because", "if", "unless", "although", "though", "since", "so", "until", "than", "before"})
#: What can set off a reporter's aside at the end of a reported clause.
ASIDE_MARKS = frozenset({",", "\u2014", "--", "-", "\u2013"})
#: An aside longer than this, in tokens, is no aside.
ASIDE = 60
MARKS = frozenset({'"', "''", "``"})
OBJECTS = frozenset({"dobj", "oprd", "attr", "ccomp", "xcomp", "dative", "nsubj"})
#: As an object, the person spoken to or about, or a thing not said again: "questioned him", "asked about them".
PEOPLE = frozenset({"me", "us", "you", "him", "her", "them", "himself", "herself", "itself", "themselves"})
FIRST_OBJECTS = frozenset({"dobj", "ccomp", "nsubj", "oprd"})


class Complements(NamedTuple):
    """The cue and what the parse hangs to the right of it."""

    verb: Token
    cue: Cue
    right: tuple[Token, ...]
    first: Token | None
    clause: Token | None
    infinitive: Token | None


def following(verb: Token, cue: Cue) -> tuple[Tokens | None, str]:
    """Return the token range of what follows the cue as its content, and the name of the frame that it fills."""
    found = _complements(verb, cue)
    for names, frame in FRAMES:
        if names & cue.frames and (answer := frame(found)) is not None:
            return answer
    return None, ""


def _complements(verb: Token, cue: Cue) -> Complements:
    right = tuple(c for c in verb.children if c.i > verb.i)
    clause = next((c for c in right if c.dep_ == "ccomp" and _is_clause(c)), None)
    if clause is None and cue.name == "say":
        clause = next((c for c in right if c.dep_ == "xcomp"), None)
    first = next((c for c in right if c.dep_ in FIRST_OBJECTS), None)
    infinitive = next((c for c in right if c.dep_ in ("xcomp", "ccomp") and is_infinitive(c)), None)
    return Complements(verb, cue, right, first, clause, infinitive)


Answer = tuple[Tokens, str] | None


def _person_to(c: Complements) -> Answer:
    """ "urged [the council to act]" """
    if c.first is None or c.infinitive is None:
        return None
    return (c.first.left_edge.i, c.infinitive.right_edge.i + 1), "person to"


def _person_of(c: Complements) -> Answer:
    """ "accused [the council of delay]" """
    return _with_preposition(c, "of", "person of")


def _object_as(c: Complements) -> Answer:
    """ "described [the plan as a farce]" """
    return _with_preposition(c, "as", "object as")


def _with_preposition(c: Complements, word: str, name: str) -> Answer:
    if c.first is None:
        return None
    below = (*c.verb.children, *c.first.subtree)
    prep = next((p for p in below if p.dep_ in ("prep", "agent") and p.i > c.verb.i and p.lower_ == word), None)
    return ((c.first.left_edge.i, prep.right_edge.i + 1), name) if prep is not None else None


def _predicate(c: Complements) -> Answer:
    """ "called [the plan a farce]", but not "called the minister" or "a plan called Dawn" """
    if c.first is None or is_named(c.verb):
        return None
    objects = [t for t in c.right if t.dep_ in OBJECTS]
    last = max(t.right_edge.i for t in objects) + 1
    mark = _mark_within(c.verb.doc, c.first.i + 1, last + 2)
    named = len(objects) > 1 or c.first.dep_ == "oprd" or any(t.dep_ in SUBJECTS for t in c.first.children)
    if mark is None and not named:
        return None
    return (c.first.left_edge.i, max(last, mark or 0)), "predicate"


def is_named(verb: Token) -> bool:
    """Return whether a name is given by nobody: "a plan called Dawn", "the plan is called Dawn"."""
    return (is_passive(verb) or is_bare_participle(verb)) and not any(c.dep_ == "agent" for c in verb.children)


def _clause(c: Complements) -> Answer:
    """ "said [that the plan failed]" """
    clause = c.clause if c.clause is not None else _that_clause(c.right)
    if clause is None or (clause.doc[clause.left_edge.i].lower_ in PEOPLE and c.cue.kind == "evidence"):
        return None
    start = clause.left_edge.i if "addressee" in c.cue.frames else _with_lost_subject(c.verb, clause)
    return (start, clause.right_edge.i + 1), "clause"


def _with_lost_subject(verb: Token, clause: Token) -> int:
    """Return where the clause begins; at the cue if it begins with a verb whose subject the parse hung elsewhere."""
    start = clause.left_edge.i
    if clause.doc[start].tag_ not in FINITE | {"MD"} or start - verb.i <= 1 or not clause.doc[verb.i + 1].is_alpha:
        return start
    return verb.i + 1


def _to(c: Complements) -> Answer:
    """ "vowed [to act]" """
    if c.infinitive is None:
        return None
    return (c.infinitive.left_edge.i, c.infinitive.right_edge.i + 1), "to"


def _for(c: Complements) -> Answer:
    """ "called for [an inquiry]", also where the parse takes "for" for something else"""
    doc, i = c.verb.doc, c.verb.i
    if i + 2 >= len(doc) or doc[i + 1].lower_ != "for":
        return None
    return (i + 2, _constituent_end(doc[i + 2], i)), "for"


def _preposition(c: Complements) -> Answer:
    """ "called on [the council to act]", "asked about [the plan]" """
    for prep in c.right:
        inner = next((t for t in prep.children if t.i > prep.i), None)
        if prep.dep_ == "prep" and prep.lower_ in c.cue.frames and inner is not None and inner.lower_ not in PEOPLE:
            last = c.infinitive if c.infinitive is not None and c.infinitive.i > inner.i else inner
            return (inner.left_edge.i, last.right_edge.i + 1), prep.lower_
    return None


def _object(c: Complements) -> Answer:
    """ "announced [an inquiry]", but not "was denied a visa" or "had to report [the theft]": nobody has said it yet"""
    if c.verb.tag_ == "VB":
        return None
    thing = next((t for t in c.right if t.dep_ == "dobj"), None)
    if thing is None or is_passive(c.verb) or thing.lower_ in PEOPLE:
        return None
    return (thing.left_edge.i, thing.right_edge.i + 1), "object"


#: In this order: the fuller frame first.
FRAMES: tuple[tuple[frozenset[str], Callable[[Complements], Answer]], ...] = (
    (frozenset({"person_to"}), _person_to),
    (frozenset({"person_of"}), _person_of),
    (frozenset({"object_as"}), _object_as),
    (frozenset({"predicate"}), _predicate),
    (frozenset({"clause"}), _clause),
    (frozenset({"to"}), _to),
    (frozenset({"for"}), _for),
    (frozenset({"for", "on", "about"}), _preposition),
    (frozenset({"object"}), _object),
)


def _mark_within(doc: Doc, start: int, end: int) -> int | None:
    """Return the token after the first quotation mark in ``[start, end)``, which the name given opens."""
    return next((i + 1 for i in range(start, min(end, len(doc))) if doc[i].text in MARKS), None)


def _constituent_end(token: Token, floor: int) -> int:
    """Return the end of the largest constituent that ``token`` is in and that begins after ``floor``."""
    while token.head.i > floor and token.head != token:
        token = token.head
    return token.right_edge.i + 1


def _that_clause(right: tuple[Token, ...]) -> Token | None:
    """Return the verb of a that-clause which the parser hung on the person told or on an adjunct."""
    for child in right:
        if child.dep_ not in ("dobj", "prep", "npadvmod", "dative"):
            continue
        for token in child.subtree:
            if token.lower_ == "that" and token.dep_ == "mark" and token.head.dep_ in ("acl", "ccomp"):
                return token.head
    return None


def _is_clause(token: Token) -> bool:
    return token.tag_[0] in "VM" or any(c.dep_ in SUBJECTS or c.dep_ in ("aux", "cop", "mark") for c in token.children)


def is_infinitive(token: Token) -> bool:
    return token.tag_ == "VB" and any(c.tag_ == "TO" for c in token.lefts)


def carry_on(verb: Token, content: Tokens, limit: int) -> Tokens:
    """Return ``content`` with the adverbial clauses that follow it and belong to what was said."""
    start, end = _second_that(verb, *content)
    for child in verb.children:
        if child.i >= end and child.dep_ == "advcl" and child.left_edge.i <= end + 1:
            marker = next((c.lower_ for c in child.children if c.dep_ in ("mark", "advmod")), "")
            if marker in CARRIED_ON:
                end = child.right_edge.i + 1
    return start, min(end, limit)


def _second_that(verb: Token, start: int, end: int) -> Tokens:
    """Return the content with a second that-clause that the parse hung elsewhere: "said that ... and that ..."."""
    doc = verb.doc
    at = end + 1 if end < len(doc) and doc[end].text == "," else end
    if at + 2 < len(doc) and doc[at].tag_ == "CC" and doc[at + 1].lower_ == "that" and doc[at + 1].dep_ == "mark":
        return start, max(end, doc[at + 1].head.right_edge.i + 1)
    return start, end


def cut_at_next_cue(verb: Token, content: Tokens) -> Tokens:
    """Return ``content`` without a second statement by the same speaker: "said [it failed] and suggested ..."."""
    start, end = content
    for i in range(start + 3, end - 1):
        token = verb.doc[i]
        if token.tag_ not in (verb.tag_, "VBG") or token.lower_ not in cues.verbs():
            continue
        joint = verb.doc[i - 1]
        if joint.tag_ == "CC" and own_subject(token) is None:
            return start, i - 2 if verb.doc[i - 2].text == "," else i - 1
    return start, end


def without_aside(doc: Doc, start: int, end: int) -> Tokens:
    """Return the content without a last participle or apposition behind a comma or dash.

    These are mostly the reporter's own addition; inside quotation marks they stay.
    """
    for i in range(max(start + 3, end - ASIDE), end - 1):
        if doc[i].text not in ASIDE_MARKS:
            continue
        top = doc[i + 1]
        while top.head.i != top.i and i < top.head.i < end:
            top = top.head
        if top.right_edge.i < end - 1 or any(t.text in MARKS for t in doc[i + 1 : end]):
            continue
        if _is_aside(doc[i + 1], top):
            return start, i
    return start, end


def _is_aside(first: Token, top: Token) -> bool:
    if top.tag_ == "VBG" and top.dep_ in ("advcl", "acl"):
        return top.i == first.i
    return top.dep_ == "appos" and first.lower_ in ("a", "an")
