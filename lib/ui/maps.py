"""The map with all that must stand beside it: what part of the world to see, what is counted, borders and sources."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.charts import outlines, symbol_map
from lib.queries import places
from lib.ui import components, data, events, exports, lists, pictures, state
from lib.ui.escape import plain
from lib.ui.links import with_name
from lib.ui.shell import Screen
from lib.ui.steps import choose
from lib.ui.words import count
from lib.view import MAPS, PICKED_MAP, View

#: Places asked for, and for a picture of a part of the world; the map draws fewer where they would hide one another.
ON_MAP, CLOSE_UP = 300, 2000
REGIONS = [(region, region.replace("-", " ").title()) for region in MAPS]
MEASURES = [("count", "Articles"), ("share", "Share of the articles")]
#: Places listed beside a name's map: what fits beside it.
BESIDE = 10
#: Height in pixels of a map that is not a page's main thing.
SMALL = 320
CREDIT = (
    "Places: [GeoNames](https://www.geonames.org) ([CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)), "
    "modified. Boundaries: [Natural Earth](https://www.naturalearthdata.com), adapted by "
    "[Visionscarto](https://visionscarto.net) to United Nations usage, shown without endorsement; US states: US Census "
    "Bureau."
)
BORDERS = """
A country is shaded by the articles with any place in it, and has no circle of its own: a circle is a place with a
point. A ring is a place that is only guessed in every article.

Crimea is counted with Ukraine; East Jerusalem, the West Bank and Gaza with Palestine; the Golan Heights with Syria;
Western Sahara on its own; Taiwan, Kosovo and Hong Kong under their own codes; Somaliland with Somalia; Northern Cyprus
with Cyprus. In Kashmir and on the Golan Heights the lines drawn follow control on the ground. Counts come from the
gazetteer, so a count and a line can differ there.
"""


def draw(
    screen: Screen,
    about: View,
    frame: pd.DataFrame,
    *,
    on: pictures.Click,
    picked: tuple[int, ...] = (),
    region: str = "world",
    height: int | None = None,
) -> None:
    """Draw the places of ``frame`` over the countries of the articles ``about``, and all that belongs to it.

    ``picked`` are the places that stand out and that can be zoomed to; ``region`` is shown where the address asks for
    none.
    """
    picture = symbols(screen, about, frame, picked=picked, region=region, height=height)
    shown = picture.frames[0]
    pictures.draw(
        picture,
        name=f"map-{about.countries}",  # a country that was picked on another map is no click on this one
        on=on,
    )
    _regions(screen, shown, picked, picture.look["region"])
    choose(screen, "Circles and shades by", "measure", MEASURES)
    if len(frame) > len(shown):
        st.caption(
            f"{count(len(frame) - len(shown), 'area')} without one point, such as seas and regions: in the list."
        )
    st.caption(CREDIT)
    with st.expander("What is counted where, and which borders are drawn"):
        st.markdown(BORDERS)


def symbols(
    screen: Screen,
    about: View,
    frame: pd.DataFrame,
    *,
    picked: tuple[int, ...] = (),
    region: str = "world",
    height: int | None = None,
) -> exports.Picture:
    """Return the map of the like; its first frame is the places that have a point."""
    look = {
        "region": screen.view.map or region,
        "share": screen.view.measure == "share",
        "picked_places": list(picked),
        "picked_countries": list(screen.view.countries),
    } | ({"height": height} if height else {})
    countries = data.ask(places.countries, screen.store, about).value
    return exports.Picture(symbol_map, (frame[frame["lat"].notna()], countries), look, screen.view.unit)


def reach(view: View) -> int:
    """Return how many places a map has to ask for to fill the part of the world that it shows."""
    return ON_MAP if view.map in (None, "world") else CLOSE_UP


def _regions(screen: Screen, shown: pd.DataFrame, picked: tuple[int, ...], seen: str) -> None:
    """Show the parts of the world to choose from: regions, what is picked, and one US state."""
    names = [*shown.loc[shown["geonameid"].isin(picked), "name"], *map(lists.country_name, screen.view.countries)]
    options = [*REGIONS, *([(PICKED_MAP, f"Zoom to {' and '.join(names[:2])}")] if names else [])]
    choose(screen, "Part of the world", "map", options, chosen="united-states" if seen.startswith("us-") else seen)
    if seen == "united-states" or seen.startswith("us-"):
        states = {
            f"us-{code.lower()}": name for code, name in sorted(outlines.state_names().items(), key=lambda s: s[1])
        }
        st.selectbox(
            "One state",
            list(states),
            index=None,
            key=state.hold("us-state", seen if seen in states else None),
            on_change=state.changer("us-state", "map", lambda code: code or "united-states"),
            format_func=states.get,
            placeholder="All states",
            width=260,
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
        draw(screen, about, frame, on=events.place_picked, height=SMALL, picked=screen.view.places)
    with right:
        items = lists.places(frame.head(BESIDE), about)
        components.rows(items, "bars", label=f"Places in articles that mention {name}", key="beside-places")


def as_table(frame: pd.DataFrame, lands: pd.DataFrame) -> None:
    """Show everything that the map says as two tables, folded away."""
    folded = st.expander("The map as a table", key="map-table", on_change="rerun")
    if not folded.open:
        return
    with folded:
        left, right = st.columns([3, 2], gap="large")
        named = frame.assign(country=frame["country"].map(lists.country_name), share=frame["share"] * 100)
        kept = ["name", "country", "n_articles", "share", "n_doubtful", "lat", "lon"]
        with left:
            st.dataframe(named[kept], hide_index=True, column_config=COLUMNS)
        with right:
            named = lands.assign(country=lands["country"].map(lists.country_name), share=lands["share"] * 100)
            st.dataframe(named[["country", "n_articles", "share"]], hide_index=True, column_config=COLUMNS)


COLUMNS = {
    "name": "Place",
    "country": "Country",
    "n_articles": st.column_config.NumberColumn("Articles", format="localized"),
    "share": st.column_config.NumberColumn("Share of articles", format="%.1f %%"),
    "n_doubtful": st.column_config.NumberColumn("Only guessed in"),
    "lat": st.column_config.NumberColumn("Latitude", format="%.2f"),
    "lon": st.column_config.NumberColumn("Longitude", format="%.2f"),
}
