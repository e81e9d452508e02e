"""Charts on the page: built once per answer, and highlighted from the address.

Building an Altair chart costs about 20 ms and sending a built one about 1 ms, so the built chart is kept. The
chart's key holds what is picked: with a constant key, Back would change the data but not the highlight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st
from altair.utils import schemapi
from streamlit.dataframe_util import convert_arrow_table_to_arrow_bytes

from lib.charts import theme, wording
from lib.ui import atlas, exports, screen, state
from lib.ui.events import Jump
from lib.ui.links import href
from lib.ui.words import NOUNS
from lib.view import View

Click = Callable[[View, Mapping[str, Any]], View | Jump]
#: Built charts kept in memory, some 20 kB each.
MAX_CHARTS = 300
#: As wide as the page gives, as high as the chart asks: with Streamlit's own "fit" the rows of a table shrink.
AUTOSIZE = {"type": "fit-x", "contains": "padding"}


def show(
    chart: Callable[..., alt.TopLevelMixin | None],
    *frames: pd.DataFrame,
    name: str,
    on: Click | None = None,
    **look: Any,
) -> None:
    """Show ``chart(*frames, **look)``, which describes itself; ``on`` turns a click into a view.

    What stands before the first "-" of ``name`` is the chart's name in a link to it, one on a page. Nothing is shown
    for None. A view is written to this page's address; a Jump opens another page.
    """
    draw(exports.Picture(chart, frames, look, state.read()[0].unit), name=name, on=on)


def draw(picture: exports.Picture, *, name: str, on: Click | None = None) -> None:
    """Show a chart that is told as a Picture already; see ``show``."""
    shown = screen.now()
    spec = spec_of(picture, dark=st.context.theme.type == "dark", large=shown.view.present)
    if spec is None:
        return
    key = f"{name}-{hashlib.sha256(_told(picture.look).encode()).hexdigest()[:12]}"
    own = f"chart-{name.partition('-')[0]}"
    with st.container(key=own):
        st.vega_lite_chart(spec=spec, key=key, theme=None, width="stretch", on_select=_callback(key, on))
        exports.picture(shown, picture, key=name, chart=own)


def spec_of(picture: exports.Picture, *, dark: bool, large: bool = False) -> dict[str, Any] | None:
    """Return a chart as Vega-Lite with its tables as Arrow, from memory where it was drawn before; None for none."""
    chart, frames, look, unit = picture
    key = _digest(chart, frames, _told(look), str(dark), unit, str(large))
    return _spec(key=key, _chart=chart, _frames=frames, _look=look, _dark=dark, _unit=unit, _large=large)


def _told(look: dict[str, Any]) -> str:
    return repr(sorted(look.items()))


def _callback(key: str, on: Click | None) -> Any:
    """Return what Streamlit calls after a click: it writes the address, and nothing else reads the event."""
    if on is None:
        return "ignore"
    return lambda: _go(on(state.read()[0], st.session_state[key]))


def _go(wish: View | Jump) -> None:
    if isinstance(wish, Jump):
        state.leave(href(wish.page, wish.view))
    else:
        state.write(wish)


def _digest(chart: Callable[..., alt.Chart], frames: tuple[pd.DataFrame, ...], *rest: str) -> str:
    digest = hashlib.sha256("|".join((chart.__module__, chart.__name__, *rest)).encode())
    for frame in frames:
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes() if len(frame) else b"")
        digest.update("|".join(map(str, frame.columns)).encode())
    return digest.hexdigest()


@st.cache_resource(max_entries=MAX_CHARTS, show_spinner=False)
def _spec(
    key: str,
    _chart: Callable[..., alt.TopLevelMixin | None],
    _frames: tuple[pd.DataFrame, ...],
    _look: dict[str, Any],
    _dark: bool,
    _unit: str,
    _large: bool,
) -> dict[str, Any] | None:
    """Return the built chart as Vega-Lite, its tables packed once. Streamlit copies the outer dict and changes that."""
    schemapi.disable_debug_mode()  # the charts' own tests hold them to the schema: here it takes a third of the time
    drawn = _chart(*_frames, **_look)
    if drawn is None:
        return None
    frames: list[pd.DataFrame] = []
    _take_tables(drawn, frames)
    spec = theme.themed(drawn.to_dict(validate=False), dark=_dark, large=_large)
    spec = spec if _unit == "articles" else wording.reworded(spec, *NOUNS[_unit])
    held = spec.pop("datasets", {})
    tables = {f"table-{i}": _packed(frame) for i, frame in enumerate(frames)}
    tables |= {name: _packed(pd.DataFrame(rows)) for name, rows in held.items() if isinstance(rows, list)}
    spec, shapes = atlas.moved_out(spec, {name: held[name] for name in held.keys() - tables.keys()})
    return {**spec, "autosize": AUTOSIZE, "datasets": tables | shapes}


def _packed(frame: pd.DataFrame) -> bytes:
    """Return a frame as Arrow, a text that many rows have only once: a line's name, a day that all lines share."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    columns = [_once(column.combine_chunks()) for column in table.columns]
    return convert_arrow_table_to_arrow_bytes(pa.table(columns, names=table.column_names))


def _once(column: pa.Array) -> pa.Array:
    """Return a column with each of its texts once, where half of them come again."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    texts = column.dictionary_encode()
    return texts if len(texts.dictionary) < len(texts) / 2 else column


def _take_tables(part: Any, frames: list[pd.DataFrame]) -> None:
    """Move the frames of a chart and its layers into ``frames``, names in their place: as rows they take 50 ms."""
    if isinstance(part.data, pd.DataFrame):
        known = next((i for i, frame in enumerate(frames) if frame is part.data), len(frames))
        frames += [part.data] if known == len(frames) else []
        part.data = alt.NamedData(f"table-{known}")
    for layer in getattr(part, "layer", None) or ():
        _take_tables(layer, frames)
