from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application import verified_callers
from momento_ingest.application.verified_callers import MEMORY
from momento_ingest.domain.errors import Unauthenticated, Unavailable

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

INSTANT = timedelta(microseconds=1)


def questions(world: World) -> int:
    return len(world.steps.starting_with("identity.verify"))


async def test_a_token_is_asked_about_once_in_three_seconds(world: World) -> None:
    token = world.identity.signed_in(ADA)
    first = await world.callers(token)
    world.now += timedelta(seconds=3) - INSTANT
    assert await world.callers(token) == first
    assert first.user == ADA
    assert questions(world) == 1
    world.now += INSTANT
    await world.callers(token)
    assert questions(world) == 2
    assert timedelta(seconds=3) == MEMORY


async def test_being_used_does_not_make_a_memory_last_longer(world: World) -> None:
    token = world.identity.signed_in(ADA)
    asked = []
    for _ in range(4):
        await world.callers(token)
        asked.append(questions(world))
        world.now += timedelta(seconds=1)
    assert asked == [1, 1, 1, 2]


async def test_a_revoked_session_is_refused_once_the_memory_has_passed(world: World) -> None:
    token = world.identity.signed_in(ADA)
    await world.callers(token)
    world.identity.revoke(ADA)
    world.now += MEMORY
    with pytest.raises(Unauthenticated):
        await world.callers(token)


async def test_a_token_is_not_remembered_beyond_its_own_end(world: World) -> None:
    token = world.identity.signed_in(ADA)
    world.identity.token_ends = world.now + timedelta(seconds=1)
    await world.callers(token)
    world.now += timedelta(seconds=1)
    await world.callers(token)
    assert questions(world) == 2


async def test_a_refused_token_is_not_remembered(world: World) -> None:
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await world.callers("forged")
    assert questions(world) == 2


async def test_when_auth_does_not_answer_nobody_is_let_in_from_an_old_memory(world: World) -> None:
    token = world.identity.signed_in(ADA)
    await world.callers(token)
    world.now += MEMORY
    world.identity.failure = Unavailable("GONE", "does not answer")
    with pytest.raises(Unavailable):
        await world.callers(token)


async def test_memory_is_bounded_and_the_oldest_goes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified_callers, "CAPACITY", 2)
    first, second, third = (world.identity.signed_in(ADA) for _ in range(3))
    for token in (first, second, third, second, third):
        await world.callers(token)
    assert questions(world) == 3
    await world.callers(first)
    assert questions(world) == 4


async def test_the_memory_holds_no_token(world: World) -> None:
    token = world.identity.signed_in(ADA)
    await world.callers(token)
    assert all(token.encode() not in key for key in world.callers._known)
