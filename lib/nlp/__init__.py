"""Text to annotations: names, entities, quotes, speakers and places, as spaCy components.

Nothing here knows pandas, Streamlit or the store.
"""
