"""People: who is written about, and everything about one of them."""

from lib.ui import links, names, shell

screen = shell.begin(links.PEOPLE)
if screen.view.subject:
    names.one(screen, "person")
else:
    names.ranking(screen, "person")
