from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.ports.inspector import SlowFile
from momento_ingest.application.uploads.fair_queue import MAX_PAUSE, SHORT_PAUSE, Outcome, UploadQueue
from momento_ingest.application.uploads.process import Contended, ProcessedUpload, RetryLater
from momento_ingest.application.uploads.waiting_uploads import SLOW_BYTES
from momento_ingest.domain.errors import NoVerdict, Rejected, Unavailable
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.capacity import Capacity
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MALLORY, BOB, EVE = (UserId(f"01arz3ndektsv4rrffq69g5fa{letter}") for letter in "mbe")
GONE = Unavailable("SERVICE_UNREACHABLE", "does not answer")


@dataclass
class Processing:
    """Stands in for `ProcessUpload`: each upload goes on when a test lets it, or fails as a test says."""

    running: list[Upload] = field(default_factory=list)
    done: list[Upload] = field(default_factory=list)
    tries: int = 0
    failure: Exception | None = None
    waits: bool = True
    long: set[UploadId] = field(default_factory=set)
    """What takes long, which only whoever looks inside knows."""
    _gates: dict[UploadId, asyncio.Event] = field(default_factory=dict)

    async def __call__(self, upload: Upload, *, slow: bool) -> ProcessedUpload:
        self.tries += 1
        self.running.append(upload)
        try:
            if upload.upload_id in self.long and not slow:
                raise SlowFile
            if self.waits:
                gate = self._gates.setdefault(upload.upload_id, asyncio.Event())
                await gate.wait()
            if self.failure is not None:
                raise self.failure
        finally:
            self.running.remove(upload)
        self.done.append(upload)
        return ProcessedUpload(upload)

    async def finish(self, upload: Upload) -> None:
        self._gates.setdefault(upload.upload_id, asyncio.Event()).set()
        for _ in range(5):
            await asyncio.sleep(0)

    def users(self) -> list[UserId]:
        return [upload.user_id for upload in self.running]


@dataclass
class Site:
    """A queue, what it gives its uploads to, and the time."""

    workers: int = 4
    now: datetime = NOW
    processing: Processing = field(default_factory=Processing)
    answers: dict[UploadId, asyncio.Future[Outcome]] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        capacity = Capacity(workers=self.workers)
        self.queue = UploadQueue(self.processing, capacity, lambda: self.now)  # type: ignore[arg-type]

    async def send(self, user: UserId, count: int = 1, size_bytes: int = 5) -> list[Upload]:
        uploads = [self.made(user, size_bytes) for _ in range(count)]
        self.enqueue(*uploads)
        await asyncio.sleep(0)
        return uploads

    def enqueue(self, *uploads: Upload) -> None:
        self.answers.update({upload.upload_id: self.queue.enqueue(upload) for upload in uploads})

    def made(self, user: UserId, size_bytes: int = 5) -> Upload:
        self._made += 1
        upload_id = UploadId(f"01m80gb91p692ex4de2zsjs{self._made:03}")
        name, ends = FileName("lake.jpg"), NOW + timedelta(days=1)
        upload = Upload(upload_id, user, name, size_bytes, (), "grant", created_at=NOW, expires_at=ends)
        return upload.receive(size_bytes, NOW)


@pytest.fixture
def site() -> Site:
    return Site()


async def test_a_single_photo_begins_at_once_beside_another_members_hundred(site: Site) -> None:
    await site.send(MALLORY, 100)
    assert site.processing.users() == [MALLORY] * 3
    (photo,) = await site.send(BOB)
    assert photo in site.processing.running


async def test_while_a_single_photo_is_processed_another_member_has_two_workers_less(site: Site) -> None:
    await site.send(MALLORY, 100)
    (photo,) = await site.send(BOB)
    await site.processing.finish(site.processing.running[0])
    assert Counter(site.processing.users()) == {MALLORY: 2, BOB: 1}
    await site.processing.finish(photo)
    assert site.processing.users() == [MALLORY] * 3


@pytest.mark.parametrize("workers", [1, 2, 4])
async def test_a_single_photo_is_done_after_at_most_one_of_another_members_hundred(workers: int) -> None:
    site = Site(workers)
    await site.send(MALLORY, 100)
    (photo,) = await site.send(BOB)
    for _ in range(2):
        if photo in site.processing.running:
            await site.processing.finish(photo)
            break
        await site.processing.finish(site.processing.running[0])
    assert photo in site.processing.done
    assert len(site.processing.done) <= 2


async def test_turns_go_round_among_the_members(site: Site) -> None:
    for user in (MALLORY, BOB, EVE):
        await site.send(user, 20)
    site.processing.waits = False
    for upload in list(site.processing.running):
        await site.processing.finish(upload)
    await site.queue.idle()
    order = [upload.user_id for upload in site.processing.done]
    assert all(set(order[start : start + 5]) == {MALLORY, BOB, EVE} for start in range(0, 45, 5))
    assert len(order) == 60


async def test_a_member_who_sends_one_after_another_does_not_pass_those_who_wait() -> None:
    site = Site(1)
    await site.send(MALLORY, 2)
    await site.send(BOB, 1)
    await site.processing.finish(site.processing.running[0])
    assert site.processing.users() == [BOB]
    await site.send(EVE, 1)
    await site.processing.finish(site.processing.running[0])
    await site.send(BOB, 1)
    assert site.processing.users() == [EVE]
    await site.processing.finish(site.processing.running[0])
    assert site.processing.users() == [MALLORY]


async def test_large_files_never_occupy_more_than_half_of_the_workers(site: Site) -> None:
    for user in (MALLORY, EVE):
        await site.send(user, 5, SLOW_BYTES)
    assert len(site.processing.running) == 2
    (photo,) = await site.send(BOB)
    assert photo in site.processing.running


