"""Which paragraphs are headline, standfirst, caption, subhead, pull quote or furniture, and where a dateline ends.

A wrong "boilerplate" takes real words out of every count, so each rule asks for more evidence than it would need
to be right most of the time; what no rule is sure of stays running text.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from lib.layout import patterns
from lib.layout.blocks import MAX_CLOSING, Block, find_blocks
from lib.layout.live import Entry, find_entries
from lib.model import Zone


class Layout(NamedTuple):
    """The zones of a text, and the offset at which each paragraph starts (the first is 0)."""

    zones: tuple[Zone, ...]
    starts: tuple[int, ...]


#: Wikinews' longest headline has 132 characters.
MAX_HEADLINE = 160
#: A section's name over the headline is at most this long, or two of them with a bar between.
MAX_KICKER_WORDS = 3
MAX_STANDFIRST = 400
MAX_CAPTION = 420
#: A credit is looked for in this many last characters of a caption.
MAX_CREDIT = 160
#: More blocks closing with a source in brackets are a digest of links.
MAX_BRACKETED = 3
MAX_FURNITURE = 420
MAX_BYLINE = 140
MAX_PULL_QUOTE = 400
MAX_SUBHEAD = 80
MAX_SUBHEAD_WORDS = 10
#: Bylines, dates and credits stand among the first and last blocks of an article.
HEAD_BLOCKS = 8
TAIL_BLOCKS = 5
#: A block of running text has at least this many characters and ends as a sentence does.
MIN_PROSE = 60
#: Looking for every block in all the others takes time that grows with the square; no article comes near.
MAX_BLOCKS = 1_000
#: A standfirst below the byline that no picture closes has this many words; a shorter line is a subhead.
MIN_STANDFIRST_WORDS = 8
#: Fewer characters could repeat by chance.
MIN_REPEATED = 30
#: A paragraph that is a quotation and nothing else repeats one on purpose from this many words on.
MIN_QUOTED_WORDS = 4
#: A dateline with a region, a date or an agency is one over a sentence this short, too ("BOL, Chad - War is over.").
MIN_DATELINED = 30
#: This many blocks that open with speakers' names, and half of all, are a transcript.
MIN_TURNS = 3
#: A title given by the source may go on after the headline (" | The Daily Example"), by as much again.
MIN_TITLE_SHARE = 0.5
#: "NORTH CHARLESTON, South Carolina, United States" is as long as datelines get.
MAX_PLACE_WORDS = 6
#: Datelines open the first paragraphs; one with an agency may open any.
DATELINE_BLOCKS = 2

_SENTENCE_END = re.compile(rf"[.!?…][{patterns.QUOTES})\]]*$")
_NO_HEAD_END = re.compile(rf"[.,;:!…–—-][{patterns.QUOTES})\] ]*$|[.!?,][{patterns.QUOTES}]")
#: "KATE: ", "Q: ", "((KATE)) ": a line of a transcript
_LABELLED = re.compile(r"[A-Z][A-Z.' -]*: |\(\(")
#: "Tom Reed: ", "Q: ", "Mayor Lind: ": who speaks in a transcript
_SPEAKER = re.compile(r"[A-Z\u00c0-\u00de][\w.'’-]*(?: [A-Z\u00c0-\u00de][\w.'’-]*){0,3}: ")
#: Curly and straight apostrophes as one: a page sets its pull quotes apart from the text.
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_GOES_ON = re.compile(r"[a-zß-ÿ,;]")
_WORD_CHARS = re.compile(r"[\W_]+")
_FIRST_LETTER_UPPER = re.compile(rf"[{patterns.QUOTES}]*[A-Z\u00c0-\u00de0-9]")
_COLUMNS = re.compile(r"\S\s{2,}\S|\t")
_QUOTE_MARK = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]")


def find_layout(text: str, title: str | None = None) -> Layout:
    """Return the layout of ``text``; ``title`` is the headline where the source gave one.

    An article that would be furniture from end to end is taken as running text.
    """
    blocks = find_blocks(text)
    if title and blocks:
        blocks[:1] = _split_headline(blocks[0], folded(title))
    kinds: list[str | None] = [None] * len(blocks)
    _headlines(blocks, kinds, title)
    _furniture(blocks, kinds)
    _captions(blocks, kinds)
    _standfirst(blocks, kinds)
    entries = _entries(blocks, kinds)
    pairs = _pull_quotes(text, blocks, kinds)
    _subheads(blocks, kinds)
    if blocks and all(kind == "boilerplate" for kind in kinds):
        return Layout((), (0, *(b.start for b in blocks[1:])))
    datelines = _datelines(text, blocks, kinds)
    times = [Zone(blocks[e.index].start, blocks[e.index].start + e.size, "boilerplate") for e in entries]
    zones = sorted([*datelines, *times, *_block_zones(blocks, kinds, pairs)], key=lambda z: z.start)
    starts = {0, *(b.start for i, b in enumerate(blocks) if i and i - 1 not in pairs)}
    starts |= {_skip_space(text, z.end) for z in [*datelines, *times]}
    return Layout(tuple(zones), tuple(sorted(starts)))


def _block_zones(blocks: list[Block], kinds: list[str | None], pairs: set[int]) -> list[Zone]:
    zones = []
    for i, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if kind and i - 1 not in pairs:
            zones.append(Zone(block.start, blocks[i + 1].end if i in pairs else block.end, kind))
    return zones


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def is_prose(block: Block) -> bool:
    """Return whether a block reads as running text: long enough, and ends as a sentence does."""
    return len(block.text) >= MIN_PROSE and _ends_sentence(block.text)


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text, max(0, len(text) - MAX_CLOSING)) is not None


def folded(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case, for comparing headlines."""
    return _WORD_CHARS.sub("", text).casefold()


