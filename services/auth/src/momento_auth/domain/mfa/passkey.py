"""Passkeys (Web Authentication Level 3): a key pair in a telephone, a computer or a security key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.identifiers import Ulid

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.account import DisplayName
    from momento_auth.domain.identifiers import UserId

MAX_PASSKEYS: Final = 20
"""Of one account, so that nobody fills the store."""


class PasskeyId(Ulid):
    """Names one passkey of an account."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a browser said of a new passkey, after it was checked.

    Attributes:
        credential_id: how the authenticator names it, at most 1023 bytes.
        public_key: a COSE key (RFC 9052, section 7).
        sign_count: how often it was used, as the authenticator counts; many always say 0.
    """

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey of an account."""

    passkey_id: PasskeyId
    user_id: UserId
    name: DisplayName
    credential: Credential
    created_at: datetime
    last_used_at: datetime | None = None
