"""A report as one HTML file: no script, nothing fetched, readable in any browser and printable."""

from __future__ import annotations

from html import escape

from lib.export.harmless import writable
from lib.export.report import Chart, Part, Passage, Passages, Table

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, 'Segoe UI', 'Noto Sans', Arial, sans-serif; color: #1b2430; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.35rem; border-top: 2px solid #1b2430; padding-top: .8rem; margin-top: 2.6rem; } h3 { font-size: 1.05rem; margin-bottom: .4rem; }
.shown { font-size: 1.05rem; } .note { border-left: 4px solid #1a56a8; padding-left: .8rem; font-size: 1.1rem; }
.facts, .source, figcaption { color: #5c626b; font-size: .86rem; overflow-wrap: anywhere; }
figure { margin: 0 0 1rem; } svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #d9dde3; vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
blockquote { margin: .7rem 0; padding-left: .8rem; border-left: 3px solid #d9dde3; } mark { background: #dce9f9; color: inherit; } .around { color: #5c626b; }
a { color: #1a56a8; } @media print { section { break-before: page; } section:first-of-type { break-before: auto; } figure, tr, blockquote { break-inside: avoid; } }
"""  # noqa: E501 - a rule a line


def as_html(title: str, parts: list[Part], made: str) -> bytes:
    """Return the report as UTF-8; every text in it is text, whatever it holds."""
    contents = "".join(f'<li><a href="#view-{i}">{_text(p.about.title)}</a></li>' for i, p in enumerate(parts, 1))
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body><main>'
        f'<h1>{_text(title)}</h1><p class="facts">{_text(made)}</p>'
        f"{f'<ol>{contents}</ol>' if len(parts) > 1 else ''}"
        f"{''.join(_part(i, part) for i, part in enumerate(parts, 1))}</main></body></html>"
    )
    return page.encode("utf-8", "replace")


def _part(number: int, part: Part) -> str:
    facts = part.about.facts()
    told = " · ".join(f"{what}: {facts[what]}" for what in ("filters", "data version", "made"))
    note = f'<p class="note">{_text(part.note)}</p>' if part.note else ""
    return (
        f'<section id="view-{number}"><h2>{_text(part.about.title)}</h2>{note}'
        f'<p class="shown">{_text(part.about.shown)}</p>{"".join(_block(block) for block in part.blocks)}'
        f'<p class="source">{_text(told)}<br>{_link(part.about.link, part.about.link)}</p></section>'
    )


def _block(block: Chart | Table | Passages) -> str:
    head = f"<h3>{_text(block.title)}</h3>"
    if isinstance(block, Chart):
        return f"{head}<figure>{block.svg}<figcaption>{_text(block.caption)}</figcaption></figure>"
    if isinstance(block, Table):
        return head + _table(block)
    return head + "".join(_passage(item) for item in block.items)


def _passage(item: Passage) -> str:
    who = f"<strong>{_text(item.speaker)}</strong><br>" if item.speaker else ""
    around = [f'<span class="around">{_text(text)}</span>' if text else "" for text in (item.before, item.after)]
    source = f'<span class="source">{_text(item.source)} · {_link(item.link, "open the sentence")}</span>'
    return f"<blockquote>{who}{around[0]}<mark>{_text(item.words)}</mark>{around[1]}<br>{source}</blockquote>"


def _table(block: Table) -> str:
    kinds = ["n" if numeric else "" for numeric in block.numeric()]
    head = "".join(f'<th class="{k}" scope="col">{_text(c)}</th>' for c, k in zip(block.columns, kinds, strict=True))
    rows = "".join(
        "<tr>" + "".join(f'<td class="{k}">{_text(c)}</td>' for c, k in zip(row, kinds, strict=True)) + "</tr>"
        for row in block.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{_text(text)}</a>' if address.startswith(("http://", "https://")) else ""


def _text(text: str) -> str:
    return escape(writable(text))
