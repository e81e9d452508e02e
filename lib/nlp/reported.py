"""Reported speech, quotation marks aside: "X said that ...", "..., X said", "according to X", "X's claim that ..."."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.nlp import cues
from lib.nlp.cues import Cue
from lib.nlp.doc import Paragraph
from lib.nlp.frames import CARRIED_ON, carry_on, cut_at_next_cue, following, is_infinitive, without_aside
from lib.nlp.phrases import (
    CLOSERS,
    FINITE,
    STOPS,
    SUBJECTS,
    Tokens,
    is_passive,
    noun_phrase,
    sentence_of,
    sentence_starts,
    speaker_before,
    subject_of,
    trim,
)
from lib.nlp.voices import speaking_subject

#: Tags of the words right before a cue that show them to be no bare noun phrase.
BREAKS = frozenset({"VBD", "VBZ", "VBP", "MD", "CC", "WP", "WDT", "IN"})
#: First words after an inserted attribution that belong to the reporter again.
REPORTER = frozenset({"VBG", "CC", "WP", "WDT", "WRB", "IN"})
PERFECT = frozenset({"has", "have", "had", "'s", "'ve"})
ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative"})


class Reported(NamedTuple):
    """Who is given as saying what: all are token ranges. ``method`` names the pattern, ``kind`` the cue's class."""

    start: int
    end: int
    cue: Tokens
    speaker: Tokens | None
    method: str
    kind: str
    parts: tuple[Tokens, ...] = ()


def find_reported(doc: Doc, paragraph: Paragraph, opens: frozenset[int] = frozenset()) -> Iterator[Reported]:
    """Yield the reported statements of one paragraph in the order of their cues; they may overlap.

    ``opens`` are the tokens at which a quotation opens.
    """
    verbs, nouns = cues.verbs(), cues.nouns()
    sentences: list[int] | None = None
    for token in doc[paragraph.start : paragraph.end]:
        form = token.lower_
        if form not in verbs and form not in nouns and form not in ("according", "clear"):
            continue
        if sentences is None:
            sentences = sentence_starts(doc, paragraph, opens)
        found = _at(token, form, sentences)
        if found is not None and found.end > found.start:
            yield found


def _at(token: Token, form: str, sentences: list[int]) -> Reported | None:
    """Return the statement that the cue ``token`` reports."""
    if form == "according":
        return _according(token, sentences)
    if form == "clear":
        return _made_clear(token)
    if token.tag_[:2] == "VB" and (cue := cues.verbs().get(form)):
        return _verb(token, cue, sentence_of(sentences, token.i))
    if token.tag_ in ("NN", "NNS") and (cue := cues.nouns().get(form)):
        return _noun(token, cue)
    return None


def _verb(verb: Token, cue: Cue, sentence: Tokens) -> Reported | None:
    content, parts, method = _content(verb, cue, sentence)
    if not content:
        return None
    start, end = trim(verb.doc, *content)
    speaker = speaker_before(verb, speaking_subject(verb))
    return Reported(start, end, (verb.i, verb.i + 1), speaker, method, cue.kind, parts)


def _content(verb: Token, cue: Cue, sentence: Tokens) -> tuple[Tokens | None, tuple[Tokens, ...], str]:
    """Return what was said, its parts where the cue splits it, and the pattern."""
    if "clause" in cue.frames and (aside := _as_said(verb, sentence)):
        return aside, (), "as X said"
    content, method = following(verb, cue)
    if "clause" in cue.frames and (before := _preceding(verb, sentence, content)):
        return before[0], before[1], "inserted" if before[1] else "postposed"
    if content is None:
        return None, (), method
    content = carry_on(verb, content, sentence[1])
    if method == "clause":
        content = cut_at_next_cue(verb, content)
    return (without_aside(verb.doc, *content) if method == "clause" else content), (), method


