"""The files of a version, read into the system's memory before somebody waits for them.

A disk that is reached over a network, as those of most rented machines are, takes 2 to 60 ms for a place, and a page of
a large archive looks at dozens that nobody has looked at since the machine was started. Read from end to end, eight
gigabytes are there in a minute or two. The system takes the memory back for whatever else needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from lib.store import versions

#: Kinds of files in the order in which they are read, smaller ones first: what every click looks at, texts, searches.
ORDER = ("columns", "serving", "bodies", "search")
#: Bytes that are read at a time, so that the reads of a click come in between.
AT_ONCE = 2**20
#: No more is read, all in all, than this share of the memory that is free or can be had at once when it begins.
SHARE = 0.5


def read_ahead(folder: Path, going_on: Callable[[], bool]) -> int:
    """Read the files of the newest version while ``going_on`` and while there is room; return how many bytes."""
    done, most, held = 0, SHARE * room(), memoryview(bytearray(AT_ONCE))
    for path in files(folder):
        if done + path.stat().st_size > most:
            break
        with path.open("rb", buffering=0) as file:
            while going_on() and (n := file.readinto(held)):
                done += n
    return done


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of the newest version, those first that clicks look at most."""
    found = versions.newest(folder)
    own = found.files.items() if found else ()
    order = {name: (ORDER.index(name.partition("-")[0]), size) for name, (size, _) in own}
    yield from (folder / name for name in sorted(order, key=order.__getitem__))


def room() -> int:
    """Return the bytes of memory that can be had without taking any from a program; 0 where nobody knows."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0
    told = dict(line.split()[:2] for line in lines)
    return 1024 * int(told.get("MemAvailable:", 0))
