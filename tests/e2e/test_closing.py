"""Leaving: at once for everybody else, and for good when nobody came back. In this stack nobody is waited for."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from tests.e2e.member import API, make_api_key
from tests.e2e.test_api_keys import script
from tests.e2e.verdicts import MAX_SECONDS, catalog_verdict, edge_verdict, honoured_for
from tests.media.images import png

if TYPE_CHECKING:
    from momento.catalog.v1 import catalog_pb2_grpc
    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage

_TIMEOUT_SECONDS = 60


def marked(storage: Storage, prefix: str, upload_id: str) -> bool:
    """Whether every object of an item is marked for S3 to remove."""
    keys = [key for key in storage.keys(prefix) if upload_id in key]
    bucket = storage.names["BucketName"]
    tags = [storage.s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] for key in keys]
    return bool(tags) and all({"Key": "momento:purge", "Value": "true"} in it for it in tags)


def traces(stack: Stack, *words: str) -> list[str]:
    """Where auth's database still has one of these words."""
    connection = sqlite3.connect(f"file:{stack.home.auth_database}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [(name, row) for name in tables for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608  # names that the database itself told
    finally:
        connection.close()
    return [f"{name}: {row}" for name, row in rows if any(word in repr(row) for word in words)]


def test_a_closed_account_is_out_within_five_seconds_and_then_purged_and_forgotten(
    member: Member, stack: Stack, storage: Storage, catalog: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    item = member.keep("mine.png", png(96))
    holder = script(member, make_api_key(member, "media:read"))
    assert edge_verdict(holder) == "OK"
    wrong = member.call("DELETE", "/account", json={"password": "not mine"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "PASSWORD_WRONG")
    answer = member.call("DELETE", "/account", json={"password": member.password})
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"reopensUntil"}
    for verdict in (
        lambda: edge_verdict(member),
        lambda: edge_verdict(holder),
        lambda: catalog_verdict(catalog, member.token),
    ):
        assert honoured_for(verdict) <= MAX_SECONDS
    ends = time.monotonic() + _TIMEOUT_SECONDS
    while traces(stack, member.email):
        assert time.monotonic() < ends
        time.sleep(0.2)  # the edge asks every few seconds who has left
    assert marked(storage, f"user-{member.user_id}/", item["uploadId"])
    credentials = {"email": member.email, "password": member.password, "reopen": True}
    assert member.client.post(f"{API}/session", json=credentials).json()["code"] == "CREDENTIALS_WRONG"