# Headlines


def _headlines(blocks: list[Block], kinds: list[str | None], title: str | None) -> None:
    """Mark the headline and its repetitions."""
    if not blocks:
        return
    wanted = folded(title or "")
    first = _first_line(blocks)
    if not wanted:
        first = _after_kickers(blocks, first)
    line = folded(blocks[first].text[: 2 * MAX_HEADLINE])
    if not wanted and _reads_as_headline(blocks, first):
        wanted = line
    elif wanted and not _same_headline(line, wanted):
        wanted = line if _varies(blocks[first].text, title or "") and _reads_as_headline(blocks, first) else ""
    if not wanted:
        return
    turns = _turns(blocks)
    for i, block in enumerate(blocks[:HEAD_BLOCKS]):
        if len(block.text) > 2 * MAX_HEADLINE or (i in turns and not (i == 0 and folded(title or "") == line)):
            continue
        if _same_headline(folded(block.text), wanted):
            kinds[i] = "headline"


def _turns(blocks: list[Block]) -> set[int]:
    """Return the blocks that are turns of a transcript: opened by a name that opens others, too, or among such only."""
    names = {i: m[0] for i, b in enumerate(blocks) if (m := _SPEAKER.match(b.text))}
    if len(names) < min(MIN_TURNS, len(blocks)) or 2 * len(names) < len(blocks):
        return set()
    often = Counter(names.values())
    return {i for i, name in names.items() if often[name] > 1 or len(names) == len(blocks)}


def _first_line(blocks: list[Block]) -> int:
    """Return the index of the first block that is no furniture (0 where all the first are)."""
    return next(
        (i for i, b in enumerate(blocks[:HEAD_BLOCKS]) if not patterns.furniture_row(b.text[:MAX_FURNITURE])), 0
    )


def _after_kickers(blocks: list[Block], first: int) -> int:
    """Return the index of the line that a headline is looked for on: below the names of sections ("World")."""
    at = first
    while at + 1 < min(len(blocks), first + HEAD_BLOCKS) and _is_kicker(blocks[at]):
        at += 1
    return at if not _is_kicker(blocks[at]) and not is_prose(blocks[at]) else first


def _is_kicker(block: Block) -> bool:
    words = block.text.split()
    return len(words) <= MAX_KICKER_WORDS or ("|" in words and len(words) <= 2 * MAX_KICKER_WORDS)


def _same_headline(line: str, wanted: str) -> bool:
    shares_start = wanted.startswith(line) and len(line) >= MIN_TITLE_SHARE * len(wanted)
    return bool(line) and (line == wanted or (shares_start and len(line) >= 12))


def _varies(line: str, title: str) -> bool:
    """Return whether ``line`` is another wording of the title: half of its words are in it."""
    words = {folded(w) for w in line.split()} - {""}
    return len(words & {folded(w) for w in title.split()}) >= MIN_TITLE_SHARE * len(words)


