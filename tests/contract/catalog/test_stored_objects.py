from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError
from momento_catalog.adapters.outbound.s3.object_tags import PURGE, RECORDED
from momento_catalog.adapters.outbound.s3.stored_objects import S3StoredObjects
from momento_catalog.adapters.tenants import Operator
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.records.object_key import every_key
from moto import mock_aws

from tests.fakes.catalog.aws import BUCKET, client, create_bucket
from tests.fakes.catalog.samples import media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.identifiers import UserId
    from mypy_boto3_s3 import S3Client


@pytest.fixture(params=["moto", "ministack"])
def s3(request: pytest.FixtureRequest) -> Iterator[S3Client]:
    if request.param == "ministack":
        yield client("s3", request.getfixturevalue("ministack_endpoint"))
        return
    with mock_aws():
        bucket: S3Client = client("s3")
        create_bucket(bucket)
        yield bucket


def stored_objects(s3: S3Client, bucket: str = BUCKET) -> S3StoredObjects:
    return S3StoredObjects(Operator(s3, client("dynamodb")), bucket)


def test_every_object_of_an_item_is_marked_for_the_lifecycle_rule_and_no_other(s3: S3Client, user_id: UserId) -> None:
    gone, kept = media(user_id), media(user_id, kind="video")
    for key in (*every_key(gone), *every_key(kept)):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    stored_objects(s3).release(gone)
    tags = {key: s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] for key in every_key(gone)}
    assert list(tags.values()) == [[PURGE]] * 4
    assert not any(s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] for key in every_key(kept))


def test_objects_that_are_marked_or_gone_already_are_no_hindrance(s3: S3Client, user_id: UserId) -> None:
    photo = media(user_id)
    record, original, *_ = every_key(photo)
    for key in (original, record):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    for _ in range(2):
        stored_objects(s3).release(photo)
    assert s3.get_object_tagging(Bucket=BUCKET, Key=record)["TagSet"] == [PURGE]


def test_a_store_that_does_not_answer_is_told_as_such(user_id: UserId) -> None:
    with pytest.raises(StoreUnavailable):
        stored_objects(client("s3", "http://127.0.0.1:9")).release(media(user_id))


def test_every_object_that_is_pending_is_marked_as_recorded_instead(s3: S3Client, user_id: UserId) -> None:
    photo = media(user_id)
    for key in every_key(photo)[:3]:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", Tagging="momento:pending=true")
    objects = stored_objects(s3)
    assert not objects.is_kept(photo)
    for _ in range(2):
        objects.keep(photo)
    tags = [s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] for key in every_key(photo)[:3]]
    assert tags == [[RECORDED]] * 3
    assert objects.is_kept(photo)


def test_an_item_whose_objects_are_gone_has_none_to_mark(s3: S3Client, user_id: UserId) -> None:
    assert stored_objects(s3).is_kept(media(user_id))


def test_objects_count_as_marked_only_when_all_of_them_are(s3: S3Client, user_id: UserId) -> None:
    class Interrupted:
        """Dies at its last mark."""

        def __init__(self) -> None:
            self.marks = 0

        def put_object_tagging(self, **arguments: Any) -> None:
            self.marks += 1
            if self.marks > len(every_key(photo)) - 1:
                raise EndpointConnectionError(endpoint_url="https://s3.example")
            s3.put_object_tagging(**arguments)

    photo = media(user_id)
    for key in every_key(photo):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x", Tagging="momento:pending=true")
    dying: Any = Interrupted()
    with pytest.raises(StoreUnavailable):
        stored_objects(dying).keep(photo)
    assert not stored_objects(s3).is_kept(photo)
