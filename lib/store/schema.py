"""The serving file: immutable DuckDB tables laid out for the questions the pages ask.

One serving file is one data version. ``article``, ``entity``, ``outlet`` and ``place`` are integers that
are only valid inside that file; the text ids (``articles.id``, ``entities.id``, ``places.geonameid``) are the
ones that live in addresses. ``day`` is NULL for an article without a date, and such articles stay in every
count that no date filter narrows. Counts leave out names inside furniture (lib.model.FURNITURE) and
names in a pull quote that the text repeats. ``at`` is the position in the article's own list (0, 1, ...).

Sort orders are part of the layout: DuckDB skips row groups by their minimum and maximum, which is what
turns a scan of everything into a read of a few pages (measured: 421 -> 23 ms, 300 -> 14 ms at 1M articles).
"""

from __future__ import annotations

TABLES = {
    "meta": "CREATE TABLE meta (key VARCHAR, value VARCHAR)",
    # numbered as they came, which is their place in the bodies. text = the original among the copies of one text
    # (its own number where it is none), agency = whom it or its original credits; added_in is the version that
    # brought it (again, after a removal), changed_in the one that brought its contents and annotations
    "articles": """CREATE TABLE articles (
        article INTEGER, id VARCHAR, outlet INTEGER, title VARCHAR, url VARCHAR, authors VARCHAR[],
        published_at VARCHAR, day DATE, language VARCHAR, n_words INTEGER, n_mentions INTEGER, n_quotes INTEGER,
        n_places INTEGER, annotated BOOLEAN, note VARCHAR, sample BOOLEAN, origin VARCHAR, lead VARCHAR,
        story INTEGER, text INTEGER, story_score FLOAT, story_reason VARCHAR, copy_shared FLOAT, agency VARCHAR,
        added_in INTEGER, changed_in INTEGER)""",
    # one row per story; title is the headline of its lead article, whose words most of its other headlines share
    "stories": """CREATE TABLE stories (
        story INTEGER, id VARCHAR, title VARCHAR, lead INTEGER, n_articles INTEGER, n_outlets INTEGER, n_texts INTEGER,
        first_day DATE, last_day DATE)""",
    # articles that were taken out and are not there again, with the version that took them out
    "removals": "CREATE TABLE removals (id VARCHAR, removed_in INTEGER)",
    # an article without an outlet belongs to the outlet named "" (shown as "no outlet given")
    "outlets": """CREATE TABLE outlets (
        outlet INTEGER, name VARCHAR, n_articles INTEGER, first_day DATE, last_day DATE)""",
    # one row per entity id; kind as in lib.model.KINDS; n_said = quotes it speaks, alone or with others; plain = the
    # name, plain_aliases = the other spellings, a line each, in small letters without accents
    "entities": """CREATE TABLE entities (
        entity INTEGER, id VARCHAR, kind VARCHAR, label VARCHAR, name VARCHAR, aliases VARCHAR[], role VARCHAR,
        n_articles INTEGER, n_mentions INTEGER, n_said INTEGER, first_day DATE, last_day DATE,
        plain VARCHAR, plain_aliases VARCHAR)""",
    # names across articles, of the ids as articles have them: with the status "same" id is found under other, with
    # "doubtful" it may be other (itself: two people of one name); name and n_articles are those of id alone
    "joins": """CREATE TABLE joins (
        id VARCHAR, other VARCHAR, name VARCHAR, n_articles INTEGER, score DOUBLE, reason VARCHAR, status VARCHAR)""",
    # sorted by entity, day
    "article_entities": """CREATE TABLE article_entities (
        entity INTEGER, day DATE, article INTEGER, outlet INTEGER, kind VARCHAR, n INTEGER,
        story INTEGER, text INTEGER)""",
    # sorted by article, start
    "mentions": """CREATE TABLE mentions (
        article INTEGER, "start" INTEGER, "end" INTEGER, entity INTEGER, label VARCHAR, score FLOAT, method VARCHAR,
        counted BOOLEAN, "at" INTEGER)""",
    # sorted by article, start, and numbered so; speaker NULL = unattributed or only described. Quotes in
    # furniture and in a pull quote that the text repeats are left out (the article's own record keeps them).
    # speaker = the first of speakers, which holds all that say it together. Text that is not compressed takes 2.5 times
    # the room, and a page of fifty quotes from all over the table a third of the time (121 -> 40 ms at 4M quotes)
    "quotes": """CREATE TABLE quotes (
        quote INTEGER, speaker INTEGER, day DATE, article INTEGER, outlet INTEGER, kind VARCHAR, score FLOAT,
        method VARCHAR, "start" INTEGER, "end" INTEGER, speaker_text VARCHAR, cue_text VARCHAR,
        before VARCHAR USING COMPRESSION uncompressed, content VARCHAR USING COMPRESSION uncompressed,
        after VARCHAR USING COMPRESSION uncompressed, "at" INTEGER, speakers INTEGER[],
        story INTEGER, text INTEGER)""",
    # one row per quote and speaker: what is counted for each speaker; sorted by speaker, day descending
    "quote_speakers": """CREATE TABLE quote_speakers (
        speaker INTEGER, day DATE, article INTEGER, outlet INTEGER, kind VARCHAR, quote INTEGER,
        story INTEGER, text INTEGER)""",
    # one row per quote and name that is mentioned inside it; sorted by entity, day descending
    "quote_names": """CREATE TABLE quote_names (
        entity INTEGER, day DATE, article INTEGER, outlet INTEGER, kind VARCHAR, quote INTEGER,
        story INTEGER, text INTEGER)""",
    # one row per place that any article is resolved to; kind = city, country, admin1, region, sea ...
    "places": """CREATE TABLE places (
        place INTEGER, geonameid BIGINT, name VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE,
        n_articles INTEGER, n_mentions INTEGER, first_day DATE, last_day DATE)""",
    # one row per place and article, sorted by place, day; roles of its counted toponyms there; doubtful = every one
    # of them is ambiguous
    "article_places": """CREATE TABLE article_places (
        place INTEGER, day DATE, article INTEGER, outlet INTEGER, country VARCHAR, n INTEGER,
        dateline BOOLEAN, mentioned BOOLEAN, in_quote BOOLEAN, doubtful BOOLEAN, story INTEGER, text INTEGER)""",
    # every toponym, sorted by article, start; place NULL = no answer; alternatives is a JSON list
    "toponyms": """CREATE TABLE toponyms (
        article INTEGER, "start" INTEGER, "end" INTEGER, text VARCHAR, place INTEGER, score FLOAT, candidates INTEGER,
        role VARCHAR, status VARCHAR, method VARCHAR, countries VARCHAR[], alternatives VARCHAR,
        counted BOOLEAN, "at" INTEGER)""",
    # files and records that could not be read, newest first
    "failures": 'CREATE TABLE failures ("at" TIMESTAMP, location VARCHAR, problem VARCHAR)',
}

