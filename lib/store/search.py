"""The full-text indexes of a version: one of its articles, one of its quotes. What may be typed: lib.store.syntax.

A document has a ``number`` (of the article or quote), the fields that are searched, and the ``day`` it was
published; a quote has the number of its ``article`` besides. A word without a field is looked for in the title
and the text of an article, and in what is said in a quote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import tantivy
from tantivy import Occur, Query

from lib.store import postings
from lib.store.fitting import Fitting
from lib.store.syntax import Dates, Every, Node, Not, Some, Spoken, Words, number_of_day, speaks
from lib.store.terms import ANALYZER, analyzer

TEXTS = ("title", "text", "outlet", "author", "said", "speaker")
NUMBERS = ("number", "article", "day")
#: The fields of a word without one, and how much a hit there counts in "best match".
OF_ARTICLES = {"title": 2.0, "text": 1.0}
OF_QUOTES = {"said": 1.0}
#: Memory of an index writer, taken as it is needed. A thread writes a segment when its part is full, and eight of a
#: size are merged: indexing articles so that most were merged once took 15 % longer.
HEAP = 600_000_000
#: So many hits are asked for at once: each takes some 150 bytes until it is a number in an array.
AT_ONCE = 250_000
#: Part of the digest of the layout: an index of other fields or words was made by another version of the program.
LAYOUT = (ANALYZER, TEXTS, NUMBERS)


@cache
def schema() -> tantivy.Schema:
    """Return the fields of both indexes; a document leaves out those that it does not have."""
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    for name in NUMBERS:
        builder.add_unsigned_field(name, fast=True, indexed=name == "number")
    return builder.build()


def write_index(folder: Path, documents: Iterable[str], threads: int = 1) -> None:
    """Index ``documents`` into the new folder; a phrase never runs from one value of a field to the next.

    A document is a JSON object from the names of TEXTS to texts or lists of texts, from those of NUMBERS to whole
    numbers, "day" as 20260517; null is refused. JSON is read outside Python: a quote took a third less processor time
    than as a dict. Each of the ``threads`` writes segments of its own; two take 10 % more processor time than one.
    """
    folder.mkdir(parents=True)
    _write(tantivy.Index(schema(), path=str(folder)), (), documents, threads)
    postings.note(folder, NUMBERS)


def update_index(folder: Path, gone: Iterable[int], documents: Iterable[str]) -> None:
    """Take the documents with the numbers ``gone`` out of the index in ``folder`` and add ``documents`` to it."""
    noted = postings.noted(folder)  # else an earlier release wrote it, and noting all would take longer than the rest
    _write(tantivy.Index.open(str(folder)), gone, documents)
    if noted:
        postings.note(folder, NUMBERS)


def _write(index: tantivy.Index, gone: Iterable[int], documents: Iterable[str], threads: int = 1) -> None:
    index.register_tokenizer(ANALYZER, analyzer())
    try:
        writer = index.writer(HEAP, threads)
        for number in gone:
            writer.delete_documents_by_query(Query.term_query(schema(), "number", number))
        for document in documents:
            writer.add_json(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # how tantivy reports a disk that takes no more
        raise OSError(str(error)) from error


class Hits(NamedTuple):
    """What was found: numbers, ascending (int32), and for each how well it fits (float32; None: not asked for)."""

    numbers: np.ndarray
    scores: np.ndarray | None = None


NO_HITS = Hits(np.empty(0, np.int32), np.empty(0, np.float32))


def _linked(folder: Path) -> TemporaryDirectory[str]:
    """Return a folder with links to the files of an index that may only be read: who opens one locks a file in it."""
    aside = TemporaryDirectory(prefix="story-explorer-")
    for file in (own for own in folder.iterdir() if own.suffix != ".lock"):
        Path(aside.name, file.name).symlink_to(file.absolute())
    return aside


class Index:
    """An opened index; safe to use from several threads. ``fields`` are those of a word without a field.

    ``everyone`` gives the number of every indexed text, ascending, where that is known.
    """

    def __init__(
        self, folder: Path, fields: Mapping[str, float], everyone: Callable[[], np.ndarray] | None = None
    ) -> None:
        self._aside = None if os.access(folder, os.W_OK) else _linked(folder)
        index = tantivy.Index.open(self._aside.name if self._aside else str(folder))
        index.register_tokenizer(ANALYZER, analyzer())
        self.searcher = index.searcher()
        self.fields = fields
        self._everyone = everyone
        #: None where the index is of an earlier release, until it is written anew.
        self.lists = postings.read(folder, NUMBERS)

    def hits(self, tree: Node, *, scored: bool = False, field: str = "number") -> Hits:
        """Return the ``field`` of all that ``tree``, which has no Spoken in it, fits; one of several quotes' articles
        is there several times.
        """
        if self.lists and not scored:
            return self.listed(self.lists, tree, field)
        query = compiled(tree, self.fields)
        if scored or field != "number":
            return self._run(query if scored else Query.const_score_query(query, 1.0), field, scored=scored)
        return self._most(query) or self._run(Query.const_score_query(query, 1.0), field, scored=False)

    def best(self, tree: Node, n: int) -> Hits:
        """Return the ``n`` that ``tree``, which has no Spoken in it, fits best; all where it fits fewer."""
        numbers, scores = self._part(compiled(tree, self.fields), 0, n, "number")
        order = np.argsort(numbers)
        return Hits(numbers[order], scores[order])

    def listed(
        self,
        lists: postings.Lists,
        tree: Node,
        field: str = "number",
        spoken: Callable[[Node], np.ndarray] | None = None,
    ) -> Hits:
        """Return the like without scores from the ``lists`` of this index; ``spoken`` is as in ``Fitting``."""
        fitting = Fitting(self, lists, spoken)
        return Hits(fitting.numbers(tree) if field == "number" else lists.values(field, fitting.of(tree)))

    def asked(self, tree: Node) -> np.ndarray:
        """Return the numbers of what ``tree`` fits as tantivy finds them, ascending.

        What is more than is handed over at once is asked for number by number: page by page, each page takes as long
        as all of it, and in "of the" that is much longer than handing it over.
        """
        query = Query.const_score_query(compiled(tree, self.fields), 1.0)
        found = self.searcher.search(query, AT_ONCE, count=True)
        if found.count <= AT_ONCE:
            return np.sort(self._values(found.hits, "number"))
        pieces = 1 + 5 * found.count // (4 * AT_ONCE)
        ends = np.linspace(0, self.lists.size, pieces + 1).astype(int).tolist()
        return np.concatenate([self._between(query, *own) for own in pairwise(ends)])

    def _between(self, query: Query, first: int, end: int) -> np.ndarray:
        """Return the numbers of ``[first, end)`` that ``query`` fits, ascending."""
        there = Query.range_query(schema(), "number", tantivy.FieldType.Unsigned, first, end, include_upper=False)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(there, 0.0))])
        found = self.searcher.search(both, AT_ONCE, count=True)
        if found.count <= AT_ONCE:
            return np.sort(self._values(found.hits, "number"))
        middle = (first + end) // 2
        return np.concatenate([self._between(query, first, middle), self._between(query, middle, end)])

    def _most(self, query: Query) -> Hits | None:
        """Return the like of what more than half of all texts fit, from the rest: each found costs more than counting.

        None where it is not more, or where it is not known which there are.
        """
        if not self._everyone or self.searcher.search(query, 1, count=True).count * 2 <= self.searcher.num_docs:
            return None
        numbers = self._known()
        if numbers is None:
            return None
        others = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])
        rest = self._run(Query.const_score_query(others, 1.0), "number", scored=False).numbers
        kept = np.ones(len(numbers), bool)
        kept[np.searchsorted(numbers, rest)] = False
        return Hits(numbers[kept].astype(np.int32))

    def _known(self) -> np.ndarray | None:
        """Return the number of every indexed text, ascending; None where that is not known."""
        numbers = self._everyone() if self._everyone else None
        return None if numbers is None or len(numbers) != self.searcher.num_docs else numbers

    def numbers(self) -> np.ndarray:
        """Return the like of ``everything``, which is asked only where it is not known."""
        known = self._known()
        return self.everything() if known is None else known

    def everything(self) -> np.ndarray:
        """Return the number of every indexed text, ascending, as the index itself has it."""
        return self._run(Query.all_query(), "number", scored=False).numbers

    def _run(self, query: Query, field: str, *, scored: bool) -> Hits:
        # those that fit best are ordered anew from the first on for each part
        at_once = max(1, self.searcher.num_docs) if scored else AT_ONCE
        parts = [self._part(query, 0, at_once, field)]
        while len(parts[-1].numbers) == at_once:
            parts.append(self._part(query, at_once * len(parts), at_once, field))
        numbers, scores = (np.concatenate(own) for own in zip(*parts, strict=True))
        order = np.argsort(numbers, kind="stable")
        return Hits(numbers[order], scores[order] if scored else None)

    def _part(self, query: Query, offset: int, limit: int, field: str) -> Hits:
        found = self.searcher.search(query, limit, count=False, offset=offset)
        hits = found.hits
        return Hits(self._values(hits, field), np.fromiter((score for score, _ in hits), np.float32, len(hits)))

    def _values(self, hits: list[tuple[float, tantivy.DocAddress]], field: str) -> np.ndarray:
        values = self.searcher.fast_field_values(field, [place for _, place in hits])
        return np.fromiter(values, np.int32, len(values))


def find(articles: Index, quotes: Index, tree: Node, *, scored: bool = False) -> Hits:
    """Return the articles that fit ``tree``, whose parts may ask for quotes."""
    if not speaks(tree):
        return articles.hits(tree, scored=scored)
    if articles.lists and not scored:
        return articles.listed(articles.lists, tree, spoken=lambda part: quotes.hits(part, field="article").numbers)
    size = int(articles.numbers().max(initial=-1)) + 1
    fits, scores = _Combined(articles, quotes, size, scored=scored).of(tree)
    numbers = np.flatnonzero(fits).astype(np.int32)
    return Hits(numbers, scores[numbers] if scored else None)


class _Combined:
    """Conditions on articles and on their quotes, each answered by its own index, joined as arrays over articles."""

    def __init__(self, articles: Index, quotes: Index, size: int, *, scored: bool) -> None:
        self.articles, self.quotes, self.size, self.scored = articles, quotes, size, scored

    def of(self, node: Node) -> tuple[np.ndarray, np.ndarray]:
        """Return for every article number whether ``node`` fits it, and how well."""
        if isinstance(node, Spoken):
            return self.spread(self.quotes.hits(node.part, scored=self.scored, field="article"))
        if not speaks(node):
            return self.spread(self.articles.hits(node, scored=self.scored))
        if isinstance(node, Not):
            everything = self.spread(Hits(self.articles.numbers()))[0]
            return everything & ~self.of(node.part)[0], np.zeros(self.size, np.float32)
        parts = [self.of(part) for part in self.grouped(node)]
        join = np.logical_and if isinstance(node, Every) else np.logical_or
        return join.reduce([fits for fits, _ in parts]), np.sum([scores for _, scores in parts], axis=0)

    @staticmethod
    def grouped(node: Every | Some) -> list[Node]:
        """Return the parts of ``node``, those that ask only for articles as one."""
        plain = tuple(part for part in node.parts if not speaks(part))
        rest = [part for part in node.parts if speaks(part)]
        return [type(node)(plain), *rest] if plain else rest

    def spread(self, hits: Hits) -> tuple[np.ndarray, np.ndarray]:
        fits, scores = np.zeros(self.size, bool), np.zeros(self.size, np.float32)
        fits[hits.numbers] = True
        if hits.scores is not None:
            np.maximum.at(scores, hits.numbers, hits.scores)
        return fits, scores


def compiled(node: Node, fields: Mapping[str, float]) -> Query:
    """Return ``node`` as a query of the index whose words without a field are looked for in ``fields``."""
    if isinstance(node, Words):
        return _words(node, fields)
    if isinstance(node, Dates):
        return _dates(node)
    if isinstance(node, Some):
        return Query.boolean_query([(Occur.Should, compiled(part, fields)) for part in node.parts])
    parts = node.parts if isinstance(node, Every) else (node,)
    found = [_clause(part, fields) for part in parts]
    if all(occur == Occur.MustNot for occur, _ in found):
        found.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query(found)


def _clause(node: Node, fields: Mapping[str, float]) -> tuple[Occur, Query]:
    if isinstance(node, Not):
        return Occur.MustNot, compiled(node.part, fields)
    return Occur.Must, compiled(node, fields)


def _words(words: Words, fields: Mapping[str, float]) -> Query:
    wanted = {words.field: 1.0} if words.field else fields
    found = [_boosted(_in_field(words, field), boost) for field, boost in wanted.items()]
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def _boosted(query: Query, boost: float) -> Query:
    return query if boost == 1.0 else Query.boost_query(query, boost)


def _in_field(words: Words, field: str) -> Query:
    terms = list(words.terms)
    if words.kind == "prefix" and len(terms) == 1:
        return Query.regex_query(schema(), field, re.escape(terms[0]) + ".*")
    if words.kind == "prefix":
        return Query.phrase_prefix_query(schema(), field, terms)
    if words.kind == "fuzzy":
        return Query.fuzzy_term_query(schema(), field, terms[0], words.loose)
    if len(terms) == 1:
        return Query.term_query(schema(), field, terms[0])
    return Query.phrase_query(schema(), field, terms, words.loose)


def _dates(dates: Dates) -> Query:
    first, last = (number_of_day(day) if day else None for day in (dates.first, dates.last))
    if first is None and last is None:
        first = 0
    found = Query.range_query(schema(), "day", tantivy.FieldType.Unsigned, first, last)
    return Query.const_score_query(found, 0.0)
