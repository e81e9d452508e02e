"""One utterance in many articles: quotes of the same words, trimmed, altered or given to somebody else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from lib.model import Processed
from lib.stories.record import day_of
from lib.stories.terms import stop_words

#: Two quotes that share so many words in a row, two of them telling, are compared; other runs are everyday speech.
RUN = 3
#: So much of the shorter of two sentences must be in the longer one, in its order.
SHARED = 0.6
#: So many words must be shared in order, so many of them telling: "I don't think so" is said by everyone. Word for
#: word the same and not given to two speakers, two telling words are enough.
MIN_WORDS, MIN_TELLING, MIN_TELLING_SAME = 4, 3, 2
#: A run in more quotes than this is a set phrase ("prime minister said") and leads nowhere.
MAX_QUOTES = 200
_LONG = [
    (re.compile(rf"(?<=\w){short}\b"), long)
    for short, long in {
        "n't": " not",
        "'re": " are",
        "'ll": " will",
        "'ve": " have",
        "'m": " am",
        "'d": " would",
    }.items()
]
_PUT_IN, _WORD = re.compile(r"\[[^\]]*\]"), re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """One quote of one article: ``key`` is the caller's own, ``speaker`` an entity id and ``name`` who that is."""

    key: str
    article: str
    words: str
    speaker: str | None = None
    name: str | None = None
    day: int | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """How a quote gives the utterance: "fullest", "same", "trimmed" or "altered"; and to another speaker or not."""

    said: Said
    form: str
    other_speaker: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """Quotes that are one utterance, in order of time, from two articles or more. ``id`` is the fullest one's key.

    ``speaker`` is whom most of them name; ``disputed`` says that they name different people.
    """

    id: str
    variants: tuple[Variant, ...]
    speaker: str | None
    disputed: bool


def said_in(processed: Processed) -> list[Said]:
    """Return the quotes of an annotated article, each without the cue that may split it; keys are "article:number"."""
    article, names = processed.article, {e.id: e.name for e in processed.entities}
    day = day_of(article.published_at)
    found = []
    for number, quote in enumerate(processed.quotes):
        words = " ".join(article.text[start:end] for start, end in quote.parts or ((quote.start, quote.end),))
        speaker = quote.speaker_entity
        key = f"{article.id}:{number}"
        found.append(Said(key, article.id, words, speaker, names.get(speaker), day, article.outlet))
    return found


def utterances(quotes: Iterable[Said]) -> list[Utterance]:
    """Return the utterances that more than one article gives, in the order in which they were first given.

    A quote belongs to the utterance of the earlier quote with the sentence most like one of its own.
    """
    given = sorted(quotes, key=lambda q: (q.day is None, q.day or 0, q.article, q.key))
    sentences = [sentences_of(q.words) for q in given]
    groups: dict[int, list[int]] = {}
    place: dict[int, int] = {}
    for i, others in enumerate(_candidates(sentences)):
        best = _most_like(given, sentences, i, others)
        place[i] = i if best is None else place[best]
        groups.setdefault(place[i], []).append(i)
    several = (g for g in groups.values() if len({given[i].article for i in g}) > 1)
    return [_utterance([given[i] for i in group]) for group in several]


#: A sentence ends at its full stop, or where the cue had split the quote.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’]*\s|(?<=[.!?,])[\"'”’]+\s+(?=[\"'“‘])")


def sentences_of(text: str) -> list[list[str]]:
    """Return the plain words of each sentence."""
    return [words for part in _SENTENCE_END.split(text) if (words := plain_words(part))]


