"""Speech that the layout tells, not the grammar: pull quotes, "Name: ..." headlines, interviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc

from lib.nlp.doc import Paragraph, paragraphs_of
from lib.nlp.phrases import Tokens, trim

#: A longer run of words before a colon is a sentence, not a speaker's label.
LABEL = 6
#: So many labelled paragraphs, two of one label, make an interview; fewer may be a list.
TURNS = 4
#: What may hold a label in place of a colon after it, doubled in some transcripts.
BRACKETS = ("(", ")")
DASHES = frozenset({"\u2014", "-", "\u2013", "--"})
#: Share of a pull quote's words that one paragraph of the text must hold to be its source.
REPEATED = 0.8
#: Things that "say" in a headline: "Poll: ..." .
SOURCES = frozenset({"poll", "report", "study", "survey", "sources", "officials", "police", "analysis"})


class Piece(NamedTuple):
    """The content and the speaker as token ranges, and which kind of layout told it."""

    start: int
    end: int
    speaker: Tokens | None
    method: str


def find_pieces(doc: Doc) -> Iterator[Piece]:
    """Yield the pull quotes, labelled headlines and interview turns of ``doc``."""
    yield from _pull_quotes(doc)
    for paragraph in paragraphs_of(doc, "headline"):
        colon = _label_end(doc, paragraph)
        if colon is not None and _names_a_source(doc, paragraph.start, colon):
            start, end = trim(doc, colon + 1, paragraph.end)
            yield Piece(start, end, trim(doc, paragraph.start, colon), "headline")
    yield from _turns(doc)


def _pull_quotes(doc: Doc) -> Iterator[Piece]:
    pieces = paragraphs_of(doc, "pull_quote")
    for k, paragraph in enumerate(pieces):
        if doc[paragraph.start].text in DASHES:
            continue
        split = _attribution(doc, paragraph)
        speaker = _person(doc, split + 1, paragraph.end) if split is not None else None
        following = pieces[k + 1] if k + 1 < len(pieces) else None
        if split is None and following and following.start == paragraph.end and doc[following.start].text in DASHES:
            speaker = _person(doc, following.start + 1, following.end)
        start, end = _line(doc, paragraph.start, split if split is not None else paragraph.end)
        if end > start:
            method = "pull quote, repeated in the text" if _is_repeated(doc, start, end) else "pull quote"
            yield Piece(start, end, speaker, method)


def _attribution(doc: Doc, paragraph: Paragraph) -> int | None:
    """Return the dash that begins the attribution line of a pull quote."""
    for i in range(paragraph.start + 1, paragraph.end):
        if doc[i].text in DASHES and doc[i - 1].is_space and "\n" in doc[i - 1].text:
            return i
    return None


def _line(doc: Doc, start: int, end: int) -> Tokens:
    while end > start and doc[end - 1].is_space:
        end -= 1
    while start < end and doc[start].is_space:
        start += 1
    return start, end


def _person(doc: Doc, start: int, end: int) -> Tokens | None:
    start, end = _line(doc, start, end)
    comma = next((i for i in range(start, end) if doc[i].text == "," or "\n" in doc[i].text), end)
    return (start, comma) if comma > start else None


def _is_repeated(doc: Doc, start: int, end: int) -> bool:
    """Return whether one paragraph of the running text holds nearly all the words of the pull quote."""
    words = {t.lower_ for t in doc[start:end] if t.is_alpha}
    for paragraph in paragraphs_of(doc, "body"):
        if len(words) > 3 and len(words & {t.lower_ for t in doc[paragraph.start : paragraph.end]}) >= REPEATED * len(
            words
        ):
            return True
    return False


def _label_end(doc: Doc, paragraph: Paragraph) -> int | None:
    """Return the colon that ends a label at the paragraph's start."""
    for i in range(paragraph.start + 1, min(paragraph.start + LABEL, paragraph.end - 1)):
        if doc[i].text == ":":
            return i
    return None


def _names_a_source(doc: Doc, start: int, end: int) -> bool:
    if doc[end - 1].lower_ in SOURCES:
        return True
    return any(n.span.end == end and n.span.start >= start and n.label in ("PERSON", "ORG") for n in doc._.names)


class Turn(NamedTuple):
    """A labelled paragraph: the label as token range and text, and its words."""

    label: Tokens
    name: str
    words: Tokens


def _turns(doc: Doc) -> Iterator[Piece]:
    """Yield the turns of an interview: paragraphs that begin with a repeated label."""
    found = [turn for p in paragraphs_of(doc, "body") if (turn := _turn(doc, p)) is not None]
    counts = Counter(turn.name for turn in found)
    labels = {label for label, n in counts.items() if n > 1}
    if sum(counts[label] for label in labels) < TURNS:
        return
    for turn in found:
        if (turn.name in labels or _initials(turn.name) in labels) and turn.words[1] > turn.words[0]:
            anonymous = turn.name.upper() in ("Q", "A", "QUESTION", "ANSWER")
            yield Piece(*turn.words, None if anonymous else turn.label, "interview")


def _turn(doc: Doc, paragraph: Paragraph) -> Turn | None:
    """Return the paragraph as a turn if it begins with "Ada Brook:" or, as in some transcripts, "((Ada Brook))"."""
    start, end = paragraph.start, _label_end(doc, paragraph)
    after = end
    if doc[start].text == BRACKETS[0]:
        end = next((i for i in range(start, min(start + LABEL + 2, paragraph.end)) if doc[i].text == BRACKETS[1]), None)
        while start < paragraph.end and doc[start].text == BRACKETS[0]:
            start += 1
        after = end
        while after is not None and after + 1 < paragraph.end and doc[after + 1].text in (BRACKETS[1], ":"):
            after += 1
    if end is None or after is None or end <= start or not doc[start].text[:1].isupper():
        return None
    return Turn((start, end), doc[start:end].text, _line(doc, after + 1, paragraph.end))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())
