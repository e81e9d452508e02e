"""Live pages: which times open an entry, and the lists of times that are none."""

from __future__ import annotations

import pytest

from lib.layout import find_layout
from lib.layout.blocks import find_blocks
from lib.layout.live import Entry, find_entries

NEWS = "The mayor has come out of the town hall and says that the talks go on."


def entries(*blocks: str) -> list[Entry]:
    return find_entries(find_blocks("\n\n".join(blocks)))


def test_times_alone_and_with_a_heading() -> None:
    found = entries("20:40", NEWS, "19:10 MAYOR SPEAKS", NEWS, "18:30 WHO IS ANNA LIND?", NEWS)
    assert found == [Entry(0, 5, True), Entry(2, 5, True), Entry(4, 5, True)]


@pytest.mark.parametrize(
    "time", ["9:05", "9:05 a.m.", "9.05am", "9 a.m.", "9:05 a.m.:", "09:05 GMT", "9.05 BST", "9:05am EST"]
)
def test_forms_of_a_time(time: str) -> None:
    found = entries(time, NEWS, "11:10 a.m.", NEWS, "11:15 a.m.", NEWS)
    assert found[0] == Entry(0, len(time), True)


@pytest.mark.parametrize(("time", "size"), [("9:05 ", 4), ("9:05: ", 5), ("9.05am - ", 8), ("9:05 — ", 6)])
def test_a_time_before_running_text_ends_before_it(time: str, size: int) -> None:
    found = entries(time + NEWS, "11:10 " + NEWS, "11:15 " + NEWS)
    assert found[0] == Entry(0, size, False)


@pytest.mark.parametrize(
    "blocks",
    [
        ("20:40", NEWS, "19:10", NEWS),
        ("10:15", "10:30", "10:45", "11:00"),
        ("20:00 News", "20:30 The Ferry", "21:15 Football", "23:00 Late Film"),
        ("2:11.5 Anna Lind", NEWS, "2:12.0 Eva Berg", NEWS, "2:14.3 Siri Holm", NEWS),
        ("20:40", NEWS, "8:10", NEWS, "18:55", NEWS, "9:30", NEWS, "17:00", NEWS),
        ("14.40", NEWS, "13.10", NEWS, "12.05", NEWS),
        ("20:40 ended the talks.", NEWS, "19:10 was the last bus.", NEWS, "18:10 was dusk.", NEWS),
        ("31:40", NEWS, "30:10", NEWS, "29:05", NEWS),
    ],
)
def test_no_live_pages(blocks: tuple[str, ...]) -> None:
    assert entries(*blocks) == []


def test_midnight_breaks_the_order_once() -> None:
    assert len(entries("23:10", NEWS, "23:50", NEWS, "00:20", NEWS, "01:15", NEWS)) == 4


def test_zones_of_a_live_page() -> None:
    text = "\n\n".join(["20:40", NEWS, "19:10 MAYOR SPEAKS", NEWS, "18:55 " + NEWS])
    layout = find_layout(text)
    found = [(z.kind, text[z.start : z.end]) for z in layout.zones]
    assert found == [("subhead", "20:40"), ("subhead", "19:10 MAYOR SPEAKS"), ("boilerplate", "18:55")]
    assert text.rindex(NEWS) in layout.starts
