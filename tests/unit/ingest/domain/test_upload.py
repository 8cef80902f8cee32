from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.domain.errors import IngestError, InvalidInput, Rejected, Unauthenticated, UnsupportedMedia
from momento_ingest.domain.file_name import FileName
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.upload import MAXIMUM_TAG_LENGTH, MAXIMUM_TAGS, Refusal, Upload, UploadState, user_tags


def test_tags_are_lower_case_without_white_space_around_and_each_once_in_their_order() -> None:
    assert user_tags([" Lake ", "boat", "LAKE", "", "  "]) == ("lake", "boat")


def test_composed_and_decomposed_tags_are_one() -> None:
    assert user_tags(["Caf\u00e9", "cafe\u0301"]) == ("caf\u00e9",)


def test_a_tag_may_hold_spaces_and_any_script() -> None:
    assert user_tags(["New York", "写真", "👩‍🚀"[0]]) == ("new york", "写真", "👩")


def test_no_tags_are_no_tags() -> None:
    assert user_tags([]) == user_tags([""]) == ()


@pytest.mark.parametrize("tag", ["x" * (MAXIMUM_TAG_LENGTH + 1), "a#b", "a\nb", "a\x00b", "a\u202eb", "a\u2028b"])
def test_a_tag_that_is_too_long_or_has_hidden_characters_is_refused(tag: str) -> None:
    with pytest.raises(InvalidInput, match="A tag has at most 50 characters") as raised:
        user_tags(["lake", tag])
    assert raised.value.reason == "TAG_INVALID"


def test_the_longest_tag_and_the_most_tags_are_taken() -> None:
    most = [str(number).zfill(MAXIMUM_TAG_LENGTH) for number in range(MAXIMUM_TAGS)]
    assert user_tags(most) == tuple(most)


def test_one_tag_more_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at most 50 tags"):
        user_tags([str(number) for number in range(MAXIMUM_TAGS + 1)])


@given(st.lists(st.text(max_size=60), max_size=8))
def test_tags_of_any_origin_are_normal_or_refused(names: list[str]) -> None:
    try:
        tags = user_tags(names)
    except InvalidInput:
        return
    assert len(set(tags)) == len(tags)
    assert all(tag == tag.strip() and tag.isprintable() and unicodedata.is_normalized("NFC", tag) for tag in tags)


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
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


def test_an_upload_in_its_next_state_is_the_same_upload() -> None:
    received = UPLOAD.arrived(5, NOW)
    assert UPLOAD.state is UploadState.RECEIVING
    assert received.state is UploadState.RECEIVED
    assert received.at(UploadState.STORING).at(UploadState.RECEIVED) == received


def test_an_upload_is_complete_between_its_last_byte_and_its_end() -> None:
    received = UPLOAD.arrived(5, NOW)
    steps = [UPLOAD, received, received.at(UploadState.INSPECTING), received.at(UploadState.STORING)]
    ends = [received.done(UPLOAD.upload_id), received.rejected(Refusal("CODE", "Why."))]
    assert [it.complete for it in (*steps, *ends)] == [False, True, True, True, False, False]
    assert [it.ended for it in (*steps, *ends)] == [False, False, False, False, True, True]


def test_what_has_ended_needs_no_leave_any_more() -> None:
    received = UPLOAD.arrived(5, NOW)
    assert received.done(UPLOAD.upload_id).grant == received.rejected(Refusal("CODE", "Why.")).grant == ""


@pytest.mark.parametrize("state", [state for state in UploadState if state is not UploadState.RECEIVING])
def test_an_upload_cannot_be_farther_than_what_is_known_of_it(state: UploadState) -> None:
    with pytest.raises(ValueError, match="upload"):
        UPLOAD.at(state)


@pytest.mark.parametrize("error", [Rejected("A", "Why."), UnsupportedMedia("B", "Why."), Unauthenticated("C", "Why.")])
def test_a_refusal_is_told_again_as_the_error_that_it_was(error: IngestError) -> None:
    again = Refusal.of(error).error()
    assert (type(again), again.reason, str(again)) == (type(error), error.reason, str(error))
