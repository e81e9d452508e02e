"""Holds the pipeline's scores on the project's own gold against pinned floors: ``python -m tests.gold.gate``.

After the quality gate of trafilatura: floors with a digest of the gold they were measured on, an epsilon with its
reason, and no lowering without a flag and a reason that stay on record. Exits with 1 where a score is under its floor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lib import settings
from lib.model import Article, article_id
from lib.nlp.pipeline import Annotator
from tests.gold import score

HERE = Path(__file__).resolve().parent
SETS = {"sample": HERE / "sample.jsonl", "wikinews": HERE / "wikinews.jsonl"}
FLOORS = HERE / "floors.json"
QUALITY = settings.ROOT / "docs" / "quality.json"
SAMPLE = settings.ROOT / "data" / "sample" / "articles.jsonl"
#: What the Method page says of each set.
ABOUT = {
    "sample": ("Own gold: fiction", "articles of the sample, annotated by hand before the program read them", "MIT"),
    "wikinews": ("Own gold: Wikinews", "short news of 2019 and 2020, annotated by hand likewise", "CC BY 2.5"),
}


class GoldError(Exception):
    """The gold is not what it says it is."""


class Fall(NamedTuple):
    """A measure that is under its floor."""

    where: str
    measure: str
    floor: float
    now: float


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def load(path: Path) -> list[tuple[dict, Article]]:
    """Return each gold record of a file with its article; raises GoldError where text or offsets do not fit."""
    texts = {article_id(a["text"], outlet=a["outlet"], url=a["url"]): a["text"] for a in lines(SAMPLE)}
    records = lines(path)
    return [(gold, article_of(gold, gold.get("text") or texts.get(gold["id"]))) for gold in records]


def article_of(gold: dict, text: str | None) -> Article:
    """Return the article a gold record was made on; raises GoldError where it is gone, changed or mismarked."""
    if text is None or hashlib.sha256(text.encode()).hexdigest() != gold["digest"]:
        raise GoldError(f"{gold['url']}: the text is not the one that was annotated. Annotate it again.")
    if wrong := score.wrong_spans(gold, text):
        raise GoldError(f"{gold['url']}: {wrong[0]} (and {len(wrong) - 1} more)")
    fields = {k: gold.get(k) for k in ("id", "url", "outlet", "title", "published_at")}
    return Article(**fields, text=text)


def measure(pairs: Iterable[tuple[dict, Article]], annotator: Annotator) -> score.Tallies:
    """Return the tallies of the gold articles."""
    gold, articles = zip(*pairs, strict=True)
    return score.score(zip(gold, (p.to_json() for p in annotator.pipe(articles)), strict=True))


def gold_digest() -> str:
    """Return one digest of all gold files; each holds the digests of the texts it was made on."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in SETS.values())).hexdigest()


# Floors

Scores = dict[str, dict[str, float]]
Measured = dict[str, score.Tallies]


def f1_scores(now: Measured) -> Scores:
    return {
        where: {m: round(t.f1, 4) for m, t in tallies.items() if t.f1 is not None} for where, tallies in now.items()
    }


def under(floor: float, tally: score.Tally, epsilon: float) -> bool:
    """Return whether a measure is under its floor by more than ``epsilon`` and by more than one decision."""
    slack = max(epsilon, 1 / tally.asked if tally.asked else 0.0)
    return (tally.f1 or 0.0) < floor - slack


def falls(floors: Scores, now: Measured, epsilon: float) -> list[Fall]:
    """Return every pinned measure that is now under its floor; a missing one counts as 0."""
    measured = [
        (where, measure, floor, now.get(where, {}).get(measure, score.Tally()))
        for where, pinned in floors.items()
        for measure, floor in pinned.items()
    ]
    return [Fall(w, m, floor, round(t.f1 or 0.0, 4)) for w, m, floor, t in measured if under(floor, t, epsilon)]


def lowered(floors: Scores, now: Scores) -> list[Fall]:
    """Return every floor that is above what is measured now, however little."""
    return [
        Fall(w, m, floor, s)
        for w, pinned in floors.items()
        for m, floor in pinned.items()
        if (s := now.get(w, {}).get(m, 0.0)) < floor
    ]


def raised(floors: Scores, now: Scores) -> Scores:
    """Return the floors with every score that is higher, and every new measure, taken over; none goes down."""
    return {
        where: {m: max(s, floors.get(where, {}).get(m, 0.0)) for m, s in scores.items()}
        for where, scores in now.items()
    }


