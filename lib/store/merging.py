"""A new base made of a base and a layer on it: their rows one after the other, without going through the ledger again.

The arrays, what numbers mean and the indexes of a layer speak of all articles already. What is left are the tables, the
texts, and what only the next build needs. Numbers stay as they are, so that some belong to nothing any more: the text
of a replaced article keeps its place, which nobody asks for. Building everything anew gives the same but for numbers.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from lib.store import layers, steps, texts
from lib.store.records import PLACEMENT
from lib.store.schema import SUPPORT, TABLES

#: The tables of SUPPORT from those of the base and the temporary ones of which the layer was made (lib.store.steps).
SUPPORTED = {
    "entity_words": """SELECT id, declared, what, word, sum(n)::INTEGER AS n FROM (
            FROM base.entity_words UNION ALL FROM words_found UNION ALL FROM words_lost)
        GROUP BY ALL HAVING sum(n) > 0 ORDER BY id""",
    "name_blocks": """FROM (FROM base.name_blocks WHERE id NOT IN (FROM named_now) UNION ALL FROM blocks_found)
        ORDER BY block, id""",
    "place_words": """FROM (FROM base.place_words ANTI JOIN touched_places USING (geonameid)
            UNION ALL FROM place_words_now) ORDER BY geonameid""",
    "placements": f"""SELECT id, {", ".join(PLACEMENT)}, root
        FROM placed LEFT JOIN ({steps.roots_of("placed")}) USING (id) ORDER BY id""",
    "pipelines": steps.SUPPORTED["pipelines"],
    "dangling": f"""FROM base.dangling WHERE article NOT IN (SELECT article FROM replaced)
        UNION ALL {steps.SUPPORTED["dangling"]}""",
}


def merge(
    db: duckdb.DuckDBPyConnection, serving: Path, parts: Sequence[Path], bodies: Path, step: Callable[[], None]
) -> bool:
    """Write the new files ``serving`` and ``bodies`` of what base and layer of ``db`` are, joined up, together.

    ``parts`` are the texts of base and layer; ``step`` is called before each table. Returns whether each text is at the
    place that is its number: a base whose last articles are gone has more texts than numbers, and must be built anew.
    """
    with ThreadPoolExecutor(1, "texts") as aside:
        n_texts = aside.submit(texts.join, bodies, parts)
        _tables(db, serving, step)
        ((n_numbers,),) = db.execute("SELECT coalesce(max(article) + 1, 0) FROM articles").fetchall()
        return n_texts.result() == n_numbers


def _tables(db: duckdb.DuckDBPyConnection, serving: Path, step: Callable[[], None]) -> None:
    db.execute(f"ATTACH {layers.literal(serving)} AS whole")
    layers.create_tables(db, "whole")
    for name in TABLES | SUPPORT:
        step()
        db.execute(f"INSERT INTO whole.{name} {SUPPORTED.get(name, f'FROM main.{name}')}")
    db.execute("CHECKPOINT whole; DETACH whole")  # detaching does it too, but keeps silent when the disk is full
