"""What a person types into a search field, as a tree of conditions. Pure: text in, tree out.

``parse`` reads words, "phrases", prefix*, fuzzy~, AND OR NOT, ( ), field:word and dates. Every part knows the
characters it came from, so that an error can show the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lib.errors import SearchError
from lib.store.terms import terms

#: A query is typed by a person; a longer or deeper one is a mistake or an attack.
MAX_TOKENS = 200
MAX_DEPTH = 20
#: Letters that may differ in a fuzzy word, and words that may stand between those of a loose phrase.
MAX_EDITS, MAX_SLOP = 2, 50
#: What may be written before a colon, and the field that it means.
FIELDS = {
    "title": "title",
    "headline": "title",
    "text": "text",
    "outlet": "outlet",
    "author": "author",
    "by": "author",
    "said": "said",
    "quote": "said",
    "speaker": "speaker",
    "date": "date",
    "from": "from",
    "since": "from",
    "to": "to",
    "until": "to",
}
DATES = {"date", "from", "to"}
#: Fields of a quote. In a search for articles they ask for an article with such a quote.
SPOKEN = {"said", "speaker"}
#: Fields that a search inside quotes knows.
OF_QUOTES = SPOKEN | DATES | {"outlet"}


@dataclass(frozen=True, slots=True)
class Words:
    """One word or several next to each other. ``kind`` is word, phrase, prefix or fuzzy; ``field`` None is any.

    ``loose`` is the number of letters (fuzzy) or of words in between (phrase) that may differ.
    """

    kind: str
    terms: tuple[str, ...]
    field: str | None
    loose: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """Published on one of these days, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The article has one quote of which ``part`` holds."""

    part: Node


Node = Words | Dates | Not | Every | Some | Spoken


def speaks(node: Node) -> bool:
    """Return whether ``node`` asks for quotes."""
    if isinstance(node, Every | Some):
        return any(speaks(part) for part in node.parts)
    return isinstance(node, Spoken) or (isinstance(node, Not) and speaks(node.part))


def number_of_day(day: date) -> int:
    """Return a day as the indexes compare it: 20260517."""
    return day.year * 10_000 + day.month * 100 + day.day


class Token(NamedTuple):
    """A piece of a query and where it starts. ``kind`` is word, phrase, range, field, or a sign: ( ) OR AND NOT."""

    kind: str
    text: str
    start: int
    end: int
    loose: str = ""


_PIECES = re.compile(
    r"""\s+|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[\w"(\[]))
    |"(?P<phrase>[^"]*)"(?:~(?P<loose>\d*))?
    |(?P<field>[A-Za-z]+):(?!//|\s|$)|(?P<bare>(?:FIELDS):)(?=\s|$)
    |(?P<range>\[[^\]]*\])|(?P<word>[^\s()"]+)|(?P<quote>")""".replace("FIELDS", "|".join(FIELDS)),
    re.VERBOSE,
)
_SIGNS = {"AND", "OR", "NOT"}


def parse(query: str, *, quotes: bool = False) -> Node:
    """Return the conditions that ``query`` states, of articles or, with ``quotes``, of single quotes.

    Raises SearchError, with the place and what to change, where it cannot be understood.
    """
    pieces = list(_tokens(query))
    if len(pieces) > MAX_TOKENS:
        raise SearchError(f"The search has more than {MAX_TOKENS} words. Shorten it.")
    parser = _Parser(query, pieces, quotes=quotes)
    tree = parser.alternatives(0, None)
    if parser.rest:
        raise parser.error('A ")" has no "(" before it. Take it out, or open the bracket.', parser.rest[-1])
    return tree


def leaves(node: Node, *, negative: bool = False) -> Iterator[Words]:
    """Yield the words that ``node`` looks for; those that must not be there only when ``negative``."""
    if isinstance(node, Words):
        yield node
    elif isinstance(node, Every | Some):
        for part in node.parts:
            yield from leaves(part, negative=negative)
    elif isinstance(node, Spoken) or (isinstance(node, Not) and negative):
        yield from leaves(node.part, negative=negative)


def _tokens(query: str) -> Iterator[Token]:
    straight = re.sub("[“”„«»]", '"', query)
    for match in _PIECES.finditer(straight):
        kind, text = match.lastgroup, match.group()
        place = match.span()
        if kind == "quote":
            raise SearchError("A quotation mark is not closed. Put one at both ends of the phrase.", query, *place)
        if kind in ("open", "close"):
            yield Token(text, text, *place)
        elif kind == "minus" or (kind == "word" and text in _SIGNS):
            yield Token("NOT" if kind == "minus" else text, text, *place)
        elif kind in ("phrase", "loose"):
            loose = match["loose"]
            yield Token("phrase", match["phrase"], *place, "1" if loose == "" else loose or "")
        elif kind in ("field", "bare"):
            yield Token("field", text.rstrip(":"), *place)
        elif kind:
            yield Token(kind, text, *place)


class _Parser:
    """Recursive descent: alternatives joined by OR, of conditions that must all hold, of single ones."""

    def __init__(self, query: str, pieces: list[Token], *, quotes: bool) -> None:
        self.query, self.quotes = query, quotes
        self.rest = pieces[::-1]

    def error(self, message: str, at: Token | None) -> SearchError:
        end = len(self.query)
        return SearchError(message, self.query, *((at.start, at.end) if at else (end, end)))

    def next(self) -> Token | None:
        return self.rest[-1] if self.rest else None

    def next_kind(self) -> str:
        return self.rest[-1].kind if self.rest else ""

    def alternatives(self, depth: int, field: str | None) -> Node:
        if depth > MAX_DEPTH:
            raise self.error("The search has too many brackets inside each other.", self.next())
        found = [self.conditions(depth, field)]
        while self.next_kind() == "OR":
            self.rest.pop()
            found.append(self.conditions(depth, field))
        return found[0] if len(found) == 1 else Some(tuple(found))

    def conditions(self, depth: int, field: str | None) -> Node:
        found = []
        while self.next_kind() not in ("", ")", "OR"):
            if self.next_kind() == "AND":
                self.joined(self.rest.pop(), found)
            found.append(self.condition(depth, field))
        if not found:
            raise self.error("A word is missing: at the start, next to OR, or inside brackets.", self.next())
        return found[0] if len(found) == 1 else Every(tuple(_one_quote(found)))

    def joined(self, sign: Token, found: list[Node]) -> None:
        """Raise SearchError unless AND stands between two conditions."""
        if not found or self.next_kind() in ("", ")", "OR", "AND"):
            raise self.error("AND needs a word before it and one after it.", sign)

    def condition(self, depth: int, field: str | None) -> Node:
        piece = self.rest.pop()
        if piece.kind == "NOT":
            if self.next_kind() in ("", ")", "OR", "AND", "NOT"):
                raise self.error("NOT, or a minus, needs a word after it.", piece)
            return Not(self.condition(depth, field))
        if piece.kind == "field":
            return self.fielded(piece, depth, field)
        if piece.kind == "(":
            return self.bracket(piece, depth, field)
        return self.leaf(piece, field)

    def bracket(self, opening: Token, depth: int, field: str | None) -> Node:
        tree = self.alternatives(depth + 1, field)
        if self.next_kind() != ")":
            raise self.error('A "(" is not closed. Add a ")".', opening)
        self.rest.pop()
        return tree

    def fielded(self, name: Token, depth: int, outer: str | None) -> Node:
        """Return the condition after ``name:``, which may be a bracket; quotes' fields make it one of a quote."""
        field = self.known(name, outer)
        if self.next_kind() in ("", ")", "OR", "AND", "NOT", "field"):
            raise self.error(f'"{name.text}:" needs something to look for right after it.', name)
        piece = self.rest.pop()
        if field in DATES:
            return self.dates(piece, field)
        inner = self.bracket(piece, depth, field) if piece.kind == "(" else self.leaf(piece, field)
        return inner if self.quotes or field not in SPOKEN or outer in SPOKEN else Spoken(inner)

    def known(self, name: Token, outer: str | None) -> str:
        field = FIELDS.get(name.text.lower())
        if field is None:
            message = f'There is no field "{name.text}". Fields are {", ".join(sorted(set(FIELDS.values())))}.'
            raise self.error(f'{message} For a colon in the text, put "quotation marks" around it.', name)
        if self.quotes and field not in OF_QUOTES:
            raise self.error(f'"{name.text}:" is not known of a quote. Look for it with "Words in the article".', name)
        if outer is not None and not (outer in SPOKEN and field in SPOKEN):
            raise self.error(f'"{name.text}:" cannot stand inside the brackets of another field.', name)
        return field

    def leaf(self, piece: Token, field: str | None) -> Words:
        if piece.kind == "phrase":
            return self.phrase(piece, field)
        word, star, fuzzy = _ending(piece.text) if piece.kind == "word" else (piece.text, "", "")
        if "*" in word and word.strip("*"):
            raise self.error("A * can only stand at the end of a word.", piece)
        found = tuple(terms(word))
        if not found:
            raise self.error(f'There is no word to look for in "{piece.text}".', piece)
        if star:
            return self.prefix(piece, found, field)
        return self.fuzzy(piece, found, field, fuzzy) if fuzzy else Words("word", found, field)

    def prefix(self, piece: Token, found: tuple[str, ...], field: str | None) -> Words:
        if len(found[-1]) == 1 and found[-1].isascii():
            raise self.error("Write at least two letters before the *.", piece)
        return Words("prefix", found, field)

    def fuzzy(self, piece: Token, found: tuple[str, ...], field: str | None, sign: str) -> Words:
        edits = int(sign[1:] or 1)
        if len(found) > 1 or edits > MAX_EDITS or not edits:
            raise self.error("Write word~ or word~2, of a single word: one letter may differ, or two.", piece)
        if len(found[0]) <= 2 * edits:
            raise self.error("This word is too short for a ~: nearly every short word would fit.", piece)
        return Words("fuzzy", found, field, edits)

    def phrase(self, piece: Token, field: str | None) -> Words:
        found = tuple(terms(piece.text))
        loose = int((piece.loose or "0")[:6])
        if not found:
            raise self.error("There is no word between these quotation marks.", piece)
        if loose > MAX_SLOP:
            raise self.error(f"At most {MAX_SLOP} words may stand between those of a phrase.", piece)
        return Words("phrase", found, field, loose)

    def dates(self, piece: Token, field: str) -> Dates:
        text = piece.text.strip()
        if piece.kind == "range":
            first, between, last = text.strip("[]").partition(" TO ")
            bounds = (_days(first), _days(last)) if between else (None, None)
        else:
            bounds = (_days(text), _days(text)) if piece.kind in ("word", "phrase") else (None, None)
        if bounds[0] is None or bounds[1] is None or (piece.kind == "range" and field != "date"):
            raise self.error(f'"{text}" is no date. Write 2026-05-17, 2026-05, 2026 or [2026-05 TO 2026-06].', piece)
        first, last = bounds[0][0], bounds[1][1]
        if first and last and first > last:
            raise self.error("The first date is after the last one. Change them round.", piece)
        return Dates(first if field != "to" else None, last if field != "from" else None)


def _ending(text: str) -> tuple[str, str, str]:
    """Return a word without its * or ~, and these."""
    found = re.fullmatch(r"(.*?)(\*+)?(~\d*)?", text, re.DOTALL)
    word, star, fuzzy = found.groups() if found else (text, None, None)
    return (word, star or "", fuzzy or "") if word else (text, "", "")


def _one_quote(parts: list[Node]) -> Iterator[Node]:
    """Yield ``parts`` with the conditions of quotes among them made one: they are asked of one and the same quote."""
    spoken = [part.part for part in parts if isinstance(part, Spoken)]
    yield from (part for part in parts if not isinstance(part, Spoken))
    if spoken:
        yield Spoken(spoken[0] if len(spoken) == 1 else Every(tuple(spoken)))


_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def _days(text: str) -> tuple[date | None, date | None] | None:
    """Return the first and the last day of "2026-05-17", "2026-05" or "2026"; of "*" any; None for no date."""
    if text.strip() == "*":
        return None, None
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        return (first, first) if day else (first, _last_day(year, month or 12))
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1) if year < date.max.year else date.max
    return date.fromordinal(following.toordinal() - 1) if following != date.max else following