def update(pinned: dict, now: Scores, digest: str, *, reason: str | None, today: str) -> dict:
    """Return the new content of floors.json; with ``reason``, floors go down too and each is recorded."""
    old = pinned.get("floors", {})
    record = list(pinned.get("lowered", ()))
    if reason:
        record += [{"date": today, "reason": reason, **fall._asdict()} for fall in lowered(old, now)]
    return {
        "digest": digest,
        "epsilon": pinned["epsilon"],
        "epsilon_reason": pinned["epsilon_reason"],
        "floors": now if reason else raised(old, now),
        "lowered": record,
    }


# What is said


def table(now: Measured, floors: Scores, epsilon: float) -> Iterator[str]:
    """Yield the lines of a table: each measure with its numbers and its floor, a fall marked."""
    for where, tallies in now.items():
        yield f"\n{where:<40} {'n':>5} {'precision':>9} {'recall':>7} {'F1':>6} {'floor':>6}"
        for name, tally in tallies.items():
            floor = floors.get(where, {}).get(name)
            fallen = floor is not None and under(floor, tally, epsilon)
            numbers = f"{_percent(tally.precision):>9} {_percent(tally.recall):>7} {_percent(tally.f1):>6}"
            yield f"{name:<40} {tally.asked:>5.0f} {numbers} {_percent(floor):>6}{'  UNDER' if fallen else ''}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def rows(where: str, tallies: score.Tallies) -> list[dict]:
    """Return one row for each measure, as docs/quality.json holds them."""
    return [
        {
            "set": ABOUT[where][0],
            "measure": name[0].upper() + name[1:],
            "n": int(t.asked),
            "precision": None if t.precision is None else round(t.precision, 3),
            "recall": None if t.recall is None else round(t.recall, 3),
            "f1": None if t.f1 is None else round(t.f1, 3),
        }
        for name, t in tallies.items()
    ]


def quality(now: Measured, pipeline: str, kept: dict, today: str) -> dict:
    """Return the content of docs/quality.json; sets of other people's texts, measured elsewhere, are ``kept``."""
    own = [
        dict(zip(("name", "what", "licence"), ABOUT[w], strict=True)) | {"n_articles": len(lines(SETS[w]))} for w in now
    ]
    names = {s["name"] for s in own}
    return {
        "measured_at": today,
        "pipeline": pipeline,
        "sets": own + [s for s in kept.get("sets", ()) if s["name"] not in names],
        "rows": [row for w in now for row in rows(w, now[w])]
        + [r for r in kept.get("rows", ()) if r["set"] not in names],
    }


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.gold.gate", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured now")
    parser.add_argument("--allow-lower", metavar="REASON", help="with --update: let floors go down, and record why")
    parser.add_argument("--write-quality", action="store_true", help="write docs/quality.json for the Method page")
    options = parser.parse_args(argv)
    if options.allow_lower is not None and not (options.update and options.allow_lower.strip()):
        parser.error("--allow-lower needs --update and a reason")
    return options


def main(argv: list[str] | None = None) -> int:
    """Measure, print, compare; return the exit status."""
    options = arguments(argv)
    pinned, today = read_json(FLOORS), dt.datetime.now(dt.UTC).date().isoformat()
    loaded = {where: load(path) for where, path in SETS.items()}
    annotator = Annotator()
    now = {where: measure(pairs, annotator) for where, pairs in loaded.items()}
    print("\n".join(table(now, pinned["floors"], pinned["epsilon"])))
    if options.write_quality:
        write_json(QUALITY, quality(now, annotator.fingerprint, read_json(QUALITY), today))
    if options.update:
        pinned = update(pinned, f1_scores(now), gold_digest(), reason=options.allow_lower, today=today)
        write_json(FLOORS, pinned)
    return verdict(pinned, now)


def verdict(pinned: dict, now: Measured) -> int:
    """Print what is wrong, and return 1 for a fall or for gold that changed without an update, else 0."""
    fallen = falls(pinned["floors"], now, pinned["epsilon"])
    for fall in fallen:
        print(f"UNDER ITS FLOOR: {fall.where}, {fall.measure}: {100 * fall.now:.1f}, floor {100 * fall.floor:.1f}")
    changed = pinned["digest"] != gold_digest()
    if changed:
        print("The gold changed and the floors were not measured on it. Run with --update.")
    if not fallen and not changed:
        print("\nEvery measure holds its floor.")
    return int(bool(fallen) or changed)


if __name__ == "__main__":
    sys.exit(main())
