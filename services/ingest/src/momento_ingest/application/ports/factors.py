"""How somebody proves more than a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.application.ports.identity import Client, Session


class ProofKind(StrEnum):
    """A way to answer a challenge."""

    TOTP = "totp_code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer: a code as it was typed, or the JSON that the browser gave for a passkey."""

    kind: ProofKind
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedFactor:
    """A challenge to be answered within minutes by one of `methods`; `passkey_options` is JSON for the browser."""

    challenge: str = field(repr=False)
    methods: list[str]
    passkey_options: str


@dataclass(frozen=True, slots=True)
class StepUp:
    """Until when a session counts as proved; or what is still asked for."""

    proved_until: datetime | None
    asked: AskedFactor | None


@dataclass(frozen=True, slots=True)
class Totp:
    """An authenticator app."""

    confirmed_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey, as its owner may see it."""

    passkey_id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorList:
    """What an account has."""

    totp: Totp | None
    passkeys: list[Passkey]
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class NewTotp:
    """What goes into an authenticator app: a text to type, or an `otpauth:` address to show as a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """A challenge for a new passkey; `options` is JSON for the browser."""

    challenge: str = field(repr=False)
    options: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that counts from now on, and the recovery codes of an account that had none."""

    passkey: Passkey
    recovery_codes: list[str] = field(repr=False)


class Factors(Protocol):
    """Second factors, and what is proved with them. Every method raises Unavailable when nobody can say.

    Methods that take an access token raise Unauthenticated for one that is not good. Those that change a factor raise
    Forbidden (`STEP_UP_REQUIRED`) unless the session was proved lately.
    """

    async def finish_sign_in(self, challenge: str, proof: Proof, client: Client) -> Session:
        """Starts the session for which the password was not enough; raises Forbidden or TooManyRequests."""

    async def start_passkey_sign_in(self, client: Client) -> AskedFactor:
        """A challenge that any passkey may answer; raises TooManyRequests."""

    async def finish_passkey_sign_in(self, challenge: str, passkey: str, client: Client) -> Session:
        """Starts a session for the account whose passkey answered; raises Forbidden."""

    async def prove_session(self, access_token: str, password: str, client: Client) -> StepUp:
        """Takes the password once more; raises Forbidden or TooManyRequests."""

    async def finish_proof(self, access_token: str, challenge: str, proof: Proof, client: Client) -> StepUp:
        """Takes the second factor after the password; raises Forbidden or TooManyRequests."""

    async def factors(self, access_token: str) -> FactorList:
        """What the account has."""

    async def start_totp(self, access_token: str, client: Client) -> NewTotp:
        """Makes a secret for an app; raises Conflict when there is an app."""

    async def confirm_totp(self, access_token: str, code: str, client: Client) -> list[str]:
        """Takes the first code; the recovery codes of an account that had none. Raises NotFound or Forbidden."""

    async def remove_totp(self, access_token: str, client: Client) -> None:
        """Removes the app; raises NotFound."""

    async def start_passkey(self, access_token: str) -> PasskeyChallenge:
        """A challenge for a new passkey; raises Conflict when there are too many."""

    async def add_passkey(
        self, access_token: str, challenge: str, name: str, passkey: str, client: Client
    ) -> NewPasskey:
        """Takes what the browser made; raises Forbidden, InvalidInput or Conflict."""

    async def rename_passkey(self, access_token: str, passkey_id: str, name: str) -> None:
        """Gives a passkey another name; raises NotFound or InvalidInput."""

    async def remove_passkey(self, access_token: str, passkey_id: str, client: Client) -> None:
        """Removes a passkey; raises NotFound."""

    async def renew_recovery_codes(self, access_token: str, client: Client) -> list[str]:
        """Ten codes in place of the former ones; raises Conflict where there is no factor."""
