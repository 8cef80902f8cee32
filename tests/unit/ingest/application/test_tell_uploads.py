from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Unauthenticated, Unavailable
from momento_ingest.domain.upload_report import UploadEnd

from tests.fakes.ingest.world import declared

if TYPE_CHECKING:
    import pytest

    from tests.fakes.ingest.world import World


async def two_ends(world: World) -> None:
    for _ in range(2):
        upload = await world.create(await world.caller(), declared())
        await world.report.ended(upload, UploadEnd.TERMINATED)
        world.now += timedelta(seconds=1)


async def test_the_catalog_is_told_everything_once_oldest_first_with_the_leave_of_each(world: World) -> None:
    await two_ends(world)
    kept = await world.reports.kept()
    assert await world.tell()
    assert await world.tell()
    assert world.catalog.reports == [report for report, _ in kept]
    assert world.catalog.tokens[-2:] == [grant for _, grant in kept]
    assert await world.reports.kept() == []


async def test_what_the_catalog_does_not_hear_stays(world: World) -> None:
    await two_ends(world)
    world.catalog.failure = Unavailable("GONE", "does not answer")
    assert not await world.tell()
    assert len(await world.reports.kept()) == 2
    world.catalog.failure = None
    assert await world.tell()
    assert len(world.catalog.reports) == 2


async def test_what_the_catalog_refuses_to_hear_is_told_to_the_operator_and_no_hindrance(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await two_ends(world)
    world.catalog.failure = Unauthenticated("TOKEN_EXPIRED", "The leave has run out.")
    with caplog.at_level(logging.ERROR):
        assert await world.tell()
    assert await world.reports.kept() == []
    assert [vars(record)["refusal"] for record in caplog.records] == ["TOKEN_EXPIRED"] * 2


async def test_whoever_tells_is_woken_by_a_new_report(world: World) -> None:
    assert not world.report.kept.is_set()
    await two_ends(world)
    assert world.report.kept.is_set()
