"""Names in the same articles: circles joined by lines, laid out so that every label can be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from lib.charts import theme, wording

HEIGHT = 460
#: Areas of the smallest and the largest circle, in square pixels.
SMALL, LARGE = 70, 700
GROUPS = {"person": "People", "org": "Organisations", "place": "Places"}
STEPS = 400
NODE = ["id", "name", "kind", "n", "beside"]
#: A label takes about this much of the picture's width for each letter, and of its height for its line.
LETTER, LINE = 0.0125, 0.05
#: Width of the unseen line over each line, in pixels: enough for a finger.
REACH = 14
#: Pixels below which the letters are smaller, so that labels touch less: a phone.
NARROW = 450
#: A selection with this filter hears only clicks on its own layer; without it, each click empties the other one.
_CLICK = "click[event.item && event.item.mark && event.item.mark.marktype {} 'symbol']"


def together_network(frame: pd.DataFrame, *, picked: Sequence[str] = (), height: int = HEIGHT) -> alt.LayerChart | None:
    """Return circles and lines from (id_a, name_a, kind_a, id_b, name_b, kind_b, n_articles); None for an empty frame.

    A line is as thick as its pair has articles; a circle is as large as its pairs have articles in all. A click
    sets the point selection "pick" on ``id`` of a circle, or "pair" on ``id_a`` and ``id_b`` of a line. The same frame
    always gives the same picture.
    """
    if frame.empty:
        return None
    nodes = _nodes(frame)
    points = _layout(nodes, frame)
    nodes["x"], nodes["y"] = points[:, 0], points[:, 1]
    nodes["group"] = nodes["kind"].map(lambda kind: GROUPS.get(kind, kind))
    edges = _edges(frame, nodes)
    pick = alt.selection_point(
        name="pick",
        fields=["id"],
        value=[{"id": v} for v in picked] or alt.Undefined,
        on=_CLICK.format("==="),
        toggle="true",
    )
    pair = alt.selection_point(name="pair", fields=["id_a", "id_b"], on=_CLICK.format("!=="), toggle="true")
    across = alt.Scale(domain=[-0.09, 1.09], nice=False)
    down = alt.Scale(domain=[-0.05, 1.05], nice=False)
    x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=down)
    spans = alt.Chart(edges).encode(x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
    thick = alt.StrokeWidth("n_articles:Q", legend=None, scale=alt.Scale(range=[1, 7]))
    lines = spans.mark_rule(color=theme.LINE).encode(strokeWidth=thick)
    told = [alt.Tooltip("pair:N", title="Together"), alt.Tooltip("n_articles:Q", title="Articles", format=",d")]
    targets = spans.mark_rule(strokeWidth=REACH, opacity=0, cursor="pointer").encode(
        tooltip=told, detail=[alt.Detail("id_a:N"), alt.Detail("id_b:N")]
    )
    kinds = [k for k in theme.KIND_COLOURS if k in set(nodes["kind"])] + sorted(
        set(nodes["kind"]) - set(theme.KIND_COLOURS)
    )
    base = alt.Chart(nodes).encode(x=x, y=y, opacity=theme.dimmed_unless(pick))
    circles = base.mark_circle(cursor="pointer", opacity=1).encode(
        size=alt.Size("area:Q", legend=None, scale=None),
        color=alt.Color("group:N", title=None, legend=_legend(kinds), scale=_kind_scale(kinds)),
        tooltip=[alt.Tooltip("name:N", title="Name"), alt.Tooltip("beside:N", title="Most with")],
    )
    text = {
        "dy": alt.expr("sqrt(datum.area / PI) + 9"),
        "limit": 150,
        "fontSize": alt.expr(f"width < {NARROW} ? 10 : 12"),
    }
    halo = base.mark_text(style="halo", aria=False, **text).encode(text=alt.Text("name:N"))
    labels = base.mark_text(**text).encode(text=alt.Text("name:N"))
    return theme.layered(
        lines=lines,
        targets=targets.add_params(pair),
        circles=circles.add_params(pick),
        halo=halo,
        labels=labels,
        height=height,
        description=_describe(frame, nodes),
    )


def _nodes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return (id, name, kind, n, beside): each name once, with its pairs' articles and its closest companions."""
    ends: list[tuple] = []
    for own, other in (("a", "b"), ("b", "a")):
        columns = (f"id_{own}", f"name_{own}", f"kind_{own}", "n_articles", f"name_{other}")
        ends += zip(*(frame[name].tolist() for name in columns), strict=True)
    sizes: Counter[tuple] = Counter()
    beside: dict[tuple, list[str]] = defaultdict(list)
    for *node, n, other in sorted(ends, key=lambda end: -end[3]):
        sizes[tuple(node)] += n
        beside[tuple(node)].append(other)
    nodes = pd.DataFrame([(*node, sizes[node], ", ".join(own[:3])) for node, own in beside.items()], columns=NODE)
    least, most = nodes["n"].min(), nodes["n"].max()
    return nodes.assign(area=SMALL + (LARGE - SMALL) * (nodes["n"] - least) / max(1, most - least))


