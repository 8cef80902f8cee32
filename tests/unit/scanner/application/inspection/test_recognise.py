from __future__ import annotations

import pytest
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.application.inspection.recognise import RecogniseMedia
from momento_scanner.domain.inspection.errors import StreamMalformed
from momento_scanner.domain.rejection import RejectionReason

from tests.media.images import jpeg, png

recognise = RecogniseMedia(SignatureSniffer())


def test_a_beginning_that_agrees_with_its_name_may_become_a_file_that_is_kept() -> None:
    assert recognise("lake.jpg", jpeg()[:64]) is None


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("run.exe", jpeg()[:64], RejectionReason.EXTENSION_NOT_ALLOWED),
        ("lake.jpg", png()[:64], RejectionReason.EXTENSION_MISMATCH),
        ("lake.jpg", b"just a few words", RejectionReason.CONTENT_NOT_RECOGNISED),
    ],
)
def test_a_beginning_that_never_becomes_one_is_refused(name: str, head: bytes, reason: RejectionReason) -> None:
    rejection = recognise(name, head)
    assert rejection is not None
    assert rejection.reason is reason


def test_a_beginning_that_is_none_is_malformed() -> None:
    with pytest.raises(StreamMalformed):
        recognise("lake.jpg", bytes(8193))
