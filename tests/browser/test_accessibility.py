"""axe-core finds nothing serious on any page, light or dark."""

from __future__ import annotations

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")

BERG = "person%2Fada-berg"
PAGES = {
    "overview": "",
    "stories": "stories",
    "articles": "articles",
    "people": "people",
    "organisations": "organisations",
    "places": "places",
    "quotes": "quotes",
    "compare": "compare",
    "saved": "saved",
    "add articles": "add_articles",
    "method": "method",
    "a name": f"people?show={BERG}",
    "a place": "places?show=102",
    "an article": f"articles?article=ferry&show={BERG}&at=12",
    "a comparison": f"compare?with={BERG}&with=org%2Facme",
}
SERIOUS = ("serious", "critical")
#: Vega draws the frame of a brush as two empty shapes with the role of a picture; a chart cannot name them.
NOT_OURS = {"exclude": [["[class*='brush_brush']"]]}
#: ``backgroundColor`` of both themes in .streamlit/config.toml, as the browser gives it back.
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 28)"}
IS_ON = "paper => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === paper"

EVERYTHING = {"resultTypes": ["violations"]}
#: All that another theme changes of a page.
COLOURS = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}


def findings(page, scheme: str, rules: dict = EVERYTHING) -> list[str]:
    """Return a line for each part of the page that breaks a rule badly: the theme, the rule, the part and why."""
    broken = axe.Axe().run(page, context=NOT_OURS, options=rules).response["violations"]
    return [
        f"{scheme} {rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in broken
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


def in_both_themes(tab) -> list[str]:
    """Return what is wrong with a page that is drawn, in the light theme, and with its colours in the dark."""
    tab.page.wait_for_function(IS_ON, arg=PAPER["light"])
    found = findings(tab.page, "light")
    tab.page.emulate_media(color_scheme="dark")
    tab.page.wait_for_function(IS_ON, arg=PAPER["dark"])
    return found + findings(tab.settled().page, "dark", COLOURS)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_serious(tab, path: str) -> None:
    assert in_both_themes(tab(path).whole()) == []
