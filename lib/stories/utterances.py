"""One utterance in many articles: quotes of the same words, trimmed, altered or given to somebody else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

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
_LONG = {
    short: (re.compile(rf"{short}\b(?<=\w{short})"), long)  # looking back first takes ten times as long
    for short, long in {
        "n't": " not",
        "'re": " are",
        "'ll": " will",
        "'ve": " have",
        "'m": " am",
        "'d": " would",
    }.items()
}
_PUT_IN, _WORD = re.compile(r"\[[^\]]*\]"), re.compile(r"\w+")


#: The words of each sentence of a quote, by its number.
Sentences = Callable[[int], list[list[str]]]


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
    groups: dict[int, list[int]] = {}
    place: dict[int, int] = {}
    sentences = cache(lambda i: sentences_of(given[i].words))  # of few quotes of a large story
    for i, others in _candidates([quote.words for quote in given]):
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
    return _WORD.findall(_plain(_PUT_IN.sub(" ", text) if "[" in text else text))


def _plain(text: str) -> str:
    """Return a text in lower case, "don't" as "do not"."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    if "'" in text:
        text = text.replace("can't", "cannot").replace("won't", "will not")
        for short, (pattern, long) in _LONG.items():
            if short in text:
                text = pattern.sub(long, text)
    return text


def _candidates(quotes: list[str]) -> Iterator[tuple[int, set[int]]]:
    """Yield, in order, each quote that shares a telling run of RUN words with any, and the earlier ones it does with.

    Every other is an utterance by itself: five in six of a large story.
    """
    runs: dict[int, list[int]] = defaultdict(list)
    for i, run in zip(*(column.tolist() for column in _shared_runs(quotes)), strict=True):
        runs[i].append(run)
    seen: dict[int, list[int]] = defaultdict(list)
    for i, own in runs.items():
        yield i, {j for run in own for j in seen[run]}
        for run in own:
            if len(seen[run]) < MAX_QUOTES:
                seen[run].append(i)


#: What stands at the end of a quote and of a sentence where all are one text; no word has it.
_QUOTE_ENDS, _SENTENCE_ENDS = "\0", "\1"
#: _SENTENCE_END where the full stop need not be kept; as every match begins with one of four letters, these are looked
#: for and nothing else is tried: four times as quick as with the comma as an alternative of its own.
_STOP_AND_END = re.compile(r"""[.!?,](?:(?<!,)["'”’]*\s|(?<=,)["'”’]+\s+(?=["'“‘]))""")
#: Odd, so that what it multiplies modulo 2 ** 64 stays different; and by what that is undone.
_STEP = 0x9E3779B97F4A7C15
_BACK = pow(_STEP, -1, 2**64)
#: So many powers of both are kept (8 MB), enough for the letters of what a page's quotes are compared with.
_POWERS = 2**19


