"""What a pasted page says about itself."""

from __future__ import annotations

import pytest

from lib.layout import find_layout, find_metadata
from lib.layout.patterns import BYLINE, DATE

BODY = "The old bridge over the river will close in March, the council of Lindby said after a long debate."
PAGE = f"""Old bridge to close in March

By Anna Lind and Omar Haddad

3 February 2026

{BODY}

{BODY}

© 2026 The Lindby Gazette. All rights reserved.
"""


def test_a_page_s_own_words() -> None:
    found = find_metadata(PAGE, find_layout(PAGE))
    assert found.title == "Old bridge to close in March"
    assert found.authors == ("Anna Lind", "Omar Haddad")
    assert found.published == "3 February 2026"
    assert found.outlet == "The Lindby Gazette"


def test_a_byline_without_by_and_no_button_beside_it() -> None:
    page = f"Old bridge to close\n\n4 min read\n\nAnna Lind\n\nCopy Link\n\n{BODY}\n\n{BODY}"
    assert find_metadata(page, find_layout(page)).authors == ("Anna Lind",)


def test_running_text_says_nothing() -> None:
    assert find_metadata(BODY, find_layout(BODY)) == (None, None, (), None)


@pytest.mark.parametrize(
    "line",
    [
        "3 February 2026",
        "03 February, 2026",
        "Tuesday, February 3, 2026",
        "Published 3 Feb 2026",
        "Updated: Feb. 3, 2026 4:05 PM ET",
        "2026-02-03",
        "3/2/2026",
        "10:42 GMT, 3 February 2026",
    ],
)
def test_lines_that_are_a_date(line: str) -> None:
    assert DATE.fullmatch(line)


@pytest.mark.parametrize(
    "line", ["February 2026", "On Tuesday the council met", "3 February 2026 was a cold day", "45"]
)
def test_lines_that_are_no_date(line: str) -> None:
    assert not DATE.fullmatch(line)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Lind", "Anna Lind"),
        ("BY ANNA LIND", "ANNA LIND"),
        ("By Anna Lind, Omar Haddad and Siân van der Berg", "Anna Lind, Omar Haddad and Siân van der Berg"),
        ("By Anna Lind in Oslo", "Anna Lind"),
        ("By Anna Lind, political editor", "Anna Lind"),
    ],
)
def test_bylines(line: str, names: str) -> None:
    match = BYLINE.fullmatch(line)
    assert match
    assert match["names"] == names


@pytest.mark.parametrize("line", ["By Monday", "By then the bridge had gone", "By Anna Lind said the mayor."])
def test_no_bylines(line: str) -> None:
    assert not BYLINE.fullmatch(line)
