"""An annotator that takes the first word for a name. Other processes import it too, so it is in a module of its own."""

from __future__ import annotations

import os
import signal

from lib.model import Article, Entity, Mention, Processed, article_id


def found(text: str, **own) -> Article:
    ident = own.pop("id", None) or article_id(text, outlet=own.get("outlet"), url=own.get("url"))
    return Article(ident, text, **own)


def fake(articles: list[Article]) -> list[Processed]:
    """Annotate the first word of each article; raise on "boom", die on "die"."""
    for article in articles:
        if "boom" in article.text:
            raise ValueError("boom")
        if "die" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
    return [first_word(article) for article in articles]


def first_word(article: Article) -> Processed:
    name = article.text.split()[0]
    mention = Mention(0, len(name), "PERSON", f"person/{name.lower()}", 0.5, "fake")
    entity = Entity(mention.entity, "PERSON", name)
    return Processed(article, mentions=(mention,), entities=(entity,), pipeline="fake+1")
