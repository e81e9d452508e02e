"""The map with all that must stand beside it: the parts of the world to look at, the list, borders and sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import symbol_map
from lib.queries import places
from lib.ui import components, data, events, lists, pictures
from lib.ui.escape import plain
from lib.ui.links import with_name
from lib.ui.shell import Screen
from lib.ui.steps import choose
from lib.ui.words import count
from lib.view import MAPS, View

#: Places asked for; the map draws fewer where they would hide one another.
ON_MAP = 300
REGIONS = [(region, region.replace("-", " ").title()) for region in MAPS]
#: Places listed beside a name's map: what fits beside it.
BESIDE = 10
#: Height in pixels of a map that is not a page's main thing.
SMALL = 320

Click = Callable[[View, Mapping[str, Any]], View]


def draw(screen: Screen, about: View, frame: pd.DataFrame, *, on: Click, **look: Any) -> None:
    """Draw the places of ``frame`` over the countries of the articles ``about``, with the presets below."""
    shown = frame[frame["lat"].notna()]
    if len(shown):
        lands = data.ask(places.countries, screen.store, about).value
        picked = list(screen.view.countries)
        pictures.show(
            symbol_map, shown, lands, name="map", on=on, region=screen.view.map, picked_countries=picked, **look
        )
    choose(screen, "Region", "map", REGIONS)
    if len(frame) > len(shown):
        st.caption(
            f"{count(len(frame) - len(shown), 'area')} without one point, such as seas and regions, only in the list."
        )


def beside_name(screen: Screen, id: str, name: str) -> None:
    """Show the places that the articles mentioning a person or body also name; nothing where there are none."""
    about = with_name(screen.view.filters(), id)
    frame = data.ask(places.ranking, screen.store, about, limit=ON_MAP).value
    if frame.empty:
        return
    st.subheader("Places in the same articles")
    st.caption(plain(f"Each circle is a place named in articles that mention {name}. It is not where {name} is based."))
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(screen, about, frame, on=events.place_picked, height=SMALL, picked_places=list(screen.view.places))
    with right:
        items = lists.places(frame.head(BESIDE), about)
        components.rows(items, "bars", label=f"Places in articles that mention {name}", key="beside-places")