def _as_said(verb: Token, sentence: Tokens) -> Tokens | None:
    """Return the content of "As X said, ..." or "..., as X said"."""
    doc = verb.doc
    begin, end = _insertion(verb)
    if begin - 1 < sentence[0] or doc[begin - 1].lower_ != "as":
        return None
    comma = next((i for i in range(end, min(sentence[1], end + 8)) if doc[i].text == ","), None)
    if comma is not None and (begin - 1 == sentence[0] or doc[begin - 2].tag_ in ("CC", ",")):
        return trim(doc, comma + 1, sentence[1])
    if begin - 2 > sentence[0] and doc[begin - 2].text == "," and (end >= sentence[1] or doc[end].text in STOPS):
        return trim(doc, sentence[0], begin - 2)
    return None


def _preceding(verb: Token, sentence: Tokens, content: Tokens | None) -> tuple[Tokens, tuple[Tokens, ...]] | None:
    """Return the content of "..., X said", or of "..., X said, ..." with its two parts, or None."""
    doc = verb.doc
    begin, end = _insertion(verb)
    if not _closes_a_sentence(verb) or begin - 1 <= sentence[0] or doc[begin - 1].text != ",":
        return None
    if doc[begin].tag_ in ("WP", "WDT", "WP$"):
        return None
    while end < sentence[1] and (doc[end].is_space or doc[end].text in CLOSERS):
        end += 1
    follows = doc[end].text if end < sentence[1] else "."
    if content is not None and content[0] > verb.i and follows != ",":
        return None
    lead, rest = trim(doc, sentence[0], begin), trim(doc, end, sentence[1])
    if lead[1] - lead[0] < 2 or (doc[lead[0]].tag_ == "VBN" and doc[lead[0]].dep_ == "advcl"):
        return None
    if follows == "," and _goes_on(doc, rest):
        return (lead[0], rest[1]), (lead, rest)
    verbs = any(doc[i].tag_[:2] in ("VB", "MD") for i in range(*lead))
    return (lead, ()) if verbs and not _sets_the_scene(verb, lead) else None


def _sets_the_scene(verb: Token, lead: Tokens) -> bool:
    """Return whether the words before "X said" only say when or on what ground: "While she waited, X said ..."."""
    if verb.doc[lead[0]].lower_ == "according":
        return True
    top = next((c for c in verb.children if lead[0] <= c.i < lead[1] and c.dep_ != "punct"), None)
    return top is not None and top.dep_ in ("advcl", "prep") and top.left_edge.i == lead[0]


def _closes_a_sentence(verb: Token) -> bool:
    """Return whether the cue is an active finite verb, as in "..., X has said"."""
    if verb.tag_ == "VBN" and any(c.lower_ in PERFECT for c in verb.lefts):
        return not is_passive(verb)
    return verb.tag_ in FINITE and not is_passive(verb)


def _goes_on(doc: Doc, rest: Tokens) -> bool:
    """Return whether the words after an inserted attribution are still what was said."""
    if rest[1] - rest[0] < 2:
        return False
    first, second = doc[rest[0]], doc[rest[0] + 1]
    if first.tag_ == "CC":
        return second.tag_ not in FINITE and second.tag_ != "VBG"
    return first.tag_ not in REPORTER or first.lower_ in CARRIED_ON


def _insertion(verb: Token) -> Tokens:
    """Return the token range of the bare attribution: subject, cue and what stands with them."""
    begin, end = verb.i, verb.i + 1
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            begin, end = min(begin, child.left_edge.i), max(end, child.right_edge.i + 1)
        elif child.i < verb.i and child.dep_ in ("aux", "neg", "advmod"):
            begin = min(begin, child.i)
        elif child.i > verb.i and child.dep_ in ADJUNCTS and child.left_edge.i <= end:
            end = max(end, child.right_edge.i + 1)
    return (begin if begin < verb.i else _after_comma(verb)), end


def _after_comma(verb: Token) -> int:
    """Return where the words right before the cue begin, if they are one noun phrase behind a comma."""
    for i in range(verb.i - 1, max(-1, verb.i - 9), -1):
        token = verb.doc[i]
        if token.text == ",":
            return i + 1
        if token.tag_ in BREAKS and token.dep_ != "prep":
            break
    return verb.i


