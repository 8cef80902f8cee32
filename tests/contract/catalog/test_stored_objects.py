from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber
from momento_catalog.adapters.outbound.s3.object_tags import PURGE
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
    stored_objects(s3).release(user_id, every_key(gone))
    tags = {key: s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] for key in every_key(gone)}
    assert list(tags.values()) == [[PURGE]] * 4
    assert not any(s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] for key in every_key(kept))


def test_objects_that_are_marked_or_gone_already_are_no_hindrance(s3: S3Client, user_id: UserId) -> None:
    photo = media(user_id)
    record, original, *_ = every_key(photo)
    for key in (original, record):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    for _ in range(2):
        stored_objects(s3).release(user_id, every_key(photo))
    assert s3.get_object_tagging(Bucket=BUCKET, Key=record)["TagSet"] == [PURGE]


def test_of_an_upload_stored_in_part_the_rest_is_marked_though_what_is_missing_is_denied(user_id: UserId) -> None:
    s3: S3Client = client("s3", "http://127.0.0.1:9")
    with Stubber(s3) as stub:
        stub.add_client_error("put_object_tagging", "AccessDenied", http_status_code=403)
        stub.add_response("put_object_tagging", {})
        stored_objects(s3).release(user_id, every_key(media(user_id))[:2], partly=True)
        stub.assert_no_pending_responses()


def test_a_store_that_denies_what_is_there_has_not_marked_it(user_id: UserId) -> None:
    s3: S3Client = client("s3", "http://127.0.0.1:9")
    with Stubber(s3) as stub:
        stub.add_client_error("put_object_tagging", "AccessDenied", http_status_code=403)
        with pytest.raises(StoreUnavailable):
            stored_objects(s3).release(user_id, every_key(media(user_id)))


def test_a_store_that_does_not_answer_is_told_as_such(user_id: UserId) -> None:
    with pytest.raises(StoreUnavailable):
        stored_objects(client("s3", "http://127.0.0.1:9")).release(user_id, every_key(media(user_id)))