def near(quotes: list[str], groups: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Return which ``quotes`` (places in the list, ascending) decide in which utterances ``some`` of them are.

    Those that share a telling run of words with one of them in their group, and those that do with these, and so on:
    no other quote is compared with any of them. What shares nothing is left out.
    """
    quote, run = _runs(quotes)
    run = run + groups[quote].astype(np.uint64) * np.uint64(_APART_BY)
    found = np.zeros(len(quotes), bool)
    new = found.copy()
    new[some] = True
    while new.any():
        found |= new
        reached = np.zeros(len(quotes), bool)
        reached[quote[_among(run, np.unique(run[new[quote]]))]] = True
        new = reached & ~found
    own = found[quote]
    return np.unique(_in_several(quote[own], run[own])[0])


#: By so many bits of a number a table of them is made, enough for each stop word to have a place of its own; and how
#: many are left.
_PLACE_BITS = 16
_REST = np.uint64(64 - _PLACE_BITS)
#: What tells the runs of one group from those of another: odd, and no power of what a word's place is told by.
_APART_BY = 0xD1B54A32D192ED03


def _shared_runs(quotes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return (quote, run), in order and each once: those of ``_runs`` that more than one quote has, counted anew."""
    return _in_several(*_runs(quotes))


def _runs(quotes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return (quote, run) for the runs of RUN words in a sentence, two or more of them telling. Runs are numbers."""
    words, lengths, quote, sentence = _words_of(_one_text(quotes))
    telling = ((lengths > 2) & ~_stops(words)).view(np.int8)
    n = max(len(words) - RUN + 1, 0)
    starts = np.flatnonzero(
        (sentence[:n] == sentence[len(words) - n :]) & (sum(telling[k : k + n] for k in range(RUN)) > 1)
    )
    runs = sum(words[starts + k] * np.uint64(pow(_STEP, k + 1, 2**64)) for k in range(RUN))
    return quote[starts], runs


def _in_several(quote: np.ndarray, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (quote, run) in order, each once, without the runs that only one quote has; runs are counted from 1."""
    order = np.lexsort((quote, runs))
    runs, quote = runs[order], quote[order]
    first = np.diff(runs, prepend=~runs[:1]) != 0
    once = first | (np.diff(quote, prepend=-1) != 0)
    runs, quote = np.cumsum(first)[once], quote[once]
    several = np.bincount(runs)[runs] > 1
    runs, quote = runs[several], quote[several]
    order = np.lexsort((runs, quote))
    return quote[order], runs[order]


def _apart(words: str) -> bool:
    """Return whether a quote is taken apart by itself: for an editor's words, which are looked for in each sentence."""
    return "[" in words or _QUOTE_ENDS in words or _SENTENCE_ENDS in words


def _one_text(quotes: list[str]) -> str:
    """Return the plain text of all quotes, with the ends of sentences and quotes."""
    marked = [_SENTENCE_ENDS.join(map(" ".join, sentences_of(words))) if _apart(words) else words for words in quotes]
    return _plain(_STOP_AND_END.sub(_SENTENCE_ENDS, _QUOTE_ENDS.join(marked)))


def _words_of(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return a number for each word, the same for the same one, its letters, its quote and its sentence.

    A word's number is a polynomial of its letters modulo 2 ** 64: two that share one are not to be expected.
    """
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    inside = np.zeros(len(letters) + 2, bool)
    inside[1:-1] = _in_words(letters)
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    there, back = _powers(len(letters))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * there, out=sums[1:])
    quote, sentence = (np.cumsum(letters <= ord(end), dtype=np.int32)[starts] for end in (_QUOTE_ENDS, _SENTENCE_ENDS))
    return (sums[ends] - sums[starts]) * back[starts], ends - starts, quote, sentence


def _powers(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first ``n`` powers of _STEP and of _BACK."""
    there, back = _first_powers() if n <= _POWERS else _worked_out(n)
    return there[:n], back[:n]


@cache
def _first_powers() -> tuple[np.ndarray, np.ndarray]:
    return _worked_out(_POWERS)


def _worked_out(n: int) -> tuple[np.ndarray, np.ndarray]:
    there, back = (np.cumprod(np.full(n, by, np.uint64)) for by in (_STEP, _BACK))
    return there, back


def _among(runs: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Return for each of ``runs`` whether it is one of ``few``, which ascend.

    Those that begin with the bits of none of these are not looked for; NumPy would sort all runs for it.
    """
    begins = np.zeros(2**_PLACE_BITS, bool)
    begins[few >> _REST] = True
    found = begins[runs >> _REST]
    own = runs[found]
    found[found] = few[np.minimum(np.searchsorted(few, own), len(few) - 1)] == own
    return found


def _in_words(letters: np.ndarray) -> np.ndarray:
    """Return for each letter whether it is one that words are made of, as ``re`` does."""
    found = _ASCII_IN_WORDS[np.minimum(letters, 127)]
    beyond = np.flatnonzero(letters > 127)
    if len(beyond):
        own, which = np.unique(letters[beyond], return_inverse=True)
        found[beyond] = np.array([chr(code).isalnum() for code in own.tolist()])[which]
    return found


_ASCII_IN_WORDS = np.array([bool(_WORD.match(chr(code))) for code in range(128)])


def _stops(words: np.ndarray) -> np.ndarray:
    """Return for each word, by its number, whether it is a stop word; a look at one place of a table for each."""
    by, table = _stop_table()
    return table[words * by >> _REST] == words


@cache
def _stop_table() -> tuple[np.uint64, np.ndarray]:
    """Return what a word's number is multiplied by to get its place in the first bits, and the table of stop words."""
    own = np.unique(_words_of(" ".join(stop_words()))[0])
    for by in map(np.uint64, range(_STEP, 2**64, 2)):
        places = own * by >> _REST
        if len(np.unique(places)) == len(own):
            break
    table = np.zeros(2**_PLACE_BITS, np.uint64)
    table[places] = own
    return by, table


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in stop_words()


def _most_like(given: list[Said], sentences: Sentences, i: int, others: set[int]) -> int | None:
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


def _share(given: list[Said], sentences: Sentences, i: int, j: int, most: float) -> float:
    """Return how much of a sentence of one quote is in one of the other, for the two that are most alike.

    A share that is not above ``most`` may come back as less.
    """
    apart = None not in (given[i].speaker, given[j].speaker) and given[i].speaker != given[j].speaker
    own, others = sentences(i), sentences(j)
    return max(_shared(a, b, apart, most) for a in own for b in others)


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
