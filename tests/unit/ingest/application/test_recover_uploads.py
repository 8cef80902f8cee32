from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.recover_uploads import LEFT_ALONE, LONGEST_PAUSE
from momento_ingest.application.settle_upload import StoringDelayed
from momento_ingest.domain.errors import Rejected, Unavailable
from momento_ingest.domain.upload import UploadState

from tests.fakes.ingest.world import ADA, declared

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")
STRAY = "01m80gb91p692ex4de2zsjs4vz"


async def test_a_restarted_edge_takes_over_what_the_journal_holds_and_settles_it(world: World) -> None:
    first, second = await world.received(b"one"), await world.received(b"two")
    recover = world.restarted()
    await recover.sweep()
    assert recover.pending == 2
    await world.settle_all(recover)
    assert recover.pending == 0
    assert set(world.catalog.items) == {first.upload_id.value, second.upload_id.value}
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_files_that_no_entry_names_are_deleted_when_they_have_been_left_alone(world: World) -> None:
    upload = await world.received()
    world.spool.files[STRAY] = b"half"
    world.spool.written[STRAY] = world.now
    world.now += LEFT_ALONE
    await world.recover.sweep()
    assert set(world.spool.files) == {upload.upload_id.value, STRAY}
    world.now += timedelta(microseconds=1)
    await world.recover.sweep()
    assert set(world.spool.files) == {upload.upload_id.value}


