"""A dashboard in two processes: whose connections reach which, what happens when one is killed, and how all end."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: TID251 - what a browser is told first
from websockets.sync.client import connect

from lib.ui import dealing, front
from tests.serving import family, served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="one process elsewhere")
IN_TWO = ("lib.ui.serve", "--processes", "2", "--port")
PAGE = {"Accept": "text/html"}


class Site:
    """The dashboard, as browsers meet it."""

    def __init__(self, address: str, process: int) -> None:
        self.host, self.process = address.removeprefix("http://"), process
        self.name = dealing.cookie(int(self.host.rpartition(":")[2])).decode()

    def answer(
        self, method: str = "GET", path: str = "/", body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        """Return the answer to a request over a connection of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def told(self, answer: http.client.HTTPResponse) -> str | None:
        """Return the process that an answer says is the browser's from now on."""
        return cookies(answer).get(self.name)

    def cookie(self, number: int, more: str = "a=b") -> dict[str, str]:
        return {"Cookie": f"{more}; {self.name}={number}"}


def cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Return the cookies that an answer sets."""
    parts = [own.partition(";")[0].partition("=") for own in answer.headers.get_all("set-cookie", [])]
    return {name: value for name, _, value in parts}


def ended(processes: list[int], seconds: float = 20) -> bool:
    """Return whether all of them have ended, or do in time."""
    for process in processes:
        try:
            watched = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        if not select.select([watched], [], [], seconds)[0]:
            return False
        os.close(watched)
    return True


def started(process: int, n: int, seconds: float = 20) -> bool:
    """Return whether a front and all that was started from it are ``n`` processes, or are in time."""
    end = time.monotonic() + seconds
    while len(family(process)) != n and time.monotonic() < end:
        time.sleep(0.05)
    return len(family(process)) == n


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("two") / "store", *IN_TWO) as (address, process):
        yield Site(address, process)
        every = family(process)
        assert len(every) == 4
    assert ended(every)


def test_another_process_is_started_before_anybody_waits_for_it_and_all_stay_where_they_are(site: Site) -> None:
    readers = [site.told(site.answer(**PAGE)) for _ in range(dealing.SOON)]
    assert readers == [*"1" * dealing.SOON]
    assert started(site.process, 4)
    readers = [site.told(site.answer(**PAGE)) for _ in range(dealing.ENOUGH)]
    assert "2" in readers
    assert [site.told(site.answer(**PAGE, **site.cookie(number))) for number in (1, 2)] == [None, None]
    assert site.told(site.answer(**PAGE, **site.cookie(3))) in {"1", "2"}


def test_a_file_goes_up_to_the_process_that_has_the_session(site: Site) -> None:
    with connect(f"ws://{site.host}/_stcore/stream", additional_headers=site.cookie(2)) as session:
        session.send(b"\x5a\x00")  # BackMsg.rerun_script: a browser's first
        messages = map(ForwardMsg.FromString, session)
        own = next(m for m in messages if m.WhichOneof("type") == "new_session").new_session.initialize.session_id
        token = cookies(site.answer(path="/_stcore/health", **site.cookie(1)))["_streamlit_xsrf"]  # from the other one
        given = {"X_Xsrftoken": token, "Content_Type": "multipart/form-data; boundary=b"}
        body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n--b--\r\n'
        path = f"/_stcore/upload_file/{own}/{uuid.uuid4()}"
        known = [site.cookie(number, f"_streamlit_xsrf={token}") for number in (2, 1)]
        statuses = [site.answer("PUT", path, body, **given, **cookie).status for cookie in known]
    assert statuses == [204, 400]


def test_a_request_that_comes_in_pieces_waits_for_its_cookie(site: Site) -> None:
    with socket.create_connection(site.host.split(":"), timeout=30) as slow:
        slow.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in (f"GET / HTTP/1.1\r\nHost: {site.host}\r\nCoo", f"kie: {site.name}=2", "\r\n\r\n"):
            slow.send(piece.encode())
        answer = http.client.HTTPResponse(slow)
        answer.begin()
    assert (answer.status, site.told(answer)) == (200, None)


def test_a_connection_that_a_proxy_may_use_for_others_too_is_closed_after_an_answer(site: Site) -> None:
    passed_on = {"X_Forwarded_For": "10.0.0.9"}
    assert site.answer(**site.cookie(1), **passed_on).headers["connection"] == "close"
    assert site.answer(**site.cookie(1)).headers["connection"] is None
    headers = {**site.cookie(1), "X-Forwarded-For": "10.0.0.9"}
    with connect(f"ws://{site.host}/_stcore/stream", additional_headers=headers) as session:
        assert session.ping().wait(30)


def test_who_strays_into_another_process_belongs_where_it_was(site: Site) -> None:
    connection = http.client.HTTPConnection(site.host, timeout=30)
    for number, closed in ((1, None), (2, "close")):
        connection.request("GET", "/_stcore/health", headers=site.cookie(number))
        answer = connection.getresponse()
        answer.read()
        assert (answer.headers["connection"], site.told(answer)) == (closed, None)


def test_a_process_that_is_killed_is_started_again_for_its_readers(site: Site) -> None:
    site.answer(**site.cookie(2))
    *_, last = family(site.process)
    os.kill(last, signal.SIGKILL)
    assert ended([last])
    answer = site.answer(**PAGE, **site.cookie(2))
    assert (answer.status, site.told(answer)) == (200, None)
    assert last not in family(site.process)


def test_nothing_stays_behind_when_the_front_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "store", *IN_TWO) as (_, process):
        every = family(process)
        assert len(every) == 3
        os.kill(process, signal.SIGKILL)
        assert ended(every[1:])


def test_the_log_says_where_a_browser_finds_it() -> None:
    with front.listen("0.0.0.0", 0) as listener:  # noqa: S104 - closed at once
        assert front.address_of(listener) == f"http://localhost:{listener.getsockname()[1]}"
    with front.listen("127.0.0.2", 0) as listener:
        assert front.address_of(listener).startswith("http://127.0.0.2:")
