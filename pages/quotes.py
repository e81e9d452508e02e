"""Quotes: who is given as saying what, and where."""

from lib.ui import links, quotes, shell

screen = shell.begin(links.QUOTES)
quotes.show(screen)
