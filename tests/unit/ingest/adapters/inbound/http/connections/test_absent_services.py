from __future__ import annotations

import asyncio
import threading

from momento_ingest.adapters.inbound.http.connections.absent_services import AbsentServices

TIMEOUT_SECONDS = 60


class Readiness:
    """Says what is absent once it may."""

    def __init__(self) -> None:
        self.calls = 0
        self.may_answer = threading.Event()

    def absent(self) -> dict[str, str]:
        self.calls += 1
        assert self.may_answer.wait(TIMEOUT_SECONDS)
        return {"scanner": "it does not answer"}


async def test_who_wants_to_know_at_the_same_time_has_it_asked_once() -> None:
    readiness = Readiness()
    absent = AbsentServices(readiness.absent)
    asking = [asyncio.create_task(absent()) for _ in range(100)]
    await asyncio.sleep(0)
    readiness.may_answer.set()
    answers = await asyncio.gather(*asking)
    assert [list(answer) for answer in answers] == [["scanner"]] * 100
    assert readiness.calls == 1


async def test_who_hangs_up_takes_the_answer_from_nobody_else() -> None:
    readiness = Readiness()
    absent = AbsentServices(readiness.absent)
    gone, other = asyncio.create_task(absent()), asyncio.create_task(absent())
    await asyncio.sleep(0)
    gone.cancel()
    readiness.may_answer.set()
    assert list(await other) == ["scanner"]


async def test_who_asks_later_has_it_asked_anew() -> None:
    readiness = Readiness()
    readiness.may_answer.set()
    absent = AbsentServices(readiness.absent)
    await absent()
    await absent()
    assert readiness.calls == 2
