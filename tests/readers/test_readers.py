"""Files of every format, good and bad, through the one door."""

from __future__ import annotations

import gzip
import json
import os
import socket
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from lib.errors import ReadError, ReadWarning
from lib.model import Article
from lib.readers import read, read_all, read_bytes, read_pasted

BODY = "The old bridge over the river will close in March, the council of Lindby said on Tuesday after a long debate."
PAGE = f"Old bridge to close\n\nBy Anna Lind\n\n3 February 2026\n\n{BODY}\n\n© 2026 The Lindby Gazette\n"


@pytest.fixture
def write(tmp_path: Path):
    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def texts(items: Any) -> list[str]:
    return [item.text for item in items if isinstance(item, Article)]


def problems(items: Any) -> list[str]:
    return [str(item) for item in items if isinstance(item, ReadError)]


def lines(n: int, **extra: Any) -> list[str]:
    return [json.dumps({"id": f"a{i}", "text": f"Article number {i}.", **extra}) for i in range(1, n + 1)]


# Plain text


def test_text_is_untouched_and_tells_about_itself(write) -> None:
    (article,) = read(write("page.txt", PAGE))
    assert article.text == PAGE
    assert (article.title, article.published_at) == ("Old bridge to close", "2026-02-03")
    assert (article.authors, article.outlet) == (("Anna Lind",), "The Lindby Gazette")


def test_one_word_is_an_article(write) -> None:
    assert texts(read(write("word.txt", "Strike"))) == ["Strike"]


def test_a_date_that_is_not_sure_is_told(write) -> None:
    warning, article = read(write("page.txt", PAGE.replace("3 February 2026", "3/2/2026")))
    assert isinstance(warning, ReadWarning)
    assert article.published_at is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(write, encoding: str) -> None:
    text = f"“{BODY}” – so said the mayor in the café, “and that’s that”.\r\n"
    assert texts(read(write("page.txt", text.encode(encoding)))) == [text]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00" * 50, "not a text file"),
        (b"%PDF-1.7 " + b"a" * 50, "not a text file"),
        (b"a" * 4_000_001, "larger than"),
        (b"a" * 1_000_001, "at most 1,000,000"),
    ],
)
def test_files_that_hold_no_text(write, content: bytes, words: str) -> None:
    path = write("bad.txt", content)
    (error,) = read(path)
    assert isinstance(error, ReadError)
    assert error.where == str(path)
    assert words in error.problem


# JSON


def test_json_lines_split_on_line_feeds_only(write) -> None:
    record = {"id": "a1", "text": "One.\u2028Two.\x85Three.\x0cFour."}
    path = write("week.jsonl", json.dumps(record, ensure_ascii=False) + "\r\n\n" + lines(1)[0])
    assert texts(read(path)) == [record["text"], "Article number 1."]


def test_one_bad_line_loses_nothing_else(write) -> None:
    good = lines(10)
    path = write("week.jsonl", "\n".join([*good[:6], '{"id": "a7", "text": ', *good[7:]]))
    items = list(read(path))
    assert len(texts(items)) == 9
    (error,) = problems(items)
    assert error.startswith(f"{path}:7: is not valid JSON")


@pytest.mark.parametrize("first", ["{", "nonsense", "[1", '"text"', "[" * 100_000])
def test_a_bad_first_line_too(write, first: str) -> None:
    items = list(read(write("week.jsonl", "\n".join([first, *lines(3)]))))
    assert (len(texts(items)), len(problems(items))) == (3, 1)


@pytest.mark.parametrize("name", ["week.json", "week.ndjson", "week.jsonl"])
@pytest.mark.parametrize("shape", ["object", "pretty", "array", "pretty array", "articles", "lines"])
def test_shapes_of_json(write, name: str, shape: str) -> None:
    records = [json.loads(line) for line in lines(2)]
    content = {
        "object": json.dumps(records[0]),
        "pretty": json.dumps(records[0], indent=2),
        "array": json.dumps(records),
        "pretty array": json.dumps(records, indent=2),
        "articles": json.dumps({"articles": records}),
        "lines": "\n".join(lines(2)),
    }[shape]
    assert len(texts(read(write(name, content)))) == (1 if shape in ("object", "pretty") else 2)


def test_places_in_an_array_are_told(write) -> None:
    path = write("week.json", '[{"text": "One."}, 5, {"title": "Two"}]')
    assert [p.split(": ")[0] for p in problems(read(path))] == [f"{path}:2", f"{path}:3"]


