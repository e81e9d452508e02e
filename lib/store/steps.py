"""The SQL that turns the ledger into the tables of lib.store.schema, step by step, in order.

``STAGES`` make temporary tables, ``FILLS`` the tables that are kept. The relations ``ledger`` (Parquet files)
and, after stage "bodies", ``bodies`` (one row per article with all its annotations) are there as views.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
from lib.model import FURNITURE, KINDS, ROLE
from lib.store.records import NOT_ANNOTATED, PLACEMENT

#: Characters shown on each side of a quote, and of the text at the head of an article in a list.
CONTEXT = 160
LEAD = 240
#: A name has a handful of spellings worth showing; a hundred are misread ones.
MAX_ALIASES = 20
#: The entities whose neighbours are worked out beforehand, and how many of them: the 562 largest of a million
#: articles made up 43 % of all pairs, and every other entity is quick to count when asked for.
MAX_HEADS = 600
MAX_NEIGHBOURS = 200

_KINDS = " ".join(f"WHEN '{label}' THEN '{kind}'" for label, kind in KINDS.items())
_FURNITURE = ", ".join(f"'{kind}'" for kind in sorted(FURNITURE))


def _counted(start: str) -> str:
    """Return the SQL for "``start`` lies in no silent stretch of its article"."""
    inside = f'list_filter(ranges, lambda r: {start} >= r."start" AND {start} < r."end")'
    return f"coalesce(len({inside}), 0) = 0"


def _slice(span: str) -> str:
    """Return the SQL for the characters of ``text`` that the struct ``span`` covers."""
    return f'substring(text, {span}."start" + 1, {span}."end" - {span}."start")'


#: Walking to an offset in a text with accents is slow, so a quote and what is around it are cut out in one piece,
#: of which the first ``head`` characters come before the quote.
_HEAD = f'least("start", {CONTEXT + 1})'
_WINDOW = f'substring(text, "start" - {_HEAD} + 1, {_HEAD} + "end" - "start" + {CONTEXT + 1})'
_BEFORE = rf"""CASE WHEN head <= {CONTEXT} THEN left(around, head)
    ELSE regexp_replace(left(around, head), '^\S*\s', '') END"""
_REST = 'substring(around, head + "end" - "start" + 1)'
_AFTER = rf"CASE WHEN length({_REST}) <= {CONTEXT} THEN {_REST} ELSE regexp_replace({_REST}, '\s\S*$', '') END"

_STARTS = 'list_append(list_transform(ordered, lambda z: z."start"), 1000000000)'
_ENDS = 'list_prepend(0, list_transform(ordered, lambda z: z."end"))'
#: The stretches between the zones, each from the furthest end so far; blanks run together; cut after a word.
_RUNNING = f"""array_to_string(list_transform(range(1, len(ordered) + 2), lambda i: substring(text,
    list_max({_ENDS}[1:i]) + 1, greatest(0, least({2 * LEAD}, {_STARTS}[i] - list_max({_ENDS}[1:i]))))), ' ')"""

STAGES = {
    "taken_out": "SELECT id, max(seq) AS removed_in FROM ledger WHERE kind = 'removal' GROUP BY id",
    "latest": """SELECT id, max(seq) AS seq, min(seq)::INTEGER AS added_in
        FROM (SELECT id, seq FROM ledger WHERE kind = 'article') LEFT JOIN taken_out USING (id)
        WHERE seq > coalesce(removed_in, 0) GROUP BY id""",
    "dated": """SELECT id, seq, coalesce(outlet, '') AS name, published_at,
            try_cast(substring(published_at, 1, 10) AS DATE) AS day
        FROM (SELECT kind, id, seq, outlet, published_at FROM ledger WHERE kind = 'article')
        SEMI JOIN latest USING (id, seq)""",
    "outlet_numbers": """SELECT (row_number() OVER (ORDER BY name) - 1)::INTEGER AS outlet, name
        FROM (SELECT DISTINCT name FROM dated)""",
    "numbers": """SELECT (row_number() OVER (ORDER BY day NULLS LAST, published_at, id) - 1)::INTEGER AS article,
            id, seq, day, outlet
        FROM dated JOIN outlet_numbers USING (name)""",
    "placed": f"""SELECT id, {", ".join(PLACEMENT)} FROM ledger WHERE kind = 'story'
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1""",
    # the end of each chain of originals, gone or not: all that lead to one end are one text
    "originals": """WITH RECURSIVE chain AS (SELECT id, copy_of AS root FROM placed WHERE copy_of IS NOT NULL
            UNION SELECT chain.id, p.copy_of FROM chain JOIN placed p ON p.id = chain.root WHERE p.copy_of IS NOT NULL)
        SELECT id, min(root) AS root FROM chain
        WHERE root NOT IN (SELECT id FROM placed WHERE copy_of IS NOT NULL) GROUP BY id""",
    # an article that nobody put into a story is a story of its own
    "keyed": """SELECT n.article, n.id, n.day, published_at, coalesce(p.story, n.id) AS story_id,
            coalesce(o.root, n.id) AS root
        FROM numbers n JOIN dated USING (id) LEFT JOIN placed p USING (id) LEFT JOIN originals o USING (id)""",
    "story_numbers": """SELECT (row_number() OVER (ORDER BY story_id) - 1)::INTEGER AS story, story_id
        FROM (SELECT DISTINCT story_id FROM keyed)""",
    # the original, or the earliest copy where the original is gone
    "text_numbers": """SELECT root, first(article ORDER BY id = root DESC, day NULLS LAST, published_at, id) AS text
        FROM keyed GROUP BY root""",
    "told": """SELECT article, story, text
        FROM keyed JOIN story_numbers USING (story_id) JOIN text_numbers USING (root)""",
}

#: Written to Parquet, not kept in the serving file: text compresses 3.5 times better there.
BODIES = f"""SELECT article, day, n.outlet AS outlet_number,
        ledger.* EXCLUDE (kind, seq, "at", problem, {", ".join(PLACEMENT)})
    FROM ledger JOIN numbers n ON ledger.id = n.id AND ledger.seq = n.seq AND ledger.kind = 'article'
    ORDER BY article"""

PULL_QUOTES = """SELECT article, text, list_transform(list_filter(zones, lambda z: z.kind = 'pull_quote'),
        lambda z: [z."start", z."end"]) AS ranges
    FROM bodies WHERE len(list_filter(zones, lambda z: z.kind = 'pull_quote')) > 0"""

ANNOTATIONS = {
    # stretches of an article in which nothing counts; repeated (article, start, end) comes from Python
    "silent": f"""SELECT article, list({{'start': "start", 'end': "end"}}) AS ranges FROM (
            SELECT article, unnest(zones, max_depth := 2) FROM (SELECT article, zones FROM bodies WHERE len(zones) > 0))
        WHERE kind IN ({_FURNITURE}) GROUP BY article
        UNION ALL SELECT article, list({{'start': "start", 'end': "end"}}) FROM repeated GROUP BY article""",
    "silences": "SELECT article, flatten(list(ranges)) AS ranges FROM silent GROUP BY article",
    "declared": "SELECT article, unnest(entities, max_depth := 2) FROM (SELECT article, entities FROM bodies)",
    # a mention of an entity that no article describes (annotations made elsewhere) describes itself
    "described": f"""SELECT article, id, label, name, aliases, role FROM declared
        UNION ALL SELECT article, entity, label, substring(text, "start" + 1, "end" - "start"), [], NULL FROM (
            SELECT article, text, unnest(mentions, max_depth := 2) FROM (SELECT article, text, mentions FROM bodies))
        WHERE entity IS NOT NULL AND label <> '{ROLE}'
            AND entity NOT IN (SELECT id FROM declared WHERE id IS NOT NULL)""",
    "entity_numbers": """SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS entity, id
        FROM (SELECT DISTINCT id FROM described WHERE id IS NOT NULL)""",
    "labels": """SELECT id, first(label ORDER BY n DESC, label) AS label
        FROM (SELECT id, label, count(*) AS n FROM described GROUP BY ALL) GROUP BY id""",
    "names": """SELECT id, first(name ORDER BY n DESC, length(name) DESC, name) AS name
        FROM (SELECT id, name, count(*) AS n FROM described WHERE name IS NOT NULL GROUP BY ALL) GROUP BY id""",
    "roles": """SELECT id, first(role ORDER BY n DESC, length(role) DESC, role) AS role
        FROM (SELECT id, role, count(*) AS n FROM described WHERE role <> '' GROUP BY ALL) GROUP BY id""",
    "spellings": f"""SELECT id, list(alias ORDER BY n DESC, alias)[1:{MAX_ALIASES}] AS aliases FROM (
            SELECT id, alias, count(*) AS n FROM (
                SELECT id, unnest(aliases) AS alias FROM described UNION ALL SELECT id, name FROM described)
            GROUP BY ALL)
        JOIN names USING (id) WHERE alias <> name GROUP BY id""",
    # who says each quote, in order; records made before quotes had several speakers have the first only
    "voices": """SELECT article, "at", list(entity ORDER BY nth) AS speakers FROM (
            SELECT article, "at", entity, min(nth) AS nth FROM (
                SELECT article, "at", unnest(ids) AS id, unnest(range(len(ids))) AS nth FROM (
                    SELECT article, "at", CASE WHEN len(said.speaker_entities) > 0 THEN said.speaker_entities
                        ELSE [said.speaker_entity] END AS ids
                    FROM (SELECT article, unnest(quotes) AS said, unnest(range(len(quotes))) AS "at"
                        FROM (SELECT article, quotes FROM bodies))))
            JOIN entity_numbers USING (id) GROUP BY ALL)
        GROUP BY ALL""",
}

FILLS = {
    "mentions": f"""SELECT article, "start", "end", entity, label, score, method, counted, "at" FROM (
            SELECT article, "start", "end", entity AS id, label, score, method, "at",
                {_counted('"start"')} AND label <> '{ROLE}' AS counted
            FROM (SELECT article, ranges, unnest(mentions, max_depth := 2), unnest(range(len(mentions))) AS "at"
                FROM (SELECT article, mentions FROM bodies) LEFT JOIN silences USING (article)))
        LEFT JOIN entity_numbers USING (id) ORDER BY article, "start", "end\"""",
    "quotes": f"""SELECT row_number() OVER (ORDER BY speaker, day DESC, article, "start", "end") - 1, * FROM (
            SELECT speakers[1] AS speaker, day, article, outlet_number, kind, score, method, "start", "end",
                speaker_text, cue_text, {_BEFORE} AS before, substring(around, head + 1, "end" - "start") AS content,
                {_AFTER} AS after, "at", coalesce(speakers, []) AS speakers
            FROM (SELECT * EXCLUDE (text), {_HEAD} AS head, {_WINDOW} AS around,
                    {_slice("speaker")} AS speaker_text, {_slice("cue")} AS cue_text
                FROM (SELECT article, day, outlet_number, text, ranges, unnest(quotes, max_depth := 2),
                        unnest(range(len(quotes))) AS "at"
                    FROM (SELECT article, day, outlet_number, text, quotes FROM bodies)
                    LEFT JOIN silences USING (article)))
            LEFT JOIN voices USING (article, "at") WHERE {_counted('"start"')})
        JOIN told USING (article) ORDER BY ALL""",
}

