from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.uploads.process import RetryLater
from momento_ingest.application.uploads.reconcile import LEFT_ALONE
from momento_ingest.domain.errors import Forbidden, Rejected, Unavailable
from momento_ingest.domain.uploads.capacity import Room, spool_full
from momento_ingest.domain.uploads.upload import UploadState

from tests.fakes.ingest.world import ADA, declared

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.upload import Upload
    from momento_ingest.domain.uploads.upload_event import UploadReport

    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")
STRAY = "01m80gb91p692ex4de2zsjs4vz"


async def test_a_restarted_edge_takes_over_what_the_journal_holds_and_settles_it(world: World) -> None:
    first, second = await world.received(b"one"), await world.received(b"two")
    recover = world.restarted()
    await recover()
    assert world.queue.pending == 2
    await world.process_all()
    assert world.queue.pending == 0
    assert set(world.catalog.items) == {first.upload_id.value, second.upload_id.value}
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_files_that_no_entry_names_are_deleted_when_they_have_been_left_alone(world: World) -> None:
    upload = await world.received()
    world.spool.files[STRAY] = b"half"
    world.spool.written[STRAY] = world.now
    world.now += LEFT_ALONE
    await world.reconcile()
    assert set(world.spool.files) == {upload.upload_id.value, STRAY}
    world.now += timedelta(microseconds=1)
    await world.reconcile()
    assert set(world.spool.files) == {upload.upload_id.value}


