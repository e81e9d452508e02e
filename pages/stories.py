"""Stories: which events the articles are about, and everything about one of them."""

from lib.ui import links, shell, stories, story

screen = shell.begin(links.STORIES)
if screen.view.subject:
    story.one(screen)
else:
    stories.same_words(screen)
    stories.found(screen)
