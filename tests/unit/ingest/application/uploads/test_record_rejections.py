from __future__ import annotations

import pytest
from momento_ingest.application.accounts.request_limits import Rate
from momento_ingest.application.ports.identity import User
from momento_ingest.application.uploads.admit import Declared
from momento_ingest.domain.errors import Unavailable, UnsupportedMedia
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.uploads.file_name import FileName

from tests.fakes.ingest.world import ADA, World

BOB = User(UserId("01arz3ndektsv4rrffq69g5fae"), "bob@example.org", "Bob")
GONE = Unavailable("GONE", "does not answer")


async def refused(world: World, token: str, name: str) -> None:
    caller = await world.callers(token)
    with pytest.raises(UnsupportedMedia):
        await world.create(caller, Declared(FileName(name), 5))


async def test_one_member_who_sends_what_is_never_taken_fills_neither_disk_nor_history_of_others() -> None:
    world = World(reported_rate=Rate(per_second=0.001, burst=3))
    ada, bob = world.identity.signed_in(ADA), world.identity.signed_in(BOB)
    for number in range(10):
        await refused(world, ada, f"{number}.exe")
    await refused(world, bob, "1.exe")
    names = [(report.user_id, report.file_name) for report, _ in await world.reports.pending()]
    assert names == [*((ADA.user_id, f"{number}.exe") for number in range(3)), (BOB.user_id, "1.exe")]


async def test_what_cannot_be_reported_now_is_refused_with_its_own_reason_all_the_same(world: World) -> None:
    token = world.identity.signed_in(ADA)
    await world.callers(token)
    world.identity.failure = GONE
    await refused(world, token, "a.exe")
    assert await world.reports.pending() == []
