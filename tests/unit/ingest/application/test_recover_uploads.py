from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.recover_uploads import RecoverUploads
from momento_ingest.domain.errors import Rejected, Unavailable

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")


def restarted(world: World) -> RecoverUploads:
    """As after `kill -9`: only journal and spool are left."""
    return RecoverUploads(world.journal, world.spool, world.settle)


async def test_a_restarted_edge_takes_over_what_the_journal_holds_and_settles_it(world: World) -> None:
    first, second = await world.received(), await world.received()
    recover = restarted(world)
    await recover.adopt()
    assert recover.pending == 2
    await recover.settle_pending()
    assert recover.pending == 0
    assert set(world.catalog.items) == {first.upload_id.value, second.upload_id.value}
    assert (world.spool.files, world.journal.kept) == ({}, {})


async def test_files_that_no_entry_names_are_deleted_and_the_others_are_not(world: World) -> None:
    upload = await world.received()
    world.spool.files["01m80gb91p692ex4de2zsjs4vz"] = b"half"
    await restarted(world).adopt()
    assert list(world.spool.files) == [upload.upload_id.value]


async def test_what_was_killed_between_store_and_record_is_finished_without_a_duplicate(world: World) -> None:
    upload = await world.received()
    world.catalog.failure = SystemExit()
    with pytest.raises(SystemExit):
        await world.settle(upload)
    world.catalog.failure = None
    recover = restarted(world)
    await recover.adopt()
    await recover.settle_pending()
    assert list(world.catalog.items) == [upload.upload_id.value]
    assert len(world.object_store.objects) == 4


async def test_what_is_still_delayed_is_tried_again_next_time(world: World) -> None:
    world.recover.later(await world.received())
    world.catalog.failure = GONE
    await world.recover.settle_pending()
    assert world.recover.pending == 1
    world.catalog.failure = None
    await world.recover.settle_pending()
    assert world.recover.pending == 0
    assert len(world.catalog.items) == 1


async def test_without_a_verdict_an_adopted_upload_waits(world: World) -> None:
    world.recover.later(await world.received())
    world.inspector.failure = GONE
    await world.recover.settle_pending()
    assert world.recover.pending == 1
    assert world.store_calls() == []


async def test_what_is_refused_is_not_tried_again(world: World) -> None:
    world.recover.later(await world.received())
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    await world.recover.settle_pending()
    assert (world.recover.pending, world.spool.files, world.journal.kept) == (0, {}, {})


async def test_after_signing_out_everywhere_nothing_more_is_stored(world: World) -> None:
    world.recover.later(await world.received())
    world.identity.revoke(ADA)
    await world.recover.settle_pending()
    assert world.recover.pending == 0
    assert world.store_calls() == []


async def test_one_upload_that_cannot_be_settled_does_not_keep_the_others_waiting(world: World) -> None:
    broken, good = await world.received(), await world.received()
    del world.spool.files[broken.upload_id.value]
    for upload in (broken, good):
        world.recover.later(upload)
    await world.recover.settle_pending()
    assert list(world.catalog.items) == [good.upload_id.value]
    assert world.recover.pending == 1


async def test_an_upload_is_remembered_once(world: World) -> None:
    upload = await world.received()
    world.recover.later(upload)
    world.recover.later(upload)
    assert world.recover.pending == 1


async def test_with_nothing_pending_nothing_happens(world: World) -> None:
    await world.recover.settle_pending()
    assert world.steps.names == []
