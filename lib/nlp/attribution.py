"""Which reporting clause stands beside a quotation, and who it says speaks."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.nlp import cues
from lib.nlp.doc import Paragraph
from lib.nlp.frames import is_named
from lib.nlp.marks import Quoted
from lib.nlp.phrases import (
    CLOSERS,
    FINITE,
    STOPS,
    Tokens,
    is_bare_participle,
    noun_phrase,
    sentence_of,
    subject_of,
    trim,
)
from lib.nlp.reported import Reported
from lib.nlp.voices import speaking_subject

#: Punctuation beyond which no cue of a quotation stands.
SENTENCE_ENDS = STOPS | {";", ":"}
#: Punctuation at the end of quoted words that announces a cue.
ENDINGS = frozenset({",", "\u2014", "--", "-", "\u2026"})
#: A clause that begins so says when something was said, and is no part of it.
TEMPORAL = frozenset({"when", "after", "as", "while", "before", "asked", "in", "on", "during"})
#: How far from a quotation its attribution may stand, in tokens: beyond a long apposition it is another sentence's.
REACH = 30
#: How close a verb that is no cue must stand to be taken for one ("...," X shot back).
NEAR = 6


class Draft(NamedTuple):
    """A quote in token ranges, before score and speaker's identity."""

    start: int
    end: int
    cue: Tokens | None
    speaker: Tokens | None
    method: str
    parts: tuple[Tokens, ...] = ()


def attributed(doc: Doc, paragraph: Paragraph, quoted: list[Quoted], sentences: list[int]) -> dict[Quoted, Draft]:
    """Return the quoted ranges that have a reporting clause beside them."""
    found = {}
    for k, quote in enumerate(quoted):
        before = quoted[k - 1].end if k else paragraph.start
        after = quoted[k + 1].start if k + 1 < len(quoted) else paragraph.end
        verb = _cue_after(doc, quote, after)
        method = "quote, cue"
        if verb is None:
            begin = sentence_of(sentences, quote.start)[0]
            verb = _cue_before(doc, quote, max(before, begin))
            if verb is None and k and doc[quote.start - 1].text == ":":
                verb = _cue_before(doc, quote, begin)
                verb = None if verb is not None and quoted[k - 1].start <= verb.i < before else verb
            method = "cue, quote"
        if verb is not None:
            speaker = _speaker(doc, verb, quote, method, (before, after))
            found[quote] = Draft(quote.start, quote.end, (verb.i, verb.i + 1), speaker, method)
    return found


def cut_at_cue(doc: Doc, quote: Quoted) -> Quoted:
    """Return a quotation whose closing mark is lost, ended at the comma before its attribution if it has one."""
    for i in range(quote.start + 2, quote.end):
        if not _is_cue(doc[i]) or doc[i].tag_ not in FINITE:
            continue
        subject = subject_of(doc[i])
        begin = min(i, noun_phrase(subject)[0]) if subject is not None else i
        if begin - 1 > quote.start and doc[begin - 1].text == "," and doc[begin - 2].text not in CLOSERS:
            return quote._replace(end=begin, closed=True)
    return quote


def announced(doc: Doc, quote: Quoted) -> Draft | None:
    """Return the quotation that the line before announces with a colon: "X told reporters:"."""
    at = quote.start - 1
    while at > 0 and (doc[at].is_space or doc[at].text in CLOSERS):
        at -= 1
    if at <= 0 or doc[at].text != ":":
        return None
    for i in range(at - 1, max(-1, at - REACH), -1):
        if doc[i].text in STOPS or doc[i].is_space:
            return None
        if _is_cue(doc[i]):
            speaker = subject_of(doc[i])
            words = noun_phrase(speaker) if speaker is not None else None
            return Draft(quote.start, quote.end, (i, i + 1), words, "announced with a colon")
    return None


def ending_of(doc: Doc, quote: Quoted) -> str:
    """Return the punctuation with which the quoted words end, "" for none: a comma announces the cue."""
    last = quote.end - 1
    while last > quote.start and (doc[last].text in CLOSERS or doc[last].is_space):
        last -= 1
    if doc[last].text in ENDINGS or doc[last].text[-1] in ".?!":
        return doc[last].text[-1]
    return "," if quote.end < len(doc) and doc[quote.end].text == "," else ""


def _is_cue(token: Token) -> bool:
    """Return whether ``token`` is a cue that someone utters, not one that only names ("a song called")."""
    cue = cues.verbs().get(token.lower_) if token.tag_[0] == "V" else None
    if cue is None or (token.dep_ in ("acl", "amod") and is_bare_participle(token)):
        return False
    return "predicate" not in cue.frames or not is_named(token)


