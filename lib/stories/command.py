"""What ``python -m lib stories`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lib.model import Processed
from lib.stories.copies import CopyFinder
from lib.stories.grouper import Grouper
from lib.stories.record import Report


def stories_of(articles: Iterable[Processed]) -> Iterator[dict[str, str | None]]:
    """Yield ``{"id", "story", "copy_of"}`` for each article, in order; ``copy_of`` is None for an original."""
    reports = [Report.of(article) for article in articles]
    grouped = Grouper().add(reports)
    copy_of = {copy.id: copy.copy_of for copy in CopyFinder().add(reports)}
    for made in grouped.assignments:
        yield {"id": made.id, "story": made.story, "copy_of": copy_of.get(made.id)}
