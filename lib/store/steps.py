"""The SQL that turns the ledger into the tables of lib.store.schema, step by step, in order.

``FILLS``, ``KEPT`` and ``PLACES_KEPT`` make the tables that are kept, the others temporary ones. All of it works on
the rows that the ledger got since the version ``base``: the tables of that version are there as ``base.articles`` and
so on, its bodies as ``base_bodies``. Building everything anew is the same on a base without rows.

Of an article that has a new row, or that a new row of another concerns (an original and its copies are numbered
together), the old rows are left out (``replaced``) and new ones written under a new number. Everything that keeps its
id keeps its number: outlets, entities, places, stories. What is told of these is worked out anew for those that a
new or replaced article touches, from the words counted in ``base`` with those of the replaced taken away.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing but constants of this program is put into the statements
import pyarrow as pa

from lib.model import FURNITURE, KINDS, ROLE
from lib.store.records import NOT_ANNOTATED, PLACEMENT, SCHEMA

#: Characters shown on each side of a quote, and of the text at the head of an article in a list.
CONTEXT = 160
LEAD = 240
#: A name has a handful of spellings worth showing; a hundred are misread ones.
MAX_ALIASES = 20

_KINDS = " ".join(f"WHEN '{label}' THEN '{kind}'" for label, kind in KINDS.items())
_FURNITURE = ", ".join(f"'{kind}'" for kind in sorted(FURNITURE))


def _counted(start: str) -> str:
    """Return the SQL for "``start`` lies in no silent stretch of its article"."""
    inside = f'list_filter(ranges, lambda r: {start} >= r."start" AND {start} < r."end")'
    return f"coalesce(len({inside}), 0) = 0"


def _slice(span: str) -> str:
    """Return the SQL for the characters that the struct ``span`` covers, which ``piece`` holds."""
    return f'substring(piece, {span}."start" - begins + 1, {span}."end" - {span}."start")'


#: Walking to an offset in a text with accents is slow, so a quote with what is around it, its speaker and its cue are
#: cut out in one ``piece``, which begins at the character ``begins``; the first ``head`` characters of what is
#: ``around`` come before the quote.
_HEAD = f'least("start", {CONTEXT + 1})'
_BEGINS = f'least("start" - {_HEAD}, speaker."start", cue."start")'
_PIECE = f'substring(text, begins + 1, greatest("end" + {CONTEXT + 1}, speaker."end", cue."end") - begins)'
_WINDOW = f'substring(piece, "start" - head - begins + 1, head + "end" - "start" + {CONTEXT + 1})'
_BEFORE = rf"""CASE WHEN head <= {CONTEXT} THEN left(around, head)
    ELSE regexp_replace(left(around, head), '^\S*\s', '') END"""
_REST = 'substring(around, head + "end" - "start" + 1)'
_AFTER = rf"CASE WHEN length({_REST}) <= {CONTEXT} THEN {_REST} ELSE regexp_replace({_REST}, '\s\S*$', '') END"

_STARTS = 'list_append(list_transform(ordered, lambda z: z."start"), 1000000000)'
_ENDS = 'list_prepend(0, list_transform(ordered, lambda z: z."end"))'
#: The stretches between the zones, each from the furthest end so far; blanks run together; cut after a word.
_RUNNING = f"""array_to_string(list_transform(range(1, len(ordered) + 2), lambda i: substring(text,
    list_max({_ENDS}[1:i]) + 1, greatest(0, least({2 * LEAD}, {_STARTS}[i] - list_max({_ENDS}[1:i]))))), ' ')"""


def _plain_blanks(text: str) -> str:
    """Return the SQL for ``text`` with one space for each run of blanks (a single space needs no replacing: 6 times
    faster than to replace every run).
    """
    return rf"trim(regexp_replace({text}, '\s\s+|[\t\n\f\r]', ' ', 'g'))"


#: The columns of a body that come from the ledger.
BODY = [name for name in SCHEMA.names if name not in {"kind", "seq", "at", "problem", *PLACEMENT}]
_BODY = ", ".join(BODY)


def _next(number: str, table: str) -> str:
    """Return SQL for the first number that ``base`` has not given away."""
    return f"(SELECT coalesce(max({number}) + 1, 0) FROM base.{table})"


def _numbered(number: str, key: str, table: str, base_key: str, rows: str) -> str:
    """Return SQL for (number, key) of each ``key`` in ``rows``: the number that it had, or the next free one."""
    return f"""SELECT coalesce(b.{number}, {_next(number, table)}
            + row_number() OVER (PARTITION BY b.{number} IS NULL ORDER BY r.{key}) - 1)::INTEGER AS {number}, r.{key}
        FROM ({rows}) r LEFT JOIN base.{table} b ON b.{base_key} = r.{key}"""


def roots_of(rows: str) -> str:
    """Return SQL for (id, root) of each id in ``rows``: the end of its chain of originals, gone or not.

    All that lead to one end are one text.
    """
    return f"""WITH RECURSIVE chain AS (SELECT id, id AS root FROM {rows}
            UNION SELECT chain.id, p.copy_of FROM chain JOIN placed p ON p.id = chain.root WHERE p.copy_of IS NOT NULL)
        SELECT id, min(root) AS root FROM chain
        WHERE root NOT IN (SELECT id FROM placed WHERE copy_of IS NOT NULL) GROUP BY id"""


CONCERNED = {
    # ids with a row of their own since base; ``more`` (id) are those that an earlier attempt found to be concerned;
    # what the layer before replaced is replaced again: most of it must be, and to find that out takes an attempt
    "seen": """SELECT DISTINCT id FROM (
        SELECT id FROM ledger WHERE kind IN ('article', 'removal', 'story') UNION ALL SELECT id FROM more
        UNION ALL SELECT id FROM bodies_before SEMI JOIN base.articles USING (id))""",
    "placed_now": f"""SELECT id, {", ".join(PLACEMENT)} FROM ledger WHERE kind = 'story'
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1""",
    "placed": f"""FROM placed_now UNION ALL
        SELECT id, {", ".join(PLACEMENT)} FROM base.placements ANTI JOIN placed_now USING (id)""",
    "roots": roots_of("seen"),
    "moved": """SELECT root FROM roots UNION SELECT id FROM seen
        UNION SELECT root FROM base.placements SEMI JOIN seen USING (id)""",
    "concerned": """SELECT id FROM seen UNION SELECT root FROM moved
        UNION SELECT id FROM base.placements SEMI JOIN moved USING (root)""",
    "replaced": """SELECT article, id, story, added_in, changed_in FROM base.articles SEMI JOIN concerned USING (id)""",
}
STAGES = {
    "taken_out": "SELECT id, max(seq) AS removed_in FROM ledger WHERE kind = 'removal' GROUP BY id",
    "written": """SELECT id, max(seq) AS seq, min(seq) AS first_seq
        FROM (SELECT id, seq FROM ledger WHERE kind = 'article') LEFT JOIN taken_out USING (id)
        WHERE seq > coalesce(removed_in, 0) GROUP BY id""",
    "latest": """SELECT w.id, w.seq::INTEGER AS seq, TRUE AS written,
            CASE WHEN t.id IS NULL THEN coalesce(r.added_in, first_seq) ELSE first_seq END::INTEGER AS added_in
        FROM written w LEFT JOIN replaced r USING (id) LEFT JOIN taken_out t USING (id)
        UNION ALL SELECT id, changed_in, FALSE, added_in FROM replaced
            ANTI JOIN written USING (id) ANTI JOIN taken_out USING (id)""",
    "old_bodies": "FROM base_bodies",
    # those of the layer before that have not changed since come first, in its order: so they keep their numbers
    "kept": """SELECT id FROM bodies_before SEMI JOIN latest USING (id) ANTI JOIN (SELECT id FROM ledger
        WHERE kind IN ('article', 'removal') AND seq > getvariable('version_before')) USING (id)""",
    "records": f"""SELECT {_BODY} FROM bodies_before SEMI JOIN kept USING (id)
        UNION ALL SELECT {_BODY} FROM ledger SEMI JOIN (FROM latest WHERE written) USING (id, seq)
            ANTI JOIN kept USING (id) WHERE kind = 'article'
        UNION ALL SELECT {_BODY} FROM old_bodies SEMI JOIN (FROM latest WHERE NOT written) USING (id)
            ANTI JOIN kept USING (id)""",
    "outlet_numbers": _numbered(
        "outlet", "name", "outlets", "name", "SELECT DISTINCT coalesce(outlet, '') AS name FROM records"
    ),
}
#: Stages that are too large to be written down before the rows wanted of them are known.
VIEWS = {"placed", "records"}

#: Written to Parquet, not kept in the serving file: text compresses 3.5 times better there. In the order of the layer
#: before and then of the ledger, for a sort would move every text; an article's number is its place.
BODIES = f"""SELECT try_cast(substring(published_at, 1, 10) AS DATE) AS day, o.outlet AS outlet_number,
        {", ".join(f"r.{name}" for name in BODY)}
    FROM records r JOIN outlet_numbers o ON o.name = coalesce(r.outlet, '')"""
#: How a file of texts has them.
BODIES_SCHEMA = pa.schema(
    [("article", pa.int32()), ("day", pa.date32()), ("outlet_number", pa.int32()), *map(SCHEMA.field, BODY)]
)
FIRST_ARTICLE = f"SELECT {_next('article', 'articles')}"

#: A number that no article has is a row without an id (lib.store.kept_index), and with nothing else either. Left out in
#: the view of the bodies, DuckDB expects a fifth of the rows and keeps texts in memory to join them.
THERE = "id IS NOT NULL"
NUMBERED = {
    "numbers": f"SELECT article, id, day, published_at, outlet_number AS outlet FROM bodies WHERE {THERE}",
    "originals": roots_of("numbers"),
    # an article that nobody put into a story is a story of its own
    "keyed": """SELECT n.article, n.id, n.day, n.published_at, coalesce(p.story, n.id) AS story_id,
            coalesce(o.root, n.id) AS root
        FROM numbers n LEFT JOIN placed p USING (id) LEFT JOIN originals o USING (id)""",
    "story_numbers": _numbered("story", "story_id", "stories", "id", "SELECT DISTINCT story_id FROM keyed"),
    # the original, or the earliest copy where the original is gone
    "text_numbers": """SELECT root, first(article ORDER BY id = root DESC, day NULLS LAST, published_at, id) AS text
        FROM keyed GROUP BY root""",
    "told": """SELECT article, story, text
        FROM keyed JOIN story_numbers USING (story_id) JOIN text_numbers USING (root)""",
    "pulled": """SELECT article, list_transform(list_filter(zones, lambda z: z.kind = 'pull_quote'),
            lambda z: [z."start", z."end"]) AS ranges
        FROM (SELECT article, zones FROM bodies) WHERE len(ranges) > 0""",
}

#: The texts of the few articles that have pull quotes.
PULL_QUOTES = "SELECT article, text, ranges FROM pulled JOIN (SELECT article, text FROM bodies) USING (article)"


def _odd(bodies: str) -> str:
    """Return SQL for (id, odd): the mentions of a name that the same article does not describe, and the titles that
    stand for a name.
    """
    return f"""SELECT id, list_filter(mentions, lambda m: m.entity IS NOT NULL
                AND (m.label = '{ROLE}' OR NOT list_contains(ids, m.entity))) AS odd
        FROM (SELECT id, mentions, list_transform(coalesce(entities, []), lambda e: e.id) AS ids FROM {bodies})
        WHERE len(odd) > 0"""


def _words(bodies: str, odd: str, sign: str) -> str:
    """Return SQL for (id, declared, what, word, n): how often the articles of ``bodies`` call an entity so.

    Equal descriptions are counted before they are taken apart; texts are read of the articles in ``odd`` only.
    """
    return f"""WITH described AS (
            SELECT id, TRUE AS declared, label, name, aliases, role, count(*) AS n FROM (
                SELECT unnest(entities, max_depth := 2) FROM (SELECT entities FROM {bodies})) GROUP BY ALL
            UNION ALL SELECT entity, FALSE, label, substring(text, "start" + 1, "end" - "start"), [], NULL, 1 FROM (
                SELECT text, unnest(odd, max_depth := 2)
                FROM {odd} JOIN (SELECT id, text FROM {bodies}) USING (id))
                WHERE label <> '{ROLE}')
        SELECT id, declared, what, word, {sign}sum(n)::INTEGER AS n FROM (
            SELECT id, declared, 'label' AS what, label AS word, n FROM described
            UNION ALL SELECT id, declared, 'name', name, n FROM described
            UNION ALL SELECT id, declared, 'role', nullif(role, ''), n FROM described
            UNION ALL SELECT id, declared, 'alias', unnest(aliases), n FROM described)
        WHERE id IS NOT NULL AND word IS NOT NULL GROUP BY ALL"""


def words_of(bodies: str) -> dict[str, str]:
    """Return the stages that find out what the articles of ``bodies`` call each entity, and the replaced called it."""
    return {
        "odd_found": _odd(bodies),
        "odd_lost": _odd("old_bodies"),
        "words_found": _words(bodies, "odd_found", ""),
        "words_lost": _words("old_bodies", "odd_lost", "-"),
    }


SILENT = {
    # stretches of an article in which nothing counts; repeated (article, start, end) comes from Python
    "silent": f"""SELECT article, list({{'start': "start", 'end': "end"}}) AS ranges FROM (
            SELECT article, unnest(zones, max_depth := 2) FROM (SELECT article, zones FROM bodies WHERE len(zones) > 0))
        WHERE kind IN ({_FURNITURE}) GROUP BY article
        UNION ALL SELECT article, list({{'start': "start", 'end': "end"}}) FROM repeated GROUP BY article""",
    "silences": "SELECT article, flatten(list(ranges)) AS ranges FROM silent GROUP BY article",
}


def _called(bodies: str, sign: str) -> str:
    """Return SQL for (geonameid, name, country, lat, lon, n): how often the articles of ``bodies`` call a place so."""
    point = ", ".join(f"CASE WHEN status <> 'area' THEN {c} END AS {c}" for c in ("lat", "lon"))
    return f"""SELECT geonameid, name, country, lat, lon, {sign}count(*) AS n FROM (
            SELECT geonameid, name, country, {point} FROM (
                SELECT unnest(places, max_depth := 2) FROM (SELECT places FROM {bodies})) WHERE geonameid IS NOT NULL)
        GROUP BY ALL"""


_GEONAMES = "SELECT DISTINCT geonameid FROM place_words_now"
#: What has to do with no name: a base makes it while it is found out which names are one (lib.store.joining).
PLACES = {
    "places_found": _called("bodies", ""),
    "places_lost": _called("old_bodies", "-"),
    "touched_places": "SELECT geonameid FROM places_found UNION SELECT geonameid FROM places_lost",
    "place_words_now": """SELECT geonameid, name, country, lat, lon, sum(n)::INTEGER AS n FROM (
            FROM places_found UNION ALL FROM places_lost
            UNION ALL SELECT geonameid, name, country, lat, lon, n FROM base.place_words
                WHERE geonameid IN (SELECT geonameid FROM touched_places))
        GROUP BY ALL HAVING sum(n) > 0""",
    "place_numbers": f"""SELECT n.place, n.geonameid, told FROM (
            {_numbered("place", "geonameid", "places", "geonameid", _GEONAMES)}) n
        JOIN (SELECT geonameid,
                first(struct_pack(name, country, lat, lon) ORDER BY n DESC, name, country, lat, lon) AS told
            FROM place_words_now GROUP BY geonameid) USING (geonameid)""",
}
PLACES_KEPT = {
    "toponyms": f"""SELECT article, "start", "end", words, place, score, candidates, role, status, method,
            coalesce(countries, []), CASE WHEN len(alternatives) > 0 THEN to_json(alternatives)::VARCHAR ELSE '[]' END,
            counted, "at"
        FROM (SELECT * EXCLUDE (text, ranges), substring(text, "start" + 1, "end" - "start") AS words,
                {_counted('"start"')} AS counted
            FROM (SELECT article, text, ranges, unnest(places, max_depth := 2), unnest(range(len(places))) AS "at"
                FROM (SELECT article, text, places FROM bodies) LEFT JOIN silences USING (article)))
        LEFT JOIN place_numbers USING (geonameid) ORDER BY article, "start", "end", "at\"""",
    "article_places": """SELECT p.place, day, article, outlet, p.told.country, count(*), bool_or(role = 'dateline'),
            bool_or(role = 'mentioned'), bool_or(role = 'in_quote'), bool_and(status = 'ambiguous'), story, told.text
        FROM toponyms JOIN place_numbers p USING (place) JOIN numbers USING (article) JOIN told USING (article)
        WHERE counted
        GROUP BY p.place, day, article, outlet, p.told.country, story, told.text ORDER BY p.place, day, article""",
    "places": """SELECT p.place, p.geonameid, p.told.name, p.told.country, p.told.lat, p.told.lon,
            coalesce(t.n_articles, 0), coalesce(t.n_mentions, 0), t.first_day, t.last_day
        FROM place_numbers p LEFT JOIN (SELECT place, count(*) AS n_articles, sum(n) AS n_mentions,
            min(day) AS first_day, max(day) AS last_day FROM all_article_places
            WHERE place IN (SELECT place FROM place_numbers) GROUP BY place) t USING (place)
        ORDER BY p.place""",
}