async def test_an_entry_that_cannot_be_read_keeps_its_file_and_nobody_waiting(world: World) -> None:
    damaged, sound = await world.received(b"one"), await world.received(b"two")
    world.journal.unreadable.add(damaged.upload_id)
    recover = world.restarted()
    for moment in (timedelta(0), LEFT_ALONE * 2, damaged.expires_at - world.now):
        world.now += moment
        await recover.sweep()
        await world.settle_all(recover)
    assert set(world.catalog.items) == {sound.upload_id.value}
    assert set(world.spool.files) == {damaged.upload_id.value}

    world.journal.unreadable.clear()
    await recover.sweep()
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_what_was_killed_between_store_and_record_is_finished_without_a_duplicate(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = SystemExit()
    with pytest.raises(SystemExit):
        await world.settle(upload)
    world.catalog.unrecordable = None
    recover = world.restarted()
    await recover.sweep()
    await world.settle_all(recover)
    assert list(world.catalog.items) == [upload.upload_id.value]
    assert len(world.object_store.objects) == 4


async def test_what_is_delayed_is_tried_again_after_pauses_that_grow_up_to_a_limit(world: World) -> None:
    world.recover.wake(await world.received())
    world.inspector.failure = GONE
    pauses = []
    assert await world.recover.settle_next()
    for _ in range(7):
        before = world.now
        while not await world.recover.settle_next():
            world.now += timedelta(seconds=1)
        pauses.append(world.now - before)
    assert pauses[0] == timedelta(seconds=2)
    assert pauses[-1] == LONGEST_PAUSE
    assert world.store_calls() == []
    world.inspector.failure = None
    world.now += LONGEST_PAUSE
    await world.settle_all()
    assert (world.recover.pending, len(world.catalog.items)) == (0, 1)


async def test_what_is_refused_is_not_tried_again(world: World) -> None:
    world.recover.wake(await world.received())
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    await world.settle_all()
    assert (world.recover.pending, world.spool.files, world.journal.open) == (0, {}, {})


async def test_what_was_withdrawn_meanwhile_is_not_tried_again(world: World) -> None:
    upload = await world.received()
    world.recover.wake(upload)
    await world.settle.withdraw(upload)
    await world.settle_all()
    assert world.recover.pending == 0


async def test_after_signing_out_everywhere_nothing_more_is_stored(world: World) -> None:
    world.recover.wake(await world.received())
    world.identity.revoke(ADA)
    await world.settle_all()
    assert world.recover.pending == 0
    assert world.store_calls() == []


async def test_one_upload_that_cannot_be_settled_does_not_keep_the_others_waiting(world: World) -> None:
    broken, good = await world.received(b"one"), await world.received(b"two")
    del world.spool.files[broken.upload_id.value]
    for upload in (broken, good):
        world.recover.wake(upload)
    await world.settle_all()
    assert list(world.catalog.items) == [good.upload_id.value]
    assert world.recover.pending == 1


async def test_an_upload_is_remembered_once(world: World) -> None:
    upload = await world.received()
    world.recover.wake(upload)
    await world.recover.sweep()
    assert world.recover.pending == 1


async def test_what_another_replica_is_at_work_on_is_left_to_it(world: World) -> None:
    upload = await world.received()
    world.locks.held.add(upload.upload_id.value)
    await world.recover.sweep()
    await world.settle_all()
    assert world.catalog.items == {}
    assert world.journal.open == {upload.upload_id: upload}


async def test_an_upload_whose_last_byte_never_came_is_given_up_when_it_expires(world: World) -> None:
    upload = await world.create(await world.caller(), declared())
    await world.recover.sweep()
    assert world.journal.open == {upload.upload_id: upload}
    world.now = upload.expires_at
    await world.recover.sweep()
    assert world.journal.kept == {}
    assert world.reports.ends() == [("expired", "")]


async def test_a_one_shot_upload_whose_process_was_killed_is_given_up_at_once(world: World) -> None:
    upload_id = world.new_id()
    upload = await world.create.enter(await world.caller(), declared(), upload_id, resumable=False)
    world.locks.held.add(upload_id.value)
    await world.recover.sweep()
    assert world.journal.open == {upload.upload_id: upload}
    world.locks.held.clear()
    await world.recover.sweep()
    assert world.journal.kept == {}


async def test_a_received_upload_that_could_not_be_settled_in_time_is_rejected_with_its_reason(world: World) -> None:
    upload = await world.received()
    world.now = upload.expires_at
    await world.recover.sweep()
    ended = world.journal.kept[upload.upload_id]
    assert (ended.state, ended.refusal and ended.refusal.reason) == (UploadState.REJECTED, "UPLOAD_EXPIRED")
    assert world.spool.files == {}


async def test_outcomes_and_keys_are_kept_for_a_day(world: World) -> None:
    upload = (await world.settle(await world.received())).upload
    await world.keys.remember(ADA.user_id, "key", upload.upload_id)
    await world.recover.forget()
    assert upload.upload_id in world.journal.kept
    world.now += 2 * world.capacity.lifetime + timedelta(seconds=1)
    await world.recover.forget()
    assert world.journal.kept == {}
    assert await world.keys.find(ADA.user_id, "key") is None


async def test_with_nothing_pending_nothing_happens(world: World) -> None:
    await world.recover.sweep()
    assert not await world.recover.settle_next()
    assert world.steps.names == []


async def test_an_upload_that_expires_half_stored_ends_when_the_store_has_let_go_of_it(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = Unavailable("GONE", "does not answer")
    with pytest.raises(StoringDelayed):
        await world.settle(upload)
    world.now = upload.expires_at
    world.object_store.failure = Unavailable("GONE", "does not answer")
    await world.recover.sweep()
    assert upload.upload_id in world.journal.open
    world.object_store.failure = None
    await world.recover.sweep()
    assert world.journal.open == {}
    assert len(world.object_store.released) == 4
    assert world.reports.ends() == [("rejected", "UPLOAD_EXPIRED")]


async def test_whoever_sent_a_file_waits_for_a_sweep_elsewhere_that_found_it_first(world: World) -> None:
    upload = await world.received()
    world.locks.held.add(upload.upload_id.value)
    told = world.recover.settle_now(upload)
    await asyncio.sleep(0)
    await world.journal.write(upload.done(upload.upload_id))
    assert not told.done()
    world.locks.held.clear()
    assert (await told).upload.outcome == upload.upload_id
    assert world.store_calls() == []
