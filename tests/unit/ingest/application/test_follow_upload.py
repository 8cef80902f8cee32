from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.verified_callers import MEMORY
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

LOOK = timedelta(seconds=1)
"""The pause of the fake world between two looks."""


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
    assert world.now - began <= MEMORY + LOOK
