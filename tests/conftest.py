"""Which tests run one after the other in one process, and which of them first."""

from __future__ import annotations

import pytest

BROWSER = "tests/browser/"
#: Each of these takes half a minute and more, so none of them may be what the others are waited for.
LONG = (BROWSER, "tests/store/test_layers.py", "tests/queries/test_clicks.py", "tests/test_ingest.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first."""
    items.sort(key=lambda item: next((i for i, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each process the tests of one file after another, and one process all that need a browser.

    These wait more than they work, most of the time for a page to be still: in one process, they are done beside
    the others, with one Chromium.
    """
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - pytest without it reads this file too

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

    config.option.loadscopereorder = False  # in the order above, not by how many tests a file has
    return ByFile(config, log)
