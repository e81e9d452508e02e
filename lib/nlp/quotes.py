"""Who is given as saying what: direct, mixed and indirect quotes with cue and speaker as written.

Quotation marks (lib.nlp.marks) and reporting clauses (lib.nlp.reported) are found apart and joined
here: a quoted sentence gets the attribution beside it, a quoted fragment its whole clause. Scare
quotes, titles and emphasis have neither and are no speech: they are left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from lib.nlp import rules
from lib.nlp.attribution import Draft, announced, attributed, cut_at_cue, ending_of, whole
from lib.nlp.doc import Paragraph, Speech, paragraphs_of
from lib.nlp.marks import Quoted, find_quoted
from lib.nlp.phrases import STOPS, Tokens, sentence_starts
from lib.nlp.reported import Reported, find_reported
from lib.nlp.set_pieces import find_pieces

READ = ("body", "headline", "standfirst", "dateline", "caption")
#: The score of a method too rare to have been measured.
UNMEASURED = 0.6
#: A quotation is all but wholly inside its marks when so much of it is: a "that" before them does not count.
DIRECT = 0.9
#: Methods by which a quote needs no speaker to be one.
LAID_OUT = ("pull quote", "interview")
NOBODY = "no speaker"
#: Fewer words in marks are a fragment, even as a sentence of their own.
STANDING = 3
#: More tokens than these between two quotations are a passage of the reporter's.
GAP = 60
#: A paragraph with more quotations than this is no prose; only its reporting clauses are read.
MAX_QUOTED = 300


def find_quotes(doc: Doc) -> Iterator[Speech]:
    """Yield the quotes of ``doc`` in order of their content; speakers are spans as written."""
    quoted = list(find_quoted(doc))
    starts = [q.start for q in quoted]
    names = [n.span.start for n in doc._.names]
    drafts: list[Draft] = []
    for paragraph in paragraphs_of(doc, *READ):
        own = quoted[bisect_left(starts, paragraph.start) : bisect_left(starts, paragraph.end)]
        own = own if len(own) <= MAX_QUOTED else []
        found = _paragraph(doc, paragraph, own)
        if own and own[0].start == paragraph.start:
            _carry_over(doc, paragraph, own[0], drafts, found)
        drafts.extend(found)
    for draft in sorted(_with_pieces(doc, drafts), key=lambda d: (d.start, d.end)):
        yield _speech(doc, _with_whole_name(doc, draft, names), quoted, starts)


def _with_pieces(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` with pull quotes, labelled headlines and interview turns in the place of what they cover."""
    pieces = list(find_pieces(doc))
    covered = bytearray(len(doc))
    for piece in pieces:
        covered[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    kept = [d for d in drafts if not covered[d.start]]
    return kept + [Draft(p.start, p.end, None, p.speaker, p.method) for p in pieces]


def _paragraph(doc: Doc, paragraph: Paragraph, quoted: list[Quoted]) -> list[Draft]:
    """Return the quotes of one paragraph."""
    quoted = [cut_at_cue(doc, q) if q.opened and not q.closed else q for q in quoted]
    opens = frozenset(q.start for q in quoted)
    reported = list(find_reported(doc, paragraph, opens))
    if not quoted:
        return [_draft(r, r.start, r.end) for r in reported]
    sentences = sentence_starts(doc, paragraph, opens)
    said = _continued(doc, quoted, attributed(doc, paragraph, quoted, sentences), sentences)
    return _following_on(doc, quoted, _joined(doc, quoted, said, reported, sentences), sentences)


def _draft(reported: Reported, start: int, end: int) -> Draft:
    method = f"{reported.kind}: {reported.method}"
    return Draft(start, end, reported.cue, reported.speaker, method, reported.parts)


def _extended(draft: Draft, quote: Quoted) -> Draft:
    """Return ``draft`` with ``quote`` as its next part."""
    pieces = draft.parts or ((draft.start, draft.end),)
    return draft._replace(end=quote.end, parts=(*pieces, (quote.start, quote.end)))


def _stops(doc: Doc, start: int, end: int) -> int:
    return sum(token.text in STOPS for token in doc[start:end])


def _carry_over(doc: Doc, paragraph: Paragraph, first: Quoted, drafts: list[Draft], found: list[Draft]) -> None:
    """Give a paragraph that opens with a quotation nobody is named for to the speech before it.

    A line that ends in a colon announces it; else it goes on with the last quotation, whose
    paragraph ended with no more than its attribution.
    """
    if any(d.start <= first.start < d.end for d in found):
        return
    if (new := announced(doc, first)) is not None:
        found.append(new)
        return
    last = max(drafts[-8:], key=lambda d: d.end, default=None)
    if last is None or ending_of(doc, first) not in ".?!":
        return
    if paragraph.start - last.end <= GAP and doc[last.end : paragraph.start].text.count(".") <= 1:
        drafts[drafts.index(last)] = _extended(last, first)


def _continued(doc: Doc, quoted: list[Quoted], said: dict[Quoted, Draft], sentences: list[int]) -> dict[Quoted, Draft]:
    """Return ``said`` with the quotations that go on after a cue joined to the one before it."""
    out: dict[Quoted, Draft] = {}
    last: Draft | None = None
    owner = quoted[0]
    for quote in quoted:
        draft = said.get(quote)
        if last is not None and _goes_on(doc, last, draft, quote, sentences):
            out[owner] = last = _extended(last, quote)
            continue
        if draft is None and last is not None and _is_standing(quote, sentences):
            draft = last._replace(start=quote.start, end=quote.end, parts=(), method="inherited", cue=None)
        if draft is not None:
            out[quote] = last = draft
            owner = quote
    return out


def _goes_on(doc: Doc, last: Draft, draft: Draft | None, quote: Quoted, sentences: list[int]) -> bool:
    """Return whether ``quote`` is the next part of ``last``: the same cue, or only its attribution between them."""
    if draft is not None:
        return draft.cue == last.cue
    return _is_standing(quote, sentences) and _stops(doc, last.end, quote.start) <= 1


def _is_standing(quote: Quoted, sentences: list[int]) -> bool:
    """Return whether the quoted words are sentences of their own, not a fragment in someone else's."""
    return quote.end - quote.start > STANDING and sentences[bisect_left(sentences, quote.start)] == quote.start


def _joined(
    doc: Doc, quoted: list[Quoted], said: dict[Quoted, Draft], reported: list[Reported], sentences: list[int]
) -> list[Draft]:
    """Return the attributed quotations and the reporting clauses that are not theirs, as one list."""
    clauses = {r.cue[0]: r for r in reported}
    used = {d.cue[0] for d in said.values() if d.cue}
    out = [whole(doc, q, d, clauses.get(d.cue[0]) if d.cue else None, sentences) for q, d in said.items()]
    for r in reported:
        if r.cue[0] in used or any(q.start <= r.cue[0] < q.end for q in quoted):
            continue
        touched = [q for q in quoted if q.start < r.end and r.start < q.end]
        start = min((q.start for q in touched), default=r.start)
        end = max((q.end for q in touched), default=r.end)
        out.append(_draft(r, min(start, r.start), max(end, r.end)))
    return out


def _following_on(doc: Doc, quoted: list[Quoted], drafts: list[Draft], sentences: list[int]) -> list[Draft]:
    """Return ``drafts`` with each quoted sentence that nobody is named for joined to the speech right before it."""
    for quote in quoted:
        if not _is_standing(quote, sentences) or any(d.start < quote.end and quote.start < d.end for d in drafts):
            continue
        earlier = [d for d in drafts if d.end <= quote.start and d.method.startswith("speech") and d.speaker]
        last = max(earlier, key=lambda d: (d.end, d.start), default=None)
        if last is not None and _stops(doc, last.end, quote.start) == 1:
            drafts[drafts.index(last)] = _extended(last, quote)
    return drafts


def _with_whole_name(doc: Doc, draft: Draft, names: list[int]) -> Draft:
    """Return ``draft`` with a speaker that the parse cut off inside a person's name run to the name's end."""
    at = bisect_left(names, draft.speaker[1]) - 1 if draft.speaker else -1
    if at < 0 or doc._.names[at].label != "PERSON":
        return draft
    start, end = doc._.names[at].span.start, doc._.names[at].span.end
    cut = draft.speaker[0] <= start < draft.speaker[1] < end
    return draft._replace(speaker=(draft.speaker[0], end)) if cut else draft


def _speech(doc: Doc, draft: Draft, quoted: list[Quoted], starts: list[int]) -> Speech:
    pieces = draft.parts or ((draft.start, draft.end),)
    chars = [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in pieces]
    # the parse may hang a reporting clause on a mark alone, of which no words are left
    speaker = doc[slice(*draft.speaker)] if draft.speaker and draft.speaker[0] < draft.speaker[1] else None
    score, method = _scored(draft.method, speaker)
    return Speech(
        chars[0][0],
        chars[-1][1],
        _kind(draft.method, pieces, quoted, starts),
        cue=doc[slice(*draft.cue)] if draft.cue else None,
        speaker=speaker,
        score=score,
        method=method,
        parts=tuple(chars) if len(chars) > 1 else (),
    )


def _scored(method: str, speaker: Span | None) -> tuple[float, str]:
    """Return the score of a quote, less where nobody is given as its speaker, and its method with that reason."""
    if speaker is None and method.startswith(LAID_OUT):
        return score_of(method, "found"), method
    if speaker is None:
        return score_of(method, "found") * score_of(NOBODY, "found"), f"{method}; {NOBODY}"
    return score_of(method, "with_speaker"), method


def _kind(method: str, pieces: tuple[Tokens, ...], quoted: list[Quoted], starts: list[int]) -> str:
    """Return "direct", "mixed" or "indirect" by the share of the content that stands in quotation marks."""
    if method.startswith(LAID_OUT):
        return "direct"
    inside = 0
    for a, b in pieces:
        near = quoted[max(0, bisect_left(starts, a) - 1) : bisect_left(starts, b)]
        inside += sum(max(0, min(b, q.end) - max(a, q.start)) for q in near)
    return "direct" if inside >= DIRECT * sum(b - a for a, b in pieces) else "mixed" if inside else "indirect"


def score_of(method: str, column: str) -> float:
    """Return how often quotes found by ``method`` were right where that was measured (data/rules/quote_scores.csv)."""
    return float(rules.mapping("quote_scores", "method", column).get(method, UNMEASURED))


@Language.component("quotes", requires=["doc._.names"], assigns=["doc._.speech"])
def quotes(doc: Doc) -> Doc:
    doc._.speech = tuple(find_quotes(doc))
    return doc
