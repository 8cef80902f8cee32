"""Clients that all users share: every request is signed with the credentials of the user who makes it."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, NoCredentialsError
from botocore.retries import standard
from momento_chassis.aws.shared_clients import SharedClients
from momento_chassis.aws.tenant_credentials import TenantClients

from tests.fakes.chassis.sts import GenerousSts

ROLE = "arn:aws:iam::111122223333:role/momento-ingest-tenant"
USERS = [f"01arz3ndektsv4rrffq69g5{number:03}" for number in range(40)]
BYTES = b"bytes"
SHA256 = base64.b64encode(hashlib.sha256(BYTES).digest()).decode()
SIGNED_BY = re.compile(r"Credential=([^/]+)/")


class Bucket:
    """Answers what would be sent to S3, and notes who asks for what with which credentials."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, str]] = []
        self.failing: set[str] = set()
        self.lasting = False

    def __call__(self, request: Any, **_: object) -> AWSResponse:
        signed_by = SIGNED_BY.search(_text(request.headers["Authorization"]))
        assert signed_by is not None
        user = request.url.rpartition("/user-")[2]
        self.requests.append((user, signed_by[1], _text(request.headers["X-Amz-Security-Token"])))
        status = 500 if user in self.failing else 200
        if not self.lasting:
            self.failing.discard(user)
        return AWSResponse(request.url, status, {}, _Nothing())  # type: ignore[arg-type]  # what botocore reads of it


class _Nothing:
    def stream(self, *_: object, **__: object) -> list[bytes]:
        return []

    def read(self, *_: object) -> bytes:
        return b""


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@pytest.fixture
def shared() -> SharedClients:
    return SharedClients("eu-central-1", ["s3"])


@pytest.fixture
def bucket(shared: SharedClients) -> Bucket:
    bucket = Bucket()
    shared.narrowed("s3", lambda: Credentials("nobody", "nothing")).meta.events.register("before-send.s3", bucket)
    return bucket


def test_requests_of_many_users_at_once_are_each_signed_with_the_credentials_of_their_own_user(
    shared: SharedClients, bucket: Bucket
) -> None:
    sts = GenerousSts(lambda: datetime.now(UTC))
    clients = TenantClients(sts, shared, ROLE, lambda user_id: {"user": user_id})  # type: ignore[arg-type]  # what it uses of STS
    bucket.failing = set(USERS[::3])
    together = threading.Barrier(8)

    def store(user_id: str) -> None:
        client = clients.s3(user_id)
        together.wait(60)
        client.put_object(Bucket="media", Key=f"user-{user_id}", Body=b"bytes")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store, USERS * 5))
    granted = {user: (f"key-{number}", f"token-{number}") for number, user in enumerate(sts.users(), start=1)}
    assert sorted(granted) == USERS
    assert {(user, granted[user]) for user, *_ in bucket.requests} == {
        (user, (key, token)) for user, key, token in bucket.requests
    }
    # A request that is repeated is signed anew.
    assert len(bucket.requests) == len(USERS) * 5 + len(USERS[::3])


