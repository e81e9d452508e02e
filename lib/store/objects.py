"""The few things asked of an object store: S3 and what speaks its language, Google's, Azure's. Needs obstore.

Credentials, region and endpoint come from the usual environment variables (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL ...).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from lib.errors import StoreError

#: Larger files go up in parts, without the check that nobody else wrote them meanwhile; one request takes 5 GB.
IN_ONE = 1_000_000_000
#: A page waits for the first look only; a writer's unacknowledged work is done again by the next run.
RETRY = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class Taken(StoreError):
    """Somebody else has written this object meanwhile."""


class Objects:
    """The objects below an address such as s3://bucket/prefix, by their names relative to it."""

    def __init__(self, address: str) -> None:
        try:
            import obstore  # noqa: PLC0415 - few need it
            from obstore.store import from_url  # noqa: PLC0415
        except ImportError as error:
            raise StoreError("A store in an object store needs: pip install -r requirements-remote.txt") from error
        insecure = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        self.address, self._api = address, obstore
        with self._plainly():
            self._store = from_url(address, client_options={"allow_http": insecure}, retry_config=RETRY)

    def sizes(self, prefix: str = "") -> dict[str, int]:
        """Return the size in bytes of every object below the folder ``prefix``, by name."""
        with self._plainly():
            return {own["path"]: own["size"] for some in self._api.list(self._store, prefix or None) for own in some}

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Return the contents of an object and the tag of just these, or None where there is no such object."""
        with self._plainly():
            try:
                found = self._api.get(self._store, name)
                return bytes(found.bytes()), found.meta["e_tag"]
            except FileNotFoundError:
                return None

    def fetch(self, name: str, path: Path) -> None:
        """Write an object to the file ``path``, which is there as a whole or not at all."""
        part = path.with_name(path.name + ".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._plainly(), part.open("wb") as file:
            for chunk in self._api.get(self._store, name):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def create(self, name: str, data: bytes | Path) -> str:
        """Write an object that is not there yet and return its tag; raises Taken where it is."""
        large = isinstance(data, Path) and data.stat().st_size > IN_ONE
        with self._plainly():
            return self._api.put(self._store, name, data, **({} if large else {"mode": "create"}))["e_tag"]

    def swap(self, name: str, data: bytes, tag: str | None) -> str:
        """Replace the object whose contents have ``tag`` (None: that is not there); raises Taken where it has not."""
        if tag is None:
            return self.create(name, data)
        with self._plainly():
            return self._api.put(self._store, name, data, mode={"e_tag": tag})["e_tag"]

    def write(self, name: str, data: bytes) -> None:
        """Write an object, whatever was there."""
        with self._plainly():
            self._api.put(self._store, name, data)

    def delete(self, names: Iterable[str]) -> None:
        """Delete the objects that are there of ``names``."""
        with self._plainly():
            for name in names:
                self._api.delete(self._store, name)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        from obstore import exceptions  # noqa: PLC0415

        try:
            yield
        except (exceptions.AlreadyExistsError, exceptions.PreconditionError) as error:
            raise Taken(
                f"Another computer has written to {self.address} at the same moment. Run this again."
            ) from error
        except exceptions.BaseError as error:
            told = str(error).partition("\n")[0][:300]
            raise StoreError(f"{self.address} cannot be reached or used ({told}).") from error
