"""Tables as files, read back by other programs' eyes: nothing lost, nothing run, the source stated."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest

from lib.export import tables
from lib.export.about import About
from lib.export.harmless import neutral

ABOUT = About(
    "People by articles",
    "Showing 2 of 9 articles from Beta,\nsince 1 March 2026.",
    "Beta, since 1 March 2026",
    7,
    "http://localhost:8501/people?outlet=Beta&version=7",
    datetime(2026, 5, 9, 14, 30, tzinfo=UTC),
)
FRAME = pd.DataFrame(
    {
        "name": pd.Series(
            ["Ada Berg", '=HYPERLINK("http://evil.example","x")', "Лавров, 王毅 🙂", "half \ud83d a pair\x00"],
            dtype=object,
        ),
        "n_articles": [3, 2, -1, 0],
        "share": [0.5, float("nan"), 0.25, 0.0],
        "day": [date(2026, 3, 2), None, pd.Timestamp("2026-03-09"), datetime(2026, 3, 9, 12, 0)],
        "sure": [True, False, True, None],
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "\u200b=1",
        "＝1",
        "－1",
        "=cmd|' /C calc'!A0",
        "- he",
    ],
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "a=b", "'=1", "“-1”", "—Ada Berg", "1-2", "https://x.example/?a=-1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_csv_says_first_where_it_comes_from_and_loses_nothing() -> None:
    lines = list(csv.reader(io.StringIO(tables.as_csv(FRAME, ABOUT).decode("utf-8-sig"))))
    told, table = lines[: tables.CSV_PREAMBLE], lines[tables.CSV_PREAMBLE :]
    assert all(len(line) == 1 and line[0].startswith("# ") for line in told)
    assert told[1] == ["# shown: Showing 2 of 9 articles from Beta, since 1 March 2026."]
    assert told[2:6] == [
        ["# filters: Beta, since 1 March 2026"],
        ["# data version: 7"],
        ["# made: 2026-05-09 14:30 UTC by Story Explorer"],
        ["# link: http://localhost:8501/people?outlet=Beta&version=7"],
    ]
    assert told[6] == ["# rows: 4 rows"]
    assert table[0] == list(FRAME.columns)
    assert table[1] == ["Ada Berg", "3", "0.5", "2026-03-02", "True"]
    assert table[2] == ['\'=HYPERLINK("http://evil.example","x")', "2", "", "", "False"]
    assert table[3][:4] == ["Лавров, 王毅 🙂", "-1", "0.25", "2026-03-09"]
    assert table[4] == ["half \ufffd a pair\ufffd", "0", "0.0", "2026-03-09T12:00:00", ""]


def test_csv_is_read_by_pandas_with_the_preamble_skipped() -> None:
    read = pd.read_csv(io.BytesIO(tables.as_csv(FRAME, ABOUT)), skiprows=tables.CSV_PREAMBLE)
    assert read["n_articles"].tolist() == FRAME["n_articles"].tolist()


def test_json_has_the_words_as_they_were_written() -> None:
    read = json.loads(tables.as_json(FRAME, ABOUT))
    assert read["about"]["shown"] == ABOUT.shown
    assert read["about"]["rows"] == "4 rows"
    assert read["rows"][1] == {"name": FRAME["name"][1], "n_articles": 2, "share": None, "day": None, "sure": False}


def test_excel_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.as_xlsx(FRAME, ABOUT)))
    sheet = book["Table"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(FRAME.columns)
    assert rows[1] == ("Ada Berg", 3, 0.5, "2026-03-02", True)
    assert rows[2][0] == FRAME["name"][1]
    assert [cell.quotePrefix for cell in sheet["A"]] == [False, False, True, False, False]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    told = dict(book["About"].iter_rows(values_only=True))
    assert told["shown"] == ABOUT.shown
    assert told["data version"] == "7"


def test_an_empty_table_is_a_file_too() -> None:
    empty = FRAME.head(0)
    assert json.loads(tables.as_json(empty, ABOUT))["rows"] == []
    assert tables.as_csv(empty, ABOUT).decode("utf-8-sig").splitlines()[-1] == ",".join(FRAME.columns)
    assert openpyxl.load_workbook(io.BytesIO(tables.as_xlsx(empty, ABOUT)))["Table"].max_row == 1


def test_a_table_that_is_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    read = json.loads(tables.as_json(FRAME, ABOUT))
    assert len(read["rows"]) == 2
    assert read["about"]["rows"] == "the first 2 rows; there are more"


def test_a_list_in_a_cell_is_written_as_json() -> None:
    listed = pd.DataFrame({"speakers": [["person/a", "=b"], None]}).assign(n=np.array([1, 2], dtype="int32"))
    listed["found"] = [np.array(["x"]), np.array([])]
    assert json.loads(tables.as_json(listed, ABOUT))["rows"] == [
        {"speakers": '["person/a", "=b"]', "n": 1, "found": '["x"]'},
        {"speakers": None, "n": 2, "found": "[]"},
    ]
