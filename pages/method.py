"""Method: how this was made, how good it is, and what is missing."""

from lib.ui import evidence, links, method, shell

screen = shell.begin(links.METHOD, needs_articles=False)
method.missing(screen)
evidence.doubtful(screen)
method.how(screen)
method.quality(screen)
method.scores(screen)
method.limits()
method.credits(screen)
