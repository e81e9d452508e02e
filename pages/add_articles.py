"""Add articles: files or a pasted text in, and what became of each."""

from lib.ui import add, links, shell

screen = shell.begin(links.ADD, needs_articles=False, filtered=False)
add.sample(screen)
add.files(screen)
add.pasted(screen)
