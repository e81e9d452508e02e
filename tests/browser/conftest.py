"""A server of our own on a free port with a store of its own, and a browser that may ask nothing of anyone else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests import serving
from tests.app.conftest import press
from tests.serving import WITH_HEADERS
from tests.store.fixtures import build_store

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: A first page loads a megabyte of scripts and imports pandas: seconds on a busy machine.
PATIENCE = 30_000
#: The last part of the shell is there.
KEYS_WORK = "() => window.storyPressed !== undefined"
#: Nothing in the document has changed for 400 ms.
UNTIL_STILL = """() => new Promise((still) => {
    const wait = () => setTimeout(() => { seen.disconnect(); still(); }, 400);
    let timer = wait();
    const seen = new MutationObserver(() => { clearTimeout(timer); timer = wait(); });
    seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="Chromium is not on this machine (looked for `chromium`)"))


#: Scrolls to the first part of the page that is only drawn when somebody comes there; true where there is none.
WHOLE = """() => {
    const next = [...document.querySelectorAll("[class*=st-key-near-]")].find((part) => part.checkVisibility());
    next?.scrollIntoView();
    return !next;
}"""


@contextmanager
def served(store: Path, *command: str) -> Iterator[str]:
    """Yield the address of a server over ``store`` (tests.serving)."""
    with serving.served(store, *command) as (address, _):
        yield address


PLAIN = ("streamlit", "run", "dashboard.py", "--server.port")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("press") / "store", press())


@pytest.fixture(scope="session")
def site(store: Path) -> Iterator[str]:
    with served(store, *WITH_HEADERS) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Tab:
    """A browser tab that notes every request elsewhere and every complaint, and fails the test for them."""

    def __init__(self, context, site: str, *, plain: bool = False) -> None:
        self.site, self.plain = site, plain
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def _request(self, request) -> None:
        own = (self.site, self.site.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(own):
            self.elsewhere.append(request.url)

    def _console(self, message) -> None:
        # as ``streamlit run`` serves it, it looks for its server below the page's path first, and is told 404
        probe = "_stcore/" in message.location.get("url", "")
        if message.type == "error" and not (probe and self.plain):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def open(self, path: str) -> Tab:
        self.page.goto(f"{self.site}/{path}")
        return self.settled()

    def settled(self) -> Tab:
        """Wait until the page is there, no run is under way and nothing more is drawn."""
        self.page.locator("[data-testid=stMain] h1").first.wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_function(KEYS_WORK)
        # components fetch their scripts and draw themselves after the run has ended
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(UNTIL_STILL)
        return self

    def whole(self) -> Tab:
        """Scroll down until every part of the page is drawn."""
        self.page.wait_for_function(WHOLE)
        return self.settled()

    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()

    def wait_for_text(self, text: str) -> Tab:
        self.page.locator("[data-testid=stMain]").get_by_text(text).first.wait_for()
        return self.settled()

    @property
    def query(self) -> str:
        return self.page.url.partition("?")[2]


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Return a function that serves a store, at the address it returns, until the test's tabs have closed."""
    with ExitStack() as running:

        def start(store: Path, *command: str) -> str:
            return running.enter_context(served(store, *(command or WITH_HEADERS)))

        yield start


@pytest.fixture
def tab(chromium, site: str, serve) -> Iterator[Callable[..., Tab]]:
    """Return a function that opens a path in a tab of a fresh browser context."""
    contexts, tabs = [], []

    def fresh(path: str, at: str = site, *, plain: bool = False, **options) -> Tab:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}))
        tabs.append(Tab(contexts[-1], at, plain=plain))
        return tabs[-1].open(path)

    yield fresh
    for context in contexts:
        context.close()
    assert [t.elsewhere for t in tabs if t.elsewhere] == []
    assert [t.complaints for t in tabs if t.complaints] == []
