from __future__ import annotations

import asyncio

from momento_ingest.application.uploads.lock_handoff import LockHandoff
from momento_ingest.domain.identifiers import UploadId

from tests.fakes.ingest.locks import InMemoryLocks

UPLOAD = UploadId("01m80gb91p692ex4de2zsjs001")


async def test_an_upload_that_nobody_sends_to_is_held_at_once() -> None:
    takeover = LockHandoff(InMemoryLocks())
    async with takeover.claim(UPLOAD) as held, takeover.locks.attempt(UPLOAD.value) as free:
        assert (held, free, await takeover.claimed(UPLOAD)) == (True, False, False)
    async with takeover.locks.attempt(UPLOAD.value) as free:
        assert free


async def test_who_holds_an_upload_learns_that_it_is_wanted_and_lets_go() -> None:
    takeover, story = LockHandoff(InMemoryLocks()), []

    async def claim() -> None:
        async with takeover.claim(UPLOAD) as held:
            story.append(held)

    async with takeover.locks.attempt(UPLOAD.value):
        assert not await takeover.claimed(UPLOAD)
        claiming = asyncio.create_task(claim())
        while not await takeover.claimed(UPLOAD):  # noqa: ASYNC110  # as the holder does, which nobody wakes
            await asyncio.sleep(0)
        assert story == []
    await claiming
    assert story == [True]
    assert not await takeover.claimed(UPLOAD)


async def test_a_holder_who_does_not_let_go_keeps_the_upload() -> None:
    takeover = LockHandoff(InMemoryLocks(), timeout_seconds=0.01)
    async with takeover.locks.attempt(UPLOAD.value):
        async with takeover.claim(UPLOAD) as held:
            assert not held
        assert not await takeover.claimed(UPLOAD)
