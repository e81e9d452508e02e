"""What can go wrong, each as one class whose message a newsroom can act on."""

from __future__ import annotations


class StoryExplorerError(Exception):
    """Base of every error that the program raises on purpose; its text is shown to the user."""


class ReadError(StoryExplorerError):
    """A file or record that could not be read. ``where`` is "file" or "file:line"."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class ReadWarning(StoryExplorerError):
    """An article that was read with something left out, such as a date nobody can be sure of; never raised."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class StoreError(StoryExplorerError):
    """The store cannot be opened, written or trusted; the message says what to do."""


class ModelError(StoryExplorerError):
    """The language model is missing or is not the one that was verified."""


class ExportError(StoryExplorerError):
    """A picture or report could not be made; the message says why."""


class SearchError(StoryExplorerError):
    """The words of a search cannot be understood; the message says what to change.

    ``query`` is what was typed, and its characters ``[start, end)`` are what the message is about (none at all:
    something is missing there).
    """

    def __init__(self, message: str, query: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.query, self.start, self.end = query, start, end
