"""Writing the file of a version's texts, each at the place that is its number (lib.store.bodies reads it)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

#: Reading one article reads its row group: 44 ms of CPU with 2,048 rows, 7 with 256, which make the file 7 % larger
#: and opening it slower (a million articles: 0.3 s). 512 lies between.
GROUP = 512
#: So many rows are read at once.
BATCH = 4 * GROUP
#: So many batches (10 MB each) may wait to be written: some take longer to read, some to write.
AHEAD = 4
#: Dictionaries and statistics of every column took almost half of the time of writing, for 3 % of the size.
_LOOKS = {"compression": "zstd", "use_dictionary": False, "write_statistics": ["article"]}


def write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write rows to the new file ``path`` and return how many; batches are written while the next ones are read."""
    n_rows, waiting = 0, deque[Future]()
    with pq.ParquetWriter(path, schema, **_LOOKS) as file, ThreadPoolExecutor(1, "texts") as aside:
        for batch in batches:
            n_rows += len(batch)
            waiting.append(aside.submit(file.write_batch, batch, row_group_size=GROUP))
            if len(waiting) > AHEAD:
                waiting.popleft().result()
        for written in waiting:
            written.result()
    return n_rows


def schema_of(rows: pa.Schema) -> pa.Schema:
    """Return the columns of ``rows`` after that of the number."""
    return pa.schema([pa.field("article", pa.int32()), *rows])


def counted(batches: Iterable[pa.RecordBatch], first: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``batches`` numbered one after the other from ``first`` on."""
    for batch in batches:
        yield _numbered(batch, first)
        first += len(batch)


def spread(batches: Iterable[pa.RecordBatch], ids: pa.ChunkedArray, numbers: np.ndarray) -> Iterator[pa.RecordBatch]:
    """Yield the rows of ``batches`` under ``numbers``, ascending, with a row of nulls for each number that is missing.

    ``ids`` are those of the rows that the numbers were meant for; raises ValueError where they come in another order.
    """
    first = done = 0
    for batch in batches:
        if not batch["id"].equals(ids.slice(done, len(batch)).combine_chunks()):
            raise ValueError(f"the rows from {done:,} on are not those that were numbered")
        own = numbers[done : done + len(batch)] - first
        places = np.full(own[-1] + 1, -1)
        places[own] = np.arange(len(batch))
        yield _numbered(batch.take(pa.array(places, mask=places < 0)) if len(places) > len(batch) else batch, first)
        first, done = first + len(places), done + len(batch)


def _numbered(batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
    numbers = pa.array(range(first, first + len(batch)), pa.int32())
    return pa.record_batch([numbers, *batch.columns], schema_of(batch.schema))


def contents_of(path: Path) -> pa.Table:
    """Return the number, id and digest of the contents (article, id, content) of each row of a file of texts."""
    return pq.read_table(path, columns=["article", "id", "content"])


def join(path: Path, parts: Sequence[Path]) -> int:
    """Write the rows of ``parts``, one after the other, to the new file ``path`` and return how many there are."""
    return write(path, pq.read_schema(parts[0]), (batch for part in parts for batch in _batches(part)))


def _batches(part: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(part) as file:
        yield from file.iter_batches(BATCH)
