"""Overview: what the coverage is about. Also what ``streamlit run`` starts."""

import streamlit as st

from lib.ui import links, overview, shell

screen = shell.begin(links.OVERVIEW)
overview.figures(screen)
overview.over_time(screen)
overview.changes(screen)
left, middle, right = st.columns(3, gap="large")
with left:
    overview.top_names(screen, "person", "People", links.PEOPLE)
with middle:
    overview.top_names(screen, "org", "Organisations", links.ORGANISATIONS)
with right:
    overview.top_places(screen)
overview.quoted_and_where(screen)
