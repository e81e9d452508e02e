"""Compare: names, outlets and periods side by side."""

from lib.ui import compare, links, shell

screen = shell.begin(links.COMPARE)
compare.chosen(screen)
compare.choose_more(screen)
if screen.view.beside:
    compare.side_by_side(screen)
