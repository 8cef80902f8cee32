from __future__ import annotations

import pytest
from momento_ingest.domain.errors import NotFound
from momento_ingest.domain.identifiers import UploadId, UserId

GOOD = "01arz3ndektsv4rrffq69g5fav"
BAD = [
    "",
    GOOD[:-1],
    GOOD + "0",
    GOOD + "\n",
    GOOD.upper(),
    "8" + GOOD[1:],
    "i" + GOOD[1:],
    GOOD[:-1] + "u",
    GOOD[:-1] + "l",
    GOOD[:-1] + "*",
    GOOD[:-1] + "/",
    GOOD[:-1] + "\x00",
    GOOD[:-1] + "٣",  # a digit, but not an ASCII one
    "../../../../etc/passwd0000",
]


@pytest.mark.parametrize("kind", [UserId, UploadId])
def test_a_lower_case_ulid_is_an_identifier(kind: type[UserId | UploadId]) -> None:
    assert str(kind(GOOD)) == GOOD


@pytest.mark.parametrize("kind", [UserId, UploadId])
@pytest.mark.parametrize("text", BAD)
def test_anything_else_cannot_become_an_identifier(kind: type[UserId | UploadId], text: str) -> None:
    with pytest.raises(ValueError, match="lower-case ULID"):
        kind(text)


@pytest.mark.parametrize("text", BAD)
def test_an_id_that_cannot_exist_is_answered_like_one_that_does_not(text: str) -> None:
    with pytest.raises(NotFound) as raised:
        UploadId.requested(text)
    assert raised.value.reason == "MEDIA_NOT_FOUND"


def test_an_id_in_a_request_is_taken_as_it_is() -> None:
    assert UploadId.requested(GOOD) == UploadId(GOOD)
