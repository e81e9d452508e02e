"""Who speaks: the entity behind each quote's speaker as written, with the chain of mentions that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from lib.model import ROLE
from lib.nlp import rules
from lib.nlp.coreference import Answer, Resolver
from lib.nlp.doc import Speech
from lib.nlp.phrases import noun_phrase
from lib.nlp.several import several
from lib.nlp.voices import factor

#: Labels of names that can speak.
SPEAKING = frozenset(("PERSON", "ORG", "GPE", "NORP", "WORK_OF_ART", "FAC", "LAW"))
#: How far the last speaker stays in the reader's ear, in characters: about two paragraphs.
EARSHOT = 900


def find_speakers(doc: Doc) -> Iterator[Speech]:
    """Yield the quotes of ``doc._.speech`` in order, each with its speaker's entity and chain where known."""
    resolver: Resolver | None = None
    heard: tuple[int, str] | None = None
    named: dict[int, Answer] = {}
    for speech in doc._.speech:
        if speech.speaker is None:
            yield speech
            continue
        if resolver is None:
            resolver = Resolver(doc, _spoken(doc))
        last = heard[1] if heard and speech.start - heard[0] < EARSHOT else None
        together = several(resolver, speech.speaker, partial(resolve, resolver, last=last))
        if together:
            heard = speech.end, together[0].cluster.id
            yield jointly(speech, together, resolver)
            continue
        answer = (
            named.get(speech.speaker.start) or _labelled(resolver, speech) or resolve(resolver, speech.speaker, last)
        )
        if answer is None:
            yield discounted(speech)
            continue
        named[speech.speaker.start] = answer
        heard = speech.end, answer.cluster.id
        yield attributed(speech, answer, resolver)


def _labelled(resolver: Resolver, speech: Speech) -> Answer | None:
    """Return whom the initials before an interview's turn stand for, whatever else they may be a name of."""
    initials = speech.method == "interview" and len(speech.speaker) == 1 and speech.speaker.text.isupper()
    return resolver.called(speech.speaker) if initials else None


def resolve(resolver: Resolver, speaker: Span, last: str | None) -> Answer | None:
    """Return who ``speaker`` is, or None; ``last`` is the id of the entity that spoke shortly before."""
    if (named := name_in(resolver, speaker)) is not None:
        return named
    if (named := resolver.called(speaker)) is not None:
        return named
    root = speaker.root
    if len(speaker) == 1 and root.tag_ in ("WP", "WDT"):
        return _relative(resolver, root, last)
    if len(speaker) == 1 and root.tag_ in ("PRP", "PRP$"):
        return resolver.pronoun(root, last)
    return resolver.description(speaker, last)


def _relative(resolver: Resolver, pronoun: Token, last: str | None) -> Answer | None:
    """Return whom "who" or "which" stands for: the noun that its clause belongs to."""
    clause = pronoun.head
    while clause.dep_ in ("conj", "xcomp", "aux") and clause.head != clause:
        clause = clause.head
    if clause.dep_ != "relcl" or clause.head.i > pronoun.i:
        return None
    start, end = noun_phrase(clause.head)
    answer = resolve(resolver, resolver.doc[start:end], last)
    return answer._replace(reason="relative pronoun") if answer else None


def name_in(resolver: Resolver, speaker: Span) -> Answer | None:
    """Return the name that is the speaker: its head, or the person whom a title or apposition names."""
    doc = resolver.doc
    inside = [(i, n) for i, n in resolver.within(speaker) if not _owns(doc, n.span, speaker)]
    inside = [(i, n) for i, n in inside if n.span.end <= speaker.end or n.label == "PERSON"]
    root = speaker.root
    heads = [(i, n) for i, n in inside if n.span.start <= root.i < n.span.end and not _is_listed(n.span, speaker)]
    people = [(i, n) for i, n in inside if n.label == "PERSON"]
    named = [(i, n) for i, n in people if (i, n) in heads]
    named += [(i, n) for i, n in people if _closes(n.span, speaker)]
    named += [(i, n) for i, n in people if _stands_for(n.span, root)]
    named += [(i, n) for i, n in heads if n.label in SPEAKING]
    for i, name in named:
        return Answer(resolver.owner[i], name.span, "name")
    for i, name in heads:
        if name.label == ROLE:
            return Answer(resolver.owner[i], name.span, "role")
    if root.lower_ in rules.words("document_words"):
        return next((Answer(resolver.owner[i], n.span, "document") for i, n in inside if _authored(n.span, root)), None)
    return None


