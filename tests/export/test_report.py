"""A report says where everything comes from, keeps hostile text text, and tells what it could not draw."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from html.parser import HTMLParser

import pypdf
import pytest

from lib.export import press
from lib.export.about import About
from lib.export.html import as_html
from lib.export.report import Chart, Part, Passage, Passages, Table

HOSTILE = '<script>alert(1)</script> #eval("1") $x$ @a \\ "q" *b* ![x](http://e.example/a.png)'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="9">Лавров</text></svg>'
WHEN = datetime(2026, 5, 9, 14, 30, tzinfo=UTC)
ABOUT = About(
    HOSTILE, "Showing 2 of 9 articles.", "Beta", 7, "http://localhost/people?version=7", WHEN
)  # fmt: skip
PARTS = [
    Part(
        ABOUT,
        f"Note {HOSTILE}",
        [
            Chart("Over time", SVG, "Lines: 3 articles."),
            Table("In most articles", ("Name", "", "Articles"), [(HOSTILE, "mayor", "1,200"), ("Ελλάδα", "", "2")]),
            Passages("Quoted", [Passage("before ", HOSTILE, " after", "Ada Łukasz", "Beta", "javascript:alert(1)")]),
        ],
    ),
    Part(ABOUT, "", [Passages("Quoted", [])]),
]  # fmt: skip


class Reader(HTMLParser):
    """Collects the tags, addresses and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_holds_every_text_as_text_and_asks_nobody() -> None:
    page = Reader(as_html("Monday", PARTS, "made").decode())
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert page.tags.count("svg") == 1
    assert page.text.count(HOSTILE) == 7
    assert set(page.links) == {"#view-1", "#view-2", "http://localhost/people?version=7"}
    for said in (
        "Showing 2 of 9 articles.",
        "filters: Beta",
        "data version: 7",
        "made: 2026-05-09 14:30 UTC",
        "Ada Łukasz",
    ):
        assert said in page.text


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(press.ask("as_pdf", "Monday 王", PARTS, "made today")))


def test_pdf_holds_the_words_in_every_script(pdf: pypdf.PdfReader) -> None:
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for said in (
        "Monday",
        "Ελλάδα",
        "Ada Łukasz",
        "Showing 2 of 9 articles.",
        "data version: 7",
        "<script>alert(1)</script>",
        '#eval("1")',
    ):
        assert said in text
    assert "(U+738B)" in text or "王" in text  # told, where no font of the machine draws it
    assert len(pdf.pages) == 2
    assert pdf.metadata.title == "Monday 王"


def test_pdf_embeds_its_fonts_and_links_only_to_the_web(pdf: pypdf.PdfReader) -> None:
    for page in pdf.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            own = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(own)
        targets = [a.get_object().get("/A", {}).get("/URI") for a in page.get("/Annots", [])]
        assert {t for t in targets if t} <= {"http://localhost/people?version=7"}