def _joined(words: str) -> str:
    """Return SQL for ``words`` with each id replaced by the one that it is found under."""
    return f"""SELECT coalesce(other, id) AS id, declared, what, word, sum(n)::INTEGER AS n
        FROM {words} LEFT JOIN same USING (id) GROUP BY ALL"""


#: With the table joins (lib.store.joining): of ids that are the same only the one that stays goes on from here.
JOINED = {
    "same": "SELECT id, other FROM joins WHERE status = 'same'",
    "moved_names": """SELECT id, coalesce(b.other, id) AS before, coalesce(n.other, id) AS now
        FROM (FROM base.joins WHERE status = 'same') b FULL JOIN same n USING (id)
        WHERE coalesce(b.other, id) <> coalesce(n.other, id)""",
}
ANNOTATIONS = {
    "words_new": _joined("words_found"),
    "words_old": _joined("words_lost"),
    # names that a title, or a quote that counts, refers to need not be described in the same article
    "referred": f"""SELECT article, coalesce(other, id) AS id FROM (
            SELECT article, unnest(list_transform(list_filter(odd, lambda m: m.label = '{ROLE}'), lambda m: m.entity))
                AS id FROM odd_found JOIN numbers USING (id)
            UNION ALL SELECT article, unnest(list_append(coalesce(speaker_entities, []), speaker_entity)) FROM (
                SELECT article, ranges, unnest(quotes, max_depth := 2)
                FROM (SELECT article, quotes FROM bodies) LEFT JOIN silences USING (article))
            WHERE {_counted('"start"')})
        LEFT JOIN same USING (id)""",
    "touched": """SELECT DISTINCT id FROM (SELECT id FROM words_new UNION ALL SELECT id FROM words_old
        UNION ALL SELECT unnest([before, now]) FROM moved_names
        UNION ALL SELECT id FROM referred SEMI JOIN base.entities USING (id)
        UNION ALL SELECT id FROM base.entities WHERE entity IN (
            SELECT speaker FROM base.quote_speakers WHERE article IN (SELECT article FROM replaced)))""",
    "words_before": _joined("""(FROM base.entity_words WHERE id IN (
            SELECT id FROM touched UNION SELECT id FROM same WHERE other IN (SELECT id FROM touched)))"""),
    "entity_words_now": """SELECT id, declared, what, word, sum(n)::INTEGER AS n
        FROM (FROM words_new UNION ALL FROM words_old UNION ALL FROM words_before)
        WHERE id IN (SELECT id FROM touched) GROUP BY ALL HAVING sum(n) > 0""",
    # a mention of an entity that no article describes (annotations made elsewhere) describes itself
    "spelt": """SELECT id, what, word, n FROM entity_words_now
        WHERE declared OR id NOT IN (SELECT id FROM entity_words_now WHERE declared)""",
    "entity_numbers": _numbered("entity", "id", "entities", "id", "SELECT DISTINCT id FROM spelt"),
    "known_numbers": """FROM entity_numbers
        UNION ALL SELECT e.entity, s.id FROM same s JOIN entity_numbers e ON e.id = s.other""",
    "labels": """SELECT id, first(word ORDER BY n DESC, word) AS label FROM spelt WHERE what = 'label' GROUP BY id""",
    "names": """SELECT id, first(word ORDER BY n DESC, length(word) DESC, word) AS name
        FROM spelt WHERE what = 'name' GROUP BY id""",
    "roles": """SELECT id, first(word ORDER BY n DESC, length(word) DESC, word) AS role
        FROM spelt WHERE what = 'role' GROUP BY id""",
    "spellings": f"""SELECT id, list(alias ORDER BY n DESC, alias)[1:{MAX_ALIASES}] AS aliases FROM (
            SELECT id, word AS alias, sum(n) AS n FROM spelt WHERE what IN ('alias', 'name') GROUP BY ALL)
        JOIN names USING (id) WHERE alias <> name GROUP BY id""",
    # who says each quote, in order; records made before quotes had several speakers have the first only
    "voices": """SELECT article, "at", list(entity ORDER BY nth) AS speakers FROM (
            SELECT article, "at", entity, min(nth) AS nth FROM (
                SELECT article, "at", unnest(ids) AS id, unnest(range(len(ids))) AS nth FROM (
                    SELECT article, "at", CASE WHEN len(said.speaker_entities) > 0 THEN said.speaker_entities
                        ELSE [said.speaker_entity] END AS ids
                    FROM (SELECT article, unnest(quotes) AS said, unnest(range(len(quotes))) AS "at"
                        FROM (SELECT article, quotes FROM bodies))))
            JOIN known_numbers USING (id) GROUP BY ALL)
        GROUP BY ALL""",
}

