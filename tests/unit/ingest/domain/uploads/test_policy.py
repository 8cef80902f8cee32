from __future__ import annotations

import pytest
from momento_ingest.domain.errors import TooLarge, UnsupportedMedia
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.policy import EXTENSIONS, MediaKind, UploadPolicy

POLICY = UploadPolicy(photo_bytes=100_000_000, video_bytes=1_900_000_000)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jpg", MediaKind.PHOTO), ("a.HEIC", MediaKind.PHOTO), ("a.mp4", MediaKind.VIDEO), ("a.b.MOV", MediaKind.VIDEO)],
)
def test_the_extension_says_what_a_file_claims_to_be(name: str, kind: MediaKind) -> None:
    assert POLICY.kind_of(FileName(name)) is kind


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.jpg.php", "a", ".jpg", "a.jpg\u200b", "a.m3u8", "a.pdf"]
)
def test_a_file_of_another_extension_is_not_taken(name: str) -> None:
    with pytest.raises(UnsupportedMedia, match=r"jpg, jpeg, png") as raised:
        POLICY.kind_of(FileName(name))
    assert raised.value.reason == "EXTENSION_NOT_ALLOWED"


def test_every_extension_that_is_worth_a_look_is_lower_case() -> None:
    assert all(POLICY.kind_of(FileName(f"a.{extension.upper()}")) is kind for extension, kind in EXTENSIONS.items())


def test_each_kind_has_its_own_limit_and_the_larger_one_holds_for_both() -> None:
    assert POLICY.limit(MediaKind.PHOTO) == 100_000_000
    assert POLICY.limit(MediaKind.VIDEO) == POLICY.largest == 1_900_000_000
    assert UploadPolicy(photo_bytes=2, video_bytes=1).largest == 2


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    POLICY.check_size(100, limit=100)


@pytest.mark.parametrize(
    ("limit", "readable"),
    [(1_900_000_000, "1.9 GB"), (100_000_000, "100 MB"), (1_500, "1.5 kB"), (10, "10 bytes")],
)
def test_one_byte_more_is_refused_and_the_limit_named_as_people_read_it(limit: int, readable: str) -> None:
    with pytest.raises(TooLarge, match=f"larger than the {readable} allowed") as raised:
        POLICY.check_size(limit + 1, limit)
    assert raised.value.reason == "FILE_TOO_LARGE"
