"""Pictures carry their source; scripts that no font covers are told, not turned into boxes in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from lib.errors import ExportError
from lib.export import fonts, frames, press
from lib.export.about import About

SHIPPED = [str(path) for path in sorted(fonts.FOLDER.glob("*.ttf"))]
CHART = '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="843" height="223" viewBox="0 0 843 223"></svg>'
ABOUT = About(
    'Over time & "more" <b>',
    "Showing " + "many " * 60 + "articles.",
    "Beta",
    7,
    "http://localhost:8501/people?version=7&" + "name=person%2Fada-berg&" * 20,
    datetime(2026, 5, 9, 14, 30, tzinfo=UTC),
)


def test_the_frame_says_what_is_shown_and_where_it_comes_from() -> None:
    tree = ElementTree.fromstring(frames.framed(CHART, ABOUT, "Columns: 3 articles.\x00"))
    texts = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == ABOUT.title
    assert " ".join(texts).count("many") == 60
    assert "Columns: 3 articles.\ufffd" in texts
    assert "Source: Story Explorer, data version 7, 2026-05-09 14:30 UTC" in texts
    assert "".join(texts).endswith(ABOUT.link)
    assert all(len(text) < 200 for text in texts)
    assert next(tree.iter("{http://www.w3.org/2000/svg}svg")).get("width") == "960"


def test_the_fonts_that_ship_cover_europe_and_the_near_east() -> None:
    assert fonts.missing("Zoë Łukasz Лавров Ελλάδα Ђоковић Ağca “—…” عباس נתניהו मोदी", SHIPPED) == []


def test_what_no_font_covers_is_told() -> None:
    gone = fonts.missing("Wang Yi (王毅) and 한국", SHIPPED)
    assert gone == sorted("王毅한국")
    told = fonts.told(gone)
    assert "王 (U+738B)" in told
    assert "Cjk, Hangul" in told
    assert fonts.told([]) == ""


def test_a_damaged_font_covers_nothing(tmp_path) -> None:
    (tmp_path / "bad.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x05")
    assert fonts.missing("é", [str(tmp_path / "bad.ttf"), str(tmp_path / "gone.ttf")]) == ["é"]


def test_a_chart_is_drawn_and_painted_without_a_network() -> None:
    spec = {
        "data": {"values": [{"a": "王", "n": 2}]},
        "mark": "bar",
        "encoding": {"x": {"field": "n", "type": "quantitative"}},
    }
    (svg,) = press.ask("drawn", [spec])
    assert ElementTree.fromstring(svg).get("width")
    assert press.ask("png", frames.framed(svg, ABOUT)).startswith(b"\x89PNG")


def test_a_chart_that_asks_the_network_is_refused() -> None:
    with pytest.raises(ExportError, match="could not be made"):
        press.ask("drawn", [{"data": {"url": "http://127.0.0.1:9/x.json"}, "mark": "bar", "encoding": {}}])
