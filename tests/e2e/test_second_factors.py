"""Second factors through the edge, with a whole Momento behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pyotp import TOTP

from tests.e2e.factors import FACTORS, add_passkey, authenticator_for, prove, sign_in_by_passkey

if TYPE_CHECKING:
    from tests.e2e.member import Member


def test_an_account_with_two_factors_is_entered_with_both(member: Member) -> None:
    assert member.call("POST", f"{FACTORS}/totp").json()["code"] == "STEP_UP_REQUIRED"
    prove(member)
    app = TOTP(member.call("POST", f"{FACTORS}/totp").json()["secret"])
    confirmed = member.call("POST", f"{FACTORS}/totp/confirmation", json={"code": app.now()})
    code, *others = confirmed.json()["recoveryCodes"]
    assert len(others) == 9

    credentials = {"email": member.email, "password": member.password}
    refused = member.client.post("/api/v1/session", json=credentials)
    assert (refused.status_code, refused.json()["code"]) == (401, "SECOND_FACTOR_REQUIRED")
    assert refused.json()["methods"] == ["totp", "recovery_code"]
    answer = {"challenge": refused.json()["challenge"], "recoveryCode": code}
    entered = member.client.post("/api/v1/session/second-factor", json=answer)
    assert entered.json()["user"]["email"] == member.email
    again = {**answer, "challenge": member.client.post("/api/v1/session", json=credentials).json()["challenge"]}
    assert member.client.post("/api/v1/session/second-factor", json=again).json()["code"] == "PROOF_WRONG"
    ahead = app.at(datetime.now(UTC) + timedelta(seconds=30))
    in_time = {"challenge": again["challenge"], "totpCode": ahead}
    assert member.client.post("/api/v1/session/second-factor", json=in_time).status_code == 200


def test_a_passkey_opens_the_account_and_allows_changes(member: Member) -> None:
    authenticator = authenticator_for(member)
    prove(member)
    passkey_id = add_passkey(member, authenticator)["passkey"]["passkeyId"]
    entered = sign_in_by_passkey(member, authenticator)
    member.token = entered.json()["accessToken"]
    path = f"{FACTORS}/passkeys/{passkey_id}"
    assert member.call("DELETE", path).json()["code"] == "STEP_UP_REQUIRED"
    prove(member, authenticator)
    assert member.call("DELETE", path).status_code == 204
    assert sign_in_by_passkey(member, authenticator).json()["code"] == "PROOF_WRONG"
    reported = [it["event"] for it in member.activity()]
    assert {"passkey.added", "passkey.removed", "session.proved"} <= set(reported)
    member.sign_in()


@pytest.mark.parametrize("origin", ["https://evil.example", "https://localhost"])
def test_a_page_elsewhere_cannot_use_a_passkey(member: Member, origin: str) -> None:
    authenticator = authenticator_for(member)
    prove(member)
    add_passkey(member, authenticator)
    authenticator.origin = origin
    assert sign_in_by_passkey(member, authenticator).json()["code"] == "PROOF_WRONG"
