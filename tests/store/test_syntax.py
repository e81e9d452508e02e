from datetime import date

import pytest

from lib.errors import SearchError
from lib.store.syntax import MAX_DEPTH, MAX_TOKENS, Dates, Every, Not, Some, Spoken, Words, leaves, parse


def word(text: str, field: str | None = None) -> Words:
    return Words("word", (text,), field)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("rome", word("rome")),
        ("a b OR c", Some((Every((word("a"), word("b"))), word("c")))),
        ("a (b OR c)", Every((word("a"), Some((word("b"), word("c")))))),
        ("U.S.", Words("word", ("u", "s"), None)),
        ('"A b"~3', Words("phrase", ("a", "b"), None, 3)),
        ("bomb*", Words("prefix", ("bomb",), None)),
        ("bomb~", Words("fuzzy", ("bomb",), None, 1)),
        ("title:(a -b)", Every((word("a", "title"), Not(word("b", "title"))))),
        ("said:a b speaker:c", Every((word("b"), Spoken(Every((word("a", "said"), word("c", "speaker"))))))),
        ("-said:a", Not(Spoken(word("a", "said")))),
        ("date:2024-02", Dates(date(2024, 2, 1), date(2024, 2, 29))),
        ("date:9999-12", Dates(date(9999, 12, 1), date(9999, 12, 31))),
        ("from:2026", Dates(date(2026, 1, 1), None)),
        ("to:2026", Dates(None, date(2026, 12, 31))),
    ],
)
def test_trees(query: str, tree: object) -> None:
    assert parse(query) == tree


def test_inside_quotes_nothing_is_spoken_of() -> None:
    assert parse("a speaker:b", quotes=True) == Every((word("a"), word("b", "speaker")))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", ""),
        ("  ", ""),
        ('rome "open', '"'),
        ("(rome", "("),
        ("rome)", ")"),
        ("OR rome", "OR"),
        ("rome OR", ""),
        ("rome AND", "AND"),
        ("AND rome", "AND"),
        ("rome AND OR x", "AND"),
        ("NOT", "NOT"),
        ("NOT NOT x", "NOT"),
        ("rome -()", ")"),
        ("...", "..."),
        ('""', '""'),
        ("*", "*"),
        ("b*g", "b*g"),
        ("*ing", "*ing"),
        ("a*", "a*"),
        ("rome~3", "rome~3"),
        ("rome~0", "rome~0"),
        ("abc~2", "abc~2"),
        ("u.s~", "u.s~"),
        ('"a b"~99', '"a b"~99'),
        ("rome colour:red", "colour:"),
        ("title:", "title:"),
        ("title:-x", "title:"),
        ("title:(text:x)", "text:"),
        ("date:may", "may"),
        ("date:2026-13", "2026-13"),
        ("from:[2026 TO 2027]", "[2026 TO 2027]"),
        ("date:[2027 TO 2026]", "[2027 TO 2026]"),
        ("date:(2026)", "("),
    ],
)
def test_bad_syntax_is_said_plainly_with_its_place(query: str, place: str) -> None:
    with pytest.raises(SearchError) as error:
        parse(query)
    assert str(error.value).endswith(".")
    assert error.value.query[error.value.start : error.value.end] == place


def test_a_field_that_quotes_lack_says_where_to_look() -> None:
    with pytest.raises(SearchError, match="Words in the article"):
        parse("title:rome", quotes=True)


def test_an_absurd_search_is_refused() -> None:
    for words in ("a " * (MAX_TOKENS + 1), "(" * (MAX_DEPTH + 5) + "a" + ")" * (MAX_DEPTH + 5), "NOT " * 190 + "a"):
        with pytest.raises(SearchError):
            parse(words)


def test_leaves_leave_out_what_must_not_be_there() -> None:
    assert [own.terms[0] for own in leaves(parse("a -b (c OR said:d) -(e f)"))] == ["a", "c", "d"]
