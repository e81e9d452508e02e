"""Articles: which articles fit, and any one of them with its names and quotes marked."""

from lib.ui import article, articles, links, shell

screen = shell.begin(links.ARTICLES)
if screen.view.article:
    article.show(screen)
else:
    articles.same_words(screen)
    articles.show(screen)
