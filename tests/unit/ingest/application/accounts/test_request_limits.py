from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.accounts import request_limits
from momento_ingest.application.accounts.request_limits import Rate, RequestLimits
from momento_ingest.domain.errors import TooManyRequests
from momento_ingest.domain.identifiers import UserId

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Caller

    from tests.fakes.ingest.world import World

BOB = replace(ADA, user_id=UserId("01arz3ndektsv4rrffq69g5fab"))


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ada(world: World) -> Caller:
    return await world.caller()


def counted(limits: RequestLimits, caller: Caller, most: int, *, by_key: bool = False) -> int:
    """How many of `most` requests at once are let in."""
    for number in range(most):
        try:
            limits.count(caller, by_key=by_key)
        except TooManyRequests:
            return number
    return most


def test_a_burst_is_let_in_and_then_as_many_as_are_added(ada: Caller, clock: Clock) -> None:
    limits = RequestLimits(Rate(2, 10), Rate(2, 10), clock)
    assert counted(limits, ada, 20) == 10
    clock.seconds += 2
    assert counted(limits, ada, 20) == 4
    clock.seconds += 3600
    assert counted(limits, ada, 20) == 10


def test_a_refusal_says_when_to_come_again_and_uses_nothing_up(ada: Caller, clock: Clock) -> None:
    limits = RequestLimits(Rate(0.5, 1), Rate(1, 1), clock)
    limits.count(ada, by_key=False)
    for _ in range(5):
        with pytest.raises(TooManyRequests) as raised:
            limits.count(ada, by_key=False)
        assert raised.value.retry_after_seconds == 2
    clock.seconds += 2
    limits.count(ada, by_key=False)


def test_nobody_uses_up_what_another_has(ada: Caller, clock: Clock) -> None:
    limits = RequestLimits(Rate(1, 5), Rate(1, 5), clock)
    assert counted(limits, ada, 100) == 5
    assert counted(limits, replace(ada, user=BOB), 100) == 5


def test_a_key_has_less_than_its_account_and_leaves_the_rest_to_the_others(ada: Caller, clock: Clock) -> None:
    limits = RequestLimits(Rate(1, 10), Rate(1, 4), clock)
    assert counted(limits, replace(ada, session_id="key-1"), 100, by_key=True) == 4
    assert counted(limits, replace(ada, session_id="key-2"), 100, by_key=True) == 4
    assert counted(limits, ada, 100) == 2


def test_a_rate_of_zero_is_no_limit(ada: Caller, clock: Clock) -> None:
    assert counted(RequestLimits(Rate(0, 1), Rate(0, 1), clock), ada, 1000, by_key=True) == 1000


def test_memory_is_bounded(ada: Caller, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "MAX_BUCKETS", 3)
    limits = RequestLimits(Rate(1, 5), Rate(1, 5), clock)
    for number in range(10):
        user = replace(ADA, user_id=UserId(f"01arz3ndektsv4rrffq69g5f{number:02}"))
        limits.count(replace(ada, user=user), by_key=False)
    assert len(limits._buckets) == 3
