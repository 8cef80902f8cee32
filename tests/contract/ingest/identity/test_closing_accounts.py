"""Accounts are closed, and erased when their libraries are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2
from momento_ingest.domain import errors

from tests.contract.ingest.identity.accounts import BROWSER, LATER_END, fake_with_ada
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Script


async def test_closing_an_account_sends_the_password_and_tells_how_long_it_can_be_undone(
    identity: Identity, script: Script
) -> None:
    script.answers["CloseAccount"] = auth_pb2.CloseAccountResponse(reopens_until=timestamp(LATER_END))
    assert await identity.close_account("access", "a password", BROWSER) == LATER_END
    expected = auth_pb2.CloseAccountRequest(access_token="access", password="a password", client_address="192.0.2.1")
    assert script.requests[-1] == expected


async def test_libraries_of_closed_accounts_come_as_tokens_and_are_reported_back(
    identity: Identity, script: Script
) -> None:
    script.answers["ListClosedLibraries"] = auth_pb2.ListClosedLibrariesResponse(access_tokens=["one", "two"])
    assert await identity.closed_libraries() == ["one", "two"]
    script.answers["EraseAccount"] = auth_pb2.EraseAccountResponse()
    await identity.erase_account("one")
    assert script.requests[-1] == auth_pb2.EraseAccountRequest(access_token="one")


async def test_the_fake_tells_the_same_story_of_closing() -> None:
    identity, _ = await fake_with_ada()
    token = (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token
    with pytest.raises(errors.Forbidden):
        await identity.close_account(token, "wrong", BROWSER)
    await identity.close_account(token, "a password", BROWSER)
    with pytest.raises(errors.Unauthenticated):
        await identity.verify(token)
    with pytest.raises(errors.Conflict):
        await identity.sign_in("ada@example.org", "a password", BROWSER)
    await identity.sign_in("ada@example.org", "a password", BROWSER, reopen=True)
    await identity.sign_in("ada@example.org", "a password", BROWSER)