def test_encodings_of_json_lines(write) -> None:
    line = json.dumps({"text": "The café of the mayor’s son stayed open, “for good”."}, ensure_ascii=False)
    assert len(texts(read(write("a.jsonl", b"\xef\xbb\xbf" + line.encode())))) == 1
    assert len(texts(read(write("b.jsonl", (line + "\n" + line).encode("utf-16"))))) == 2
    one, two = texts(read(write("c.jsonl", lines(1)[0].encode() + b"\n" + line.encode("cp1252"))))
    assert one == "Article number 1."
    assert "café" in two


@pytest.mark.parametrize("content", ["", "\n\n", "[]", '{"articles": []}'])
def test_json_without_articles(write, content: str) -> None:
    assert len(problems(read(write("week.json", content)))) == 1


def test_json_lines_are_streamed(write) -> None:
    path = write("big.jsonl", ("\n".join(lines(400, pad="x" * 50_000)) + "\n").encode())
    tracemalloc.start()
    n_articles = sum(1 for _ in read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n_articles == 400
    assert peak < path.stat().st_size / 10


# Tables


def test_table_with_a_quoted_line_end_and_a_mark(write) -> None:
    path = write(
        "week.csv", b'\xef\xbb\xbfTitle,Body,Date\r\n"A, b","One.\nTwo, ""three"".",2026-01-05\r\n\r\nC,Four.,\r\n'
    )
    first, second = read(path)
    assert (first.title, first.text, first.published_at) == ("A, b", 'One.\nTwo, "three".', "2026-01-05")
    assert second.origin == f"{path}:5"


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.csv", "|"), ("a.csv", ",")]
)
def test_delimiters(write, name: str, mark: str) -> None:
    (article,) = read(write(name, f"title{mark}text\nOld bridge{mark}One.\n"))
    assert (article.title, article.text) == ("Old bridge", "One.")


def test_a_table_without_texts_names_its_columns(write) -> None:
    (error,) = read(write("week.csv", "title,date\nOld bridge,2026-01-05\n"))
    assert "Its columns are title, date;" in error.problem


def test_rows_that_are_wrong_lose_no_other(write) -> None:
    path = write("week.csv", "title,text\nA,One.\nB,\nC,Three.,more\nD,Four.\n")
    items = list(read(path))
    assert texts(items) == ["One.", "Four."]
    assert [p.split(": ")[0] for p in problems(items)] == [f"{path}:3", f"{path}:4"]


def test_a_big_field(write) -> None:
    assert len(texts(read(write("week.csv", "title,text\nA," + "word " * 150_000 + "\n")))) == 1


@pytest.mark.parametrize("content", ["", "text\n", " \n"])
def test_tables_without_articles(write, content: str) -> None:
    assert len(problems(read(write("week.csv", content)))) == 1


def test_a_table_in_another_encoding(write) -> None:
    (article,) = read(
        write("week.csv", 'text\n"The café of the mayor’s son stayed open, “for good”."\n'.encode("cp1252"))
    )
    assert "café" in article.text


# Pages

HTML = f"""<!doctype html><html lang="en"><head><title>Old bridge to close | The Gazette</title>
<meta property="og:site_name" content="The Gazette"><link rel="canonical" href="https://example.org/bridge">
<meta property="article:published_time" content="2026-02-03T10:00:00Z"><meta name="author" content="Anna Lind"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Old bridge to close</h1><p>{BODY}</p>
<p>Mayor Omar Haddad said: <script>alert("no")</script>"We cannot pay for it," and left the hall by the back door.</p>
<p>Residents on the east bank said that nobody had asked them, and that they would meet on Friday.</p></article>
<footer><p>Copyright The Gazette</p></footer></body></html>"""


def test_a_saved_page(write) -> None:
    (article,) = read(write("bridge.html", HTML))
    assert f"\n\n{BODY}\n\n" in f"\n\n{article.text}"
    assert (article.title, article.outlet) == ("Old bridge to close", "The Gazette")
    assert (article.url, article.authors) == ("https://example.org/bridge", ("Anna Lind",))
    assert (article.published_at or "")[:10] == "2026-02-03"
    assert not any(word in article.text for word in ("Sport", "Copyright", "alert"))


