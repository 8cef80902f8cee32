from __future__ import annotations

import ssl
import stat
from http.client import HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from botocore.exceptions import ClientError
from momento_local.embedded_aws.endpoint import Credentials
from momento_local.errors import PartFailed
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.integration.embedded_aws.conftest import ALICE, BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Tenant = Callable[[str, str], Callable[[str], Any]]

MEDIA = "momento-media"


@pytest.fixture
def item(request: pytest.FixtureRequest) -> dict[str, Any]:
    """An item of the running test alone."""
    return {"userId": {"S": request.node.name}, "uploadId": {"S": "one"}}


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """An object key of the running test alone."""
    return f"user-{ALICE}/photos/{request.node.name}.jpg"


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free()), only=("aws",)) as running:
        yield running


def _client(stack: Stack, service: str) -> Any:
    return stack.aws.endpoint.client(service, stack.aws.root)


def _restart(stack: Stack) -> None:
    stack["aws"].start()
    stack["aws"].wait_ready()


def _kill(stack: Stack) -> None:
    stack["aws"].kill()
    _restart(stack)


def test_everything_is_there_after_a_stop_and_a_start(stack: Stack, item: dict[str, Any], key: str) -> None:
    _client(stack, "dynamodb").put_item(TableName=MEDIA, Item=item)
    _client(stack, "s3").put_object(Bucket=BUCKET, Key=key, Body=b"bytes", Tagging="a=b")
    before = stack.provisioned
    stack["aws"].stop()
    assert stack["aws"].exit_code == 0
    _restart(stack)
    assert _client(stack, "dynamodb").get_item(TableName=MEDIA, Key=item)["Item"] == item
    assert _client(stack, "s3").get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"bytes"
    assert _client(stack, "s3").get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert (stack.provisioned, stack.aws.unchecked) == (before, False)


def test_an_edit_survives_a_kill_right_after_its_answer(stack: Stack, item: dict[str, Any]) -> None:
    dynamodb = _client(stack, "dynamodb")
    dynamodb.put_item(TableName=MEDIA, Item=item)
    for title in ("first", "second"):
        dynamodb.update_item(
            TableName=MEDIA,
            Key=item,
            UpdateExpression="SET title = :title ADD edits :one",
            ExpressionAttributeValues={":title": {"S": title}, ":one": {"N": "1"}},
        )
    _kill(stack)
    found = _client(stack, "dynamodb").get_item(TableName=MEDIA, Key=item)["Item"]
    assert found == {**item, "title": {"S": "second"}, "edits": {"N": "2"}}


def test_what_was_set_up_survives_a_kill_before_anything_was_put_into_it(
    stack: Stack, item: dict[str, Any], key: str
) -> None:
    before = stack.provisioned
    _kill(stack)
    assert stack.provisioned == before
    _client(stack, "dynamodb").put_item(TableName=MEDIA, Item=item)
    _client(stack, "s3").put_object(Bucket=BUCKET, Key=key, Body=b"bytes")


def test_a_transaction_repeated_after_a_kill_is_done_once(stack: Stack, item: dict[str, Any]) -> None:
    dynamodb = _client(stack, "dynamodb")
    add = {
        "TableName": MEDIA,
        "Key": item,
        "UpdateExpression": "ADD edits :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    other = {**item, "uploadId": {"S": "other"}}
    request = {
        "ClientRequestToken": "only once",
        "TransactItems": [{"Update": add}, {"Put": {"TableName": MEDIA, "Item": other}}],
    }
    dynamodb.transact_write_items(**request)
    _kill(stack)
    dynamodb = _client(stack, "dynamodb")
    dynamodb.transact_write_items(**request)
    assert dynamodb.get_item(TableName=MEDIA, Key=item)["Item"]["edits"] == {"N": "1"}
    assert dynamodb.get_item(TableName=MEDIA, Key=other)["Item"] == other
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        dynamodb.transact_write_items(**{**request, "TransactItems": request["TransactItems"][:1]})


def test_a_deleted_item_stays_deleted_and_a_refused_condition_changes_nothing(
    stack: Stack, item: dict[str, Any]
) -> None:
    dynamodb = _client(stack, "dynamodb")
    dynamodb.put_item(TableName=MEDIA, Item=item)
    dynamodb.delete_item(TableName=MEDIA, Key=item)
    other = {**item, "uploadId": {"S": "other"}}
    dynamodb.put_item(TableName=MEDIA, Item=other)
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        dynamodb.put_item(
            TableName=MEDIA,
            Item={**other, "a": {"S": "b"}},
            ConditionExpression="attribute_not_exists(a) AND attribute_exists(b)",
        )
    _kill(stack)
    assert _client(stack, "dynamodb").query(
        TableName=MEDIA, KeyConditionExpression="userId = :user", ExpressionAttributeValues={":user": item["userId"]}
    )["Items"] == [other]


def test_names_that_look_like_ministack_s_own_marks_come_back_as_they_were(stack: Stack, item: dict[str, Any]) -> None:
    marked = {**item, "__bytes__": {"M": {"__scoped__": {"BOOL": True}, "data": {"B": b"\x00\xff"}}}}
    _client(stack, "dynamodb").put_item(TableName=MEDIA, Item=marked)
    _kill(stack)
    assert _client(stack, "dynamodb").get_item(TableName=MEDIA, Key=item)["Item"] == marked


def test_credentials_in_use_survive_a_kill(stack: Stack, tenant: Tenant, key: str) -> None:
    s3 = tenant("ingest", ALICE)("s3")
    _kill(stack)
    assert s3.put_object(Bucket=BUCKET, Key=key, Body=b"bytes")["VersionId"]


def test_an_upload_in_parts_goes_on_after_kills(stack: Stack, key: str) -> None:
    upload = {"Bucket": BUCKET, "Key": key}
    upload["UploadId"] = _client(stack, "s3").create_multipart_upload(**upload, Metadata={"a": "b"})["UploadId"]
    _kill(stack)
    sent = []
    for number, part in enumerate([b"x" * 5 * 1024 * 1024, b"", b"last"], 1):
        etag = _client(stack, "s3").upload_part(**upload, PartNumber=number, Body=part)["ETag"]
        sent.append({"PartNumber": number, "ETag": etag})
    _kill(stack)
    whole = {"MultipartUpload": {"Parts": sent}}
    completed = _client(stack, "s3").complete_multipart_upload(**upload, **whole)
    _kill(stack)
    s3 = _client(stack, "s3")
    assert s3.complete_multipart_upload(**upload, **whole)["VersionId"] == completed["VersionId"]
    found = s3.get_object(Bucket=BUCKET, Key=key)
    assert (found["Body"].read(), found["Metadata"]) == (b"x" * 5 * 1024 * 1024 + b"last", {"a": "b"})
    assert found["VersionId"] == completed["VersionId"]
    assert not list((stack.home.aws / "staging").iterdir())
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)