def _cue_after(doc: Doc, quote: Quoted, limit: int) -> Token | None:
    """Return the cue of `"...," X said`; after a comma, any finite verb with a subject beside it is one."""
    ending = ending_of(doc, quote)
    if not ending or ending == ".":
        return None
    first = next((t for t in doc[quote.end : quote.end + 2] if t.text != ","), None)
    if first is None or first.tag_ == "CC":
        return None
    fallback = None
    for i in range(quote.end, min(limit, quote.end + REACH, len(doc))):
        token = doc[i]
        if token.text in SENTENCE_ENDS or (token.is_space and i > quote.end):
            break
        if _is_cue(token) and token.tag_ != "VBG" and token.dep_ not in ("relcl", "acl", "amod"):
            return token
        if (
            fallback is None
            and token.tag_ in ("VBD", "VBZ")
            and i <= quote.end + NEAR
            and token.dep_ not in ("aux", "auxpass")
        ):
            fallback = token
    if fallback is None or ending != "," or doc[quote.end].tag_ not in ("PRP", "NNP", "DT"):
        return None
    return fallback


def _cue_before(doc: Doc, quote: Quoted, begin: int) -> Token | None:
    before = quote.start - 1
    if before < begin:
        return None
    if doc[before].text not in (",", ":", "\u2014", "that", "--") and not _is_cue(doc[before]):
        return None
    bare = doc[before - 1] if doc[before].text in (",", ":") and before > begin else None
    if bare is not None and bare.tag_ == "NNS" and bare.lower_ in cues.verbs() and bare.lower_ not in cues.nouns():
        return bare
    for i in range(before, max(begin, quote.start - REACH) - 1, -1):
        if _is_cue(doc[i]):
            return doc[i]
    return None


def _speaker(doc: Doc, verb: Token, quote: Quoted, method: str, room: Tokens) -> Tokens | None:
    """Return the speaker's tokens: the cue's subject, or the name or pronoun beside the cue."""
    subject = speaking_subject(verb)
    if subject is not None and not quote.start <= subject.i < quote.end:
        return _outside(doc, noun_phrase(subject), quote)
    if method == "quote, cue":
        return _beside(doc, verb, quote.end, room[1])
    return None


def _outside(doc: Doc, span: Tokens, quote: Quoted) -> Tokens | None:
    """Return ``span`` cut where the parser ran it into the quotation."""
    start, end = span
    if start < quote.end <= end and start >= quote.start:
        start = quote.end
    if start < quote.start < end:
        end = quote.start
    return trim(doc, start, end) if end > start else None


def _beside(doc: Doc, verb: Token, begin: int, limit: int) -> Tokens | None:
    """Return the words between quotation and cue, or right after the cue where it comes first."""
    start, end = trim(doc, begin, verb.i)
    while end > start and doc[end - 1].tag_ in ("RB", "MD", "VBD", "VBZ", "VBP"):
        end -= 1
    if end > start:
        return start, end
    for i in range(verb.i + 1, min(verb.i + 6, limit)):
        token = doc[i]
        if token.tag_ in ("NNP", "NNPS", "PRP", "NN", "NNS"):
            top = token
            while (
                top.head.i > verb.i and top.head.i < limit and top.dep_ in ("compound", "poss", "amod", "det", "nmod")
            ):
                top = top.head
            return noun_phrase(top)
    return None


def whole(doc: Doc, quote: Quoted, draft: Draft, clause: Reported | None, sentences: list[int]) -> Draft:
    """Return ``draft`` widened to the whole clause that its quoted fragment stands in."""
    start, end = draft.start, draft.end
    if draft.method == "cue, quote":
        if clause is not None and clause.start < end and start < clause.end and not clause.parts:
            start, end = min(start, clause.start), max(end, clause.end)
        elif not ending_of(doc, quote) and not draft.parts and draft.cue and draft.cue[1] == quote.start:
            end = trim(doc, start, sentence_of(sentences, quote.start)[1])[1]
        elif (lead := _fronted(doc, draft, quote, sentences)) is not None:
            pieces = draft.parts or ((start, end),)
            return draft._replace(start=lead[0], parts=(lead, *pieces))
    elif draft.method == "quote, cue" and quote.start not in sentences and doc[quote.start - 1].text != ":":
        start = _lead(doc, quote, sentences)
    if (start, end) == (draft.start, draft.end):
        return draft
    if not draft.parts:
        return draft._replace(start=start, end=end)
    return draft._replace(start=start, end=end, parts=((start, draft.parts[0][1]), *draft.parts[1:]))


def _fronted(doc: Doc, draft: Draft, quote: Quoted, sentences: list[int]) -> Tokens | None:
    """Return the clause before the cue in `If A, X said, "B"`: it is part of what X said."""
    if draft.speaker is None or draft.cue is None or doc[quote.start - 1].text != ",":
        return None
    begin = min(draft.speaker[0], draft.cue[0])
    start = sentence_of(sentences, begin)[0]
    if begin - 1 <= start or doc[begin - 1].text != ",":
        return None
    lead = trim(doc, start, begin)
    if doc[lead[0]].lower_ in TEMPORAL:
        return None
    verbs = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in doc[lead[0] : lead[1]])
    marks = any(t.text in CLOSERS for t in doc[lead[0] : lead[1]])
    return lead if verbs and not marks else None


def _lead(doc: Doc, quote: Quoted, sentences: list[int]) -> int:
    """Return where the sentence of a quoted fragment begins, without a conjunction before it."""
    start = sentence_of(sentences, quote.start)[0]
    while start < quote.start and (doc[start].tag_ == "CC" or doc[start].text == ","):
        start += 1
    return start
