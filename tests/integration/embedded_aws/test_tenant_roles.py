from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.embedded_aws.conftest import ALICE, BOB, BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    Tenant = Callable[[str, str], Callable[[str], Any]]

ACTIVITY = "momento-activity"
DENIED = {"AccessDenied", "AccessDeniedException", "403"}
PURGE = {"TagSet": [{"Key": "momento:purge", "Value": "true"}]}
RECORD = {"userId": {"S": ALICE}, "uploadId": {"S": "01jccccccccccccccccccccccc"}}


def _refused(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] in DENIED
    return False


@pytest.fixture
def photo(stack: Stack) -> str:
    """A photo of Alice's that is there already."""
    key = f"user-{ALICE}/photos/there.jpg"
    stack.aws.endpoint.client("s3", stack.aws.root).put_object(Bucket=BUCKET, Key=key, Body=b"bytes")
    return key


@pytest.mark.parametrize("folder", ["photos", "videos", "previews", "records"])
def test_ingest_can_add_objects_to_its_user_s_folders(tenant: Tenant, folder: str) -> None:
    added = tenant("ingest", ALICE)("s3").put_object(Bucket=BUCKET, Key=f"user-{ALICE}/{folder}/a", Body=b"bytes")
    assert added["VersionId"]


@pytest.mark.parametrize(
    "key", [f"user-{BOB}/photos/a", f"user-{ALICE}x/photos/a", f"user-{ALICE}/a", f"user-{ALICE}/others/a", "a"]
)
def test_ingest_can_add_nothing_anywhere_else(tenant: Tenant, key: str) -> None:
    s3 = tenant("ingest", ALICE)("s3")
    assert _refused(lambda: s3.put_object(Bucket=BUCKET, Key=key, Body=b"bytes"))


def test_ingest_can_send_in_parts_and_give_up(tenant: Tenant) -> None:
    s3, key = tenant("ingest", ALICE)("s3"), f"user-{ALICE}/videos/parts.mp4"
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    s3.upload_part(Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, Body=b"part")
    assert (
        s3.abort_multipart_upload(Bucket=BUCKET, Key=key, UploadId=upload)["ResponseMetadata"]["HTTPStatusCode"] == 204
    )


def test_ingest_can_neither_read_nor_list_nor_delete(tenant: Tenant, photo: str) -> None:
    s3 = tenant("ingest", ALICE)("s3")
    assert _refused(lambda: s3.get_object(Bucket=BUCKET, Key=photo))
    assert _refused(lambda: s3.list_objects_v2(Bucket=BUCKET, Prefix=f"user-{ALICE}/"))
    assert _refused(lambda: s3.delete_object(Bucket=BUCKET, Key=photo))


@pytest.mark.parametrize("folder", ["photos", "videos", "previews", "records"])
@pytest.mark.parametrize("tags", [["momento:purge"], ["momento:pending"], []])
def test_ingest_can_put_no_tag_on_what_it_has_stored(tenant: Tenant, folder: str, tags: list[str]) -> None:
    key, mine = f"user-{ALICE}/{folder}/stored-{len(tags)}", tenant("ingest", ALICE)("s3")
    mine.put_object(Bucket=BUCKET, Key=key, Body=b"bytes")
    wanted = {"TagSet": [{"Key": tag, "Value": "true"} for tag in tags]}
    assert _refused(lambda: mine.put_object_tagging(Bucket=BUCKET, Key=key, Tagging=wanted))


@pytest.mark.parametrize("tag", ["momento:purge", "momento:pending", "other"])
def test_ingest_can_store_no_object_with_a_tag(tenant: Tenant, tag: str) -> None:
    mine, key = tenant("ingest", ALICE)("s3"), f"user-{ALICE}/photos/tagged"
    assert _refused(lambda: mine.put_object(Bucket=BUCKET, Key=key, Body=b"x", Tagging=f"{tag}=true"))


def test_ingest_reaches_no_table(tenant: Tenant) -> None:
    dynamodb = tenant("ingest", ALICE)("dynamodb")
    assert _refused(lambda: dynamodb.put_item(TableName="momento-media", Item=RECORD))
    assert _refused(lambda: dynamodb.get_item(TableName="momento-media", Key=RECORD))


def test_catalog_can_read_and_tag_its_user_s_objects_only(tenant: Tenant, photo: str) -> None:
    alice, bob = tenant("catalog", ALICE)("s3"), tenant("catalog", BOB)("s3")
    assert alice.get_object(Bucket=BUCKET, Key=photo)["Body"].read() == b"bytes"
    assert (
        alice.put_object_tagging(Bucket=BUCKET, Key=photo, Tagging=PURGE)["ResponseMetadata"]["HTTPStatusCode"] == 200
    )
    assert _refused(lambda: bob.get_object(Bucket=BUCKET, Key=photo))
    assert _refused(lambda: bob.put_object_tagging(Bucket=BUCKET, Key=photo, Tagging=PURGE))


