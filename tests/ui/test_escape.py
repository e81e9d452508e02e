"""Names that hold markup are shown, not obeyed."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from lib.ui.escape import plain, sendable, web_address

HOSTILE = [
    "![x](http://tracker.example/a.png)",
    "[click](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "# heading",
    "**bold** _it_ ~~gone~~ `code` $x^2$ :red[x]",
    "1. list\n- item\n> quote",
    "a | b\n--- | ---",
    "AT&T &lt;b&gt;",
    "ends with a backslash \\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_every_letter(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(plain(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {t.type for t in tokens[1].children} <= {"text", "text_special"}
    assert "".join(t.content for t in tokens[1].children) == " ".join(text.split())


def test_half_characters_and_controls_are_replaced() -> None:
    assert sendable("a\ud800b\x00c\nd") == "a\ufffdb\ufffdc\nd"
    sendable("a\ud800b").encode()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://beta.example/a?b=1#c", True),
        ("http://beta.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//beta.example/a", False),
        ("https://", False),
        ("https://beta.example/ a", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: bool) -> None:
    assert web_address(url) == (url if kept else None)
