"""The disk of the embedded AWS is full: writes are refused, reads go on, and nothing that was answered is lost."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from momento_local.embedded_aws.endpoint import REGION
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.faults.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISK_BYTES = 16 * 1024 * 1024
MEDIA, BUCKET = "momento-media", "momento-uploads"
FULL = "The disk takes no more"
ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Stack]:
    """An embedded AWS on a file system of 16 MiB; that takes root, as in the containers that CI runs in."""
    stack = Stack(Settings(tmp_path, Ports.free()), only=("aws",))
    folder = str(stack.home.aws)
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", folder)
    subprocess.run(mount, check=True)  # noqa: S603  # our own words
    try:
        with stack:
            yield stack
    finally:
        subprocess.run(("umount", folder), check=True)  # noqa: S603, S607  # likewise


def _client(stack: Stack, service: str) -> Any:
    root, endpoint = stack.aws.root, stack.aws.endpoint
    session = boto3.Session(root.access_key_id, root.secret_access_key, region_name=REGION)
    make: Any = session.client
    return make(service, endpoint_url=endpoint.url, verify=str(endpoint.authority), config=ONCE)


def _fill(path: Path) -> None:
    """Takes all the room there is."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def _item(number: int) -> dict[str, Any]:
    return {"userId": {"S": "somebody"}, "uploadId": {"S": f"{number:04}"}, "text": {"S": "x" * 3000}}


def test_a_full_disk_refuses_writes_and_loses_nothing_and_takes_them_again_when_there_is_room(small: Stack) -> None:
    dynamodb, s3 = _client(small, "dynamodb"), _client(small, "s3")
    answered = [_item(number) for number in range(20)]
    for item in answered:
        dynamodb.put_item(TableName=MEDIA, Item=item)
    s3.put_object(Bucket=BUCKET, Key="before", Body=b"before")
    filler = small.home.aws / "filler"
    _fill(filler)
    while _takes(dynamodb, _item(len(answered))):
        answered.append(_item(len(answered)))
    assert not _takes(dynamodb, _item(999))
    with pytest.raises(ClientError, match=FULL):
        s3.put_object(Bucket=BUCKET, Key="refused", Body=b"x" * 100_000)
    with pytest.raises(ClientError, match=FULL):
        s3.create_multipart_upload(Bucket=BUCKET, Key="refused")
    assert dynamodb.get_item(TableName=MEDIA, Key=_key(answered[0]))["Item"] == answered[0]
    assert s3.get_object(Bucket=BUCKET, Key="before")["Body"].read() == b"before"
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket=BUCKET, Key="refused")
    filler.unlink()
    eventually(lambda: _takes(dynamodb, _item(998)))
    answered.append(_item(998))
    assert s3.put_object(Bucket=BUCKET, Key="refused", Body=b"now", IfNoneMatch="*")["VersionId"]
    small["aws"].kill()
    small["aws"].start()
    small["aws"].wait_ready()
    for item in answered:
        assert dynamodb.get_item(TableName=MEDIA, Key=_key(item))["Item"] == item
    assert s3.get_object(Bucket=BUCKET, Key="refused")["Body"].read() == b"now"


def test_a_kill_while_the_disk_is_full_loses_nothing_and_a_start_without_room_is_no_loss_either(small: Stack) -> None:
    dynamodb = _client(small, "dynamodb")
    answered: list[dict[str, Any]] = []
    _fill(small.home.aws / "filler")
    while _takes(dynamodb, _item(len(answered))):
        answered.append(_item(len(answered)))
    small["aws"].kill()
    small["aws"].start()
    small["aws"].wait_ready()
    for item in answered:
        assert dynamodb.get_item(TableName=MEDIA, Key=_key(item))["Item"] == item


def _key(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("userId", "uploadId")}


def _takes(dynamodb: Any, item: dict[str, Any]) -> bool:
    """Whether an item is taken; when not, it is for lack of room and for nothing else."""
    try:
        dynamodb.put_item(TableName=MEDIA, Item=item)
    except ClientError as refusal:
        if FULL not in str(refusal):
            raise
        return False
    return True