def plain_words(text: str) -> list[str]:
    """Return the words in lower case, "don't" as "do not", without punctuation and words put in by an editor."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    if "[" in text:
        text = _PUT_IN.sub(" ", text)
    if "'" in text:
        text = text.replace("can't", "cannot").replace("won't", "will not")
        for short, long in _LONG:
            text = short.sub(long, text)
    return _WORD.findall(text)


def _candidates(sentences: list[list[list[str]]]) -> Iterable[set[int]]:
    """Yield for each quote the earlier ones that share a telling run of RUN words with it."""
    runs: list[list[int]] = [[] for _ in sentences]
    for i, run in zip(*(column.tolist() for column in _shared_runs(sentences)), strict=True):
        runs[i].append(run)
    seen: dict[int, list[int]] = defaultdict(list)
    for i, own in enumerate(runs):
        yield {j for run in own for j in seen[run]}
        for run in own:
            if len(seen[run]) < MAX_QUOTES:
                seen[run].append(i)


def _shared_runs(sentences: list[list[list[str]]]) -> tuple[np.ndarray, np.ndarray]:
    """Return (quote, run), in order and each once: the runs of RUN words in a sentence, two or more of them telling.

    Runs are numbers here, and those that only one quote has are left out.
    """
    numbered: dict[str, int] = {}
    words = np.array(
        [numbered.setdefault(word, len(numbered)) for own in sentences for one in own for word in one], int
    )
    telling = np.array([_tells(word) for word in numbered], int)[words]
    lengths = [len(one) for own in sentences for one in own]
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    quote = np.repeat(np.arange(len(sentences)), [sum(map(len, own)) for own in sentences])
    n = max(len(words) - RUN + 1, 0)
    whole = sentence[:n] == sentence[len(words) - n :]
    told = sum(telling[k : k + n] for k in range(RUN)) > 1
    starts = np.flatnonzero(whole & told)
    names = sum(words[starts + k] * len(numbered) ** (RUN - 1 - k) for k in range(RUN))
    found, run = np.unique(names, return_inverse=True)
    quotes, runs = np.divmod(np.unique(quote[starts] * len(found) + run), max(len(found), 1))
    shared = np.bincount(runs, minlength=len(found))[runs] > 1
    return quotes[shared], runs[shared]


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in stop_words()


def _most_like(given: list[Said], sentences: list[list[list[str]]], i: int, others: set[int]) -> int | None:
    """Return which of ``others`` has the sentence most like one of quote ``i``, the earliest of these; None for none.

    No share is above 1, so that the first quote with the same sentence ends the search.
    """
    best, most = None, 0.0
    for j in sorted(others):
        share = _share(given, sentences, i, j, most)
        if share >= SHARED and share > most:
            best, most = j, share
        if most == 1.0:
            break
    return best


def _share(given: list[Said], sentences: list[list[list[str]]], i: int, j: int, most: float) -> float:
    """Return how much of a sentence of one quote is in one of the other, for the two that are most alike.

    A share that is not above ``most`` may come back as less.
    """
    apart = None not in (given[i].speaker, given[j].speaker) and given[i].speaker != given[j].speaker
    return max(_shared(a, b, apart, most) for a in sentences[i] for b in sentences[j])


def _shared(a: list[str], b: list[str], apart: bool, most: float) -> float:
    """Return the share of the shorter sentence's words that the longer has in its order; 0 if too few tell anything.

    A share below SHARED or not above ``most`` may come back as 0: where too few words are the same, their order is
    not looked at.
    """
    if a == b:
        enough = len(a) >= MIN_WORDS and _telling(a) >= (MIN_TELLING if apart else MIN_TELLING_SAME)
        return float(enough)
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    same = len(short) - len(set(short).difference(long))
    if same < max(MIN_WORDS, SHARED * len(short)) or same <= most * len(short):
        return 0.0
    blocks = [block for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if block.size > 1]
    words = [word for block in blocks for word in a[block.a : block.a + block.size]]
    return len(words) / len(short) if len(words) >= MIN_WORDS and _telling(words) >= MIN_TELLING else 0.0


def _telling(words: Iterable[str]) -> int:
    return sum(map(_tells, words))


def _utterance(said: list[Said]) -> Utterance:
    words = [plain_words(quote.words) for quote in said]
    fullest = max(range(len(said)), key=lambda i: (len(words[i]), -i))
    named = Counter(q.speaker for q in said if q.speaker)
    speaker = max(named, key=lambda s: named[s], default=None)
    names = {q.speaker: q.name or q.speaker for q in said if q.speaker}
    variants = []
    for i, quote in enumerate(said):
        other = bool(quote.speaker and speaker) and not can_be_one(quote.speaker, speaker, names)
        variants.append(Variant(quote, "fullest" if i == fullest else form(words[i], words[fullest]), other))
    return Utterance(said[fullest].key, tuple(variants), speaker, any(v.other_speaker for v in variants))


def form(words: list[str], fullest: list[str]) -> str:
    """Return "same", "trimmed" (nothing but cuts) or "altered" for a quote beside the fullest one."""
    if words == fullest:
        return "same"
    rest = iter(fullest)
    return "trimmed" if all(word in rest for word in words) else "altered"


def can_be_one(a: str, b: str, names: dict[str, str]) -> bool:
    """Return whether two speakers need not contradict each other.

    One name's words are all in the other ("Farrow", "Sir Lucian Farrow"), or one is a person and the other the body
    that the person speaks for.
    """
    one, two = (set(re.findall(r"\w+", names[s].lower())) for s in (a, b))
    return one <= two or two <= one or a.partition("/")[0] != b.partition("/")[0]
