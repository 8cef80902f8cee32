from __future__ import annotations

import pytest
from momento_scanner.domain.formats.media_type import (
    ALLOWED,
    BY_EXTENSION,
    JPEG,
    MP4,
    PNG,
    MediaType,
    agreed,
    by_extension,
)
from momento_scanner.domain.rejection import FileRejected, RejectionReason


@pytest.mark.parametrize("media_type", ALLOWED, ids=lambda media_type: media_type.name)
def test_each_extension_belongs_to_one_type(media_type: MediaType) -> None:
    assert all(by_extension(extension) is media_type for extension in media_type.extensions)


def test_no_extension_is_claimed_twice() -> None:
    assert len(BY_EXTENSION) == sum(len(media_type.extensions) for media_type in ALLOWED)


@pytest.mark.parametrize("extension", ["", "svg", "html", "exe", "jpg ", "JPG", "php", "tif", "pdf", "mp3"])
def test_other_extensions_are_refused_with_the_list_of_those_allowed(extension: str) -> None:
    with pytest.raises(FileRejected, match="JPEG, PNG, WebP, GIF, HEIC, AVIF, MP4") as refused:
        by_extension(extension)

    assert refused.value.rejection.reason is RejectionReason.EXTENSION_NOT_ALLOWED


def test_an_extension_and_a_signature_that_agree_are_believed() -> None:
    assert agreed(JPEG, JPEG) is JPEG


def test_a_disagreement_says_what_the_name_should_end_in() -> None:
    with pytest.raises(FileRejected, match=r"says MP4, but the content is PNG.*\.png") as refused:
        agreed(MP4, PNG)

    assert refused.value.rejection.reason is RejectionReason.EXTENSION_MISMATCH


def test_content_without_a_known_signature_is_refused() -> None:
    with pytest.raises(FileRejected) as refused:
        agreed(JPEG, None)

    assert refused.value.rejection.reason is RejectionReason.CONTENT_NOT_RECOGNISED
