"""Which paragraphs are headline, standfirst, caption, subhead, pull quote or furniture, and where a dateline ends.

A wrong "boilerplate" takes real words out of every count, so each rule asks for more evidence than it would need
to be right most of the time; what no rule is sure of stays running text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from lib.layout import patterns
from lib.layout.blocks import MAX_CLOSING, Block, find_blocks
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
#: Fewer characters could repeat by chance.
MIN_REPEATED = 30
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
    _standfirst(blocks, kinds)
    _captions(blocks, kinds)
    pairs = _pull_quotes(text, blocks, kinds)
    _subheads(blocks, kinds)
    if blocks and all(kind == "boilerplate" for kind in kinds):
        return Layout((), (0, *(b.start for b in blocks[1:])))
    datelines = _datelines(text, blocks, kinds)
    zones = sorted([*datelines, *_block_zones(blocks, kinds, pairs)], key=lambda z: z.start)
    starts = {0, *(b.start for i, b in enumerate(blocks) if i and i - 1 not in pairs)}
    starts |= {_skip_space(text, z.end) for z in datelines}
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
    for i, block in enumerate(blocks[:HEAD_BLOCKS]):
        if len(block.text) <= 2 * MAX_HEADLINE and _same_headline(folded(block.text), wanted):
            kinds[i] = "headline"


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
    if patterns.DATE.fullmatch(text) or patterns.BYLINE.fullmatch(text) or patterns.DATELINE.match(text):
        return False
    body = [b for b in blocks[i + 1 : i + 5] if is_prose(b)]
    return bool(body) and sum(w[0].isdigit() for w in words) <= len(words) / 3


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
    after_headline = i and kinds[i - 1] in ("headline", "standfirst")
    dated = i + 1 < len(blocks) and patterns.DATE.fullmatch(blocks[i + 1].text[:MAX_BYLINE])
    return "boilerplate" if after_headline and dated and patterns.BARE_NAMES.fullmatch(line) else None


def _standfirst(blocks: list[Block], kinds: list[str | None]) -> None:
    """Mark the block between the headline and the byline, date or picture that stands before the body."""
    headlines = [i for i, kind in enumerate(kinds[:HEAD_BLOCKS]) if kind == "headline"]
    i = headlines[-1] + 1 if headlines else len(blocks)
    if i + 2 >= len(blocks) or kinds[i] is not None:
        return
    closed = kinds[i + 1] == "boilerplate" and not _heads_list(blocks[i + 1])
    if closed and 20 <= len(blocks[i].text) <= MAX_STANDFIRST and any(is_prose(b) for b in blocks[i + 2 :]):
        kinds[i] = "standfirst"


def _heads_list(block: Block) -> bool:
    row = patterns.furniture_row(block.text)
    return row is not None and row.where == "list"


def _captions(blocks: list[Block], kinds: list[str | None]) -> None:
    short = [i for i, b in enumerate(blocks) if kinds[i] is None and len(b.text) <= MAX_CAPTION]
    bracketed = [i for i in short if patterns.BRACKETED.search(blocks[i].text)]
    credited = [i for i in short if patterns.CREDIT.search(blocks[i].text, max(0, len(blocks[i].text) - MAX_CREDIT))]
    for i in [*credited, *(bracketed if len(bracketed) <= MAX_BRACKETED else [])]:
        kinds[i] = "caption"


# Pull quotes and subheads


def _pull_quotes(text: str, blocks: list[Block], kinds: list[str | None]) -> set[int]:
    """Mark pull quotes; return the indexes of those whose speaker stands in the next block."""
    pairs = set()
    for i, (block, following) in enumerate(pairwise(blocks)):
        if kinds[i] is None and kinds[i + 1] is None and _is_attributed(text, block, following):
            kinds[i] = kinds[i + 1] = "pull_quote"
            pairs.add(i)
    return pairs | _repeated_quotes(blocks, kinds)


def _is_attributed(text: str, block: Block, following: Block) -> bool:
    signed = patterns.ATTRIBUTION.fullmatch(following.text)
    if not signed or len(block.text) > MAX_PULL_QUOTE or not _ends_sentence(block.text):
        return False
    words = signed["who"].split()
    named = len(words) <= 14 and (sum(w[0].isupper() for w in words) >= 2 or "," in signed["who"])
    quoted = block.text[0] in patterns.QUOTES and block.text[-1] in patterns.QUOTES
    # Where a page's pull quote was lost and only its speaker left, the paragraph before is no quote.
    on_next_line = text.count("\n", block.end, following.start) == 1 and signed["dash"] not in ("-", "_")
    return named and (quoted or on_next_line)


def _repeated_quotes(blocks: list[Block], kinds: list[str | None]) -> set[int]:
    """Mark a block that is, word for word, a sentence quoted in another; return those with a name below them."""
    pairs: set[int] = set()
    if len(blocks) > MAX_BLOCKS:
        return pairs
    whole = "\n".join(b.text for b in blocks)
    for i, block in enumerate(blocks):
        core = block.text.strip(patterns.QUOTES + " .!?…")
        if kinds[i] is not None or not MIN_REPEATED <= len(core) <= MAX_PULL_QUOTE or whole.count(core) < 2:
            continue
        if any(_is_quoted_in(core, other) for other in blocks if other is not block):
            kinds[i] = "pull_quote"
            following = blocks[i + 1] if i + 1 < len(blocks) else None
            if following and kinds[i + 1] is None and patterns.NAME_AND_ROLE.fullmatch(following.text):
                kinds[i + 1] = "pull_quote"
                pairs.add(i)
    return pairs


def _is_quoted_in(core: str, other: Block) -> bool:
    at = other.text.find(core)
    return at > 0 and len(other.text) > len(core) + 10 and len(_QUOTE_MARK.findall(other.text[:at])) % 2 == 1


def _subheads(blocks: list[Block], kinds: list[str | None]) -> None:
    """Mark a short line without a full stop that stands between paragraphs of running text."""
    for i in range(1, len(blocks) - 1):
        if kinds[i] is None and _reads_as_subhead(blocks[i]) and _opens_prose(blocks[i + 1]):
            before = next((j for j in range(i - 1, -1, -1) if kinds[j] != "boilerplate"), i)
            if before != i and (is_prose(blocks[before]) or kinds[before]):
                kinds[i] = "subhead"


def _reads_as_subhead(block: Block) -> bool:
    text = block.text
    words = text.split()
    if len(text) > MAX_SUBHEAD or len(words) > MAX_SUBHEAD_WORDS or _NO_HEAD_END.search(text):
        return False
    if not _FIRST_LETTER_UPPER.match(text) or _COLUMNS.search(text) or _LABELLED.match(text):
        return False
    return sum(w[0].isdigit() for w in words) <= len(words) / 4 and any(c.isalpha() for c in text)


def _opens_prose(block: Block) -> bool:
    return is_prose(block) and not _GOES_ON.match(block.text)


# Datelines


def _datelines(text: str, blocks: list[Block], kinds: list[str | None]) -> list[Zone]:
    """Return the datelines that open paragraphs of running text."""
    zones = []
    body = [b for b, kind in zip(blocks, kinds, strict=True) if kind is None]
    for n, block in enumerate(body):
        match = patterns.DATELINE.match(text, block.start, block.end) if is_prose(block) else None
        if match and _is_dateline(match, first=n < DATELINE_BLOCKS, colons=_n_labels(body)):
            end = match.end() - (len(match[0]) - len(match[0].rstrip()))
            zones.append(Zone(block.start, end, "dateline"))
    return zones


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
