"""What stands under or beside another can be compared with it: bars begin and end alike, headings are level."""

from __future__ import annotations

BERG = "person%2Fada-berg"
#: The breadths of the tracks of one list of bars, after one of its numbers has become a long one.
TRACKS = """list => {
    list.querySelector('.value').textContent = '123,456 % from 123,456 %';
    return [...list.querySelectorAll('.track')].map(track => track.getBoundingClientRect().width);
}"""
MIDDLE = "heading => { const range = document.createRange(); range.selectNodeContents(heading); \
const box = range.getBoundingClientRect(); return box.y + box.height / 2; }"


def test_a_long_number_shortens_the_bars_of_all_rows(tab) -> None:
    page = tab("people", viewport={"width": 390, "height": 844})
    widths = page.page.locator(".list.bars").first.evaluate(TRACKS)
    assert len(widths) > 1
    assert max(widths) - min(widths) < 1


def test_headings_side_by_side_are_level(tab) -> None:
    page = tab(f"people?show={BERG}").whole()
    page.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 0")
    left, right = (page.page.locator("h3", has_text=text).first.evaluate(MIDDLE) for text in ("Over time", "By outlet"))
    assert abs(left - right) < 2
