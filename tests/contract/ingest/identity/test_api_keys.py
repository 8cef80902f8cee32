"""API keys are made, listed, revoked and traded for access tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2
from momento_ingest.application.ports.identity import ApiKey, Caller, MadeKey, WishedKey
from momento_ingest.domain import errors

from tests.contract.ingest.identity.accounts import ACCOUNT, ADA, BROWSER, END, LATER_END, UPLOAD, fake_with_ada
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Script

KEY_MESSAGE = auth_pb2.ApiKey(
    key_id=UPLOAD.value,
    name="backup",
    scopes=["media:read"],
    created_at=timestamp(END),
    expires_at=timestamp(LATER_END),
)
KEY = ApiKey(UPLOAD.value, "backup", ["media:read"], END, LATER_END, None)


async def test_an_api_key_is_traded_for_an_access_token(identity: Identity, script: Script) -> None:
    script.answers["ExchangeApiKey"] = auth_pb2.ExchangeApiKeyResponse(
        access_token="access",
        verified=auth_pb2.VerifyTokenResponse(
            session_id=UPLOAD.value, expires_at=timestamp(END), account=ACCOUNT, scopes=["media:read"]
        ),
    )
    expected = Caller(ADA, UPLOAD.value, "access", END, frozenset({"media:read"}))
    assert await identity.verify("momento_key") == expected
    assert script.requests == [auth_pb2.ExchangeApiKeyRequest(api_key="momento_key")]


async def test_an_api_key_is_made_listed_and_revoked(identity: Identity, script: Script) -> None:
    script.answers["CreateApiKey"] = auth_pb2.CreateApiKeyResponse(key=KEY_MESSAGE, secret="momento_key")
    used = auth_pb2.ApiKey()
    used.CopyFrom(KEY_MESSAGE)
    used.last_used_at.CopyFrom(timestamp(END))
    script.answers["ListApiKeys"] = auth_pb2.ListApiKeysResponse(keys=[used])
    script.answers["RevokeApiKey"] = auth_pb2.RevokeApiKeyResponse()
    wished = WishedKey("backup", ["media:read"], LATER_END, "present")
    assert await identity.create_api_key("access", wished, BROWSER) == MadeKey(KEY, "momento_key")
    assert await identity.api_keys("access") == [replace(KEY, last_used_at=END)]
    await identity.revoke_api_key("access", UPLOAD.value)
    assert script.requests == [
        auth_pb2.CreateApiKeyRequest(
            access_token="access",
            password="present",
            name="backup",
            scopes=["media:read"],
            expires_at=timestamp(LATER_END),
            client_address="192.0.2.1",
        ),
        auth_pb2.ListApiKeysRequest(access_token="access"),
        auth_pb2.RevokeApiKeyRequest(access_token="access", key_id=UPLOAD.value),
    ]


async def test_the_fake_tells_the_same_story_of_keys() -> None:
    identity, _ = await fake_with_ada()
    token = (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token
    with pytest.raises(errors.Forbidden):
        await identity.create_api_key(token, WishedKey("backup", ["media:read"], LATER_END, "wrong"), BROWSER)
    made = await identity.create_api_key(token, WishedKey("backup", ["media:read"], LATER_END, "a password"), BROWSER)
    assert (await identity.verify(made.secret)).scopes == {"media:read"}
    assert await identity.api_keys(token) == [made.key]
    await identity.revoke_api_key(token, made.key.key_id)
    with pytest.raises(errors.NotFound):
        await identity.revoke_api_key(token, made.key.key_id)
    with pytest.raises(errors.Unauthenticated):
        await identity.verify(made.secret)
