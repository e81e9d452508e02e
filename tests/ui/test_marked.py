"""The pieces that the browser shows are the article's text, each with what it is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lib.model import ROLE, Mention, Zone
from lib.ui import marked
from tests.store.fixtures import article, quote, toponym

TEXT = (
    "Harbour talks fail\n\n"
    "PORT VALE \U0001f6a2 - Ada Berg said on Monday that the ferry would stop.\n\n"
    '"We tried," Berg said. Ada Berg leaves \U0001f468\u200d\U0001f469\u200d\U0001f467 today.'
)


def sample():
    spoken = quote(TEXT, '"We tried,"', speaker="Ada Berg", cue="said")
    return article(
        TEXT,
        names=[("PERSON", "Ada Berg"), ("GPE", "PORT VALE")],
        quotes=[spoken],
        places=[toponym(TEXT, "PORT VALE", 102, "LU", 49.5, 6.0)],
        zones=[Zone(0, 18, "headline")],
    )


def pieces(blocks: list[dict]) -> list[dict]:
    return [run for block in blocks for run in block["runs"]]


def test_the_pieces_joined_are_the_text_without_the_blank_lines() -> None:
    blocks = marked.blocks(sample(), lambda n: f"./articles?at={n.start}")
    joined = "\n\n".join("".join(run["t"] for run in block["runs"]) for block in blocks)
    assert joined == TEXT
    assert all(TEXT[block["start"] :].startswith(block["runs"][0]["t"]) for block in blocks)


def test_each_mark_holds_the_words_that_its_offset_says() -> None:
    marks = [r for r in pieces(marked.blocks(sample(), lambda n: f"./articles?at={n.start}")) if "k" in r]
    assert [(r["t"], r["k"]) for r in marks] == [("PORT VALE", "place"), ("Ada Berg", "person"), ("Ada Berg", "person")]
    assert all(TEXT[r["s"] : r["s"] + len(r["t"])] == r["t"] for r in marks)
    assert marks[0]["l"] == "PORT VALE, LU"


def test_a_quote_its_speaker_and_its_cue_are_told_apart() -> None:
    runs = pieces(marked.blocks(sample(), lambda n: "./"))
    assert [r["t"] for r in runs if "q" in r] == ['"We tried,"']
    assert [r["t"] for r in runs if r.get("r") == "cue"] == ["said"]
    assert [r["t"] for r in runs if r.get("r") == "speaker"] == ["Ada Berg"]


def test_the_zone_of_a_block_is_kept() -> None:
    assert marked.blocks(sample(), lambda n: "./")[0]["zone"] == "headline"


def test_a_place_that_was_not_found_keeps_its_name_and_has_no_address() -> None:
    text = "Nowhereham and Elsewick slept."
    lost = [toponym(text, name, None, "", 0.0, 0.0, status="unknown") for name in ("Nowhereham", "Elsewick")]
    found = marked.names(article(text, places=lost))
    assert [(n.id, n.label) for n in found] == [("", "Nowhereham (not located)"), ("", "Elsewick (not located)")]
    runs = pieces(marked.blocks(article(text, places=lost), lambda n: "./"))
    assert [r["t"] for r in runs if "k" in r and "h" not in r] == ["Nowhereham", "Elsewick"]


def test_stepping_finds_a_name_by_its_entity_and_a_place_by_its_gazetteer_id() -> None:
    assert marked.hits(sample(), "person/ada-berg") == [TEXT.index("Ada"), TEXT.rindex("Ada Berg")]
    assert marked.hits(sample(), "102") == marked.hits(sample(), "place/port-vale") == [TEXT.index("PORT")]
    assert marked.hits(sample(), None) == []


def test_stepping_passes_over_titles_that_stand_for_the_name() -> None:
    done = sample()
    berg = next(e.id for e in done.entities if e.label == "PERSON")
    title = Mention(TEXT.index("Harbour"), TEXT.index("Harbour") + 7, ROLE, berg, 0.9, "title")
    done = replace(done, mentions=(title, *done.mentions))
    assert marked.hits(done, berg) == [m.start for m in done.mentions if m.entity == berg and m.label != ROLE]
    assert marked.names(done)[0].kind == "role"


def test_pieces_can_be_sent_as_json_whatever_the_text_holds() -> None:
    hostile = 'Ada Berg </script><img src=x onerror="alert(1)"> \ud83d \x00 said.'
    blocks = marked.blocks(article(hostile, names=[("PERSON", "Ada Berg")]), lambda n: "./")
    assert json.loads(json.dumps(blocks)) == blocks
    assert "".join(r["t"] for r in pieces(blocks)) == hostile


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("one\n\ntwo", ["one", "two"]),
        ("one\ntwo", ["one", "two"]),
        ("wrapped\nline\n\nnext", ["wrapped\nline", "next"]),
        ("\n\n  \nonly", ["only"]),
        ("", []),
        ("a\r\n\r\nb", ["a", "b"]),
    ],
)
def test_paragraphs(text: str, blocks: list[str]) -> None:
    assert [text[a:b].strip() for a, b in marked.paragraphs(text)] == blocks


def test_a_cut_inside_a_paragraph_starts_a_block() -> None:
    text = "ab cd\n\nef"
    assert [text[a:b] for a, b in marked.paragraphs(text, [3])] == ["ab ", "cd", "ef"]


def test_words_that_were_searched_for_are_marked_whatever_else_they_are() -> None:
    tried, berg = TEXT.index("tried"), TEXT.index("Berg said.")
    found = marked.blocks(sample(), lambda n: "./", [(tried, tried + 5), (berg, berg + 4)])
    runs = [run for run in pieces(found) if "f" in run]
    assert [(run["t"], run["f"], run.get("qk"), run.get("r")) for run in runs] == [
        ("tried", tried, "direct", None),
        ("Berg", berg, None, None),
    ]
    assert "\n\n".join("".join(run["t"] for run in block["runs"]) for block in found) == TEXT