def _is_listed(name: Span, speaker: Span) -> bool:
    """Return whether the name only says where others are from: "Brookton and Ellis County officials"."""
    last = speaker[-1]
    following = name.doc[name.end] if name.end < speaker.end else None
    return following is not None and following.tag_ == "CC" and last.tag_ == "NNS" and last.text.islower()


def _owns(doc: Doc, name: Span, speaker: Span) -> bool:
    """Return whether the name only owns or modifies the speaker ("Trump's campaign", "the Trump campaign")."""
    after = name.end
    if after < speaker.end and doc[after].tag_ == "POS":
        return True
    return (
        name.root.dep_ in ("poss", "compound", "nmod", "amod")
        and not name.start <= speaker.root.i < name.end
        and (speaker.root.tag_ in ("NN", "NNS") and speaker.root.i >= name.end)
    )


def _stands_for(name: Span, root) -> bool:
    """Return whether a person's name is the speaker itself, not the object of a preposition in its phrase."""
    token = name.root
    while token.i != root.i:
        if token.dep_ in ("pobj", "poss", "relcl", "acl", "dobj") or token.head == token:
            return False
        token = token.head
    return True


def _authored(name: Span, document: Token) -> bool:
    """Return whether the name made the document: "a report by the UN", "a statement from Total"."""
    link = name.root.head
    return link.lower_ in ("by", "from") and link.head == document


def _closes(name: Span, speaker: Span) -> bool:
    """Return whether a person's name ends the speaker's words and no preposition or "and" leads to it."""
    doc = name.doc
    last = name.end == speaker.end or doc[name.end].text in (",", "(", "-", "\u2014")
    return last and name.start > speaker.start and doc[name.start - 1].tag_ in ("NN", "NNP", "NNPS", "NNS", "JJ", ",")


def _spoken(doc: Doc) -> list[tuple[int, int]]:
    """Return the token ranges of quoted and reported content, where names are talked about, not talking."""
    out = []
    for speech in doc._.speech:
        if speech.kind == "indirect":
            continue
        span = doc.char_span(speech.start, speech.end, alignment_mode="expand")
        if span is not None:
            out.append((span.start, span.end))
    return out


def discounted(speech: Speech) -> Speech:
    """Return ``speech``, with a lower score where its speaker is a thing that no name stands behind."""
    reason, loss = factor(speech.speaker, speech.method)
    return speech._replace(score=speech.score * loss, method=f"{speech.method}; {reason}") if reason else speech


def attributed(speech: Speech, answer: Answer, resolver: Resolver) -> Speech:
    """Return ``speech`` with the entity, and the chain from the words of the speaker to the entity's fullest name."""
    chain = [speech.speaker]
    if (answer.mention.start, answer.mention.end) != (speech.speaker.start, speech.speaker.end):
        chain.append(answer.mention)
    full = resolver.fullest(answer.cluster)
    if full.text != answer.mention.text:
        chain.append(full)
    if answer.reason == "name":
        return speech._replace(entity=answer.cluster.id, chain=tuple(chain))
    score = speech.score * float(rules.mapping("quote_scores", "method", "with_speaker").get(answer.reason, 0.8))
    method = f"{speech.method}; {answer.reason}"
    return speech._replace(entity=answer.cluster.id, chain=tuple(chain), score=score, method=method)


def jointly(speech: Speech, answers: list[Answer], resolver: Resolver) -> Speech:
    """Return ``speech`` with every entity that says it, and the chain to the first; it is as sure as the least sure."""
    told = [attributed(speech, answer, resolver) for answer in answers]
    least = min(told, key=lambda one: one.score)
    return told[0]._replace(
        score=least.score, method=least.method, entities=tuple(answer.cluster.id for answer in answers)
    )


@Language.component("speakers", requires=["doc._.speech", "doc._.clusters"], assigns=["doc._.speech"])
def speakers(doc: Doc) -> Doc:
    doc._.speech = tuple(find_speakers(doc))
    return doc
