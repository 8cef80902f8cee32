from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.ports.inspector import Preview, SlowFile
from momento_ingest.application.uploads import process as process_upload
from momento_ingest.application.uploads.process import Contended, RetryLater
from momento_ingest.domain.errors import (
    ChecksumMismatch,
    Conflict,
    Forbidden,
    IngestError,
    InsufficientStorage,
    InvalidInput,
    NoVerdict,
    Rejected,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from momento_ingest.domain.uploads.capacity import spool_full
from momento_ingest.domain.uploads.policy import MediaKind
from momento_ingest.domain.uploads.upload import UploadState
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.media_item import MediaItem
    from momento_ingest.domain.uploads.upload import Upload

    from tests.fakes.ingest.steps import Fallible
    from tests.fakes.ingest.world import World

GONE = Unavailable("GONE", "does not answer")
REJECTED = Rejected("MALWARE_FOUND", "The file holds malware.")


def forgotten(world: World) -> bool:
    return not world.spool.files and not world.journal.open


def kept(world: World, upload: Upload) -> bool:
    return list(world.spool.files) == [upload.upload_id.value] and list(world.journal.open) == [upload.upload_id]


async def test_a_clean_upload_goes_its_way_in_this_order_and_no_other(world: World) -> None:
    upload = await world.received()
    await world.process(upload)
    folder, upload_id = f"store user-{ADA.user_id}", upload.upload_id
    story = world.steps.names
    assert story[:6] == [
        "catalog.find_by_checksum",
        "journal.inspecting",
        "spool.read",
        "inspector.inspect",
        "identity.check_grant",
        "journal.storing",
    ]
    assert set(story[6:9]) == {
        f"{folder}/photos/{upload_id}.jpg",
        f"{folder}/previews/{upload_id}/256.webp",
        f"{folder}/previews/{upload_id}/1440.jpg",
    }
    assert story[9:] == [
        f"{folder}/records/{upload_id}.json",
        "catalog.record",
        "journal.archive done",
        "spool.discard",
    ]


async def test_what_is_stored_is_what_arrived(world: World) -> None:
    upload = await world.received(b"bytes", tags=("lake",))
    settled = await world.process(upload)
    upload = settled.upload
    original, content = world.object_store.objects[f"user-{ADA.user_id}/photos/{upload.upload_id}.jpg"]
    assert (content, original.sha256, original.content_type) == (b"bytes", upload.sha256, "image/jpeg")
    record, entry = world.object_store.objects[f"user-{ADA.user_id}/records/{upload.upload_id}.json"]
    assert (record.content_type, entry) == ("application/json", world.catalog.entry(upload, world.inspector.verdict))
    assert settled.item is not None
    assert settled.item.upload_id == upload.upload_id.value
    assert settled.item.sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert set(world.catalog.tokens) <= world.identity.grants


async def test_the_inspector_sees_every_byte_its_name_and_its_length(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_upload, "CHUNK_BYTES", 7)
    content = bytes(range(91))
    await world.process(await world.received(content, name="lake.jpg"))
    assert world.inspector.seen == [("lake.jpg", 91, content)]


async def test_kind_and_extension_of_the_key_are_those_that_inspection_found(world: World) -> None:
    found = world.inspector.verdict
    facts = replace(found.facts, kind=MediaKind.VIDEO, content_type="video/mp4", extension="mp4")
    world.inspector.verdict = replace(found, facts=facts, previews=())
    upload = await world.received(name="lake.jpg")
    await world.process(upload)
    assert world.store_calls()[0] == f"store user-{ADA.user_id}/videos/{upload.upload_id}.mp4"


async def test_a_settled_upload_is_at_its_end_before_its_file_is_deleted(world: World) -> None:
    await world.process(await world.received())
    assert forgotten(world)
    assert world.steps.names[-2:] == ["journal.archive done", "spool.discard"]


@pytest.mark.parametrize("refusal", [REJECTED, UnsupportedMedia("CONTENT_MISMATCH", "It is no JPEG.")])
async def test_a_rejected_file_leaves_no_trace_and_not_one_store_call(world: World, refusal: Exception) -> None:
    upload = await world.received()
    world.inspector.failure = refusal
    with pytest.raises(type(refusal)):
        await world.process(upload)
    assert world.store_calls() == []
    assert world.catalog.items == {}
    assert forgotten(world)


async def test_without_a_verdict_nothing_is_stored_and_the_upload_waits(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = GONE
    with pytest.raises(Unavailable):
        await world.process(upload)
    assert world.store_calls() == []
    assert kept(world, upload)
    assert world.journal.kept[upload.upload_id].state is UploadState.RECEIVED


async def test_a_withdrawn_grant_means_no_store_call(world: World) -> None:
    upload = await world.received()
    world.identity.revoke(ADA)
    with pytest.raises(Unauthenticated):
        await world.process(upload)
    assert world.store_calls() == []
    assert forgotten(world)


async def test_as_long_as_auth_cannot_say_whether_the_grant_stands_nothing_is_stored(world: World) -> None:
    upload = await world.received()
    world.identity.failure = GONE
    with pytest.raises(Unavailable):
        await world.process(upload)
    assert world.store_calls() == []
    assert kept(world, upload)


@pytest.mark.parametrize("part", ["photos/", "256.webp", "1440.jpg", "records/"])
async def test_a_store_that_fails_delays_the_upload_and_nothing_is_forgotten(world: World, part: str) -> None:
    upload = await world.received()
    world.object_store.unreachable.add(part)
    with pytest.raises(RetryLater):
        await world.process(upload)
    assert kept(world, upload)
    assert world.journal.kept[upload.upload_id].state is UploadState.STORING
    assert world.catalog.items == {}


@pytest.mark.parametrize("part", ["photos/", "256.webp"])
async def test_the_record_object_is_not_written_before_all_others_are(world: World, part: str) -> None:
    world.object_store.unreachable.add(part)
    with pytest.raises(RetryLater):
        await world.process(await world.received())
    assert len(world.store_calls()) == 3
    assert not [call for call in world.store_calls() if "/records/" in call]


async def test_a_catalog_that_does_not_answer_delays_the_upload(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    assert kept(world, upload)


async def test_an_upload_that_was_delayed_is_settled_by_settling_it_again_with_one_object_and_one_record(
    world: World,
) -> None:
    upload = await world.received()
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.catalog.unrecordable = None
    settled = await world.process(upload)
    assert settled.upload.outcome == upload.upload_id
    assert len(world.object_store.objects) == 4
    assert len(world.catalog.items) == 1
    assert forgotten(world)


@pytest.mark.parametrize("refusal", [Forbidden("GRANT_MISMATCH", "no"), InvalidInput("RECORD_INVALID", "no")])
async def test_a_record_that_is_refused_for_good_is_not_tried_again(world: World, refusal: Exception) -> None:
    upload = await world.received()
    world.catalog.unrecordable = refusal
    with pytest.raises(type(refusal)):
        await world.process(upload)
    assert forgotten(world)


async def test_a_fault_of_ours_keeps_the_upload(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await world.process(upload)
    assert kept(world, upload)


async def test_an_upload_that_somebody_else_is_at_work_on_is_left_to_them(world: World) -> None:
    upload = await world.received()
    world.locks.held.add(upload.upload_id.value)
    with pytest.raises(Contended):
        await world.process(upload)
    assert kept(world, upload)
    assert world.steps.names == []


async def test_as_long_as_nobody_can_say_whether_the_bytes_are_known_the_upload_waits(world: World) -> None:
    upload = await world.received()
    world.catalog.failure = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    assert kept(world, upload)
    assert world.store_calls() == []


async def test_known_bytes_become_no_second_item_and_are_not_inspected(world: World) -> None:
    first = await world.process(await world.received(b"bytes"))
    world.steps.names.clear()
    again = await world.process(await world.received(b"bytes"))
    assert (again.upload.outcome, again.item) == (first.upload.outcome, None)
    assert len(world.catalog.items) == 1
    assert not world.steps.starting_with("store ")
    assert not world.steps.starting_with("inspector")


async def test_while_the_same_bytes_are_half_stored_the_other_upload_waits_and_then_becomes_the_same_item(
    world: World,
) -> None:
    first, second = await world.received(b"bytes"), await world.received(b"bytes")
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(first)
    with pytest.raises(RetryLater):
        await world.process(second)
    world.catalog.unrecordable = None
    assert (await world.process(first)).upload.outcome == first.upload_id
    assert (await world.process(second)).upload.outcome == first.upload_id
    assert len(world.object_store.objects) == 4


async def test_what_is_half_stored_is_still_taken_for_it_after_a_try_without_a_verdict(world: World) -> None:
    upload = await world.received()
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.inspector.failure = GONE
    with pytest.raises(Unavailable):
        await world.process(upload)
    assert world.journal.kept[upload.upload_id].state is UploadState.STORING


async def test_a_file_that_is_not_the_one_announced_is_rejected(world: World) -> None:
    upload = replace(await world.received(b"bytes"), declared_sha256="ab" * 32)
    await world.journal.write(upload)
    with pytest.raises(ChecksumMismatch):
        await world.process(upload)
    assert world.store_calls() == []
    assert forgotten(world)


async def test_the_reason_is_kept_and_told_again(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = UnsupportedMedia("CONTENT_MISMATCH", "It is no JPEG.")
    with pytest.raises(UnsupportedMedia):
        await world.process(upload)
    world.inspector.failure = None
    with pytest.raises(UnsupportedMedia, match="It is no JPEG"):
        await world.process(upload)
    assert world.journal.kept[upload.upload_id].grant == ""


async def test_what_was_found_is_audited_with_its_signature(world: World) -> None:
    upload = await world.received(b"bytes")
    world.inspector.failure = Rejected("MALWARE_FOUND", "Malware.", signature="Eicar", signature_version="27000")
    with pytest.raises(Rejected):
        await world.process(upload)
    ((report, grant),) = await world.reports.pending()
    assert report == UploadReport(
        ADA.user_id,
        upload.upload_id,
        UploadEnd.REJECTED,
        world.now,
        file_name="lake.jpg",
        sha256=hashlib.sha256(b"bytes").hexdigest(),
        reason="MALWARE_FOUND",
        signature="Eicar",
        signature_version="27000",
    )
    assert grant == upload.grant


async def test_what_became_an_item_is_told_by_its_record_and_what_did_not_by_a_report(world: World) -> None:
    first = await world.received(b"bytes")
    await world.process(first)
    assert world.reports.ends() == []
    again = await world.received(b"bytes", name="copy.jpg")
    await world.process(again)
    ((report, _),) = await world.reports.pending()
    assert (report.end, report.upload_id, report.item) == (UploadEnd.ACCEPTED, again.upload_id, first.upload_id.value)
    assert report.at == again.received_at


async def half_stored(world: World) -> Upload:
    """An upload whose objects are all there, and which the catalog could not be told of."""
    upload = await world.received(b"bytes")
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.catalog.unrecordable = None
    return upload


async def test_what_was_half_stored_of_an_upload_that_is_then_refused_is_let_go(world: World) -> None:
    upload = await half_stored(world)
    world.identity.revoke(ADA)
    with pytest.raises(Unauthenticated):
        await world.process(upload)
    (keys,) = world.catalog.discarded.values()
    assert sorted(keys) == sorted(world.object_store.objects)
    assert keys[0] == f"user-{ADA.user_id}/records/{upload.upload_id}.json"
    assert len(keys) == 4
    assert world.reports.ends() == [("rejected", "SESSION_ENDED")]


async def test_a_catalog_that_cannot_discard_now_is_asked_again_before_the_upload_ends(world: World) -> None:
    upload = await half_stored(world)
    world.identity.revoke(ADA)
    world.catalog.undiscardable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    assert kept(world, upload)
    assert world.reports.ends() == []
    world.catalog.undiscardable = None
    with pytest.raises(Unauthenticated):
        await world.process(upload)
    assert len(world.catalog.discarded[upload.upload_id.value]) == 4


async def test_objects_of_an_upload_that_was_recorded_are_never_let_go(world: World) -> None:
    upload = await half_stored(world)
    entry = world.catalog.entry(await hashed(world, upload), world.inspector.verdict)
    await world.catalog.record(entry, upload.grant, copied=True)
    await world.process.reject(await world.journal.read(ADA.user_id, upload.upload_id), REJECTED)
    assert world.catalog.discarded == {}


async def test_without_leave_to_ask_whether_it_was_recorded_objects_are_left_alone(world: World) -> None:
    upload = await half_stored(world)
    world.catalog.failure = Unauthenticated("TOKEN_EXPIRED", "The leave has run out.")
    await world.process.reject(await world.journal.read(ADA.user_id, upload.upload_id), REJECTED)
    assert world.catalog.discarded == {}
    assert forgotten(world)


async def hashed(world: World, upload: Upload) -> Upload:
    return upload.hashed(await world.spool.sha256(upload.upload_id))


async def test_three_inspections_without_a_verdict_reject_the_upload_with_a_sentence_and_free_its_bytes(
    world: World,
) -> None:
    upload = await world.received()
    world.inspector.failure = NoVerdict("SERVICE_UNREACHABLE", "The scanner died of it.")
    for count in (1, 2):
        with pytest.raises(NoVerdict):
            await world.process(upload)
        waiting = world.journal.kept[upload.upload_id]
        assert (waiting.state, waiting.inspections) == (UploadState.RECEIVED, count)
    with pytest.raises(Rejected, match="could not be inspected") as raised:
        await world.process(upload)
    assert raised.value.reason == "UNSCANNABLE"
    assert forgotten(world)
    assert world.reports.ends() == [("rejected", "UNSCANNABLE")]


@pytest.mark.parametrize("reason", ["SCANNER_BUSY", "SERVICE_UNREACHABLE"])
async def test_a_scanner_that_is_busy_or_away_rejects_nothing_however_often_it_is_asked(
    world: World, reason: str
) -> None:
    upload = await world.received()
    world.inspector.failure = Unavailable(reason, "not now")
    for _ in range(10):
        with pytest.raises(Unavailable):
            await world.process(upload)
    assert world.journal.kept[upload.upload_id].inspections == 0
    assert kept(world, upload)


async def test_a_retry_after_a_crash_stores_and_records_the_facts_of_the_first_try_and_forgets_no_object(
    world: World,
) -> None:
    upload = await world.received()
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.catalog.unrecordable = None
    stored = {key: content for key, (_, content) in world.object_store.objects.items()}
    newer = Preview("512", "image/webp", "webp", b"of a newer scanner")
    found = replace(world.inspector.verdict.facts, content_type="image/other")
    world.inspector.verdict = replace(world.inspector.verdict, previews=(newer,), facts=found)
    world.identity.failure = GONE
    with pytest.raises(Unavailable):
        await world.process(upload)
    world.identity.failure = None
    recorded: list[bytes] = []
    record = world.catalog.record

    async def watched(entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        recorded.append(entry)
        return await record(entry, grant, copied=copied)

    world.catalog.record = watched  # type: ignore[method-assign]
    await world.process(upload)
    key = f"user-{ADA.user_id}/records/{upload.upload_id}.json"
    assert recorded == [stored[key]] == [world.object_store.objects[key][1]]
    assert world.catalog.copied == [True, False]


async def test_the_catalog_is_told_that_the_copy_is_new_only_by_the_try_that_wrote_it(world: World) -> None:
    await world.process(await world.received(b"at once"))
    again = await half_stored(world)
    await world.process(again)
    assert world.catalog.copied == [True, True, False]


async def test_an_upload_that_was_discarded_before_a_crash_is_refused_by_whichever_try_comes_next(
    world: World,
) -> None:
    upload = await half_stored(world)
    stored = await world.journal.read(ADA.user_id, upload.upload_id)
    await world.catalog.discard(upload.upload_id, stored.objects, upload.grant)
    with pytest.raises(Conflict):
        await world.process(upload)
    assert world.reports.ends() == [("rejected", "UPLOAD_DISCARDED")]
    assert world.catalog.items == {}


async def test_objects_of_every_try_are_released_when_the_upload_is_refused_at_last(world: World) -> None:
    upload = await half_stored(world)
    newer = Preview("512", "image/webp", "webp", b"of a newer scanner")
    world.inspector.verdict = replace(world.inspector.verdict, previews=(newer,))
    world.catalog.unrecordable = GONE
    with pytest.raises(RetryLater):
        await world.process(upload)
    world.catalog.unrecordable = None
    await world.process.reject(await world.journal.read(ADA.user_id, upload.upload_id), REJECTED)
    keys = world.catalog.discarded[upload.upload_id.value]
    assert sorted(keys) == sorted(world.object_store.objects)
    assert len(keys) == 5


async def test_on_a_full_disk_a_clean_upload_is_stored_and_its_bytes_are_freed(world: World) -> None:
    upload = await world.received()
    write, archive = world.journal.write, world.journal.archive

    async def full(upload: Upload) -> None:
        if world.spool.files:
            raise spool_full()
        await (archive if upload.ended else write)(upload)

    world.journal.write = world.journal.archive = full  # type: ignore[method-assign]
    assert (await world.process(upload)).upload.outcome == upload.upload_id
    assert forgotten(world)


async def test_on_a_full_disk_a_refused_upload_frees_its_bytes_before_its_report_is_written(world: World) -> None:
    upload = await world.received()
    world.inspector.failure = REJECTED
    write, add = world.journal.write, world.reports.add

    async def full(upload: Upload) -> None:
        if world.spool.files:
            raise spool_full()
        await write(upload)

    async def full_for_reports(report: UploadReport, grant: str) -> None:
        if world.spool.files:
            raise spool_full()
        await add(report, grant)

    world.journal.write = full  # type: ignore[method-assign]
    world.reports.add = full_for_reports  # type: ignore[method-assign]
    with pytest.raises(Rejected):
        await world.process(upload)
    assert forgotten(world)
    assert world.reports.ends() == [("rejected", "MALWARE_FOUND")]


async def test_the_scanner_shares_its_places_by_user(world: World) -> None:
    for content in (b"one", b"two"):
        await world.process(await world.received(content))
    assert world.inspector.shares == [ADA.user_id.value] * 2


@pytest.mark.parametrize("error", [TooManyRequests("THROTTLED", "slow"), InsufficientStorage("SPOOL_FULL", "full")])
async def test_what_passes_is_no_reason_to_refuse_a_file(world: World, error: IngestError) -> None:
    upload = await world.received()
    world.catalog.failure = error
    with pytest.raises(RetryLater):
        await world.process(upload)
    assert kept(world, upload)


@pytest.mark.parametrize("away", ["catalog", "scanner"])
async def test_a_file_that_waits_for_another_service_is_hashed_once_however_often_it_is_tried(
    world: World, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, sha256 = await world.received(b"bytes"), world.spool.sha256
    hashed: list[UploadId] = []

    async def noting_sha256(upload_id: UploadId) -> str:
        hashed.append(upload_id)
        return await sha256(upload_id)

    monkeypatch.setattr(world.spool, "sha256", noting_sha256)
    service: Fallible = world.catalog if away == "catalog" else world.inspector
    service.failure = GONE
    for _ in range(3):
        with pytest.raises((RetryLater, Unavailable)):
            await world.process(upload)
    service.failure = None
    assert (await world.process(upload)).upload.sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert hashed == [upload.upload_id]


async def test_a_file_that_has_gone_is_not_taken_for_hashed(world: World) -> None:
    upload = await world.received(b"bytes")
    world.inspector.failure = GONE
    with pytest.raises(Unavailable):
        await world.process(upload)
    await world.spool.discard(upload.upload_id)
    with pytest.raises(NoVerdict) as raised:
        await world.process(upload)
    assert raised.value.reason == "SPOOLED_FILE_MISSING"


async def test_a_file_that_takes_long_waits_as_one_and_is_then_inspected(world: World) -> None:
    world.inspector.slow = True
    upload = await world.received()
    with pytest.raises(SlowFile):
        await world.process(upload)
    waiting = await world.uploads.load(upload.user_id, upload.upload_id)
    assert (waiting.state, waiting.inspections, world.inspector.seen) == (UploadState.RECEIVED, 0, [])

    done = await world.process(upload, slow=True)

    assert done.upload.state is UploadState.DONE
