"""Ceremonies that anybody can read: an answer repeats the challenge, and is signed with a word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from momento_auth.domain.mfa.errors import PasskeyRefused, ProofWrong
from momento_auth.domain.mfa.passkey import Credential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.mfa.passkey import Passkey


class LegiblePasskeyCeremonies:
    """Takes what `LegibleAuthenticator` says at the same origin."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def registration_options(self, challenge: bytes, account: Account, present: Sequence[Passkey]) -> str:
        excluded = [it.credential.credential_id.hex() for it in present]
        user = {"id": str(account.user_id), "name": account.email.as_typed}
        return json.dumps({"challenge": challenge.hex(), "user": user, "excludeCredentials": excluded})

    def registered(self, challenge: bytes, answer: str) -> Credential:
        said = _said(answer, "key")
        if said is None or not self._fits(said, challenge):
            raise PasskeyRefused("The browser's answer makes no passkey for this page; begin anew.")
        return Credential(bytes.fromhex(said["id"]), said["key"].encode(), said["count"])

    def authentication_options(self, challenge: bytes) -> str:
        return json.dumps({"challenge": challenge.hex()})

    def credential_id(self, answer: str) -> bytes:
        said = _said(answer, "signature")
        if said is None:
            raise _wrong()
        return bytes.fromhex(said["id"])

    def authenticated(self, challenge: bytes, passkey: Passkey, answer: str) -> int:
        said = _said(answer, "signature")
        if said is None or not self._fits(said, challenge) or said["user"] != str(passkey.user_id):
            raise _wrong()
        former, count = passkey.credential.sign_count, int(said["count"])
        if said["signature"] != passkey.credential.public_key.decode() or ((former or count) and count <= former):
            raise _wrong()
        return count

    def _fits(self, said: dict[str, Any], challenge: bytes) -> bool:
        return (said["challenge"], said["origin"], said["verified"]) == (challenge.hex(), self._origin, True)


def _said(answer: str, needed: str) -> dict[str, Any] | None:
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    return said if isinstance(said, dict) and needed in said else None


def _wrong() -> ProofWrong:
    return ProofWrong("The passkey's answer is not right; try again.")
