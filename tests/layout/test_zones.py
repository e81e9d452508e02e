"""Zones: each rule on a text made for it, and the sentences that it must leave alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lib import settings
from lib.layout import find_layout
from lib.layout.patterns import furniture
from lib.model import FURNITURE, ZONE_KINDS

ONE = "The old bridge over the river will close in March, the council of Lindby said on Tuesday after a long debate."
TWO = (
    'Mayor Omar Haddad said the repair would cost too much. "We cannot pay for it," he told reporters at the town hall.'
)
THREE = (
    "Residents on the east bank said that nobody had asked them, and that they would meet on Friday to plan a protest."
)


def zones(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(z.kind, text[z.start : z.end]) for z in find_layout(text, title).zones]


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def kinds_of(block: str, *, title: str | None = None) -> list[str]:
    """Return the zone kinds of ``block`` in the middle of an article."""
    text = page("Old bridge to close", ONE, TWO, block, THREE, ONE, TWO, THREE, ONE, TWO, THREE)
    at = text.index(block)
    return [z.kind for z in find_layout(text, title).zones if z.start < at + len(block) and at < z.end]


def test_running_text_has_no_zones() -> None:
    text = page(ONE, TWO, THREE)
    layout = find_layout(text)
    assert layout.zones == ()
    assert [text[s : s + 5] for s in layout.starts] == ["The o", "Mayor", "Resid"]


@pytest.mark.parametrize("text", ["", " \n ", "Strike", "Read more", "© 2026 The Lindby Gazette"])
def test_a_text_of_furniture_only_is_taken_as_running_text(text: str) -> None:
    assert find_layout(text) == ((), (0,))


def test_headline_and_its_repetition() -> None:
    text = page("Old bridge to close", "Old Bridge to Close", ONE, TWO)
    assert zones(text) == [("headline", "Old bridge to close"), ("headline", "Old Bridge to Close")]


@pytest.mark.parametrize("above", ["World", "World\n\nNorth", "WORLD NEWS | FERRIES", "Skip to content"])
def test_headline_below_the_names_of_sections(above: str) -> None:
    found = zones(page(above, "Old bridge to close in March", ONE, TWO))
    assert [line for kind, line in found if kind == "headline"] == ["Old bridge to close in March"]


def test_a_short_headline_over_running_text_stays_one() -> None:
    assert zones(page("Bridge closed", ONE, TWO)) == [("headline", "Bridge closed")]


def test_headline_by_title_with_the_outlet_s_name() -> None:
    assert zones(page("Old bridge to close.", ONE), "Old bridge to close | The Gazette")[0][0] == "headline"


def test_headline_on_the_line_of_the_first_sentence() -> None:
    text = f"Old bridge to close. {ONE}"
    layout = find_layout(text, "Old bridge to close")
    assert zones(text, "Old bridge to close") == [("headline", "Old bridge to close.")]
    assert [text[s : s + 7] for s in layout.starts] == ["Old bri", "The old"]


def test_a_sentence_that_begins_like_the_title_is_no_headline() -> None:
    assert zones(f"Old bridge to close as council votes. {ONE}", "Old bridge to close") == []


def test_a_first_line_that_is_not_the_given_title_is_no_headline() -> None:
    assert zones(page("Profit 5 cents a share", ONE), "Lindby Ferries, first quarter") == []


def test_standfirst_stands_between_headline_and_furniture() -> None:
    text = page("Old bridge to close", "The council says it has no money left for repairs.", "5 min read", ONE, TWO)
    assert [kind for kind, _ in zones(text)] == ["headline", "standfirst", "boilerplate"]


def test_byline_without_by_and_the_standfirst_below_it() -> None:
    text = page(
        "Old bridge to close",
        "4 min read",
        "Anna Lind and Omar Haddad",
        "Council: no money left for it",
        "Photo: A",
        ONE,
    )
    kinds = ["headline", "boilerplate", "boilerplate", "standfirst", "caption"]
    assert [kind for kind, _ in zones(text)] == kinds


@pytest.mark.parametrize("beside", ["3 February 2026", "4 min read", f"LINDBY, Norway - {ONE}"])
def test_a_bare_name_by_a_date_or_a_dateline_is_a_byline(beside: str) -> None:
    assert ("boilerplate", "Anna Lind") in zones(page("Old bridge to close", "Anna Lind", beside, ONE, TWO))


@pytest.mark.parametrize(
    "blocks",
    [
        ("Old bridge to close", "Anna Lind", ONE, TWO),
        ("Old bridge to close", ONE, "Anna Lind", "3 February 2026", TWO, THREE),
        (ONE, "Anna Lind", "4 min read", TWO),
    ],
)
def test_a_bare_name_elsewhere_is_no_byline(blocks: tuple[str, ...]) -> None:
    assert ("boilerplate", "Anna Lind") not in zones(page(*blocks))


def test_a_second_headline_in_capitals_is_no_byline() -> None:
    text = page("Old bridge to close", "Driver Charged, Mayor Silent", "3 February 2026", ONE, TWO)
    assert ("boilerplate", "Driver Charged, Mayor Silent") not in zones(text)


def test_the_first_paragraph_below_the_byline_is_no_standfirst() -> None:
    text = page("Old bridge to close", "By Anna Lind", ONE, "Photo: Anna Lind", TWO)
    assert "standfirst" not in [kind for kind, _ in zones(text)]


def test_a_rule_below_the_first_paragraph_makes_it_no_standfirst() -> None:
    text = page("Old bridge to close", ONE, "___.", TWO, THREE)
    assert [kind for kind, _ in zones(text)] == ["headline", "boilerplate"]


@pytest.mark.parametrize(
    "turns",
    [
        ["Tom Reed: We go home"] * 4,
        ["Tom Reed: No", "Anna Lind: No", "Tom Reed: No", "Anna Lind: Yes"],
        ["Tom Reed: We go", "Tom Reed: We go home"],
    ],
)
@pytest.mark.parametrize("title", [None, "Tom Reed: We go home now"])
def test_turns_of_a_transcript_are_no_headlines(turns: list[str], title: str | None) -> None:
    assert zones(page(*turns), title) == []


def test_short_turns_between_long_ones_are_no_subheads() -> None:
    text = page(f"Tom Reed: {ONE}", "Anna Lind: And then", f"Tom Reed: {THREE}", "Anna Lind: Go on", f"Tom Reed: {ONE}")
    assert zones(text) == []


def test_a_headline_with_a_colon_over_its_repetition_stays_one() -> None:
    text = page("Lindby: Old bridge to close", "Lindby: Old bridge to close", ONE, TWO)
    assert [kind for kind, _ in zones(text)] == ["headline", "headline"]


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ("LINDBY (Corvane) - ", "LINDBY (Corvane) -"),
        ("LINDBY, Norway (Corvane) - ", "LINDBY, Norway (Corvane) -"),
        ("LINDBY, Norway (AP) — ", "LINDBY, Norway (AP) —"),
        ("LINDBY, March 3 (Reuters) - ", "LINDBY, March 3 (Reuters) -"),
        ("LINDBY — ", "LINDBY —"),
        ("EAST LINDBY: ", "EAST LINDBY:"),
        ("Lindby, Norway - ", "Lindby, Norway -"),
        ("LINDBY, N.H. -- ", "LINDBY, N.H. --"),
    ],
)
def test_dateline_covers_only_its_words(block: str, place: str) -> None:
    text = page("Old bridge to close", block + ONE, TWO)
    assert zones(text)[1:] == [("dateline", place)]
    assert text.index(ONE) in find_layout(text).starts


def test_dateline_of_a_short_paragraph() -> None:
    text = page("LINDBY, Norway — The old bridge is to close.", TWO, THREE)
    assert zones(text) == [("dateline", "LINDBY, Norway —")]


@pytest.mark.parametrize("block", ["UPDATE: ", "BREAKING — ", "Omar Haddad - ", "HADDAD: ", "The council - "])
def test_no_datelines(block: str) -> None:
    text = page(block + ONE, "LIND: " + TWO if block == "HADDAD: " else TWO)
    assert zones(text) == []


@pytest.mark.parametrize(
    "block",
    [
        "The bridge at dawn [Lindby Press]",
        "The bridge at dawn. (Lindby Press/Anna Lind)",
        "The bridge at dawn. Photo: Anna Lind",
        "Photo: Anna Lind / Lindby Press",
        "Image: Anna Lind.",
        "File photo: the bridge before the flood",
    ],
)
def test_captions(block: str) -> None:
    assert kinds_of(block) == ["caption"]


@pytest.mark.parametrize(
    "block",
    [
        '"I saw him before [Omar Haddad]."',
        "The ferry belongs to the Lindby and East Bank Company [LEBC.L].",
        "Video of the flood shows two cars on the bridge. The council gave no comment on it.",
        "The harvest was the best since the year of the flood (August/July).",
    ],
)
def test_no_captions(block: str) -> None:
    assert kinds_of(block) == []


def test_sources_in_brackets_under_many_items_are_no_captions() -> None:
    items = [f"The council of town number {n} has closed its bridge [Gazette]" for n in range(5)]
    assert zones(page(ONE, *items, TWO)) == []


@pytest.mark.parametrize("block", ["No money left", "'Not a bridge'", "Why now?", 'The long road back"'])
def test_subheads(block: str) -> None:
    assert kinds_of(block) == ["subhead"]


def test_subhead_in_capitals_below_a_short_paragraph() -> None:
    assert ("subhead", "THE MONEY") in zones(page(ONE, "Nobody spoke.", "THE MONEY", THREE))
    assert zones(page(ONE, "Nobody spoke.", "The money", THREE)) == []


def test_subhead_in_capitals_below_a_stray_mark() -> None:
    assert ("subhead", "WHAT HAPPENS NEXT") in zones(page(ONE, TWO, '"', "WHAT HAPPENS NEXT", THREE))


@pytest.mark.parametrize(
    "block",
    [
        "He was 75.",
        "No.",
        "ANNA: Why now?",
        "Net 14.4 mln vs 11.0 mln",
        "Shr  10 cts",
        '"No," he said',
        "they left",
        "Then:",
    ],
)
def test_no_subheads(block: str) -> None:
    assert kinds_of(block) == []


def test_pull_quote_with_its_speaker_is_one_zone_and_one_paragraph() -> None:
    quote = "Whoever closes this bridge closes the town.\n—Anna Lind, shopkeeper"
    text = page("Old bridge to close", ONE, quote, TWO)
    assert zones(text)[1:] == [("pull_quote", quote)]
    assert text.index("—Anna") not in find_layout(text).starts


def test_pull_quote_that_repeats_a_quoted_sentence() -> None:
    line = "We cannot pay for a bridge that nobody needs"
    text = page(ONE, line, f'"{line}," said Mayor Omar Haddad to the reporters who had come.', TWO)
    assert zones(text) == [("pull_quote", line)]


def test_the_name_below_a_repeated_quote_is_part_of_it() -> None:
    line = "“We cannot pay for a bridge that nobody needs.”\nOmar Haddad, mayor of Lindby"
    text = page(ONE, line, "“We cannot pay for a bridge that nobody needs,” said the mayor, who then left.", TWO)
    assert zones(text) == [("pull_quote", line)]


def test_a_quoted_paragraph_and_its_speaker_below_a_blank_line_are_two_zones() -> None:
    quote, name = '"Whoever closes this bridge closes the town"', "—Anna Lind, shopkeeper"
    text = page(ONE, quote, name, "THE MONEY", TWO)
    assert zones(text) == [("pull_quote", quote), ("pull_quote", name), ("subhead", "THE MONEY")]
    assert text.index(name) in find_layout(text).starts


@pytest.mark.parametrize("name", ["—Anna B. Lind", "- Anna Lind, shopkeepers' leader", "– Anna Lind"])
def test_names_below_a_quoted_paragraph(name: str) -> None:
    assert ("pull_quote", name) in zones(page(ONE, '"Whoever closes this bridge closes the town"', name, TWO))


@pytest.mark.parametrize("item", ["- Talks between Lindby and East Bank to go on", "— Bridge shut, ferry to sail"])
def test_an_item_below_a_quoted_paragraph_names_nobody(item: str) -> None:
    assert zones(page(ONE, '"Whoever closes this bridge closes the town."', item, TWO)) == []


@pytest.mark.parametrize("line", ["“We cannot pay for it”", "'We cannot pay for it'"])
def test_a_short_pull_quote_that_repeats_part_of_a_quotation(line: str) -> None:
    assert zones(page(ONE, TWO, line, THREE)) == [("pull_quote", line)]


@pytest.mark.parametrize("line", ['"We cannot pay."', '"It is not so."', "We cannot pay for it."])
def test_short_lines_of_talk_are_no_pull_quotes(line: str) -> None:
    assert zones(page(ONE, TWO, line, THREE)) == []


@pytest.mark.parametrize("under", ["\n\n—Anna Lind", "\n—and then he left", "\n- Anna Lind, shopkeeper", "\n—Five"])
def test_a_paragraph_above_some_dash_is_no_pull_quote(under: str) -> None:
    assert "pull_quote" not in [kind for kind, _ in zones(page(ONE, TWO + under, THREE))]


@pytest.mark.parametrize(
    "block",
    [
        "5 min read",
        "Share on Facebook",
        "Advertisement",
        "Article continues after advertisement",
        "Updated at 16.32 BST",
        "Last Updated: Tuesday, 3 February 2026, 10:39 GMT and later",
        "POSTED: 02 / 03 / 26, 9:00 PM PDT |",
        "Read more: Ferry to sail again",
        "Sign up to our morning newsletter",
        "© 2026 The Lindby Gazette. All rights reserved.",
        "https://example.org/bridge",
        "* * *",
    ],
)
def test_furniture_anywhere(block: str) -> None:
    assert kinds_of(block) == ["boilerplate"]


@pytest.mark.parametrize(
    "block",
    [
        "Reporting by Anna Lind; editing by Omar Haddad",
        "This article was updated on Friday to add a comment.",
        "@lindby",
        "3 hours ago",
        "This interview has been edited for length and clarity.",
        "(The conversation was lightly edited and condensed.)",
        "Questions and answers have been translated from Norwegian and edited for style.",
        "Follow our coverage of the bridge at https://example.org/bridge",
    ],
)
def test_furniture_at_the_edges_only(block: str) -> None:
    text = page("Old bridge to close", *[ONE, TWO, THREE] * 4, block)
    assert zones(text)[1:] == [("boilerplate", block)]
    assert kinds_of(block) != ["boilerplate"]


def test_byline_and_date_under_the_headline() -> None:
    text = page("Old bridge to close", "By Anna Lind", "3 February 2026", ONE)
    assert [kind for kind, _ in zones(text)] == ["headline", "boilerplate", "boilerplate"]


def test_links_under_their_head_until_running_text() -> None:
    text = page(ONE, "Related stories", "Ferry to sail again", "Council out of money", TWO)
    assert [kind for kind, _ in zones(text)] == ["boilerplate"] * 3


@pytest.mark.parametrize(
    "block",
    [
        "Share prices fell on Monday after the council said that the old bridge would close.",
        "Copyright law was changed in March, and the printers of Lindby said that they had lost their living.",
        "Follow the money, the mayor told the reporters who had come to the town hall on Tuesday.",
        "Read the letter aloud, the judge told the clerk, and then the court rose for the day.",
        "This article of the constitution has never been tested in court, the lawyers said on Friday.",
        "This interview has been edited for length, the mayor said, and not one word of it is as she spoke it.",
        "The interview was cut short when the mayor, who had come late, left the studio of her own accord.",
        "Updated: 3 bridges are closed in Lindby, and the mayor told a meeting at 10:30 that more would follow.",
        "Subscribers to the bridge fund were told that they would not see their money again.",
        "The video was shared by thousands; comments were closed after an hour, the council said.",
    ],
)
def test_sentences_that_furniture_resembles(block: str) -> None:
    assert kinds_of(block) == []
    assert zones(page("Old bridge to close", block, TWO))[1:] == []


def test_every_row_of_furniture_is_of_a_known_kind() -> None:
    assert {row.kind for row in furniture()} <= {*ZONE_KINDS, "label"}
    assert {row.where for row in furniture()} == {"any", "edges", "list", "dateline"}
    assert {"boilerplate"} == FURNITURE


def test_a_broken_row_of_furniture_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "furniture.csv").write_text("pattern,kind,where,reason\n(,boilerplate,any,broken\n")
    monkeypatch.setattr(settings, "RULES", tmp_path)
    with pytest.raises(ValueError, match=r"furniture\.csv:2: "):
        furniture.__wrapped__()


def test_zones_and_starts_are_in_order_for_any_text() -> None:
    pieces = [
        ONE,
        TWO,
        "\n",
        "\n\n",
        "LINDBY — ",
        "—Anna Lind, baker",
        "Read more",
        '"',
        "[Press]",
        " ",
        "\ud800",
        "Why?",
        "\r\n",
    ]
    chance = random.Random(11)  # noqa: S311 - not for secrets
    for _ in range(400):
        text = "".join(chance.choices(pieces, k=chance.randrange(14)))
        layout = find_layout(text, chance.choice([None, "Why?", ONE, "\n"]))
        ends = [0, *(z.end for z in layout.zones)]
        assert all(before <= z.start < z.end <= len(text) for before, z in zip(ends, layout.zones, strict=False))
        assert list(layout.starts) == sorted(set(layout.starts))
        assert layout.starts[0] == 0
