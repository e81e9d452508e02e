"""What the ledger holds under each id, without the articles themselves: kept as Arrow, taken out one by one.

A Python object for each of a million articles takes ten seconds to make, and an ingest looks at a few thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from lib.store.records import ARTICLE, FAILURE


class Known(NamedTuple):
    """What the ledger holds under an id, without the article itself."""

    kind: str
    content: str
    annotations: str
    pipeline: str
    sample: bool
    file: str | None
    origin: str | None
    problem: str | None


class Holdings(MutableMapping[tuple[str, str], Known]):
    """Known by (space, id); the space is "failure" or "article". Nothing that is set is ever taken out."""

    def __init__(self, rows: pa.Table) -> None:
        """Take ``rows`` of the ledger (kind, id and the fields of Known), of one id the newest last."""
        self._rows = rows.select(Known._fields).combine_chunks()
        failed = pc.equal(rows["kind"], FAILURE)
        self._places = {ARTICLE: _places(rows, pc.invert(failed)), FAILURE: _places(rows, failed)}
        self._set: dict[tuple[str, str], Known] = {}

    def __getitem__(self, key: tuple[str, str]) -> Known:
        if key in self._set:
            return self._set[key]
        at = self._places[key[0]][key[1]]
        return Known(*(column[at].as_py() for column in self._rows.columns))

    def __setitem__(self, key: tuple[str, str], known: Known) -> None:
        self._set[key] = known
        self._places[key[0]].setdefault(key[1], -1)

    def __delitem__(self, key: tuple[str, str]) -> None:
        raise TypeError(f"{key}: the ledger forgets nothing")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((space, ident) for space, own in self._places.items() for ident in own)

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))

    def failures(self) -> list[tuple[str, Known]]:
        """Return what failed at some time, with what is known of it."""
        return [(ident, self[FAILURE, ident]) for ident in self._places[FAILURE]]

    def articles(self, *columns: str) -> dict[str, tuple]:
        """Return by its id these fields of each article that was there when the ledger was asked."""
        places = pa.array(self._places[ARTICLE].values(), pa.int64())
        places = places.filter(pc.greater_equal(places, 0))
        there = self._rows.select(["kind", *columns]).take(places)
        ids = (ident for ident, at in self._places[ARTICLE].items() if at >= 0)
        values = zip(*(there[name].to_pylist() for name in columns), strict=True)
        kinds = there["kind"].to_pylist()
        return {ident: own for ident, own, kind in zip(ids, values, kinds, strict=True) if kind == ARTICLE}


def _places(rows: pa.Table, chosen: pa.ChunkedArray) -> dict[str, int]:
    """Return the last place of each id among the ``chosen`` rows."""
    places = pc.indices_nonzero(chosen).to_pylist()
    return dict(zip(rows["id"].filter(chosen).to_pylist(), places, strict=True))
