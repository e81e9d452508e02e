"""Saved views: what the newsroom keeps under a name, in queues to present."""

from lib.ui import links, saved, shell

screen = shell.begin(links.SAVED, needs_articles=False, filtered=False)
saved.show(screen)
