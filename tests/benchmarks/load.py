"""Twenty readers clicking at once: how long a click takes on each page, what it sends, what the server holds in memory.

    python -m tests.benchmarks.load FOLDER [--sessions 20] [--seconds 60] [--think 3 7] [--servers 1] [--processes N]
        [--every 60] [--alone 100]

Starts the server that ``make run`` starts, on the store in FOLDER, opens as many sessions over its WebSocket as a
browser would, and clicks in each: a page under another view, drawn from the names, places, outlets, dates and words
of the store, after a pause of THINK seconds on average (negative-exponential, as the TPC-W benchmark's, whose mean
is 7), one table for each THINK. Readers come one after the other, in THINK seconds. With several SERVERS the sessions
are dealt out among them, as sticky sessions are by a proxy; each may answer in up to PROCESSES processes, as many as it
takes by itself unless that is given. ``ms`` is from the click to the end of the script's run, as the reader waits for
it; first with one session (for ALONE seconds at most), then with all. ``kB`` is what a click sends, messages that the
browser still has left out. Memory and processor time are those of all processes of a server together: ``own`` belongs
to them alone, ``all`` has the store's mapped files in it; EVERY so many seconds both are told besides.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: TID251 - the messages that a browser sends
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: TID251 - and gets

from lib.queries import entities, places
from lib.queries.totals import outlets
from lib.store.read import Store, open_store
from lib.ui import links
from lib.view import View, to_params
from tests.serving import family, served

WORDS = ("the", "government", "police", "war", '"police said"', "election OR court", "tax* -school", "crisis")
Taken = dict[str, list[tuple[float, int]]]


class Reader:
    """One session, as a browser's tab holds it."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.known: list[str] = []

    async def click(self, page: links.Page, view: View) -> tuple[float, int]:
        """Return the milliseconds until the page is done, and the bytes that came."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = urlencode(to_params(view), doseq=True)
        state.page_name = page.path
        state.cached_message_hashes.extend(self.known)
        began, size, known = time.perf_counter(), 0, []
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), 120)
            size += len(data)
            answer = ForwardMsg.FromString(data)
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    break
            elif answer.metadata.cacheable or answer.WhichOneof("type") == "ref_hash":
                known.append(answer.hash or answer.ref_hash)
        self.known = known
        return (time.perf_counter() - began) * 1000, size


class Offered(NamedTuple):
    """What of a store readers can choose from: ids, names, the last day, the most frequent first."""

    people: list[str]
    organisations: list[str]
    places: list[int]
    outlets: list[str]
    articles: list[str]
    last: date


def offered(store: Store) -> Offered:
    people, organisations = (
        entities.ranking(store, View(), kind, limit=200)["id"].tolist() for kind in ("person", "org")
    )
    return Offered(
        people,
        organisations,
        places=[int(place) for place in places.ranking(store, View(), limit=100)["geonameid"]],
        outlets=outlets(store)["name"].tolist()[:30],
        articles=[row[0] for row in store.rows("SELECT id FROM articles USING SAMPLE 200 ROWS (reservoir, 7)")],
        last=store.rows("SELECT max(day) FROM articles")[0][0] or date(2026, 1, 1),
    )


def clicks(own: Offered, dice: random.Random) -> Iterator[tuple[str, links.Page, View]]:
    """Yield what readers click, without end: the name of a kind of page, the page, and the view."""

    def pick(values: list):
        return values[int(len(values) * dice.random() ** 2)]

    while True:
        end = own.last - timedelta(days=dice.randrange(700))
        filtered = dice.choice(
            [
                View(),
                View(start=end - timedelta(days=dice.choice((6, 30, 90, 365))), end=end),
                View(outlets=(pick(own.outlets),)),
                View(names=(pick(own.people),)),
                View(names=(pick(own.organisations),), outlets=(pick(own.outlets),)),
                View(places=(pick(own.places),)),
                View(words=dice.choice(WORDS)),
            ]
        )
        who, what = pick(own.people), pick(own.organisations)
        yield dice.choice(
            [
                ("overview", links.OVERVIEW, filtered),
                ("stories", links.STORIES, filtered),
                ("articles", links.ARTICLES, filtered),
                ("one article", links.ARTICLES, View(article=dice.choice(own.articles))),
                ("people", links.PEOPLE, filtered),
                ("one person", links.PEOPLE, filtered.with_(subject=who)),
                ("organisations", links.ORGANISATIONS, filtered),
                ("one organisation", links.ORGANISATIONS, filtered.with_(subject=what)),
                ("places", links.PLACES, filtered),
                ("one place", links.PLACES, filtered.with_(subject=str(pick(own.places)))),
                ("quotes", links.QUOTES, filtered),
                ("compare", links.COMPARE, filtered.with_(beside=(who, what))),
                ("method", links.METHOD, View()),
            ]
        )


def memory(server: int) -> dict[str, int]:
    """Return how many processes a server is, and their megabytes, what they share counted once: ``all`` and ``own``."""
    processes = family(server)
    held: Counter[str] = Counter()
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
        held.update({name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)})
    return {"processes": len(processes), "all": held["Pss"] // 1024, "own": held["Pss_Anon"] // 1024}


def cookies(host: str) -> str:
    """Return the cookies that a browser of its own is given with the page, as it sends them back."""
    asked = Request(f"http://{host}/", headers={"Accept": "text/html"})
    with urlopen(asked, timeout=120) as page:  # noqa: S310
        return "; ".join(own.partition(";")[0] for own in page.headers.get_all("set-cookie", []))


async def read(host: str, own: Offered, seed: int, *, seconds: float, think: float, taken: Taken) -> None:
    """Click in one session for so long and note what each click took."""
    dice = random.Random(seed)  # noqa: S311 - a made-up reader
    end = time.monotonic() + seconds
    await asyncio.sleep(dice.random() * think)
    given = {"Cookie": await asyncio.to_thread(cookies, host)}
    where = f"ws://{host}/_stcore/stream"
    async with websockets.connect(where, additional_headers=given, max_size=None, ping_timeout=None) as opened:
        reader = Reader(opened)
        await reader.click(links.OVERVIEW, View())
        for name, page, view in clicks(own, dice):
            await asyncio.sleep(dice.expovariate(1 / think) if think else 0)
            if time.monotonic() > end:
                break
            taken[name].append(await reader.click(page, view))


async def together(hosts: list[str], own: Offered, seeds: Iterable[int], *, seconds: float, think: float) -> Taken:
    taken: Taken = defaultdict(list)
    dealt = zip(seeds, cycle(hosts))
    await asyncio.gather(*(read(host, own, seed, seconds=seconds, think=think, taken=taken) for seed, host in dealt))
    return taken


@contextmanager
def watched(servers: list[int], every: float | None) -> Iterator[None]:
    """Print the memory of ``servers`` each so many seconds while the block runs."""
    done, began = Event(), time.monotonic()

    def watch() -> None:
        while not done.wait(every):
            print(f"after {time.monotonic() - began:6,.0f} s, MB {[memory(server) for server in servers]}", flush=True)

    with ThreadPoolExecutor(1) as aside:
        if every:
            aside.submit(watch)
        try:
            yield
        finally:
            done.set()


def report(taken: Taken, heading: str) -> None:
    print(f"{heading:22}{'clicks':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'p50 kB':>9}{'max kB':>9}")
    every = [one for own in taken.values() for one in own]
    for name, own in [*sorted(taken.items()), ("all", every)]:
        ms, size = np.array(own).T
        cells = [len(own), np.median(ms), np.percentile(ms, 95), ms.max(), np.median(size) / 1000, size.max() / 1000]
        print(f"{name:22}{cells[0]:8}" + "".join(f"{c:9,.0f}" for c in cells[1:]), flush=True)


def main() -> None:
    """Print both tables and the memory after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, nargs="+", default=[3.0])
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--every", type=float)
    parser.add_argument("--alone", type=float, default=100)
    given = parser.parse_args()
    own = offered(open_store(given.folder))
    command = ("lib.ui.serve", *(("--processes", str(given.processes)) if given.processes else ()), "--port")
    with ExitStack() as stack:
        start = (served(given.folder.absolute(), *command, seconds=120) for _ in range(given.servers))
        servers = [stack.enter_context(one) for one in start]
        hosts, processes = [address.removeprefix("http://") for address, _ in servers], [own for _, own in servers]
        alone = (1, 0.0, min(given.alone, given.seconds))
        rounds = (alone, *((given.sessions, pause, given.seconds) for pause in given.think))
        for number, (sessions, think, seconds) in enumerate(rounds, 1):
            cpu = sum(map(cpu_seconds, processes))
            seeds = range(1000 * number, 1000 * number + sessions)  # others each time: what was asked is kept
            with watched(processes, given.every):
                taken = asyncio.run(together(hosts, own, seeds, seconds=seconds, think=think))
            report(taken, f"{sessions} session{'s' if sessions > 1 else ''}, {think:g} s")
            took = (sum(map(cpu_seconds, processes)) - cpu) * 1000 / sum(map(len, taken.values()))
            print(f"processor {took:.0f} ms a click; MB {[memory(process) for process in processes]}\n", flush=True)


def cpu_seconds(server: int) -> float:
    """Return the processor time that the processes of a server have taken."""
    stats = (Path(f"/proc/{process}/stat").read_text("ascii") for process in family(server))
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(own[11]) + int(own[12]) for own in fields) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