FILLS = {
    "mentions": f"""SELECT article, "start", "end", entity, label, score, method, counted, "at" FROM (
            SELECT article, "start", "end", entity AS id, label, score, method, "at",
                {_counted('"start"')} AND label <> '{ROLE}' AS counted
            FROM (SELECT article, ranges, unnest(mentions, max_depth := 2), unnest(range(len(mentions))) AS "at"
                FROM (SELECT article, mentions FROM bodies) LEFT JOIN silences USING (article)))
        LEFT JOIN known_numbers USING (id) ORDER BY article, "start", "end", "at\"""",
    # numbered as they stand in the articles (lib.store.quoted), and as sorted: a window with an order of its own would
    # sort every quote again
    "quotes": f"""SELECT {_next("quote", "quotes")} + row_number() OVER () - 1, * FROM (
            SELECT speakers[1] AS speaker, day, article, outlet_number, kind, score, method, "start", "end",
                speaker_text, cue_text, {_BEFORE} AS before, substring(around, head + 1, "end" - "start") AS content,
                {_AFTER} AS after, "at", coalesce(speakers, []) AS speakers, story, told.text
            FROM (SELECT *, {_WINDOW} AS around, {_slice("speaker")} AS speaker_text, {_slice("cue")} AS cue_text
                FROM (SELECT * EXCLUDE (text), {_PIECE} AS piece
                    FROM (SELECT *, {_HEAD} AS head, {_BEGINS} AS begins
                        FROM (SELECT article, day, outlet_number, text, ranges, unnest(quotes, max_depth := 2),
                                unnest(range(len(quotes))) AS "at"
                            FROM (SELECT article, day, outlet_number, text, quotes FROM bodies)
                            LEFT JOIN silences USING (article))
                        WHERE {_counted('"start"')})))
            LEFT JOIN voices USING (article, "at") JOIN told USING (article)
            ORDER BY article, "start", "end", "at")""",
}