def _reads_as_headline(blocks: list[Block], i: int) -> bool:
    """Return whether block ``i`` is repeated as headlines are, or looks like one and opens a body."""
    text = blocks[i].text
    words = text.split()
    if len(text) > MAX_HEADLINE or len(words) < 2 or i + 1 >= len(blocks):
        return False
    if any(folded(b.text) == folded(text) for b in blocks[i + 1 : i + 4]):
        return True
    if len(words) <= 3 and patterns.BARE_NAMES.fullmatch(text):
        return False
    if (
        _NO_HEAD_END.search(text)
        or _GOES_ON.match(blocks[i + 1].text)
        or _COLUMNS.search(text)
        or not _FIRST_LETTER_UPPER.match(text)
    ):
        return False
    dated = patterns.DATELINE.match(text)
    if patterns.DATE.fullmatch(text) or patterns.BYLINE.fullmatch(text) or (dated and dated["dash"] != ": "):
        return False
    body = [b for b in _unlisted(blocks[i + 1 :])[:4] if is_prose(b)]
    return bool(body) and sum(w[0].isdigit() for w in words) <= len(words) / 3


def _unlisted(blocks: list[Block]) -> list[Block]:
    """Return those of the first blocks that are no furniture by the list."""
    return [b for b in blocks[:HEAD_BLOCKS] if not patterns.furniture_row(b.text[:MAX_FURNITURE])]


def _split_headline(block: Block, wanted: str) -> list[Block]:
    """Return headline and running text apart where they share a block ("Bridge shut. The old bridge ...")."""
    seen = at = 0
    while at < len(block.text) and seen < len(wanted):
        for letter in folded(block.text[at]):
            if seen >= len(wanted) or letter != wanted[seen]:
                return [block]
            seen += 1
        at += 1
    closing = re.match(rf"[{patterns.QUOTES})\]]*[.!?]?[{patterns.QUOTES}]*(?=\s)", block.text[at:])
    if not seen or seen < len(wanted) or not closing or not (closing[0] or block.text[at - 1] in "?!"):
        return [block]
    at += closing.end()
    rest = _skip_space(block.text, at)
    head = Block(block.start, block.start + at, block.text[:at])
    return [head, Block(block.start + rest, block.end, block.text[rest:])]


# Furniture, standfirst and captions


def _furniture(blocks: list[Block], kinds: list[str | None]) -> None:
    prose = 0
    links = False
    for i, block in enumerate(blocks):
        head = i < HEAD_BLOCKS and prose < 2
        prose += is_prose(block) and kinds[i] is None
        if kinds[i] is not None or len(block.text) > MAX_FURNITURE:
            links = False
            continue
        row = patterns.furniture_row(block.text)
        if row and (row.where != "edges" or head or i >= len(blocks) - TAIL_BLOCKS):
            kinds[i] = row.kind
            links = row.where == "list"
        elif links and _is_link(block):
            kinds[i] = "boilerplate"
        else:
            links = False
            kinds[i] = _byline_or_date(blocks, kinds, i, head)


def _is_link(block: Block) -> bool:
    return len(block.text) <= MAX_HEADLINE and not _ends_sentence(block.text)


def _byline_or_date(blocks: list[Block], kinds: list[str | None], i: int, head: bool) -> str | None:
    """Return "boilerplate" for a byline or a bare date at an edge of the article, else None."""
    line = blocks[i].text
    if len(line) > MAX_BYLINE:
        return None
    if head and patterns.BYLINE.fullmatch(line):
        return "boilerplate"
    if (head or i >= len(blocks) - 1) and patterns.DATE.fullmatch(line):
        return "boilerplate"
    return "boilerplate" if patterns.are_names(line) and _is_signed(blocks, kinds, i) else None


def _is_signed(blocks: list[Block], kinds: list[str | None], i: int) -> bool:
    """Return whether block ``i``, a bare name, stands where a byline does: under the headline, next to a date.

    A reading time or the dateline of the first paragraph does as well as a date.
    """
    if not i or "headline" not in kinds[:i] or None in kinds[kinds.index("headline") : i]:
        return False
    beside = [b.text[:MAX_BYLINE] for b in (blocks[i - 1], *blocks[i + 1 : i + 2])]
    if any(patterns.DATE.fullmatch(line) or patterns.READ_TIME.fullmatch(line) for line in beside):
        return True
    opening = patterns.DATELINE.match(blocks[i + 1].text) if i + 1 < len(blocks) else None
    return opening is not None and _is_full(opening) and _ends_sentence(blocks[i + 1].text)


