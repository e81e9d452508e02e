import random
import string
from datetime import UTC, datetime

import pytest

from lib.model import Article, Entity, MarkedWords, Mention, Processed, Quote, Toponym, Zone
from lib.store.records import annotations_hash, article_record, content_hash, to_processed, to_table

LETTERS = string.printable + "äé—“”’ß北京🙂👨‍👩‍👧\u0000\u00a0\u2028"
HOSTILE = (
    "'; DROP TABLE articles; --",
    "<script>alert(1)</script>",
    "a\x00b",
    "👩🏽‍🚀",
    "\u202eevil",
    "![x](http://x)",
)


def _word(rng: random.Random) -> str:
    return rng.choice(HOSTILE) if rng.random() < 0.2 else "".join(rng.choices(LETTERS, k=rng.randint(0, 12)))


def _maybe(rng: random.Random, make):
    return make() if rng.random() < 0.6 else None


def random_article(rng: random.Random) -> Processed:
    text = " ".join(_word(rng) for _ in range(rng.randint(1, 60)))

    def span() -> tuple[int, int]:
        start = rng.randrange(len(text) + 1)
        return start, rng.randint(start, len(text))

    def some(make) -> tuple:
        return tuple(make() for _ in range(rng.randint(0, 4)))

    def word() -> str:
        return _word(rng)

    def alternative() -> dict:
        return {
            "geonameid": rng.randrange(10**9),
            "name": word(),
            "country": "FR",
            "lat": 1.5,
            "lon": -2.5,
            "score": 0.25,
        }

    def place() -> Toponym:
        known = {"geonameid": _maybe(rng, lambda: rng.randrange(10**9)), "name": _maybe(rng, word), "lat": rng.random()}
        return Toponym(*span(), **known, countries=some(word), alternatives=some(alternative))

    def quote() -> Quote:
        spans = {"cue": _maybe(rng, span), "speaker": _maybe(rng, span), "chain": some(span), "parts": some(span)}
        said = {"speaker_entities": some(word), "score": rng.random(), "method": word()}
        return Quote(*span(), "direct", **spans, **said)

    given = {name: _maybe(rng, word) for name in ("title", "url", "outlet", "published_at", "language", "origin")}
    return Processed(
        Article(f"{rng.getrandbits(60):x}", text, authors=some(word), sample=rng.random() < 0.5, **given),
        zones=some(lambda: Zone(*span(), "caption")),
        mentions=some(lambda: Mention(*span(), "PERSON", word(), rng.random(), word())),
        entities=some(lambda: Entity(word(), "ORG", word(), some(word), _maybe(rng, word))),
        quotes=some(quote),
        places=some(place),
        pipeline=word(),
        notes=some(word),
        marked_words=some(lambda: MarkedWords(*span(), "scare", rng.random(), word())),
    )


@pytest.mark.parametrize("seed", range(40))
def test_what_goes_into_a_row_comes_out(seed: int) -> None:
    articles = [random_article(random.Random(seed * 100 + i)) for i in range(5)]  # noqa: S311 - not for secrets
    table = to_table([article_record(p) for p in articles], 1, datetime.now(UTC))
    assert [to_processed(row) for row in table.to_pylist()] == articles


def test_content_hash_leaves_out_where_the_file_lies() -> None:
    one = Article("a", "Text.", title="T", origin="x.txt")
    assert content_hash(one) == content_hash(Article("a", "Text.", title="T", origin="y.txt", sample=True))
    assert content_hash(one) != content_hash(Article("a", "Text.", title="U"))
    assert content_hash(Article("a", "x", authors=("b",))) != content_hash(Article("a", "x", authors=("b", "c")))


def test_annotations_hash_sees_every_list() -> None:
    bare = Processed(Article("a", "Text."))
    zoned = Processed(Article("a", "Text."), zones=(Zone(0, 4, "caption"),))
    noted = Processed(Article("a", "Text."), notes=("x",))
    marked = Processed(Article("a", "Text."), marked_words=(MarkedWords(0, 4, "scare"),))
    said = [Processed(Article("a", "Text."), quotes=(Quote(0, 4, "direct", speaker_entities=s),)) for s in ("a", "ab")]
    assert len({annotations_hash(p) for p in (bare, zoned, noted, marked, *said)}) == 6


def test_annotations_made_before_a_field_was_added_keep_their_hash() -> None:
    one = Processed(Article("a", "Text."), quotes=(Quote(0, 4, "direct", speaker_entity="person/a"),))
    assert annotations_hash(one) == "c174db8aa7401633"
