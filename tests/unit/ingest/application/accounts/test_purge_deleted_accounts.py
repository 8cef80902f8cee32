from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.accounts.purge_deleted_accounts import PurgeClosedLibraries
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.catalog import media_item

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World


@pytest.fixture
def purge(world: World) -> PurgeClosedLibraries:
    for number in range(3):
        item = media_item(f"01m80gb91p692ex4de2zsk{number:04}")
        world.catalog.items[item.upload_id] = item
    world.identity.purge_tokens = ["purge ada"]
    return PurgeClosedLibraries(world.identity, world.catalog)


async def test_a_library_is_purged_to_its_end_before_its_owner_is_forgotten(
    world: World, purge: PurgeClosedLibraries
) -> None:
    await purge()
    assert world.catalog.items == {}
    assert set(world.catalog.tokens) == {"purge ada"}
    assert world.steps.names == [
        "identity.closed_libraries",
        *["catalog.purge_library"] * 3,
        "identity.erase_account",
    ]


async def test_a_library_that_cannot_be_purged_is_not_forgotten_and_tried_again(
    world: World, purge: PurgeClosedLibraries
) -> None:
    world.catalog.failure = Unavailable("STORE_UNAVAILABLE", "The storage does not answer.")
    await purge()
    assert world.identity.erased == []
    world.catalog.failure = None
    await purge()
    assert world.identity.erased == ["purge ada"]


async def test_nothing_is_purged_when_nobody_has_left(world: World, purge: PurgeClosedLibraries) -> None:
    world.identity.purge_tokens = []
    await purge()
    assert len(world.catalog.items) == 3