COUNTS = {
    # names whose numbers of the base do not only grow
    "recounted": """SELECT DISTINCT entity FROM base.mentions
            WHERE article IN (SELECT article FROM replaced) AND entity IS NOT NULL
        UNION SELECT speaker FROM base.quote_speakers WHERE article IN (SELECT article FROM replaced)""",
    "touched_stories": "SELECT DISTINCT story FROM (SELECT story FROM told UNION ALL SELECT story FROM replaced)",
    "counts": """SELECT article, entity, count(*)::INTEGER AS n FROM mentions
        WHERE counted AND entity IS NOT NULL GROUP BY ALL""",
    "described_kinds": f"""SELECT e.entity, e.id, CASE l.label {_KINDS} ELSE 'other' END AS kind, l.label, n.name
        FROM entity_numbers e JOIN labels l USING (id) JOIN names n USING (id)""",
    # what an article begins with; to carry its text on would write every text down
    "body_starts": f"""SELECT article,
            coalesce(nullif({_plain_blanks(f"left({_RUNNING}, {2 * LEAD})")}, ''),
                {_plain_blanks(f"left(text, {2 * LEAD})")}) AS shown
        FROM (SELECT article, text, list_sort(coalesce(zones, [])) AS ordered FROM bodies)""",
}

KEPT = {
    "quote_speakers": """SELECT unnest(speakers) AS speaker, day, article, outlet, kind, quote, story, text
        FROM quotes
        ORDER BY speaker, day DESC, quote""",
    "quote_names": """SELECT DISTINCT m.entity, q.day, q.article, q.outlet, q.kind, q.quote, q.story, q.text
        FROM quotes q JOIN mentions m ON m.article = q.article AND m."start" >= q."start" AND m."end" <= q."end"
        WHERE m.counted AND m.entity IS NOT NULL ORDER BY m.entity, q.day DESC, q.quote""",
    "article_entities": """SELECT c.entity, n.day, c.article, n.outlet, k.kind, c.n, story, text
        FROM counts c JOIN numbers n USING (article) JOIN told USING (article) JOIN described_kinds k USING (entity)
        ORDER BY c.entity, n.day, c.article""",
    "entities": """SELECT k.entity, k.id, k.kind, k.label, k.name, coalesce(s.aliases, []), r.role,
            coalesce(t.n_articles, 0), coalesce(t.n_mentions, 0), coalesce(q.n_said, 0), t.first_day, t.last_day,
            strip_accents(lower(k.name)), coalesce(strip_accents(lower(array_to_string(s.aliases, chr(10)))), '')
        FROM described_kinds k LEFT JOIN spellings s USING (id) LEFT JOIN roles r USING (id)
        LEFT JOIN (SELECT entity, sum(n_articles) AS n_articles, sum(n_mentions) AS n_mentions,
            min(first_day) AS first_day, max(last_day) AS last_day FROM (
                SELECT entity, count(*) AS n_articles, sum(n) AS n_mentions, min(day) AS first_day,
                    max(day) AS last_day FROM article_entities GROUP BY entity
                UNION ALL SELECT entity, count(*), sum(n), min(day), max(day) FROM base.article_entities
                    WHERE entity IN (FROM recounted) AND article NOT IN (SELECT article FROM replaced) GROUP BY entity
                UNION ALL SELECT entity, n_articles, n_mentions, first_day, last_day FROM base.entities
                    WHERE entity NOT IN (FROM recounted)) GROUP BY entity) t USING (entity)
        LEFT JOIN (SELECT entity, sum(n_said) AS n_said FROM (
                SELECT speaker AS entity, count(*) AS n_said FROM quote_speakers GROUP BY speaker
                UNION ALL SELECT speaker, count(*) FROM base.quote_speakers
                    WHERE speaker IN (FROM recounted) AND article NOT IN (SELECT article FROM replaced) GROUP BY speaker
                UNION ALL SELECT entity, n_said FROM base.entities WHERE entity NOT IN (FROM recounted))
            GROUP BY entity) q USING (entity)
        ORDER BY k.entity""",
    "articles": f"""SELECT b.article, b.id, outlet_number, b.title, b.url, coalesce(b.authors, []), b.published_at,
            b.day, b.language, b.n_words, coalesce(m.n, 0), coalesce(q.n, 0), coalesce(p.n, 0),
            coalesce(len(list_filter(b.notes, lambda x: starts_with(x, '{NOT_ANNOTATED}'))), 0) = 0,
            nullif(array_to_string(b.notes, '; '), ''), b.sample, b.origin,
            CASE WHEN length(shown) <= {LEAD} THEN shown
                ELSE regexp_replace(substring(shown, 1, {LEAD + 1}), '\\s\\S*$', '') || '…' END,
            t.story, t.text, s.story_score, s.story_reason, s.copy_shared, s.agency, l.added_in, l.seq
        FROM (SELECT * EXCLUDE (text, zones, mentions, entities, quotes, places) FROM bodies) b JOIN latest l USING (id)
        JOIN body_starts USING (article)
        JOIN told t USING (article) LEFT JOIN placed s ON s.id = b.id
        LEFT JOIN (SELECT article, sum(n) AS n FROM counts GROUP BY article) m USING (article)
        LEFT JOIN (SELECT article, count(*) AS n FROM quotes GROUP BY article) q USING (article)
        LEFT JOIN (SELECT article, count(*) AS n FROM article_places GROUP BY article) p USING (article)
        ORDER BY b.article""",
    # the lead article is the one whose headline has most of the words that the story's headlines share; what is used
    # twice is written down, and where an article has a headline its text is not read
    "stories": """WITH own AS MATERIALIZED (SELECT article, story, title, outlet, text, day, published_at, id
                FROM all_articles WHERE story IN (FROM touched_stories)),
            headlines AS MATERIALIZED (SELECT story, article,
                list_distinct(regexp_extract_all(lower(title), '[\\w''’]{3,}')) AS words FROM own),
            words AS MATERIALIZED (SELECT story, article, unnest(words) AS word FROM headlines),
            shared AS (SELECT story, word, count(*) - 1 AS n FROM words GROUP BY story, word HAVING count(*) > 1),
            common AS (SELECT article, sum(n) AS n FROM words JOIN shared USING (story, word) GROUP BY article),
            telling AS (SELECT article, coalesce(n, 0) / sqrt(len(words) + 4) AS told
                FROM headlines LEFT JOIN common USING (article) WHERE len(words) > 0),
            ranked AS (SELECT story, first(article ORDER BY coalesce(told, -1) DESC, article = text DESC,
                    day NULLS LAST, published_at, id) AS lead, count(*) AS n_articles,
                count(DISTINCT outlet) AS n_outlets, count(DISTINCT text) AS n_texts, min(day) AS first_day,
                max(day) AS last_day
                FROM own LEFT JOIN telling USING (article) GROUP BY story),
            touched_names AS (SELECT story, story_id FROM story_numbers UNION SELECT story, id FROM base.stories
                WHERE story IN (FROM touched_stories)),
            untitled AS (SELECT article, lead FROM all_articles WHERE title IS NULL)
        SELECT n.story, n.story_id, coalesce(l.title, split_part(u.lead, '. ', 1)), r.lead, n_articles, n_outlets,
            n_texts, first_day, last_day
        FROM ranked r JOIN touched_names n USING (story) JOIN own l ON l.article = r.lead
        LEFT JOIN untitled u ON u.article = r.lead ORDER BY n.story""",
    "removals": """SELECT id, removed_in FROM (FROM taken_out UNION ALL
            FROM base.removals ANTI JOIN taken_out USING (id)) ANTI JOIN latest USING (id) ORDER BY id""",
    "outlets": """SELECT o.outlet, o.name, count(*), min(day), max(day) FROM all_articles
        JOIN (SELECT outlet, name FROM base.outlets UNION SELECT outlet, name FROM outlet_numbers) o USING (outlet)
        GROUP BY o.outlet, o.name ORDER BY o.outlet""",
    "failures": """WITH now AS (SELECT * FROM (SELECT kind, id, seq, "at", problem FROM ledger WHERE kind = 'failure')
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1)
        SELECT "at", id, problem FROM (SELECT "at"::TIMESTAMP AS "at", id, problem FROM now WHERE problem IS NOT NULL
            UNION ALL SELECT "at", location, problem FROM base.failures WHERE location NOT IN (SELECT id FROM now))
        ORDER BY "at" DESC, id""",
}

