from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from momento_ingest.adapters.outbound.s3.session_policy import session_policy
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.object_key import original_key, preview_key, record_key
from momento_ingest.domain.uploads.policy import MediaKind

ADA, BOB = UserId("01arz3ndektsv4rrffq69g5fad"), UserId("01arz3ndektsv4rrffq69g5fab")
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
POLICY = session_policy("momento-uploads")


def statements() -> list[dict[str, Any]]:
    """Those about objects."""
    found: list[dict[str, Any]] = POLICY(ADA.value)["Statement"][:-1]
    return found


def allowed(key: str) -> list[bool]:
    """Whether each of the statements is about `key`."""
    arn = f"arn:aws:s3:::momento-uploads/{key}"
    return [any(fnmatchcase(arn, resource) for resource in each["Resource"]) for each in statements()]


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
    assert all(allowed(key))


@pytest.mark.parametrize(
    "key",
    [
        original_key(BOB, UPLOAD, MediaKind.PHOTO, "jpg"),
        f"user-{ADA}0/photos/x.jpg",
        "photos/x.jpg",
        f"x/user-{ADA}/photos/x.jpg",
    ],
)
def test_nothing_else_may(key: str) -> None:
    assert not any(allowed(key))


def test_no_other_folder_of_the_user_may_be_written_to() -> None:
    assert not allowed(f"user-{ADA}/other/x.jpg")[0]


def test_it_allows_writing_and_neither_reading_nor_deleting() -> None:
    assert {each["Effect"] for each in statements()} == {"Allow"}
    actions = {action for each in statements() for action in each["Action"]}
    assert actions == {"s3:PutObject", "s3:AbortMultipartUpload"}


def test_nothing_is_stored_with_a_tag_that_has_it_removed() -> None:
    (storing,) = [each for each in statements() if "s3:PutObject" in each["Action"]]
    assert storing["Condition"] == {"Null": {"s3:RequestObjectTagKeys": "true"}}


def test_the_bucket_itself_is_not_named() -> None:
    resources = [resource for each in statements() for resource in each["Resource"]]
    assert all(resource.startswith("arn:aws:s3:::momento-uploads/user-") for resource in resources)


def test_keys_are_used_by_way_of_s3_alone() -> None:
    keys = POLICY(ADA.value)["Statement"][-1]
    assert set(keys["Action"]) == {"kms:GenerateDataKey", "kms:Decrypt"}
    assert keys["Condition"] == {"StringLike": {"kms:ViaService": ["s3.*.amazonaws.com"]}}


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_it_names_the_partition_that_the_role_is_in(partition: str) -> None:
    policy = session_policy("momento-uploads", partition=partition)(ADA.value)
    arns = [arn for each in policy["Statement"][:-1] for arn in each["Resource"]]
    assert {arn.split(":")[1] for arn in arns} == {partition}
    ends = {"aws-cn": ["s3.*.amazonaws.com", "s3.*.amazonaws.com.cn"], "aws-us-gov": ["s3.*.amazonaws.com"]}
    assert policy["Statement"][-1]["Condition"]["StringLike"]["kms:ViaService"] == ends[partition]


def test_it_fits_into_what_sts_takes() -> None:
    longest = session_policy("b" * 63, partition="aws-us-gov")(ADA.value)
    assert len(json.dumps(longest, separators=(",", ":"))) <= 2048
