from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.object_key import original_key, preview_key, record_key
from momento_ingest.domain.uploads.policy import MediaKind

USER = UserId("01arz3ndektsv4rrffq69g5fad")
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
WELL_FORMED = re.compile(r"user-[0-9a-z]{26}/(photos|videos|previews)/[0-9a-z]{26}(/[0-9]+)?\.[a-z0-9]{2,5}")


def test_photos_and_videos_lie_in_folders_of_the_user() -> None:
    assert original_key(USER, UPLOAD, MediaKind.PHOTO, "jpg") == f"user-{USER}/photos/{UPLOAD}.jpg"
    assert original_key(USER, UPLOAD, MediaKind.VIDEO, "mp4") == f"user-{USER}/videos/{UPLOAD}.mp4"


def test_previews_lie_together_below_their_upload() -> None:
    assert preview_key(USER, UPLOAD, "256", "webp") == f"user-{USER}/previews/{UPLOAD}/256.webp"


def test_the_copy_of_the_record_has_a_folder_of_its_own() -> None:
    assert record_key(USER, UPLOAD) == f"user-{USER}/records/{UPLOAD}.json"


@pytest.mark.parametrize("extension", ["", "j", "JPG", "jpg/", "../x", "jpg\n", "j.pg", "toolong", "jp\x00"])
def test_an_extension_that_is_none_makes_no_key(extension: str) -> None:
    with pytest.raises(ValueError, match="not a part of an object key"):
        original_key(USER, UPLOAD, MediaKind.PHOTO, extension)


@pytest.mark.parametrize("name", ["", "1", "../256", "256/", "large", "256\n", "٢٥٦"])
def test_a_preview_of_another_name_than_its_size_makes_no_key(name: str) -> None:
    with pytest.raises(ValueError, match="not a part of an object key"):
        preview_key(USER, UPLOAD, name, "webp")


@given(st.text(), st.text())
def test_whatever_a_scanner_answers_a_key_stays_in_the_users_folder(name: str, extension: str) -> None:
    try:
        keys = [original_key(USER, UPLOAD, MediaKind.PHOTO, extension), preview_key(USER, UPLOAD, name, extension)]
    except ValueError:
        return
    assert all(WELL_FORMED.fullmatch(key) for key in keys)
