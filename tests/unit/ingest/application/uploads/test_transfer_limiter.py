from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application import fair_turns
from momento_ingest.application.uploads.transfer_limiter import Transfers
from momento_ingest.domain.errors import Locked, Unavailable
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.uploads.capacity import Capacity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


ADA, BOB = UserId("01arz3ndektsv4rrffq69g5fad"), UserId("01arz3ndektsv4rrffq69g5fae")


class Sending:
    """Requests that send, each until a test ends it."""

    def __init__(self, transfers: Transfers) -> None:
        self._transfers = transfers
        self._ends: list[tuple[UserId, asyncio.Event]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.order: list[UserId] = []

    async def begin(self, user: UserId, count: int) -> None:
        self.tasks += [asyncio.create_task(self._send(user)) for _ in range(count)]
        await asyncio.sleep(0.001)

    async def end_one(self, of: UserId) -> None:
        found = next(entry for entry in self._ends if entry[0] == of)
        self._ends.remove(found)
        found[1].set()
        await asyncio.sleep(0.001)

    def running(self, user: UserId) -> int:
        return sum(sender == user for sender, _ in self._ends)

    async def _send(self, user: UserId) -> None:
        async with self._transfers.slot(user):
            self.order.append(user)
            end = asyncio.Event()
            self._ends.append((user, end))
            await end.wait()


@pytest.fixture
async def sending() -> AsyncIterator[Sending]:
    made = Sending(Transfers(Capacity(transfers=8)))
    yield made
    for task in made.tasks:
        task.cancel()
    await asyncio.gather(*made.tasks, return_exceptions=True)


async def test_one_user_leaves_places_to_others_and_the_rest_of_theirs_wait_for_their_turn(sending: Sending) -> None:
    await sending.begin(ADA, 10)
    assert sending.running(ADA) == 4
    await sending.begin(BOB, 1)
    assert sending.running(BOB) == 1


async def test_every_request_that_waits_gets_its_turn(sending: Sending) -> None:
    await sending.begin(ADA, 10)
    for _ in range(10):
        await sending.end_one(ADA)
    assert sending.order == [ADA] * 10


async def test_a_free_place_goes_to_whoever_has_fewest() -> None:
    sending = Sending(Transfers(Capacity(transfers=1)))
    await sending.begin(ADA, 5)
    await sending.begin(BOB, 1)
    await sending.end_one(ADA)
    assert sending.order == [ADA, BOB]
    for task in sending.tasks:
        task.cancel()
    await asyncio.gather(*sending.tasks, return_exceptions=True)


async def test_a_turn_that_does_not_come_is_given_up_and_makes_no_place_disappear() -> None:
    transfers = Transfers(Capacity(transfers=1), timeout_seconds=0)
    async with transfers.slot(ADA):
        with pytest.raises(Unavailable) as raised:
            async with transfers.slot(BOB):
                pass
        assert raised.value.reason == "TRANSFERS_BUSY"
    for _ in range(2):
        async with transfers.slot(BOB):
            pass


async def test_too_many_that_wait_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_turns, "MAX_WAITING", 2)
    sending = Sending(Transfers(Capacity(transfers=1)))
    await sending.begin(ADA, 4)
    assert [task.done() for task in sending.tasks] == [False, False, False, True]
    for task in sending.tasks:
        task.cancel()
    await asyncio.gather(*sending.tasks, return_exceptions=True)


async def test_a_silent_sender_gives_way_to_one_who_goes_on_in_its_place() -> None:
    asked = 0

    async def stopping() -> AsyncIterator[bytes]:
        yield b"by"
        await asyncio.Event().wait()

    async def superseded() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    transfers = Transfers(Capacity(), silent_seconds=0.001)
    arrived = []
    with pytest.raises(Locked, match="goes on with this upload"):  # noqa: PT012  # what came before the error counts
        async for chunk in transfers.unless_superseded(stopping(), superseded):
            arrived.append(chunk)  # noqa: PERF401  # likewise
    assert (arrived, asked) == ([b"by"], 3)


async def test_a_sender_who_does_not_stop_is_not_disturbed() -> None:
    async def flowing() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"by"

    async def superseded() -> bool:
        raise AssertionError

    transfers = Transfers(Capacity())
    assert [chunk async for chunk in transfers.unless_superseded(flowing(), superseded)] == [b"by"] * 3
