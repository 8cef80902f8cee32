from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.accounts import token_cache as verified_callers
from momento_ingest.application.accounts.token_cache import MEMORY, TokenCache
from momento_ingest.application.ports.identity import Caller
from momento_ingest.domain.errors import Unauthenticated, Unavailable

from tests.fakes.ingest.identity import InMemoryIdentity
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


class SlowIdentity(InMemoryIdentity):
    """Answers nobody before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def verify(self, access_token: str) -> Caller:
        self.step("identity.verify")
        self.asked.set()
        await self.let.wait()
        caller = self.access_tokens.get(access_token)
        if caller is None:
            raise Unauthenticated("TOKEN_INVALID", "The token is not good.")
        return Caller(caller, "session", access_token, self.token_ends, frozenset())


@pytest.fixture
def slow() -> SlowIdentity:
    return SlowIdentity()


def asking(callers: TokenCache, token: str, count: int) -> list[asyncio.Task[Caller]]:
    return [asyncio.create_task(callers(token)) for _ in range(count)]


async def test_a_hundred_requests_at_once_ask_auth_once(world: World, slow: SlowIdentity) -> None:
    callers, token = TokenCache(slow, world.clock), slow.signed_in(ADA)
    waiting = asking(callers, token, 100)
    await slow.asked.wait()
    slow.let.set()
    assert {caller.user for caller in await asyncio.gather(*waiting)} == {ADA}
    assert slow.steps.names.count("identity.verify") == 1


async def test_requests_with_two_tokens_wait_for_their_own_answers(world: World, slow: SlowIdentity) -> None:
    callers = TokenCache(slow, world.clock)
    tokens = [slow.signed_in(ADA), slow.signed_in(ADA)]
    slow.let.set()
    found = await asyncio.gather(*(callers(token) for token in tokens))
    assert [caller.token for caller in found] == tokens


async def test_one_who_gives_up_does_not_fail_the_others_who_wait(world: World, slow: SlowIdentity) -> None:
    callers, token = TokenCache(slow, world.clock), slow.signed_in(ADA)
    first, *others = asking(callers, token, 3)
    await slow.asked.wait()
    first.cancel()
    slow.let.set()
    assert [caller.user for caller in await asyncio.gather(*others)] == [ADA, ADA]
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_refusal_is_shared_by_those_who_wait_and_remembered_for_nobody(
    world: World, slow: SlowIdentity
) -> None:
    callers = TokenCache(slow, world.clock)
    waiting = asking(callers, "forged", 3)
    await slow.asked.wait()
    slow.let.set()
    rejections = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(it) for it in rejections] == [Unauthenticated] * 3
    with pytest.raises(Unauthenticated):
        await callers("forged")
    assert slow.steps.names.count("identity.verify") == 2


async def test_an_answer_counts_from_when_it_was_asked_for(world: World, slow: SlowIdentity) -> None:
    callers, token = TokenCache(slow, world.clock), slow.signed_in(ADA)
    slow.token_ends = world.now + timedelta(hours=1)
    (waiting,) = asking(callers, token, 1)
    await slow.asked.wait()
    world.now += MEMORY
    slow.let.set()
    await waiting
    await callers(token)
    assert slow.steps.names.count("identity.verify") == 2