# --- "according to" and nouns


def _according(token: Token, sentences: list[int]) -> Reported | None:
    doc = token.doc
    sentence = sentence_of(sentences, token.i)
    if token.i + 2 >= sentence[1] or doc[token.i + 1].lower_ != "to":
        return None
    head = next((c for c in doc[token.i + 1].children if c.dep_ == "pobj"), None)
    if head is None:
        head = next((c for c in token.children if c.dep_ == "pobj"), doc[token.i + 2])
    last = min(max(head.right_edge.i + 1, token.i + 3), sentence[1])
    last = _end_of_name(doc, token.i + 2, last)
    cue = (token.i, token.i + 2)
    lead = trim(doc, sentence[0], token.i)
    rest = trim(doc, last, sentence[1])
    speaker = noun_phrase(head) if token.i < head.i < last else (token.i + 2, last)
    speaker = speaker[0], min(speaker[1], last)
    if lead[1] - lead[0] <= 2:
        comma = next((i for i in range(token.i + 2, last) if doc[i].text == ","), None)
        if rest[1] - rest[0] < 3 and comma is not None:
            rest = trim(doc, comma, sentence[1])
        return Reported(*rest, cue, speaker, "according to", "speech")
    inserted = last < sentence[1] and doc[last].text == "," and rest[1] - rest[0] > 2
    if inserted:
        return Reported(lead[0], rest[1], cue, speaker, "according to, inserted", "speech", (lead, rest))
    return Reported(*lead, cue, speaker, "according to", "speech")


def _end_of_name(doc: Doc, start: int, end: int) -> int:
    """Return where a name ends that a clause follows without a comma: "according to Brook the bridge is safe"."""
    for i in range(start + 1, end):
        if not doc[i - 1].text[0].isupper():
            break
        if doc[i].text in ("the", "a", "an", "he", "she", "it", "they", "this", "there"):
            return i
    return end


def _made_clear(clear: Token) -> Reported | None:
    """Return "X made (it) clear that ...": the cue is verb and adjective together."""
    verb = clear.head
    clause = next((c for c in clear.children if c.dep_ == "ccomp" and c.i > clear.i), None)
    if clause is None or verb.lower_ not in ("make", "makes", "made", "making"):
        return None
    start, end = trim(clear.doc, clause.left_edge.i, clause.right_edge.i + 1)
    return Reported(start, end, (verb.i, clear.i + 1), speaker_before(verb, subject_of(verb)), "made clear", "speech")


def _belongs_to_verb(noun: Token) -> bool:
    """Return whether the noun only says how the verb's statement was made: "told the paper in a statement that ..."."""
    link = noun.head
    cue = cues.verbs().get(link.head.lower_) if noun.dep_ == "pobj" and link.lower_ == "in" else None
    return cue is not None and "clause" in cue.frames and link.head.tag_[0] == "V"


def _noun(noun: Token, cue: Cue) -> Reported | None:
    clause = next((c for c in noun.children if c.i > noun.i and c.dep_ in ("acl", "ccomp", "relcl")), None)
    if clause is None or _belongs_to_verb(noun):
        return None
    that = clause.left_edge.lower_ == "that" and clause.left_edge.dep_ == "mark"
    if not that and not ("to" in cue.frames and is_infinitive(clause)):
        return None
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if owner is None:
        links = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("by", "from", "of")]
        owner = next((c for p in links for c in p.children if c.dep_ == "pobj"), None)
    if owner is None and noun.dep_ == "dobj" and noun.head.lower_ in cues.voicing():
        owner = subject_of(noun.head)
    start, end = trim(noun.doc, clause.left_edge.i, clause.right_edge.i + 1)
    speaker = noun_phrase(owner) if owner is not None else None
    return Reported(start, end, (noun.i, noun.i + 1), speaker, "noun", cue.kind)
