"""Rows of large Parquet files by their number, with what the file says of their groups alone."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lib.store.bodies import Bodies
from lib.store.footers import Footer
from lib.store.mapped import scattered_map

#: How a group of 20 columns begins: as a value it makes doubtful where the groups begin.
HEAD = b"\x19\xfc\x14&"


def table(first: int, n: int, n_columns: int, said: bytes) -> pa.Table:
    numbers = list(range(first, first + n))
    more = {f"c{i}": [said + f"{number}-{i}".encode() for number in numbers] for i in range(n_columns - 2)}
    return pa.table({"article": numbers, **more, "list": [[number, None] for number in numbers]})


def written(path: Path, *, first: int = 0, n: int = 170, n_columns: int = 20, said: bytes = b"") -> Path:
    pq.write_table(table(first, n, n_columns, said), path, row_group_size=8)
    return path


def test_rows_of_many_groups_are_those_that_the_file_has(tmp_path):
    one = written(tmp_path / "one.parquet")
    two = written(tmp_path / "two.parquet", first=170, n=12)
    bodies, rows = Bodies([one, two]), [*pq.read_table(one).to_pylist(), *pq.read_table(two).to_pylist()]

    for wanted in ([0], [181], [169, 170], range(3, 182, 7), range(182)):
        assert bodies.rows([*wanted, 200]) == [rows[i] for i in sorted(wanted)]
    assert [own.num_rows for own in bodies.tables([1, 2, 9, 175])] == [2, 1, 1]
    assert bodies.rows([40, 9], ["article"]) == [{"article": 9}, {"article": 40}]


def test_a_few_groups_are_described_without_the_others(tmp_path):
    path = written(tmp_path / "one.parquet")
    footer, whole = Footer(scattered_map(path)), pq.read_metadata(path)
    described, where = footer.of([3, 21])

    assert (described.num_row_groups, described.num_rows, list(where)) == (2, 8 + 2, [0, 1])
    assert (described.schema, described.metadata) == (whole.schema, whole.metadata)
    assert [described.row_group(i) for i in (0, 1)] == [whole.row_group(i) for i in (3, 21)]


@pytest.mark.parametrize(
    "more",
    [{"said": HEAD}, {"n": 100}, {"n_columns": 5}, {"n": 0}],
    ids=["values that look like a group", "few groups", "few columns", "empty"],
)
def test_all_is_read_where_it_is_short_or_doubtful_where_groups_begin(tmp_path, more):
    path = written(tmp_path / "one.parquet", **more)
    footer = Footer(scattered_map(path))
    described, where = footer.of([0])

    assert (described.num_row_groups, list(where)) == (pq.read_metadata(path).num_row_groups, [0])
    assert Bodies([path]).rows(range(200)) == pq.read_table(path).to_pylist()
