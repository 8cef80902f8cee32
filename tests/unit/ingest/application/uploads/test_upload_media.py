from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.uploads.fair_queue import MAX_PAUSE
from momento_ingest.application.uploads.receive import Incoming
from momento_ingest.domain.errors import (
    Conflict,
    InvalidInput,
    NoVerdict,
    Rejected,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.uploads.upload import UploadState

from tests.fakes.ingest.world import PHOTO_LIMIT, declared, incoming

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")


def nothing_kept(world: World) -> bool:
    return not world.spool.files and not world.journal.open and world.queue.pending == 0


async def test_a_clean_file_becomes_an_item_in_one_go(world: World) -> None:
    upload, item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert item is not None
    assert item.upload_id == upload.upload_id.value
    assert nothing_kept(world)


async def test_a_refused_file_is_told_and_forgotten(world: World) -> None:
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    with pytest.raises(Rejected):
        await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert nothing_kept(world)


async def test_a_file_that_is_not_taken_in_is_told_and_forgotten(world: World) -> None:
    with pytest.raises(TooLarge):
        await world.upload_media(await world.caller(), incoming(b"x" * (PHOTO_LIMIT + 1)))
    assert nothing_kept(world)


@pytest.mark.parametrize("error", [GONE, NoVerdict("SERVICE_UNREACHABLE", "died"), ZeroDivisionError()])
async def test_without_a_verdict_what_was_received_is_kept_and_answered_as_an_upload(
    world: World, error: Exception
) -> None:
    world.inspector.failure = error
    upload, item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert item is None
    assert world.store_calls() == []
    assert (list(world.journal.open), world.queue.pending) == ([upload.upload_id], 1)
    world.inspector.failure = None
    world.now += MAX_PAUSE
    await world.process_all()
    assert list(world.catalog.items) == [upload.upload_id.value]


async def test_a_busy_scanner_is_waited_for(world: World) -> None:
    world.inspector.failure = Unavailable("SCANNER_BUSY", "no place")
    sending = asyncio.create_task(world.upload_media(await world.caller(), incoming(b"bytes")))
    while not world.inspector.seen:  # noqa: ASYNC110  # the inspector wakes nobody
        await asyncio.sleep(0)
    await world.queue.idle()
    assert not sending.done()
    world.inspector.failure = None
    world.now += MAX_PAUSE
    await world.process_all()
    _, item = await sending
    assert item is not None


@pytest.mark.parametrize("where", ["object_store", "catalog"])
async def test_a_clean_file_whose_storing_is_delayed_is_answered_as_an_upload_and_remembered(
    world: World, where: str
) -> None:
    world.catalog.unrecordable = GONE if where == "catalog" else None
    world.object_store.failure = GONE if where == "object_store" else None
    upload, item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert item is None
    assert world.queue.pending == 1
    assert list(world.journal.open) == [upload.upload_id]


async def test_known_bytes_are_answered_with_the_item_that_has_them(world: World) -> None:
    first, _ = await world.upload_media(await world.caller(), incoming(b"bytes"))
    again, item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert item is not None
    assert (item.upload_id, again.outcome) == (first.upload_id.value, first.upload_id)
    assert again.upload_id != first.upload_id


async def test_an_end_that_does_not_come_in_time_is_not_waited_for(world: World) -> None:
    world.upload_media = replace(world.upload_media, answer_seconds=0)
    upload, item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert (item, upload.state) == (None, UploadState.RECEIVED)
    await world.queue.idle()
    assert list(world.catalog.items) == [upload.upload_id.value]


async def test_a_retry_with_the_same_key_gives_the_same_item_and_reads_nothing(world: World) -> None:
    caller = await world.caller()
    first, item = await world.upload_media(caller, incoming(b"bytes"), "key")
    world.steps.names.clear()
    again, same = await world.upload_media(caller, incoming(b"bytes"), "key")
    assert (again.upload_id, same) == (first.upload_id, item)
    assert world.steps.starting_with("spool.append") == []


async def test_a_retry_of_a_refused_file_is_refused_alike(world: World) -> None:
    world.inspector.failure = UnsupportedMedia("CONTENT_MISMATCH", "It is no JPEG.")
    for _ in range(2):
        with pytest.raises(UnsupportedMedia):
            await world.upload_media(await world.caller(), incoming(b"bytes"), "key")
    assert len(world.inspector.seen) == 1


async def test_a_retry_after_a_file_that_did_not_arrive_is_a_new_try(world: World) -> None:
    with pytest.raises(InvalidInput):
        await world.upload_media(await world.caller(), incoming(), "key")
    _, item = await world.upload_media(await world.caller(), incoming(b"bytes"), "key")
    assert item is not None


async def test_a_key_that_was_used_for_another_file_is_refused(world: World) -> None:
    await world.upload_media(await world.caller(), incoming(b"bytes"), "key")
    with pytest.raises(Rejected) as raised:
        await world.upload_media(await world.caller(), replace(incoming(b"other"), fingerprint="other"), "key")
    assert raised.value.reason == "IDEMPOTENCY_KEY_REUSED"


async def test_a_key_is_one_users_own(world: World) -> None:
    await world.upload_media(await world.caller(), incoming(b"bytes"), "key")
    assert await world.keys.find(UserId("01arz3ndektsv4rrffq69g5fae"), "key") is None


async def test_a_key_whose_first_request_is_still_sending_is_busy(world: World) -> None:
    caller = await world.caller()

    async def meanwhile() -> AsyncIterator[bytes]:
        with pytest.raises(Conflict) as raised:
            await world.upload_media(caller, incoming(b"bytes"), "key")
        assert raised.value.reason == "IDEMPOTENCY_KEY_BUSY"
        yield b"bytes"

    _, item = await world.upload_media(caller, Incoming(declared(), meanwhile()), "key")
    assert item is not None
