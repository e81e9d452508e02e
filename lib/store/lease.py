"""Who may write to a store in an object store: one object that its holder renews, and that others watch.

Nobody compares clocks: who finds a lease watches it for as long as a living holder needs to renew it at least once,
and takes it over where nothing moves. Should two ever think that they hold it, the commits of the ledger still
exclude each other (lib.store.remote).
"""

from __future__ import annotations

import json
import os
import socket
import time
from threading import Event, Thread

from lib.errors import StoreError
from lib.store.objects import Objects, Taken

NAME = "writer.lease"
#: Seconds without a renewal after which a holder counts as dead, how often one renews, how often others look.
DEAD, RENEW, LOOK = 60.0, 15.0, 2.0


class Lease:
    """The right to write, held while the ``with`` block runs and renewed by a thread."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._done, self._lost = Event(), Event()
        self._round = 0

    def __enter__(self) -> Lease:
        self._tag = self._taken()
        self._thread = Thread(target=self._renew, name="lease", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        if not self._lost.is_set():
            self.objects.delete([NAME])

    def check(self) -> None:
        """Raise StoreError unless the lease is still ours."""
        if self._lost.is_set():
            raise StoreError(f"Another computer has taken over writing to {self.objects.address}. Run this again.")

    def _taken(self) -> str:
        """Return the tag of our lease, taken where there is none or its holder gives no sign of life."""
        found = self.objects.read(NAME)
        end = time.monotonic() + DEAD
        while found and time.monotonic() < end:
            time.sleep(LOOK)
            later = self.objects.read(NAME)
            if later and later[1] != found[1]:
                holder = json.loads(later[0]).get("holder", "another computer")
                raise StoreError(
                    f"The store in {self.objects.address} is being written by {holder}. Wait until it is done."
                )
            found = later
        return self.objects.swap(NAME, self._text(), found[1] if found else None)

    def _text(self) -> bytes:
        self._round += 1  # so that every renewal has another tag
        return json.dumps({"holder": f"process {os.getpid()} on {socket.gethostname()}", "round": self._round}).encode()

    def _renew(self) -> None:
        last = time.monotonic()
        while not self._done.wait(RENEW):
            try:
                self._tag = self.objects.swap(NAME, self._text(), self._tag)
                last = time.monotonic()
            except Taken:
                self._lost.set()
                return
            except StoreError:  # out of reach for a moment: try again while nobody can have taken it over
                if time.monotonic() - last > DEAD / 2:
                    self._lost.set()
                    return