def test_tags_versions_and_delete_markers_survive_a_kill(stack: Stack, key: str) -> None:
    s3 = _client(stack, "s3")
    first = s3.put_object(Bucket=BUCKET, Key=key, Body=b"first", Tagging="state=pending")["VersionId"]
    s3.put_object_tagging(Bucket=BUCKET, Key=key, Tagging={"TagSet": [{"Key": "state", "Value": "kept"}]})
    _kill(stack)
    s3 = _client(stack, "s3")
    assert s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == [{"Key": "state", "Value": "kept"}]
    second = s3.put_object(Bucket=BUCKET, Key=key, Body=b"second")["VersionId"]
    s3.delete_object(Bucket=BUCKET, Key=key)
    _kill(stack)
    s3 = _client(stack, "s3")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix=key)
    bodies = [s3.get_object(Bucket=BUCKET, Key=key, VersionId=each)["Body"].read() for each in (first, second)]
    assert bodies == [b"first", b"second"]


def test_an_object_half_of_which_was_written_by_a_kill_is_none(stack: Stack, key: str) -> None:
    s3 = _client(stack, "s3")
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"bytes", Tagging="a=b")
    # A kill between the two files of an object leaves its description alone.
    (stored,) = (stack.home.aws / "s3").rglob(key.rpartition("/")[2])
    stored.unlink()
    _kill(stack)
    s3 = _client(stack, "s3")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix=key)
    assert s3.put_object(Bucket=BUCKET, Key=key, Body=b"again", IfNoneMatch="*", Tagging="c=d")["VersionId"]
    _kill(stack)
    assert _client(stack, "s3").get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == [{"Key": "c", "Value": "d"}]


def test_the_bytes_of_stored_objects_do_not_stay_in_memory(stack: Stack, key: str) -> None:
    s3 = _client(stack, "s3")
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"warm")
    before = stack["aws"].resident_bytes()
    for number in range(8):
        s3.put_object(Bucket=BUCKET, Key=f"user-{ALICE}/videos/{number}", Body=bytes(32 * 1024 * 1024))
    assert stack["aws"].resident_bytes() - before < 192 * 1024 * 1024


def test_all_that_is_kept_is_readable_by_its_owner_only(
    stack: Stack, tenant: Tenant, item: dict[str, Any], key: str
) -> None:
    tenant("ingest", ALICE)("s3").put_object(Bucket=BUCKET, Key=key, Body=b"bytes")
    _client(stack, "dynamodb").put_item(TableName=MEDIA, Item=item)
    modes = {path: stat.filemode(path.stat().st_mode) for path in [stack.home.aws, *stack.home.aws.rglob("*")]}
    wrong = {str(path): mode for path, mode in modes.items() if mode not in {"drwx------", "-rw-------"}}
    assert not wrong


def test_ministack_s_own_files_lie_in_the_folder_and_nowhere_else(stack: Stack) -> None:
    environment = psutil.Process(stack["aws"].pid).environ()
    assert Path(environment["STATE_DIR"]).is_relative_to(stack.home.aws)
    assert Path(environment["S3_DATA_DIR"]).is_relative_to(stack.home.aws)


def test_damage_to_what_was_acknowledged_stops_the_start_and_says_so(own_stack: Stack) -> None:
    stack = own_stack
    stack["aws"].stop()
    first = min((stack.home.aws / "log").glob("*.log"))
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    stack["aws"].start()
    with pytest.raises(PartFailed, match="damaged"):
        stack["aws"].wait_ready()


def test_only_the_launcher_s_own_key_is_the_owner(stack: Stack) -> None:
    for keys in (Credentials("test", "test"), Credentials("000000000000", "test"), Credentials("AKIA" + "A" * 16, "x")):
        with pytest.raises(ClientError):
            stack.aws.endpoint.client("s3", keys).list_buckets()
    assert _client(stack, "s3").list_buckets()["Buckets"]


@pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/config", f"/{BUCKET}", "/"])
def test_unsigned_requests_stay_outside(stack: Stack, path: str) -> None:
    context = ssl.create_default_context(cafile=str(stack.aws.endpoint.authority))
    connection = HTTPSConnection("127.0.0.1", stack.settings.ports.aws, context=context)
    connection.request("POST", path)
    assert connection.getresponse().status == 403
    connection.close()
