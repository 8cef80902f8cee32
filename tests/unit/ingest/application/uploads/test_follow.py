from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.accounts.token_cache import MEMORY
from momento_ingest.application.uploads.follow import CALM_LOOK_SECONDS, LOOK_SECONDS, SIGN_OF_LIFE_SECONDS
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

HONOURED_NOWHERE = timedelta(seconds=5)
"""How long after its end a session may still be honoured somewhere."""


@pytest.mark.parametrize("failure", [None, Unavailable("GONE", "Auth does not answer.")])
async def test_nobody_follows_an_upload_beyond_the_end_of_their_session(
    world: World, failure: Unavailable | None
) -> None:
    caller = await world.caller()
    upload = await world.received(b"bytes")
    changes = world.follow.changes(caller, upload.upload_id)
    first = await anext(changes)
    assert first is not None
    began = world.now
    if failure is None:
        world.identity.revoke(ADA)
    else:
        world.identity.failure = failure
    assert [it async for it in changes] == []
    assert world.now - began <= MEMORY + timedelta(seconds=LOOK_SECONDS)


async def test_an_upload_that_waits_for_its_sender_is_looked_at_less_often_and_signs_of_life_go_on(
    world: World,
) -> None:
    caller = await world.caller()
    upload = await world.received(b"bytes")
    changes = world.follow.changes(caller, upload.upload_id)
    assert await anext(changes) is not None
    for _ in range(3):
        world.pauses.clear()
        assert await anext(changes) is None
        assert SIGN_OF_LIFE_SECONDS <= sum(world.pauses) < SIGN_OF_LIFE_SECONDS + CALM_LOOK_SECONDS
    assert set(world.pauses) == {CALM_LOOK_SECONDS}


async def test_a_session_that_ends_while_nothing_changes_is_honoured_for_less_than_five_seconds(world: World) -> None:
    caller = await world.caller()
    upload = await world.received(b"bytes")
    changes = world.follow.changes(caller, upload.upload_id)
    assert await anext(changes) is not None
    assert await anext(changes) is None
    began = world.now
    world.identity.revoke(ADA)
    assert [it async for it in changes] == []
    assert world.now - began < HONOURED_NOWHERE
