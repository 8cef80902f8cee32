from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_ingest.application.ports.identity import User
from momento_ingest.application.uploads.publish_events import MAX_PAUSE, MAX_TRIES
from momento_ingest.domain.errors import Unauthenticated, Unavailable
from momento_ingest.domain.identifiers import UserId

from tests.fakes.ingest.world import ADA, declared

if TYPE_CHECKING:
    import pytest
    from momento_ingest.domain.uploads.upload_event import UploadReport

    from tests.fakes.ingest.world import World

GONE = Unavailable("SERVICE_UNREACHABLE", "does not answer")
FAULT = Unavailable("INTERNAL", "Something went wrong on our side.")


async def ends(world: World, *names: str, user: User = ADA) -> None:
    """Uploads that their sender ended, one a second."""
    caller = await world.caller(user)
    for name in names:
        upload = await world.create(caller, declared(name=name))
        await world.terminate(caller.user.user_id, upload.upload_id)
        world.now += timedelta(seconds=1)


def poisoned(world: World, name: str, error: Exception) -> None:
    """From now on the catalog fails over the report of one file."""
    publish = world.catalog.report

    async def failing(report: UploadReport, grant: str) -> None:
        if report.file_name == name:
            raise error
        await publish(report, grant)

    world.catalog.report = failing  # type: ignore[method-assign]


async def test_the_catalog_gets_every_report_once_oldest_first_with_the_leave_of_each(world: World) -> None:
    await ends(world, "a.jpg", "b.jpg")
    pending = await world.reports.pending()
    await world.publish()
    await world.publish()
    assert world.catalog.reports == [report for report, _ in pending]
    assert world.catalog.tokens[-2:] == [grant for _, grant in pending]
    assert await world.reports.pending() == []


async def test_what_the_catalog_does_not_get_stays_and_is_published_when_it_is_back(world: World) -> None:
    await ends(world, "a.jpg", "b.jpg")
    world.catalog.failure = GONE
    await world.publish()
    assert len(await world.reports.pending()) == 2
    world.catalog.failure = None
    world.now += MAX_PAUSE
    await world.publish()
    assert len(world.catalog.reports) == 2


async def test_a_report_over_which_the_catalog_fails_keeps_no_other_waiting(world: World) -> None:
    for error in (FAULT, GONE, ZeroDivisionError()):
        poisoned(world, "poison.jpg", error)
        await ends(world, "poison.jpg", "a.jpg", "b.jpg")
        await world.publish()
        assert [report.file_name for report in world.catalog.reports][-2:] == ["a.jpg", "b.jpg"]


async def test_a_report_that_fails_is_tried_after_pauses_that_grow_and_set_aside_in_the_end(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned(world, "poison.jpg", FAULT)
    await ends(world, "poison.jpg")
    (report, _), *_ = await world.reports.pending()
    started, tries = world.now, 0
    with caplog.at_level(logging.WARNING):
        while await world.reports.pending():
            before = len(caplog.records)
            await world.publish()
            tries += len(caplog.records) > before
            world.now += timedelta(seconds=5)
    assert (tries, world.reports.quarantined) == (MAX_TRIES, [report])
    assert world.now - started > timedelta(hours=1)
    assert caplog.records[-1].levelno == logging.ERROR


async def test_what_the_catalog_refuses_is_set_aside_and_logged_and_not_lost(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await ends(world, "a.jpg", "b.jpg")
    world.catalog.failure = Unauthenticated("TOKEN_EXPIRED", "The leave has run out.")
    with caplog.at_level(logging.ERROR):
        await world.publish()
    assert (await world.reports.pending(), len(world.reports.quarantined)) == ([], 2)
    assert [vars(record)["rejection"] for record in caplog.records] == ["TOKEN_EXPIRED"] * 2


async def test_while_the_catalog_is_away_a_round_ends_after_a_few_failures_and_the_others_come_first_in_the_next(
    world: World,
) -> None:
    names = [f"{number}.jpg" for number in range(10)]
    await ends(world, *names)
    asked: list[str] = []
    publish = world.catalog.report

    async def watched(report: UploadReport, grant: str) -> None:
        asked.append(report.file_name)
        await publish(report, grant)

    world.catalog.report = watched  # type: ignore[method-assign]
    world.catalog.failure = GONE
    await world.publish()
    assert asked == names[:3]
    world.catalog.failure = None
    await world.publish()
    assert asked[3:] == names[3:]


async def test_a_new_report_wakes_the_relay(world: World) -> None:
    assert not world.outbox.added.is_set()
    await ends(world, "a.jpg")
    assert world.outbox.added.is_set()


async def test_one_report_of_a_member_does_not_wait_for_all_of_anothers(world: World) -> None:
    bob = User(UserId("01arz3ndektsv4rrffq69g5fae"), "bob@example.org", "Bob")
    await ends(world, *(f"{number}.jpg" for number in range(5)))
    await ends(world, "bob.jpg", user=bob)
    await world.publish()
    published = [report.file_name for report in world.catalog.reports]
    assert published == ["0.jpg", "bob.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]
