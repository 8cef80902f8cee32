from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from momento_ingest.adapters.outbound.s3.session_policy import session_policy
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.object_key import original_key, preview_key, record_key
from momento_ingest.domain.policy import MediaKind

ADA, BOB = UserId("01arz3ndektsv4rrffq69g5fad"), UserId("01arz3ndektsv4rrffq69g5fab")
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
POLICY = session_policy("momento-uploads")


def statement(user: UserId = ADA) -> dict[str, Any]:
    only: dict[str, Any]
    only, _ = POLICY(user.value)["Statement"]
    return only


def allowed(key: str) -> bool:
    return any(fnmatchcase(f"arn:aws:s3:::momento-uploads/{key}", resource) for resource in statement()["Resource"])


@pytest.mark.parametrize(
    "key",
    [
        original_key(ADA, UPLOAD, MediaKind.PHOTO, "jpg"),
        original_key(ADA, UPLOAD, MediaKind.VIDEO, "mp4"),
        preview_key(ADA, UPLOAD, "256", "webp"),
        record_key(ADA, UPLOAD),
    ],
)
def test_every_key_that_the_edge_makes_for_a_user_may_be_written(key: str) -> None:
    assert allowed(key)


@pytest.mark.parametrize(
    "key",
    [
        original_key(BOB, UPLOAD, MediaKind.PHOTO, "jpg"),
        f"user-{ADA}0/photos/x.jpg",
        f"user-{ADA}/other/x.jpg",
        "photos/x.jpg",
        f"x/user-{ADA}/photos/x.jpg",
    ],
)
def test_nothing_else_may(key: str) -> None:
    assert not allowed(key)


def test_it_allows_writing_and_neither_reading_nor_deleting() -> None:
    assert statement()["Effect"] == "Allow"
    assert set(statement()["Action"]) == {"s3:PutObject", "s3:AbortMultipartUpload", "s3:PutObjectTagging"}


def test_the_bucket_itself_is_not_named() -> None:
    assert all(resource.startswith("arn:aws:s3:::momento-uploads/user-") for resource in statement()["Resource"])


def test_keys_are_used_by_way_of_s3_alone() -> None:
    _, keys = POLICY(ADA.value)["Statement"]
    assert set(keys["Action"]) == {"kms:GenerateDataKey", "kms:Decrypt"}
    assert keys["Condition"] == {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}


def test_it_fits_into_what_sts_takes() -> None:
    longest = session_policy("b" * 63)(ADA.value)
    assert len(json.dumps(longest, separators=(",", ":"))) <= 2048