def _standfirst(blocks: list[Block], kinds: list[str | None]) -> None:
    """Mark the block between the headline and the byline, date or picture that stands before the body.

    Below the byline it must be no sentence with its full stop: the first paragraph stands there, too.
    """
    headlines = [i for i, kind in enumerate(kinds[:HEAD_BLOCKS]) if kind == "headline"]
    first = i = headlines[-1] + 1 if headlines else len(blocks)
    while i < len(blocks) and kinds[i] == "boilerplate" and not _heads_list(blocks[i]):
        i += 1
    if i + 2 >= len(blocks) or kinds[i] is not None or not 20 <= len(blocks[i].text) <= MAX_STANDFIRST:
        return
    if i == first:
        closed = kinds[i + 1] == "boilerplate" and not _heads_list(blocks[i + 1]) and _has_words(blocks[i + 1])
    else:
        closed = _is_open_line(blocks[i].text) and (kinds[i + 1] == "caption" or _opens_body(blocks, i))
    if closed and any(is_prose(b) for b in blocks[i + 1 + (i == first) :]):
        kinds[i] = "standfirst"


def _is_open_line(line: str) -> bool:
    return not _NO_HEAD_END.search(line) and not _ends_sentence(line) and not _LABELLED.match(line)


def _opens_body(blocks: list[Block], i: int) -> bool:
    return len(blocks[i].text.split()) >= MIN_STANDFIRST_WORDS and _opens_prose(blocks[i + 1])


def _heads_list(block: Block) -> bool:
    row = patterns.furniture_row(block.text)
    return row is not None and row.where == "list"


def _captions(blocks: list[Block], kinds: list[str | None]) -> None:
    short = [i for i, b in enumerate(blocks) if kinds[i] is None and len(b.text) <= MAX_CAPTION]
    bracketed = [i for i in short if patterns.BRACKETED.search(blocks[i].text)]
    credited = [i for i in short if patterns.CREDIT.search(blocks[i].text, max(0, len(blocks[i].text) - MAX_CREDIT))]
    for i in [*credited, *(bracketed if len(bracketed) <= MAX_BRACKETED else [])]:
        kinds[i] = "caption"


def _entries(blocks: list[Block], kinds: list[str | None]) -> list[Entry]:
    """Mark the times and headings of a live page as subheads; return the entries that go on after their time."""
    free = [e for e in find_entries(blocks) if kinds[e.index] is None]
    for entry in free:
        if entry.heading:
            kinds[entry.index] = "subhead"
    return [e for e in free if not e.heading]


# Pull quotes and subheads


def _pull_quotes(text: str, blocks: list[Block], kinds: list[str | None]) -> set[int]:
    """Mark pull quotes; return the indexes of those whose speaker stands on the next line.

    A speaker under a blank line is a zone of its own.
    """
    signed: set[int] = set()
    repeated = _repeated_quotes(blocks, kinds)
    for i, (block, following) in enumerate(pairwise(blocks)):
        if kinds[i + 1] is not None or (kinds[i] is not None and i not in repeated):
            continue
        below = text.count("\n", block.end, following.start) == 1
        if _is_attributed(block, following, repeated=i in repeated, below=below):
            kinds[i] = kinds[i + 1] = "pull_quote"
            signed |= {i} if below else set()
    return signed


def _is_attributed(block: Block, following: Block, *, repeated: bool, below: bool) -> bool:
    """Return whether ``following`` names the speaker of ``block``; ``below`` tells that it is the very next line."""
    if repeated and below and patterns.NAME_AND_ROLE.fullmatch(following.text):
        return True
    signed = patterns.ATTRIBUTION.fullmatch(following.text)
    words = signed["who"].split() if signed else []
    if not signed or len(words) > 14 or (sum(w[0].isupper() for w in words) < 2 and "," not in signed["who"]):
        return False
    if repeated:
        return True
    if _is_quoted(block):
        # Below a blank line an item of a list could follow.
        return below or patterns.NAME_AND_ROLE.fullmatch(signed["who"]) is not None
    # Where a page's pull quote was lost and only its speaker left, the paragraph before is no quote.
    is_sentence = len(block.text) <= MAX_PULL_QUOTE and _ends_sentence(block.text)
    return below and signed["dash"] not in ("-", "_") and is_sentence


def _is_quoted(block: Block) -> bool:
    """Return whether the whole block is one quotation between its marks."""
    text = block.text.translate(_PLAIN)
    return 2 < len(text) <= MAX_PULL_QUOTE and text[0] == text[-1] and text[0] in "\"'" and text.count('"') in (0, 2)


