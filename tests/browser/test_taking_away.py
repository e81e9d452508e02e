"""What is saved in the browser is read back: the rows of the table, what was filtered, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl

from lib.export.tables import CSV_PREAMBLE
from tests.app.conftest import HOSTILE


def save(tab, title: str, text: str) -> bytes:
    """Return the file behind the button ``text`` of the popover that saves ``title``."""
    name = "-".join(title.lower().split())
    tab.page.locator(f".st-key-save-{name} button").first.click()
    with tab.page.expect_download() as coming:
        tab.page.get_by_role("button", name=text, exact=True).click()
    tab.page.keyboard.press("Escape")
    assert coming.value.suggested_filename.startswith(f"{name}-v")
    return Path(coming.value.path()).read_bytes()


def test_a_table_is_saved_as_csv_excel_and_json(tab) -> None:
    page = tab("people?from=2026-03-05")
    rows = list(csv.reader(io.StringIO(save(page, "People by articles", "CSV").decode("utf-8-sig"))))
    assert (
        rows[1] == ["# shown: Showing 2 of 4 articles from 2 outlets, since 5 March 2026."]
        or "Showing 2 of 4" in rows[1][0]
    )
    assert rows[CSV_PREAMBLE][:2] == ["id", "name"]
    assert {row[1] for row in rows[CSV_PREAMBLE + 1 :]} == {"Ada Berg", "Bo Chan", HOSTILE}
    told = json.loads(save(page, "People by articles", "JSON"))
    assert told["about"]["link"] == f"{page.site}/people?from=2026-03-05&version=1"
    assert [r["n_articles"] for r in told["rows"]] == [2, 1, 1]
    book = openpyxl.load_workbook(io.BytesIO(save(page, "People by articles", "Excel")))
    assert book["Table"].max_row == 4
    assert tab(told["about"]["link"].removeprefix(page.site + "/")).text().count("Showing 2 of 4 articles") == 1


def test_all_rows_of_a_list_are_saved_and_only_the_filtered(tab) -> None:
    saved = json.loads(save(tab("quotes?kind=direct"), "Quotes", "JSON"))
    assert saved["about"]["filters"] == "direct quotes"
    assert {r["kind"] for r in saved["rows"]} == {"direct"}
    assert '"Never <b>again</b>,"' in {r["content"] for r in saved["rows"]}
