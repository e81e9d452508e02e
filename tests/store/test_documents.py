import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.documents import Passing, articles

ROWS = pa.table(
    {
        "article": pa.array(range(100), pa.int32()),
        "id": [f"a{n}" for n in range(100)],
        "day": pa.array([date(2026, 5, 17), None] * 50, pa.date32()),
        "title": [f"Title {n}" for n in range(100)],
        "text": [f"Text {n}" for n in range(100)],
        "outlet": pa.array([None, "Beta"] * 50, pa.string()),
        "authors": [["Anna Berg"]] * 100,
    }
)


def test_what_there_is_no_room_for_is_read_from_the_file(tmp_path: Path) -> None:
    passing = Passing(tmp_path / "bodies.parquet")
    for batch in ROWS.to_batches(max_chunksize=5):
        passing.offer(batch)
    pq.write_table(ROWS, tmp_path / "bodies.parquet")
    passing.close()
    told = [json.loads(text) for text in passing.articles()]
    assert sorted(own["number"] for own in told) == list(range(100))
    assert told == [json.loads(text) for text in articles(tmp_path / "bodies.parquet")]
    first = {"number": 0, "title": ["Title 0"], "text": ["Text 0"], "outlet": [], "author": ["Anna Berg"]}
    assert told[0] == first | {"day": [20260517]}


def test_a_number_that_no_article_has_is_left_out(tmp_path: Path) -> None:
    rows = ROWS.set_column(1, "id", pa.array([None, *ROWS["id"].to_pylist()[1:]]))
    pq.write_table(rows, tmp_path / "bodies.parquet")
    told = [json.loads(text)["number"] for text in articles(tmp_path / "bodies.parquet")]
    assert told == list(range(1, 100))