def _repeated_quotes(blocks: list[Block], kinds: list[str | None]) -> set[int]:
    """Mark each block that is, word for word, (part of) a sentence quoted in another; return their indexes."""
    if len(blocks) > MAX_BLOCKS:
        return set()
    plain = [b.text.translate(_PLAIN) for b in blocks]
    whole = "\n".join(plain)
    found: set[int] = set()
    for i, block in enumerate(blocks):
        core = plain[i].strip(patterns.QUOTES + " .!?…")
        if kinds[i] is not None or not _may_repeat(block, core) or whole.count(core) < 2:
            continue
        if any(_is_quoted_in(core, other) for other in plain if other != plain[i]):
            kinds[i] = "pull_quote"
            found.add(i)
    return found


def _may_repeat(block: Block, core: str) -> bool:
    enough = len(core) >= MIN_REPEATED or (_is_quoted(block) and len(core.split()) >= MIN_QUOTED_WORDS)
    return enough and len(core) <= MAX_PULL_QUOTE


def _is_quoted_in(core: str, other: str) -> bool:
    at = other.find(core)
    return at > 0 and len(other) > len(core) + 10 and len(_QUOTE_MARK.findall(other[:at])) % 2 == 1


def _subheads(blocks: list[Block], kinds: list[str | None]) -> None:
    """Mark a short line without a full stop that stands between paragraphs of running text."""
    turns = _turns(blocks)
    for i in range(1, len(blocks) - 1):
        if kinds[i] is None and i not in turns and _reads_as_subhead(blocks[i]) and _opens_prose(blocks[i + 1]):
            before = next((j for j in range(i - 1, -1, -1) if kinds[j] != "boilerplate" and _has_words(blocks[j])), i)
            if before != i and (kinds[before] or _closes_part(blocks[before], blocks[i])):
                kinds[i] = "subhead"


def _reads_as_subhead(block: Block) -> bool:
    text = block.text
    words = text.split()
    if len(text) > MAX_SUBHEAD or len(words) > MAX_SUBHEAD_WORDS or _NO_HEAD_END.search(text):
        return False
    if not _FIRST_LETTER_UPPER.match(text) or _COLUMNS.search(text) or _LABELLED.match(text):
        return False
    return sum(w[0].isdigit() for w in words) <= len(words) / 4 and any(c.isalpha() for c in text)


def _closes_part(block: Block, heading: Block) -> bool:
    """Return whether ``heading`` can begin a part below ``block``; in capitals it can below a short paragraph, too."""
    capitals = heading.text.isupper() and not any(c.isdigit() for c in heading.text)
    return is_prose(block) or (capitals and _ends_sentence(block.text))


def _has_words(block: Block) -> bool:
    return any(c.isalnum() for c in block.text)


def _opens_prose(block: Block) -> bool:
    return is_prose(block) and not _GOES_ON.match(block.text)


# Datelines


def _datelines(text: str, blocks: list[Block], kinds: list[str | None]) -> list[Zone]:
    """Return the datelines that open paragraphs of running text."""
    zones = []
    body = [b for b, kind in zip(blocks, kinds, strict=True) if kind is None]
    for n, block in enumerate(body):
        match = patterns.DATELINE.match(text, block.start, block.end) if _may_be_dated(block) else None
        if (
            match
            and (is_prose(block) or _is_full(match))
            and _is_dateline(match, first=n < DATELINE_BLOCKS, colons=_n_labels(body))
        ):
            end = match.end() - (len(match[0]) - len(match[0].rstrip()))
            zones.append(Zone(block.start, end, "dateline"))
    return zones


def _may_be_dated(block: Block) -> bool:
    return len(block.text) >= MIN_DATELINED and _ends_sentence(block.text)


def _is_full(match: re.Match[str]) -> bool:
    """Return whether the place, in capitals, has more beside it than a dash."""
    beyond = match["place"] != match["upper"] or match["date"] or match["agency"]
    return bool(match["upper"] and beyond and match["dash"].strip() != ":")


def _is_dateline(match: re.Match[str], *, first: bool, colons: int) -> bool:
    words = re.findall(r"\w+", match["place"])
    if any(patterns.is_label(word) for word in words) or len(words) > MAX_PLACE_WORDS:
        return False
    if match["agency"] and match["dash"].strip() != ":":
        return bool(match["upper"] or first)
    if match["dash"].strip() == ":":
        return first and bool(match["upper"]) and colons == 1 and len(match["place"]) >= 4
    return first and not match["figure"] and bool(match["upper"] or match["date"] or match["region"])


def _n_labels(blocks: list[Block]) -> int:
    """Return how many blocks open with capitals and a colon: more than one is a transcript, not a dateline."""
    return sum(re.match(r"[A-Z][A-Z.' -]+: ", b.text) is not None for b in blocks)