#: What no page reads and a layer (lib.store.layers) is made with: what articles say of entities (by the ids that they
#: have there) and of places, each with how often; which names may have to do with each other (lib.joins.blocks); where
#: every article was placed, with the id of its text's original; who makes the annotations; entities that an article
#: refers to and none describes.
SUPPORT = {
    "entity_words": """CREATE TABLE entity_words (
        id VARCHAR, declared BOOLEAN, what VARCHAR, word VARCHAR, n INTEGER)""",
    "name_blocks": "CREATE TABLE name_blocks (block VARCHAR, id VARCHAR)",
    "place_words": """CREATE TABLE place_words (
        geonameid BIGINT, name VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, n INTEGER)""",
    "placements": """CREATE TABLE placements (
        id VARCHAR, story VARCHAR, story_score DOUBLE, story_reason VARCHAR, copy_of VARCHAR, copy_shared DOUBLE,
        agency VARCHAR, root VARCHAR)""",
    "pipelines": "CREATE TABLE pipelines (pipeline VARCHAR, n INTEGER)",
    "dangling": "CREATE TABLE dangling (id VARCHAR, article INTEGER)",
}

#: How a layer goes with the tables of its base. OF_ARTICLES: rows of replaced articles are left out, those of new ones
#: come after. OF_KEYS: a row of the layer takes the place of that with the same number. WHOLE: the layer has all rows.
OF_ARTICLES = ("articles", "article_entities", "mentions", "quotes", "quote_speakers", "quote_names")
OF_ARTICLES += ("article_places", "toponyms")
OF_KEYS = {"entities": "entity", "places": "place", "stories": "story"}
WHOLE = ("meta", "outlets", "removals", "failures", "joins")
