from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from momento_chassis.aws.shared_clients import CLIENT_CONFIG
from momento_ingest.adapters.outbound.s3 import multipart
from momento_ingest.adapters.outbound.s3 import object_store as s3_object_store
from momento_ingest.adapters.outbound.s3.object_store import S3ObjectStore
from momento_ingest.application.ports.object_store import ObjectStore, StoredObject
from momento_ingest.domain.errors import Rejected, Unavailable
from momento_ingest.domain.identifiers import UserId
from moto import mock_aws

from tests.fakes.ingest.object_store import InMemoryObjectStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    Kept = Callable[[str], tuple[str, bytes]]
    Put = Callable[..., Awaitable[None]]

USER = UserId("01arz3ndektsv4rrffq69g5fad")
KEY = f"user-{USER}/photos/01m80gb91p692ex4de2zsjs4vz.jpg"
BUCKET = "media"
MEBIBYTE = 1024 * 1024


class OneTenant:
    """Gives the same client for the one user of these tests."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def s3(self, user_id: str) -> Any:
        assert user_id == USER.value
        return self.client


def refuse_wrong_checksum(request: Any, **_: object) -> None:
    """As S3 does with a body that has not the checksum that its headers name; moto does not look."""
    named = request.headers.get("x-amz-checksum-sha256")
    if named is not None:
        body = request.body if isinstance(request.body, bytes) else request.body.read()
        request.body = body
        if base64.b64encode(hashlib.sha256(body).digest()).decode() != _text(named):
            raise answered("BadDigest")


def answered(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "…"}}, "PutObject")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with mock_aws():
        s3 = boto3.client(
            "s3",
            region_name="eu-central-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=CLIENT_CONFIG,
        )
        s3.meta.events.register_first("before-send.s3", refuse_wrong_checksum)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield s3


@pytest.fixture
def sent(client: Any) -> Iterator[list[dict[str, str]]]:
    """Headers of every request that goes to S3."""
    requests: list[dict[str, str]] = []

    def note(request: Any, **_: object) -> None:
        requests.append({name.lower(): _text(value) for name, value in request.headers.items()})

    client.meta.events.register("before-send.s3", note)
    yield requests
    client.meta.events.unregister("before-send.s3", note)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.fixture
def on_s3(client: Any) -> Iterator[S3ObjectStore]:
    yield S3ObjectStore(BUCKET, OneTenant(client))
    for kept in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=kept["Key"])


@pytest.fixture(params=["memory", "s3", "s3 in parts"])
def store(request: pytest.FixtureRequest, on_s3: S3ObjectStore, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    if request.param == "s3 in parts":
        monkeypatch.setattr(s3_object_store, "SINGLE_PUT_BYTES", 0)
    return InMemoryObjectStore() if request.param == "memory" else on_s3


@pytest.fixture
def kept(store: ObjectStore, client: Any) -> Kept:
    def read(key: str) -> tuple[str, bytes]:
        if isinstance(store, InMemoryObjectStore):
            stored, content = store.objects[key]
            return stored.content_type, content
        answer = client.get_object(Bucket=BUCKET, Key=key)
        return answer["ContentType"], answer["Body"].read()

    return read


def described(content: bytes, key: str = KEY) -> StoredObject:
    return StoredObject(key, "image/jpeg", hashlib.sha256(content).hexdigest())


@pytest.fixture
def put(store: ObjectStore, tmp_path: Path) -> Put:
    async def file(content: bytes, stored: StoredObject | None = None) -> None:
        path = tmp_path / "spooled"
        path.write_bytes(content)
        await store.put_file(USER, stored or described(content), str(path), len(content))

    return file


async def test_a_file_is_kept_with_its_media_type(put: Put, kept: Kept) -> None:
    await put(b"bytes")
    assert kept(KEY) == ("image/jpeg", b"bytes")


async def test_a_few_bytes_are_kept_with_their_media_type(store: ObjectStore, kept: Kept) -> None:
    await store.put_bytes(USER, described(b"small"), b"small")
    assert kept(KEY) == ("image/jpeg", b"small")


async def test_a_second_put_of_the_same_key_is_no_error_and_changes_nothing(
    store: ObjectStore, put: Put, kept: Kept
) -> None:
    await put(b"first")
    await put(b"first")
    await put(b"other")
    await store.put_bytes(USER, described(b"third"), b"third")
    assert kept(KEY) == ("image/jpeg", b"first")


async def test_bytes_that_are_not_those_that_arrived_are_not_kept(store: ObjectStore, put: Put, kept: Kept) -> None:
    with pytest.raises(Rejected) as raised:
        await put(b"damaged", described(b"as it arrived"))
    assert raised.value.reason == "SPOOL_DAMAGED"
    with pytest.raises(Rejected):
        await store.put_bytes(USER, described(b"as it arrived"), b"damaged")
    with pytest.raises((KeyError, ClientError)):
        kept(KEY)


async def test_a_large_file_goes_in_parts_and_arrives_whole(
    on_s3: S3ObjectStore, client: Any, sent: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_object_store, "SINGLE_PUT_BYTES", MEBIBYTE)
    monkeypatch.setattr(multipart, "PART_BYTES", 5 * MEBIBYTE)
    content = os.urandom(6 * MEBIBYTE)
    (tmp_path / "film").write_bytes(content)
    await on_s3.put_file(USER, described(content), str(tmp_path / "film"), len(content))
    assert len(sent) == 4
    assert client.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == content
    assert sent[0]["x-amz-checksum-algorithm"] == "SHA256"
    assert sent[0]["x-amz-server-side-encryption"] == "AES256"
    assert sent[3]["if-none-match"] == "*"


@pytest.mark.parametrize("breaks", ["UploadPart", "CompleteMultipartUpload"])
async def test_a_large_file_that_cannot_be_stored_leaves_no_parts_behind(
    on_s3: S3ObjectStore, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    def fail(**_: object) -> None:
        raise answered("InvalidRequest")

    monkeypatch.setattr(s3_object_store, "SINGLE_PUT_BYTES", 0)
    (tmp_path / "film").write_bytes(b"film")
    client.meta.events.register_first(f"before-send.s3.{breaks}", fail)
    try:
        with pytest.raises(Unavailable):
            await on_s3.put_file(USER, described(b"film"), str(tmp_path / "film"), 4)
    finally:
        client.meta.events.unregister(f"before-send.s3.{breaks}", fail)
    assert "Uploads" not in client.list_multipart_uploads(Bucket=BUCKET)
    assert "Contents" not in client.list_objects_v2(Bucket=BUCKET)


async def test_a_file_of_exactly_the_limit_goes_at_once(
    on_s3: S3ObjectStore, sent: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_object_store, "SINGLE_PUT_BYTES", 5)
    (tmp_path / "file").write_bytes(b"bytes")
    await on_s3.put_file(USER, described(b"bytes"), str(tmp_path / "file"), 5)
    assert len(sent) == 1


async def test_a_put_asks_for_encryption_a_checksum_and_never_to_overwrite(
    on_s3: S3ObjectStore, sent: list[dict[str, str]]
) -> None:
    await on_s3.put_bytes(USER, described(b"small"), b"small")
    assert sent[0]["x-amz-server-side-encryption"] == "AES256"
    assert sent[0]["if-none-match"] == "*"
    assert sent[0]["x-amz-checksum-sha256"] == base64.b64encode(hashlib.sha256(b"small").digest()).decode()


async def test_a_key_of_kms_encrypts_where_one_is_named(client: Any, sent: list[dict[str, str]]) -> None:
    key = "arn:aws:kms:eu-central-1:111122223333:key/k"
    store = S3ObjectStore(BUCKET, OneTenant(client), kms_key=key)
    await store.put_bytes(USER, described(b"sealed", KEY + ".kms"), b"sealed")
    assert sent[0]["x-amz-server-side-encryption"] == "aws:kms"
    assert sent[0]["x-amz-server-side-encryption-aws-kms-key-id"] == key
    assert sent[0]["x-amz-server-side-encryption-bucket-key-enabled"] == "true"


class Failing:
    """A client of S3 that always fails so."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def put_object(self, **_: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        *(answered(code) for code in ("SlowDown", "AccessDenied", "InternalError", "ExpiredToken", "NoSuchBucket")),
        answered("ConditionalRequestConflict"),
        EndpointConnectionError(endpoint_url="https://s3.example"),
    ],
)
async def test_whatever_else_the_store_says_it_is_unavailable_and_its_words_are_not_passed_on(error: Exception) -> None:
    store = S3ObjectStore(BUCKET, OneTenant(Failing(error)))
    with pytest.raises(Unavailable) as raised:
        await store.put_bytes(USER, described(b"x"), b"x")
    assert raised.value.reason == "STORE_UNAVAILABLE"
    assert BUCKET not in str(raised.value)
    assert USER.value not in str(raised.value)


async def test_a_role_that_cannot_be_assumed_makes_the_store_unavailable() -> None:
    class NoRole:
        def s3(self, _: str) -> Any:
            raise answered("AccessDenied")

    with pytest.raises(Unavailable):
        await S3ObjectStore(BUCKET, NoRole()).put_bytes(USER, described(b"x"), b"x")


async def test_only_the_put_that_stores_says_that_it_has_stored(store: ObjectStore) -> None:
    assert [await store.put_bytes(USER, described(b"small"), b"small") for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("single_put_bytes", [0, MEBIBYTE])
async def test_a_new_object_has_no_tag_however_it_is_stored(
    on_s3: S3ObjectStore,
    client: Any,
    sent: list[dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    single_put_bytes: int,
) -> None:
    monkeypatch.setattr(s3_object_store, "SINGLE_PUT_BYTES", single_put_bytes)
    (tmp_path / "file").write_bytes(b"photo")
    await on_s3.put_file(USER, described(b"photo"), str(tmp_path / "file"), 5)
    assert not [it for it in sent if "x-amz-tagging" in it]
    assert client.get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"] == []
