"""What makes sure that files are on the disk."""

from __future__ import annotations

import os
from pathlib import Path


def sync(*paths: Path) -> None:
    """Return when the files and folders are on the disk, not only in memory."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
