"""What a score is worth, for the Method page: ``python -m tests.gold.calibrate quotes=NAME=GOLD=FOUND ...``

GOLD holds articles annotated by hand, one JSON object a line, with ``quotes`` (``names=...``: ``entities``); FOUND
is what ``python -m lib annotate GOLD`` printed. Only figures are written (docs/calibration.csv), no word of a text.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lib import settings
from tests.gold import score
from tests.gold.gate import lines

OUT = settings.ROOT / "docs" / "calibration.csv"
COLUMNS = ("what", "set", "low", "high", "n", "mean", "right")
EDGES = (0.0, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)

#: The kinds of name as the annotators of other sets call them.
OTHER_LABELS = {"PER": "people", "LOCATION": "places", "ORGANIZATION": "organisations"}
OTHER_LABELS |= {"Person": "people", "Organization": "organisations", "Location": "places", "Facility": "places"}


class Judged(NamedTuple):
    """One thing found: its score, and whether what it claims is right."""

    score: float
    right: bool


def judged_quotes(gold: dict, found: dict) -> Iterator[Judged]:
    """Yield each found quote with whether it is one (thoughts count) and is said by whoever it is given to.

    Where the gold tells who the speaker's words mean, that is judged too; where it does not, quotes whose score
    allows for that step are left out, for nothing can be said of them.
    """
    own, names = found.get("quotes", []), {e["id"]: e["name"] for e in found.get("entities", [])}
    pairs = {j: i for i, j in score.pair(gold["quotes"], own, score.FOUND).items()}
    tells = any("speaker_canonical" in quote for quote in gold["quotes"])
    for j, quote in enumerate(own):
        if tells or not steps() & set(quote["method"].split("; ")):
            owner = gold["quotes"][pairs[j]] if j in pairs else None
            yield Judged(quote["score"], owner is not None and speaker_right(owner, quote, names))


@cache
def steps() -> set[str]:
    """Return the methods that stand for the step from a speaker's words ("she") to the person."""
    with (settings.RULES / "quote_scores.csv").open(newline="", encoding="utf-8") as file:
        return {row["method"] for row in csv.DictReader(file) if row["reason"].startswith("factor for the step")}


def speaker_right(gold: dict, found: dict, names: dict[str, str]) -> bool:
    """Return whether the words given as the speaker are of the gold's speaker, and mean whom the gold says."""
    if not found.get("speaker"):
        return True  # nobody is given as the speaker, so only the words are claimed
    spans = gold.get("speaker_spans") or [[gold.get("speaker_start"), gold.get("speaker_end")]]
    written = any(score.speaker_right({"speaker_start": s, "speaker_end": e}, found) for s, e in spans)
    who, true = names.get(found.get("speaker_entity") or ""), gold.get("speaker_canonical")
    return written and (not who or not true or same_name(who, true))


def same_name(a: str, b: str) -> bool:
    """Return whether one name's words contain the other's, or their last words agree."""
    one, two = (re.findall(r"\w+", name.casefold()) for name in (a, b))
    return set(one) <= set(two) or set(two) <= set(one) or one[-1:] == two[-1:]


def judged_names(gold: dict, found: dict) -> Iterator[Judged]:
    """Yield each found name with whether the gold has the same words as the same kind."""
    kinds = score.CLASSES | OTHER_LABELS
    outer = [e for e in gold["entities"] if e["label"] in kinds and not e.get("layer")]
    asked = {(e["start"], e["end"], kinds[e["label"]]) for e in outer}
    for name in found.get("mentions", []):
        if name["label"] in score.CLASSES and name["start"] >= gold.get("body_start", 0):
            said = (name["start"], name["end"], score.CLASSES[name["label"]])
            yield Judged(name["score"], said in asked)


JUDGES = {"quotes": judged_quotes, "names": judged_names}


def rows(what: str, where: str, gold: Path, found: Path) -> Iterator[dict]:
    """Yield one row for each range of scores that has any."""
    said = {record["id"]: record for record in lines(found)}
    bins: dict[int, list[Judged]] = defaultdict(list)
    for record in lines(gold):
        for one in JUDGES[what](record, said.get(record["id"], {})):
            bins[max(i for i, low in enumerate(EDGES[:-1]) if low <= one.score + 1e-9)].append(one)
    for i, own in sorted(bins.items()):
        mean, right = sum(q.score for q in own) / len(own), sum(q.right for q in own)
        yield dict(zip(COLUMNS, (what, where, EDGES[i], EDGES[i + 1], len(own), round(mean, 3), right), strict=True))


def main(argv: list[str]) -> None:
    """Write the table of all the sets named."""
    sets = [word.split("=") for word in argv]
    found = [row for what, where, gold, said in sets for row in rows(what, where, Path(gold), Path(said))]
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    main(sys.argv[1:])