COUNTS = {
    "counts": """SELECT article, entity, count(*)::INTEGER AS n FROM mentions
        WHERE counted AND entity IS NOT NULL GROUP BY ALL""",
    "described_kinds": f"""SELECT e.entity, e.id, CASE l.label {_KINDS} ELSE 'other' END AS kind, l.label, n.name
        FROM entity_numbers e JOIN labels l USING (id) JOIN names n USING (id)""",
    "met": "SELECT article, list(entity ORDER BY entity) AS everyone FROM counts GROUP BY article",
    "located": f"""SELECT article, day, outlet_number AS outlet, "start", "end",
            substring(text, "start" + 1, "end" - "start") AS text,
            geonameid, name, country, CASE WHEN status <> 'area' THEN lat END AS lat,
            CASE WHEN status <> 'area' THEN lon END AS lon, score, candidates, role, status, method, countries,
            to_json(coalesce(alternatives, []))::VARCHAR AS alternatives, {_counted('"start"')} AS counted, "at"
        FROM (SELECT article, day, outlet_number, b.text, ranges, unnest(places, max_depth := 2),
                unnest(range(len(places))) AS "at"
            FROM (SELECT article, day, outlet_number, text, places FROM bodies) b
            LEFT JOIN silences USING (article))""",
    "place_numbers": """SELECT (row_number() OVER (ORDER BY geonameid) - 1)::INTEGER AS place, geonameid,
            first(struct_pack(name, country, lat, lon) ORDER BY n DESC, name) AS told
        FROM (SELECT geonameid, name, country, lat, lon, count(*) AS n FROM located
            WHERE geonameid IS NOT NULL GROUP BY ALL) GROUP BY geonameid""",
    "body_starts": f"""SELECT article, trim(regexp_replace({_RUNNING}, '\\s+', ' ', 'g')) AS running, text FROM (
            SELECT article, text, list_sort(coalesce(zones, [])) AS ordered FROM bodies)""",
}

