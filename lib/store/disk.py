"""What makes sure that files are on the disk, and files of one table that are mapped into memory."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa


def sync(*paths: Path) -> None:
    """Return when the files and folders are on the disk, not only in memory."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_table(path: Path, table: pa.Table) -> None:
    """Write ``table`` to the new file ``path`` in Arrow's own format, in one piece."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def mapped_table(path: Path) -> pa.Table:
    """Return the table of such a file, which is read where it is looked at."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
