"""Words in quotation marks that nobody says: titles of works, terms as such, words held at arm's length.

What is speech is known by now (``doc._.speech``); what else stands in marks is kept with its kind. The words that tell
the kind are data/rules/marking_words.csv, how often each way was right data/rules/marked_scores.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from lib.nlp import rules
from lib.nlp.doc import paragraphs_of
from lib.nlp.marks import Quoted, find_quoted
from lib.nlp.phrases import CLOSERS, FINITE, STOPS, SUBJECTS
from lib.nlp.quotes import MAX_QUOTED, READ

#: How far before the mark the word may stand that says what is in it ("the film, his third, ...").
BEFORE = 4
#: Words held at arm's length are few; more of them are a passage.
SHORT = 5
#: Words that a title writes small.
SMALL = frozenset(("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "of", "on", "or"))
SMALL |= {"the", "to", "with"}
#: A word for a work is none as a verb ("they play").
VERBS = frozenset(("VB", "VBP", "VBZ"))
MARKS = CLOSERS | {"``", "`", "\u201c", "\u201d", "\u2018", "\u2019", "\u00ab", "\u00bb", "\u201e"}


class Marked(NamedTuple):
    """Characters ``[start, end)``, the marks among them; ``kind`` is one of lib.model.MARKED_KINDS."""

    start: int
    end: int
    kind: str
    score: float
    method: str


def find_marked(doc: Doc) -> Iterator[Marked]:
    """Yield what stands in quotation marks in ``doc`` and is no part of a quote, in order."""
    said = bytearray(len(doc.text))
    for speech in doc._.speech:
        for start, end in speech.parts or ((speech.start, speech.end),):
            said[start:end] = b"\1" * (end - start)
    for quote in _readable(doc):
        first, last = doc[quote.start], doc[quote.end - 1]
        start, end = first.idx, last.idx + len(last)
        words = [i for i in range(quote.start, quote.end) if doc[i].text not in MARKS]
        if not any(said[start:end]) and any(doc[i].is_alpha for i in words):
            kind, method = kind_of(doc, quote, words)
            yield Marked(start, end, kind, float(rules.mapping("marked_scores", "method", "score")[method]), method)


def _readable(doc: Doc) -> Iterator[Quoted]:
    """Yield the quoted ranges with both marks, without those of furniture and of paragraphs that are no prose."""
    quoted = iter(find_quoted(doc))
    quote = next(quoted, None)
    for paragraph in paragraphs_of(doc):
        own = []
        while quote is not None and quote.start < paragraph.end:
            own.append(quote)
            quote = next(quoted, None)
        if paragraph.kind in READ and len(own) <= MAX_QUOTED:
            yield from (q for q in own if q.opened and q.closed)


def kind_of(doc: Doc, quote: Quoted, words: list[int]) -> tuple[str, str]:
    """Return what the ``words`` (tokens) in marks are, and how that is told."""
    return next(_kinds(doc, quote, words))


def _kinds(doc: Doc, quote: Quoted, words: list[int]) -> Iterator[tuple[str, str]]:
    """Yield what the words may be, the best told first."""
    told, capitals = told_before(doc, quote.start), is_titled(doc, words)
    if told == "scare":
        yield "scare", "after a word of doubt"
    if told == "title":
        yield "title", "after a word for a work"
    if told:
        yield "term", "after a word for words"
    if _is_nickname(doc, quote):
        yield "term", "a nickname inside a name"
    if _is_work(doc, quote):
        yield "title", "a name of a work"
    if capitals and sum(doc[i].is_alpha for i in words) > 1:
        owned = quote.start > 0 and doc[quote.start - 1].tag_ in ("DT", "PRP$", "POS")
        yield ("term", "a name given to a thing") if owned else ("title", "in a title's capitals")
    if is_sentence(doc, words):
        yield "other", "a sentence without a speaker"
    if len(words) <= SHORT:
        yield "scare", "a few words inside a sentence"
    yield "other", "a passage without a speaker"


def told_before(doc: Doc, at: int) -> str:
    """Return the kind that the nearest telling word before token ``at`` gives, "" where none stands near.

    What is "called" something is a term, unless a word for a work stands before that ("a film called").
    """
    known = rules.mapping("marking_words", "word", "kind")
    named = ""
    for i in range(at - 1, max(-1, at - 1 - BEFORE), -1):
        word, tag = doc[i].lower_, doc[i].tag_
        if word == "called" and doc[max(0, i - 2) : i].text.lower() == "so-":
            return "scare"
        kind = known.get(word, "")
        if kind == "name":
            named = "term"
        elif kind and not (kind == "title" and tag in VERBS):
            return kind if kind == "title" or not named else named
        elif word in STOPS or word == ";" or doc[i].text in MARKS or "\n" in word or tag in (*VERBS, "VBD", "MD"):
            break
    return named


def is_titled(doc: Doc, words: list[int]) -> bool:
    """Return whether the words are written as a title's: capitals but for small words inside."""
    texts = [doc[i].text for i in words if doc[i].is_alpha]
    if not texts or not (texts[0][0].isupper() and texts[-1][0].isupper()):
        return False
    return all(text[0].isupper() or text in SMALL for text in texts)


def is_sentence(doc: Doc, words: list[int]) -> bool:
    """Return whether the words are a sentence: a stop after a capital, or a finite verb with its subject among them."""
    stop = doc[words[-1]].text
    if stop in ("?", "!") or (stop == "." and len(words) > 2 and doc[words[0]].text[0].isupper()):
        return True
    inside = range(words[0], words[-1] + 1)
    return any(
        doc[i].tag_ in FINITE and any(c.dep_ in SUBJECTS and c.i in inside for c in doc[i].children) for i in words
    )


def _is_nickname(doc: Doc, quote: Quoted) -> bool:
    """Return whether the words stand between the first and the last name of a person: Joe "Red" Holm."""
    beside = (quote.start - 1, quote.end)
    return beside[0] >= 0 and beside[1] < len(doc) and all(doc[i].tag_ == "NNP" for i in beside)


def _is_work(doc: Doc, quote: Quoted) -> bool:
    """Return whether a name of a work covers most of the words."""
    names = [n.span for n in doc._.names if n.label == "WORK_OF_ART"]
    return any(2 * (min(s.end, quote.end) - max(s.start, quote.start)) > quote.end - quote.start for s in names)


@Language.component("marked_words", requires=["doc._.speech"], assigns=["doc._.marked"])
def marked_words(doc: Doc) -> Doc:
    """Return ``doc`` with what stands in quotation marks and is no speech."""
    doc._.marked = tuple(find_marked(doc))
    return doc
