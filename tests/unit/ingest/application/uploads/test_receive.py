from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.uploads.receive import Incoming
from momento_ingest.domain.errors import (
    InsufficientStorage,
    InvalidInput,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from momento_ingest.domain.uploads.capacity import Capacity
from momento_ingest.domain.uploads.upload import UploadState

from tests.fakes.ingest.world import ADA, PHOTO_LIMIT, VIDEO_LIMIT, World, chunks_of, declared, incoming

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.identifiers import UploadId


async def test_a_file_that_has_arrived_is_in_spool_and_journal_with_leave_to_record_it(world: World) -> None:
    upload = await world.receive(await world.caller(), incoming(b"by", b"tes", tags=("lake",)), world.new_id())
    assert upload.user_id == ADA.user_id
    assert upload.size_bytes == 5
    assert (upload.tags, upload.state, upload.received_at) == (("lake",), UploadState.RECEIVED, world.now)
    assert upload.grant in world.identity.grants
    assert world.spool.files == {upload.upload_id.value: b"bytes"}
    assert (await world.journal.all_under_way()).uploads == [upload]


async def test_the_entry_is_written_after_the_last_byte(world: World) -> None:
    await world.receive(await world.caller(), incoming(b"bytes"), world.new_id())
    assert world.steps.names[-3:] == ["spool.append", "journal.receiving", "journal.received"]


async def test_a_file_that_is_declared_too_large_is_refused_before_anything_else(world: World) -> None:
    caller = await world.caller()
    world.steps.names.clear()
    with pytest.raises(TooLarge):
        await world.receive(caller, incoming(b"x", at_least=PHOTO_LIMIT + 1), world.new_id())
    assert world.steps.names == []


async def test_a_file_that_turns_out_too_large_is_refused_while_it_arrives(world: World) -> None:
    arrived = []

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10 * PHOTO_LIMIT):
            arrived.append(b"x")
            yield b"x"

    file = incoming()
    object.__setattr__(file, "chunks", endless())
    with pytest.raises(TooLarge):
        await world.receive(await world.caller(), file, world.new_id())
    assert len(arrived) == PHOTO_LIMIT + 1
    assert (world.spool.files, world.journal.kept) == ({}, {})


@pytest.mark.parametrize(("name", "limit"), [("a.jpg", PHOTO_LIMIT), ("a.mp4", VIDEO_LIMIT)])
async def test_a_file_of_exactly_the_limit_of_its_kind_is_taken_and_one_byte_more_is_not(
    world: World, name: str, limit: int
) -> None:
    upload = await world.receive(
        await world.caller(), incoming(b"x" * limit, name=name, at_least=limit), world.new_id()
    )
    assert upload.size_bytes == limit
    with pytest.raises(TooLarge):
        await world.receive(await world.caller(), incoming(b"x" * limit, b"x", name=name), world.new_id())


@pytest.mark.parametrize("chunks", [(), (b"",), (b"", b"")])
async def test_an_empty_file_is_refused(world: World, chunks: tuple[bytes, ...]) -> None:
    with pytest.raises(InvalidInput) as raised:
        await world.receive(await world.caller(), incoming(*chunks), world.new_id())
    assert raised.value.reason == "FILE_EMPTY"
    assert (world.spool.files, world.journal.kept) == ({}, {})


async def test_a_kind_of_file_that_is_not_kept_is_refused_before_a_byte_is_read(world: World) -> None:
    with pytest.raises(UnsupportedMedia):
        await world.receive(await world.caller(), incoming(b"x", name="run.exe"), world.new_id())
    assert world.steps.starting_with("spool") == []


async def test_a_full_spool_leaves_nothing_behind(world: World) -> None:
    world.spool.room = 3
    with pytest.raises(InsufficientStorage):
        await world.receive(await world.caller(), incoming(b"by", b"tes"), world.new_id())
    assert (world.spool.files, world.journal.kept) == ({}, {})


@pytest.mark.parametrize("error", [Unauthenticated("SESSION_ENDED", "ended"), Unavailable("AUTH", "gone")])
async def test_without_leave_from_auth_not_one_byte_is_read(world: World, error: Exception) -> None:
    caller = await world.caller()
    world.identity.failure = error
    with pytest.raises(type(error)):
        await world.receive(caller, incoming(b"bytes"), world.new_id())
    assert world.steps.starting_with("spool") == []


async def test_a_file_without_an_entry_does_not_stay(world: World) -> None:
    def full() -> AsyncIterator[bytes]:
        world.journal.failure = OSError(28, "no space left")
        return chunks_of(b"bytes")

    async def breaking() -> AsyncIterator[bytes]:
        async for chunk in full():
            yield chunk

    file = Incoming(declared(), breaking())
    with pytest.raises(OSError, match="no space"):
        await world.receive(await world.caller(), file, world.new_id())
    assert world.spool.files == {}


