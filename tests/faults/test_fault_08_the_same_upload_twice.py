"""Fault 8: the same upload twice. Pass mark: one object, one record."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.e2e.member import https_client
from tests.e2e.tus_client import begun, ended, send
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage

AT_ONCE = 6


def together(steps: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Takes all the steps at the same time."""
    start = threading.Barrier(len(steps))

    def run(step: Callable[[], httpx.Response]) -> httpx.Response:
        start.wait()
        return step()

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))


def assert_once(storage: Storage, member: Member, item: str) -> None:
    assert member.listed() == [item]
    folder = f"user-{member.user_id}"
    assert storage.keys(f"{folder}/photos/") == [f"{folder}/photos/{item}.png"]
    assert len(storage.keys(f"{folder}/")) == 4
    versions = storage.s3.list_object_versions(Bucket=storage.names["BucketName"], Prefix=f"{folder}/")["Versions"]
    assert len(versions) == 4
    records = storage.dynamodb.query(
        TableName=storage.names["MediaTableName"],
        KeyConditionExpression="userId = :user",
        ExpressionAttributeValues={":user": {"S": member.user_id}},
    )["Items"]
    assert [record["uploadId"]["S"] for record in records] == [item]


def test_the_same_file_sent_at_once_in_every_way_is_one_item(member: Member, storage: Storage) -> None:
    content = png(370)
    paths = [begun(member, content, filename=f"{number}.png") for number in range(AT_ONCE // 2)]
    in_pieces = [lambda path=path: send(member, path, 0, content) for path in paths]
    at_once = [lambda number=number: member.send(f"one-{number}.png", content) for number in range(AT_ONCE // 2)]
    answers = together([*in_pieces, *at_once])
    assert {answer.status_code for answer in answers} <= {200, 201, 202, 204}
    items = {ended(member, path)["media"]["uploadId"] for path in paths}
    assert len(items) == 1
    assert_once(storage, member, items.pop())


def test_one_request_sent_at_once_with_one_key_is_one_item(member: Member, storage: Storage) -> None:
    content, key = png(380), {"Idempotency-Key": secrets.token_hex(8)}
    answers = together(
        [lambda: member.call("POST", "/media", files={"file": ("a.png", content)}, headers=key)] * AT_ONCE
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 202, 409}
    assert {it.json()["code"] for it in answers if it.status_code == 409} <= {"IDEMPOTENCY_KEY_BUSY"}
    again = member.call("POST", "/media", files={"file": ("a.png", content)}, headers=key)
    assert again.status_code in {200, 201}
    assert_once(storage, member, again.json()["uploadId"])


def test_a_request_repeated_because_its_answer_was_lost_is_one_item(
    stack: Stack, member: Member, storage: Storage
) -> None:
    first = member.keep("a.png", png(390))["uploadId"]
    with https_client(stack) as client:
        headers = {"Authorization": f"Bearer {member.token}"}
        again = client.post("/api/v1/media", files={"file": ("a.png", png(390))}, headers=headers)
    assert (again.status_code, again.json()["uploadId"]) == (200, first)
    assert_once(storage, member, first)
