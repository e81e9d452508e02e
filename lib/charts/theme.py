"""Colours and one registered Altair theme, for light and dark pages alike.

Marks carry colours that have contrast on white and on near-black, and neutral ones are half-transparent greys, so
the same chart serves both. Only text and rules differ: ``config(dark=...)`` is that difference, and ``themed``
puts it into a finished specification.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

NAME = "story_explorer"
#: One colour for each kind of name, everywhere. Contrast on white 4.1, 3.9, 4.4 and on #0e1117 4.6, 4.9, 4.3;
#: at least 34 CIELAB apart to readers with protanopia and deuteranopia (10 is told apart with ease).
KIND_COLOURS = {"person": "#2f7fd1", "org": "#d55e00", "place": "#0f8a5f", "quote": "#7a45e8", "article": "#5b7083"}
#: What has no kind of its own.
PLAIN = KIND_COLOURS["article"]
#: Outlets and other categories, in this order: the first eight are at least 23 CIELAB apart, all ten 17.
CATEGORIES = (
    "#1e75cc",
    "#cc6600",
    "#4c998c",
    "#7a45e8",
    "#993f2d",
    "#00a9cc",
    "#59b268",
    "#26617f",
    "#667f59",
    "#1e665a",
)
#: "Other outlets", and whatever is not picked.
GREY = "#8a929b"
#: Land and empty cells: a grey that lets the page through.
FAINT = "rgba(128, 136, 146, 0.16)"
LINE = "rgba(128, 136, 146, 0.45)"
#: Strength of what is not picked while something else is.
DIMMED = 0.28
FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
LIGHT = {"text": "#31333f", "muted": "#5c626b", "grid": "#e6e8eb", "page": "#ffffff"}
DARK = {"text": "#fafafa", "muted": "#b3b8c0", "grid": "#2a2f37", "page": "#0e1117"}
#: How long a name may be on an axis, in pixels, before it is cut (the tooltip has it whole).
LABEL_LIMIT = 190


def colour_of(kind: str) -> str:
    """Return the colour of a kind of name ("person"), quote or article; one for all other kinds."""
    return KIND_COLOURS.get(kind, PLAIN)


def faded(kind: str, part: float) -> str:
    """Return the colour of a kind of name with only ``part`` of its strength, over light and dark alike."""
    red, green, blue = (int(colour_of(kind)[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {part})"


def css_variables() -> dict[str, str]:
    """Return the same colours as CSS custom properties, for marks and chips on the page."""
    sides = {f"--story-side{i}": colour for i, colour in enumerate(CATEGORIES)}
    return {f"--story-{kind}": colour for kind, colour in KIND_COLOURS.items()} | sides


def config(*, dark: bool = False) -> dict[str, Any]:
    """Return the Vega-Lite configuration for a light or a dark page; the background stays transparent."""
    ink = DARK if dark else LIGHT
    axis = {
        "labelColor": ink["muted"],
        "titleColor": ink["muted"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": ink["grid"],
        "domainColor": ink["grid"],
        "tickColor": ink["grid"],
        "labelLimit": LABEL_LIMIT,
    }
    legend = {"labelColor": ink["text"], "titleColor": ink["muted"], "labelFontSize": 12, "titleFontWeight": "normal"}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {**legend, "titleFontSize": 12, "labelLimit": LABEL_LIMIT, "symbolStrokeWidth": 0},
        "title": {"color": ink["text"], "fontSize": 14, "anchor": "start", "fontWeight": 600},
        "text": {"color": ink["text"], "fontSize": 12},
        "style": {"halo": {"stroke": ink["page"], "strokeWidth": 4, "strokeJoin": "round", "fill": ink["page"]}},
        "range": {"category": list(CATEGORIES)},
    }


def themed(spec: dict[str, Any], *, dark: bool, large: bool = False) -> dict[str, Any]:
    """Return ``spec`` with the configuration of a light or a dark page in place of its own; ``large`` for a room."""
    own = config(dark=dark)
    return {**spec, "config": _larger(own) if large else own}


def _larger(own: Any, name: str = "") -> Any:
    """Return a configuration with every size of letters a half larger."""
    if isinstance(own, dict):
        return {key: _larger(value, key) for key, value in own.items()}
    return own * 1.5 if name.lower().endswith("fontsize") else own


def dimmed_unless(pick: alt.Parameter, full: float = 1) -> alt.OpacityValue:
    """Return the opacity of what a click can pick: ``full`` where it is picked or nothing is, else DIMMED.

    Channels are made as objects everywhere: Altair takes 5 ms to find the class of each one given as text or dict.
    """
    return alt.OpacityValue(**alt.when(pick).then(alt.value(full)).otherwise(alt.value(DIMMED)))


def layered(*, height: int, description: str, **layers: alt.Chart) -> alt.LayerChart:
    """Return the layers on one another, named as they are given, as wide as the page gives.

    Left alone, Altair names each after its data, which takes as long as all the rest; and for a chart whose names
    change with its numbers the browser draws everything anew.
    """
    for name, chart in layers.items():
        chart.name = name
    return Layers(**put_together(list(layers.values())), width="container", height=height, description=description)


class Layers(alt.LayerChart):
    """A chart of layers from ``put_together``: Altair would go through them again for every copy of it."""

    def __init__(self, **parts: Any) -> None:
        super(alt.LayerChart, self).__init__(**parts)


def put_together(layers: list[alt.Chart], own: Sequence[Any] = ()) -> dict[str, Any]:
    """Return the parts of a chart of these layers: their selections, after its ``own``, and the data that all share.

    Altair does the same with layers it is given, but copies each six times and checks each selection against the
    schema, which takes half of what making a chart does. Every layer has a name, and selections that no other has.
    """
    params = [*own, *(_lifted(selection, layer.name) for layer in layers for selection in _params(layer))]
    data = layers[0].data if all(layer.data is layers[0].data for layer in layers) else alt.Undefined
    for layer in layers:
        layer.params = alt.Undefined
        layer.data = alt.Undefined if data is layer.data else layer.data
    return {"layer": layers, "params": params or alt.Undefined, "data": data}


def _params(chart: alt.TopLevelMixin) -> list[Any]:
    return [] if chart.params is alt.Undefined else list(chart.params)


def _lifted(selection: Any, layer: str) -> alt.TopLevelSelectionParameter:
    """Return the selection of a layer as one of the whole chart that hears the same layer."""
    return alt.TopLevelSelectionParameter(**selection.to_dict(validate=False), views=[layer])


@alt.theme.register(NAME, enable=True)
def _light() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig(config=config())
