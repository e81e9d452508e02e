"""The forms that bylines, dates, credits and datelines take, and the newsroom's list of furniture."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import NamedTuple

from lib import settings

QUOTES = "\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb"
#: Dashes as read, as normalised, and as two encodings of the nineties left them.
DASHES = "\u2012-\u2015\u2e3a\x96\x97_-"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?"
_CLOCK = r"\d{1,2}(?:[:.]\d\d){0,2} ?(?:[ap]\.? ?m\.?)?(?: ?\(?[A-Z]{2,5}\)?)?"
_DAY = (
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?| )\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
)
#: A line that is nothing but a date, with or without "Updated", a weekday and the time.
DATE = re.compile(
    r"(?i)(?:(?:last |first )?(?:updated|published|posted|modified|date)(?: on| at)?:? ?|on )?"
    rf"(?:{_CLOCK},? (?:on )?)?(?:{_WEEKDAY},? )?(?P<day>{_DAY})(?:(?:,? (?:at |- )?| ?\| ?(?:updated )?){_CLOCK})?\.?"
)
#: "4 min read", "Reading time: 4 minutes"
READ_TIME = re.compile(r"(?i)\d{1,3}[ -]?min(?:ute)?s?[ -](?:read|listen)(?: time)?|read(?:ing)? time:? .{1,20}")
_PARTICLE = r"(?:al|de|der|den|van|von|bin|ibn|la|le|du|da|dos|el)"
_WORD = r"[A-Z\u00c0-\u00de][\w.'’-]*"
_FULL_NAME = rf"{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,3}}"
_NAMES = rf"{_FULL_NAME}(?:(?:, and |, | and | & ){_FULL_NAME}){{0,5}}"
#: "By Anna Lind and Omar Haddad in Oslo", "By Anna Lind, political editor"
BYLINE = re.compile(
    rf"(?:[Bb]y|BY|Words by|Story by|Text by|Written by):? (?P<names>{_NAMES})"
    rf"(?:,? (?:in|for) {_WORD}(?: {_WORD}){{0,3}}|, [a-z][\w &'-]{{3,50}}| ?[|/] ?.{{1,60}})?"
)
BARE_NAMES = re.compile(rf"(?P<names>{_FULL_NAME}(?:(?:, | and | & ){_FULL_NAME}){{0,3}})")
#: "Anna Lind", "Anna B. Lind, dockers' leader" under a pull quote
_ROLE_MARK = rf"(?:[^.!?{QUOTES}]|(?<=\w)['’]|(?<=\b[A-Z])\.)"
NAME_AND_ROLE = re.compile(rf"{_FULL_NAME}(?:, {_ROLE_MARK}{{3,70}})?")
#: "—Anna Lind, union leader" under a pull quote
ATTRIBUTION = re.compile(rf"(?P<dash>[{DASHES}]{{1,2}}) ?(?P<who>{_WORD}{_ROLE_MARK}{{3,110}})")
_AGENCY = r"(?:AP|AFP|EPA|PA|Reuters|Getty|Shutterstock|Alamy|Anadolu|Xinhua|TASS|DPA|dpa|ANI|PTI)"
#: A source in brackets that closes a caption: "[Agency]". Closing many blocks, it is a digest's link instead.
BRACKETED = re.compile(rf"(?<=\S{{2}} )\[{_WORD}(?:(?: |/|, | - |-)(?:{_WORD}|via|of|the|and|for)){{0,8}}\]$")
#: Any other credit that closes a caption: "(Agency/Name)", "Photo: Name"
CREDIT = re.compile(
    rf"\((?:{_WORD}(?: {_WORD}){{0,3}}(?:/| / | via | \| ){_WORD}[\w.'’ ,/&-]{{0,60}}"
    rf"|(?:{_AGENCY} |File |Handout )?(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Cc]redit|[Ff]ile)\b[^()]{{0,80}}"
    rf"|{_AGENCY} Photos?)\)$"
    rf"|(?:(?<=[.!?{QUOTES})\]] )|(?<=[a-zà-ÿ.!?)]))(?:Image|Photo|Picture|Photograph|Video|Credit|Illustration"
    r"|(?:Photo|Image|Picture) (?:[Cc]redit|[Bb]y)|File photo)s?(?: by |: | courtesy of |/)[A-Z][^.?!]{2,70}\.?$"
)
_PLACE = rf"{_WORD}(?: {_WORD}){{0,3}}"
#: "NAIROBI, Kenya (AP) — ", "LONDON, March 3 (Agency) - ", "Lyon, France - ", "ISLAMABAD: "
DATELINE = re.compile(
    rf"(?P<place>(?P<upper>[A-Z][A-Z.'’ -]{{1,30}}[A-Z.])(?:(?:,| and|/) ?{_PLACE}){{0,3}}"
    rf"|{_PLACE}(?P<region>(?:, ?{_PLACE}){{0,3}}))"
    rf"(?P<date>,? (?:{_WEEKDAY},? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:, ?\d{{4}})?)?"
    r"(?P<agency>,? ?\([A-Z][\w.&'’/, -]{1,40}\))?"
    rf"(?P<dash> [{DASHES}]{{1,2}} |--? | ?[\u2013\u2014\x97]{{1,2}} ?|: )"
    rf"(?:(?=[{QUOTES}`A-Z\u00c0-\u00de])|(?=(?P<figure>\d)))"
)
_OWNER = r"[A-Z\u00c0-\u00de][\w'’-]*(?:\.\w+)*"
#: "© 2026 The Daily Example. All rights reserved."
COPYRIGHT = re.compile(
    rf"(?:(?i:copyright)|©|\([cC]\))[ ©,\d(c)C-]*(?:by )?(?P<outlet>{_OWNER}(?: (?:{_OWNER}|of|the|and|&)){{0,5}})"
)


class Furniture(NamedTuple):
    """One row of data/rules/furniture.csv.

    ``where`` is "any", "edges" (only among the first and last paragraphs), "list" (the head of a list of links) or
    "dateline" (a word in capitals that is no place).
    """

    pattern: re.Pattern[str]
    kind: str
    where: str


@lru_cache(maxsize=1)
def furniture() -> tuple[Furniture, ...]:
    """Return the rows of data/rules/furniture.csv in order; raises ValueError naming the line that is wrong."""
    path = settings.RULES / "furniture.csv"
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                rows.append(Furniture(re.compile(row["pattern"]), row["kind"], row["where"]))
            except (re.error, KeyError) as error:
                raise ValueError(f"{path}:{reader.line_num}: {error}") from error
    return tuple(rows)


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    with (settings.RULES / "first_names.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def are_names(line: str) -> bool:
    """Return whether ``line`` is names of people and nothing else; one begins with a first name of the list.

    Without the list a headline's second line in capitals ("Driver Charged") would pass.
    """
    match = BARE_NAMES.fullmatch(line)
    names = re.split(r", and |, | and | & ", match["names"]) if match else []
    return any(name.split()[0].casefold() in _first_names() for name in names)


@lru_cache(maxsize=4096)
def furniture_row(line: str) -> Furniture | None:
    """Return the first row of the list that covers the whole of ``line``, or None."""
    return next((row for row in furniture() if row.where != "dateline" and row.pattern.fullmatch(line)), None)


@lru_cache(maxsize=4096)
def is_label(word: str) -> bool:
    """Return whether ``word``, in capitals at the start of a paragraph, is no place."""
    return any(row.where == "dateline" and row.pattern.fullmatch(word) for row in furniture())
