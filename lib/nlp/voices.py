"""Whether the speaker as written is somebody, or a thing that only shows or means something."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from lib.nlp import cues, rules
from lib.nlp.phrases import own_subject, subject_of

#: Methods whose cue is no plain word of speech: what a thing "shows", "suggests" or "calls for" is seldom a statement.
WEAK = ("evidence", "speech: object", "speech: predicate", "speech: to", "speech: for", "speech: on", "speech: about")
WEAK += ("speech: person", "cue, quote")
#: Endings of nouns for people (farmer, actor, chemist, Parisian, fireman, employee), in the singular.
ENDINGS = ("er", "or", "ist", "ian", "man", "men", "woman", "women", "ee", "crat", "mate", "people")
#: A shorter word with such an ending is chance ("tee", "beer").
SHORTEST = 5
POINTING = frozenset({"it", "this", "that", "these", "those", "which"})


def speaking_subject(verb: Token) -> Token | None:
    """Return the head of the cue's subject; of a participle behind reported words, who reports them.

    In "Brook said the bridge costs too much, adding that ..." the parse gives "adding" to the bridge.
    """
    subject = subject_of(verb)
    if subject is None or own_subject(verb) is not None or not is_thing(subject):
        return subject
    clause = subject.head
    if clause == verb or clause.dep_ != "ccomp" or clause.head.lower_ not in cues.verbs():
        return subject
    return subject_of(clause.head) or subject


def factor(speaker: Span, method: str) -> tuple[str, float]:
    """Return why a quote by ``speaker`` counts for less, and by what factor: ("", 1.0) for whoever can speak."""
    if not is_thing(speaker.root):
        return "", 1.0
    reason = "thing" if method.startswith(WEAK) else "thing that says"
    return reason, float(rules.mapping("quote_scores", "method", "with_speaker")[reason])


def is_thing(noun: Token) -> bool:
    """Return whether ``noun`` is a common noun for no person, body or document, or a pronoun for a thing."""
    word = noun.lower_
    if word in POINTING:
        return True
    if noun.tag_ not in ("NN", "NNS") or not word.isalpha() or not noun.text.islower():
        return False
    return not any(_speaks(form) for form in _singulars(word))


def _speaks(word: str) -> bool:
    lists = ("body_words", "document_words", "titles", "person_words")
    if any(word in rules.words(name) for name in lists) or word in rules.words("speaking_words", speaks="yes"):
        return True
    return len(word) >= SHORTEST and word.endswith(ENDINGS) and word not in rules.words("speaking_words", speaks="no")


def _singulars(word: str) -> Iterator[str]:
    """Yield ``word`` and what it may be the plural of."""
    yield word
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("men"):
        yield f"{word[:-3]}man"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
