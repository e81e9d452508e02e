"""What is kept of the answers to questions about stories."""

from __future__ import annotations

import pytest

from lib.ui import data


def test_stories_are_asked_about_once_and_the_first_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MAX_STORIES", 2)
    asked: list[list[str]] = []

    def ask(missing: list[str]) -> dict[str, str]:
        asked.append(missing)
        return {story: story.upper() for story in missing}

    told = data.Told()
    assert told.of(["a", "b"], ask) == {"a": "A", "b": "B"}
    assert told.of(["b", "c"], ask) == {"b": "B", "c": "C"}
    assert told.of(["a", "c"], ask) == {"a": "A", "c": "C"}
    assert asked == [["a", "b"], ["c"], ["a"]]
