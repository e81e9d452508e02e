"""Which process a connection is for, from the head of its first request."""

from __future__ import annotations

import pytest

from lib.ui import dealing

NAME = dealing.cookie(8501)


def head(*lines: bytes) -> bytes:
    return b"\r\n".join((b"GET / HTTP/1.1", b"Host: localhost:8501", *lines, b"", b""))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (b"Cookie: story-process-8501=2", 2),
        (b"cookie:story-process-8501=12", 12),
        (b"Cookie: a=b; story-process-8501=3; c=d", 3),
        (b'Cookie: _streamlit_xsrf="2|a;b"; story-process-8501=1', 1),
        (b"Accept: */*", None),
        (b"Cookie: story-process-8502=2", None),  # of another dashboard on the same host
        (b"Cookie: not-story-process-8501=2", None),
        (b"Cookie: a=story-process-8501=2", None),
        (b"Cookie: story-process-8501=0", None),
        (b"Cookie: story-process-8501=-1", None),
        (b"Cookie: story-process-8501=2x", None),
        (b"Cookie: story-process-8501=99999999999", None),
        (b"Cookie: story-process-8501=\xff\x00", None),
        (b"X-Cookie: story-process-8501=2", None),
        (b"Referer: http://elsewhere/cookie: story-process-8501=2", None),
    ],
)
def test_the_cookie_names_the_process(line: bytes, number: int | None) -> None:
    assert dealing.named(head(b"Accept: text/html", line), NAME) == number


def test_only_the_head_is_read() -> None:
    assert dealing.named(head() + b"Cookie: story-process-8501=2\r\n\r\n", NAME) is None


def test_what_is_in_tls_all_goes_to_one_process() -> None:
    hello = b"\x16\x03\x01\x02\x00\x01"
    assert dealing.is_whole(hello)
    assert dealing.named(hello, NAME) == 1


def test_a_head_is_whole_with_its_empty_line_or_when_it_is_too_long() -> None:
    whole = head(b"Cookie: story-process-8501=2")
    assert [n for n in range(len(whole) + 1) if dealing.is_whole(whole[:n])] == [len(whole)]
    assert dealing.is_whole(b"GET / HTTP/1.0\n\n")
    assert dealing.is_whole(b"G" * dealing.LONGEST)
    assert dealing.is_whole(b"\x00\x01")  # no HTTP: nothing will come that ends it


def test_only_pages_open_sessions() -> None:
    assert dealing.asks_for_a_page(head(b"Accept: text/html,*/*"))
    assert not dealing.asks_for_a_page(head(b"Accept: */*"))


@pytest.mark.parametrize(
    ("wanted", "readers", "number"),
    [
        (None, {}, 1),
        (None, {1: 0}, 1),
        (None, {1: dealing.ENOUGH - 1}, 1),
        (None, {1: dealing.ENOUGH}, 2),  # started only now
        (None, {1: dealing.ENOUGH, 2: 1}, 2),
        (None, {1: 9, 2: 9}, 3),
        (None, {1: 9, 2: 8, 3: 9}, 2),  # no more than three
        (None, {1: 4, 2: 4, 3: 4}, 1),
        (None, {2: 5}, 1),  # 1 has ended
        (3, {1: 0}, 3),  # its readers come back to it, started again or not
        (1, {1: 50, 2: 0}, 1),
        (4, {1: 1, 2: 0, 3: 9}, 2),  # from when there were more
    ],
)
def test_a_connection_goes_where_its_cookie_says_else_to_the_least_busy(
    wanted: int | None, readers: dict[int, int], number: int
) -> None:
    assert dealing.choose(wanted, readers, 3) == number


@pytest.mark.parametrize(
    ("readers", "number"),
    [
        ({}, None),  # the first is on its way
        ({1: dealing.SOON - 1}, None),
        ({1: dealing.SOON}, 2),
        ({1: dealing.ENOUGH, 2: 0}, None),
        ({1: dealing.ENOUGH, 2: dealing.SOON}, 3),
        ({2: dealing.SOON}, 1),
        ({1: 9, 2: 9, 3: 9}, None),  # no more than three
    ],
)
def test_the_next_process_is_got_ready_before_it_is_needed(readers: dict[int, int], number: int | None) -> None:
    assert dealing.soon_wanted(readers, 3) == number