async def test_while_it_arrives_it_is_in_the_journal_and_its_lock_is_held(world: World) -> None:
    seen = []

    async def watched() -> AsyncIterator[bytes]:
        (entry,) = (await world.journal.all_under_way()).uploads
        seen.append((entry.state, entry.resumable, entry.upload_id.value in world.locks.held))
        yield b"bytes"

    await world.receive(await world.caller(), Incoming(declared(), watched()), world.new_id())
    assert seen == [(UploadState.RECEIVING, False, True)]
    assert world.locks.held == set()


@pytest.mark.parametrize("at_least", [0, 20])
async def test_a_file_of_undeclared_length_is_held_to_the_quota_while_it_arrives(at_least: int) -> None:
    world = World(capacity=Capacity(quota_bytes=50))
    with pytest.raises(TooLarge) as raised:
        await world.receive(await world.caller(), incoming(b"x" * 30, b"x" * 30, at_least=at_least), world.new_id())
    assert raised.value.reason == "QUOTA_EXCEEDED"
    assert (world.spool.files, world.journal.kept, world.ledger.reserved_bytes) == ({}, {}, 0)
    upload = await world.receive(await world.caller(), incoming(b"x" * 30, b"x" * 20), world.new_id())
    assert upload.size_bytes == world.ledger.reserved_bytes == 50


async def test_files_of_undeclared_length_that_arrive_together_do_not_exceed_the_quota_together() -> None:
    world = World(capacity=Capacity(quota_bytes=50))
    caller, gate = await world.caller(), asyncio.Event()

    async def held_back() -> AsyncIterator[bytes]:
        await gate.wait()
        yield b"y" * 20

    sending = [
        asyncio.create_task(world.receive(caller, Incoming(declared(0), held_back()), world.new_id())) for _ in range(8)
    ]
    while len(world.journal.open) < len(sending):  # noqa: ASYNC110  # as the journal, which wakes nobody
        await asyncio.sleep(0)
    gate.set()
    ends = await asyncio.gather(*sending, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == [*["TooLarge"] * 6, *["Upload"] * 2]
    assert sum(map(len, world.spool.files.values())) == 40


async def test_a_file_of_undeclared_length_is_held_to_the_room_of_the_spool() -> None:
    world = World(capacity=Capacity(spool_bytes=70))
    with pytest.raises(InsufficientStorage) as raised:
        await world.receive(await world.caller(), incoming(b"x" * 60, b"x" * 20), world.new_id())
    assert raised.value.reason == "SPOOL_FULL"
    assert world.spool.files == {}


async def test_what_has_arrived_of_a_file_is_not_counted_once_more_as_on_the_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = left = 10**9 + 100

    async def free_bytes() -> int:
        return left

    async def length(_: UploadId) -> int:
        return whole - left

    async def arriving() -> AsyncIterator[bytes]:
        nonlocal left
        for _ in range(7):
            yield b"x" * 10
            left -= 10

    monkeypatch.setattr(world.spool, "free_bytes", free_bytes)
    monkeypatch.setattr(world.spool, "length", length)
    # A form says how long it is, and so nearly how long the file in it is.
    upload = await world.receive(await world.caller(), Incoming(declared(65), arriving()), world.new_id())
    assert upload.size_bytes == 70


async def test_what_is_reserved_is_what_arrived_in_the_end(world: World) -> None:
    upload = await world.receive(await world.caller(), incoming(b"x" * 30), world.new_id())
    assert (upload.size_bytes, world.ledger.reserved_bytes) == (30, 30)


@pytest.mark.parametrize("at_least", [0, 50, 60])
async def test_a_members_only_file_may_fill_the_spool_whatever_of_its_length_was_declared(at_least: int) -> None:
    world = World(capacity=Capacity(spool_bytes=70, reserve_bytes=0))
    world.spool.room = 70
    chunks = [b"x" * 10] * 6
    upload = await world.receive(await world.caller(), incoming(*chunks, at_least=at_least), world.new_id())
    assert upload.size_bytes == 60


async def test_the_entry_of_a_file_whose_greatest_length_is_known_is_written_once_before_its_bytes(
    world: World,
) -> None:
    world.steps.names.clear()
    file = Incoming(declared(28), chunks_of(b"x" * 20, b"x" * 10), at_most_bytes=40)
    upload = await world.receive(await world.caller(), file, world.new_id())
    assert [name for name in world.steps.names if name.startswith(("journal", "spool"))] == [
        "journal.receiving",
        "spool.append",
        "journal.received",
    ]
    assert (upload.size_bytes, world.ledger.reserved_bytes) == (30, 30)


async def test_a_file_that_fits_is_taken_where_the_most_that_it_could_be_would_not() -> None:
    world = World(capacity=Capacity(quota_bytes=30))
    file = Incoming(declared(28), chunks_of(b"x" * 20, b"x" * 10), at_most_bytes=40)
    upload = await world.receive(await world.caller(), file, world.new_id())
    assert (upload.size_bytes, world.ledger.reserved_bytes) == (30, 30)
