"""What is kept of the answers to questions about stories."""

from __future__ import annotations

import pytest

from lib.ui import data


def test_quotes_are_asked_about_once_and_the_first_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MAX_TOLD", 2)
    asked: list[list[int]] = []

    def ask(missing: list[int]) -> dict[int, str]:
        asked.append(missing)
        return {quote: str(quote) for quote in missing if quote != 2}

    told = data.Told()
    assert told.of([1, 2], ask) == {1: "1", 2: None}
    assert told.of([2, 3], ask) == {2: None, 3: "3"}
    assert told.of([1, 3], ask) == {1: "1", 3: "3"}
    assert asked == [[1, 2], [3], [1]]
