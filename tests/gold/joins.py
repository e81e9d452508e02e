"""Draws a sample of joins to be judged by reading: ``python -m tests.gold.joins STORE LINES SEED N_SAME N_DOUBTFUL``.

LINES is what ``python -m lib annotate`` printed of the articles in STORE. Prints each join with the words around two
mentions of either name.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from lib.store.read import open_store

AROUND = 110
MENTIONS = 2


def drawn(store: Path, seed: int, n_same: int, n_doubtful: int) -> list[tuple]:
    """Return (id, other, score, reason, status) of a sample that the seed decides, whatever the order in the store."""
    dice, sample = random.Random(seed), []  # noqa: S311 - a sample, no secret
    for status, n in (("same", n_same), ("doubtful", n_doubtful)):
        sql = "SELECT id, other, score, reason, status FROM joins WHERE status = ? ORDER BY id, other"
        rows = open_store(store).rows(sql, [status])
        sample += dice.sample(rows, min(n, len(rows)))
    return sample


def contexts(path: Path, ids: set[str]) -> dict[str, list[str]]:
    """Return the words around the first mentions of each id, from as many articles."""
    found: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            for id, said in _around(record, ids):
                if len(found[id]) < MENTIONS:
                    found[id].append(said)
    return found


def _around(record: dict, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each id of ``ids`` in an article with the words around its first mention."""
    first = {m["entity"]: m for m in reversed(record["mentions"]) if m["entity"] in ids}
    for id, m in first.items():
        text = record["text"][max(0, m["start"] - AROUND) : m["end"] + AROUND]
        yield id, f"{record.get('outlet')}, {record.get('published_at')}: {' '.join(text.split())}"


def told(joins: Iterable[tuple], said: dict[str, list[str]]) -> Iterator[str]:
    """Yield the lines that a judge reads."""
    for i, (id, other, score, reason, status) in enumerate(joins):
        yield f"\n{i} {status} {score:.2f} {id} = {other}: {reason}"
        for own in dict.fromkeys((id, other)):
            yield from (f"    {own.partition('/')[2]} | {text}" for text in said[own])


def main(argv: list[str]) -> None:
    """Print the sample."""
    store, lines, seed, n_same, n_doubtful = Path(argv[0]), Path(argv[1]), *map(int, argv[2:5])
    joins = drawn(store, seed, n_same, n_doubtful)
    print("\n".join(told(joins, contexts(lines, {id for join in joins for id in join[:2]}))))


if __name__ == "__main__":
    main(sys.argv[1:])
