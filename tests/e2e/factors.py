"""What a member does about second factors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fakes.auth.authenticators import SoftwareAuthenticator

if TYPE_CHECKING:
    import httpx

    from tests.e2e.member import Member

FACTORS = "/account/factors"


def prove(member: Member, authenticator: SoftwareAuthenticator | None = None) -> None:
    """Proves anew who the member is, with the passkey where there is one."""
    answer = member.call("POST", "/session/step-up", json={"password": member.password})
    assert answer.status_code == 200, answer.text
    asked = answer.json().get("asked")
    if asked is None:
        return
    assert authenticator is not None
    passkey = _answered(authenticator, asked["passkeyOptions"])
    finished = {"challenge": asked["challenge"], "passkey": passkey}
    answer = member.call("POST", "/session/step-up/second-factor", json=finished)
    assert answer.status_code == 200, answer.text


def add_passkey(member: Member, authenticator: SoftwareAuthenticator) -> dict[str, Any]:
    """Registers a passkey in a session that was proved: what the API says of it."""
    begun = member.call("POST", f"{FACTORS}/passkeys/challenge").json()
    made = json.loads(authenticator.make(json.dumps(begun["options"])))
    wished = {"challenge": begun["challenge"], "name": "Telephone", "passkey": made}
    answer = member.call("POST", f"{FACTORS}/passkeys", json=wished)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sign_in_by_passkey(member: Member, authenticator: SoftwareAuthenticator) -> httpx.Response:
    """Asks for a session without telling who asks."""
    asked = member.client.post("/api/v1/session/passkey/challenge").json()
    answer = {"challenge": asked["challenge"], "passkey": _answered(authenticator, asked["passkeyOptions"])}
    return member.client.post("/api/v1/session/passkey", json=answer)


def authenticator_for(member: Member) -> SoftwareAuthenticator:
    """An authenticator at the page that the member sees."""
    return SoftwareAuthenticator(str(member.client.base_url).rstrip("/"))


def _answered(authenticator: SoftwareAuthenticator, options: dict[str, Any]) -> Any:
    return json.loads(authenticator.answer(json.dumps(options)))
