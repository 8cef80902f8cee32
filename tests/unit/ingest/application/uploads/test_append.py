"""Cuts of resumable uploads: what is on the disk decides, however a request ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.uploads.append import Piece
from momento_ingest.domain.errors import (
    ChecksumMismatch,
    Conflict,
    IngestError,
    InsufficientStorage,
    Locked,
    NotFound,
    Rejected,
    TooLarge,
    TooSlow,
    UnsupportedMedia,
)
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.uploads.capacity import spool_full
from momento_ingest.domain.uploads.checksum import Checksum
from momento_ingest.domain.uploads.upload import UploadState

from tests.fakes.ingest.world import ADA, VIDEO_LIMIT, World, chunks_of, declared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.uploads.upload import Upload

LAST_BYTES = 1024
CONTENT = bytes(number % 251 for number in range(LAST_BYTES + 200))
BOB = replace(ADA, user_id=UserId("01arz3ndektsv4rrffq69g5fae"), email="bob@example.org")
CUTS = (TooSlow("SENDER_TOO_SLOW", "cut"), ConnectionResetError("cut"), asyncio.CancelledError())


def large_world() -> World:
    """One that takes files of more than a few hundred bytes."""
    world = World()
    object.__setattr__(world.policy, "photo_bytes", 10_000)
    return world


async def cut(content: bytes, error: BaseException) -> AsyncIterator[bytes]:
    """A body that breaks off behind these bytes, before its end."""
    yield content
    raise error


async def append(world: World, upload: Upload, offset: int, body: AsyncIterator[bytes]) -> None:
    await world.append(ADA.user_id, upload.upload_id, Piece(offset, body))


async def test_after_a_cut_behind_any_of_the_last_thousand_bytes_an_upload_goes_on_or_is_processed() -> None:
    world = large_world()
    caller = await world.caller()
    for left in range(LAST_BYTES + 1):
        upload = await world.create(caller, declared(len(CONTENT)))
        arriving = len(CONTENT) - left
        error = CUTS[left % 2]
        with pytest.raises(type(error)):
            await append(world, upload, 0, cut(CONTENT[:arriving], error))
        if left:
            progress = await world.resume(caller, upload.upload_id)
            assert (progress.upload.state, progress.received_bytes) == (UploadState.RECEIVING, arriving)
            await append(world, upload, arriving, chunks_of(CONTENT[arriving:]))
        await world.queue.idle()
        assert world.journal.kept[upload.upload_id].state is UploadState.DONE
    assert (world.spool.files, world.journal.open) == ({}, {})
    assert {item.bytes for item in world.catalog.items.values()} == {len(CONTENT)}


@pytest.mark.parametrize("error", CUTS, ids=lambda error: type(error).__name__)
async def test_an_upload_cut_between_its_last_byte_and_the_end_of_the_body_is_processed_without_another_request(
    world: World, error: BaseException
) -> None:
    upload = await world.create(await world.caller(), declared(5))
    with pytest.raises(type(error)):
        await append(world, upload, 0, cut(b"bytes", error))
    await world.queue.idle()
    if not isinstance(error, asyncio.CancelledError):
        assert list(world.catalog.items) == [upload.upload_id.value]


async def test_a_sender_that_asks_after_a_crash_is_told_of_a_last_byte_only_when_it_counts(world: World) -> None:
    caller = await world.caller()
    upload = await world.create(caller, declared(5))
    world.spool.files[upload.upload_id.value] = b"bytes"
    progress = await world.resume(caller, upload.upload_id)
    assert (progress.upload.state is UploadState.RECEIVING, progress.received_bytes) == (False, 5)
    await world.queue.idle()
    assert list(world.catalog.items) == [upload.upload_id.value]


async def test_an_empty_piece_at_the_end_of_an_upload_whose_last_byte_was_forgotten_ends_it(world: World) -> None:
    upload = await world.create(await world.caller(), declared(5))
    world.spool.files[upload.upload_id.value] = b"bytes"
    await append(world, upload, 5, chunks_of())
    await world.queue.idle()
    assert list(world.catalog.items) == [upload.upload_id.value]


async def test_a_sender_that_lost_the_last_answer_may_repeat_its_end_and_nothing_else(world: World) -> None:
    upload = await world.create(await world.caller(), declared(5))
    await append(world, upload, 0, chunks_of(b"bytes"))
    await append(world, upload, 5, chunks_of())
    with pytest.raises(Conflict):
        await append(world, upload, 0, chunks_of(b"bytes"))
    with pytest.raises(TooLarge):
        await append(world, upload, 5, chunks_of(b"more"))


async def test_what_comes_behind_the_declared_end_is_refused_and_takes_nothing_from_what_was_declared(
    world: World,
) -> None:
    upload = await world.create(await world.caller(), declared(5))
    with pytest.raises(TooLarge):
        await append(world, upload, 0, chunks_of(b"bytes", b"more"))
    await world.queue.idle()
    assert [item.bytes for item in world.catalog.items.values()] == [5]


async def test_a_whole_piece_with_another_checksum_is_no_last_byte(world: World) -> None:
    upload = await world.create(await world.caller(), declared(5))
    piece = Piece(0, chunks_of(b"bytes"), Checksum("sha256", bytes(32)))
    with pytest.raises(ChecksumMismatch):
        await world.append(ADA.user_id, upload.upload_id, piece)
    assert world.journal.kept[upload.upload_id].state is UploadState.RECEIVING


async def test_a_last_byte_that_shows_another_kind_of_file_rejects_it(world: World) -> None:
    world.inspector.unrecognised = UnsupportedMedia("CONTENT_NOT_RECOGNISED", "It is no photo.")
    upload = await world.create(await world.caller(), declared(70))
    with pytest.raises(UnsupportedMedia):
        await append(world, upload, 0, chunks_of(b"x" * 70))
    assert (world.spool.files, world.reports.ends()) == ({}, [("rejected", "CONTENT_NOT_RECOGNISED")])


async def test_a_terminated_upload_is_gone_in_every_state_but_storing(world: World) -> None:
    caller = await world.caller()
    begun, received = await world.create(caller, declared(5)), await world.received(b"other")
    done = (await world.process(await world.received(b"third"))).upload
    for upload in (begun, received, done):
        await world.terminate(ADA.user_id, upload.upload_id)
        with pytest.raises(NotFound):
            await world.follow(caller, upload.upload_id)
    storing = (await world.received(b"fourth")).inspect().store(("key",), "{}")
    await world.journal.write(storing)
    with pytest.raises(Conflict):
        await world.terminate(ADA.user_id, storing.upload_id)
    assert world.reports.ends() == [("terminated", "")] * 2


async def test_a_locked_upload_is_neither_written_nor_ended_by_another_request(world: World) -> None:
    upload = await world.create(await world.caller(), declared(5))
    world.locks.held.add(upload.upload_id.value)
    with pytest.raises(Locked):
        await append(world, upload, 0, chunks_of(b"bytes"))
    with pytest.raises(Locked):
        await world.terminate(ADA.user_id, upload.upload_id)
    assert world.spool.files == {}


async def test_unfinished_uploads_of_one_member_leave_room_for_another() -> None:
    world = World()
    object.__setattr__(world.capacity, "spool_bytes", 1000)
    caller = await world.caller()
    begun = 0
    with suppress(IngestError):
        for _ in range(10):
            await world.create(caller, declared(VIDEO_LIMIT, "film.mp4"))
            begun += 1
    assert 1 <= begun * VIDEO_LIMIT <= 500
    with pytest.raises(IngestError) as raised:
        await world.create(caller, declared(201, "film.mp4"))
    assert raised.value.reason == "SPOOL_SHARE_FULL"
    other = await world.caller(BOB)
    await world.create(other, declared(VIDEO_LIMIT, "film.mp4"))


async def test_an_end_that_is_not_reported_yet_is_reported_before_its_sender_has_it_forgotten(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    world.reports.failure = spool_full()
    with pytest.raises((Rejected, InsufficientStorage)):
        await world.process(upload)
    with pytest.raises(InsufficientStorage):
        await world.terminate(ADA.user_id, upload.upload_id)
    world.reports.failure = None
    await world.terminate(ADA.user_id, upload.upload_id)
    assert world.reports.ends() == [("rejected", "MALWARE_FOUND")]
