from __future__ import annotations

import asyncio

import pytest
from momento_ingest.application.accounts.revoked_sessions import EndedSessions
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.identity import InMemoryIdentity


class Auth(InMemoryIdentity):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()
        self.let.set()
        self.seconds = 0.0

    async def ended_sessions(self, lifetime_seconds: int) -> frozenset[str]:
        ended = await super().ended_sessions(lifetime_seconds)
        await self.let.wait()
        return ended

    def clock(self) -> float:
        return self.seconds


@pytest.fixture
def auth() -> Auth:
    return Auth()


async def test_a_session_that_has_ended_is_known_within_two_seconds(auth: Auth) -> None:
    ended = EndedSessions(auth, auth.clock)
    assert not await ended.includes("one")
    auth.ended = {"one"}
    auth.seconds += 2.1
    assert await ended.includes("one")
    assert not await ended.includes("two")


async def test_a_hundred_questions_at_once_ask_auth_once_for_as_long_as_links_live(auth: Auth) -> None:
    ended = EndedSessions(auth, auth.clock)
    await asyncio.gather(*(ended.includes("one") for _ in range(100)))
    assert auth.steps.names == ["identity.ended_sessions of 900 s"]


async def test_one_who_gives_up_does_not_fail_the_others(auth: Auth) -> None:
    ended = EndedSessions(auth, auth.clock)
    auth.let.clear()
    first, second = (asyncio.create_task(ended.includes("one")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    auth.let.set()
    assert not await second


async def test_while_auth_does_not_answer_the_last_answer_is_good_for_five_seconds_and_no_longer(auth: Auth) -> None:
    ended = EndedSessions(auth, auth.clock)
    await ended.includes("one")
    auth.failure = Unavailable("SERVICE_UNREACHABLE", "It does not answer.")
    auth.seconds = 4.9
    assert not await ended.includes("one")
    auth.seconds = 5.1
    with pytest.raises(Unavailable):
        await ended.includes("one")
    auth.failure = None
    assert not await ended.includes("one")
