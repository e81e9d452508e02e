"""The page that Streamlit's scripts run in: from memory, with our name, and nothing else replaced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib.ui import entrance, server
from tests.serving import run

STATIC = Path(server.st.__file__).parent / "static"
PAGE = (STATIC / "index.html").read_bytes()


def answered(path: str, method: str = "GET", body: bytes = b"passed") -> tuple[dict, bytes]:
    """Return the headers and the body of the answer to a request, which is ``body`` where it was passed on."""
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def app(scope: dict, receive: object, send: entrance.Send) -> None:
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    run(entrance.Entrance(app)({"type": "http", "method": method, "path": path}, None, send))
    start, *parts = sent
    assert start["type"] == "http.response.start"
    assert not parts[-1].get("more_body")
    told = dict(start["headers"])
    whole = b"".join(part["body"] for part in parts)
    assert told[b"content-length"] == str(len(whole)).encode()
    return told, whole


@pytest.mark.parametrize("below", ["", "/news/desk"])
def test_a_script_of_the_page_comes_from_memory_whole_and_to_be_kept(below: str) -> None:
    file = next((STATIC / "static" / "js").glob("index.*.js"))
    told, body = answered(f"{below}/static/js/{file.name}")
    assert body == b"//# allFunctionsCalledOnLoad\n" + file.read_bytes()
    assert told[b"content-type"].startswith(b"text/javascript")
    assert b"immutable" in told[b"cache-control"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/static/js/none.js", "GET"),
        ("/static/../../__init__.py", "GET"),
        ("/static/{script}", "HEAD"),
        ("/people", "HEAD"),
    ],
)
def test_everything_else_is_passed_on(path: str, method: str) -> None:
    script = next((STATIC / "static" / "js").glob("index.*.js")).relative_to(STATIC / "static").as_posix()
    assert answered(path.format(script=script), method)[1] == b"passed"


@pytest.mark.parametrize("path", ["/", "/people", "/desk/people"])
def test_the_page_of_every_address_has_our_name(path: str) -> None:
    told, body = answered(path, body=PAGE)
    assert b"<title>Story Explorer</title>" in body
    assert told[b"cache-control"] == b"no-cache"


@pytest.mark.parametrize("path", ["/media/1.html", "/component/own.part/index.html"])
def test_another_page_as_a_report_to_download_is_left_as_it_is(path: str) -> None:
    assert answered(path, body=PAGE)[1] == PAGE


def test_what_is_fetched_early_is_there_once_with_all_that_it_imports() -> None:
    page = entrance.page()
    later = re.search(r"const name of \[(.*?)\]", page)[1]
    first = page.partition('<script type="module" crossorigin')[0]
    names = [*re.findall(r'href="./static/js/([\w.-]+)"', first), *(name.strip(' "') for name in later.split(","))]
    assert {"BidiComponent", "ArrowVegaLiteChart", "embed", "loadVegaEmbed"} <= {name.split(".")[0] for name in names}
    assert len(names) == len(set(names))
    at_once = set(re.findall(r"js/([\w.-]+\.js)", PAGE.decode()))
    assert not at_once & set(names)
    for name in names:
        text = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
        assert set(re.findall(r'from"\./([\w.-]+\.js)"', text)) <= at_once | set(names)


def test_the_policy_lets_every_inline_script_of_the_page_through() -> None:
    scripts = re.findall('<script(?: type="module")?>', entrance.page())
    assert server.content_security_policy().count("'sha256-") == len(scripts) == 4
