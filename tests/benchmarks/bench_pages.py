"""One reader in Chromium: from a click to the new picture, cold links, what a click sends, a report of ten views.

    python -m tests.benchmarks.bench_pages FOLDER [--clicks 200] [--cold 5] [--only "one place"]

Starts the server that ``make run`` starts, on the store in FOLDER. A click is a link followed inside the open page, as
every bar, chip and row is one; pages and views are those of ``tests.benchmarks.load``. ``ms`` is from the click to the
last change of the document after which nothing changes for QUIET milliseconds and the script has ended: the charts are
drawn by then. ``kB`` is everything that the browser receives after the click, as it is before compression. ``cold`` is
a browser that was never here opening a link: milliseconds until the first chart stands. The load of the machine is
printed, because it is in every number. The page draws its first chart before Streamlit runs (lib/ui/early.py), and
Streamlit draws it once more: both moments are given.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from lib.queries import stories
from lib.store.read import Store, open_store
from lib.ui import links, reports
from lib.view import View
from tests.benchmarks.load import clicks, offered
from tests.serving import WITH_HEADERS, served

QUIET = 400
PATIENCE = 60_000
CHROMIUM = "/usr/bin/chromium"
#: Follows a link as lib/ui/frontend/base.js does; answers with the milliseconds to the last change of the document.
CLICK = """([href, quiet]) => new Promise((done) => {
    const app = document.querySelector("[data-testid=stApp]"), began = performance.now();
    let last = began, ran = false;
    const running = () => app.dataset.testScriptState !== "notRunning";
    const seen = new MutationObserver(() => { last = performance.now(); ran ||= running(); });
    seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    history.pushState({}, "", new URL(href, location.href).href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const look = setInterval(() => {
        const now = performance.now(); // of a short run the document may never show that it began
        if ((!ran && now - began < 5 * quiet) || running() || now - last < quiet) return;
        clearInterval(look);
        seen.disconnect();
        done(last - began);
    }, 20);
})"""
#: Notes the milliseconds since the link was opened at which the first chart is drawn, by whomever and by Streamlit.
#: Asking a hundred times a second instead takes a tenth of two cores, which the page has to do without.
FIRST_CHART = """new MutationObserver((_, seen) => {
    const live = document.querySelector("[data-testid=stVegaLiteChart] :is(svg, canvas)");
    if (live || document.querySelector("#early :is(svg, canvas)")) window.firstChart ??= performance.now();
    if (!live) return;
    window.drawn = [window.firstChart, performance.now()];
    seen.disconnect();
}).observe(document, { subtree: true, childList: true })"""
DRAWN = "() => window.drawn"


class Traffic:
    """What a tab has received, in bytes."""

    def __init__(self, tab: CDPSession) -> None:
        self.size = 0
        tab.send("Network.enable")
        tab.on("Network.dataReceived", lambda event: self._add(event["dataLength"]))
        tab.on("Network.webSocketFrameReceived", lambda event: self._add(_length(event["response"])))

    def _add(self, size: int) -> None:
        self.size += size

    def taken(self) -> int:
        size, self.size = self.size, 0
        return size


def _length(frame: dict) -> int:
    text = frame["payloadData"]
    return len(text) * 3 // 4 if frame["opcode"] == 2 else len(text)


def settled(page: Page) -> None:
    """Wait until the first page is whole."""
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.wait_for_function(DRAWN)
    page.wait_for_load_state("networkidle")


def followed(
    browser: Browser, site: str, wanted: list[tuple[str, links.Page, View]]
) -> dict[str, list[tuple[float, int]]]:
    """Return for each kind of page (milliseconds, bytes) of each click, all in one tab that was opened before."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.add_init_script(FIRST_CHART)
    traffic = Traffic(page.context.new_cdp_session(page))
    page.goto(f"{site}/")
    settled(page)
    taken = defaultdict(list)
    for _, own, view in {name: (name, own, view) for name, own, view in wanted}.values():
        page.evaluate(CLICK, [links.href(own, view.with_(outlets=("warm",))), QUIET])  # scripts are loaded once
    traffic.taken()
    for name, own, view in wanted:
        ms = page.evaluate(CLICK, [links.href(own, view), QUIET])
        taken[name].append((ms, traffic.taken()))
    page.close()
    return taken


def opened(browser: Browser, address: str) -> list[float]:
    """Return the milliseconds until a browser that was never here shows a link's first chart, and Streamlit's."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(FIRST_CHART)
    page.goto(address, wait_until="commit")
    ms = page.wait_for_function(DRAWN, polling=500).json_value()
    context.close()
    return ms


def ten_views(store: Store) -> list[tuple[str, str, links.Page, View]]:
    """Return a queue as an editor would keep it: a view of every page that shows one, and one name, place and story."""
    found = {name: (page, view) for name, page, view in islice(clicks(offered(store), random.Random(5)), 400)}  # noqa: S311
    names = "overview", "stories", "articles", "people", "one person", "organisations", "places", "one place", "quotes"
    story = stories.listing(store, View(), limit=1)["id"].iloc[0]
    return [(name, "A note", *found[name]) for name in names] + [("story", "", links.STORIES, View(subject=story))]


def reported(folder: Path, store: Store) -> Iterator[tuple[str, float, int]]:
    """Yield what a report of ten views takes: its form, seconds, bytes."""
    os.environ["STORY_STORE"] = str(folder)
    wanted = ten_views(store)
    for form, make in (("HTML", reports.html), ("PDF", reports.pdf), ("HTML again", reports.html)):
        began = time.perf_counter()
        size = len(make("Ten views", wanted, "http://localhost:8501/"))
        yield form, time.perf_counter() - began, size


def show(taken: dict[str, list[tuple[float, int]]]) -> None:
    print(f"{'click to picture':22}{'clicks':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'p50 kB':>9}{'max kB':>9}")
    every = [one for own in taken.values() for one in own]
    for name, own in [*sorted(taken.items()), ("all", every)]:
        ms, size = np.array(own).T
        cells = [np.median(ms), np.percentile(ms, 95), ms.max(), np.median(size) / 1000, size.max() / 1000]
        print(f"{name:22}{len(own):8}" + "".join(f"{c:9,.0f}" for c in cells), flush=True)


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument("--cold", type=int, default=5)
    parser.add_argument("--only", default="", help="kinds of page whose name matches")
    given = parser.parse_args()
    folder = given.folder.absolute()
    store = open_store(folder)
    drawn = (one for one in clicks(offered(store), random.Random(1)) if re.search(given.only, one[0]))  # noqa: S311
    wanted = list(islice(drawn, given.clicks))
    with served(folder, *WITH_HEADERS, seconds=120) as (site, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        show(followed(browser, site, wanted))
        for path in ("", "people", "places") if given.cold else ():
            taken = np.array([opened(browser, f"{site}/{path}") for _ in range(given.cold)])
            for told, ms in (("first chart", taken[:, 0]), ("of the page", taken[:, 1])):
                print(f"cold /{path:12}{told:12} median {np.median(ms):,.0f} ms, most {ms.max():,.0f} ms", flush=True)
        browser.close()
    for form, seconds, size in reported(folder, store):
        print(f"ten views as {form}: {seconds:.1f} s, {size / 1000:,.0f} kB", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
