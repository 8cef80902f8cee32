"""Passwords are changed, and chosen anew by those who forgot them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2

from tests.contract.ingest.identity.accounts import BROWSER

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Script


@pytest.mark.parametrize("keep", [True, False])
async def test_changing_the_password_sends_both_where_from_and_what_becomes_of_keys(
    identity: Identity, script: Script, *, keep: bool
) -> None:
    script.answers["ChangePassword"] = auth_pb2.ChangePasswordResponse()
    await identity.change_password("access", "present", "next", BROWSER, keep_api_keys=keep)
    expected = auth_pb2.ChangePasswordRequest(
        access_token="access",
        password="present",
        new_password="next",
        client_address="192.0.2.1",
        keep_api_keys=keep,
    )
    assert script.requests == [expected]


async def test_a_forgotten_password_is_asked_for_and_chosen_anew(identity: Identity, script: Script) -> None:
    script.answers["AskForPasswordReset"] = auth_pb2.AskForPasswordResetResponse()
    script.answers["ResetPassword"] = auth_pb2.ResetPasswordResponse()
    await identity.ask_for_reset("ada@example.org", BROWSER)
    await identity.reset_password("link", "new", BROWSER)
    assert script.requests == [
        auth_pb2.AskForPasswordResetRequest(email="ada@example.org", client_address="192.0.2.1"),
        auth_pb2.ResetPasswordRequest(reset="link", new_password="new", client_address="192.0.2.1"),
    ]
