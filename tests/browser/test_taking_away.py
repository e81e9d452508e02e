"""What is saved in the browser is read back: the rows of the table, what was filtered, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

from lib.export.frames import WIDTH
from lib.export.tables import CSV_PREAMBLE
from tests.app.conftest import HOSTILE


def save(tab, title: str, text: str, *, key: str = "") -> bytes:
    """Return the file behind the button ``text`` below the one that saves ``title`` (or has this ``key``)."""
    name = "-".join(title.lower().replace(":", " ").split())
    own = f".st-key-{key}" if key else f"[class*='st-key-save-{name}']"
    tab.page.locator(f"{own} button[aria-expanded]").first.click()
    tab.page.get_by_role("button", name=text, exact=True).wait_for()
    with tab.page.expect_download() as coming:
        tab.page.get_by_role("button", name=text, exact=True).click()
    tab.page.locator(f"{own} button[aria-expanded]").first.click()
    tab.page.get_by_role("button", name="JSON", exact=True).wait_for(state="hidden")
    tab.settled()
    assert coming.value.suggested_filename.startswith(f"{name}-v")
    return Path(coming.value.path()).read_bytes()


def test_a_table_is_saved_as_csv_excel_and_json(tab) -> None:
    page = tab("people?from=2026-03-05")
    rows = list(csv.reader(io.StringIO(save(page, "People by articles", "CSV").decode("utf-8-sig"))))
    assert rows[1][0].startswith("# shown: Showing 2 of 4 articles from 2 outlets")
    assert rows[CSV_PREAMBLE][:2] == ["id", "name"]
    assert {row[1] for row in rows[CSV_PREAMBLE + 1 :]} == {"Ada Berg", "Bo Chan", HOSTILE}
    told = json.loads(save(page, "People by articles", "JSON"))
    assert told["about"]["link"] == f"{page.site}/people?from=2026-03-05&version=1"
    assert [r["n_articles"] for r in told["rows"]] == [2, 1, 1]
    book = openpyxl.load_workbook(io.BytesIO(save(page, "People by articles", "Excel")))
    assert book["Table"].max_row == 4
    assert tab(told["about"]["link"].removeprefix(page.site + "/")).text().count("Showing 2 of 4 articles") == 1


def test_all_rows_of_a_list_are_saved_and_only_the_filtered(tab) -> None:
    saved = json.loads(save(tab("quotes?kind=direct"), "Quotes", "JSON", key="save-quotes"))
    assert saved["about"]["filters"] == "direct quotes"
    assert {r["kind"] for r in saved["rows"]} == {"direct"}
    assert '"Never <b>again</b>,"' in {r["content"] for r in saved["rows"]}


def test_a_chart_is_saved_as_a_picture_with_its_source(tab) -> None:
    page = tab("?from=2026-03-05")
    svg = save(page, "Overview: Articles over time", "SVG").decode()
    texts = [node.text for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Overview: Articles over time"
    assert "Showing 2 of 4 articles from 2 outlets" in texts[1]
    assert any("Source: Story Explorer, data version 1, 20" in text for text in texts)
    png = save(page, "Overview: Articles over time", "PNG")
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24])[0] == 2 * WIDTH
    rows = json.loads(save(page, "Overview: Articles over time", "JSON"))["rows"]
    assert sum(r["n_articles"] for r in rows) == 2
