"""How the data on the screen was made, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from lib.store.read import Store


def made(store: Store) -> dict[str, str]:
    """Return what the serving file says of itself (version, built_at, pipeline ...); {} when empty."""
    return dict(store.rows("SELECT key, value FROM meta", []))


def failures(store: Store, limit: int = 500) -> pd.DataFrame:
    """Return (at, location, problem) of the files and records that could not be read, newest first."""
    return store.frame('SELECT "at", location, problem FROM failures ORDER BY "at" DESC, location LIMIT ?', [limit])
