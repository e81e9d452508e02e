"""Place names to places: a GeoNames-based file read through SQLite, and curated rows a newsroom can edit.

    from lib.gazetteer import gazetteer, name_key
    g = gazetteer()                        # opened once per process, in milliseconds
    g.lookup("Springfield")                # every place of the name, best first; () if there is none
    g.best("Syria").kind                   # "country"
    g.demonym("Syrians").country           # "SY"; None if the word is no demonym
    name_key("the Ivory Coast")            # "ivory coast": what the sets below hold
    g.countries, g.capitals, g.admin1      # dict: key -> country code (own and, for countries, all names)
    g.demonyms, g.cities_over(100_000)     # frozenset of keys
    standing(place)                        # powers of ten of inhabitants, adjusted by kind: 5.5 is a city of 300,000

Spelling is taken loosely, so check the case before you believe a short name ("us", "Of", "March" are places).
"""

from lib.gazetteer.keys import name_key
from lib.gazetteer.place import AREAS, KINDS, SETTLEMENTS, Place
from lib.gazetteer.read import Gazetteer, gazetteer, standing

__all__ = ["AREAS", "KINDS", "SETTLEMENTS", "Gazetteer", "Place", "gazetteer", "name_key", "standing"]
