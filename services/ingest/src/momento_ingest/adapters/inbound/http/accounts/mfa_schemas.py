"""What the API says and hears of second factors; see `schemas`.

What browsers say of passkeys, and are asked about them, is passed on as it is: `PublicKeyCredential.toJSON` and
`parseRequestOptionsFromJSON` of Web Authentication Level 3 say what is in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from momento_ingest.adapters.inbound.http.schemas import Reply, Request


class PasswordRequest(Request):
    """The present password; auth says whether it is right."""

    password: str


class ProofRequest(Request):
    """An answer to a challenge, in exactly one of the last three."""

    challenge: str
    totp_code: str | UnsetType = UNSET
    recovery_code: str | UnsetType = UNSET
    passkey: dict[str, Any] | UnsetType = UNSET


class PasskeyAnswerRequest(Request):
    """What the browser gave for a passkey, as `AuthenticationResponseJSON`."""

    challenge: str
    passkey: dict[str, Any]


class PasskeyRequest(Request):
    """What the browser made, as `RegistrationResponseJSON`, and what to call it."""

    challenge: str
    name: str
    passkey: dict[str, Any]


class PasskeyNameRequest(Request):
    """Another name."""

    name: str


class CodeRequest(Request):
    """The first code of an authenticator app."""

    code: str


class AskedFactorReply(Reply, omit_defaults=False):
    """A challenge; `methods` are some of `totp`, `passkey` and `recovery_code`.

    `passkeyOptions` is a `PublicKeyCredentialRequestOptionsJSON`, and absent where no passkey will do.
    """

    challenge: str
    methods: list[str]
    passkey_options: dict[str, Any] | UnsetType = UNSET


class StepUpReply(Reply):
    """`provedUntil`, when the session counts as proved; or `asked`, when a second factor is wanted first."""

    proved_until: datetime | UnsetType = UNSET
    asked: AskedFactorReply | UnsetType = UNSET


class TotpReply(Reply):
    """An authenticator app; `lastUsedAt` is absent while it never was."""

    confirmed_at: datetime
    last_used_at: datetime | None = None


class PasskeyReply(Reply):
    """A passkey; `lastUsedAt` is absent while it never was."""

    passkey_id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None = None


class FactorsReply(Reply, omit_defaults=False):
    """What the account has; `totp` is absent where there is no authenticator app."""

    passkeys: list[PasskeyReply]
    recovery_codes_left: int
    totp: TotpReply | UnsetType = UNSET


class NewTotpReply(Reply):
    """What goes into an authenticator app, shown this once: to be typed, or to be shown as a QR code."""

    secret: str
    address: str


class PasskeyChallengeReply(Reply):
    """A challenge for a new passkey, and a `PublicKeyCredentialCreationOptionsJSON`."""

    challenge: str
    options: dict[str, Any]


class RecoveryCodesReply(Reply, omit_defaults=False):
    """Recovery codes, shown this once; none where the account has some already."""

    recovery_codes: list[str]


class NewPasskeyReply(Reply, omit_defaults=False):
    """A passkey that counts from now on, and recovery codes where the account had none."""

    passkey: PasskeyReply
    recovery_codes: list[str]
