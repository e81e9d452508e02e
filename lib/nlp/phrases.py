"""Sentences, noun phrases and subjects, as far as the parse can be trusted with them."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc, Token

from lib.nlp.doc import Paragraph

Tokens = tuple[int, int]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
STOPS = frozenset({".", "!", "?"})
#: Words whose full stop, where the tokenizer cuts it off, ends no sentence.
ABBREVIATED = frozenset(
    {"Lt", "Col", "Gen", "Sgt", "Capt", "Maj", "Cmdr", "Sen", "Rep", "Gov", "Dr", "Mr", "Mrs", "Ms"}
)
#: Punctuation that is never the first or last token of a content.
EDGE = frozenset({",", ".", ";", ":", "\u2014", "--", "-", "\u2013", "(", "..."})
#: What can follow a sentence's stop and still belong to it.
CLOSERS = frozenset({'"', "'", ")", "]", "''"})
#: What may stand between a subject and its cue.
PASSED_OVER = frozenset({"RB", "MD", "TO", "VB", "VBD", "VBZ", "VBP", "VBG", "VBN", ","})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "WP"})
#: Dependencies through which a verb shares the subject of the verb above it.
SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "parataxis"})
AUXILIARIES = frozenset({"aux", "auxpass"})
#: How many verbs up a subject may be shared; more is a parse gone wrong.
DEPTH = 5


def sentence_starts(doc: Doc, paragraph: Paragraph, opens: frozenset[int] = frozenset()) -> list[int]:
    """Return the first token of every sentence of the paragraph, and its end.

    The parser's boundaries count only after a stop or a line break: it also splits at colons, dashes
    and quotation marks, where speech goes on. ``opens`` are the tokens at which a quotation opens.
    """
    starts = [paragraph.start]
    stopped = False
    for i in range(paragraph.start, paragraph.end):
        token = doc[i]
        text = token.text
        if token.is_space:
            stopped = stopped or "\n" in text
        elif text in STOPS:
            stopped = doc[max(paragraph.start, i - 1)].text not in ABBREVIATED
        elif stopped and (text not in CLOSERS or i in opens):
            if i in opens or token.is_sent_start or text[0].isupper() or doc[i - 1].is_space:
                starts.append(i)
            stopped = False
    return [*dict.fromkeys(starts), paragraph.end]


def sentence_of(starts: list[int], i: int) -> Tokens:
    """Return the token range of the sentence that token ``i`` is in."""
    at = min(bisect_right(starts, i), len(starts) - 1)
    return starts[at - 1], starts[at]


def trim(doc: Doc, start: int, end: int) -> Tokens:
    """Return ``[start, end)`` without spaces and punctuation at its edges; quotation marks stay."""
    while start < end and (doc[start].is_space or doc[start].text in EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in EDGE):
        end -= 1
    return start, end


def subject_of(verb: Token) -> Token | None:
    """Return the head of the cue's subject, inherited where the cue is a participle, infinitive or conjunct.

    A relative pronoun is returned as it is; "there" is no subject, and of a passive cue the agent speaks.
    """
    for _ in range(DEPTH):
        if is_passive(verb) or is_bare_participle(verb):
            agent = next((c for c in verb.children if c.dep_ == "agent"), None)
            return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
        if (own := own_subject(verb)) is not None:
            return None if own.lower_ == "there" else own
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        above = _verb_above(verb)
        if above is None or is_passive(above):
            return own_subject(above) if above is not None else None
        verb = above
    return None


def _verb_above(verb: Token) -> Token | None:
    """Return the verb that shares its subject with ``verb``."""
    if verb.dep_ not in SHARING or verb.head == verb:
        return None
    head = verb.head
    while head.tag_[0] != "V" and head.head != head:
        head = head.head
    return head if head.tag_[0] == "V" else None


def is_passive(verb: Token) -> bool:
    """Return whether ``verb`` has a passive auxiliary."""
    return any(c.dep_ == "auxpass" for c in verb.children)


def is_bare_participle(verb: Token) -> bool:
    """Return whether ``verb`` is a participle and its noun is whom it is done to: "a film called ...", "Asked ..."."""
    if verb.tag_ not in ("VBN", "VBD") or any(c.dep_ in SUBJECTS or c.dep_ in AUXILIARIES for c in verb.children):
        return False
    before = verb.nbor(-1) if verb.i else None
    if verb.dep_ in ("acl", "amod"):
        return verb.tag_ == "VBN" and before is not None and before.text != ","
    if verb.dep_ != "advcl":
        return False
    return verb.tag_ == "VBN" or before is None or before.lower_ == "when" or verb.is_sent_start


def own_subject(verb: Token) -> Token | None:
    """Return the subject that hangs on ``verb`` itself; a mark that the parse takes for one is none."""
    return next((c for c in verb.children if c.dep_ in SUBJECTS and not c.is_space and c.text not in EDGE), None)


def noun_phrase(head: Token) -> Tokens:
    """Return the noun phrase of ``head``: with titles and appositions, without a relative clause after it."""
    doc = head.doc
    start, end = head.left_edge.i, head.right_edge.i + 1
    for child in head.children:
        if child.dep_ in ("relcl", "acl") and child.left_edge.i > head.i:
            end = min(end, child.left_edge.i)
    start, end = trim(doc, start, max(end, head.i + 1))
    while end < len(doc) and is_joint(doc, end) and doc[end + 1 : end + 2].text.isalpha():
        end += 2
        while end < len(doc) and doc[end].tag_ in ("NN", "NNP"):
            end += 1
    while end > head.i + 1 and (doc[end - 1].tag_ == "CC" or doc[end - 1].text in EDGE):
        end -= 1
    return start, end


def is_joint(doc: Doc, i: int) -> bool:
    """Return whether token ``i`` is a hyphen inside a word ("co-founder"), whatever the tagger takes it for."""
    return doc[i].tag_ == "HYPH" or (doc[i].text == "-" and not doc[i].whitespace_ and not doc[i - 1].whitespace_)


def speaker_before(verb: Token, subject: Token | None) -> Tokens | None:
    """Return the subject's noun phrase, up to the cue where the parser stopped at a hyphen or title."""
    if subject is None:
        subject = noun_before(verb)
        return noun_phrase(subject) if subject is not None else None
    start, end = noun_phrase(subject)
    gap = verb.doc[end : verb.i] if end < verb.i else ()
    if gap and len(gap) <= 6 and all(t.tag_ in ("HYPH", "NN", "NNP", "NNPS") for t in gap):
        end = verb.i
    return start, end


def noun_before(verb: Token) -> Token | None:
    """Return the noun or pronoun right before an active cue without a subject in the parse."""
    if is_passive(verb) or is_bare_participle(verb) or verb.dep_ in ("acl", "relcl", "amod"):
        return None
    i = verb.i - 1
    first = max(0, verb.i - 12)
    while i >= first and verb.doc[i].tag_ in PASSED_OVER:
        i -= 1
    if i < first or verb.doc[i].tag_ not in NOUNS:
        return None
    token = verb.doc[i]
    while token.dep_ in ("appos", "compound", "pobj", "prep", "conj", "poss") and token.head.i < token.i:
        token = token.head
    return token if token.tag_[:2] in ("NN", "PR", "WP") else None
