"""Scripts: what a key opens, what it does not, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento.auth.v1 import auth_pb2

from tests.e2e.member import Member, make_api_key
from tests.e2e.tus_client import begun, ended, send
from tests.e2e.verdicts import MAX_SECONDS, catalog_verdict, edge_verdict, honoured_for
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento.auth.v1 import auth_pb2_grpc
    from momento.catalog.v1 import catalog_pb2_grpc


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
    revoke(member, made)
    assert honoured_for(lambda: edge_verdict(holder)) <= MAX_SECONDS
    member.happened("api_key.created", outcome="success")
    member.happened("api_key.revoked", outcome="success")


def revoke(member: Member, made: dict[str, Any]) -> None:
    assert member.call("DELETE", f"/account/api-keys/{made['apiKey']['keyId']}").status_code == 204


def test_the_token_that_a_key_was_traded_for_dies_with_it_at_the_catalog(
    member: Member, auth: auth_pb2_grpc.AuthServiceStub, catalog: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    made = make_api_key(member, "media:read")
    token = auth.ExchangeApiKey(auth_pb2.ExchangeApiKeyRequest(api_key=made["secret"])).access_token
    assert catalog_verdict(catalog, token) == "OK"
    revoke(member, made)
    assert honoured_for(lambda: catalog_verdict(catalog, token)) <= MAX_SECONDS


def test_an_upload_of_a_revoked_key_ends_before_it_is_stored(member: Member) -> None:
    made, content = make_api_key(member, "media:write"), png(78)
    holder = script(member, made)
    path = begun(holder, content, filename="late.png")
    revoke(member, made)
    send(member, path, 0, content)
    assert ended(member, path)["state"] == "rejected"
    assert member.listed() == []


@pytest.mark.parametrize("spoil", [lambda it: it[:-1], lambda it: it[:-1] + "x", str.upper, lambda _: "momento_"])
def test_a_key_with_a_slip_opens_nothing(member: Member, spoil: Callable[[str], str]) -> None:
    made = make_api_key(member, "media:read")
    holder = script(member, {"secret": spoil(made["secret"])})
    assert code(holder, "GET", "/media") == "TOKEN_INVALID"
