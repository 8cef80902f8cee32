"""A fault at each write of journal, spool and outbox: whatever has all its bytes on the disk comes to its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.application.uploads.append import Piece
from momento_ingest.application.uploads.fair_queue import MAX_PAUSE
from momento_ingest.domain.errors import IngestError, Rejected
from momento_ingest.domain.uploads.capacity import spool_full
from momento_ingest.domain.uploads.upload import UploadState

from tests.fakes.ingest.world import ADA, World, chunks_of, declared, incoming

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from momento_ingest.domain.identifiers import UploadId

WRITES = ("journal.write", "journal.archive", "journal.remove", "spool.append", "spool.discard", "reports.add")
NO_ROOM = frozenset({"journal.write", "journal.archive", "spool.append", "reports.add"})
MAX_WRITES = 16
MALWARE = Rejected("MALWARE_FOUND", "The file holds malware.")


class Killed(BaseException):
    """The process is no more."""


class FaultyWrites(ABC):
    """Lets so many writes pass, and then fails: once, for as long as there are bytes to free, or for good."""

    def __init__(self, world: World, passing: int) -> None:
        self.world = world
        self.passing = passing
        self.struck = False
        self.over = False
        for name in WRITES:
            port, method = name.split(".")
            target: Any = getattr(world, port)
            setattr(target, method, self._counted(name, getattr(target, method)))

    @abstractmethod
    def fails(self, name: str) -> BaseException | None:
        """What a write that comes too late raises."""

    def _counted(self, name: str, write: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*arguments: Any, **more: Any) -> Any:
            if not self.over:
                self.passing -= 1
                if self.passing < 0 and (error := self.fails(name)) is not None:
                    self.struck = True
                    raise error
            return await write(*arguments, **more)

        return counted


class FullOnce(FaultyWrites):
    """There is no room for one write."""

    def fails(self, name: str) -> BaseException | None:
        return spool_full() if name in NO_ROOM and not self.struck else None


class FullUntilFreed(FaultyWrites):
    """There is no room until bytes are freed."""

    def fails(self, name: str) -> BaseException | None:
        return spool_full() if name in NO_ROOM and self.world.spool.files else None


class Dead(FaultyWrites):
    """The process is killed before a write: nothing is written any more."""

    def fails(self, name: str) -> BaseException | None:
        return Killed(name)


FAULTS = (FullOnce, FullUntilFreed, Dead)
PASSING = range(MAX_WRITES)


async def resumable(world: World) -> UploadId:
    """An upload in two pieces."""
    caller = await world.caller()
    upload = await world.create(caller, declared(5))
    await world.append(ADA.user_id, upload.upload_id, Piece(0, chunks_of(b"by")))
    await world.append(ADA.user_id, upload.upload_id, Piece(2, chunks_of(b"tes")))
    await world.queue.idle()
    return upload.upload_id


async def one_shot(world: World) -> UploadId:
    """An upload in one request."""
    upload, _ = await world.upload_media(await world.caller(), incoming(b"bytes"))
    return upload.upload_id


async def recovered(world: World, faults: FaultyWrites) -> None:
    """What a process that has begun anew makes of it, and then its hour without a fault."""
    world.locks.held.clear()
    for over in (isinstance(faults, Dead), True):
        faults.over = over
        for _ in range(4):
            reconcile = world.restarted()
            await reconcile()
            await world.process_all()
            world.now += MAX_PAUSE


def everything_ended(world: World) -> bool:
    unfinished = [it for it in world.journal.open.values() if it.state is not UploadState.RECEIVING]
    unpublished = [it for it in world.journal.kept.values() if it.ended and it.events]
    return not unfinished and not unpublished


@pytest.mark.parametrize("send", [resumable, one_shot])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", PASSING)
@pytest.mark.parametrize("malware", [True, False], ids=["malware", "clean"])
async def test_a_fault_at_any_write_leaves_no_upload_whose_bytes_are_there_without_an_end(
    send: Callable[[World], Awaitable[UploadId]], fault: type[FaultyWrites], passing: int, *, malware: bool
) -> None:
    # The answer is not waited for: the process that is to give it may be dead.
    world = World(answer_seconds=0)
    world.inspector.failure = MALWARE if malware else None
    faults = fault(world, passing)
    with suppress(IngestError, Killed):
        await send(world)
    await world.queue.idle()
    await recovered(world, faults)
    assert everything_ended(world)
    arrived = [upload for upload in world.journal.kept.values() if upload.received_at is not None]
    for upload in arrived:
        assert upload.state is (UploadState.REJECTED if malware else UploadState.DONE)
        assert upload.upload_id.value not in world.spool.files
    assert len(world.catalog.items) == (0 if malware else len(arrived))
    assert world.reports.ends().count(("rejected", "MALWARE_FOUND")) == (len(arrived) if malware else 0)
    # What lacks bytes can be gone on with, and nothing else lies in the spool.
    assert set(world.spool.files) <= {upload.upload_id.value for upload in world.journal.open.values()}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", PASSING)
async def test_an_upload_that_expires_beside_a_fault_at_any_write_frees_its_bytes(
    fault: type[FaultyWrites], passing: int
) -> None:
    world = World()
    faults = fault(world, passing)
    with suppress(IngestError, Killed):
        upload = await world.create(await world.caller(), declared(5))
        await world.append(ADA.user_id, upload.upload_id, Piece(0, chunks_of(b"by")))
    world.now += world.capacity.lifetime
    with suppress(Killed):
        await world.reconcile()
    await recovered(world, faults)
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_the_faults_strike_and_at_last_there_are_fewer_writes_than_may_pass() -> None:
    for fault in (FullOnce, Dead):
        struck = []
        for passing in PASSING:
            world = World()
            faults = fault(world, passing)
            with suppress(IngestError, Killed):
                await resumable(world)
            struck.append(faults.struck)
        assert struck[0]
        assert not struck[-1]
