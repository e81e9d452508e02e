"""Organisations: which bodies are written about, and everything about one of them."""

from lib.ui import links, names, shell

screen = shell.begin(links.ORGANISATIONS)
if screen.view.subject:
    names.one(screen, "org")
else:
    names.ranking(screen, "org")
