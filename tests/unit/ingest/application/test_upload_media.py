from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.media_item import MediaItem
from momento_ingest.domain.errors import Rejected, TooLarge, Unavailable
from momento_ingest.domain.upload import Upload

from tests.fakes.ingest.world import PHOTO_LIMIT, incoming

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")


def nothing_kept(world: World) -> bool:
    return not world.spool.files and not world.journal.kept and world.recover.pending == 0


async def test_a_clean_file_becomes_an_item_in_one_go(world: World) -> None:
    item = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert isinstance(item, MediaItem)
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


async def test_without_a_verdict_the_sender_is_told_to_send_it_again_so_nothing_is_kept(world: World) -> None:
    world.inspector.failure = GONE
    with pytest.raises(Unavailable):
        await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert world.store_calls() == []
    assert nothing_kept(world)


@pytest.mark.parametrize("where", ["object_store", "catalog"])
async def test_a_clean_file_whose_storing_is_delayed_is_answered_as_an_upload_and_remembered(
    world: World, where: str
) -> None:
    getattr(world, where).failure = GONE
    upload = await world.upload_media(await world.caller(), incoming(b"bytes"))
    assert isinstance(upload, Upload)
    assert world.recover.pending == 1
    assert list(world.journal.kept) == [upload.upload_id]
