"""Whom a pronoun or a description stands for: a light resolver for speakers, not for every mention.

Candidates are the article's own names (``doc._.clusters``). A pronoun takes the best of the recent
names that agree with it; a description the name whose role, or whose own words, it repeats. Where
nothing fits well enough the answer is None: an open speaker is better than a wrong one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from lib.model import ROLE
from lib.nlp import rules
from lib.nlp.doc import Cluster, Name

MALE, FEMALE = "m", "f"
SINGULAR = {"he": MALE, "she": FEMALE, "him": MALE, "her": FEMALE, "his": MALE, "himself": MALE, "herself": FEMALE}
#: A name further back than this many sentences is not in the reader's mind any more.
MEMORY = 8
#: So many names are looked at for one pronoun; a list of names is no antecedent.
CANDIDATES = 60
#: Sentence weights, in sentences: what a subject, the last speaker or a name in a quotation is worth.
SUBJECT_BONUS = 1.0
SPEAKER_BONUS = 1.5
QUOTED_LOSS = 2.0
KNOWN_BONUS = 1.5
#: A "person" of one word whom the article never names in full is often no person.
BARE_LOSS = 0.7
POSSESSIVE_LOSS = 0.7
#: The weight below which a body is too far off to be "the company".
FAINT = -4.0
#: Words that say nothing about who a description means.
EMPTY = frozenset(
    ("the", "a", "an", "this", "that", "these", "of", "for", "in", "his", "her", "its", "their", "'s", "former", "new")
)
#: What a body without its name stands for (data/rules/body_words.csv), as labels of names.
BODIES = {"nearest": frozenset(("ORG",)), "place": frozenset(("GPE",)), "named": frozenset()}
GROUPS = frozenset(("ORG", "GPE", "NORP"))
SUBJECTS = frozenset(("nsubj", "nsubjpass"))


DEFINITE = frozenset(("the", "this", "that", "his", "her", "their"))
INDEFINITE = frozenset(("a", "an", "one", "another"))


class Answer(NamedTuple):
    """The cluster meant, the mention that shows it, and why."""

    cluster: Cluster
    mention: Span
    reason: str


class Resolver:
    """Answers for one Doc; what it needs of the Doc is worked out once, and only when asked."""

    def __init__(self, doc: Doc, spoken: list[tuple[int, int]]) -> None:
        self.doc = doc
        self.spoken = spoken
        self._fullest: dict[str, Span] = {}
        self.owner: dict[int, Cluster] = {i: c for c in doc._.clusters for i in c.members}

    @cached_property
    def sentences(self) -> list[int]:
        return [s.start for s in self.doc.sents]

    @cached_property
    def starts(self) -> list[int]:
        return [n.span.start for n in self.doc._.names]

    def within(self, span: Span) -> list[tuple[int, Name]]:
        """Return the names that overlap ``span``, with their indexes."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        last = bisect_left(self.starts, span.end)
        names = self.doc._.names
        return [(i, names[i]) for i in range(first, last) if names[i].span.end > span.start]

    def fullest(self, cluster: Cluster) -> Span:
        """Return the first mention that spells the cluster's name as the cluster does, else its longest mention."""
        if cluster.id not in self._fullest:
            spans = self._spelled(cluster)
            exact = next((s for s in spans if s.text == cluster.name), None)
            self._fullest[cluster.id] = exact if exact is not None else max(spans, key=len)
        return self._fullest[cluster.id]

    def _spelled(self, cluster: Cluster) -> list[Span]:
        """Return the mentions that are names; a cluster's titles and descriptions only where it has no other."""
        names = [self.doc._.names[i] for i in cluster.members]
        return [n.span for n in names if n.label != ROLE] or [n.span for n in names]

    def called(self, span: Span) -> Answer | None:
        """Return whom a word in capitals that is no mention names all the same: a last name, or the initials of one."""
        words = [t.text for t in span if t.is_alpha and t.lower_ not in rules.words("titles")]
        if len(words) != 1 or not words[0][:1].isupper():
            return None
        found = {c.id: c for c in self.short.get(words[0], ())}
        if len(found) != 1:
            return None
        (cluster,) = found.values()
        return Answer(cluster, self.fullest(cluster), "short name")

    @cached_property
    def short(self) -> dict[str, list[Cluster]]:
        """The people of the article by their last name and by their initials."""
        found: dict[str, list[Cluster]] = {}
        for cluster in self.doc._.clusters:
            words = cluster.name.split()
            if cluster.label == "PERSON" and len(words) > 1:
                for key in (words[-1], "".join(w[0] for w in words), words[0][0] + words[-1][0]):
                    found.setdefault(key, []).append(cluster)
        return found

    def sentence(self, token: int) -> int:
        """Return the number of the sentence that ``token`` is in."""
        return bisect_right(self.sentences, token)

    @cached_property
    def genders(self) -> dict[str, str]:
        """The gender of each person whose title, given name or role tells it."""
        return {c.id: g for c in self.doc._.clusters if c.label == "PERSON" and (g := self._gender(c))}

    def _gender(self, cluster: Cluster) -> str:
        told = rules.mapping("person_words", "word", "gender")
        given = rules.mapping("given_names", "name", "gender")
        for i in cluster.members:
            span, label, *_ = self.doc._.names[i]
            for token in span if label == ROLE else self.doc[max(0, span.start - 2) : span.start + 1]:
                if gender := told.get(token.lower_):
                    return gender
        if cluster.role:
            for word in cluster.role.lower().split():
                if gender := told.get(word):
                    return gender
        words = cluster.name.split()
        return given.get(words[0].lower(), "") if len(words) > 1 else ""

    def before(self, token: int) -> list[tuple[int, Cluster]]:
        """Return the names before ``token``, nearest first, as far back as MEMORY sentences."""
        here = self.sentence(token)
        out = []
        for i in range(bisect_right(self.starts, token - 1) - 1, -1, -1):
            span = self.doc._.names[i].span
            if here - self.sentence(span.start) > MEMORY:
                break
            if span.end <= token:
                out.append((i, self.owner[i]))
            if len(out) == CANDIDATES:
                break
        return out

    def pronoun(self, token: Token, last: str | None) -> Answer | None:
        """Return who "he", "she", "they" or "it" is; ``last`` is the entity that spoke last, if near."""
        gender = SINGULAR.get(token.lower_)
        if gender is None:
            return self._group(token, last) if token.lower_ in ("it", "they") else None
        best: tuple[float, Answer] | None = None
        here = self.sentence(token.i)
        for i, cluster in self.before(token.i):
            if cluster.label != "PERSON" or self.genders.get(cluster.id, gender) != gender or self._is_word(cluster):
                continue
            score = self._weight(i, cluster, here, last)
            score += KNOWN_BONUS if self.genders.get(cluster.id) else 0.0
            score -= BARE_LOSS if " " not in cluster.name else 0.0
            if best is None or score > best[0]:
                best = score, Answer(cluster, self.doc._.names[i].span, "pronoun")
        return best[1] if best else None

    def _is_word(self, cluster: Cluster) -> bool:
        """Return whether a "person" of one word is a word that the article also writes small: no person at all."""
        return " " not in cluster.name and cluster.name.lower() in self.small

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that the article writes in small letters."""
        return frozenset(t.text for t in self.doc if t.is_lower)

    def _weight(self, i: int, cluster: Cluster, here: int, last: str | None) -> float:
        span = self.doc._.names[i].span
        score = -float(here - self.sentence(span.start))
        if span.root.dep_ in SUBJECTS or self._titled_subject(span.root):
            score += SUBJECT_BONUS
        if cluster.id == last:
            score += SPEAKER_BONUS
        if self._is_spoken(span.start):
            score -= QUOTED_LOSS
        if span.end < len(self.doc) and self.doc[span.end].tag_ == "POS":
            score -= POSSESSIVE_LOSS
        return score + 0.1 * min(len(cluster.members), 5)

    def _is_spoken(self, token: int) -> bool:
        """Return whether ``token`` stands in a quotation; ``spoken`` is in order and nearly free of overlaps."""
        at = bisect_right(self.spoken, (token, len(self.doc)))
        return any(a <= token < b for a, b in self.spoken[max(0, at - 3) : at])

    def _titled_subject(self, root: Token) -> bool:
        return root.dep_ in ("appos", "compound", "conj") and root.head.dep_ in SUBJECTS

    def _group(self, token: Token, last: str | None) -> Answer | None:
        """Return the body that "it" or "they" is: the subject of one of the two sentences before."""
        here = self.sentence(token.i)
        best: tuple[float, Answer] | None = None
        for i, cluster in self.before(token.i):
            span = self.doc._.names[i].span
            if cluster.label not in GROUPS or here - self.sentence(span.start) > 2:
                continue
            if not (span.root.dep_ in SUBJECTS or cluster.id == last):
                continue
            score = self._weight(i, cluster, here, last)
            if best is None or score > best[0]:
                best = score, Answer(cluster, span, "pronoun for a body")
        return best[1] if best else None

    def description(self, span: Span, last: str | None) -> Answer | None:
        """Return whom "the UN envoy", "a stocky man in his 40s" or "the international body" means."""
        noun = span.root.lower_
        if span.root.tag_ not in ("NN", "NNP"):
            return None
        definite = span[0].lower_ in DEFINITE
        words = {t.lower_ for t in span if t.lower_ not in EMPTY and t.is_alpha}
        if definite and (answer := self._by_role(span, noun, words)):
            return answer
        people = rules.mapping("person_words", "word", "gender")
        if noun in people:
            if span[0].tag_ == "PRP$":
                return None
            goes_on = (definite or people[noun]) and not _is_introduced(span.root)
            known = self._person(span, people[noun], last, definite) if goes_on else None
            return known if known or span[0].lower_ in INDEFINITE else self._named_next(span)
        return self._body(span, _labels(noun)) if definite else None

    def _named_next(self, span: Span) -> Answer | None:
        """Return the person whom the next sentence begins by naming for the first time."""
        here = self.sentence(span.start)
        i = bisect_right(self.starts, span.end)
        if i == len(self.starts) or here == len(self.sentences):
            return None
        cluster, (name, label, *_) = self.owner[i], self.doc._.names[i]
        first = cluster.label == label == "PERSON" and cluster.members[0] == i
        return Answer(cluster, name, "named next") if first and name.start == self.sentences[here] else None

    def _by_role(self, span: Span, noun: str, words: set[str]) -> Answer | None:
        """Return the name whose role or own words share the description's noun, and most of its words."""
        best: tuple[float, Answer] | None = None
        speaks_for_none = noun in rules.words("body_words") or noun in rules.words("document_words")
        for cluster, said in self.described.get(noun, ()):
            if speaks_for_none and cluster.label == "PERSON":
                continue
            nearest = self._nearest(cluster, span.start)
            score = len(words & said) - 0.5 * len(words - said) + (0.2 if nearest.start < span.start else 0.0)
            score -= 0.01 * abs(self.sentence(nearest.start) - self.sentence(span.start))
            if best is None or score > best[0]:
                best = score, Answer(cluster, nearest, "role")
        return best[1] if best and best[0] > 0 else None

    @cached_property
    def described(self) -> dict[str, list[tuple[Cluster, set[str]]]]:
        """The clusters by each word of their role, of the titles and appositions around them, of a body's name."""
        found: dict[str, list[tuple[Cluster, set[str]]]] = {}
        for cluster in self.doc._.clusters:
            about = f"{cluster.role or ''} {' '.join(self._titles(cluster))} "
            about += "" if cluster.label == "PERSON" else cluster.name
            said = set(about.lower().replace(",", " ").replace("'s", " ").split())
            for word in said - EMPTY:
                found.setdefault(word, []).append((cluster, said))
        return found

    def _titles(self, cluster: Cluster) -> list[str]:
        """Return the nouns written right before a person's name, and the apposition right after it."""
        found: list[str] = []
        if cluster.label != "PERSON":
            return found
        for span in self._spelled(cluster):
            k = span.start - 1
            while k >= 0 and span.start - k <= 7 and self.doc[k].tag_ in ("NN", "NNP", "JJ", "POS", "NNPS"):
                found.append(self.doc[k].lower_)
                k -= 1
            if span.end + 1 < len(self.doc) and self.doc[span.end].text in (",", "-", "\u2014"):
                found.extend(self._apposition(span.end + 1))
        return found

    def _apposition(self, start: int) -> list[str]:
        words = []
        for token in self.doc[start : start + 12]:
            if token.text in (",", ".", "\u2014", '"') or token.tag_[:2] == "VB" or token.tag_ in ("WP", "WDT"):
                break
            words.append(token.lower_)
        return words

    def _nearest(self, cluster: Cluster, token: int) -> Span:
        spans = [self.doc._.names[i].span for i in cluster.members]
        earlier = [s for s in spans if s.start < token]
        return earlier[-1] if earlier else spans[0]

    def _person(self, span: Span, gender: str, last: str | None, definite: bool) -> Answer | None:
        """Return the person whom a bare "the man", "the minister" or "a stocky man" goes on about."""
        here = self.sentence(span.start)
        best: tuple[float, Answer] | None = None
        reach = 3 if definite else 1
        for i, cluster in self.before(span.start):
            mention = self.doc._.names[i].span
            near = here - self.sentence(mention.start)
            if cluster.label != "PERSON" or near > reach:
                continue
            if gender and self.genders.get(cluster.id, gender) != gender:
                continue
            if not definite and mention.root.dep_ not in SUBJECTS:
                continue
            score = self._weight(i, cluster, here, last)
            if best is None or score > best[0]:
                best = score, Answer(cluster, mention, "description")
        return best[1] if best else None

    def _body(self, span: Span, labels: frozenset[str]) -> Answer | None:
        """Return the body or document that "the company", "the international body" or "the paper" goes on about."""
        here = self.sentence(span.start)
        best: tuple[float, Answer] | None = None
        for i, cluster in self.before(span.start) if labels else ():
            if cluster.label not in labels:
                continue
            score = self._weight(i, cluster, here, None)
            if best is None or score > best[0]:
                best = score, Answer(cluster, self.doc._.names[i].span, "description of a body")
        return best[1] if best and best[0] > FAINT else None


def _is_introduced(noun: Token) -> bool:
    """Return whether a description says for itself who is meant: "the head of traffic", "a spokesman for the port"."""
    return any(c.dep_ == "prep" and c.lower_ in ("of", "for", "at") for c in noun.rights)


def _labels(noun: str) -> frozenset[str]:
    """Return the labels of names that "the company", "the city" or "the paper" can mean, if any."""
    if noun in rules.words("body_words"):
        return BODIES[rules.mapping("body_words", "word", "stands_for")[noun]]
    return frozenset(("WORK_OF_ART", "LAW")) if noun in rules.words("document_words") else frozenset()