def test_nothing_is_fetched(write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a page was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = HTML.replace(
        "</p>", '</p><img src="https://example.org/a.png"><iframe src="https://example.org"></iframe>', 1
    )
    assert len(texts(read(write("bridge.htm", page)))) == 1


@pytest.mark.parametrize("content", ["", "<html><body></body></html>", "no page", "<" * 3000, b"\x00\xff" * 400])
def test_pages_without_an_article(write, content: str | bytes) -> None:
    assert len(problems(read(write("bad.html", content)))) == 1


# Compression


def test_compressed_files_of_any_format(write) -> None:
    for name, content in {
        "a.txt.gz": BODY,
        "b.jsonl.gz": lines(1)[0],
        "c.csv.GZ": "text\nOne.\n",
        "d.jsonl": lines(1)[0],
    }.items():
        assert len(texts(read(write(name, gzip.compress(content.encode()))))) == 1


def test_a_cut_file_gives_what_came_before_the_break(write) -> None:
    packed = gzip.compress("\n".join(lines(200, noise=os.urandom(3000).hex())).encode())
    path = write("week.jsonl.gz", packed[: len(packed) * 2 // 3])
    items = list(read(path))
    assert len(texts(items)) > 10
    assert problems(items) == [
        f"{path}: is cut short or damaged: what came before the break was read, the rest is lost"
    ]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.json.gz", "a.csv.gz"])
def test_cut_files_of_other_formats(write, name: str) -> None:
    assert len(problems(read(write(name, gzip.compress(os.urandom(9000).hex().encode())[:4000])))) == 1


# Paths, uploads and pasted text


def test_paths_are_expanded_in_order_and_once(write, tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden/x.txt", "b/.x.txt", "b/logo.png"):
        write(name, f"{name} is here.")
    items = list(read_all([str(tmp_path), str(tmp_path / "a.txt"), str(tmp_path / "**" / "*.txt")]))
    assert texts(items) == ["a.txt is here.", "b/1.txt is here.", "b/2.txt is here."]
    (warning,) = [item for item in items if isinstance(item, ReadWarning)]
    assert warning.where == str(tmp_path / "b" / "logo.png")


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.txt", "does not exist"), ("*.csv", "matches no file"), ("empty", "holds no file"), ("a.docx", "not read")],
)
def test_paths_that_give_nothing(write, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    write("a.docx", "One.")
    (error,) = problems(read_all([str(tmp_path / name)]))
    assert words in error


def test_no_file_and_a_folder_through_the_door(tmp_path: Path) -> None:
    assert "does not exist" in problems(read(tmp_path / "none.jsonl"))[0]
    assert "is not a file" in problems(read(tmp_path))[0]


def test_the_outlet_of_articles_that_name_none(write) -> None:
    path = write("week.jsonl", lines(1)[0] + "\n" + lines(1, outlet="Beta")[0])
    assert [a.outlet for a in read(path, outlet="Alpha")] == ["Alpha", "Beta"]


def test_uploads(write) -> None:
    (article,) = read_bytes("C:\\press\\../week.jsonl.gz", gzip.compress(lines(1)[0].encode()))
    assert article.origin == "week.jsonl.gz:1"
    assert problems(read_bytes("", b"One."))
    assert problems(read_bytes("x.exe", b"One."))


def test_pasted_text() -> None:
    article = read_pasted(PAGE, outlet="Alpha", published_at="2026-02-01")
    assert (article.title, article.outlet, article.published_at) == ("Old bridge to close", "Alpha", "2026-02-01")
    assert article.text == PAGE


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (" ", {}),
        ("a" * 1_000_001, {}),
        ("One.", {"published_at": "yesterday"}),
        ("One.", {"url": "javascript:alert(1)"}),
    ],
)
def test_pasted_text_that_cannot_be_used(text: str, given: dict[str, str]) -> None:
    with pytest.raises(ReadError):
        read_pasted(text, **given)


@pytest.mark.parametrize("name", ["José Núñez", "Jürgen Díaz", "João São", "Søren Kjær", "François Müller", "Élysée"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_few_western_letters_are_read_as_they_were_written(tmp_path: Path, name: str, encoding: str) -> None:
    text = f"The council met {name} on Monday to speak about the harbour. " * 8
    path = tmp_path / "old.txt"
    path.write_bytes(text.encode(encoding))
    (article,) = read(path)
    assert name in article.text


def test_a_bad_byte_in_utf8_costs_one_character(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes("Zoë Müller and José Núñez met in Évora.".encode() + b" Then \xff came.")
    (article,) = read(path)
    assert article.text == "Zoë Müller and José Núñez met in Évora. Then \ufffd came."


def test_a_file_name_that_is_no_text_is_shown_as_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/na\xffme.txt"))
    path.write_text("The harbour is open again.", "utf-8")
    (article,) = read(path)
    article.origin.encode("utf-8")
    assert article.origin.endswith("na\ufffdme.txt")
