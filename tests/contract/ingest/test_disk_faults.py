"""A fault at each call by which the real spool, journal and outbox change the disk: nothing that arrived is lost."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from momento_ingest.application.uploads.append import Piece
from momento_ingest.bootstrap import build_edge
from momento_ingest.domain.errors import IngestError, Rejected
from momento_ingest.domain.uploads.upload import UploadState
from momento_ingest.wiring import RemoteServices

from tests.fakes.ingest.configuration import edge_config
from tests.fakes.ingest.object_store import InMemoryObjectStore
from tests.fakes.ingest.world import ADA, World, chunks_of, declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_ingest.adapters.inbound.http.app_context import Edge

CHANGES = ((os, "fsync"), (os, "pwrite"), (Path, "replace"), (Path, "rename"), (Path, "hardlink_to"), (Path, "unlink"))
MAX_CHANGES = 42
EVERY_OTHER = range(0, MAX_CHANGES, 2)


class Killed(BaseException):
    """The process is no more."""


def full() -> BaseException:
    return OSError(errno.ENOSPC, "no space left on device")


class FaultyDisk:
    """Lets so many changes pass and fails at the next: once with a full disk, or for good with the process."""

    def __init__(self, passing: int, *, dies: bool) -> None:
        self._passing = passing
        self._dies = dies
        self._lock = threading.Lock()
        self.struck = False

    @contextmanager
    def __call__(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """While the block lasts."""
        with monkeypatch.context() as patched:
            for owner, name in CHANGES:
                patched.setattr(owner, name, self._counted(name, getattr(owner, name)))
            yield

    def _counted(self, name: str, change: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **more: Any) -> Any:
            with self._lock:
                self._passing -= 1
                strikes = self._passing < 0 and (self._dies or not (self.struck or name == "unlink"))
                self.struck |= strikes
            if strikes:
                raise Killed if self._dies else full()
            return change(*arguments, **more)

        return counted


class Site:
    """An edge over a real disk, which may begin anew."""

    def __init__(self, folder: Path) -> None:
        self.world = World()
        self.store = InMemoryObjectStore()
        self._folder = folder
        self.spool = folder / "spool"

    def edge(self) -> Edge:
        """A process that has just begun."""
        world = self.world
        around = RemoteServices(
            world.identity,
            world.provider_sign_in,
            world.factors,
            world.administration,
            world.catalog,
            world.albums,
            world.inspector,
            self.store,
        )
        return build_edge(edge_config(self._folder), around)

    async def send(self, edge: Edge) -> None:
        """An upload in two pieces, processed."""
        caller = await self.world.caller()
        upload = await edge.create_upload(caller, declared(5))
        await edge.append_upload(ADA.user_id, upload.upload_id, Piece(0, chunks_of(b"by")))
        await edge.append_upload(ADA.user_id, upload.upload_id, Piece(2, chunks_of(b"tes")))
        await edge.upload_queue.idle()

    def let_a_while_pass(self) -> None:
        """What is left of uploads that have ended is removed when nobody has touched it for a minute."""
        for path in self.spool.glob("files/*"):
            os.utime(path, (0, 0))

    def entries(self, pattern: str) -> list[str]:
        return [path.read_text() for path in self.spool.glob(pattern)]


@pytest.mark.parametrize(
    ("passing", "dies", "malware"),
    [*((number, True, False) for number in range(MAX_CHANGES)), *((number, False, True) for number in EVERY_OTHER)],
)
async def test_a_fault_at_any_change_of_the_disk_leaves_no_complete_upload_without_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passing: int, *, malware: bool, dies: bool
) -> None:
    # Reading the authorities of the system takes longer than all the rest.
    monkeypatch.setattr("momento_ingest.wiring._store_client", httpx.AsyncClient)
    site = Site(tmp_path)
    site.world.inspector.failure = Rejected("MALWARE_FOUND", "Malware.") if malware else None
    disk = FaultyDisk(passing, dies=dies)
    edge = site.edge()
    with disk(monkeypatch):
        with suppress(IngestError, OSError, Killed):
            await site.send(edge)
        await edge.upload_queue.finish(10)
    edge = site.edge()
    for _ in range(2):
        site.let_a_while_pass()
        await edge.reconcile_uploads()
        await edge.upload_queue.idle()
    under_way = site.entries("journal/*/*.json")
    assert [entry for entry in under_way if '"state": "receiving"' not in entry] == []
    ended = site.entries("journal/*/ended/*.json")
    end = UploadState.REJECTED if malware else UploadState.DONE
    assert [entry for entry in ended if f'"state": "{end}"' not in entry] == []
    lengths = [path.stat().st_size for path in site.spool.glob("files/*")]
    assert all(length < 5 for length in lengths)
    assert len(site.world.catalog.items) == (0 if malware else len(ended))
    assert len(site.entries("reports/*.json")) == (len(ended) if malware else 0)
    if not disk.struck:
        assert len(ended) == 1
