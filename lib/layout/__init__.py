"""Where an article's paragraphs begin, which of them are not running text, and what they say about the article.

A leaf: it works on the characters alone, on a text as it was read or normalised, and moves no offset.
"""

from lib.layout.blocks import unwrap
from lib.layout.metadata import Metadata, find_metadata
from lib.layout.zones import Layout, find_layout

__all__ = ["Layout", "Metadata", "find_layout", "find_metadata", "unwrap"]