async def test_files_that_are_found_to_take_long_never_occupy_more_than_half_of_the_workers(site: Site) -> None:
    for user in (MALLORY, EVE):
        uploads = [site.made(user) for _ in range(5)]
        site.processing.long.update(upload.upload_id for upload in uploads)
        site.enqueue(*uploads)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(site.processing.running) == 2
    (photo,) = await site.send(BOB)
    assert photo in site.processing.running
    assert not any(answer.done() for answer in site.answers.values())
    while site.processing.running:
        await site.processing.finish(site.processing.running[0])
    assert len(site.processing.done) == 11


async def test_files_that_came_to_no_verdict_never_occupy_more_than_half_of_the_workers(site: Site) -> None:
    site.processing.failure, site.processing.waits = NoVerdict("SERVICE_UNREACHABLE", "died"), False
    for user in (MALLORY, EVE):
        await site.send(user, 5)
    await site.queue.idle()
    site.processing.failure, site.processing.waits = None, True
    site.now += MAX_PAUSE
    site.queue.fill()
    await asyncio.sleep(0)
    assert len(site.processing.running) == 2
    (photo,) = await site.send(BOB)
    assert photo in site.processing.running


async def test_an_upload_is_remembered_once_and_everybody_who_asks_gets_its_end(site: Site) -> None:
    (upload,) = await site.send(BOB)
    answers = [site.queue.enqueue(upload) for _ in range(3)]
    await site.processing.finish(upload)
    assert [(await answer) for answer in answers] == [ProcessedUpload(upload)] * 3
    assert (site.processing.tries, site.queue.pending) == (1, 0)


async def test_a_refusal_is_the_end_and_told_to_who_asks(site: Site) -> None:
    site.processing.failure, site.processing.waits = Rejected("MALWARE_FOUND", "Malware."), False
    (upload,) = await site.send(BOB)
    answer = site.answers[upload.upload_id]
    with pytest.raises(Rejected):
        await answer
    assert site.queue.pending == 0


async def test_an_outage_of_hours_leaves_the_queue_at_work() -> None:
    site = Site()
    site.processing.failure, site.processing.waits = GONE, False
    await site.send(BOB)
    for _ in range(200):
        site.now += MAX_PAUSE
        site.queue.fill()
        await site.queue.idle()
    assert site.processing.tries > 200
    site.processing.failure = None
    site.now += MAX_PAUSE
    site.queue.fill()
    await site.queue.idle()
    assert site.queue.pending == 0


@pytest.mark.parametrize("error", [GONE, RetryLater("half stored"), ZeroDivisionError()])
async def test_what_is_delayed_is_tried_again_after_pauses_that_grow_up_to_a_limit(error: Exception) -> None:
    site = Site()
    site.processing.failure, site.processing.waits = error, False
    (upload,) = await site.send(BOB)
    assert await site.answers[upload.upload_id] is None
    pauses = []
    for _ in range(7):
        before, tries = site.now, site.processing.tries
        while site.processing.tries == tries:
            site.now += timedelta(seconds=1)
            site.queue.fill()
            await site.queue.idle()
        pauses.append(site.now - before)
    assert pauses[0] == timedelta(seconds=2)
    assert pauses[-1] == MAX_PAUSE
    site.processing.failure = None
    site.now += MAX_PAUSE
    site.queue.fill()
    await site.queue.idle()
    assert site.queue.pending == 0


@pytest.mark.parametrize("error", [Unavailable("SCANNER_BUSY", "no place"), Contended("somebody is at it")])
async def test_what_waits_for_its_place_is_soon_tried_again_and_its_sender_goes_on_waiting(error: Exception) -> None:
    site = Site()
    site.processing.failure, site.processing.waits = error, False
    (upload,) = await site.send(BOB)
    answer = site.answers[upload.upload_id]
    await site.queue.idle()
    assert not answer.done()
    site.processing.failure = None
    site.now += SHORT_PAUSE
    site.queue.fill()
    assert await answer == ProcessedUpload(upload)


async def test_a_scanner_that_is_busy_for_one_member_is_not_asked_for_each_of_their_files(site: Site) -> None:
    site.processing.failure, site.processing.waits = Unavailable("SCANNER_BUSY", "no place"), False
    await site.send(MALLORY, 100)
    await site.queue.idle()
    assert site.processing.tries <= 3
    site.processing.failure = None
    (photo,) = await site.send(BOB)
    await site.queue.idle()
    assert site.processing.done == [photo]


async def test_when_the_queue_ends_nothing_begins_and_what_runs_may_come_to_its_end(site: Site) -> None:
    running = await site.send(MALLORY, 5)
    ending = asyncio.create_task(site.queue.finish(60))
    await asyncio.sleep(0)
    for upload in running:
        await site.processing.finish(upload)
    await ending
    assert site.processing.done == running[:3]


async def test_what_does_not_come_to_its_end_in_time_is_stopped(site: Site) -> None:
    await site.send(BOB)
    await site.queue.finish(0)
    assert (site.processing.running, site.queue.pending) == ([], 1)


def calls(action: Callable[[], object]) -> int:
    """How many functions were called."""
    events: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _: events.update((event,)))
    try:
        action()
    finally:
        sys.setprofile(None)
    return events["call"] + events["c_call"]


async def test_to_ask_after_one_upload_costs_no_more_when_thousands_wait(site: Site) -> None:
    (upload, *_) = await site.send(MALLORY, 20)
    few = calls(lambda: site.queue.enqueue(upload))
    await site.send(MALLORY, 900)
    assert calls(lambda: site.queue.enqueue(upload)) < 2 * few