async def test_an_entry_that_cannot_be_read_keeps_its_file_and_nobody_waiting(world: World) -> None:
    damaged, sound = await world.received(b"one"), await world.received(b"two")
    world.journal.unreadable.add(damaged.upload_id)
    recover = world.restarted()
    for moment in (timedelta(0), LEFT_ALONE * 2, damaged.expires_at - world.now):
        world.now += moment
        await recover()
        await world.process_all()
    assert set(world.catalog.items) == {sound.upload_id.value}
    assert set(world.spool.files) == {damaged.upload_id.value}

    world.journal.unreadable.clear()
    await recover()
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_what_was_killed_between_store_and_record_is_finished_without_a_duplicate(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = SystemExit()
    with pytest.raises(SystemExit):
        await world.process(upload)
    world.catalog.unrecordable = None
    recover = world.restarted()
    await recover()
    await world.process_all()
    assert list(world.catalog.items) == [upload.upload_id.value]
    assert len(world.object_store.objects) == 4


async def test_what_is_refused_is_not_tried_again(world: World) -> None:
    world.queue.enqueue(await world.received())
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    await world.process_all()
    assert (world.queue.pending, world.spool.files, world.journal.open) == (0, {}, {})


async def test_what_was_ended_meanwhile_is_not_tried_again(world: World) -> None:
    upload = await world.received()
    world.queue.enqueue(upload)
    await world.terminate(ADA.user_id, upload.upload_id)
    await world.process_all()
    assert world.queue.pending == 0
    assert world.reports.ends() == [("terminated", "")]


async def test_after_signing_out_everywhere_nothing_more_is_stored(world: World) -> None:
    world.queue.enqueue(await world.received())
    world.identity.revoke(ADA)
    await world.process_all()
    assert world.queue.pending == 0
    assert world.store_calls() == []


async def test_one_upload_that_cannot_be_settled_does_not_keep_the_others_waiting(world: World) -> None:
    broken, good = await world.received(b"one"), await world.received(b"two")
    del world.spool.files[broken.upload_id.value]
    for upload in (broken, good):
        world.queue.enqueue(upload)
    await world.process_all()
    assert list(world.catalog.items) == [good.upload_id.value]
    assert world.queue.pending == 1


async def test_an_upload_is_remembered_once(world: World) -> None:
    upload = await world.received()
    world.queue.enqueue(upload)
    await world.reconcile()
    assert world.queue.pending == 1


async def test_what_another_replica_is_at_work_on_is_left_to_it(world: World) -> None:
    upload = await world.received()
    world.locks.held.add(upload.upload_id.value)
    await world.reconcile()
    await world.process_all()
    assert world.catalog.items == {}
    assert world.journal.open == {upload.upload_id: upload}


async def test_an_upload_whose_last_byte_never_came_is_given_up_when_it_expires(world: World) -> None:
    upload = await world.create(await world.caller(), declared())
    await world.reconcile()
    assert world.journal.open == {upload.upload_id: upload}
    world.now = upload.expires_at
    await world.reconcile()
    assert world.journal.kept == {}
    assert world.reports.ends() == [("expired", "")]


async def test_a_one_shot_upload_whose_process_was_killed_is_given_up_at_once(world: World) -> None:
    upload_id = world.new_id()
    upload = await world.create.enter(await world.caller(), declared(), upload_id, resumable=False)
    world.locks.held.add(upload_id.value)
    await world.reconcile()
    assert world.journal.open == {upload.upload_id: upload}
    world.locks.held.clear()
    await world.reconcile()
    assert world.journal.kept == {}


async def test_a_received_upload_that_could_not_be_settled_in_time_is_rejected_with_its_reason(world: World) -> None:
    upload = await world.received()
    world.now = upload.expires_at
    await world.reconcile()
    ended = world.journal.kept[upload.upload_id]
    assert (ended.state, ended.refusal and ended.refusal.reason) == (UploadState.REJECTED, "UPLOAD_EXPIRED")
    assert world.spool.files == {}


async def test_outcomes_and_keys_are_kept_for_a_day(world: World) -> None:
    upload = (await world.process(await world.received())).upload
    await world.keys.remember(ADA.user_id, "key", upload.upload_id)
    await world.reconcile.forget()
    assert upload.upload_id in world.journal.kept
    world.now += 2 * world.capacity.lifetime + timedelta(seconds=1)
    await world.reconcile.forget()
    assert world.journal.kept == {}
    assert await world.keys.find(ADA.user_id, "key") is None


async def test_with_nothing_pending_nothing_happens(world: World) -> None:
    await world.reconcile()
    await world.process_all()
    assert world.steps.names == []


async def test_an_upload_that_expires_half_stored_ends_when_the_catalog_has_discarded_it(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = Unavailable("GONE", "does not answer")
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.now = upload.expires_at
    world.catalog.undiscardable = Unavailable("GONE", "does not answer")
    await world.reconcile()
    assert upload.upload_id in world.journal.open
    world.catalog.undiscardable = None
    await world.reconcile()
    assert world.journal.open == {}
    assert len(world.catalog.discarded[upload.upload_id.value]) == 4
    assert world.reports.ends() == [("rejected", "UPLOAD_EXPIRED")]


async def test_one_that_fails_keeps_no_other_waiting(world: World) -> None:
    caller = await world.caller()
    first = await world.create(caller, declared(name="a.jpg"))
    second = await world.create(caller, declared(name="b.jpg"))
    third = await world.received(b"third")
    discard = world.spool.discard

    async def broken(upload_id: UploadId) -> None:
        if upload_id == first.upload_id:
            raise OSError(errno.EIO, "Input/output error")
        await discard(upload_id)

    world.spool.discard = broken  # type: ignore[method-assign]
    world.now = second.expires_at + timedelta(seconds=5)
    await world.reconcile()
    assert second.upload_id not in world.journal.kept
    ended = world.journal.kept[third.upload_id]
    assert ended.refusal is not None
    assert ended.refusal.reason == "UPLOAD_EXPIRED"
    world.spool.discard = discard  # type: ignore[method-assign]
    await world.reconcile()
    assert first.upload_id not in world.journal.kept


async def test_an_upload_whose_objects_nobody_may_ask_for_ends_and_keeps_no_other_waiting(world: World) -> None:
    one, two = await world.received(b"one"), await world.received(b"two")
    await world.journal.write(replace(one.inspect().store(("records/x",), "{}"), sha256="0" * 64))
    world.now = two.expires_at + timedelta(seconds=5)
    world.catalog.failure = Forbidden("ACCOUNT_CLOSED", "closed")
    await world.reconcile()
    assert world.spool.files == {}
    assert world.journal.open == {}


async def test_a_full_disk_empties_by_itself(world: World) -> None:
    received = [await world.received(b"one"), await world.received(b"two")]
    unfinished = await world.create(await world.caller(), declared(5, "c.jpg"))
    write, add = world.journal.write, world.reports.add

    async def full(upload: Upload) -> None:
        if world.spool.files:
            raise spool_full()
        await write(upload)

    async def full_for_reports(report: UploadReport, grant: str) -> None:
        if world.spool.files:
            raise spool_full()
        await add(report, grant)

    world.journal.write = full  # type: ignore[method-assign]
    world.reports.add = full_for_reports  # type: ignore[method-assign]
    world.now = unfinished.expires_at
    for _ in range(3):
        await world.reconcile()
    assert (world.spool.files, world.journal.open) == ({}, {})
    assert sorted(world.reports.ends()) == [("expired", ""), *[("rejected", "UPLOAD_EXPIRED")] * len(received)]


@pytest.mark.parametrize("crash", [True, False])
async def test_an_upload_whose_bytes_are_all_there_is_received_and_processed_whatever_the_journal_says(
    world: World, *, crash: bool
) -> None:
    upload = await world.create(await world.caller(), declared(5))
    world.spool.files[upload.upload_id.value] = b"bytes"
    reconcile = world.restarted() if crash else world.reconcile
    await reconcile()
    await world.process_all()
    assert list(world.catalog.items) == [upload.upload_id.value]
    assert (world.spool.files, world.journal.open) == ({}, {})


async def test_an_upload_whose_sender_is_still_there_is_left_to_its_request(world: World) -> None:
    upload = await world.create(await world.caller(), declared(5))
    world.spool.files[upload.upload_id.value] = b"bytes"
    world.locks.held.add(upload.upload_id.value)
    await world.reconcile()
    assert world.journal.kept[upload.upload_id].state is UploadState.RECEIVING


async def test_an_end_that_a_crash_has_interrupted_is_gone_on_with(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    world.reports.failure = SystemExit()
    with pytest.raises(SystemExit):
        await world.process(upload)
    world.reports.failure = None
    await world.restarted()()
    ended = world.journal.kept[upload.upload_id]
    assert (ended.state, ended.events, ended.grant) == (UploadState.REJECTED, (), "")
    assert world.reports.ends() == [("rejected", "MALWARE_FOUND")]
    assert world.spool.files == {}


async def test_an_upload_whose_file_is_gone_is_rejected_after_a_few_tries(world: World) -> None:
    upload = await world.received()
    world.spool.files.clear()
    for _ in range(3):
        await world.reconcile()
        await world.process_all()
        world.now += timedelta(minutes=1)
    ended = world.journal.kept[upload.upload_id]
    assert ended.refusal is not None
    assert ended.refusal.reason == "UNSCANNABLE"


async def test_a_look_counts_what_is_reserved_and_how_much_of_it_is_missing(world: World) -> None:
    upload = await world.create(await world.caller(), declared(50))
    world.spool.files[upload.upload_id.value] = b"x" * 20
    await world.received(b"bytes")
    await world.restarted()()
    assert world.ledger.room(1000) == Room(1000, 55, 30)
