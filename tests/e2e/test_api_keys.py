"""Scripts: what a key opens, what it does not, and its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.member import Member, make_api_key
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_SECONDS = 5.0
_PATIENCE_SECONDS = 30


def script(member: Member, made: dict[str, Any]) -> Member:
    """Somebody who has nothing but the key."""
    return Member(member.client, "", "", member.user_id, made["secret"])


def code(member: Member, method: str, path: str, **arguments: Any) -> str:
    return str(member.call(method, path, **arguments).json()["code"])


def test_a_key_that_may_write_uploads_and_one_that_may_read_finds(member: Member) -> None:
    writer = script(member, make_api_key(member, "media:write"))
    reader = script(member, make_api_key(member, "media:read"))
    item = writer.keep("script.png", png(51))
    assert reader.listed() == [item["uploadId"]]
    assert reader.download(item["uploadId"]) == png(51)
    assert code(writer, "GET", "/media") == "SCOPE_MISSING"
    assert code(reader, "PATCH", f"/media/{item['uploadId']}", json={"favorite": True}) == "SCOPE_MISSING"
    assert code(reader, "POST", "/media", files={"file": ("more.png", png(52))}) == "SCOPE_MISSING"
    assert code(reader, "GET", "/activity") == "SCOPE_MISSING"


def test_no_key_manages_the_account(member: Member) -> None:
    made = make_api_key(member, "media:read", "media:write", "account:read")
    holder = script(member, made)
    assert holder.call("GET", "/account").json()["user"]["userId"] == member.user_id
    for method, path in (
        ("GET", "/account/sessions"),
        ("DELETE", "/account/sessions"),
        ("GET", "/account/api-keys"),
        ("DELETE", f"/account/api-keys/{made['apiKey']['keyId']}"),
        ("PUT", "/account/password"),
        ("POST", "/account/api-keys"),
    ):
        assert code(holder, method, path, json={}) == "SCOPE_MISSING", path


def test_a_revoked_key_is_refused_within_five_seconds_and_its_last_use_is_told(member: Member) -> None:
    made = make_api_key(member, "media:read")
    holder = script(member, made)
    assert holder.listed() == []
    (listed,) = member.call("GET", "/account/api-keys").json()["apiKeys"]
    assert "lastUsedAt" in listed
    assert member.call("DELETE", f"/account/api-keys/{listed['keyId']}").status_code == 204
    began = last = time.monotonic()
    while (answer := holder.call("GET", "/media")).status_code == 200:
        assert time.monotonic() - began < _PATIENCE_SECONDS
        last = time.monotonic()
    assert answer.json()["code"] == "SESSION_ENDED"
    assert last - began <= LONGEST_SECONDS
    member.happened("api_key.created", outcome="success")
    member.happened("api_key.revoked", outcome="success")


@pytest.mark.parametrize("spoil", [lambda it: it[:-1], lambda it: it[:-1] + "x", str.upper, lambda _: "momento_"])
def test_a_key_with_a_slip_opens_nothing(member: Member, spoil: Callable[[str], str]) -> None:
    made = make_api_key(member, "media:read")
    holder = script(member, {"secret": spoil(made["secret"])})
    assert code(holder, "GET", "/media") == "TOKEN_INVALID"