def test_requests_of_one_user_that_fail_leave_another_user_s_to_be_repeated(
    shared: SharedClients, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    ada, bob = (shared.narrowed("s3", lambda: Credentials("key", "secret", "token")) for _ in range(2))
    bucket.failing, bucket.lasting = {"ada"}, True
    for _ in range(110):
        with pytest.raises(ClientError):
            ada.put_object(Bucket="media", Key="user-ada", Body=b"bytes")
    tries = len(bucket.requests)
    with pytest.raises(ClientError):
        ada.put_object(Bucket="media", Key="user-ada", Body=b"bytes")
    assert len(bucket.requests) == tries + 1
    bucket.failing, bucket.lasting = {"bob"}, False
    bob.put_object(Bucket="media", Key="user-bob", Body=b"bytes")


def test_a_user_s_client_is_made_of_the_shared_one_and_not_anew(
    shared: SharedClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.client.ClientCreator.create_client", lambda *_, **__: pytest.fail("made a client"))
    first = shared.narrowed("s3", lambda: Credentials("a", "a"))
    second = shared.narrowed("s3", lambda: Credentials("b", "b"))
    assert first._endpoint is second._endpoint
    assert first.meta is second.meta


@pytest.mark.usefixtures("bucket")
def test_without_a_user_nothing_is_signed_whatever_is_found_around_it(
    shared: SharedClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "pod")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "pod")
    for clients in (shared, SharedClients("eu-central-1", ["s3"])):
        with pytest.raises(NoCredentialsError):
            clients._clients["s3"].put_object(Bucket="media", Key="user-x", Body=b"")


def test_a_call_that_fails_leaves_no_credentials_behind(shared: SharedClients) -> None:
    def refuse(**_: object) -> None:
        raise ConnectionError

    client = shared.narrowed("s3", lambda: Credentials("ada", "secret"))
    client.meta.events.register("before-send.s3", refuse)
    with pytest.raises(ConnectionError):
        client.put_object(Bucket="media", Key="user-x", Body=b"")
    with pytest.raises(NoCredentialsError):
        shared._clients["s3"].put_object(Bucket="media", Key="user-x", Body=b"")


@pytest.mark.parametrize(
    ("endpoint", "checksum", "signed"),
    [
        ("https://127.0.0.1:1", SHA256, "UNSIGNED-PAYLOAD"),
        ("https://127.0.0.1:1", None, hashlib.sha256(BYTES).hexdigest()),
        ("http://127.0.0.1:1", SHA256, hashlib.sha256(BYTES).hexdigest()),
    ],
)
def test_a_body_is_not_hashed_again_when_its_checksum_is_signed_and_tls_carries_it(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, checksum: str | None, signed: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    sent: list[Any] = []

    def note(request: Any, **_: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, {}, _Nothing())  # type: ignore[arg-type]  # what botocore reads of it

    client = SharedClients("eu-central-1", ["s3"]).narrowed("s3", lambda: Credentials("ada", "secret"))
    client.meta.events.register("before-send.s3", note)
    given = {} if checksum is None else {"ChecksumSHA256": checksum}
    client.put_object(Bucket="media", Key="user-x", Body=BytesIO(BYTES), **given)
    headers = {name: _text(value) for name, value in sent[0].headers.items()}
    assert headers["X-Amz-Content-SHA256"] == signed
    assert (checksum is not None) == ("x-amz-checksum-sha256;" in headers["Authorization"])


def test_a_link_is_not_signed_without_a_call(shared: SharedClients) -> None:
    client = shared.narrowed("s3", lambda: Credentials("ada", "secret"))
    with pytest.raises(NoCredentialsError):
        client.generate_presigned_url("get_object", Params={"Bucket": "media", "Key": "user-x"})


def test_closing_closes_the_connections(shared: SharedClients, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    monkeypatch.setattr(shared._clients["s3"]._endpoint, "close", lambda: closed.append("s3"))
    shared.close()
    assert closed == ["s3"]


def test_the_endpoint_of_a_transaction_is_chosen_without_collecting_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SharedClients("eu-central-1", ["dynamodb"]).narrowed("dynamodb", lambda: Credentials("key", "secret"))
    searched: list[str] = []
    sent: list[str] = []

    def answer(request: Any, **_: object) -> AWSResponse:
        sent.append(request.url)
        return AWSResponse(request.url, 200, {}, _Nothing())  # type: ignore[arg-type]  # what botocore reads of it

    monkeypatch.setattr("botocore.regions.jmespath.search", lambda path, _: searched.append(path))
    client.meta.events.register("before-send.dynamodb", answer)
    client.transact_write_items(TransactItems=[{"Put": {"TableName": "media", "Item": {"id": {"S": "1"}}}}])
    assert sent == ["https://dynamodb.eu-central-1.amazonaws.com/"]
    assert searched == []
