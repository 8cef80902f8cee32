from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain.errors import (
    ChecksumMismatch,
    Forbidden,
    IngestError,
    InvalidInput,
    Rejected,
    TooLarge,
    Unauthenticated,
    UnsupportedMedia,
)
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.rejection import Refusal
from momento_ingest.domain.uploads.upload import MAX_INSPECTIONS, IllegalTransition, Upload, UploadState
from momento_ingest.domain.uploads.upload_event import UploadEnd

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OTHER = UploadId("01m80gb91p692ex4de2zsjs4vy")
UPLOAD = Upload(
    upload_id=UploadId("01m80gb91p692ex4de2zsjs4vz"),
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName("lake.jpg"),
    size_bytes=5,
    tags=(),
    grant="grant",
    created_at=NOW,
    expires_at=NOW + timedelta(days=1),
)
RECEIVED = UPLOAD.receive(5, NOW)
STORING = RECEIVED.inspect().store(("a", "b"), "record")
MALWARE = Rejected("MALWARE_FOUND", "Malware.", signature="Eicar", signature_version="27000")
AT: dict[UploadState, Upload] = {
    UploadState.RECEIVING: UPLOAD,
    UploadState.RECEIVED: RECEIVED,
    UploadState.INSPECTING: RECEIVED.inspect(),
    UploadState.STORING: STORING,
    UploadState.DONE: RECEIVED.finish(UPLOAD.upload_id),
    UploadState.REJECTED: RECEIVED.reject(MALWARE, NOW),
    UploadState.EXPIRED: UPLOAD.expire(NOW),
    UploadState.TERMINATED: UPLOAD.terminate(NOW),
}
VERBS: dict[str, tuple[Callable[[Upload], Upload], str]] = {
    "receive": (lambda it: it.receive(5, NOW), "receiving"),
    "inspect": (lambda it: it.inspect(), "received inspecting storing"),
    "wait": (lambda it: it.wait(), "received inspecting storing"),
    "no_verdict": (lambda it: it.no_verdict(NOW), "received inspecting storing"),
    "store": (lambda it: it.store(("a",), "record"), "inspecting storing"),
    "finish": (lambda it: it.finish(OTHER), "received inspecting storing"),
    "reject": (lambda it: it.reject(MALWARE, NOW), "receiving received inspecting storing"),
    "expire": (lambda it: it.expire(NOW), "receiving"),
    "terminate": (lambda it: it.terminate(NOW), "receiving received inspecting"),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", UploadState)
def test_a_verb_is_taken_in_the_states_of_the_table_and_in_no_other(verb: str, state: UploadState) -> None:
    act, allowed = VERBS[verb]
    if state.value in allowed.split():
        assert act(AT[state]).upload_id == UPLOAD.upload_id
    else:
        with pytest.raises(IllegalTransition):
            act(AT[state])


def test_an_upload_is_complete_between_its_last_byte_and_its_end() -> None:
    assert [state for state, upload in AT.items() if upload.complete] == ["received", "inspecting", "storing"]
    assert [state for state, upload in AT.items() if upload.ended] == ["done", "rejected", "expired", "terminated"]
    assert [state for state, upload in AT.items() if upload.forgotten] == ["expired", "terminated"]


def test_what_may_be_half_stored_is_never_taken_for_untouched() -> None:
    assert [STORING.inspect().state, STORING.wait().state, STORING.no_verdict(NOW).state] == ["storing"] * 3


def test_a_second_try_to_store_keeps_the_keys_and_the_record_of_the_first() -> None:
    again = STORING.store(("b", "c"), "another record")
    assert (again.objects, again.record) == (("a", "b", "c"), "record")


def test_the_third_inspection_without_a_verdict_rejects_and_no_earlier_one() -> None:
    upload = RECEIVED
    for _ in range(MAX_INSPECTIONS - 1):
        upload = upload.inspect().no_verdict(NOW)
        assert upload.state is UploadState.RECEIVED
    upload = upload.inspect().no_verdict(NOW)
    assert upload.refusal is not None
    assert (upload.refusal.reason, MAX_INSPECTIONS) == ("UNSCANNABLE", 3)


def test_waiting_for_a_scanner_that_is_away_counts_as_no_inspection() -> None:
    upload = RECEIVED
    for _ in range(10):
        upload = upload.inspect().wait()
    assert upload.inspections == 0


def test_each_end_that_the_catalog_does_not_record_is_an_event() -> None:
    ends = {state: [event.end for event in upload.events] for state, upload in AT.items() if upload.ended}
    assert ends == {
        UploadState.DONE: [],
        UploadState.REJECTED: [UploadEnd.REJECTED],
        UploadState.EXPIRED: [UploadEnd.EXPIRED],
        UploadState.TERMINATED: [UploadEnd.TERMINATED],
    }
    (known,) = RECEIVED.finish(OTHER).events
    assert (known.end, known.item, known.at) == (UploadEnd.ACCEPTED, OTHER.value, NOW)
    (rejected,) = AT[UploadState.REJECTED].events
    assert (rejected.reason, rejected.signature, rejected.signature_version) == ("MALWARE_FOUND", "Eicar", "27000")


def test_what_is_reported_needs_no_leave_and_no_record_any_more() -> None:
    assert AT[UploadState.DONE].grant == ""
    rejected = STORING.reject(MALWARE, NOW)
    assert rejected.grant == "grant"
    assert (rejected.reported().grant, rejected.reported().record, rejected.reported().events) == ("", "", ())


def test_only_a_file_of_undeclared_length_grows_and_only_while_it_arrives() -> None:
    one_shot = replace(UPLOAD, resumable=False)
    assert one_shot.reserve(50).size_bytes == 50
    for upload in (UPLOAD, one_shot.receive(5, NOW)):
        with pytest.raises(IllegalTransition):
            upload.reserve(50)


@pytest.mark.parametrize("state", ["received", "inspecting", "storing", "done", "rejected"])
def test_an_upload_cannot_be_farther_than_what_is_known_of_it(state: str) -> None:
    with pytest.raises(ValueError, match="upload"):
        replace(UPLOAD, state=UploadState(state))


@pytest.mark.parametrize(
    "kind", [Rejected, UnsupportedMedia, Unauthenticated, Forbidden, InvalidInput, ChecksumMismatch, TooLarge]
)
def test_a_refusal_becomes_again_the_error_that_it_was(kind: type[IngestError]) -> None:
    error = kind("CODE", "Why.")
    again = Refusal.of(error).error()
    assert (type(again), again.reason, str(again)) == (kind, "CODE", "Why.")


def test_a_refusal_of_an_earlier_release_is_understood() -> None:
    assert isinstance(Refusal("A", "Why.", "UnsupportedMedia").error(), UnsupportedMedia)
    assert isinstance(Refusal("A", "Why.", "SomethingNew").error(), Rejected)
