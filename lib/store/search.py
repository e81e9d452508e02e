"""The full-text indexes of a version, and the search syntax: words, "phrases", OR, NOT, prefix*, ( ).

Words are compared in lower case and without accents, and are not stemmed: "bombing" does not find "bombed",
``bomb*`` finds both. All words must be there unless OR says otherwise. Punctuation separates words, so that
``U.S.`` and ``don't`` are found as the words "u s" and "don t" next to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy
from tantivy import Occur, Query

from lib.errors import SearchError

ANALYZER = "plain"
WORDS, NUMBER = "words", "number"
#: Memory of the index writer: larger segments, fewer merges; 4M quotes took 1.1 GB with the default.
HEAP = 200_000_000
#: A query is typed by a person; a longer or deeper one is a mistake or an attack.
MAX_TOKENS = 200
MAX_DEPTH = 20


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts a text into the words that are compared."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(80))
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


@cache
def schema() -> tantivy.Schema:
    """Return the one field that is searched and the number that it is found by."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(WORDS, tokenizer_name=ANALYZER, index_option="position")
    builder.add_unsigned_field(NUMBER, fast=True)
    return builder.build()


def write_index(folder: Path, rows: Iterable[tuple[int, list[str]]]) -> None:
    """Index ``rows`` of (number, texts) into the new folder; a phrase never runs from one text to the next."""
    folder.mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder))
    index.register_tokenizer(ANALYZER, analyzer())
    try:
        writer = index.writer(HEAP, 2)
        for number, texts in rows:
            # from_dict with the schema: a plain keyword argument makes the number signed and kills the writer
            writer.add_document(tantivy.Document.from_dict({WORDS: texts, NUMBER: number}, schema()))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # how tantivy reports a disk that takes no more
        raise OSError(str(error)) from error


class Index:
    """An opened index; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(ANALYZER, analyzer())
        self.searcher = index.searcher()

    def numbers(self, words: str, *, limit: int | None = None) -> np.ndarray:
        """Return the numbers of the texts that match, ascending (int32); raises SearchError for bad syntax."""
        return self._run(parse(words), limit)

    def everything(self) -> np.ndarray:
        """Return the number of every indexed text, ascending."""
        return self._run(Query.all_query(), None)

    def _run(self, query: Query, limit: int | None) -> np.ndarray:
        most = max(1, self.searcher.num_docs if limit is None else limit)
        found = self.searcher.search(query, most, count=False, order_by_field=NUMBER, order=tantivy.Order.Asc)
        return np.fromiter((number for number, _ in found.hits), np.int32, len(found.hits))


class Token(NamedTuple):
    """A piece of a query: kind is "word", "phrase", "prefix", or the sign itself: ( ) OR NOT."""

    kind: str
    text: str = ""


_PIECES = re.compile(
    r'\s+|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[\w"(]))|"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+)|(?P<quote>")'
)


def tokens(words: str) -> Iterator[Token]:
    """Yield the pieces of a query; raises SearchError where a quotation mark stays open."""
    for match in _PIECES.finditer(re.sub("[“”„«»]", '"', words)):
        kind, text = match.lastgroup, match.group()
        if kind == "quote":
            raise SearchError("A quotation mark is not closed. Put one at both ends of the phrase.")
        if kind in ("open", "close"):
            yield Token(text)
        elif kind == "minus" or text in ("NOT", "OR"):
            yield Token("NOT" if kind == "minus" else text)
        elif kind == "phrase":
            yield Token("phrase", match["phrase"])
        elif kind == "word" and text != "AND":
            yield Token("prefix" if text.endswith("*") else "word", text.rstrip("*"))


def parse(words: str) -> Query:
    """Return the query that ``words`` ask for; raises SearchError with what to change."""
    pieces = list(tokens(words))
    if len(pieces) > MAX_TOKENS:
        raise SearchError(f"The search has more than {MAX_TOKENS} words. Shorten it.")
    parser = _Parser(pieces)
    query = parser.alternatives(0)
    if parser.rest:
        raise SearchError('A ")" has no "(" before it. Take it out or open the bracket.')
    return query


class _Parser:
    """Recursive descent: alternatives joined by OR, of clauses that must all hold, of single conditions."""

    def __init__(self, pieces: list[Token]) -> None:
        self.rest = pieces[::-1]

    def next_kind(self) -> str:
        return self.rest[-1].kind if self.rest else ""

    def alternatives(self, depth: int) -> Query:
        if depth > MAX_DEPTH:
            raise SearchError("The search has too many brackets inside each other.")
        found = [self.conditions(depth)]
        while self.next_kind() == "OR":
            self.rest.pop()
            found.append(self.conditions(depth))
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, q) for q in found])

    def conditions(self, depth: int) -> Query:
        found: list[tuple[Occur, Query]] = []
        while self.next_kind() not in ("", ")", "OR"):
            found.append(self.condition(depth))
        if not found:
            raise SearchError("The search lacks a word: at its start, next to OR, or inside brackets.")
        if all(occur == Occur.MustNot for occur, _ in found):
            found.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(found)

    def condition(self, depth: int) -> tuple[Occur, Query]:
        piece = self.rest.pop()
        if piece.kind == "NOT":
            if self.next_kind() in ("", ")", "OR", "NOT"):
                raise SearchError("NOT, or a minus, needs a word after it.")
            return Occur.MustNot, self.condition(depth)[1]
        if piece.kind != "(":
            return Occur.Must, leaf(piece)
        query = self.alternatives(depth + 1)
        if self.next_kind() != ")":
            raise SearchError('A "(" is not closed. Add a ")".')
        self.rest.pop()
        return Occur.Must, query


def leaf(piece: Token) -> Query:
    """Return the query for one word, phrase or prefix."""
    terms = analyzer().analyze(piece.text)
    if not terms:
        raise SearchError(f"There is no word to look for in {piece.text or '*'!r}.")
    if piece.kind == "prefix":
        last = Query.regex_query(schema(), WORDS, re.escape(terms[-1]) + ".*")
        return last if len(terms) == 1 else Query.phrase_prefix_query(schema(), WORDS, terms)
    if len(terms) == 1:
        return Query.term_query(schema(), WORDS, terms[0])
    return Query.phrase_query(schema(), WORDS, terms)
