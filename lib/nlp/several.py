"""Several speakers of one quote: "Ada Brook and Ben Holm said", or "both men said" after two were named together."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Span

from lib.model import ROLE
from lib.nlp import rules
from lib.nlp.coreference import SUBJECTS, Answer, Resolver
from lib.nlp.phrases import trim

#: What joins those who speak together; "or" and "but" do not.
AND = frozenset({"and", "&"})
#: Words that stand for people named together before; with "they" the two were the subject there.
PAIRS = frozenset({"both", "two", "pair", "couple", "duo"})
#: How many sentences back the two were named, at most.
NEAR = 2
#: More names joined by "and" are a list, not those who speak.
MOST = 4


def several(resolver: Resolver, speaker: Span, one: Callable[[Span], Answer | None]) -> list[Answer]:
    """Return the different entities that the words of a speaker name together, in order; [] for fewer than two.

    ``one`` says who the speaker is that a part of the words names.
    """
    answers = [a for part in parts_of(resolver, speaker) if (a := one(part)) is not None]
    found = list({a.cluster.id: a for a in answers or named_together(resolver, speaker)}.values())
    return found if len(found) > 1 else []


def parts_of(resolver: Resolver, speaker: Span) -> list[Span]:
    """Return the phrases that "and" joins in the speaker's words; [] where nothing is joined."""
    doc, root = speaker.doc, speaker.root
    heads = [root, *(t for t in root.conjuncts if root.i < t.i < speaker.end)]
    joints = [i for i in range(root.i + 1, heads[-1].i) if doc[i].lower_ in AND]
    inside = {i for _, name in resolver.within(speaker) for i in range(name.span.start, name.span.end)}
    if len(heads) < 2 or not joints or not inside.isdisjoint(joints):
        return []
    starts = [speaker.start, *(head.left_edge.i for head in heads[1:])]
    ends = [*starts[1:], speaker.end]
    parts = [doc[slice(*_bare(doc, a, b))] for a, b in zip(starts, ends, strict=True)]
    if _is_firm(parts):
        return []
    return [part for part in parts if len(part)]


def _is_firm(parts: list[Span]) -> bool:
    """Return whether "and" joins the parts of one firm's name: "Holm and Co", "Holm and Brook Corp"."""
    forms = rules.words("company_suffixes")
    legal = [len(part) > 0 and part[-1].lower_ in forms for part in parts]
    return legal[-1] and not any(legal[:-1])


def _bare(doc, start: int, end: int) -> tuple[int, int]:
    """Return ``[start, end)`` without the "and" and the commas at its end."""
    start, end = trim(doc, start, end)
    while end > start and doc[end - 1].tag_ == "CC":
        start, end = trim(doc, start, end - 1)
    return start, end


def named_together(resolver: Resolver, speaker: Span) -> list[Answer]:
    """Return those whom "they" or "both men" stands for: the names that "and" joined shortly before, else []."""
    words = {t.lower_ for t in speaker}
    they = words == {"they"}
    if not they and (words.isdisjoint(PAIRS) or "of" in words):
        return []
    here = resolver.sentence(speaker.start)
    for i, _ in resolver.before(speaker.start):
        span = resolver.doc._.names[i].span
        if here - resolver.sentence(span.start) > NEAR:
            break
        joined = _joined_with(resolver, span)
        if joined and they and not _are_they(joined, speaker):
            return []
        if joined:
            return joined if they or len(joined) == 2 else []
    return []


def _are_they(joined: list[Answer], they: Span) -> bool:
    """Return whether the names were a subject, and no others ("officials said") became one before "they"."""
    first, last = joined[0].mention, joined[-1].mention
    others = they.doc[last.end : they.start]
    return first.root.dep_ in SUBJECTS and not any(t.tag_ in ("NNS", "NNPS") and t.dep_ in SUBJECTS for t in others)


def _joined_with(resolver: Resolver, span: Span) -> list[Answer]:
    """Return the people or bodies that "and" joins with a name, itself among them, where all are of one kind."""
    roots = sorted({span.root, *span.root.conjuncts}, key=lambda t: t.i)
    names = [(i, n) for i, n in resolver.within(span.doc[roots[0].left_edge.i : roots[-1].i + 1])]
    names = [(i, n) for i, n in names if any(n.span.start <= t.i < n.span.end for t in roots) and n.label != ROLE]
    between = span.doc[names[0][1].span.end : names[-1][1].span.start] if len(names) > 1 else ()
    if not 1 < len(names) <= MOST or len(names) < len(roots) or not any(t.lower_ in AND for t in between):
        return []
    answers = [Answer(resolver.owner[i], n.span, "named together") for i, n in names]
    return answers if len({a.cluster.label for a in answers}) == 1 else []