def test_catalog_can_neither_write_nor_delete_objects(tenant: Tenant, photo: str) -> None:
    s3 = tenant("catalog", ALICE)("s3")
    assert _refused(lambda: s3.put_object(Bucket=BUCKET, Key=photo, Body=b"other"))
    assert _refused(lambda: s3.delete_object(Bucket=BUCKET, Key=photo))
    assert _refused(lambda: s3.delete_object_tagging(Bucket=BUCKET, Key=photo))


def test_catalog_can_keep_records_also_in_transactions(tenant: Tenant) -> None:
    dynamodb = tenant("catalog", ALICE)("dynamodb")
    facet = {"facetKey": {"S": f"{ALICE}#kind#photo"}, "sortKey": {"S": "2026"}}
    puts = [("momento-media", RECORD), ("momento-facets", facet)]
    dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": name, "Item": item}} for name, item in puts])
    assert dynamodb.get_item(TableName="momento-media", Key=RECORD)["Item"] == RECORD


def test_catalog_can_neither_scan_nor_delete_records(tenant: Tenant) -> None:
    dynamodb = tenant("catalog", ALICE)("dynamodb")
    delete = {"momento-media": [{"DeleteRequest": {"Key": RECORD}}]}
    assert _refused(lambda: dynamodb.scan(TableName="momento-media"))
    assert _refused(lambda: dynamodb.delete_item(TableName="momento-media", Key=RECORD))
    assert _refused(lambda: dynamodb.batch_write_item(RequestItems=delete))
    assert _refused(
        lambda: dynamodb.transact_write_items(TransactItems=[{"Delete": {"TableName": "momento-media", "Key": RECORD}}])
    )
    assert _refused(lambda: dynamodb.delete_table(TableName="momento-media"))


def test_catalog_can_add_and_read_events_and_change_none(tenant: Tenant) -> None:
    dynamodb = tenant("catalog", ALICE)("dynamodb")
    key = {"userId": {"S": ALICE}, "eventId": {"S": "01jccccccccccccccccccccccc"}}
    dynamodb.put_item(TableName=ACTIVITY, Item=key, ConditionExpression="attribute_not_exists(userId)")
    mine = {":user": {"S": ALICE}}
    found = dynamodb.query(TableName=ACTIVITY, KeyConditionExpression="userId = :user", ExpressionAttributeValues=mine)
    assert found["Items"] == [key]
    assert _refused(lambda: dynamodb.update_item(TableName=ACTIVITY, Key=key))
    assert _refused(lambda: dynamodb.delete_item(TableName=ACTIVITY, Key=key))
    assert _refused(lambda: dynamodb.scan(TableName=ACTIVITY))


@pytest.mark.parametrize("service", ["ingest", "catalog"])
def test_a_runtime_identity_can_do_nothing_by_itself(stack: Stack, photo: str, service: str) -> None:
    runtime = getattr(stack.provisioned, service)
    s3 = stack.aws.endpoint.client("s3", runtime)
    assert _refused(lambda: s3.get_object(Bucket=BUCKET, Key=photo))
    assert _refused(lambda: s3.put_object(Bucket=BUCKET, Key=f"user-{ALICE}/photos/a", Body=b"bytes"))
    assert _refused(lambda: s3.delete_object(Bucket=BUCKET, Key=photo))
    assert _refused(s3.list_buckets)
    assert _refused(lambda: stack.aws.endpoint.client("dynamodb", runtime).scan(TableName="momento-media"))
    assert _refused(lambda: stack.aws.endpoint.client("iam", runtime).list_users())


@pytest.mark.parametrize(("service", "other"), [("ingest", "Catalog"), ("catalog", "Ingest")])
def test_a_runtime_identity_cannot_assume_the_other_s_role(stack: Stack, service: str, other: str) -> None:
    sts = stack.aws.endpoint.client("sts", getattr(stack.provisioned, service))
    arn = stack.provisioned.access[f"{other}TenantRoleArn"]
    tags = [{"Key": "userId", "Value": ALICE}]
    assert _refused(lambda: sts.assume_role(RoleArn=arn, RoleSessionName=ALICE, Tags=tags))


@pytest.mark.parametrize("tags", [[], [{"Key": "userId", "Value": "*"}], [{"Key": "user", "Value": ALICE}]])
def test_a_tenant_role_is_not_assumed_without_a_user_s_id(stack: Stack, tags: list[dict[str, str]]) -> None:
    sts = stack.aws.endpoint.client("sts", stack.provisioned.ingest)
    arn = stack.provisioned.access["IngestTenantRoleArn"]
    assert _refused(lambda: sts.assume_role(RoleArn=arn, RoleSessionName=ALICE, Tags=tags))
