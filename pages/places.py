"""Places: where the coverage happens, and everything about one place."""

from lib.ui import links, places, shell

screen = shell.begin(links.PLACES)
if screen.view.subject:
    places.one(screen)
else:
    places.ranking(screen)