def _edges(frame: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    at = nodes.set_index("id")[["x", "y"]]
    a, b = at.loc[frame["id_a"]].to_numpy(), at.loc[frame["id_b"]].to_numpy()
    pairs = frame["name_a"] + " and " + frame["name_b"]
    return pd.DataFrame(
        {
            "x": a[:, 0],
            "y": a[:, 1],
            "x2": b[:, 0],
            "y2": b[:, 1],
            "pair": pairs.to_numpy(),
            "id_a": frame["id_a"].to_numpy(),
            "id_b": frame["id_b"].to_numpy(),
            "n_articles": frame["n_articles"].to_numpy(),
        }
    )


def _layout(nodes: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Return a point in the unit square for each node (Fruchterman and Reingold 1991, with room for labels).

    All pairs push each other apart, joined ones pull; the circle of the start fixes the result.
    """
    n = len(nodes)
    place = {name: i for i, name in enumerate(nodes["id"])}
    pull = np.zeros((n, n))
    most = frame["n_articles"].max()
    for a, b, weight in zip(frame["id_a"], frame["id_b"], frame["n_articles"], strict=True):
        pull[place[a], place[b]] = pull[place[b], place[a]] = 0.5 + 0.5 * weight / most
    angle = np.arange(n) * 2.399963  # the golden angle spreads the start evenly
    points = np.stack([np.cos(angle), np.sin(angle)]) * np.sqrt((np.arange(n) + 0.5) / n)
    ideal = 1.1 / np.sqrt(n)
    for step in range(STEPS):  # x and y apart: as pairs, each step takes three times as long
        apart = points[:, None] - points[:, :, None]
        distance = np.sqrt((apart**2).sum(axis=0)) + 1e-6
        force = (ideal**2 / distance - pull * distance**2 / ideal) / distance
        move = (apart * force).sum(axis=1) - 0.35 * points
        length = np.sqrt((move**2).sum(axis=0)) + 1e-9
        points += move / length * np.minimum(length, 0.12 * (1 - step / STEPS))
    points = np.ascontiguousarray(points.T)
    # a handful of names keeps together in the middle
    points = 0.5 + (_unit(points) - 0.5) * min(1, 0.2 + n / 12)
    return _unlapped(points, nodes["name"].str.len().clip(upper=24).to_numpy())


def _unit(points: np.ndarray) -> np.ndarray:
    span = np.ptp(points, axis=0)
    return np.where(span > 1e-6, (points - points.min(axis=0)) / np.where(span > 1e-6, span, 1), 0.5)


def _unlapped(points: np.ndarray, letters: np.ndarray) -> np.ndarray:
    """Return ``points`` moved until no label lies on another, as far as the picture has room."""
    wide = (letters[:, None] + letters[None]) * LETTER / 2
    for _ in range(120):
        apart = points[:, None] - points[None]
        over_x, over_y = wide - np.abs(apart[:, :, 0]), LINE * 1.9 - np.abs(apart[:, :, 1])
        clash = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(clash, False)
        if not clash.any():
            break
        sign = np.where(
            apart[:, :, 1] == 0,
            np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None]),
            np.sign(apart[:, :, 1]),
        )
        points[:, 1] += (np.where(clash, over_y, 0) * sign).sum(axis=1) * 0.25
        side = np.sign(apart[:, :, 0])
        points[:, 0] += (np.where(clash, np.minimum(over_x, 0.05), 0) * side).sum(axis=1) * 0.1
        points = points.clip(0, 1)
    return points


def _legend(kinds: Sequence[str]) -> alt.Legend | None:
    return None if len(kinds) == 1 else alt.Legend(orient="top", symbolType="circle")


def _kind_scale(kinds: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=[GROUPS.get(kind, kind) for kind in kinds], range=[theme.colour_of(kind) for kind in kinds])


def _describe(frame: pd.DataFrame, nodes: pd.DataFrame) -> str:
    pairs = [f"{a} and {b}" for a, b in zip(frame["name_a"], frame["name_b"], strict=True)]
    facts = wording.top_facts(pairs, frame["n_articles"].tolist(), "article")
    return f"Network of {len(nodes)} names in the same articles, {wording.counted(len(frame), 'pair')}. Most: {facts}."
