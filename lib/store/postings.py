"""Which documents have a word, read as arrays from the files of tantivy's index.

tantivy hands over each document that it finds as a Python object, which takes thirty times as long as finding it:
300 ms for a word that half of a million articles have. Its lists of documents are laid out to be read in blocks, and
numpy reads that one in 10 ms. Where an index is laid out otherwise, or was written before its documents' numbers were
noted beside it, ``read`` returns None and tantivy is asked.

A list is blocks of 128 documents, each the differences between them in as few bits as its largest needs, and the rest
of less than 128 in bytes; before it stands what has to be known of each block.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import tantivy

from lib.store.lexicon import Lexicon, number
from lib.store.mapped import ask_for, scattered_map

#: The layout of the files that is read here, as they name it.
LAYOUT = 7
#: Documents whose numbers are noted at once: each takes some 100 bytes until it is one in an array.
AT_ONCE = 100_000
#: Blocks that are unpacked at once, which takes some 10 MB.
BLOCKS = 4096
#: What stands before a list of each block: its last document, bits of a document and of how often the word is in it.
_BLOCK = np.dtype([("last", "<u4"), ("bits", "u1"), ("more_bits", "u1"), ("unused", "u1", 6)])
#: Where in a block of 128 the documents stand: 4 beside each other, 32 times.
_ROW = np.arange(32)
NONE = np.empty(0, np.int32)


class Segment:
    """A part of an index, whose documents are counted from 0. ``noted`` has the fields of each, one after the other."""

    def __init__(self, stem: Path, deletes: dict | None, names: Sequence[str]) -> None:
        self.noted = np.load(_notes(stem), mmap_mode="r")
        self.gone = (
            None if deletes is None else _gone(stem.with_suffix(f".{deletes['opstamp']}.del"), self.noted.shape[1])
        )
        self._lists, lists = _parts(stem.with_suffix(".idx"))
        words, places = _parts(stem.with_suffix(".term"))
        self._fields = {names[field]: (Lexicon(words, *place), lists[field][0] + 8) for field, place in places.items()}

    def n(self, field: str, word: str) -> int:
        """Return how many documents have ``word`` in ``field``, those taken out among them."""
        listed = self._fields[field][0].listed(word) if field in self._fields else None
        return listed.n if listed else 0

    def having(self, field: str, word: str) -> np.ndarray:
        """Return the documents, ascending, that have ``word`` in ``field``."""
        if not self.n(field, word):
            return NONE
        lexicon, start = self._fields[field]
        listed = lexicon.listed(word)
        found = documents(self._lists, start + listed.start, listed.n)
        return found if self.gone is None else found[~self.gone[found]]

    def between(self, row: int, first: int, last: int) -> np.ndarray:
        """Return the documents whose noted field number ``row`` lies there, both ends included."""
        values = self.noted[row]
        return self.left((values >= first) & (values <= last))

    def left(self, mask: np.ndarray) -> np.ndarray:
        """Return the documents of ``mask``, ascending, that were not taken out."""
        return np.flatnonzero(mask if self.gone is None else mask & ~self.gone)


class Lists:
    """The lists of all segments, of whose documents the ``fields`` are noted.

    A document goes by the first of these, and ``size`` is above the highest.
    """

    def __init__(self, segments: Sequence[Segment], fields: Sequence[str]) -> None:
        self._segments, self._rows = segments, {field: row for row, field in enumerate(fields)}
        self.size = 1 + max((int(own.noted[0].max(initial=0)) for own in segments), default=0)

    def n(self, field: str, word: str) -> int:
        """Return how many documents have ``word`` in ``field``, or some more."""
        return sum(own.n(field, word) for own in self._segments)

    def having(self, field: str, word: str) -> np.ndarray:
        """Return the mask of the documents that have ``word`` in ``field``."""
        return self._mask(own.having(field, word) for own in self._segments)

    def between(self, field: str, first: int, last: int) -> np.ndarray:
        """Return the mask of the documents whose noted ``field`` lies there, both ends included."""
        return self._mask(own.between(self._rows[field], first, last) for own in self._segments)

    def everything(self) -> np.ndarray:
        """Return the mask of all documents."""
        return self._mask(own.left(np.ones(own.noted.shape[1], bool)) for own in self._segments)

    def values(self, field: str, mask: np.ndarray) -> np.ndarray:
        """Return the noted ``field`` of each document of ``mask``."""
        row = self._rows[field]
        return np.concatenate([NONE, *(own.noted[row][own.left(mask[own.noted[0]])] for own in self._segments)])

    def _mask(self, found: Iterable[np.ndarray]) -> np.ndarray:
        mask = np.zeros(self.size, bool)
        for own, documents in zip(self._segments, found, strict=True):
            mask[own.noted[0][documents]] = True
        return mask


def read(folder: Path, fields: Sequence[str]) -> Lists | None:
    """Return the lists of the index in ``folder``, of which ``fields`` are noted; None where they cannot be read."""
    told = _told(folder)
    stems, names = _stems(folder, told), [field["name"] for field in told["schema"]]
    if not noted(folder) or any(_layout(stem.with_suffix(".term")) != LAYOUT for stem in stems):
        return None
    segments = zip(stems, told["segments"], strict=True)
    return Lists([Segment(stem, segment["deletes"], names) for stem, segment in segments], fields)


def noted(folder: Path) -> bool:
    """Return whether the fields of all documents of the index in ``folder`` are noted beside it."""
    return all(_notes(stem).exists() for stem in _stems(folder, _told(folder)))


def note(folder: Path, fields: Sequence[str]) -> None:
    """Write beside each segment of the index in ``folder`` the ``fields`` of its documents, unless they are there.

    A field that a document lacks is 0. What belongs to a segment that is no more is deleted.
    """
    told = _told(folder)
    wanted = [_notes(stem) for stem in _stems(folder, told)]
    for path in set(folder.glob("*.npy")) - set(wanted):
        path.unlink()
    searcher = tantivy.Index.open(str(folder)).searcher()
    for order, (path, segment) in enumerate(zip(wanted, told["segments"], strict=True)):
        if not path.exists():
            np.save(path, _values(searcher, fields, order, segment["max_doc"]))


def _values(searcher: tantivy.Searcher, fields: Sequence[str], order: int, n: int) -> np.ndarray:
    """Return a row for each of ``fields``, of the ``n`` documents of the segment number ``order``."""
    found = np.zeros((len(fields), n), np.int32)
    for first in range(0, n, AT_ONCE):
        some = [tantivy.DocAddress(order, doc) for doc in range(first, min(n, first + AT_ONCE))]
        for row, field in zip(found, fields, strict=True):
            row[first : first + AT_ONCE] = [value or 0 for value in searcher.fast_field_values(field, some)]
    return found


def _told(folder: Path) -> dict:
    """Return what the index in ``folder`` says of itself."""
    return json.loads((folder / "meta.json").read_text())


def _stems(folder: Path, told: dict) -> list[Path]:
    """Return what the names of the files of each segment begin with."""
    return [folder / segment["segment_id"].replace("-", "") for segment in told["segments"]]


def _notes(stem: Path) -> Path:
    return stem.with_suffix(".npy")


def _mapped(path: Path) -> tuple[mmap.mmap, int]:
    """Return the contents of a file, and where they end: after them stands what the file says of itself."""
    data = scattered_map(path)
    return data, len(data) - 8 - number(data, len(data) - 8, 4)


def _layout(path: Path) -> int:
    """Return the number of the layout of a file."""
    data, end = _mapped(path)
    return json.loads(data[end:-8])["version"]["index_format_version"]


def _parts(path: Path) -> tuple[mmap.mmap, dict[int, tuple[int, int]]]:
    """Return the contents of a file, and where in it the part of each field, by its number, begins and ends."""
    data, end = _mapped(path)
    end -= 4 + number(data, end - 4, 4)
    n, at = _varied(data, end)
    start, starts = 0, {}
    for _ in range(n):
        further, at = _varied(data, at)
        start += further
        starts[number(data, at, 4)] = start
        _, at = _varied(data, at + 4)
    return data, dict(zip(starts, zip(starts.values(), [*list(starts.values())[1:], end], strict=True), strict=True))


def _varied(data: mmap.mmap, at: int) -> tuple[int, int]:
    """Return a number that is written in seven bits of each byte, the last marked, and the address after it."""
    value = shift = 0
    while data[at] < 128:
        value, shift, at = value | data[at] << shift, shift + 7, at + 1
    return value | (data[at] - 128) << shift, at + 1


def _gone(path: Path, n: int) -> np.ndarray:
    """Return for each of the ``n`` documents of a segment whether it was taken out."""
    bits = np.frombuffer(path.read_bytes(), np.uint8, offset=4)
    return np.unpackbits(bits, count=n, bitorder="little") == 0


def documents(data: mmap.mmap, at: int, n: int) -> np.ndarray:
    """Return the ``n`` documents of the list that begins ``at``."""
    n_blocks, rest = divmod(n, 128)
    if not n_blocks:
        return _rest(data, at, n, 0)
    size, at = _varied(data, at)
    ask_for(data, np.array([at]), np.array([at + size]))
    blocks = np.frombuffer(data, _BLOCK, n_blocks, at)
    bits = blocks["bits"].astype(np.int64) % 32
    ends = np.cumsum(bits + blocks["more_bits"])
    end = at + size + 16 * int(ends[-1])
    ask_for(data, np.array([at + size]), np.array([end + 16]))
    packed = np.frombuffer(data[at + size : end + 16], np.complex128)  # rows of four numbers, and one to look into
    starts = np.concatenate([[0], ends[:-1]])
    last = blocks["last"].astype(np.int32)
    before = np.concatenate([[-1], last[:-1]]).astype(np.int32)
    parts = [slice(i, i + BLOCKS) for i in range(0, n_blocks, BLOCKS)]
    found = [_unpacked(packed, starts[some], bits[some], before[some]) for some in parts]
    return np.concatenate([*found, _rest(data, end, rest, int(last[-1]))])


def _unpacked(packed: np.ndarray, starts: np.ndarray, bits: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the documents of the blocks that begin at the rows ``starts`` of ``packed``, each of so many ``bits``.

    A number of a block stands in its column from a row on, and may go on in the next one; what is written is how many
    documents lie between it and the one before, which for the first is ``before``.
    """
    first = _ROW * bits[:, None]
    row, shift = starts[:, None] + first // 32, (first % 32).astype(np.uint32)[..., None]
    own, following = (packed.take(at, mode="clip").view(np.uint32).reshape(-1, 32, 4) for at in (row, row + 1))
    own >>= shift
    following <<= np.uint32(1)
    following <<= np.uint32(31) - shift
    own |= following
    own &= ((1 << bits) - 1).astype(np.uint32)[:, None, None]
    steps = own.reshape(len(bits), 128).view(np.int32)
    steps += 1
    steps[:, 0] += before
    return np.cumsum(steps, axis=1, dtype=np.int32).ravel()


def _rest(data: mmap.mmap, at: int, n: int, before: int) -> np.ndarray:
    """Return the ``n`` documents, fewer than a block, whose differences from ``at`` on follow ``before``."""
    found = np.empty(n, np.int32)
    for i in range(n):
        further, at = _varied(data, at)
        before += further
        found[i] = before
    return found
