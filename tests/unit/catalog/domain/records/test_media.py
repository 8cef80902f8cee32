from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from momento_catalog.domain.errors import CatalogError, RecordInvalid, TitleInvalid
from momento_catalog.domain.identifiers import UploadId, UserId
from momento_catalog.domain.records.facts import Position
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.object_key import Rendition, StoredObject, stored_object
from momento_catalog.domain.title import Title

from tests.fakes.catalog.samples import PHOTO, UPLOADED_AT, media, new_user_id

USER = new_user_id()
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"file_name": ""},
        {"file_name": "x" * 256},
        {"file_name": "a\nb.jpg"},
        {"size_bytes": 0},
        {"tags": [f"tag {number}" for number in range(51)]},
    ],
)
def test_an_item_cannot_hold_what_is_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(CatalogError):
        media(USER, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"content_type": "text/html"},
        {"content_type": "image/svg+xml"},
        {"content_type": "image/jpeg\r\nx: y"},
        {"extension": "../x"},
        {"extension": ""},
        {"width": -1},
        {"thumbhash": bytes(65)},
        {"duration_seconds": float("nan")},
        {"duration_seconds": float("inf")},
    ],
)
def test_facts_cannot_hold_what_is_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(RecordInvalid):
        replace(PHOTO, **wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_a_position_lies_on_the_globe() -> None:
    with pytest.raises(RecordInvalid):
        Position(90.1, 0)


@pytest.mark.parametrize(
    "text", ["", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "../../../etc/passwd", "81arz3ndektsv4rrffq69g5fav"]
)
def test_an_identifier_is_a_lower_case_ulid_and_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match="ULID"):
        UserId(text)
    with pytest.raises(ValueError, match="ULID"):
        UploadId(text)


def test_an_item_that_does_not_say_when_it_was_taken_counts_as_taken_when_uploaded() -> None:
    assert media(USER, taken_at=None).taken_at == UPLOADED_AT


def test_moments_are_kept_in_utc_and_whole_milliseconds() -> None:
    local = datetime(2020, 1, 1, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=2)))
    assert media(USER, taken_at=local).taken_at == datetime(2019, 12, 31, 23, 2, 3, 456000, tzinfo=UTC)


def test_keys_are_made_of_ids_and_the_extension_alone() -> None:
    video = media(USER, kind="video", file_name="../../x.exe")
    home = f"user-{USER}"
    assert stored_object(video, Rendition.ORIGINAL) == StoredObject(f"{home}/videos/{video.upload_id}.mp4", "video/mp4")
    photo = media(USER)
    assert stored_object(photo, Rendition.ORIGINAL).key == f"{home}/photos/{photo.upload_id}.jpg"
    small, large = stored_object(photo, Rendition.PREVIEW_256), stored_object(photo, Rendition.PREVIEW_1440)
    assert small == StoredObject(f"{home}/previews/{photo.upload_id}/256.webp", "image/webp")
    assert large == StoredObject(f"{home}/previews/{photo.upload_id}/1440.jpg", "image/jpeg")


def test_an_edit_changes_what_it_names_and_nothing_else() -> None:
    photo = media(USER, title="old", tags=["a"])
    assert Edit().applied_to(photo, NOW) == photo
    assert Edit(title=Title("new")).applied_to(photo, NOW) == replace(photo, title=Title("new"))
    assert Edit(title=Title(), own_tags=(), favorite=True).applied_to(photo, NOW) == replace(
        photo, title=Title(), own_tags=(), favorite=True
    )


def test_an_item_keeps_the_moment_it_went_into_the_trash() -> None:
    trashed = Edit(trashed=True).applied_to(media(USER), NOW)
    assert trashed.trashed_at == NOW
    assert Edit(trashed=True).applied_to(trashed, NOW + timedelta(days=1)).trashed_at == NOW
    assert Edit(trashed=False).applied_to(trashed, NOW).trashed_at is None


def test_a_title_is_short_and_has_no_control_characters() -> None:
    assert Title("  My   day ").value == "My day"
    for text in ("x" * 201, "a\nb"):
        with pytest.raises(TitleInvalid):
            Title(text)