#: How many annotations each pipeline made, to be added up.
PIPELINES = f"""SELECT coalesce(pipeline, '') AS pipeline, count(*) AS n FROM bodies WHERE {THERE} GROUP BY ALL
        UNION ALL SELECT coalesce(pipeline, ''), -count(*) FROM old_bodies GROUP BY ALL
        UNION ALL SELECT pipeline, n FROM base.pipelines"""
#: What only the next build on top of this one needs (lib.store.schema.SUPPORT); a layer has none of it.
SUPPORTED = {
    "entity_words": "FROM words_found ORDER BY id",
    "name_blocks": "FROM blocks_found ORDER BY block, id",
    "place_words": "FROM place_words_now ORDER BY geonameid",
    "placements": f"""SELECT id, {", ".join(PLACEMENT)}, root FROM placed LEFT JOIN roots USING (id) ORDER BY id""",
    "pipelines": f"SELECT pipeline, sum(n)::INTEGER FROM ({PIPELINES}) GROUP BY pipeline HAVING sum(n) > 0",
    "dangling": "SELECT DISTINCT id, article FROM referred ANTI JOIN entity_numbers USING (id) WHERE id IS NOT NULL",
}

#: The pipeline that made most annotations.
PIPELINE = f"SELECT pipeline FROM ({PIPELINES}) GROUP BY pipeline ORDER BY sum(n) DESC, pipeline LIMIT 1"

#: Articles of the base, besides the replaced ones, in whose rows a new article changes something: their entity or
#: place is now thought to be of another kind or country, or is no longer there, or is there only now. They must be
#: replaced as well.
FURTHER = """
    WITH gone AS (SELECT b.entity FROM base.entities b JOIN touched USING (id)
            LEFT JOIN described_kinds k USING (entity) WHERE k.kind IS DISTINCT FROM b.kind),
        elsewhere AS (SELECT b.place FROM base.places b JOIN touched_places USING (geonameid)
            LEFT JOIN place_numbers p USING (place) WHERE p.told.country IS DISTINCT FROM b.country),
        found AS (SELECT article FROM base.article_entities WHERE entity IN (FROM gone)
            UNION SELECT article FROM base.mentions WHERE entity IN (FROM gone)
            UNION SELECT article FROM base.quote_speakers WHERE speaker IN (FROM gone)
            UNION SELECT article FROM base.article_places WHERE place IN (FROM elsewhere)
            UNION SELECT article FROM base.dangling JOIN known_numbers USING (id))
    SELECT a.id FROM base.articles a SEMI JOIN found USING (article) ANTI JOIN replaced USING (article)"""
