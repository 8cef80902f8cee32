"""The ceremonies of WebAuthn by py_webauthn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from momento_auth.domain.mfa.challenge import LIFETIME
from momento_auth.domain.mfa.errors import PasskeyRefused, ProofWrong
from momento_auth.domain.mfa.passkey import Credential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.mfa.passkey import Passkey

_NAME: Final = "Momento"
_TIMEOUT_MILLISECONDS: Final = int(LIFETIME.total_seconds() * 1000)
_REQUIRED: Final = UserVerificationRequirement.REQUIRED
_MALFORMED: Final = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for an answer that is wrong, and what it lets through for one that is no answer at all."""


class WebauthnPasskeyCeremonies:
    """Implements `PasskeyCeremonies` for the page at one origin."""

    def __init__(self, origin: str) -> None:
        """Passkeys are for the host name of the origin, `https://host[:port]`."""
        self._origin = origin
        self._host = urlsplit(origin).hostname or ""

    def registration_options(self, challenge: bytes, account: Account, present: Sequence[Passkey]) -> str:
        """No attestation: which make an authenticator is of is nobody's business."""
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=_NAME,
            user_name=account.email.as_typed,
            user_id=str(account.user_id).encode(),
            user_display_name=account.display_name.text,
            challenge=challenge,
            timeout=_TIMEOUT_MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(it.credential.credential_id) for it in present],
        )
        return options_to_json(options)

    def registered(self, challenge: bytes, answer: str) -> Credential:
        """Checks everything that the specification asks for (section 7.1)."""
        try:
            verified = verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except _MALFORMED as error:
            raise PasskeyRefused("The browser's answer makes no passkey for this page; begin anew.") from error
        return Credential(verified.credential_id, verified.credential_public_key, verified.sign_count)

    def authentication_options(self, challenge: bytes) -> str:
        """Without a list of passkeys: the authenticator shows those that it has for this host."""
        options = generate_authentication_options(
            rp_id=self._host, challenge=challenge, timeout=_TIMEOUT_MILLISECONDS, user_verification=_REQUIRED
        )
        return options_to_json(options)

    def credential_id(self, answer: str) -> bytes:
        """As the browser says; the signature has yet to prove it."""
        return _parsed(answer).raw_id

    def authenticated(self, challenge: bytes, passkey: Passkey, answer: str) -> int:
        """Checks everything that the specification asks for (section 7.2)."""
        credential = _parsed(answer)
        if credential.response.user_handle != str(passkey.user_id).encode():
            raise _wrong()
        try:
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=passkey.credential.public_key,
                credential_current_sign_count=passkey.credential.sign_count,
                require_user_verification=True,
            )
        except _MALFORMED as error:
            raise ProofWrong("The passkey's answer is not right; try again.", user_id=passkey.user_id) from error
        return verified.new_sign_count


def _parsed(answer: str) -> AuthenticationCredential:
    try:
        return parse_authentication_credential_json(answer)
    except _MALFORMED as error:
        raise _wrong() from error


def _wrong() -> ProofWrong:
    return ProofWrong("The passkey's answer is not right; try again.")
