"""Files to take away: tables, pictures and reports, each with where it came from; no Streamlit, no SQL."""
