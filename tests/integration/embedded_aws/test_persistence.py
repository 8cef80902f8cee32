from __future__ import annotations

import ssl
import time
from http.client import HTTPSConnection
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from momento_local.embedded_aws.endpoint import Credentials
from momento_local.embedded_aws.stamp import Stamp
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.integration.embedded_aws.conftest import ALICE, BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Tenant = Callable[[str, str], Callable[[str], Any]]

ITEM = {"userId": {"S": ALICE}, "uploadId": {"S": "01jccccccccccccccccccccccc"}}
KEY = f"user-{ALICE}/photos/a.jpg"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """One for each test: these stop and kill it."""
    with Stack(Settings(tmp_path, Ports.free()), only=("aws",)) as running:
        yield running


def _client(stack: Stack, service: str) -> Any:
    return stack.aws.endpoint.client(service, stack.aws.root)


def _restart(stack: Stack) -> None:
    stack["aws"].start()
    stack["aws"].wait_ready()


def test_everything_is_there_after_a_stop_and_a_start(stack: Stack) -> None:
    _client(stack, "dynamodb").put_item(TableName="momento-media", Item=ITEM)
    _client(stack, "s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"bytes", Tagging="a=b")
    before = stack.provisioned
    stack["aws"].stop()
    assert stack["aws"].exit_code == 0
    _restart(stack)
    assert _client(stack, "dynamodb").get_item(TableName="momento-media", Key=ITEM)["Item"] == ITEM
    assert _client(stack, "s3").get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == b"bytes"
    assert _client(stack, "s3").get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert (stack.provisioned, stack.aws.repair_since) == (before, None)


def test_records_survive_a_kill_once_a_snapshot_was_taken(stack: Stack) -> None:
    _client(stack, "dynamodb").put_item(TableName="momento-media", Item=ITEM)
    _wait_for_a_snapshot(stack)
    stack["aws"].kill()
    _restart(stack)
    assert _client(stack, "dynamodb").get_item(TableName="momento-media", Key=ITEM)["Item"] == ITEM


def test_what_was_set_up_survives_a_kill_before_anything_was_put_into_it(stack: Stack) -> None:
    _wait_for_a_snapshot(stack)
    stack["aws"].kill()
    _restart(stack)
    _client(stack, "dynamodb").put_item(TableName="momento-media", Item=ITEM)
    _client(stack, "s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"bytes")


def _wait_for_a_snapshot(stack: Stack) -> None:
    """Until there is one that began after this call; ends by pytest's own time limit when there never is.

    Another snapshot may be under way, and nothing that was written before this call need be in it.
    """
    called = time.time()
    _client(stack, "iam").create_user(UserName="somebody")
    while (stamp := Stamp.read(stack.home.aws)) is None or stamp.complete_until < called:
        time.sleep(0.05)  # another process takes it


def test_a_kill_asks_for_a_repair_from_before_the_last_snapshot(stack: Stack) -> None:
    stack["aws"].kill()
    stamp = Stamp.read(stack.home.aws)
    assert stamp is not None
    assert not stamp.clean
    stack["aws"].part.prepare()
    assert stack.aws.repair_since is not None
    assert stack.aws.repair_since <= stamp.complete_until - 60


def test_credentials_in_use_survive_a_kill(stack: Stack, tenant: Tenant) -> None:
    s3 = tenant("ingest", ALICE)("s3")
    stack["aws"].kill()
    _restart(stack)
    assert s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"bytes")["VersionId"]


def test_the_bytes_of_stored_objects_do_not_stay_in_memory(stack: Stack) -> None:
    s3 = _client(stack, "s3")
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"warm")
    before = stack["aws"].resident_bytes()
    for number in range(8):
        s3.put_object(Bucket=BUCKET, Key=f"user-{ALICE}/videos/{number}", Body=bytes(32 * 1024 * 1024))
    _wait_for_a_snapshot(stack)
    assert stack["aws"].resident_bytes() - before < 192 * 1024 * 1024


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
