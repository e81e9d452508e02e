"""Charts: a frame in, an Altair chart out; no Streamlit, no SQL, and the theme registered once."""

from lib.charts.coverage import coverage_over_time
from lib.charts.heatmap import names_by_outlet
from lib.charts.lines import lines_from_start, lines_over_time
from lib.charts.network import together_network
from lib.charts.reliability import reliability
from lib.charts.timeline import story_timeline
from lib.charts.wording import percent
from lib.charts.world import symbol_map

__all__ = [
    "coverage_over_time",
    "lines_from_start",
    "lines_over_time",
    "names_by_outlet",
    "percent",
    "reliability",
    "story_timeline",
    "symbol_map",
    "together_network",
]