KEPT = {
    "quote_speakers": """SELECT unnest(speakers) AS speaker, day, article, outlet, kind, quote, story, text
        FROM quotes
        ORDER BY speaker, day DESC, quote""",
    "article_entities": """SELECT c.entity, n.day, c.article, n.outlet, k.kind, c.n,
            list_filter(everyone, lambda x: x <> c.entity), story, text
        FROM counts c JOIN numbers n USING (article) JOIN told USING (article)
            JOIN described_kinds k USING (entity) JOIN met USING (article)
        ORDER BY c.entity, n.day, c.article""",
    "outlet_entities": """SELECT outlet, kind, day, entity, article, n, story, text FROM article_entities
        ORDER BY outlet, kind, day, entity, article""",
    "entity_days": """SELECT kind, day, entity, count(*), sum(n) FROM article_entities GROUP BY kind, day, entity
        ORDER BY kind, day, entity""",
    "entity_months": """SELECT kind, date_trunc('month', day)::DATE AS month, entity, sum(n_articles), sum(n_mentions)
        FROM entity_days GROUP BY kind, month, entity ORDER BY kind, month, entity""",
    "entities": """SELECT k.entity, k.id, k.kind, k.label, k.name, coalesce(s.aliases, []), r.role,
            coalesce(t.n_articles, 0), coalesce(t.n_mentions, 0), coalesce(q.n_said, 0), t.first_day, t.last_day
        FROM described_kinds k LEFT JOIN spellings s USING (id) LEFT JOIN roles r USING (id)
        LEFT JOIN (SELECT entity, count(*) AS n_articles, sum(n) AS n_mentions, min(day) AS first_day,
            max(day) AS last_day FROM article_entities GROUP BY entity) t USING (entity)
        LEFT JOIN (SELECT speaker AS entity, count(*) AS n_said FROM quote_speakers GROUP BY speaker) q USING (entity)
        ORDER BY k.entity""",
    "neighbours": f"""SELECT a.entity, a.other, e.kind, a.n FROM (
            SELECT entity, other, count(*) AS n FROM (
                SELECT entity, unnest(others) AS other FROM article_entities SEMI JOIN (
                    SELECT entity FROM entities WHERE n_articles > 1 ORDER BY n_articles DESC, entity
                    LIMIT {MAX_HEADS}) USING (entity)) GROUP BY entity, other) a
        JOIN entities e ON e.entity = a.other
        QUALIFY row_number() OVER (PARTITION BY a.entity ORDER BY a.n DESC, a.other) <= {MAX_NEIGHBOURS}
        ORDER BY a.entity, a.n DESC, a.other""",
    "article_places": """SELECT p.place, day, article, outlet, p.told.country, count(*), bool_or(role = 'dateline'),
            bool_or(role = 'mentioned'), bool_or(role = 'in_quote'), bool_and(status = 'ambiguous'), story, told.text
        FROM located JOIN place_numbers p USING (geonameid) JOIN told USING (article) WHERE counted
        GROUP BY p.place, day, article, outlet, p.told.country, story, told.text ORDER BY p.place, day, article""",
    "places": """SELECT p.place, p.geonameid, p.told.name, p.told.country, p.told.lat, p.told.lon,
            coalesce(t.n_articles, 0), coalesce(t.n_mentions, 0), t.first_day, t.last_day
        FROM place_numbers p LEFT JOIN (SELECT place, count(*) AS n_articles, sum(n) AS n_mentions,
            min(day) AS first_day, max(day) AS last_day FROM article_places GROUP BY place) t USING (place)
        ORDER BY p.place""",
    "toponyms": """SELECT article, "start", "end", text, place, score, candidates, role, status, method,
            coalesce(countries, []), alternatives, counted, "at"
        FROM located LEFT JOIN place_numbers USING (geonameid) ORDER BY article, "start", "end\"""",
    "articles": f"""SELECT b.article, b.id, outlet_number, b.title, b.url, coalesce(b.authors, []), b.published_at,
            b.day, b.language, b.n_words, coalesce(m.n, 0), coalesce(q.n, 0), coalesce(p.n, 0),
            coalesce(len(list_filter(b.notes, lambda x: starts_with(x, '{NOT_ANNOTATED}'))), 0) = 0,
            nullif(array_to_string(b.notes, '; '), ''), b.sample, b.origin,
            CASE WHEN length(shown) <= {LEAD} THEN shown
                ELSE regexp_replace(substring(shown, 1, {LEAD + 1}), '\\s\\S*$', '') || '…' END,
            t.story, t.text, s.story_score, s.story_reason, s.copy_shared, s.agency, l.added_in, l.seq
        FROM (SELECT * EXCLUDE (text, zones, mentions, entities, quotes, places) FROM bodies) b JOIN latest l USING (id)
        JOIN (SELECT article, CASE running WHEN ''
                THEN trim(regexp_replace(substring(text, 1, {2 * LEAD}), '\\s+', ' ', 'g'))
                ELSE running END AS shown FROM body_starts) USING (article)
        JOIN told t USING (article) LEFT JOIN placed s ON s.id = b.id
        LEFT JOIN (SELECT article, sum(n) AS n FROM counts GROUP BY article) m USING (article)
        LEFT JOIN (SELECT article, count(*) AS n FROM quotes GROUP BY article) q USING (article)
        LEFT JOIN (SELECT article, count(*) AS n FROM article_places GROUP BY article) p USING (article)
        ORDER BY b.article""",
    # the lead article is the one whose headline has most of the words that the story's headlines share
    "stories": """WITH words AS (SELECT DISTINCT story, article,
                unnest(regexp_extract_all(lower(title), '[\\w''’]{3,}')) AS word FROM articles),
            shared AS (SELECT story, word, count(*) - 1 AS n FROM words GROUP BY story, word HAVING count(*) > 1),
            telling AS (SELECT article, sum(n) / sqrt(count(*) + 4) AS told
                FROM (SELECT article, coalesce(n, 0) AS n FROM words LEFT JOIN shared USING (story, word))
                GROUP BY article),
            ranked AS (SELECT story, first(article ORDER BY coalesce(told, -1) DESC, article = text DESC,
                day NULLS LAST, published_at, id) AS lead
                FROM articles LEFT JOIN telling USING (article) GROUP BY story)
        SELECT n.story, n.story_id, coalesce(l.title, split_part(l.lead, '. ', 1)), r.lead, count(*),
            count(DISTINCT a.outlet), count(DISTINCT a.text), min(a.day), max(a.day)
        FROM articles a JOIN story_numbers n USING (story) JOIN ranked r USING (story)
        JOIN articles l ON l.article = r.lead
        GROUP BY n.story, n.story_id, l.title, l.lead, r.lead ORDER BY n.story""",
    "removals": "SELECT id, removed_in FROM taken_out ANTI JOIN latest USING (id) ORDER BY id",
    "outlets": """SELECT o.outlet, o.name, count(*), min(day), max(day)
        FROM outlet_numbers o JOIN numbers USING (outlet) GROUP BY o.outlet, o.name ORDER BY o.outlet""",
    "failures": """SELECT "at", id, problem FROM (
            SELECT * FROM (SELECT kind, id, seq, "at", problem FROM ledger WHERE kind = 'failure')
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1)
        WHERE problem IS NOT NULL ORDER BY "at" DESC, id""",
}
